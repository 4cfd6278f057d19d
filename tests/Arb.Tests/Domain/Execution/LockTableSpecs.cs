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

    [Fact]
    public void Should_keep_how_late_lists_were_by_bookmaker_in_the_snapshot()
    {
        var table = new LockTable(TimeSpan.Zero, 10);
        table.Apply(new LockEvent.ListsLate(Given.Event1.Provider, TimeSpan.FromSeconds(25), Given.Start));
        var again = new LockTable(TimeSpan.Zero, 10);
        again.Restore(table.Snapshot());
        Assert.False(again.IsLater(Given.Event1.Provider, TimeSpan.FromSeconds(25)));
        Assert.True(again.IsLater(Given.Event1.Provider, TimeSpan.FromSeconds(26)));
        Assert.True(again.IsLater(Given.Event2.Provider, TimeSpan.FromSeconds(1)));
        Assert.Null(new LockTable(TimeSpan.Zero, 10).Snapshot().Late);
    }

    [Fact]
    public void Should_lock_a_match_a_second_time_for_an_execution_that_is_taken_up_again()
    {
        var table = new LockTable(TimeSpan.Zero, 10);
        var match = new MatchId("m1");
        table.Apply(Grant(1, Opp, match, Given.Event1));
        table.Apply(new LockEvent.Released(1, true, Given.Start));
        Assert.Null(table.Holder(match, [Given.Event1]));
        table.Apply(Grant(2, Opp, match, Given.Event1) with { TakenUp = ExecutionId.FromToken(1) });
        Assert.Equal(ExecutionId.FromToken(1), table.Find(2)!.Execution);
        Assert.Equal(2, table.Find(ExecutionId.FromToken(1))!.Grant.Token);
        Assert.Contains("x000001", table.Holder(new MatchId("m2"), [Given.Event1]), StringComparison.Ordinal);
    }

    [Fact]
    public void Should_be_the_same_after_a_snapshot_as_after_every_event()
    {
        var table = new LockTable(TimeSpan.Zero, 10);
        for (var token = 1; token <= 8; token++)
        {
            table.Apply(Grant(token, new($"o{token}"), new MatchId($"m{token}"), new EventKey(Given.Event1.Provider, $"{token}")));
            if (token != 5)
                table.Apply(new LockEvent.Released(token, token % 2 == 0, Given.Start.AddMinutes(token)));
        }

        var bytes = ExecutionEventCodec.Encode(table.Snapshot());
        var again = new LockTable(TimeSpan.Zero, 10);
        again.Restore((LockSnapshot)ExecutionEventCodec.Decode("table-snapshot-v1", bytes));
        Assert.Equal(8, again.HighestToken);
        Assert.Equal(table.Held.Select(held => held.Execution), again.Held.Select(held => held.Execution));
        Assert.Contains("locked by x000005", again.Refusal(new("other"), new MatchId("m5"), [], Given.Start));
        Assert.Contains("locked by x000005", again.Refusal(new("other"), new MatchId("m9"), [new EventKey(Given.Event1.Provider, "5")], Given.Start));
        Assert.Equal([false, true, false, true], Enumerable.Range(1, 4).Select(i => again.IsExecuted(new($"o{i}"))));
        Assert.Equal(bytes, ExecutionEventCodec.Encode(again.Snapshot()));
    }

    private static LockEvent.Granted Grant(long token, OpportunityId opportunity, MatchId match, params EventKey[] members) =>
        new(token, opportunity, match, members, [Given.A1], Given.Start);
}
