using System.Runtime.Versioning;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Arb.E2E.Tests;

/// <summary>The engine as a process: one per data folder, commanded over its socket, ended in order or not.</summary>
public sealed partial class EngineProcessSpecs : IDisposable
{
    private readonly ScratchFolder _folder = new();

    private string Data => _folder.New("d");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Should_refuse_a_second_engine_on_the_same_folder()
    {
        await using var first = await RunningAsync();
        var (code, text) = await ArbProcess.RunAsync(_folder.Path, "run", "--data", Data);
        Assert.Equal(5, code);
        Assert.Contains("another engine uses the data folder", text, StringComparison.Ordinal);
        Assert.Equal(0, (await ArbProcess.RunAsync(_folder.Path, "status", "--data", Data)).Code);
    }

    [Fact]
    public async Task Should_trade_on_paper_and_say_so()
    {
        await using var engine = await RunningAsync();
        Assert.Contains("paper trading", engine.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("LIVE", engine.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("CI", "true")]
    [InlineData("NODE_ENV", "test")]
    public async Task Should_refuse_to_trade_live_in_CI_safe_mode(string name, string value)
    {
        await using var engine = ArbProcess.StartWith(name, value, _folder.Path, "run", "--data", Data, "--set", "arb.engine.trading=live", "--set", "arb.session.source=import");
        Assert.Equal(2, await engine.ExitAsync(ArbProcess.Patience));
        Assert.Contains($"arb.engine.trading = live and {name}={value} in the environment", engine.Text, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Data), "a refused start leaves nothing behind");
    }

    [Fact]
    public async Task Should_say_loudly_what_CI_safe_mode_takes_away_on_paper()
    {
        await using var engine = ArbProcess.StartWith("CI", "true", _folder.Path, "run", "--data", Data);
        await engine.SaysAsync("CI safe mode (CI=true in the environment): no exposure caps, no watchdog");
        await engine.SaysAsync(ArbProcess.Ready);
    }

    [Fact]
    public async Task Should_end_in_order_when_asked_by_command()
    {
        await using var engine = await RunningAsync();
        Assert.Equal(0, (await ArbProcess.RunAsync(_folder.Path, "shutdown", "--data", Data)).Code);
        Assert.Equal(0, await engine.ExitAsync(ArbProcess.Patience));
        Assert.Equal(3, (await ArbProcess.RunAsync(_folder.Path, "status", "--data", Data)).Code);
    }

    [Fact]
    public async Task Should_print_to_standard_output_what_it_has_to_say_and_nothing_of_what_it_is_made_of()
    {
        await using var engine = await RunningAsync();
        await using (var status = ArbProcess.Start(_folder.Path, "status", "--data", Data, "--json"))
        {
            Assert.Equal(0, await status.ExitAsync(ArbProcess.Patience));
            using var json = JsonDocument.Parse(status.Output); // one object, and nothing before or after it
            Assert.Equal(JsonValueKind.Object, json.RootElement.ValueKind);
        }
        Assert.Equal(0, (await ArbProcess.RunAsync(_folder.Path, "shutdown", "--data", Data)).Code);
        Assert.Equal(0, await engine.ExitAsync(ArbProcess.Patience));
        Assert.All(engine.Output.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries), line => Assert.Matches(OwnLine(), line));
    }

    [UnixFact]
    public async Task Should_end_in_order_on_a_termination_signal()
    {
        await using var engine = await RunningAsync();
        await engine.TerminateAsync();
        Assert.Equal(0, await engine.ExitAsync(ArbProcess.Patience));
    }

    [Fact]
    public async Task Should_start_again_on_the_folder_of_a_killed_engine_with_its_accounts()
    {
        await using (var killed = await RunningAsync())
        {
            Assert.Equal(0, (await ArbProcess.RunAsync(_folder.Path, "account", "add", "anna", "https://sports.example/", "--data", Data)).Code);
            await killed.KillAsync();
        }
        await using var engine = await RunningAsync();
        var (code, text) = await ArbProcess.RunAsync(_folder.Path, "account", "list", "--data", Data, "--json");
        Assert.Equal(0, code);
        Assert.Contains("\"anna\"", text, StringComparison.Ordinal);
    }

    [UnixFact]
    [UnsupportedOSPlatform("windows")]
    public async Task Should_open_its_control_socket_to_the_owner_only()
    {
        await using var engine = await RunningAsync();
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(Data, "arb.sock")));
    }

    [Fact]
    public async Task Should_refuse_an_unknown_account_by_name()
    {
        await using var engine = await RunningAsync();
        var (code, text) = await ArbProcess.RunAsync(_folder.Path, "account", "on", "nobody", "--data", Data);
        Assert.Equal(2, code);
        Assert.Contains("unknown account 'nobody'", text, StringComparison.Ordinal);
    }

    [LinuxFact]
    public async Task Should_be_found_from_anywhere_in_the_users_own_folder_and_refuse_to_guess_between_two_journals()
    {
        var home = _folder.New("xdg");
        var own = Path.Combine(home, "arb");
        var other = Directory.CreateDirectory(_folder.New("elsewhere")).FullName;
        await using var engine = ArbProcess.StartWith("XDG_DATA_HOME", home, _folder.Path, "run");
        await engine.SaysAsync(ArbProcess.Ready);
        Assert.Contains($"arb: data folder {own} (your own folder; --data names another)", engine.Text, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(own, "journal.db")));

        var (code, text) = await InAsync(other, "status");
        Assert.Equal((0, true), (code, text.Contains($"data folder {own} (your own folder", StringComparison.Ordinal)));
        (code, text) = await InAsync(other, "status", "--json");
        Assert.Equal((0, '{', false), (code, text[0], text.Contains("data folder", StringComparison.Ordinal)));

        var here = Path.Combine(other, "data");
        Directory.CreateDirectory(here);
        Assert.Equal(0, (await InAsync(other, "status")).Code); // somebody's folder of this name hides no engine
        await File.WriteAllTextAsync(Path.Combine(here, "journal.db"), "");
        foreach (var command in (string[])["run", "status", "backup"])
        {
            (code, text) = await InAsync(other, command == "backup" ? [command, _folder.New("b")] : [command]);
            Assert.Equal((2, true), (code, text.Contains($"both {here} and {own} hold a journal", StringComparison.Ordinal)));
        }

        Assert.Equal(0, (await InAsync(other, "shutdown", "--data", own)).Code);
        Assert.Equal(0, await engine.ExitAsync(ArbProcess.Patience));

        async Task<(int Code, string Text)> InAsync(string folder, params string[] arguments)
        {
            await using var arb = ArbProcess.StartWith("XDG_DATA_HOME", home, folder, arguments);
            return (await arb.ExitAsync(ArbProcess.Patience), arb.Text);
        }
    }

    [LinuxFact]
    public async Task Should_say_what_to_do_where_the_users_own_folder_cannot_be_made()
    {
        await using var engine = ArbProcess.StartWith("XDG_DATA_HOME", "/proc/none", _folder.Path, "run");
        Assert.Equal(4, await engine.ExitAsync(ArbProcess.Patience));
        Assert.Matches("arb: the data folder /proc/none/arb cannot be (used|written): .*--data names another", engine.Text);
    }

    /// <summary>A line of the log for people, or the login link.</summary>
    [GeneratedRegex(@"^(\d\d:\d\d:\d\d (debug|info |warn |ERROR|ALARM) |dashboard: http://127\.0\.0\.1:)")]
    private static partial Regex OwnLine();

    private Task<ArbProcess> RunningAsync() => ArbProcess.Start(_folder.Path, "run", "--data", Data).ReadyAsync();
}
