using System.CommandLine;
using System.Runtime.InteropServices;

namespace Arb.Sandbox;

/// <summary>The command line of <c>Arb.Sandbox</c>.</summary>
internal static class SandboxCommand
{
    private static readonly Option<long> Seed = new("--seed") { Description = "Seed of everything random.", DefaultValueFactory = _ => 42 };
    private static readonly Option<string> Bookmakers = new("--bookmakers") { Description = "Names, or name:protocol, separated by commas; a plain cmd, isport or sbo is its own protocol.", DefaultValueFactory = _ => "cmd,isport,sbo" };
    private static readonly Option<string> Ports = new("--ports") { Description = "Ports on 127.0.0.1, in the same order; 0 for a free one.", DefaultValueFactory = _ => "" };
    private static readonly Option<int> ControlPort = new("--control-port") { Description = "Port of the control API on 127.0.0.1; 0 for a free one." };
    private static readonly Option<bool> Demo = new("--demo") { Description = "A surebet every five seconds, and every second leg B refused." };
    private static readonly Option<int> Tick = new("--tick") { Description = "Milliseconds between two moves of the prices.", DefaultValueFactory = _ => 1000 };
    private static readonly Option<int> Matches = new("--matches") { Description = "Matches in the world.", DefaultValueFactory = _ => new SandboxOptions().Matches };
    private static readonly Option<decimal> MatchMinutes = new("--match-minutes") { Description = "Real minutes that a match lasts.", DefaultValueFactory = _ => 105 };
    private static readonly Option<decimal> SpreadMinutes = new("--kick-off-spread") { Description = "Minutes over which kick-offs are spread.", DefaultValueFactory = _ => 480 };
    private static readonly Option<decimal> SurebetsPerMinute = new("--surebets-per-minute") { Description = "Surebets that arise by themselves.", DefaultValueFactory = _ => 2 };
    private static readonly Option<decimal> Balance = new("--balance") { Description = "Opening balance of every account, USD.", DefaultValueFactory = _ => 10_000 };
    private static readonly Option<int> Accounts = new("--accounts") { Description = "Login accounts per bookmaker.", DefaultValueFactory = _ => 2 };
    private static readonly Option<int> SessionMinutes = new("--session-minutes") { Description = "Idle minutes until a session is lost.", DefaultValueFactory = _ => 20 };
    private static readonly Option<int> SboStyle = new("--sbo-style") { Description = "SBO's odds style: 1 decimal, 2 Hong Kong, 3 Indonesian, 4 Malay.", DefaultValueFactory = _ => 4 };
    private static readonly Option<bool> ExitWithParent = new("--exit-with-parent") { Description = "End when standard input closes, and not at the Ctrl-C of a terminal." };

    /// <summary>Runs a command line, for this program and for <c>arb</c>, which is the bookmakers of its demo too. Signals are the command's own: else Ctrl-C would end it whatever --exit-with-parent says.</summary>
    internal static Task<int> InvokeAsync(IReadOnlyList<string> arguments) => Build().Parse(arguments).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });

    internal static RootCommand Build()
    {
        var run = new Command("run", "Start the simulated bookmakers; prints one JSON line when they are ready, ends on SIGTERM or SIGINT.")
        {
            Seed, Bookmakers, Ports, ControlPort, Demo, Tick, Matches, MatchMinutes, SpreadMinutes, SurebetsPerMinute, Balance, Accounts, SessionMinutes, SboStyle, ExitWithParent,
        };
        run.SetAction(RunAsync);
        return new RootCommand("Simulated bookmakers over HTTP on 127.0.0.1 (CMD, ISPORT, SBO). Example: Arb.Sandbox run --demo --seed 7") { run };
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        if (parsed.GetValue(ExitWithParent))
            ProcessGroup.Leave();
        SandboxHost host;
        try
        {
            host = await SandboxHost.StartAsync(Options(parsed));
        }
        catch (Exception problem) when (problem is ArgumentException or IOException)
        {
            await Console.Error.WriteLineAsync($"Arb.Sandbox: {problem.Message}");
            return 2;
        }
        await using (host)
        {
            var stop = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            using var term = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Stop(context, stop));
            // A console without groups sends Ctrl-C to every process.
            using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Stop(context, parsed.GetValue(ExitWithParent) ? null : stop));
            await using var canceled = cancel.Register(() => stop.TrySetResult());
            Console.WriteLine(SandboxReady.Line(host));
            await Console.Out.FlushAsync(CancellationToken.None);
            if (parsed.GetValue(ExitWithParent))
                new Thread(() => WatchInput(stop)) { IsBackground = true, Name = "stdin" }.Start();
            await stop.Task;
        }
        return 0;
    }

    private static void Stop(PosixSignalContext context, TaskCompletionSource? stop)
    {
        context.Cancel = true;
        stop?.TrySetResult();
    }

    private static void WatchInput(TaskCompletionSource stop)
    {
        using var input = Console.OpenStandardInput();
        var buffer = new byte[256];
        while (input.Read(buffer) > 0)
        {
        }
        stop.TrySetResult();
    }

    private static SandboxOptions Options(ParseResult parsed)
    {
        var names = parsed.GetValue(Bookmakers)!.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var ports = parsed.GetValue(Ports)!.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(p => int.TryParse(p, out var port) ? port : throw new ArgumentException($"port '{p}': a number expected")).ToArray();
        if (ports.Length > names.Length)
            throw new ArgumentException("more ports than bookmakers");
        return new SandboxOptions
        {
            Seed = parsed.GetValue(Seed),
            Bookmakers = names.Select((n, i) => Bookmaker(n, i < ports.Length ? ports[i] : 0)).ToArray(),
            ControlPort = parsed.GetValue(ControlPort),
            Demo = parsed.GetValue(Demo),
            Tick = TimeSpan.FromMilliseconds(parsed.GetValue(Tick)),
            Matches = parsed.GetValue(Matches),
            MatchLength = Minutes(parsed.GetValue(MatchMinutes)),
            KickOffSpread = Minutes(parsed.GetValue(SpreadMinutes)),
            SurebetsPerMinute = parsed.GetValue(SurebetsPerMinute),
            OpeningBalance = parsed.GetValue(Balance),
            AccountsPerBookmaker = parsed.GetValue(Accounts),
            SessionIdle = TimeSpan.FromMinutes(parsed.GetValue(SessionMinutes)),
            SboPriceStyle = parsed.GetValue(SboStyle),
        };
    }

    private static BookmakerOptions Bookmaker(string text, int port)
    {
        var parts = text.Split(':', 2);
        return new BookmakerOptions(parts[0].ToLowerInvariant(), parts[^1].ToUpperInvariant(), port);
    }

    private static TimeSpan Minutes(decimal minutes) => minutes is > 0 and < 100_000
        ? TimeSpan.FromTicks((long)(minutes * TimeSpan.TicksPerMinute))
        : throw new ArgumentException($"{minutes} minutes: a positive number expected");
}
