using Arb.Actors.Execution;
using Arb.Domain.Execution;
using Arb.Domain.Primitives;
using Arb.Tests.Actors.Execution;
using Arb.Tests.Domain.Execution;

namespace Arb.Tests.Laws;

/// <summary>L19, Double run: one execution per match at once, an opportunity never twice, one lock per match with a fencing token.</summary>
public sealed class L19_DoubleRunSpecs : ExecutionKit
{
    private static readonly DateTimeOffset At = Given.Start;
    private readonly LockTable _locks = new(TimeSpan.Zero, 100);

    private string? Ask(string opportunity, string match, params EventKey[] members) => _locks.Refusal(new OpportunityId(opportunity), new MatchId(match), members, At);

    private void Grant(long token, string opportunity, string match, params EventKey[] members) =>
        _locks.Apply(new LockEvent.Granted(token, new OpportunityId(opportunity), new MatchId(match), members, [], At));

    [Fact]
    public void Should_lock_a_match_and_every_member_of_it_once()
    {
        Grant(1, "o1", "m1", Given.Event1, Given.Event2);
        Assert.NotNull(Ask("o2", "m1"));
        Assert.NotNull(Ask("o2", "m2", Given.Event2));
        Assert.Null(Ask("o2", "m3", Given.Event3));
    }

    [Fact]
    public void Should_never_execute_the_same_opportunity_again()
    {
        Grant(1, "o1", "m1");
        _locks.Apply(new LockEvent.Released(1, AnythingSent: true, At));
        Assert.Equal("executed already", Ask("o1", "m1"));
        Assert.Null(Ask("o2", "m1"));
    }

    [Fact]
    public void Should_give_tokens_that_only_rise()
    {
        Grant(5, "o1", "m1");
        Assert.Throws<InvalidOperationException>(() => Grant(5, "o2", "m2"));
        Assert.Throws<InvalidOperationException>(() => Grant(4, "o3", "m3"));
    }

    [Fact]
    public void Should_refuse_a_placement_under_an_older_token_and_one_that_was_sent_before()
    {
        var memory = new BettorMemory(10);
        var ticket = new PlacementTicket(Given.Quote(Given.Slip(Given.A1, Given.Event1, Selection.Over, 2.1m)), 10m);
        var place = new Place(ExecutionId.FromToken(8), Given.Match, 0, 1, 8, ticket, Given.Start);
        Assert.Null(memory.Take(place));
        Assert.IsType<PlacementOutcome.Unknown>(memory.Take(place));
        Assert.IsType<PlacementOutcome.Rejected>(memory.Take(place with { Execution = ExecutionId.FromToken(7), FencingToken = 7 }));
    }

    [Fact]
    public void Should_hold_for_the_running_engine()
    {
        var executions = StartRecovered();
        executions.Tell(new Execute(Given.Opportunity(), Given.Plan()), Engine.Ref);
        Engine.ExpectMsg<ExecutionStarted>();
        executions.Tell(new Execute(Given.Opportunity(id: "another"), Given.Plan()), Engine.Ref);
        Assert.Equal("another", Engine.ExpectMsg<ExecutionRefused>().Opportunity.Value);
    }
}
