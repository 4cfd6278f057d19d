namespace Arb.E2E.Tests;

/// <summary>The built <c>arb</c> as a person meets it in a shell: messages and exit codes.</summary>
public sealed class CommandLineSpecs : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Should_print_its_commands_and_exit_codes_as_help()
    {
        var (code, text) = await ArbProcess.RunAsync(_folder.Path, "--help");
        Assert.Equal(0, code);
        Assert.Contains("Exit codes", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_say_that_no_engine_runs_and_leave_nothing_behind()
    {
        var (code, text) = await ArbProcess.RunAsync(_folder.Path, "status");
        Assert.Equal(3, code);
        Assert.Contains("no engine runs in", text, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Fact]
    public async Task Should_refuse_an_unknown_command()
    {
        var (code, text) = await ArbProcess.RunAsync(_folder.Path, "stauts");
        Assert.Equal(2, code);
        Assert.Contains("stauts", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_refuse_an_unknown_setting_by_name_before_touching_the_data_folder()
    {
        var data = _folder.New("data");
        var (code, text) = await ArbProcess.RunAsync(_folder.Path, "run", "--data", data, "--set", "arb.engine.tradin=paper");
        Assert.Equal(2, code);
        Assert.Contains("arb.engine.trading", text, StringComparison.Ordinal);
        Assert.False(Directory.Exists(data));
    }

    [Fact]
    public async Task Should_refuse_broken_configuration_with_its_place()
    {
        var file = _folder.New("my.conf");
        await File.WriteAllTextAsync(file, "arb {\n  engine {\n    trading = \n");
        var (code, text) = await ArbProcess.RunAsync(_folder.Path, "run", "--config", file);
        Assert.Equal(2, code);
        Assert.Contains("my.conf", text, StringComparison.Ordinal);
        Assert.Matches("line [0-9]+|:[0-9]+:[0-9]+|\\([0-9]+,[0-9]+\\)", text);
    }

    [UnixTheory]
    [InlineData("what is this", 2, "is no command as JSON")]
    [InlineData("{\"command\":\"no-such-command\"}", 2, "is no command as JSON")]
    [InlineData("null", 2, "null is no command")]
    [InlineData("{\"command\":\"status\"}", 3, "no engine runs in")]
    public async Task Should_say_to_a_program_what_is_wrong_with_its_line(string line, int expected, string words)
    {
        await using var send = ArbProcess.StartThrough(["sh", "-c", $"printf '%s\\n' '{line}' | \"$@\"", "sh"], _folder.Path, "send", "--data", "d");
        Assert.Equal(expected, await send.ExitAsync(ArbProcess.Patience));
        Assert.Contains(words, send.Text, StringComparison.Ordinal);
        Assert.Equal("", send.Output);
    }
}
