using System.Globalization;
using System.Text.Json;
using Arb.Domain.Harvest;
using Arb.Domain.Sessions;
using Arb.Providers.Harvesting;
using Arb.Providers.Templates;

namespace Arb.Providers.Mapped;

/// <summary>Decoder of a feed that a mapping describes. Every answer is a snapshot; an event whose bytes did not change is not looked at again.</summary>
internal sealed class MappedHarvester : IHarvester
{
    private readonly ContractEndpoint _odds;
    private readonly MappedPlan _plan;
    private readonly HarvestLimits _limits;
    private readonly MappedRow _reader;
    private readonly EntitySet<MappedEvent> _events = new();
    private readonly Board _board;
    private readonly PollBody _body = new();
    private readonly List<Extent> _extents = [];
    private readonly List<int> _gone = [];
    private readonly List<int> _noRoom = [];
    private readonly Cell[] _cells = new Cell[MappedPlan.MaxFields];
    private readonly Cell[] _around = new Cell[MappedPlan.MaxFields];
    private RowTable _rows = new();
    private RowTable _scan = new();
    private string? _askedUri;
    private int _aroundStart = -1;
    private bool _overLimit;
    private bool _again;
    private DateTimeOffset _now;

    public MappedHarvester(ProviderContract contract, MappedPlan plan, HarvestLimits limits)
    {
        _odds = contract.Find(EndpointRole.Odds) ?? throw new InvalidOperationException("the contract has no odds endpoint");
        _plan = plan;
        _limits = limits;
        _reader = new MappedRow(plan, limits.MaxMarkets, limits.MaxQuoteAge);
        _board = new Board(limits.MaxMarkets);
        Polls = [new HarvestPoll(0, HarvestRole.Odds, "odds")];
    }

    public IReadOnlyList<HarvestPoll> Polls { get; }

    public ProviderRequest BuildRequest(HarvestPoll poll, ProviderSession session, DateTimeOffset now)
    {
        KeyValuePair<string, string>[] values = [new(MappedTemplate.Now, now.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture))];
        var request = ContractRequest.Build(_odds, session, values);
        _askedUri = request.Method == "GET" ? request.Uri.AbsoluteUri : null;
        return _askedUri is not null && _body.ETag is { } tag && _body.ETagUri == _askedUri
            ? ContractRequest.Build(_odds, session, values, new("If-None-Match", tag))
            : request;
    }

    public HarvestResult Accept(HarvestPoll poll, ProviderResponse response, DateTimeOffset now, IHarvestSink sink)
    {
        _now = now;
        // The same bytes say something else when a match has begun or a price has become too old meanwhile.
        _again = now >= _reader.ChangesAt;
        if (response.Status == 304)
        {
            if (!_body.HasBody)
                return ResponseGate.Failed("status 304 to a request for a snapshot");
            return _again ? ReadAgain(sink) : Unchanged();
        }
        var body = ResponseGate.Body(response);
        if (!_again && response.Status == 200 && _body.Version == _events.Version && _body.Same(body))
            return Unchanged();
        if (ResponseGate.Check(response, body, htmlTypeIsPage: true) is { } verdict)
            return verdict;
        _extents.Clear();
        if (!IsJson(body))
            return ResponseGate.Failed("no JSON");
        if (!FeedWalk.Collect(body, _plan.Events, _extents))
            return ResponseGate.Failed($"no list of events at '{_plan.Events.Text}'");
        return AcceptSnapshot(body, response.ETag, sink);
    }

    private HarvestResult ReadAgain(IHarvestSink sink)
    {
        var body = _body.Bytes.ToArray();
        _extents.Clear();
        FeedWalk.Collect(body, _plan.Events, _extents);
        return AcceptSnapshot(body, _body.ETag, sink);
    }

    public void Reset()
    {
        _reader.ChangesAt = DateTimeOffset.MaxValue;
        _events.Clear();
        _board.Clear();
        _body.Clear();
        _rows.Clear();
        _askedUri = null;
    }

    /// <summary>The whole body is checked before anything of it counts: what is behind a cut is not gone, it is not there.</summary>
    private static bool IsJson(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = WireScan.MaxDepth });
        try
        {
            while (reader.Read())
            {
            }
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private HarvestResult Unchanged() => new(HarvestKind.Unchanged, _body.Rows, _board.OpenPrices(0));

    private HarvestResult AcceptSnapshot(ReadOnlySpan<byte> body, string? tag, IHarvestSink sink)
    {
        _scan.Clear();
        _events.BeginSnapshot();
        _noRoom.Clear();
        _aroundStart = -1;
        _overLimit = false;
        if (_again)
            _reader.ChangesAt = DateTimeOffset.MaxValue;
        for (var i = 0; i < _extents.Count; i++)
        {
            if (i > 2 * _limits.MaxEvents)
            {
                sink.OnDropped(DropReason.OverLimit);
                _overLimit = true;
                continue;
            }
            _scan.Add(_extents[i].Start, _extents[i].Length, 0, -1, 0);
            AcceptRow(body, i, sink);
        }
        _events.Unseen(_gone);
        foreach (var entity in _gone)
            Remove(entity, sink);
        RetryWithoutRoom(sink);

        (_rows, _scan) = (_scan, _rows);
        _body.Keep(body, _events.Count, _events.Version);
        if (_noRoom.Count > 0 || _overLimit)
            _body.Invalidate();
        else
            _body.KeepTag(tag, _askedUri);
        return new HarvestResult(HarvestKind.Applied, _events.Count, _board.OpenPrices(0));
    }

    private void AcceptRow(ReadOnlySpan<byte> body, int index, IHarvestSink sink)
    {
        var extent = _extents[index];
        var row = body.Slice(extent.Start, extent.Length);
        if (!_again && index < _rows.Count && _events.IsState(_rows.Entity(index), _rows.Stamp(index)) && row.SequenceEqual(LastRow(index)))
        {
            AcceptUnchanged(body, _rows.Entity(index), index, sink);
            return;
        }
        if (Decode(body, row, index, sink) is { } drop)
        {
            sink.OnDropped(drop);
            _overLimit |= drop == DropReason.OverLimit;
        }
    }

    private ReadOnlySpan<byte> LastRow(int row) => _body.Bytes.Slice(_rows.Start(row), _rows.Length(row));

    private void AcceptUnchanged(ReadOnlySpan<byte> body, int entity, int index, IHarvestSink sink)
    {
        if (!_events.See(entity))
        {
            sink.OnDropped(DropReason.DuplicateId);
            return;
        }
        var match = _events[entity];
        var news = false;
        if (_plan.LeagueIsAround)
            ReadLeague(body, _extents[index], match, ref news);
        _scan.Bind(index, entity, news ? _events.Touch(entity) : _rows.Stamp(_events.Row(entity)));
        _events.SetRow(entity, index);
        if (news)
            sink.OnEvent(match.ToEvent());
    }

    private DropReason? Decode(ReadOnlySpan<byte> body, ReadOnlySpan<byte> row, int index, IHarvestSink sink)
    {
        if (!_plan.Fields.Read(row, _cells))
            return DropReason.Undecodable;
        var id = Cells.Id(row, _cells[_plan.Id]);
        if (id.IsEmpty)
            return DropReason.MissingId;
        var entity = _events.Find(id);
        if (!_again && entity >= 0 && _events.Row(entity) is >= 0 and var last && last < _rows.Count && _events.IsState(entity, _rows.Stamp(last)) && row.SequenceEqual(LastRow(last)))
        {
            // Only its place has changed.
            AcceptUnchanged(body, entity, index, sink);
            return null;
        }
        if (entity >= 0 && !_events.See(entity))
            return DropReason.DuplicateId;
        if (entity < 0 && _events.Count >= _limits.MaxEvents)
            return DropReason.OverLimit;
        var news = entity < 0;
        var match = news ? new MappedEvent { Id = IdComparer.Instance.Create(id) } : _events[entity];
        if (_reader.Read(row, _cells, match, _now, sink, ref news) is { } drop)
        {
            // A known event whose row cannot be read any more is as good as absent: its prices would be stale.
            if (entity >= 0)
                Remove(entity, sink);
            return drop;
        }
        if (_plan.LeagueIsAround)
            ReadLeague(body, _extents[index], match, ref news);
        else if (_plan.League >= 0)
            Keep(match, match.League.Read(row, _cells[_plan.League], false, ref news), ref news);
        if (entity < 0)
        {
            entity = _events.Add(match.Id, match);
            _events.See(entity);
        }
        _scan.Bind(index, entity, _events.Touch(entity));
        _events.SetRow(entity, index);
        if (news)
            sink.OnEvent(match.ToEvent());
        HideUnseen(match, sink);
        Show(entity, sink, lastTry: false);
        return null;
    }

    private void ReadLeague(ReadOnlySpan<byte> body, Extent extent, MappedEvent match, ref bool news)
    {
        var around = body.Slice(extent.AroundStart, extent.AroundLength);
        if (_aroundStart != extent.AroundStart)
        {
            _aroundStart = extent.AroundStart;
            _plan.Around.Read(around, _around);
        }
        Keep(match, match.League.Read(around, _around[_plan.League], false, ref news), ref news);
    }

    private static void Keep(MappedEvent match, bool hasLeague, ref bool news)
    {
        news |= hasLeague != match.HasLeague;
        match.HasLeague = hasLeague;
    }

    private void HideUnseen(MappedEvent match, IHarvestSink sink)
    {
        for (var i = match.Count - 1; i >= 0; i--)
        {
            if (match.Markets[i].Seen)
                continue;
            _board.Hide(ref match.Markets[i].Published, sink);
            match.RemoveAt(i);
        }
    }

    private void Show(int entity, IHarvestSink sink, bool lastTry)
    {
        var match = _events[entity];
        for (var i = 0; i < match.Count; i++)
        {
            ref var published = ref match.Markets[i].Published;
            if (match.Markets[i].IsClosed)
            {
                _board.Hide(ref published, sink);
            }
            else if (!_board.Show(ref published, match.View(i), 0, new MappedMarketMaker(match, i), sink))
            {
                if (lastTry)
                    sink.OnDropped(DropReason.OverLimit);
                else if (_noRoom.Count == 0 || _noRoom[^1] != entity)
                    _noRoom.Add(entity);
            }
        }
    }

    /// <summary>Markets that found no room are tried once more after the withdrawn ones have made some.</summary>
    private void RetryWithoutRoom(IHarvestSink sink)
    {
        foreach (var entity in _noRoom)
        {
            if (!_events.Has(entity))
                continue;
            Show(entity, sink, lastTry: true);
            // Its row has to be read again next time, even if it does not change.
            _events.Touch(entity);
        }
    }

    private void Remove(int entity, IHarvestSink sink)
    {
        var match = _events[entity];
        for (var i = 0; i < match.Count; i++)
            _board.Hide(ref match.Markets[i].Published, sink);
        _events.Remove(entity);
        sink.OnEventGone(match.Id);
    }
}
