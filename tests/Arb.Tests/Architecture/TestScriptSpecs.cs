using System.Diagnostics;

namespace Arb.Tests.Architecture;

/// <summary><c>scripts/test</c> on a machine that lacks a browser, with programs of our own in the place of apt-get and dotnet: what it says, and when.</summary>
public sealed class TestScriptSpecs : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [DebianFact]
    public void Should_say_what_it_installs_and_for_what_before_it_does_and_never_call_missing_what_it_installed()
    {
        // The installer fails at its end, as it does when one package of several cannot be had.
        var said = Run("echo called >> \"$SAID\"; [ \"$1\" = update ] || { for p in chromium chromedriver; do printf '#!/bin/sh\\n' > \"$BIN/$p\"; chmod +x \"$BIN/$p\"; done; exit 100; }");
        var called = said.IndexOf("called", StringComparison.Ordinal);
        var announced = said.IndexOf("  chromium: for the tests with a real browser", StringComparison.Ordinal);
        Assert.InRange(announced, 0, called);
        Assert.InRange(said.IndexOf("about to install with apt-get", StringComparison.Ordinal), 0, announced);
        Assert.Contains("  chromium is installed", said, StringComparison.Ordinal);
        Assert.Contains("  chromium-driver is installed", said, StringComparison.Ordinal);
        Assert.DoesNotContain("chromium could not be installed", said, StringComparison.Ordinal);
        Assert.DoesNotContain("chromium-driver could not be installed", said, StringComparison.Ordinal);
    }

    [DebianFact]
    public void Should_say_what_could_not_be_installed() =>
        Assert.Contains("  chromium could not be installed (TestResults/install.log); the tests that need it will be skipped, by name", Run("exit 100"), StringComparison.Ordinal);

    [DebianFact]
    public void Should_install_nothing_when_it_is_told_not_to()
    {
        var said = Run("echo called >> \"$SAID\"", "--no-install");
        Assert.DoesNotContain("called", said, StringComparison.Ordinal);
        Assert.Contains("missing here; the tests that need it will be skipped, by name:", said, StringComparison.Ordinal);
    }

    private string Run(string aptGet, params string[] arguments)
    {
        var (root, bin, said) = (_folder.File("repo"), _folder.File("bin"), _folder.File("said"));
        Directory.CreateDirectory(Path.Combine(root, "scripts"));
        Directory.CreateDirectory(bin);
        File.Copy(Path.Combine(Repository.Root, "scripts/test"), Path.Combine(root, "scripts/test"));
        Write(Path.Combine(root, "scripts/setup"), "exit 0");
        foreach (var tool in new[] { "bash", "sh", "env", "sed", "grep", "mkdir", "rm", "dirname", "timeout", "cat", "tail", "wc", "tr", "chmod", "uname" })
            File.CreateSymbolicLink(Path.Combine(bin, tool), $"/usr/bin/{tool}");
        Write(Path.Combine(bin, "id"), "echo 0");
        Write(Path.Combine(bin, "apt-get"), aptGet);
        Write(Path.Combine(bin, "dotnet"), "exit 1");
        var start = new ProcessStartInfo("/bin/bash", ["-c", "exec \"$0\" \"$@\" >> \"$SAID\" 2>&1", Path.Combine(root, "scripts/test"), .. arguments]);
        start.Environment["PATH"] = start.Environment["BIN"] = bin;
        start.Environment["SAID"] = said;
        using var script = Process.Start(start)!;
        Assert.True(script.WaitForExit(TimeSpan.FromSeconds(60)));
        var text = File.ReadAllText(said);
        Assert.Contains("the build failed", text, StringComparison.Ordinal);
        return text;
    }

    private static void Write(string file, string script)
    {
        File.WriteAllText(file, "#!/bin/sh\n" + script + "\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private sealed class DebianFactAttribute : FactAttribute
    {
        public DebianFactAttribute()
        {
            if (!OperatingSystem.IsLinux() || !File.Exists("/etc/os-release") || !File.ReadAllLines("/etc/os-release").Contains("ID=debian"))
                Skip = "Debian only: the script installs nothing elsewhere";
        }
    }
}
