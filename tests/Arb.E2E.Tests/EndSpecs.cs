using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace Arb.E2E.Tests;

/// <summary>What asks a process to end ends it in order: the terminal that is closed, too. The control socket is taken away by an orderly end only.</summary>
public sealed partial class EndSpecs : IDisposable
{
    private readonly ScratchFolder _folder = new();

    private string Data => _folder.New("d");

    public void Dispose() => _folder.Dispose();

    [LinuxFact]
    public async Task Should_leave_its_control_socket_when_it_is_killed()
    {
        await using var engine = await RunningAsync("setsid");
        await engine.KillAsync();
        Assert.True(File.Exists(Path.Combine(Data, "arb.sock")), "the other specs here tell nothing");
    }

    [LinuxTheory]
    [InlineData("HUP")]
    [InlineData("QUIT")]
    [InlineData("INT")]
    public async Task Should_end_in_order_at_any_signal_that_asks_for_it(string signal)
    {
        await using var engine = await RunningAsync("env", "--default-signal=INT,QUIT,HUP");
        await engine.SignalAsync(signal);
        Assert.Equal(0, await engine.ExitAsync(ArbProcess.Patience));
        Assert.False(File.Exists(Path.Combine(Data, "arb.sock")), engine.Text);
    }

    [LinuxFact]
    public async Task Should_outlive_its_terminal_under_nohup()
    {
        await using var engine = await RunningAsync("nohup");
        await engine.SignalAsync("HUP");
        Assert.Equal(0, (await ArbProcess.RunAsync(_folder.Path, "status", "--data", Data)).Code);
        Assert.Equal(0, (await ArbProcess.RunAsync(_folder.Path, "shutdown", "--data", Data)).Code);
        Assert.Equal(0, await engine.ExitAsync(ArbProcess.Patience));
    }

    [LinuxFact]
    public async Task Should_end_in_order_when_its_terminal_is_gone_and_nothing_can_be_printed_any_more()
    {
        var host = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        var start = new ProcessStartInfo("script", ["--quiet", "--flush", "--command", $"exec '{host}' '{Path.Combine(AppContext.BaseDirectory, "arb.dll")}' run --data '{Data}'", "/dev/null"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        start.Environment.Remove("CI");
        start.Environment.Remove("NODE_ENV");
        using var terminal = Process.Start(start)!;
        try
        {
            while (await terminal.StandardOutput.ReadLineAsync().WaitAsync(ArbProcess.Patience) is { } line && !line.Contains(ArbProcess.Ready, StringComparison.Ordinal))
            {
            }
            var children = await File.ReadAllTextAsync(string.Create(CultureInfo.InvariantCulture, $"/proc/{terminal.Id}/task/{terminal.Id}/children"));
            using var engine = Process.GetProcessById(int.Parse(children.Trim(), CultureInfo.InvariantCulture));
            terminal.Kill(); // script holds the terminal's other end
            await engine.WaitForExitAsync().WaitAsync(ArbProcess.Patience);
            Assert.False(File.Exists(Path.Combine(Data, "arb.sock")));
        }
        finally
        {
            if (!terminal.HasExited)
                terminal.Kill(entireProcessTree: true);
        }
    }

    [LinuxFact]
    public async Task Should_end_the_demo_at_once_without_checks_and_its_bookmakers_with_it_when_its_terminal_is_closed()
    {
        await using var demo = ArbProcess.StartInGroup(_folder.Path, "demo", "--data", Data);
        await demo.SaysAsync("opportunities=");
        await demo.SignalAsync("HUP");
        Assert.Equal(1, await demo.ExitAsync(ArbProcess.Patience));
        Assert.Contains("ended at once, without the checks", demo.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("every check", demo.Text, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(Data, "arb.sock")));
        using var client = new TcpClient();
        await Assert.ThrowsAsync<SocketException>(() => client.ConnectAsync("127.0.0.1", int.Parse(BookmakersPort().Match(demo.Text).Groups[1].Value, CultureInfo.InvariantCulture)));
    }

    [GeneratedRegex(@"login at 127\.0\.0\.1:(\d+)")]
    private static partial Regex BookmakersPort();

    private Task<ArbProcess> RunningAsync(params string[] through) => ArbProcess.StartThrough(through, _folder.Path, "run", "--data", Data).ReadyAsync();
}
