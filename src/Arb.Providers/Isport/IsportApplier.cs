using Arb.Domain.Harvest;
using Arb.Providers.Harvesting;

namespace Arb.Providers.Isport;

/// <summary>Applies the sections of one response. Leagues and matches are always full lists; odds rows may be a delta, which is read whole before anything changes.</summary>
internal sealed class IsportApplier(IsportBook book, HarvestLimits limits)
{
    private readonly HashSet<int> _conflicts = [];
    private readonly List<int> _gone = [];

    /// <summary>Rows of the last response that carry markets or prices.</summary>
    public int Rows { get; private set; }

    /// <summary>True when something of the last response found no room.</summary>
    public bool OverLimit { get; private set; }

    /// <summary>Applies; or says why nothing was applied.</summary>
    public HarvestResult? Apply(IsportPoll poll, in IsportEnvelope envelope, ReadOnlySpan<byte> body, bool isDelta, IHarvestSink sink)
    {
        Rows = 0;
        OverLimit = false;
        foreach (var section in (ReadOnlySpan<IsportSection>)[IsportSection.Leagues, IsportSection.Matches, IsportSection.Odds])
        {
            var required = section switch { IsportSection.Leagues => 2, IsportSection.Matches => IsportRow.MatchRequired, _ => IsportRow.OddsRequired };
            var rows = poll[section];
            if (rows.Present && (!rows.ReadNames(envelope.Names(section)) || !rows.Fields.Has(required)))
                return isDelta ? ResponseGate.NeedsSnapshot("records without field names") : ResponseGate.Failed("records without field names");
        }
        if (!ReadGone(envelope.GoneMatches, book.Matches[poll.List]) || !ReadGone(envelope.GoneOdds, book.Odds[poll.List]))
            return isDelta ? ResponseGate.NeedsSnapshot("a list of gone ids that cannot be read") : ResponseGate.Failed("a list of gone ids that cannot be read");
        if (isDelta && poll[IsportSection.Odds].Present && ReadDelta(poll, body) is { } broken)
            return ResponseGate.NeedsSnapshot(broken);

        if (poll[IsportSection.Leagues].Present)
            ApplyLeagues(poll, body, sink);
        if (poll[IsportSection.Matches].Present)
            ApplyMatches(poll, body, sink);
        RemoveMatches(poll.List, envelope.GoneMatches, sink);
        if (poll[IsportSection.Odds].Present)
            ApplyOdds(poll, body, isDelta, sink);
        ReadGone(envelope.GoneOdds, book.Odds[poll.List]);
        RemoveOdds(poll.List, sink);
        return null;
    }

    private bool ReadGone<T>(ReadOnlySpan<byte> list, EntitySet<T> set)
        where T : class
    {
        _gone.Clear();
        return list.IsEmpty || IdList.TryReadJson(list, set, _gone);
    }

    /// <summary>True when the row is the entity's state already; drops a second row of one id.</summary>
    private static bool IsKnown<T>(IsportSectionRows rows, int row, EntitySet<T> set, IHarvestSink sink)
        where T : class
    {
        var entity = rows.Scan.Entity(row);
        if (!rows.SameOrder || !set.IsState(entity, rows.Scan.Stamp(row)))
        {
            rows.Scan.Bind(row, -1, 0);
            return false;
        }
        if (set.See(entity))
        {
            set.SetRow(entity, row);
            return true;
        }
        rows.Scan.Bind(row, -1, 0);
        sink.OnDropped(DropReason.DuplicateId);
        return true;
    }

    private void ApplyLeagues(IsportPoll poll, ReadOnlySpan<byte> body, IHarvestSink sink)
    {
        var rows = poll[IsportSection.Leagues];
        var set = book.Leagues;
        var before = set.Version;
        set.BeginSnapshot();
        Span<Cell> cells = stackalloc Cell[IsportFields.MaxPositions];
        for (var i = 0; i < rows.Scan.Count; i++)
        {
            if (IsKnown(rows, i, set, sink))
                continue;
            var row = body.Slice(rows.Scan.Start(i), rows.Scan.Length(i));
            if (ReadLeague(row, cells, rows, i) is { } drop)
                Drop(drop, sink);
        }
        set.Unseen(_gone);
        foreach (var entity in _gone)
            set.Remove(entity);
        if (set.Version != before)
            book.ShowAll(sink);
    }

    private DropReason? ReadLeague(ReadOnlySpan<byte> row, Span<Cell> cells, IsportSectionRows rows, int index)
    {
        if (Cells.ReadJson(row, cells) < rows.Fields.Count)
            return DropReason.Undecodable;
        var set = book.Leagues;
        var id = Cells.Id(row, IsportRow.Field(cells, rows.Fields, 0));
        if (id.IsEmpty)
            return DropReason.MissingId;
        var entity = set.Find(id);
        if (entity >= 0 && !set.See(entity))
            return DropReason.DuplicateId;
        if (entity < 0 && set.Count >= limits.MaxEvents)
            return DropReason.OverLimit;
        var league = entity < 0 ? new IsportLeague() : set[entity];
        var changed = entity < 0;
        if (!league.Name.Read(row, IsportRow.Field(cells, rows.Fields, 1), false, ref changed))
        {
            if (entity >= 0)
                set.Remove(entity);
            return DropReason.InvalidName;
        }
        if (entity < 0)
        {
            entity = set.Add(IdComparer.Instance.Create(id), league);
            set.See(entity);
        }
        rows.Scan.Bind(index, entity, set.Touch(entity));
        set.SetRow(entity, index);
        return null;
    }

    private void ApplyMatches(IsportPoll poll, ReadOnlySpan<byte> body, IHarvestSink sink)
    {
        var rows = poll[IsportSection.Matches];
        var set = book.Matches[poll.List];
        set.BeginSnapshot();
        Span<Cell> cells = stackalloc Cell[IsportFields.MaxPositions];
        for (var i = 0; i < rows.Scan.Count; i++)
        {
            if (IsKnown(rows, i, set, sink))
                continue;
            var row = body.Slice(rows.Scan.Start(i), rows.Scan.Length(i));
            if (ReadMatch(row, cells, rows, i, poll.List, sink) is { } drop)
                Drop(drop, sink);
        }
        set.Unseen(_gone);
        foreach (var entity in _gone)
            book.RemoveMatch(poll.List, entity, sink);
    }

    private DropReason? ReadMatch(ReadOnlySpan<byte> row, Span<Cell> cells, IsportSectionRows rows, int index, int list, IHarvestSink sink)
    {
        if (Cells.ReadJson(row, cells) < rows.Fields.Count)
            return DropReason.Undecodable;
        var set = book.Matches[list];
        var id = Cells.Id(row, IsportRow.Field(cells, rows.Fields, 0));
        if (id.IsEmpty)
            return DropReason.MissingId;
        var entity = set.Find(id);
        if (entity >= 0 && !set.See(entity))
            return DropReason.DuplicateId;
        if (entity < 0 && book.Matches[0].Count + book.Matches[1].Count >= limits.MaxEvents)
            return DropReason.OverLimit;
        var match = entity < 0 ? new IsportMatch(book.Event(IdComparer.Instance.Create(id))) : set[entity];
        if (IsportRow.ReadMatch(row, cells, rows.Fields, match) is { } drop)
        {
            if (entity >= 0)
                book.RemoveMatch(list, entity, sink);
            else
                book.Trim(match.Event);
            return drop;
        }
        if (entity < 0)
        {
            entity = set.Add(match.Event.Id, match);
            set.See(entity);
            match.Event.Lists[list] = match;
        }
        rows.Scan.Bind(index, entity, set.Touch(entity));
        set.SetRow(entity, index);
        book.Show(match.Event, sink);
        return null;
    }

    private void ApplyOdds(IsportPoll poll, ReadOnlySpan<byte> body, bool isDelta, IHarvestSink sink)
    {
        var rows = poll[IsportSection.Odds];
        var set = book.Odds[poll.List];
        set.BeginSnapshot();
        Span<Cell> cells = stackalloc Cell[IsportFields.MaxPositions];
        for (var i = 0; i < rows.Scan.Count; i++)
        {
            if (!isDelta && IsKnown(rows, i, set, sink))
                continue;
            var row = body.Slice(rows.Scan.Start(i), rows.Scan.Length(i));
            if (ReadOdds(row, cells, rows.Fields, poll.List, out var entity, sink) is { } drop)
            {
                Drop(drop, sink);
                continue;
            }
            Rows++;
            var stamp = set.Touch(entity);
            // A delta's rows are not kept: the new stamp says that the snapshot's row is not the state any more.
            if (isDelta)
                continue;
            rows.Scan.Bind(i, entity, stamp);
            set.SetRow(entity, i);
        }
        if (isDelta)
            return;
        set.Unseen(_gone);
        foreach (var entity in _gone)
            book.RemoveOdds(poll.List, entity, sink);
        Rows = set.Count;
    }

    private DropReason? ReadOdds(ReadOnlySpan<byte> row, Span<Cell> cells, IsportFields fields, int list, out int entity, IHarvestSink sink)
    {
        entity = -1;
        if (Cells.ReadJson(row, cells) < fields.Count)
            return DropReason.Undecodable;
        var set = book.Odds[list];
        var id = Cells.Id(row, IsportRow.Field(cells, fields, 0));
        if (id.IsEmpty)
            return DropReason.MissingId;
        entity = set.Find(id);
        if (entity >= 0 && !set.See(entity))
            return DropReason.DuplicateId;
        var match = Cells.Id(row, IsportRow.Field(cells, fields, 1));
        var bad = 0;
        var values = default(IsportOddsValues);
        var drop = match.IsEmpty ? DropReason.MissingId : IsportRow.ReadOdds(row, cells, fields, out values, out bad);
        if (drop is not null)
        {
            // A known market whose row cannot be read any more is as good as absent: its prices would be stale.
            if (entity >= 0)
                book.RemoveOdds(list, entity, sink);
            return drop;
        }
        for (; bad > 0; bad--)
            sink.OnDropped(DropReason.InvalidPrice);
        entity = Store(list, entity, id, match, values, sink);
        if (entity < 0)
            return DropReason.OverLimit;
        set.See(entity);
        return null;
    }

    /// <summary>Stores one row's state and tells what changed; −1 when there is no room. Unknown events are counted: the market is told when its event is.</summary>
    private int Store(int list, int entity, ReadOnlySpan<byte> id, ReadOnlySpan<byte> match, IsportOddsValues values, IHarvestSink sink)
    {
        var set = book.Odds[list];
        IsportOdds odds;
        if (entity < 0)
        {
            if (book.Odds[0].Count + book.Odds[1].Count >= limits.MaxMarkets)
                return -1;
            var name = IdComparer.Instance.Create(id);
            odds = new IsportOdds(book.Market(name));
            odds.Market.Lists[list] = odds;
            entity = set.Add(name, odds);
        }
        else
        {
            odds = set[entity];
        }
        if (odds.Event is null || !IdComparer.Instance.Equals(match, odds.Event.Id))
            book.Attach(odds, book.Event(IdComparer.Instance.Create(match)));
        odds.Values = values;
        if (odds.Event!.Lists[list] is null)
            sink.OnDropped(DropReason.UnknownEvent);
        book.Show(odds.Market, sink);
        return entity;
    }

    /// <summary>Reads every row of a delta and changes nothing; returns why it has to be discarded, or null.</summary>
    private string? ReadDelta(IsportPoll poll, ReadOnlySpan<byte> body)
    {
        _conflicts.Clear();
        foreach (var entity in _gone)
            _conflicts.Add(entity);
        var rows = poll[IsportSection.Odds];
        Span<Cell> cells = stackalloc Cell[IsportFields.MaxPositions];
        for (var i = 0; i < rows.Scan.Count; i++)
        {
            var row = body.Slice(rows.Scan.Start(i), rows.Scan.Length(i));
            if (Cells.ReadJson(row, cells) < rows.Fields.Count)
                return "a delta row that cannot be decoded";
            var id = Cells.Id(row, IsportRow.Field(cells, rows.Fields, 0));
            var match = Cells.Id(row, IsportRow.Field(cells, rows.Fields, 1));
            if (id.IsEmpty || match.IsEmpty)
                return "a delta row without an id";
            var drop = IsportRow.ReadOdds(row, cells, rows.Fields, out _, out var bad);
            if (bad > 0 || drop is not (null or DropReason.UnknownMarket))
                return "a delta row that cannot be decoded";
            if (_conflicts.Contains(book.Odds[poll.List].Find(id)))
                return "an id that is gone and changed in one delta";
        }
        return null;
    }

    private void RemoveMatches(int list, ReadOnlySpan<byte> ids, IHarvestSink sink)
    {
        ReadGone(ids, book.Matches[list]);
        foreach (var entity in _gone)
            if (book.Matches[list].Has(entity))
                book.RemoveMatch(list, entity, sink);
    }

    private void RemoveOdds(int list, IHarvestSink sink)
    {
        foreach (var entity in _gone)
            if (book.Odds[list].Has(entity))
                book.RemoveOdds(list, entity, sink);
    }

    private void Drop(DropReason reason, IHarvestSink sink)
    {
        OverLimit |= reason == DropReason.OverLimit;
        sink.OnDropped(reason);
    }
}
