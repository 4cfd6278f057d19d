using Arb.Domain;
using Arb.Domain.Commands;
using Arb.Host.Cli;
using Arb.Host.Configuration;
using Arb.Host.Control;
using Arb.Host.Engine;

namespace Arb.Tests.Host;

/// <summary>A data folder may be called anything that the file system takes; its name passes through connection strings and settings on its way to SQLite.</summary>
public sealed class OddFolderSpecs : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("a b")]
    [InlineData("it's")]
    [InlineData("say \"hi\"")]
    [InlineData("a;Mode=Memory;b")]
    [InlineData("back\\slash\\n")]
    [InlineData("${HOME} $x")]
    [InlineData("# no comment")]
    [InlineData("{a=1}")]
    [InlineData("100% Größe ✓")]
    [InlineData("line\nbreak\tand tab")]
    [InlineData(" = ' \" ; \\")]
    public async Task Should_run_in_a_folder_of_any_name(string name)
    {
        if (OperatingSystem.IsWindows() && name.AsSpan().IndexOfAny(Path.GetInvalidFileNameChars()) >= 0)
            return;
        var folder = _folder.File(name);
        var settings = ArbSettings.From(ConfigLoader.Load(null, "ci.conf")) with { DataFolder = folder };
        for (var start = 0; start < 2; start++)
        {
            await using var engine = await EngineHost.StartAsync(settings, RuntimeMode.Ci, consoleLog: false);
            using var client = new ControlClient(folder);
            var state = "RECOVERING";
            for (var tries = 0; tries < 10_000 && state == "RECOVERING"; tries++)
                state = Assert.IsType<StatusReport>(await client.SendAsync(new GetStatus())).State;
            // What the first life wrote the second one finds: the journal is a file, and in this folder.
            Assert.Equal(start == 0 ? "STOPPED" : "KILLED", state);
            await client.SendAsync(new KillSwitch("test"));
        }
        Assert.True(new FileInfo(Path.Combine(folder, "journal.db")).Length > 0);
        Assert.Equal([name], Directory.GetDirectories(_folder.Path).Select(Path.GetFileName));
        Assert.Empty(Directory.GetFiles(_folder.Path));
        using var output = new StringWriter();
        Assert.Equal(ExitCodes.Refused, await ArbCommandLine.InvokeAsync(["status", "--data", folder], output, output));
    }
}
