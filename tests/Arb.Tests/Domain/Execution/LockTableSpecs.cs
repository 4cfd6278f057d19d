using Arb.Domain.Execution;
using Arb.Domain.Primitives;

namespace Arb.Tests.Domain.Execution;

public class LockTableSpecs
{
    private static readonly OpportunityId Opp = new("o1");

    [Fact]
    public void Should_not_give_two_locks_to_matches_that_share_a_member()
    {
        var table = new LockTable(TimeSpan.Zero, 10);
        table.Apply(Grant(1, Opp, new MatchId("m1"), Given.Event1, Given.Event2));
        Assert.Contains("locked by x000001", table.Refusal(new("o2"), new MatchId("m2"), [Given.Event2, Given.Event3], Given.Start));
        Assert.Null(table.Refusal(new("o2"), new MatchId("m3"), [Given.Event3], Given.Start));
    }

    [Fact]
    public void Should_give_rising_tokens_only()
    {
        var table = new LockTable(TimeSpan.Zero, 10);
        table.RaiseTo(41);
        Assert.Throws<InvalidOperationException>(() => table.Apply(Grant(41, Opp, new MatchId("m1"), Given.Event1)));
        table.Apply(Grant(42, Opp, new MatchId("m1"), Given.Event1));
        Assert.Equal(42, table.HighestToken);
    }

    [Fact]
    public void Should_never_execute_the_same_opportunity_twice_until_it_is_armed_again()
    {
        var table = new LockTable(TimeSpan.Zero, 10);
        var match = new MatchId("m1");
        table.Apply(Grant(1, Opp, match, Given.Event1));
        table.Apply(new LockEvent.Released(1, true, Given.Start));
        Assert.Equal("executed already", table.Refusal(Opp, match, [Given.Event1], Given.Start.AddDays(9)));
        table.Apply(new LockEvent.Rearmed(Opp, Given.Start));
        Assert.Null(table.Refusal(Opp, match, [Given.Event1], Given.Start));
    }

    [Fact]
    public void Should_allow_it_again_after_the_configured_time_and_when_nothing_was_sent()
    {
        var table = new LockTable(TimeSpan.FromMinutes(5), 10);
        var match = new MatchId("m1");
        table.Apply(Grant(1, Opp, match, Given.Event1));
        table.Apply(new LockEvent.Released(1, false, Given.Start));
        Assert.Null(table.Refusal(Opp, match, [Given.Event1], Given.Start));
        table.MarkExecuted(Opp, Given.Start);
        Assert.NotNull(table.Refusal(Opp, match, [Given.Event1], Given.Start.AddMinutes(4)));
        Assert.Null(table.Refusal(Opp, match, [Given.Event1], Given.Start.AddMinutes(5)));
    }

    private static LockEvent.Granted Grant(long token, OpportunityId opportunity, MatchId match, params EventKey[] members) =>
        new(token, opportunity, match, members, [Given.A1], Given.Start);
}
