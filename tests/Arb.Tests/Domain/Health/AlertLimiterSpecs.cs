using Arb.Domain.Health;
using Arb.Domain.Primitives;

namespace Arb.Tests.Domain.Health;

public sealed class AlertLimiterSpecs
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly AlertLimiter _limiter = new(TimeSpan.FromSeconds(30));

    [Fact]
    public void Should_let_the_first_through_and_tell_a_burst_as_one_with_the_last_word_and_the_worst_severity()
    {
        Assert.NotNull(Offer("a", 0));
        Assert.Null(Offer("b", 1, LogSeverity.Alarm));
        Assert.Null(Offer("c", 2));
        Assert.Equal(Start.AddSeconds(30), _limiter.NextDue);
        Assert.Empty(_limiter.Due(Start.AddSeconds(29)));
        var told = Assert.Single(_limiter.Due(Start.AddSeconds(30)));
        Assert.Equal(("c", 2, LogSeverity.Alarm), (told.Message, told.Count, told.Severity));
    }

    [Fact]
    public void Should_begin_a_new_interval_with_what_was_told_late()
    {
        Offer("a", 0);
        Offer("b", 1);
        _limiter.Due(Start.AddSeconds(30));
        Assert.Null(Offer("c", 31));
        Assert.Equal("c", Assert.Single(_limiter.Due(Start.AddSeconds(60))).Message);
    }

    [Fact]
    public void Should_not_hold_one_account_back_for_another()
    {
        Offer("a", 0);
        Assert.NotNull(Offer("b", 1, account: "bob"));
    }

    [Fact]
    public void Should_forget_what_has_been_quiet()
    {
        Offer("a", 0);
        Assert.Empty(_limiter.Due(Start.AddSeconds(30)));
        Assert.Equal(0, _limiter.Keys);
        Assert.NotNull(Offer("b", 31));
    }

    [Fact]
    public void Should_hold_back_no_word_of_the_kill_switch()
    {
        for (var at = 0; at < 3; at++)
            Assert.NotNull(_limiter.Offer(new Alert(0, AlertKind.KillSwitch, LogSeverity.Alarm, Start, "kill switch", null, null, 1), Start.AddSeconds(at)));
    }

    [Fact]
    public void Should_not_tell_an_alarm_after_the_end_of_its_execution()
    {
        var alarm = new Alert(0, AlertKind.HedgeFailed, LogSeverity.Alarm, Start, "x000001 is naked", null, ExecutionId.FromToken(1), 1);
        _limiter.Offer(alarm, Start);
        _limiter.Offer(alarm, Start.AddSeconds(1));
        Offer("a", 0);
        Offer("b", 1);
        _limiter.Drop(ExecutionId.FromToken(1));
        Assert.Equal("b", Assert.Single(_limiter.Due(Start.AddSeconds(30))).Message);
    }

    private Alert? Offer(string message, int at, LogSeverity severity = LogSeverity.Warning, string account = "anna") =>
        _limiter.Offer(new Alert(0, AlertKind.LampChanged, severity, Start.AddSeconds(at), message, new AccountId(account), null, 1), Start.AddSeconds(at));
}
