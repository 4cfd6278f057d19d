using System.Globalization;
using Arb.Browser.Launching;
using Arb.Domain.Sessions;
using static Arb.StandIn.Browser.Bench;

namespace Arb.StandIn.Browser;

/// <summary>Named checks of how the engine starts, reaches and ends browsers on this system: prints one line each, <c>ok NAME</c> or <c>failed NAME: why</c>.</summary>
internal static partial class Checks
{
    private const int Megabyte = 1024 * 1024;
    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(3);

    private static readonly (string Name, Func<Bench, Task> Check)[] Everywhere =
    [
        ("pipes-carry-a-megabyte-both-ways", PipesCarryAMegabyteBothWays),
        ("arguments-arrive-as-given", ArgumentsArriveAsGiven),
        ("falls-back-when-the-browser-ends", bench => FallsBackAsync(bench, StandIn.EndsOverPipes)),
        ("falls-back-when-the-browser-is-silent", bench => FallsBackAsync(bench, StandIn.SilentOverPipes)),
        ("says-why-it-did-not-start", SaysWhyItDidNotStart),
        ("a-killed-browser-is-noticed-at-once", AKilledBrowserIsNoticedAtOnce),
        ("closes-as-asked", ClosesAsAsked),
        ("kills-with-all-children", KillsWithAllChildren),
        ("browsers-end-apart", BrowsersEndApart),
    ];

    /// <summary>Runs those named, or all that this system has. The exit code is 0 when all hold.</summary>
    public static async Task<int> RunAsync(string folder, string[] names)
    {
        var all = OperatingSystem.IsWindows() ? Everywhere.Concat(OnWindows()) : Everywhere;
        var failed = 0;
        foreach (var (name, check) in all.Where(one => names.Length == 0 || names.Contains(one.Name)))
        {
            var began = TimeProvider.System.GetTimestamp();
            try
            {
                await using (var bench = new Bench(Path.Combine(folder, name)))
                    await check(bench);
                Say(string.Create(CultureInfo.InvariantCulture, $"ok {name} ({TimeProvider.System.GetElapsedTime(began).TotalSeconds:0.0} s)"));
            }
            catch (Exception wrong)
            {
                failed++;
                Say($"failed {name}: {wrong.GetType().Name}: {wrong.Message.ReplaceLineEndings(" ")} {(wrong is CheckException ? "" : wrong.StackTrace?.ReplaceLineEndings(" "))}");
            }
        }
        return failed == 0 ? 0 : 1;
    }

    /// <summary>An engine with one browser that has a child, for whoever kills it.</summary>
    public static async Task<int> HoldAsync(string folder)
    {
        await using var bench = new Bench(folder);
        var opened = await bench.OpenAsync("anna", StandIn.Deaf, StandIn.WithChild);
        var (_, child) = await opened.StartedAsync();
        Is(Lives(opened.Session.ProcessId) && Lives(child), "the browser and its child run");
        Say("holding");
        return StandIn.BeChild();
    }

    private static void Say(string line)
    {
        Console.Out.WriteLine(line);
        Console.Out.Flush();
    }

    private static async Task PipesCarryAMegabyteBothWays(Bench bench)
    {
        var opened = await bench.OpenAsync();
        Is(opened.Session.Description == $"StandIn/1.0 ({Environment.ProcessPath}) over pipes", opened.Session.Description);
        Is(!File.Exists(bench.Profile().PortFile), "no port");
        var large = new string('x', Megabyte) + "é€";
        Is(await opened.EchoAsync(large) == large, "the megabyte came back");
        var many = Enumerable.Range(0, 200).Select(i => $"{i}:{new string('y', i * 100)}").ToArray();
        var echoes = await Task.WhenAll(many.Select(opened.EchoAsync));
        Is(echoes.SequenceEqual(many), "200 at once, each with its own answer");
    }

    private static async Task ArgumentsArriveAsGiven(Bench bench)
    {
        string[] odd = ["--a=two words", "--b=\"quoted\"", @"--c=C:\end with\", @"--d=back\\slashes\""quote", "--e=", "--f=Ünï€", @"--g=""\\", "--h=tab\there"];
        var (arguments, _) = await (await bench.OpenAsync("anna", odd)).StartedAsync();
        var at = Array.IndexOf(arguments, odd[0]);
        Is(at > 0 && arguments.Skip(at).Take(odd.Length).SequenceEqual(odd), string.Join(" | ", arguments));
        Is(arguments.Contains($"--user-data-dir={bench.Profile().Profile}"), "the profile, with spaces and letters of this country");
        Is(arguments[^1] == "about:blank", "no address");
    }

    private static async Task FallsBackAsync(Bench bench, string how)
    {
        bench.Options = bench.Options with { Links = [DevToolsLink.Pipes, DevToolsLink.Port], StartDeadline = TimeSpan.FromSeconds(how == StandIn.SilentOverPipes ? 20 : 60) };
        bench.Profile().Make();
        await File.WriteAllTextAsync(bench.Profile().PortFile, "9\n/devtools/browser/stale");
        var opened = await bench.OpenAsync("anna", how);
        Is(opened.Session.Description.StartsWith($"StandIn/1.0 ({Environment.ProcessPath}) over a local port, for it did not answer over pipes: ", StringComparison.Ordinal), opened.Session.Description);
        if (how == StandIn.EndsOverPipes)
            Is(opened.Session.Description.Contains("unknown switch", StringComparison.Ordinal), opened.Session.Description);
        var large = new string('x', Megabyte);
        Is(await opened.EchoAsync(large) == large, "the megabyte came back");
        var (arguments, _) = await opened.StartedAsync();
        Is(arguments.Contains("--remote-debugging-port=0") && !arguments.Any(argument => argument.Contains("pipe", StringComparison.Ordinal) && argument != how), string.Join(' ', arguments));
        await opened.Session.CloseAsync();
        Is(await opened.ClosedAsync() is { End: BrowserEnd.Asked, Detail: "closed as asked" }, "closed as asked");
    }

    private static async Task SaysWhyItDidNotStart(Bench bench)
    {
        bench.Options = bench.Options with { Links = [DevToolsLink.Pipes] };
        var ended = await ThrowsAsync<BrowserException>(() => bench.OpenAsync("anna", StandIn.EndsOverPipes));
        Is(ended.Message.Contains("ended while it started (code 1): unknown switch", StringComparison.Ordinal), ended.Message);
        var file = Path.Combine(bench.Folder, "no program.exe");
        await File.WriteAllTextAsync(file, "no program");
        bench.Options = bench.Options with { Executable = file };
        var refused = await ThrowsAsync<BrowserException>(() => bench.OpenAsync());
        Is(refused.Message.Contains("no program.exe", StringComparison.Ordinal), refused.Message);
    }

    private static async Task AKilledBrowserIsNoticedAtOnce(Bench bench)
    {
        // Its child has the pipes too, as no real browser's has: the end of the process itself is what tells.
        var opened = await bench.OpenAsync("anna", StandIn.WithChild);
        var (_, child) = await opened.StartedAsync();
        var began = TimeProvider.System.GetTimestamp();
        using (var browser = System.Diagnostics.Process.GetProcessById(opened.Session.ProcessId))
            browser.Kill();
        Is((await opened.ClosedAsync()).End == BrowserEnd.Lost, "lost");
        Is(TimeProvider.System.GetElapsedTime(began) < AtOnce, $"noticed after {TimeProvider.System.GetElapsedTime(began)}");
        if (OperatingSystem.IsWindows())
            await UntilAsync("the child of a killed browser ends", () => !Lives(child));
        else
            End(child);
        var again = await bench.OpenAsync();
        Is(await again.EchoAsync("again") == "again", "the account has a browser again");
    }

    private static async Task ClosesAsAsked(Bench bench)
    {
        var opened = await bench.OpenAsync();
        await opened.Session.CloseAsync();
        Is(await opened.ClosedAsync() is { End: BrowserEnd.Asked, Detail: "closed as asked" }, "closed as asked");
        Is(!Lives(opened.Session.ProcessId), "the process is gone");
        Is(!File.Exists(bench.Profile().ProcessFile), "no record is left");
    }

    private static async Task KillsWithAllChildren(Bench bench)
    {
        bench.Options = bench.Options with { CloseDeadline = TimeSpan.FromMilliseconds(300) };
        var opened = await bench.OpenAsync("anna", StandIn.Deaf, StandIn.WithChild);
        var (_, child) = await opened.StartedAsync();
        await opened.Session.CloseAsync();
        var closed = await opened.ClosedAsync();
        Is(closed is { End: BrowserEnd.Asked, Detail: "killed: it did not close in time" }, closed.ToString());
        await UntilAsync("both are gone", () => !Lives(opened.Session.ProcessId) && !Lives(child));
    }

    private static async Task BrowsersEndApart(Bench bench)
    {
        var both = await Task.WhenAll(bench.OpenAsync("anna"), bench.OpenAsync("bert"));
        using (var browser = System.Diagnostics.Process.GetProcessById(both[0].Session.ProcessId))
            browser.Kill();
        Is((await both[0].ClosedAsync()).End == BrowserEnd.Lost, "the one is lost");
        Is(await both[1].EchoAsync("here") == "here", "the other is not");
    }

    private static void End(int pid)
    {
        using var process = System.Diagnostics.Process.GetProcessById(pid);
        process.Kill();
    }
}
