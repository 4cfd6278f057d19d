using Arb.Domain.Arbitrage;
using Arb.Domain.Execution;
using Arb.Domain.Primitives;

namespace Arb.Tests.Domain.Execution;

public class KickOffRuleSpecs
{
    private static readonly (AccountId, EventKey)[] Legs = [(Given.A1, Given.Event1), (Given.A2, Given.Event2)];
    private static readonly DateTimeOffset Now = Given.Start;
    private readonly KickOffRule _rule = KickOffRule.Default;

    [Fact]
    public void Should_allow_a_match_that_begins_later() => Assert.Null(Check(Starts(121, 200)));

    [Theory]
    [InlineData(120, 200)]
    [InlineData(200, 120)]
    [InlineData(1, 200)]
    public void Should_refuse_what_begins_too_soon_by_the_earlier_of_both_books(int first, int second)
    {
        var refusal = Check(Starts(first, second))!;
        Assert.Equal((KickOffReason.TooNear, Now.AddSeconds(Math.Min(first, second))), (refusal.Reason, refusal.KickOff));
        Assert.Equal(first < second ? (Given.A1, Given.Event1) : (Given.A2, Given.Event2), (refusal.Account, refusal.Event));
    }

    [Theory]
    [InlineData(0, 7200)]
    [InlineData(7200, 0)]
    [InlineData(-3600, 7200)]
    public void Should_refuse_what_has_begun_by_one_books_start(int first, int second) => Assert.Equal(KickOffReason.Begun, Check(Starts(first, second))!.Reason);

    [Fact]
    public void Should_refuse_what_one_book_calls_running_whatever_the_starts_say()
    {
        var starts = Starts(7200, 7200);
        starts[1] = starts[1] with { InPlay = true };
        Assert.Equal((KickOffReason.Running, Given.A2), (Check(starts)!.Reason, Check(starts)!.Account));
    }

    [Fact]
    public void Should_refuse_a_start_that_a_book_does_not_say()
    {
        Assert.Equal((KickOffReason.StartUnknown, Given.A2), (Check([Starts(7200, 0)[0]])!.Reason, Check([Starts(7200, 0)[0]])!.Account));
        Assert.Equal(KickOffReason.StartUnknown, Check([])!.Reason);
        foreach (var none in (DateTimeOffset[])[default, DateTimeOffset.UnixEpoch])
        {
            var starts = Starts(7200, 7200);
            starts[0] = starts[0] with { KickOff = none };
            var refusal = Check(starts)!;
            Assert.Equal((KickOffReason.StartUnknown, Given.A1, (DateTimeOffset?)null), (refusal.Reason, refusal.Account, refusal.KickOff));
        }
    }

    [Fact]
    public void Should_believe_another_account_that_knows_more_about_the_same_event()
    {
        Assert.Equal(KickOffReason.Begun, Check([.. Starts(7200, 7200), new EventStart(Given.A3, Given.Event1, Now.AddSeconds(-5), false)])!.Reason);
        Assert.Equal(KickOffReason.StartUnknown, Check([Starts(7200, 7200)[0], new EventStart(Given.A3, Given.Event2, Now.AddHours(2), false)])!.Reason);
    }

    [Fact]
    public void Should_leave_events_of_other_books_out() =>
        Assert.Null(Check([.. Starts(7200, 7200), new EventStart(Given.A3, Given.Event3, Now.AddSeconds(-5), true)]));

    [Fact]
    public void Should_look_at_nothing_where_in_play_is_on()
    {
        var on = _rule with { InPlay = true };
        Assert.Null(on.Check(Legs, [new EventStart(Given.A1, Given.Event1, Now.AddHours(-1), true)], Now));
        Assert.Null(on.SendBefore(Legs, Starts(10, 10)));
    }

    [Fact]
    public void Should_name_the_moment_from_which_on_it_refuses()
    {
        var starts = Starts(600, 400);
        var last = _rule.SendBefore(Legs, starts)!.Value;
        Assert.Equal(Now.AddSeconds(280), last);
        Assert.NotNull(_rule.Check(Legs, starts, last));
        Assert.Null(_rule.Check(Legs, starts, last.AddTicks(-1)));
    }

    [Fact]
    public void Should_be_a_reason_with_its_facts_in_the_journal()
    {
        var ended = new Concluded(ExecutionResult.Aborted, 0m, "x", Now, new KickOffRefusal(KickOffReason.TooNear, Given.A1, Given.Event1, Now.AddMinutes(1), Now));
        var bytes = ExecutionEventCodec.Encode(ended);
        Assert.Equal(ended, ExecutionEventCodec.Decode("concluded-v1", bytes));
        Assert.Null(((Concluded)ExecutionEventCodec.Decode("concluded-v1", ExecutionEventCodec.Encode(ended with { KickOff = null }))).KickOff);
    }

    private KickOffRefusal? Check(IReadOnlyList<EventStart> starts) => _rule.Check(Legs, starts, Now);

    private static EventStart[] Starts(int first, int second) =>
        [new(Given.A1, Given.Event1, Now.AddSeconds(first), false), new(Given.A2, Given.Event2, Now.AddSeconds(second), false)];
}
