using System.Runtime.Versioning;

namespace Arb.E2E.Tests;

/// <summary><c>arb service</c> against a <c>systemctl</c> that writes down what it is asked for: no test touches the log-on of whoever runs it.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class LogOnSpecs : IDisposable
{
    private readonly ScratchFolder _folder = new();

    private string Unit => _folder.New("config/systemd/user/arb.service");

    private string Asked => _folder.New("asked");

    public void Dispose() => _folder.Dispose();

    [LinuxFact]
    public async Task Should_install_replace_and_remove_the_unit_of_the_user()
    {
        SystemCtl("exit 0");
        var (code, text) = await ServiceAsync("install", "--data", "my data");
        Assert.True(code == 0 && text.Contains("installed: the engine of", StringComparison.Ordinal), text);
        Assert.Contains($"\"run\" \"--data\" \"{_folder.New("my data")}\"", await File.ReadAllTextAsync(Unit), StringComparison.Ordinal);
        Assert.Equal(["--user daemon-reload", "--user enable arb.service"], await File.ReadAllLinesAsync(Asked));

        Assert.Contains("replaced", (await ServiceAsync("install", "--data", "my data")).Text, StringComparison.Ordinal);

        (code, text) = await ServiceAsync("remove");
        Assert.True(code == 0 && text.Contains("removed", StringComparison.Ordinal), text);
        Assert.False(File.Exists(Unit));
        Assert.Equal("--user disable arb.service", (await File.ReadAllLinesAsync(Asked))[^1]);

        (code, text) = await ServiceAsync("remove");
        Assert.True(code == 0 && text.Contains("nothing to remove", StringComparison.Ordinal), text);
    }

    [LinuxFact]
    public async Task Should_say_what_the_system_said_when_it_refuses()
    {
        SystemCtl("echo 'Failed to connect to bus: No medium found' >&2; exit 1");
        var (code, text) = await ServiceAsync("install", "--data", "d");
        Assert.Equal(4, code);
        Assert.Contains("No medium found", text, StringComparison.Ordinal);
        Assert.False(File.Exists(Unit));
    }

    [LinuxFact]
    public async Task Should_refuse_settings_that_would_fail_at_log_on_and_touch_nothing()
    {
        SystemCtl("exit 0");
        await File.WriteAllTextAsync(_folder.New("my.conf"), "arb.engine.tradin = paper");
        var (code, text) = await ServiceAsync("install", "--data", "d", "--config", "my.conf");
        Assert.Equal(2, code);
        Assert.Contains("arb.engine.tradin", text, StringComparison.Ordinal);
        Assert.False(File.Exists(Unit) || File.Exists(Asked));
    }

    [LinuxFact]
    public async Task Should_print_the_unit_and_touch_nothing()
    {
        SystemCtl("exit 0");
        var (code, text) = await ServiceAsync("install", "--data", "d", "--print");
        Assert.Equal(0, code);
        Assert.Contains("[Install]", text, StringComparison.Ordinal);
        Assert.False(File.Exists(Unit) || File.Exists(Asked));
    }

    private void SystemCtl(string answer)
    {
        Directory.CreateDirectory(_folder.New("bin"));
        File.WriteAllText(_folder.New("bin/systemctl"), $"#!/bin/sh\necho \"$*\" >> '{Asked}'\n{answer}\n");
        File.SetUnixFileMode(_folder.New("bin/systemctl"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private async Task<(int Code, string Text)> ServiceAsync(params string[] arguments)
    {
        var environment = new Dictionary<string, string>
        {
            ["PATH"] = $"{_folder.New("bin")}:{Environment.GetEnvironmentVariable("PATH")}",
            ["XDG_CONFIG_HOME"] = _folder.New("config"),
        };
        await using var arb = ArbProcess.StartWith(environment, _folder.Path, ["service", .. arguments]);
        return (await arb.ExitAsync(ArbProcess.Patience), arb.Text);
    }
}
