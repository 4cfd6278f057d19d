using System.CommandLine;
using Arb.Domain;
using Arb.Domain.Commands;
using Arb.Domain.Execution;
using Arb.Host.Configuration;
using Arb.Host.Control;
using Arb.Host.Engine;

namespace Arb.Host.Cli;

/// <summary><c>arb run</c>: the engine in the foreground until SIGTERM, Ctrl-C or <c>arb shutdown</c>.</summary>
internal static class RunCommand
{
    private static readonly Option<string?> Config = new("--config") { Description = "HOCON file with what differs from the built-in settings (arb config prints them).", HelpName = "file" };
    private static readonly Option<string[]> Set = new("--set") { Description = "One setting, over the file; may be repeated.", HelpName = "key=value", AllowMultipleArgumentsPerToken = false };
    private static readonly Option<string?> DataFolder = new("--data") { Description = "Data folder: tables, journal, log, control socket; instead of arb.data-folder.", HelpName = "dir" };

    public static Command Build()
    {
        var command = new Command("run", "Run the engine in the foreground. Ends in order on Ctrl-C, SIGTERM or arb shutdown.") { Config, Set, DataFolder };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        var settings = ArbSettings.From(ConfigLoader.Load(parsed.GetValue(Config), null, parsed.GetValue(Set)));
        if (parsed.GetValue(DataFolder) is { } folder)
            settings = settings with { DataFolder = folder };
        else if (settings.DataFolder.Length == 0)
            settings = settings with { DataFolder = OwnPlace(parsed) };
        // The one place where the environment is read (L22).
        var mode = RuntimeMode.FromEnvironment(Environment.GetEnvironmentVariable);
        if (mode.Variable is { } variable && settings.Engine.Trading == TradingMode.Live)
            throw new SettingsException(
                $"arb.engine.trading = live and {variable} in the environment: that is CI safe mode, without exposure caps, watchdog and browsers, and never for real bets. "
                + $"Start without the variable (env -u {variable.Split('=')[0]} arb run …), or set arb.engine.trading = paper");
        using var signals = new Signals(cancel);
        await using var engine = await EngineHost.StartAsync(settings, mode, consoleLog: true);
        if (engine.Dashboard is { } desk)
            await PrintLinkAsync(parsed.InvocationConfiguration.Output, desk.NewLink(), settings.DataFolder);
        await engine.StoppedAsync(signals.Token);
        return ExitCodes.Ok;
    }

    private static string OwnPlace(ParseResult parsed)
    {
        var choice = DataPlace.Find();
        EngineCall.Say(parsed, choice);
        return choice.Folder!;
    }

    private static async Task PrintLinkAsync(TextWriter output, DashboardLink link, string folder)
    {
        try
        {
            await DashboardCommand.PrintAsync(output, link, folder);
        }
        catch (IOException gone) when (StandardOutput.IsGone(gone))
        {
            // Nobody reads what the engine prints (arb run | head -1): no reason to end it.
        }
    }
}
