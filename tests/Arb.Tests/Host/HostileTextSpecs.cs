using System.Globalization;
using Arb.Domain.Commands;
using Arb.Domain.Harvest;
using Arb.Domain.Health;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;
using Arb.Host.Cli;
using Arb.Host.Logging;
using Arb.Host.Views;
using Serilog.Events;
using Serilog.Parsing;
using Spectre.Console;

namespace Arb.Tests.Host;

/// <summary>What bookmakers name their teams, hosts and types reaches the operator's terminal as letters: it moves no cursor, sets no title, fakes no line and turns no writing around.</summary>
public sealed class HostileTextSpecs
{
    private const string Hostile = "Ars\u001b[2J\u001b]0;owned\u0007\u009b31menal\u202e\u2066\r\b";
    private static readonly DateTimeOffset At = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly StringWriter _out = new();
    private readonly StringWriter _error = new();
    private readonly CliOutput _cli;

    public HostileTextSpecs() => _cli = new CliOutput(_out, _error);

    [Fact]
    public void Should_show_decoded_events_as_letters()
    {
        var mapping = new FeedMapping { Events = "[]", EventId = "id", Home = Hostile, Away = "away", KickOff = "at", Markets = [] };
        var proposal = new MappingProposal(
            new ProviderContract(new AccountId("a1"), new ProviderId("MAPPED"), "site.example", [], false, null) { Mapping = mapping },
            "structure", $"GET {Hostile}", 1, 1, 1, new Dictionary<DropReason, int>(), [new MappedEventView(Hostile, Hostile, Hostile, Hostile, At, false, [Hostile])], [Hostile]);
        CaptureViews.Show(_cli, "a1", new SuggestedContract(new MappingAnswer(proposal, null), null));
        Assert.Contains("menal", _out.ToString());
        Harmless(_out);
    }

    [Fact]
    public void Should_show_tables_as_letters()
    {
        _cli.Console.Write(new Table().AddColumn("name").AddRow(Markup.Escape(Hostile)));
        _cli.Console.MarkupLine($"[red]{Markup.Escape(Hostile)}[/]");
        Assert.Contains("menal", _out.ToString());
        Harmless(_out);
    }

    [Fact]
    public void Should_show_an_entry_of_the_log_as_one_line()
    {
        LogView.Print(_cli, new LogList([new SystemLogEntry(At, LogSeverity.Warning, "session", "cannot reach x\n2026-03-01 12:00:00 info  engine     all is well" + Hostile)]));
        Assert.Single(_out.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Harmless(_out);
    }

    [Fact]
    public async Task Should_show_what_went_wrong_as_letters()
    {
        Assert.Equal(2, await ArbCommandLine.InvokeAsync(["captures", "a1", "--har", Hostile + ".har"], _out, _error));
        Assert.Contains("menal", _error.ToString());
        Harmless(_error);
    }

    [Fact]
    public void Should_write_the_console_log_as_letters()
    {
        var happened = new LogEvent(At, LogEventLevel.Warning, new IOException(Hostile), new MessageTemplateParser().Parse("[STAGE] {Name:l}"), [new LogEventProperty("Name", new ScalarValue(Hostile))]);
        new ConsoleFormat(colour: false).Format(happened, _out);
        Assert.Contains("menal", _out.ToString());
        Harmless(_out);
    }

    private static void Harmless(StringWriter written) => Assert.DoesNotContain(
        written.ToString().ReplaceLineEndings("\n"),
        c => c != '\n' && (char.IsControl(c) || CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator));
}
