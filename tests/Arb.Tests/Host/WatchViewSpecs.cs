using Arb.Domain.Commands;
using Arb.Domain.Health;
using Arb.Domain.Sessions;
using Arb.Host.Views;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Arb.Tests.Host;

public sealed class WatchViewSpecs
{
    private static readonly DateTimeOffset At = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(140, 40)]
    [InlineData(110, 24)]
    [InlineData(80, 30)]
    [InlineData(40, 12)]
    [InlineData(200, 60)]
    public void Should_fill_the_screen_exactly_at_any_size(int width, int height)
    {
        var lines = WatchView.Build(Desk("anna", "all [is] well 你好 你好 你好 你好 你好 你好 你好 你好 你好 你好"), width, height);
        Assert.Equal(height, lines.Count);
        Assert.All(lines, line => Assert.Equal(width, new Segment(Markup.Remove(line)).CellCount()));
    }

    [Fact]
    public void Should_show_what_a_bookmaker_named_as_text()
    {
        var lines = WatchView.Build(Desk("anna", "[red]x[/]\u001b[2J"), 140, 40);
        Assert.Contains(lines, line => Markup.Remove(line).Contains("[red]x[/] [2J", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("live", "LIVE TRADING")]
    [InlineData("demo", "DEMO, play money")]
    [InlineData("paper", "paper trading")]
    public void Should_say_whose_money_it_is(string trading, string words)
    {
        var desk = Desk("anna", "x");
        Assert.Contains(words, Markup.Remove(WatchView.Build(desk with { Status = desk.Status! with { Trading = trading } }, 140, 40)[0]), StringComparison.Ordinal);
    }

    [Fact]
    public void Should_show_what_is_known_of_the_status_and_name_what_is_not()
    {
        var whole = Desk("anna", "x").Status! with { BoundMatches = 7, Locks = 3 };
        Assert.Contains("7 matches bound", Text(whole), StringComparison.Ordinal);
        var part = Text(whole with { Gaps = [new StatusGap(StatusPart.Market, null), new StatusGap(StatusPart.Audit, "the disk is full")], BoundMatches = 0 });
        foreach (var words in new[] { "no answer in time from: market; audit: the disk is full", "? matches bound", "? running", "3 locks", "locked profit ?", "anna", "paper trading" })
            Assert.Contains(words, part, StringComparison.Ordinal);
        var engine = Text(whole with { Gaps = [new StatusGap(StatusPart.Engine, null)], State = "UNKNOWN", Trading = "unknown" });
        Assert.Contains("UNKNOWN", engine, StringComparison.Ordinal);
        Assert.DoesNotContain("paper trading", engine, StringComparison.Ordinal);
        Assert.Equal((4, 0), (Arb.Host.Control.ExitCodes.Of(whole with { Gaps = [new StatusGap(StatusPart.Engine, null)] }), Arb.Host.Control.ExitCodes.Of(whole)));
    }

    private static string Text(StatusReport status)
    {
        using var text = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(text), Ansi = AnsiSupport.No });
        console.Profile.Width = 200;
        console.Write(StatusView.Build(status));
        return text.ToString();
    }

    [Fact]
    public void Should_say_that_it_is_connecting_before_the_first_answer() =>
        Assert.Equal("connecting …", Assert.Single(WatchView.Build(new DeskState(null, null, null, null, null, null), 80, 30)).Trim());

    private static DeskState Desk(string account, string log) => new(
        new StatusReport(
            "RUNNING", null, "paper", At,
            [new AccountView(account, "https://site.example", true, AccountState.Active, "CMD", Lamp.Green, "60 open prices", 1, At, true, [], null, 100m, 0m)],
            1, 0, 3, 0, 0, 0, 0, 0, 0m, 0, new Dictionary<string, long>()),
        new OpportunityList([]), new ExecutionList([]), new ExposureReport([]), new LogList([new SystemLogEntry(At, LogSeverity.Warning, "test", log)]), null);
}
