using System.CommandLine;
using Arb.Host.Demo;

namespace Arb.Host.Cli;

/// <summary><c>arb demo</c>: simulated bookmakers, the engine and a user, in one command.</summary>
internal static class DemoCommand
{
    private static readonly Option<int?> For = new("--for") { Description = "Run this long unattended, 5 to 86400; without it until Ctrl-C.", HelpName = "seconds" };
    private static readonly Option<long> Seed = new("--seed") { Description = "Seed of the simulated world.", HelpName = "n", DefaultValueFactory = _ => 42 };
    private static readonly Option<string?> Data = new("--data") { Description = "Data folder; a fresh temporary one by default. It is kept.", HelpName = "dir" };

    public static Command Build()
    {
        For.Validators.Add(result =>
        {
            if (result.GetValue(For) is < 5 or > 86_400)
                result.AddError("--for: expected 5 to 86400 seconds");
        });
        var command = new Command("demo", "Start three simulated bookmakers and the engine, log in, and execute surebets with play money.") { For, Seed, Data };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        var folder = parsed.GetValue(Data) is { } given ? Path.GetFullPath(given) : Directory.CreateTempSubdirectory("arb-demo-").FullName;
        if (File.Exists(Path.Combine(folder, "arb.db")))
            throw new UsageException($"{folder} has the data of an earlier run; the demo's bookmakers are new each time: choose a fresh folder");
        var length = parsed.GetValue(For) is { } seconds ? TimeSpan.FromSeconds(seconds) : (TimeSpan?)null;
        using var signals = new Signals(cancel);
        return await new DemoRun(new DemoOptions(folder, length, parsed.GetValue(Seed)), CliOutput.Of(parsed)).RunAsync(signals.Token);
    }
}
