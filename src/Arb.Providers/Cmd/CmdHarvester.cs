using System.Buffers.Text;
using System.Globalization;
using Arb.Domain.Harvest;
using Arb.Domain.Sessions;
using Arb.Providers.Harvesting;
using Arb.Providers.Templates;

namespace Arb.Providers.Cmd;

/// <summary>
/// Decoder of one CMD feed: full snapshots (<c>fc=1</c>), then deltas (<c>fc=3</c>) since the cursor, until a gap or anything unknown asks for a snapshot again.
/// One response carries leagues, matches and prices, so the odds poll is the only one.
/// </summary>
internal sealed class CmdHarvester : IHarvester
{
    private const byte RunningList = 0;
    private const byte TodayList = 1;

    private readonly ContractEndpoint _odds;
    private readonly HarvestLimits _limits;
    private readonly EntitySet<CmdMatch> _matches = new();
    private readonly Board _board;
    private readonly PollBody _body = new();

    /// <summary>The last delta, apart from the last snapshot whose bytes the row comparison needs.</summary>
    private readonly PollBody _deltaBody = new();
    private readonly CmdDelta _delta = new();
    private readonly List<int> _gone = [];
    private readonly List<int> _noRoom = [];
    private RowTable _rows = new();
    private RowTable _scan = new();
    private long _cursor;
    private bool _needsSnapshot = true;
    private bool _deltaAsked;
    private string? _askedUri;

    public CmdHarvester(ProviderContract contract, HarvestLimits limits)
    {
        _odds = contract.Find(EndpointRole.Odds) ?? throw new InvalidOperationException("the contract has no odds endpoint");
        _limits = limits;
        _board = new Board(limits.MaxMarkets);
        Polls = [new HarvestPoll(0, HarvestRole.Odds, "odds")];
    }

    public IReadOnlyList<HarvestPoll> Polls { get; }

    public ProviderRequest BuildRequest(HarvestPoll poll, ProviderSession session, DateTimeOffset now)
    {
        _deltaAsked = !_needsSnapshot;
        KeyValuePair<string, string>[] values =
        [
            new("fc", _deltaAsked ? "3" : "1"),
            new("t", _deltaAsked ? _cursor.ToString(CultureInfo.InvariantCulture) : "0"),
            new("clientTime", now.ToOffset(WireTime.Zone).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)),
        ];
        var request = ContractRequest.Build(_odds, session, values);
        // Validators go with a GET only, and only where an unchanged answer would do.
        _askedUri = request.Method == "GET" ? request.Uri.AbsoluteUri : null;
        return _askedUri is not null && !_needsSnapshot && _body.ETag is { } tag && _body.ETagUri == _askedUri
            ? ContractRequest.Build(_odds, session, values, new("If-None-Match", tag))
            : request;
    }

    public HarvestResult Accept(HarvestPoll poll, ProviderResponse response, DateTimeOffset now, IHarvestSink sink)
    {
        if (response.Status == 304)
            return _body.HasBody && !_needsSnapshot ? Unchanged() : ResponseGate.Failed("status 304 to a request for a snapshot");
        var body = ResponseGate.Body(response);
        if (response.Status == 200 && _body.Version == _matches.Version && _body.Same(body))
        {
            _needsSnapshot = false;
            return Unchanged();
        }
        if (response.Status == 200 && !_needsSnapshot && _deltaBody.Version == _matches.Version && _deltaBody.Same(body))
            return Unchanged();
        if (ResponseGate.Check(response, body, htmlTypeIsPage: true) is { } verdict)
            return verdict;
        var result = _deltaAsked ? AcceptDelta(body, sink) : AcceptSnapshot(body, now, sink);
        if (result.Kind == HarvestKind.Applied)
            _body.KeepTag(response.ETag, _askedUri);
        if (result.Kind == HarvestKind.NeedsSnapshot)
            _needsSnapshot = true;
        return result;
    }

    public void Reset()
    {
        _matches.Clear();
        _board.Clear();
        _body.Clear();
        _deltaBody.Clear();
        _rows.Clear();
        _cursor = 0;
        _needsSnapshot = true;
        _deltaAsked = false;
        _askedUri = null;
    }

    private HarvestResult Unchanged() => new(HarvestKind.Unchanged, _body.Rows, _board.OpenPrices(0));

    private HarvestResult AcceptSnapshot(ReadOnlySpan<byte> body, DateTimeOffset now, IHarvestSink sink)
    {
        _scan.Clear();
        if (!TryScan(body, out var cursor, out var whole, out var gone))
            return ResponseGate.Failed("no odds envelope");
        if (!whole)
            return ResponseGate.NeedsSnapshot("the feed reports a gap");
        if (!IdList.TryReadJson(gone, _matches, _gone))
            return ResponseGate.Failed("a list of gone matches that cannot be read");

        _matches.BeginSnapshot();
        _noRoom.Clear();
        for (var i = 0; i < _scan.Count; i++)
            AcceptRow(body, i, now, sink);
        _matches.Unseen(_gone);
        RemoveGone(sink);
        IdList.TryReadJson(gone, _matches, _gone);
        RemoveGone(sink);
        var noRoom = RetryWithoutRoom(sink);

        (_rows, _scan) = (_scan, _rows);
        _cursor = cursor;
        _needsSnapshot = false;
        var rows = _matches.Count;
        _body.Keep(body, rows, _matches.Version);
        if (noRoom)
            _body.Invalidate();
        return new HarvestResult(HarvestKind.Applied, rows, _board.OpenPrices(0));
    }

    /// <summary>Delimits the rows of both lists and checks that the envelope is whole; changes nothing.</summary>
    private bool TryScan(ReadOnlySpan<byte> body, out long cursor, out bool whole, out ReadOnlySpan<byte> gone)
    {
        cursor = 0;
        whole = false;
        gone = "[]"u8;
        bool hasCursor = false, hasWhole = false, hasData = false, hasToday = false;
        var predicted = 0;
        var lookup = new Lookup(_matches);
        var envelope = new JsonEnvelope(body);
        while (envelope.Next(out var name))
        {
            if (name.SequenceEqual("data"u8) && !hasData)
            {
                hasData = true;
                envelope.At = RowWalker.Walk(body, envelope.At, RunningList, false, _scan, _rows, _body.Bytes, ref predicted, ref lookup);
            }
            else if (name.SequenceEqual("today"u8) && !hasToday)
            {
                hasToday = true;
                envelope.At = RowWalker.Walk(body, envelope.At, TodayList, false, _scan, _rows, _body.Bytes, ref predicted, ref lookup);
            }
            else
            {
                var value = envelope.Value();
                if (name.SequenceEqual("t"u8))
                    hasCursor = Utf8Parser.TryParse(value, out cursor, out var used) && used == value.Length;
                else if (name.SequenceEqual("f"u8))
                    gone = value;
                else if (name.SequenceEqual("a"u8))
                    (hasWhole, whole) = (value.SequenceEqual("true"u8) || value.SequenceEqual("false"u8), value.SequenceEqual("true"u8));
            }
            if (envelope.At < 0)
                return false;
        }
        return !envelope.Broken && hasCursor && hasWhole && hasData && hasToday;
    }

    private void AcceptRow(ReadOnlySpan<byte> body, int index, DateTimeOffset now, IHarvestSink sink)
    {
        var match = _scan.Entity(index);
        if (_matches.IsState(match, _scan.Stamp(index)))
        {
            if (_matches.See(match))
            {
                _matches.SetRow(match, index);
                return;
            }
            _scan.Bind(index, -1, 0);
            sink.OnDropped(DropReason.DuplicateId);
            return;
        }
        _scan.Bind(index, -1, 0);
        if (Decode(body.Slice(_scan.Start(index), _scan.Length(index)), index, now, sink) is { } drop)
            sink.OnDropped(drop);
    }

    private DropReason? Decode(ReadOnlySpan<byte> row, int index, DateTimeOffset now, IHarvestSink sink)
    {
        Span<Cell> cells = stackalloc Cell[CmdRow.Positions];
        var count = Cells.ReadJson(row, cells);
        if (count < 0)
            return DropReason.Undecodable;
        var id = Cells.Id(row, cells[0]);
        if (id.IsEmpty)
            return DropReason.MissingId;
        var entity = _matches.Find(id);
        if (entity >= 0 && !_matches.See(entity))
            return DropReason.DuplicateId;
        var news = entity < 0;
        var match = news ? new CmdMatch { Id = IdComparer.Instance.Create(id) } : _matches[entity];
        var drop = count < CmdRow.Positions
            ? DropReason.Undecodable
            : CmdRow.Read(row, cells, _scan.Section(index) == RunningList, now, match, sink, ref news);
        if (drop is null && entity < 0 && _matches.Count >= _limits.MaxEvents)
            drop = DropReason.OverLimit;
        if (drop is not null)
        {
            // A known match whose row cannot be read any more is as good as absent: its prices would be stale.
            if (entity >= 0)
                Remove(entity, sink);
            return drop;
        }
        if (entity < 0)
        {
            entity = _matches.Add(match.Id, match);
            _matches.See(entity);
        }
        _scan.Bind(index, entity, _matches.Touch(entity));
        _matches.SetRow(entity, index);
        if (news)
            sink.OnEvent(match.ToEvent());
        Show(entity, sink, countDrops: true, lastTry: false);
        return null;
    }

    private HarvestResult AcceptDelta(ReadOnlySpan<byte> body, IHarvestSink sink)
    {
        _scan.Clear();
        if (!TryScan(body, out var cursor, out var whole, out var gone))
            return ResponseGate.Failed("no odds envelope");
        if (!whole)
            return ResponseGate.NeedsSnapshot("the feed reports a gap");
        if (cursor < _cursor)
            return ResponseGate.NeedsSnapshot("the cursor went back");
        _delta.Clear();
        for (var i = 0; i < _scan.Count; i++)
            if (_delta.Read(body.Slice(_scan.Start(i), _scan.Length(i)), _scan.Section(i) == RunningList, _matches) is { } broken)
                return ResponseGate.NeedsSnapshot(broken);
        if (!IdList.TryReadJson(gone, _matches, _gone))
            return ResponseGate.NeedsSnapshot("a list of gone matches that cannot be read");

        var changes = _delta.Count;
        _noRoom.Clear();
        foreach (var match in _delta.Apply(_matches))
            if (!_gone.Contains(match))
                Show(match, sink, countDrops: true, lastTry: false);
        RemoveGone(sink);
        RetryWithoutRoom(sink);
        _cursor = cursor;
        _deltaBody.Keep(body, changes, _matches.Version);
        return new HarvestResult(HarvestKind.Applied, changes, _board.OpenPrices(0));
    }

    private void Show(int entity, IHarvestSink sink, bool countDrops, bool lastTry)
    {
        var match = _matches[entity];
        for (var i = 0; i < match.Markets.Length; i++)
        {
            ref var published = ref match.Markets[i].Published;
            if (!match.View(i, out var shown, out var drop))
            {
                _board.Hide(ref published, sink);
                if (drop is { } reason && countDrops)
                    sink.OnDropped(reason);
            }
            else if (!_board.Show(ref published, shown, 0, new CmdMarketMaker(match, i), sink))
            {
                if (lastTry)
                    sink.OnDropped(DropReason.OverLimit);
                else if (_noRoom.Count == 0 || _noRoom[^1] != entity)
                    _noRoom.Add(entity);
            }
        }
    }

    /// <summary>Markets that found no room are tried once more after the withdrawn ones have made some; true when some still have none.</summary>
    private bool RetryWithoutRoom(IHarvestSink sink)
    {
        foreach (var entity in _noRoom)
        {
            if (!_matches.Has(entity))
                continue;
            Show(entity, sink, countDrops: false, lastTry: true);
            // Its row has to be read again next time, even if it does not change.
            _matches.Touch(entity);
        }
        return _noRoom.Count > 0;
    }

    private void RemoveGone(IHarvestSink sink)
    {
        foreach (var entity in _gone)
            if (_matches.Has(entity))
                Remove(entity, sink);
    }

    private void Remove(int entity, IHarvestSink sink)
    {
        var match = _matches[entity];
        for (var i = 0; i < match.Markets.Length; i++)
            _board.Hide(ref match.Markets[i].Published, sink);
        _matches.Remove(entity);
        sink.OnEventGone(match.Id);
    }

    /// <summary>Finds the last snapshot's row by the id at position 0.</summary>
    private readonly struct Lookup(EntitySet<CmdMatch> matches) : IRowLookup
    {
        public int LastRow(ReadOnlySpan<byte> row)
        {
            var at = WireScan.Blanks(row, 1);
            var end = row.Length > 1 && row[0] == (byte)'[' ? WireScan.EndOfValue(row, at, script: false) : -1;
            if (end < 0)
                return -1;
            var value = row[at..end].Trim((byte)'"');
            var match = matches.Find(value);
            return match < 0 ? -1 : matches.Row(match);
        }
    }
}
