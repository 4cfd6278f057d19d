using System.Diagnostics;
using System.Globalization;

namespace Arb.E2E.Tests.Windows;

/// <summary>
/// A Windows for the specs of the Windows build: Wine with a fresh prefix, made at the first use and gone with the last spec that runs. It needs no display. Drive Z is this system's root, C and D are of the prefix.
/// </summary>
public sealed class WineMachine : IAsyncLifetime
{
    private const string Loader = "/usr/lib/wine/wine64";
    private const string Server = "/usr/lib/wine/wineserver64";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private static readonly string Published = Path.Combine(Root, "artifacts/publish/win-x64/arb.exe");

    private static readonly Lock Gate = new();
    private static Lazy<Task<DirectoryInfo>>? _shared;
    private static int _users;

    private readonly Lazy<Task<DirectoryInfo>> _prefix;

    public WineMachine()
    {
        lock (Gate)
        {
            _users++;
            _prefix = _shared ??= new(MakeAsync);
        }
    }

    /// <summary>Why no program for Windows runs here, or null.</summary>
    internal static string? NotThere { get; } =
        !OperatingSystem.IsLinux() ? "Wine is used on Linux only"
        : !File.Exists(Loader) || !File.Exists(Server) ? "Wine is not installed (Debian: apt-get install --no-install-recommends wine wine64)"
        : null;

    /// <summary>Why the Windows build does not run here, or null.</summary>
    internal static string? NotPossible { get; } = NotThere
        ?? (!File.Exists(Published) ? "the Windows build is not made (scripts/publish win-x64)"
        : File.GetLastWriteTimeUtc(Published) < File.GetLastWriteTimeUtc(Path.Combine(AppContext.BaseDirectory, "arb.dll")) ? "the Windows build is older than this one (scripts/publish win-x64)"
        : null);

    /// <summary>The repository's folder.</summary>
    internal static string Root
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Arb.Actors.sln")))
                folder = folder.Parent;
            return folder?.FullName ?? AppContext.BaseDirectory;
        }
    }

    /// <summary>The Windows build on this machine.</summary>
    internal async Task<ArbProgram> ArbAsync()
    {
        var environment = EnvironmentOf(await _prefix.Value);
        ArbProgram? arb = null;
        return arb = new ArbProgram([Loader, Published], environment, path => "Z:" + path.Replace('/', '\\'), folder => new SendChannel(arb!, folder));
    }

    /// <summary>How a program for Windows is started.</summary>
    internal async Task<ProcessStartInfo> CommandAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(Loader, [program, .. arguments]) { UseShellExecute = false };
        foreach (var (name, value) in EnvironmentOf(await _prefix.Value))
            start.Environment[name] = value;
        // A .NET program that is no single file is loaded through it.
        start.Environment["WINEDLLOVERRIDES"] = "winemenubuilder.exe=d";
        return start;
    }

    /// <summary>A folder of a drive as this system sees it, made if need be.</summary>
    internal async Task<string> FolderAsync(char drive, string path)
    {
        var prefix = await _prefix.Value;
        var folder = Path.Combine(prefix.FullName, $"drive_{char.ToLowerInvariant(drive)}", path.Replace('\\', '/'));
        Directory.CreateDirectory(folder);
        return folder;
    }

    /// <summary>Nothing: a run in which every spec is skipped makes no prefix.</summary>
    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        lock (Gate)
        {
            if (--_users > 0)
                return;
            _shared = null;
        }
        if (!_prefix.IsValueCreated)
            return;
        var prefix = await _prefix.Value;
        await RunAsync(prefix, Server, "-k");
        await RunAsync(prefix, Server, "-w");
        prefix.Delete(recursive: true);
    }

    private static async Task<DirectoryInfo> MakeAsync()
    {
        var prefix = Directory.CreateTempSubdirectory("arbw");
        // Every program would otherwise start and end a server of its own. It ends itself when nobody is left to end it.
        await RunAsync(prefix, Server, "-p600");
        await RunAsync(prefix, Loader, "wineboot", "-i");
        Directory.CreateDirectory(Path.Combine(prefix.FullName, "drive_d"));
        File.CreateSymbolicLink(Path.Combine(prefix.FullName, "dosdevices", "d:"), "../drive_d");
        return prefix;
    }

    private static Dictionary<string, string> EnvironmentOf(DirectoryInfo prefix) => new()
    {
        ["WINEPREFIX"] = prefix.FullName,
        ["WINEDEBUG"] = "-all",
        // Neither menus of a desktop nor what brings in a browser and a .NET of Wine's own.
        ["WINEDLLOVERRIDES"] = "winemenubuilder.exe,mscoree,mshtml=d",
        // Without it the runtime ends itself at its start: Wine cannot map the same page twice.
        ["DOTNET_EnableWriteXorExecute"] = "0",
        ["LC_ALL"] = "C.UTF-8",
        ["DISPLAY"] = "",
    };

    private static async Task RunAsync(DirectoryInfo prefix, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { UseShellExecute = false };
        foreach (var (name, value) in EnvironmentOf(prefix))
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync().WaitAsync(Patience);
        if (process.ExitCode != 0 && arguments[0] != "-k")
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}"));
    }
}

/// <summary>The specs of the Windows build but those that kill it: one after the other, beside the rest.</summary>
[CollectionDefinition(Name)]
public sealed class WineCollection : ICollectionFixture<WineMachine>
{
    public const string Name = "the Windows build";
}

/// <summary>A fact about what Windows itself does with files of the repository: reported as skipped, by name, without Wine.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class WineOnlyFactAttribute : FactAttribute
{
    public WineOnlyFactAttribute() => Skip = WineMachine.NotThere;
}

/// <summary>A fact about the Windows build: reported as skipped, by name, without Wine or the build.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class WineFactAttribute : FactAttribute
{
    public WineFactAttribute() => Skip = WineMachine.NotPossible;
}

/// <summary>The same for a theory.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class WineTheoryAttribute : TheoryAttribute
{
    public WineTheoryAttribute() => Skip = WineMachine.NotPossible;
}
