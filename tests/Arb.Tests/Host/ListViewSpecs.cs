using Arb.Domain.Commands;
using Arb.Domain.Execution;
using Arb.Domain.Primitives;
using Arb.Host.Cli;
using Arb.Host.Views;

namespace Arb.Tests.Host;

/// <summary>Lists say what they show, and what they leave out.</summary>
public sealed class ListViewSpecs
{
    private static readonly DateTimeOffset At = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Should_not_show_a_plan_as_the_profit_of_an_open_position()
    {
        Assert.DoesNotContain("2.98", Printed(output => ExecutionViews.List(output, new ExecutionList([Row(ExecutionResult.WithPerson, null, null), Row(ExecutionResult.Aborted, null, At)]), 20)));
        Assert.Contains("-51.00", Printed(output => ExecutionViews.List(output, new ExecutionList([Row(ExecutionResult.Resolved, -51m, At)]), 20)));
    }

    [Fact]
    public void Should_write_a_hedge_that_was_tried_again_and_again_in_one_line()
    {
        var tries = Enumerable.Range(1, 45).Select(n => Leg(n, LegStatus.Rejected));
        var text = Printed(output => ExecutionViews.List(output, new ExecutionList([Row(ExecutionResult.WithPerson, null, null) with { Legs = [Leg(0, LegStatus.Accepted), .. tries] }]), 20));
        Assert.Contains("hedge anna Over 1.98 x 51.00 rejected (45 times)", text);
        Assert.True(text.Split('\n').Length < 10, text);
    }

    [Theory]
    [InlineData(80)]
    [InlineData(100)]
    [InlineData(140)]
    public void Should_show_match_bets_result_and_profit_on_any_screen(int width)
    {
        using var written = new StringWriter();
        var output = new CliOutput(written, written);
        output.Console.Profile.Width = width;
        ExecutionViews.List(output, new ExecutionList([Row(ExecutionResult.Complete, 2.68m, At) with { Legs = [Leg(0, LegStatus.Accepted)] }]), 20);
        Assert.All(new[] { "x000041", "Home v Away", "total 2.5", "anna Over 1.98 x 51.00", "complete", "2.68" }, text => Assert.Contains(text, written.ToString()));
        Assert.All(written.ToString().Split('\n'), line => Assert.True(line.Length <= width, line));
    }

    [Fact]
    public void Should_give_executions_their_day() =>
        Assert.Contains(At.ToLocalTime().ToString("MM-dd HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture), Printed(output => ExecutionViews.List(output, new ExecutionList([Row(ExecutionResult.Flat, 0m, At)]), 20)));

    [Theory]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public void Should_say_that_there_may_be_more_executions(int limit, bool more) =>
        Assert.Equal(more, Printed(output => ExecutionViews.List(output, new ExecutionList([Row(ExecutionResult.Flat, 0m, At)]), limit)).Contains("--limit N", StringComparison.Ordinal));

    [Fact]
    public void Should_say_of_how_many_bound_matches_these_are()
    {
        var one = new BoundMatchView(new MatchId("cmd:1+sbo:2"), "Home", "Away", "League", At, []);
        Assert.Contains("1 of 38 bound matches", Printed(output => MarketViews.Bindings(output, new BindingList([one], []) { Bound = 38 })));
        Assert.Contains(" 1 bound matches", Printed(output => MarketViews.Bindings(output, new BindingList([one], []) { Bound = 1 })));
    }

    private static string Printed(Action<CliOutput> print)
    {
        using var written = new StringWriter();
        print(new CliOutput(written, written));
        return written.ToString();
    }

    private static AuditRow Row(ExecutionResult result, decimal? worst, DateTimeOffset? closed)
    {
        var market = new MarketKey(new MatchId("cmd:1+sbo:2"), MarketKind.Total, Period.FullTime, new Line(10));
        return new AuditRow(new ExecutionId("x000041"), 1, new OpportunityId("o"), market, "Home v Away", result, "Hedging", 2.98m, worst, null, At, At, closed, 1, []);
    }

    private static AuditLeg Leg(int number, LegStatus status) => new(
        number, number > 0, new AccountId("anna"), new EventKey(new ProviderId("CMD"), "1"), "m", MarketKind.Total, Period.FullTime, new Line(10), Selection.Over, new Odds(19_800), 51m, status, 1, null, null);
}
