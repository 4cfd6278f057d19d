using Arb.Domain.Harvest;
using Arb.Providers.Harvesting;

namespace Arb.Providers.Sbo;

/// <summary>Applies one scanned answer; an incremental one is read whole before anything changes.</summary>
internal sealed class SboApplier(SboBook book, SboRows matches, SboRows markets, HarvestLimits limits)
{
    private const int MatchCells = 9;

    private readonly List<int> _goneEvents = [];
    private readonly List<int> _goneMarkets = [];
    private readonly HashSet<int> _conflicts = [];

    /// <summary>Market rows of the last answer.</summary>
    public int Rows { get; private set; }

    /// <summary>True when something of the last answer found no room.</summary>
    public bool OverLimit { get; private set; }

    /// <summary>Applies; or says why nothing was applied.</summary>
    public HarvestResult? Apply(ReadOnlySpan<byte> body, SboEnvelope envelope, IHarvestSink sink)
    {
        Rows = 0;
        OverLimit = false;
        var isDelta = !envelope.Full;
        if (!ReadDeletions(body, envelope))
            return isDelta ? ResponseGate.NeedsSnapshot("deletions that cannot be read") : ResponseGate.Failed("deletions that cannot be read");
        if (isDelta && CheckDelta(body) is { } broken)
            return ResponseGate.NeedsSnapshot(broken);
        ApplyMatches(body, isDelta, sink);
        ApplyMarkets(body, isDelta, sink);
        ReadDeletions(body, envelope);
        foreach (var market in _goneMarkets)
            if (book.Markets.Has(market))
                book.RemoveMarket(market, sink);
        foreach (var one in _goneEvents)
            if (book.Events.Has(one))
                book.RemoveEvent(one, withMarkets: true, sink);
        return null;
    }

    /// <summary>Reads the pairs <c>[[matchId…],[marketId…]]</c>; either list may be missing.</summary>
    private bool ReadDeletions(ReadOnlySpan<byte> body, SboEnvelope envelope)
    {
        _goneEvents.Clear();
        _goneMarkets.Clear();
        Span<Cell> pair = stackalloc Cell[2];
        foreach (var (start, length) in envelope.Deletions)
        {
            var list = body.Slice(start, length);
            if (ScriptLiteral.Read(list, pair) < 0)
                return false;
            if (!ReadIds(list, pair[0], book.Events, _goneEvents) || !ReadIds(list, pair[1], book.Markets, _goneMarkets))
                return false;
        }
        return true;
    }

    private static bool ReadIds<T>(ReadOnlySpan<byte> list, Cell cell, EntitySet<T> set, List<int> known)
        where T : class
    {
        if (cell.Kind == CellKind.Null)
            return true;
        if (cell.Kind != CellKind.Array)
            return false;
        var ids = cell.Of(list);
        var at = WireScan.Blanks(ids, 1);
        while (at < ids.Length && ids[at] != (byte)']')
        {
            var end = WireScan.EndOfValue(ids, at, script: true);
            if (end < 0)
                return false;
            var text = ids[at] == (byte)'\'';
            if (!IdList.Add(ids, text ? new Cell(CellKind.Text, at + 1, end - at - 2, false) : new Cell(CellKind.Number, at, end - at, false), set, known))
                return false;
            at = WireScan.Blanks(ids, end);
            if (at < ids.Length && ids[at] == (byte)',')
                at = WireScan.Blanks(ids, at + 1);
            else if (at >= ids.Length || ids[at] != (byte)']')
                return false;
        }
        return true;
    }

    /// <summary>Reads every row of an incremental answer and changes nothing; returns why it has to be discarded, or null.</summary>
    private string? CheckDelta(ReadOnlySpan<byte> body)
    {
        Span<Cell> cells = stackalloc Cell[MatchCells];
        _conflicts.Clear();
        _conflicts.UnionWith(_goneEvents);
        for (var i = 0; i < matches.Scan.Count; i++)
        {
            var row = body.Slice(matches.Scan.Start(i), matches.Scan.Length(i));
            if (!SboRow.SplitMatch(row, cells, out var id) || id.IsEmpty || SboRow.ReadMatch(row, cells, new SboEvent("", 0)) is not null)
                return "a match row that cannot be decoded";
            if (_conflicts.Contains(book.Events.Find(id)))
                return "a match that is gone and changed in one answer";
        }
        _conflicts.Clear();
        _conflicts.UnionWith(_goneMarkets);
        for (var i = 0; i < markets.Scan.Count; i++)
        {
            var row = body.Slice(markets.Scan.Start(i), markets.Scan.Length(i));
            var drop = SboRow.ReadMarket(row, out var id, out _, out _, out var bad);
            if (bad > 0 || drop is not (null or DropReason.UnknownMarket))
                return "a market row that cannot be decoded";
            if (_conflicts.Contains(book.Markets.Find(id)))
                return "a market that is gone and changed in one answer";
        }
        return null;
    }

    private void ApplyMatches(ReadOnlySpan<byte> body, bool isDelta, IHarvestSink sink)
    {
        var set = book.Events;
        var scan = matches.Scan;
        Span<Cell> cells = stackalloc Cell[MatchCells];
        set.BeginSnapshot();
        for (var i = 0; i < scan.Count; i++)
        {
            if (!isDelta && IsKnown(scan, i, set, sink))
                continue;
            scan.Bind(i, -1, 0);
            var row = body.Slice(scan.Start(i), scan.Length(i));
            if (ReadMatch(row, cells, out var entity, sink) is { } drop)
                Drop(drop, sink);
            else
                Keep(scan, i, set, entity, isDelta);
        }
        if (isDelta)
            return;
        set.Unseen(_goneEvents);
        foreach (var entity in _goneEvents)
            book.RemoveEvent(entity, withMarkets: false, sink);
    }

    private DropReason? ReadMatch(ReadOnlySpan<byte> row, Span<Cell> cells, out int entity, IHarvestSink sink)
    {
        entity = -1;
        if (!SboRow.SplitMatch(row, cells, out var id))
            return DropReason.Undecodable;
        if (id.IsEmpty)
            return DropReason.MissingId;
        var set = book.Events;
        entity = set.Find(id);
        if (entity >= 0 && !set.See(entity))
            return DropReason.DuplicateId;
        if (entity < 0 && set.Count >= limits.MaxEvents)
            return DropReason.OverLimit;
        var one = entity < 0 ? book.Event(IdComparer.Instance.Create(id)) : set[entity];
        if (SboRow.ReadMatch(row, cells, one) is { } drop)
        {
            // A known match whose row cannot be read any more is as good as absent.
            if (entity >= 0)
                book.RemoveEvent(entity, withMarkets: false, sink);
            else
                book.Trim(one);
            return drop;
        }
        if (entity < 0)
        {
            entity = set.Add(one.Id, one);
            set.See(entity);
            one.Announced = true;
        }
        book.Show(one, sink);
        return null;
    }

    private void ApplyMarkets(ReadOnlySpan<byte> body, bool isDelta, IHarvestSink sink)
    {
        var set = book.Markets;
        var scan = markets.Scan;
        set.BeginSnapshot();
        for (var i = 0; i < scan.Count; i++)
        {
            if (!isDelta && IsKnown(scan, i, set, sink))
                continue;
            scan.Bind(i, -1, 0);
            var row = body.Slice(scan.Start(i), scan.Length(i));
            if (ReadMarket(row, out var entity, sink) is { } drop)
                Drop(drop, sink);
            else
                Keep(scan, i, set, entity, isDelta);
        }
        Rows = scan.Count;
        if (isDelta)
            return;
        set.Unseen(_goneMarkets);
        foreach (var entity in _goneMarkets)
            book.RemoveMarket(entity, sink);
        Rows = set.Count;
    }

    private DropReason? ReadMarket(ReadOnlySpan<byte> row, out int entity, IHarvestSink sink)
    {
        var set = book.Markets;
        var drop = SboRow.ReadMarket(row, out var id, out var eventId, out var values, out var bad);
        entity = set.Find(id);
        if (entity >= 0 && !set.See(entity))
            return DropReason.DuplicateId;
        if (drop is null && entity < 0 && set.Count >= limits.MaxMarkets)
            drop = DropReason.OverLimit;
        if (drop is not null)
        {
            // A known market whose row cannot be read any more is as good as absent: its prices would be stale.
            if (entity >= 0)
                book.RemoveMarket(entity, sink);
            return drop;
        }
        for (; bad > 0; bad--)
            sink.OnDropped(DropReason.InvalidPrice);
        if (entity < 0)
        {
            var name = IdComparer.Instance.Create(id);
            entity = set.Add(name, new SboMarket(name));
            set.See(entity);
        }
        var market = set[entity];
        if (market.Event is null || !IdComparer.Instance.Equals(eventId, market.Event.Id))
            book.Attach(entity, book.Event(IdComparer.Instance.Create(eventId)));
        market.Values = values;
        if (!market.Event!.Announced)
            sink.OnDropped(DropReason.UnknownEvent);
        book.Show(market, sink);
        return null;
    }

    /// <summary>True when the row is the entity's state already; drops a second row of one id.</summary>
    private static bool IsKnown<T>(RowTable scan, int row, EntitySet<T> set, IHarvestSink sink)
        where T : class
    {
        var entity = scan.Entity(row);
        if (!set.IsState(entity, scan.Stamp(row)))
            return false;
        if (set.See(entity))
        {
            set.SetRow(entity, row);
            return true;
        }
        scan.Bind(row, -1, 0);
        sink.OnDropped(DropReason.DuplicateId);
        return true;
    }

    private static void Keep<T>(RowTable scan, int row, EntitySet<T> set, int entity, bool isDelta)
        where T : class
    {
        var stamp = set.Touch(entity);
        // A delta's rows are not kept: the new stamp says that the full answer's row is not the state any more.
        if (isDelta)
            return;
        scan.Bind(row, entity, stamp);
        set.SetRow(entity, row);
    }

    private void Drop(DropReason reason, IHarvestSink sink)
    {
        OverLimit |= reason == DropReason.OverLimit;
        sink.OnDropped(reason);
    }
}
