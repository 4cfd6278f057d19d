using System.Globalization;
using Arb.Domain.Execution;
using Arb.Domain.Harvest;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;
using Arb.Providers;
using Arb.Providers.Http;
using Arb.Sandbox;
using Arb.Sandbox.Books;
using Arb.Sandbox.World;

namespace Arb.Tests.Sandbox;

/// <summary>Two independent readings of each protocol's page, adapter and sandbox, meet over real HTTP.</summary>
public sealed class EngineMeetsSandboxSpecs
{
    [Theory]
    [InlineData("CMD")]
    [InlineData("ISPORT")]
    [InlineData("SBO")]
    public async Task Harvested_prices_are_the_bookmakers_prices_at_every_version(string protocol)
    {
        await using var bench = await StartAsync();
        using var engine = await EngineSide.ConnectAsync(bench, protocol);
        var book = bench.Host.World.Books.Single(b => b.Protocol == protocol);
        var compared = 0;
        for (var i = 0; i < 120; i++)
        {
            await engine.PollAsync();
            string[] expected;
            lock (bench.Host.World.Gate)
                expected = Open(book);
            var harvested = engine.Sink.Print();
            Assert.Equal("", string.Join('\n', expected.Except(harvested).Select(l => $"missing {l}").Concat(harvested.Except(expected).Select(l => $"wrong {l}"))));
            compared += engine.Sink.OpenMarkets;
            bench.Seconds(5);
        }
        Assert.True(compared > 10_000, $"only {compared}");
        Assert.Empty(engine.Sink.Dropped);
    }

    [Theory]
    [InlineData("CMD")]
    [InlineData("ISPORT")]
    [InlineData("SBO")]
    public async Task Every_bettable_market_can_be_quoted_placed_and_found_in_the_bet_list(string protocol)
    {
        await using var bench = await StartAsync();
        using var engine = await EngineSide.ConnectAsync(bench, protocol);
        await engine.PollAsync();
        var oracle = bench.Host.Bookmakers.Single(b => b.Protocol == protocol);
        var done = new HashSet<(MarketKind, Period, Selection)>();
        foreach (var slip in engine.Slips())
        {
            if (!done.Add((slip.Kind, slip.Period, slip.Selection)))
                continue;
            var quote = engine.Betting.ReadQuote(slip, await engine.SendAsync(engine.Betting.BuildQuote(slip, engine.Session)), bench.Clock.GetUtcNow());
            Assert.True(quote.Quote is not null, $"{slip.Kind} {slip.Period} {slip.Selection}: {quote.Refusal} {quote.Detail}");
            var ticket = new PlacementTicket(quote.Quote, 12.34m);
            var outcome = engine.Betting.ReadPlacement(ticket, await engine.SendPlacementAsync(engine.Betting.BuildPlacement(ticket, engine.Session)));
            var accepted = Assert.IsType<PlacementOutcome.Accepted>(outcome);
            var booked = oracle.Bets[^1];
            Assert.Equal((slip.Kind, slip.Period, slip.Selection, slip.Line, 12.34m), (booked.Kind, booked.Period, booked.Selection, booked.Line, booked.Stake));
            Assert.Equal((accepted.Reference, slip.Odds), (booked.Reference, booked.Odds));
        }
        Assert.True(done.Count >= 14, $"only {done.Count}");
        var list = engine.Betting.ReadBetList(await engine.SendAsync(engine.Betting.BuildBetList(bench.Clock.GetUtcNow().AddHours(-1), engine.Session)));
        Assert.True(list.ProvesAbsence);
        Assert.Equal(
            oracle.Bets.Select(b => $"{b.Reference} {b.EventId} {b.Kind} {b.Period} {b.Selection} {b.Line} {b.Odds} {b.Stake} {b.PlacedAt:u}"),
            list.Bets.Select(b => $"{b.Reference} {b.EventId} {b.Kind} {b.Period} {b.Selection} {b.Line} {b.Odds} {b.Stake} {b.PlacedAt:u}"));
        var balance = engine.Betting.ReadBalance(await engine.SendAsync(engine.Betting.BuildBalance(engine.Session)));
        Assert.Equal(oracle.Balance(), balance.Amount);
    }

    [Theory]
    [InlineData("CMD")]
    [InlineData("ISPORT")]
    [InlineData("SBO")]
    public async Task Every_failure_of_a_placement_is_read_as_what_it_is(string protocol)
    {
        await using var bench = await StartAsync();
        using var engine = await EngineSide.ConnectAsync(bench, protocol);
        await engine.PollAsync();
        var oracle = bench.Host.Bookmakers.Single(b => b.Protocol == protocol);
        var slip = engine.Slips().First(s => s is { Kind: MarketKind.Total, Period: Period.FullTime });
        await Expect<PlacementOutcome.Rejected>(new SandboxFaults { RefuseNext = 1 }, 0);
        await Expect<PlacementOutcome.Rejected>(new SandboxFaults { MoveOddsOnPlaceNext = 1 }, 0);
        await engine.PollAsync();
        slip = engine.Slips().First(s => s is { Kind: MarketKind.Total, Period: Period.FullTime });
        await Expect<PlacementOutcome.Unknown>(new SandboxFaults { AbortBeforeBookingNext = 1 }, 0);
        await Expect<PlacementOutcome.Unknown>(new SandboxFaults { UnknownUnbookedNext = 1 }, 0);
        await Expect<PlacementOutcome.Unknown>(new SandboxFaults { AbortAfterBookingNext = 1 }, 1);
        await Expect<PlacementOutcome.Unknown>(new SandboxFaults { UnknownBookedNext = 1 }, 2);
        await Expect<PlacementOutcome.Unknown>(new SandboxFaults { GarbageRate = 1, Endpoints = ["place"] }, 3);
        await Expect<PlacementOutcome.Unknown>(new SandboxFaults { TruncateRate = 1, Endpoints = ["place"] }, 4);
        await Expect<PlacementOutcome.Unknown>(new SandboxFaults { BreakRate = 1, Endpoints = ["place"] }, 5);
        await Expect<PlacementOutcome.Unknown>(new SandboxFaults { ErrorRate = 1, Endpoints = ["place"] }, 5);
        await Expect<PlacementOutcome.Pending>(new SandboxFaults { PendingNext = 1 }, 6);

        async Task Expect<T>(SandboxFaults faults, int booked)
        {
            oracle.Faults = new SandboxFaults();
            var quote = engine.Betting.ReadQuote(slip, await engine.SendAsync(engine.Betting.BuildQuote(slip, engine.Session)), bench.Clock.GetUtcNow());
            Assert.True(quote.Quote is not null, $"{quote.Refusal} {quote.Detail}");
            oracle.Faults = faults;
            var ticket = new PlacementTicket(quote.Quote, 20m);
            var outcome = engine.Betting.ReadPlacement(ticket, await engine.SendPlacementAsync(engine.Betting.BuildPlacement(ticket, engine.Session)));
            Assert.True(outcome is T, $"{faults}: {outcome}");
            Assert.Equal(booked, oracle.Bets.Count);
        }
    }

    private static Task<SandboxBench> StartAsync() => SandboxBench.StartAsync(o => o with
    {
        InPlayPercent = 15,
        SurebetsPerMinute = 10,
        MatchLength = TimeSpan.FromMinutes(20),
        KickOffSpread = TimeSpan.FromMinutes(59),
        Matches = 60,
    });

    private static string[] Open(Book book)
    {
        var lines = new List<string>();
        foreach (var match in book.Matches)
        {
            if (book.IsSuspended(match))
                continue;
            foreach (var market in match.Markets)
            {
                if (market.Closed)
                    continue;
                var prices = Enumerable.Range(0, market.Prices.Length).Select(i => Number(match.PriceOf(market, i).In(PriceStyle.Malay)));
                lines.Add($"{match.Id} {match.Home}-{match.Away} {match.InPlay} {market.Kind} {market.Period} {Number(match.LineOf(market) / 4m)}: {string.Join(' ', prices)}");
            }
        }
        return [.. lines];
    }

    private static string Number(decimal value) => value.ToString("0.####", CultureInfo.InvariantCulture);

    /// <summary>The engine's side of one account: contract out of captures, harvester, betting.</summary>
    private sealed class EngineSide : IDisposable
    {
        private readonly IHarvester _harvester;
        private readonly IProviderTransport _transport;
        private readonly SandboxClock _clock;

        private EngineSide(IHarvester harvester, IBetting betting, ProviderSession session, IProviderTransport transport, SandboxClock clock)
        {
            _harvester = harvester;
            Betting = betting;
            Session = session;
            _transport = transport;
            _clock = clock;
        }

        internal IBetting Betting { get; }

        internal ProviderSession Session { get; }

        internal Sink Sink { get; } = new();

        internal static async Task<EngineSide> ConnectAsync(SandboxBench bench, string protocol)
        {
            var bookmaker = bench.Host.Bookmakers.Single(b => b.Protocol == protocol);
            var visit = await SandboxVisitor.VisitAsync(bookmaker.Url, bookmaker.User, bookmaker.Password, clock: bench.Clock);
            var speaker = BuiltInProtocols.All().Single(p => visit.Captures.Any(c => p.Recognise(c) == EndpointRole.Odds));
            Assert.Equal(protocol, speaker.Id.Value);
            var endpoints = visit.Captures.Select(c => (Capture: c, Role: speaker.Recognise(c))).Where(c => c.Role is not null).DistinctBy(c => c.Role)
                .Select(c => speaker.ToEndpoint(c.Role!.Value, c.Capture)).ToArray();
            var account = new AccountId(bookmaker.Name);
            var contract = new ProviderContract(account, speaker.Id, visit.BaseUrl.Host, endpoints, true, bench.Clock.GetUtcNow());
            var validation = speaker.Validate(contract);
            Assert.True(validation is { CanHarvest: true, CanBet: true }, string.Join("; ", validation.Problems));
            var session = new ProviderSession(account, visit.BaseUrl, visit.Cookies, [], speaker.FindTokens(visit.Captures), 1);
            var transport = new HttpTransportFactory(HttpTransportOptions.Default, TimeProvider.System).Create(account);
            return new EngineSide(speaker.CreateHarvester(contract, new HarvestLimits(5_000, 50_000)), speaker.CreateBetting(contract), session, transport, bench.Clock);
        }

        internal async Task PollAsync()
        {
            foreach (var poll in _harvester.Polls)
            {
                var result = await OnceAsync(poll);
                if (result.Kind == HarvestKind.NeedsSnapshot)
                    result = await OnceAsync(poll);
                Assert.True(result.Kind is HarvestKind.Applied or HarvestKind.Unchanged, $"{poll.Name}: {result}");
            }
        }

        internal Task<TransportResult> SendAsync(ProviderRequest request) => _transport.SendAsync(request, CancellationToken.None);

        internal Task<TransportResult> SendPlacementAsync(ProviderRequest request) => _transport.SendPlacementAsync(request, CancellationToken.None);

        /// <summary>Every open selection that can be bet on before kick-off.</summary>
        internal IEnumerable<BetSlip> Slips()
        {
            foreach (var (market, odds) in Sink.Markets.Values.OrderBy(m => m.Market.Handle))
            {
                if (market.BetReference is not { } reference || market.InPlay || odds is not { Open: true } open)
                    continue;
                Assert.True(Line.TryFrom(market.Line, out var line));
                var prices = new[] { open.First, open.Second, open.Third };
                var selections = MarketKinds.Selections(market.Kind).ToArray();
                for (var i = 0; i < selections.Length; i++)
                {
                    if (prices[i].IsZero || prices[i].ToDecimal() == -999m)
                        continue;
                    var gross = Price.Gross(prices[i].ToDecimal(), PriceStyle.Malay, market.Format == OddsFormat.Decimal);
                    yield return new BetSlip(
                        Session.Account, new EventKey(new ProviderId("X0"), market.EventId), market.MarketId, reference, market.Kind, market.Period, line, selections[i],
                        Odds.FromDecimal(gross), market.Format, market.InPlay);
                }
            }
        }

        public void Dispose() => _transport.Dispose();

        private async Task<HarvestResult> OnceAsync(HarvestPoll poll)
        {
            var now = _clock.GetUtcNow();
            var answer = await _transport.SendAsync(_harvester.BuildRequest(poll, Session, now), CancellationToken.None);
            Assert.True(answer.Response is not null, $"{poll.Name}: {answer.Failure} {answer.Detail}");
            return _harvester.Accept(poll, answer.Response, now, Sink);
        }
    }

    /// <summary>What an engine would believe.</summary>
    private sealed class Sink : IHarvestSink
    {
        private readonly Dictionary<string, RawEvent> _events = [];

        internal Dictionary<int, (RawMarket Market, RawOdds? Odds)> Markets { get; } = [];

        internal List<DropReason> Dropped { get; } = [];

        internal int OpenMarkets { get; private set; }

        public void OnEvent(RawEvent raw) => _events[raw.EventId] = raw;

        public void OnEventGone(string eventId) => _events.Remove(eventId);

        public void OnMarket(RawMarket raw) => Markets[raw.Handle] = (raw, null);

        public void OnOdds(in RawOdds raw) => Markets[raw.Handle] = (Markets[raw.Handle].Market, raw);

        public void OnMarketGone(int handle) => Assert.True(Markets.Remove(handle));

        public void OnDropped(DropReason reason) => Dropped.Add(reason);

        internal string[] Print()
        {
            var lines = new List<string>();
            foreach (var (market, odds) in Markets.Values)
            {
                if (odds is not { Open: true } open)
                    continue;
                var prices = new[] { open.First, open.Second, open.Third }[..MarketKinds.Selections(market.Kind).Length];
                if (prices.Any(p => p.IsZero || p.ToDecimal() == -999m))
                    continue;
                var match = _events[market.EventId];
                lines.Add($"{market.EventId} {match.Home}-{match.Away} {match.InPlay} {market.Kind} {market.Period} {Number(market.Line.ToDecimal())}: {string.Join(' ', prices.Select(p => Number(p.ToDecimal())))}");
            }
            OpenMarkets = lines.Count;
            return [.. lines];
        }
    }
}
