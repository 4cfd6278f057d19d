using Akka.Actor;
using Arb.Domain.Execution;
using Arb.Domain.Health;
using Arb.Tests.Domain.Execution;

namespace Arb.Tests.Actors.Execution;

/// <summary>The machine sleeps in the middle of an execution. Nobody tells the match actor: the first look at the clock does.</summary>
public sealed class SleepSpecs : ExecutionKit
{
    private static Execute Order => new(Given.Opportunity(), Given.Plan());

    [Fact]
    public void Should_send_nothing_on_quotes_that_were_asked_for_before_a_sleep()
    {
        StartRecovered().Tell(Order, Engine.Ref);
        var asked = new List<(AskQuote Ask, IActorRef From, DateTimeOffset At)>();
        while (asked.Count < 2)
        {
            var message = Accounts.ExpectMsg<object>();
            if (message is ToBettor { Message: AskQuote ask })
                asked.Add((ask, Accounts.LastSender, Time.GetUtcNow()));
            else
                AnswerKindly(message, Accounts.LastSender);
        }

        Machine.Sleep();
        foreach (var (ask, from, at) in asked)
            from.Tell(new QuoteAnswered(ask.Execution, ask.Leg, QuoteResult.Ok(Given.Quote(ask.Slip))) { AskedAt = at }, Accounts.Ref);
        Sys.EventStream.Publish(new MachineSlept(Time.GetUtcNow(), TimeSpan.FromHours(1), ByWallClock: false)); // as the watch tells it, later
        var finished = UntilEngineHears<ExecutionFinished>();
        Assert.Equal((ExecutionResult.Aborted, false, "the machine slept before anything was sent"), (finished.Result, finished.AnythingSent, finished.Reason));
    }

    [Fact]
    public void Should_close_the_position_on_quotes_of_after_the_sleep_when_leg_A_was_booked_before_it()
    {
        StartRecovered().Tell(Order, Engine.Ref);
        var first = NextPlacement();
        Machine.Sleep();
        var woke = Time.GetUtcNow();
        Accept(first); // the answer had come while nobody ran
        var prices = Market.ExpectMsg<GetMarketPrices>();
        Market.Reply(new MarketPricesAnswered(prices.Execution, []));
        var second = NextPlacement();
        Assert.True(second.Place.Ticket.Quote.At >= woke, $"quoted at {second.Place.Ticket.Quote.At:O}, woke at {woke:O}");
        Assert.NotEqual(1, second.Place.Leg);
        Accept(second);
        Assert.Equal(ExecutionResult.Hedged, UntilEngineHears<ExecutionFinished>().Result);
        Assert.Equal(2, Sent.Count);
    }

    [Fact]
    public void Should_let_a_set_clock_change_nothing_about_what_is_under_way()
    {
        StartRecovered().Tell(Order, Engine.Ref);
        var first = NextPlacement();
        Sys.EventStream.Publish(new MachineSlept(Time.GetUtcNow(), TimeSpan.FromHours(1), ByWallClock: true));
        Accept(first);
        Assert.Equal(1, NextPlacement().Place.Leg);
    }
}
