using Arb.Domain;
using Arb.Domain.Commands;
using Arb.Host.Configuration;
using Arb.Host.Control;
using Arb.Host.Engine;

namespace Arb.Tests.Host;

/// <summary>What the engine makes is its owner's only, in a folder that others may enter too.</summary>
public sealed class OwnersOnlySpecs : IDisposable
{
    private const UnixFileMode Others =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Should_let_nobody_else_read_what_it_makes_in_a_folder_that_was_there()
    {
        if (OperatingSystem.IsWindows())
            return;
        const UnixFileMode Open = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
        File.SetUnixFileMode(_folder.Path, Open);
        File.WriteAllText(_folder.File("arb.log"), "of an earlier build\n");
        File.SetUnixFileMode(_folder.File("arb.log"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        var seen = new List<string>();
        using (var watcher = new FileSystemWatcher(_folder.Path) { IncludeSubdirectories = true })
        {
            // From creation: whoever is told of a new file looks at once.
            watcher.Created += (_, made) =>
            {
                if (!OperatingSystem.IsWindows() && Exists(made.FullPath) && made.Name != "arb.sock" && (File.GetUnixFileMode(made.FullPath) & Others) != 0)
                    lock (seen)
                        seen.Add(made.FullPath);
            };
            watcher.EnableRaisingEvents = true;
            var settings = ArbSettings.From(ConfigLoader.Load(null, "ci.conf")) with { DataFolder = _folder.Path };
            await using var engine = await EngineHost.StartAsync(settings, RuntimeMode.Ci, consoleLog: false);
            using var client = new ControlClient(_folder.Path);
            await client.SendAsync(new AddAccount("anna", "https://site.example/", "EUR", 0m));
            await client.SendAsync(new SwitchAccount("anna", true));
            foreach (var path in Directory.EnumerateFileSystemEntries(_folder.Path, "*", SearchOption.AllDirectories))
                Assert.True((File.GetUnixFileMode(path) & Others) == 0, $"{path}: {File.GetUnixFileMode(path)}");
            Assert.Equal(Open, File.GetUnixFileMode(_folder.Path));
        }
        Assert.Empty(seen);
    }

    [Fact]
    public void Should_make_a_folder_and_those_above_it_for_the_owner_only()
    {
        if (OperatingSystem.IsWindows())
            return;
        using (Arb.Storage.DataFolder.Take(Path.Combine(_folder.Path, "a", "b")))
            foreach (var folder in new[] { "a", "a/b" })
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_folder.File(folder)));
    }

    private static bool Exists(string path) => File.Exists(path) || Directory.Exists(path);
}
