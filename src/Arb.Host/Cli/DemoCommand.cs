using System.CommandLine;
using Arb.Host.Demo;

namespace Arb.Host.Cli;

/// <summary><c>arb demo</c>: simulated bookmakers, the engine and a user, in one command.</summary>
internal static class DemoCommand
{
    private static readonly Option<int?> For = new("--for") { Description = "Run this long unattended, 5 to 86400; without it until Ctrl-C.", HelpName = "seconds", CustomParser = result => Values.Whole(result, 5, 86_400) };
    private static readonly Option<long> Seed = new("--seed") { Description = "Seed of the simulated world.", HelpName = "n", DefaultValueFactory = _ => 42, CustomParser = Values.Seed };
    private static readonly Option<string?> Data = new("--data") { Description = "Data folder; a fresh temporary one by default. It is kept.", HelpName = "dir" };

    private static readonly Option<bool> Browser = new("--browser") { Description = "Log in through real browsers, one per account, at the keyboard of which a simulated user sits." };
    private static readonly Option<bool> Headless = new("--headless") { Description = "With --browser: browsers without a window." };

    public static Command Build()
    {
        var command = new Command("demo", "Start three simulated bookmakers and the engine, log in, and execute surebets with play money.") { For, Seed, Data, Browser, Headless };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        var folder = parsed.GetValue(Data) is { } given ? Path.GetFullPath(given) : Directory.CreateTempSubdirectory("arb-demo-").FullName;
        if (File.Exists(Path.Combine(folder, "arb.db")))
            throw new UsageException($"{folder} has the data of an earlier run; the demo's bookmakers are new each time: choose a fresh folder");
        var length = parsed.GetValue(For) is { } seconds ? TimeSpan.FromSeconds(seconds) : (TimeSpan?)null;
        var browser = parsed.GetValue(Browser);
        var headless = parsed.GetValue(Headless);
        if (headless && !browser)
            throw new UsageException("--headless goes with --browser");
        var output = CliOutput.Of(parsed);
        using var signals = new Signals(cancel, () => output.Error.WriteLine("arb demo: ending already; the checks follow when the running executions have ended. Ctrl-C once more ends at once, without them"));
        return await new DemoRun(new DemoOptions(folder, length, parsed.GetValue(Seed), browser, headless), output).RunAsync(signals.Token, signals.Short);
    }
}
