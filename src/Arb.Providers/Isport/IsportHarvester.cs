using System.Globalization;
using Arb.Domain.Harvest;
using Arb.Domain.Sessions;
using Arb.Providers.Harvesting;
using Arb.Providers.Templates;

namespace Arb.Providers.Isport;

/// <summary>Decoder of one ISPORT feed: the league list, and matches and odds of the lists t (today) and l (live), each with its own cursor.</summary>
internal sealed class IsportHarvester : IHarvester
{
    private readonly ProviderContract _contract;
    private readonly IsportBook _book;
    private readonly IsportApplier _applier;
    private readonly List<IsportPoll> _polls = [];

    public IsportHarvester(ProviderContract contract, HarvestLimits limits)
    {
        _contract = contract;
        if (contract.Find(EndpointRole.Odds) is null)
            throw new InvalidOperationException("the contract has no odds endpoint");
        var hasLeagues = contract.Find(EndpointRole.Leagues) is not null;
        _book = new IsportBook(hasLeagues);
        _applier = new IsportApplier(_book, limits);
        if (hasLeagues)
            Add(HarvestRole.Leagues, "leagues", 0);
        if (contract.Find(EndpointRole.Matches) is not null)
        {
            Add(HarvestRole.Matches, "matches t", 0);
            Add(HarvestRole.Matches, "matches l", 1);
        }
        Add(HarvestRole.Odds, "odds t", 0);
        Add(HarvestRole.Odds, "odds l", 1);
        Polls = _polls.ConvertAll(p => p.Poll);
    }

    public IReadOnlyList<HarvestPoll> Polls { get; }

    public ProviderRequest BuildRequest(HarvestPoll poll, ProviderSession session, DateTimeOffset now)
    {
        var state = _polls[poll.Index];
        var endpoint = _contract.Find(poll.Role switch { HarvestRole.Leagues => EndpointRole.Leagues, HarvestRole.Matches => EndpointRole.Matches, _ => EndpointRole.Odds })!;
        KeyValuePair<string, string>[] values =
        [
            new("market", state.Market),
            new("since", state.NeedsSnapshot ? "0" : state.Cursor.ToString(CultureInfo.InvariantCulture)),
        ];
        var request = ContractRequest.Build(endpoint, session, values);
        state.AskedUri = request.Uri.AbsoluteUri;
        return !state.NeedsSnapshot && state.Body.ETag is { } tag && state.Body.ETagUri == state.AskedUri
            ? ContractRequest.Build(endpoint, session, values, new("If-None-Match", tag))
            : request;
    }

    public HarvestResult Accept(HarvestPoll poll, ProviderResponse response, DateTimeOffset now, IHarvestSink sink)
    {
        var state = _polls[poll.Index];
        if (response.Status == 304)
            return state.Body.HasBody && !state.NeedsSnapshot ? Unchanged(state, state.Body.Rows) : ResponseGate.Failed("status 304 to a request for a snapshot");
        var body = ResponseGate.Body(response);
        if (response.Status == 200 && state.Body.Version == Version(state) && state.Body.Same(body))
        {
            state.NeedsSnapshot = false;
            return Unchanged(state, state.Body.Rows);
        }
        if (response.Status == 200 && !state.NeedsSnapshot && state.DeltaBody.Version == Version(state) && state.DeltaBody.Same(body))
            return Unchanged(state, state.DeltaBody.Rows);
        if (ResponseGate.Check(response, body, htmlTypeIsPage: true) is { } verdict)
            return verdict;
        var result = Accept(state, body, sink);
        if (result.Kind == HarvestKind.Applied)
            state.Body.KeepTag(response.ETag, state.AskedUri);
        if (result.Kind == HarvestKind.NeedsSnapshot)
            state.NeedsSnapshot = true;
        return result;
    }

    public void Reset()
    {
        _book.Clear();
        foreach (var poll in _polls)
            poll.Clear();
    }

    private HarvestResult Accept(IsportPoll state, ReadOnlySpan<byte> body, IHarvestSink sink)
    {
        var envelope = default(IsportEnvelope);
        if (!envelope.TryScan(body, state, _book))
            return ResponseGate.Failed("no envelope");
        if (envelope.ErrorCode == 100)
            return ResponseGate.Lost("error code 100");
        if (envelope.ErrorCode != 0)
            return ResponseGate.Failed($"error code {envelope.ErrorCode}");
        var isOdds = state.Poll.Role == HarvestRole.Odds;
        if (!envelope.HasFields || (isOdds && (!envelope.HasCursor || envelope.Full is null)))
            return ResponseGate.Failed("no envelope");
        var isDelta = isOdds && envelope.Full == false;
        if (isDelta && state.NeedsSnapshot)
            return ResponseGate.NeedsSnapshot("changes came where a snapshot was asked for");
        if (isDelta && envelope.Cursor < state.Cursor)
            return ResponseGate.NeedsSnapshot("the cursor went back");
        if (_applier.Apply(state, envelope, body, isDelta, sink) is { } failure)
            return failure;

        if (isOdds)
            state.Cursor = envelope.Cursor;
        state.NeedsSnapshot = false;
        if (isDelta)
        {
            state.DeltaBody.Keep(body, _applier.Rows, Version(state));
        }
        else
        {
            foreach (var section in (ReadOnlySpan<IsportSection>)[IsportSection.Leagues, IsportSection.Matches, IsportSection.Odds])
                state[section].KeepScan(envelope.Names(section));
            state.Body.Keep(body, _applier.Rows, Version(state));
            if (_applier.OverLimit)
                state.Body.Invalidate();
        }
        return new HarvestResult(HarvestKind.Applied, _applier.Rows, Prices(state));
    }

    private void Add(HarvestRole role, string name, int list) => _polls.Add(new IsportPoll(new HarvestPoll(_polls.Count, role, name), list));

    private HarvestResult Unchanged(IsportPoll state, int rows) => new(HarvestKind.Unchanged, rows, Prices(state));

    private int Prices(IsportPoll state) => state.Poll.Role == HarvestRole.Odds ? _book.Board.OpenPrices(state.List) : 0;

    /// <summary>Every response may carry every section, so a poll's state is the sum of the lists that it can change.</summary>
    private long Version(IsportPoll state) => state.Poll.Role switch
    {
        HarvestRole.Leagues => _book.Leagues.Version,
        HarvestRole.Matches => _book.Leagues.Version + _book.Matches[state.List].Version,
        _ => _book.Leagues.Version + _book.Matches[state.List].Version + _book.Odds[state.List].Version,
    };
}
