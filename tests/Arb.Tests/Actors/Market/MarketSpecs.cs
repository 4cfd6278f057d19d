using Akka.Actor;
using Arb.Actors.Market;
using Arb.Domain.Arbitrage;
using Arb.Domain.Commands;
using Arb.Domain.Execution;
using Arb.Domain.Health;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;
using Arb.Tests.Actors.Support;

namespace Arb.Tests.Actors.Market;

public sealed class MarketSpecs : AccountKit
{
    /// <summary>Two accounts at two providers show the same match; the prices make a surebet or not.</summary>
    private void StartTwo(string second = "1.70 2.10")
    {
        Protocols = [new ScriptedProtocol("CMD"), new ScriptedProtocol("SBO")];
        StartGreen("a1", "CMD", "2.10 1.80");
        StartGreen("b1", "SBO", second);
        Pass(5);
    }

    [Fact]
    public void Should_find_an_opportunity_between_two_accounts_and_tell_the_engine()
    {
        StartTwo();
        var found = EngineLog.Of<OpportunityFound>()[0].Opportunity;
        Assert.Equal(["Over a1 2.10", "Under b1 2.10"], found.Legs.Select(leg => $"{leg.Selection} {leg.Market.Source.Account} {leg.Odds}").Order(StringComparer.Ordinal));
        Assert.Equal((1, 1), (Status().BoundMatches, Status().Opportunities));
    }

    [Fact]
    public void Should_stand_with_as_many_shards_as_the_configuration_allows()
    {
        var options = MarketOptions();
        var market = Sys.ActorOf(Props.Create(typeof(MarketActor), options with { Pairing = options.Pairing with { Shards = 256 } }, Bindings, Pool, Engine), "wide");
        Assert.Equal(0, Ask<MarketStatus>(market, GetMarketStatus.Instance).Markets);
    }

    [Fact]
    public void Should_find_none_between_fair_prices()
    {
        StartTwo("2.00 1.85");
        Assert.Empty(EngineLog.Of<OpportunityFound>());
        Assert.Equal((1, 0), (Status().BoundMatches, Status().Opportunities));
    }

    [Fact]
    public void Should_withdraw_what_is_not_confirmed_any_more()
    {
        StartTwo();
        Site("b1").Auto = request => request.Role == EndpointRole.Odds ? null : "empty";
        EngineLog.Clear();
        Pass(22);
        Assert.Single(EngineLog.Of<OpportunityWithdrawn>());
    }

    [Fact]
    public void Should_withdraw_at_once_when_a_session_is_lost()
    {
        StartTwo();
        Site("b1").Auto = _ => "login";
        EngineLog.Clear();
        Pass(4.25);
        Assert.Single(EngineLog.Of<OpportunityWithdrawn>());
        Assert.Equal(0, Status().BoundMatches);
    }

    [Theory]
    [InlineData("pairing")]
    [InlineData("discovery")]
    [InlineData("arbitrage-0")]
    [InlineData("registry-cmd")]
    public void Should_start_the_whole_tree_anew_under_new_names_when_one_part_fails(string part)
    {
        StartTwo();
        var before = EngineLog.Of<OpportunityFound>().Count;
        Find($"/user/market/{part}").Tell(Kill.Instance);
        Assert.Equal(2, Seen.Last<MarketStarted>().Incarnation);
        Assert.True(Seen.Says(LogSeverity.Error, $"{part} failed"));
        Assert.NotEmpty(EngineLog.Of<OpportunityWithdrawn>());
        Pass(6);
        Assert.EndsWith("pairing-2", Find("/user/market/pairing-2").Path.ToString(), StringComparison.Ordinal);
        Assert.True(EngineLog.Of<OpportunityFound>().Count > before);
        Assert.Equal((1, 1), (Status().BoundMatches, Status().Opportunities));
    }

    [Fact]
    public void Should_stay_down_with_an_alarm_after_too_many_failures()
    {
        StartTwo();
        for (var failure = 1; failure <= 4; failure++)
        {
            Find(failure == 1 ? "/user/market/pairing" : $"/user/market/pairing-{failure}").Tell(Kill.Instance);
            Pass(1);
        }
        Assert.True(Seen.Says(LogSeverity.Alarm, "the market stays down"));
        var found = EngineLog.Of<OpportunityFound>().Count;
        Pass(60);
        Assert.Equal((found, 4), (EngineLog.Of<OpportunityFound>().Count, Seen.Last<MarketStarted>().Incarnation));
        Assert.Contains("restart the engine", Ask<CommandFailed>(Market, new ListBindings(10)).Message, StringComparison.Ordinal);
        Assert.Empty(Ask<MarketPricesAnswered>(Market, new GetMarketPrices(ExecutionId.FromToken(1), new MarketKey(new MatchId("m"), MarketKind.Total, Period.FullTime, new Line(10)))).Prices);
    }

    [Fact]
    public void Should_forget_failures_that_are_longer_ago_than_a_minute()
    {
        for (var failure = 1; failure <= 6; failure++)
        {
            Find(failure == 1 ? "/user/market/pairing" : $"/user/market/pairing-{failure}").Tell(Kill.Instance);
            Pass(61);
        }
        Assert.Equal(7, Seen.Last<MarketStarted>().Incarnation);
    }

    [Fact]
    public void Should_answer_prices_for_a_hedge_from_the_shard_that_has_the_match()
    {
        StartTwo();
        var market = EngineLog.Of<OpportunityFound>()[0].Opportunity.Market;
        var prices = Ask<MarketPricesAnswered>(Market, new GetMarketPrices(ExecutionId.FromToken(1), market)).Prices;
        Assert.Equal(4, prices.Count);
    }

    [Fact]
    public void Should_say_when_both_books_events_begin_and_hear_at_once_of_a_match_that_is_moved()
    {
        StartTwo();
        var market = EngineLog.Of<OpportunityFound>()[0].Opportunity.Market;
        var first = Starts(market);
        Assert.Equal(["a1", "b1"], first.Select(start => start.Account.Value).Order(StringComparer.Ordinal));
        Assert.All(first, start => Assert.True(start.IsKnown));
        Site("b1").Auto = request => request.Role == EndpointRole.Odds ? "moved 110" : "empty";
        Pass(5);
        var moved = Starts(market).Single(start => start.Account.Value == "b1");
        Assert.InRange((moved.KickOff - Now).TotalMinutes, 105, 110);
        Assert.Equal(first.Single(start => start.Account.Value == "a1").KickOff, Starts(market).Single(start => start.Account.Value == "a1").KickOff);
        Site("b1").Auto = request => request.Role == EndpointRole.Odds ? "moved 3" : "empty";
        Pass(5);
        Assert.DoesNotContain(Starts(market), start => start.Account.Value == "b1" && start.KickOff > Now.AddMinutes(3));
    }

    private IReadOnlyList<EventStart> Starts(MarketKey market) => Ask<MatchStartsAnswered>(Market, new GetMatchStarts(ExecutionId.FromToken(1), market)).Starts;

    private MarketStatus Status() => Ask<MarketStatus>(Market, GetMarketStatus.Instance);
}
