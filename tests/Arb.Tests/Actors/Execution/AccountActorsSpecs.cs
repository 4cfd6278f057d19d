using Akka.Actor;
using Arb.Actors.Execution;
using Arb.Domain;
using Arb.Domain.Execution;
using Arb.Domain.Primitives;
using Arb.Tests.Domain.Execution;

namespace Arb.Tests.Actors.Execution;

public class ExposureSpecs : ExecutionKit
{
    private static readonly ExecutionId Seven = ExecutionId.FromToken(7);

    [Fact]
    public void Should_count_the_stakes_that_the_audit_still_has_open()
    {
        var exposure = Start();
        AwaitAssert(() =>
        {
            exposure.Tell(new GetExposure(Given.Match), TestActor);
            Assert.Equal((60m, 40m), Room());
        });
        exposure.Tell(new ReserveExposure(Seven, Given.Match, Given.A1, 61m), TestActor);
        ExpectMsg<ExposureRefused>();
        exposure.Tell(new ReserveExposure(Seven, Given.Match, Given.A1, 60m), TestActor);
        ExpectMsg<ExposureReserved>();
    }

    [Fact]
    public void Should_reserve_nothing_until_the_open_stakes_are_read()
    {
        Audit.Failure = new InvalidOperationException("locked");
        var exposure = Start();
        exposure.Tell(new ReserveExposure(Seven, Given.Match, Given.A1, 1m), TestActor);
        ExpectMsg<ExposureRefused>();
    }

    private (decimal Headroom, decimal Open) Room()
    {
        var answer = ExpectMsg<ExposureAnswered>();
        return (answer.Headroom, answer.Open);
    }

    private IActorRef Start() =>
        Sys.ActorOf(ExposureActor.Props(Given.A1, new ExposureSettings(100m, 200m), RuntimeMode.Production, Audit, Time, TimeSpan.FromSeconds(5)));
}

public class PaperBettorSpecs : ExecutionKit
{
    [Fact]
    public void Should_fill_at_the_harvested_price_and_show_it_in_the_bet_list()
    {
        var bettor = Sys.ActorOf(PaperBettorActor.Props(Given.A1, 100m, Audit, Time));
        var slip = Given.Slip(Given.A1, Given.Event1, Selection.Over, 2.1m);
        bettor.Tell(new AskQuote(default, 0, slip), TestActor);
        var quote = ExpectMsg<QuoteAnswered>().Result.Quote!;
        Assert.Equal(slip.Odds, quote.Slip.Odds);
        bettor.Tell(new Place(ExecutionId.FromToken(7), Given.Match, 0, 1, 7, new PlacementTicket(quote, 60m), Time.GetUtcNow().AddSeconds(10)), TestActor);
        Assert.Equal(60m, Assert.IsType<PlacementOutcome.Accepted>(ExpectMsg<PlacementAnswered>().Outcome).Stake);
        bettor.Tell(new ReadBetList(default, Given.Start), TestActor);
        Assert.Equal(60m, Assert.Single(ExpectMsg<BetListAnswered>().Reading.Bets).Stake);
        Audit.Stakes = [new OpenStake(ExecutionId.FromToken(7), Given.Match, 0, 60m) { IsPaper = true }, new OpenStake(ExecutionId.FromToken(8), Given.Match, 0, 5m)];
        bettor.Tell(ReadBalance.Instance, TestActor);
        Assert.Equal(40m, ExpectMsg<BalanceAnswered>().Reading.Amount);
    }
}
