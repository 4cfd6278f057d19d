using Arb.Browser.Contracts;
using Arb.Browser.Exports;
using Arb.Domain.Execution;
using Arb.Domain.Harvest;
using Arb.Domain.Normalization;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;
using Arb.Providers;
using Arb.Providers.Http;
using Arb.Sandbox;
using Arb.Tests.Sandbox;

namespace Arb.Tests.Providers.Betting;

/// <summary>From a browser's recording to a booked bet, over real HTTP: contract, session, odds, quote, placement, bet list and balance fit together.</summary>
public sealed class BookmakerRoundTripSpecs
{
    private static readonly AccountId Account = new("a1");
    private static readonly MarketKind[] Kinds = [MarketKind.AsianHandicap, MarketKind.Total, MarketKind.OneXTwo, MarketKind.OddEven, MarketKind.Moneyline];

    [Theory]
    [InlineData("cmd")]
    [InlineData("isport")]
    [InlineData("sbo")]
    public async Task Should_book_a_bet_on_every_kind_of_market(string name)
    {
        await using var bench = await SandboxBench.StartAsync();
        var bookmaker = bench.Host[name];
        var visit = await SandboxVisitor.VisitAsync(bookmaker.Url, bookmaker.User, bookmaker.Password, clock: bench.Clock);
        var recorded = ContractRecorder.Record(Account, visit.Captures, BuiltInProtocols.All()).Contracts.Single();
        var text = ContractFile.Write(recorded);
        Assert.All(visit.Cookies.Values, secret => Assert.DoesNotContain(secret, text));
        var contract = ContractFile.Read(text);
        var protocol = BuiltInProtocols.All().Single(p => p.Id == contract.Provider);
        Assert.Equal([], protocol.Validate(contract).Problems);
        var session = SessionAssembler.Assemble(Account, protocol, new SessionSources(visit.Captures, [], [], null), visit.Captures[^1].At, 1);
        using var transport = new HttpTransportFactory(HttpTransportOptions.Default, TimeProvider.System).Create(Account);

        var now = bench.Clock.GetUtcNow();
        var board = await HarvestAsync(protocol, contract, session, transport, now);
        var betting = protocol.CreateBetting(contract);
        var opening = await BalanceAsync(betting, session, transport);
        var references = new List<string>();
        foreach (var slip in Kinds.Where(protocol.CanBet).Select(board.SlipFor).OfType<BetSlip>())
        {
            var quoted = betting.ReadQuote(slip, await transport.SendAsync(betting.BuildQuote(slip, session), default), now);
            Assert.True(quoted.Quote is not null, $"{slip.Kind}: {quoted.Refusal} {quoted.Detail}");
            var ticket = new PlacementTicket(quoted.Quote, 20m);
            var outcome = betting.ReadPlacement(ticket, await transport.SendPlacementAsync(betting.BuildPlacement(ticket, session), default));
            references.Add(Assert.IsType<PlacementOutcome.Accepted>(outcome).Reference);
            var entry = (await ListAsync(betting, session, transport, now)).Bets.Single(b => b.Reference == references[^1]);
            Assert.Equal((slip.Event.EventId, slip.Kind, slip.Period, slip.Selection, slip.Line, slip.Odds, 20m), (entry.EventId, entry.Kind!.Value, entry.Period, entry.Selection!.Value, entry.Line, entry.Odds!.Value, entry.Stake));
        }
        Assert.True(references.Count >= 3, board.ToString());
        Assert.Equal(opening - (20m * references.Count), await BalanceAsync(betting, session, transport));
        Assert.Equal(references.Order(), bookmaker.Bets.Select(b => b.Reference).Order());
    }

    private static async Task<decimal> BalanceAsync(IBetting betting, ProviderSession session, IProviderTransport transport) =>
        betting.ReadBalance(await transport.SendAsync(betting.BuildBalance(session), default)).Amount!.Value;

    private static async Task<BetListReading> ListAsync(IBetting betting, ProviderSession session, IProviderTransport transport, DateTimeOffset now)
    {
        var list = betting.ReadBetList(await transport.SendAsync(betting.BuildBetList(now.AddDays(-1), session), default));
        Assert.True(list.ProvesAbsence, list.Detail);
        return list;
    }

    private static async Task<Board> HarvestAsync(IProviderProtocol protocol, ProviderContract contract, ProviderSession session, IProviderTransport transport, DateTimeOffset now)
    {
        var board = new Board(protocol.Id);
        var harvester = protocol.CreateHarvester(contract, new HarvestLimits(10_000, 100_000));
        foreach (var poll in harvester.Polls)
        {
            var answer = await transport.SendAsync(harvester.BuildRequest(poll, session, now), default);
            Assert.NotNull(answer.Response);
            harvester.Accept(poll, answer.Response, now, board);
        }
        return board;
    }

    private sealed class Board(ProviderId provider) : IHarvestSink
    {
        private readonly Dictionary<int, RawMarket> _markets = [];
        private readonly Dictionary<int, RawOdds> _odds = [];

        public BetSlip? SlipFor(MarketKind kind)
        {
            foreach (var market in _markets.Values)
            {
                if (market.Kind != kind || market.InPlay || market.BetReference is null || !_odds.TryGetValue(market.Handle, out var odds) || !odds.Open
                    || OddsConversion.ToOdds(odds.First, market.Format, out var price) != PriceState.Open)
                    continue;
                var line = Line.None;
                if (MarketKinds.HasLine(kind) && !Line.TryFrom(market.Line, out line))
                    continue;
                return new BetSlip(
                    Account, new EventKey(provider, market.EventId), market.MarketId, market.BetReference, kind, market.Period, line, MarketKinds.Selections(kind)[0], price, market.Format, false);
            }
            return null;
        }

        public override string ToString() => string.Join(' ', _markets.Values.CountBy(m => (m.Kind, m.InPlay, m.BetReference is null))) + $" odds {_odds.Count}";

        public void OnEvent(RawEvent raw)
        {
        }

        public void OnEventGone(string eventId)
        {
        }

        public void OnMarket(RawMarket raw) => _markets[raw.Handle] = raw;

        public void OnOdds(in RawOdds raw) => _odds[raw.Handle] = raw;

        public void OnMarketGone(int handle) => _markets.Remove(handle);

        public void OnDropped(DropReason reason)
        {
        }
    }
}
