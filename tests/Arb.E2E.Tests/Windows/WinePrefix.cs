using System.Diagnostics;

namespace Arb.E2E.Tests.Windows;

/// <summary>A Windows of its own in a temporary folder, as Wine makes it; ended and removed with the tests.</summary>
internal sealed class WinePrefix : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(170);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("arb-wine-");

    private WinePrefix()
    {
    }

    /// <summary>The program for Windows as <c>scripts/publish-windows-tests</c> leaves it.</summary>
    public static string StandIn => Path.Combine(Repository(), "artifacts", "windows-tests", "Arb.StandIn.Browser.exe");

    /// <summary>Where Windows' folder C: is.</summary>
    public string DriveC => Path.Combine(_folder.FullName, "drive_c");

    /// <summary>Wine's loader, or null where there is none.</summary>
    public static string? Wine =>
        new[] { "/usr/bin/wine64", "/usr/lib/wine/wine64", "/usr/local/bin/wine64" }.FirstOrDefault(File.Exists);

    public static async Task<WinePrefix> MakeAsync()
    {
        var prefix = new WinePrefix();
        using var boot = Process.Start(prefix.Command("wineboot", "--init"))!;
        await boot.WaitForExitAsync().WaitAsync(Patience);
        Assert.Equal(0, boot.ExitCode);
        return prefix;
    }

    /// <summary>How a program for Windows is started.</summary>
    public ProcessStartInfo Command(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(Wine!, [program, .. arguments]);
        start.Environment["WINEPREFIX"] = _folder.FullName;
        start.Environment["WINEDEBUG"] = "-all";
        // Wine 8 ends .NET's runtime without it.
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        start.Environment.Remove("DISPLAY");
        return start;
    }

    public async ValueTask DisposeAsync()
    {
        var server = new[] { "/usr/bin/wineserver", "/usr/lib/wine/wineserver64", "/usr/lib/wine/wineserver", "/usr/local/bin/wineserver" }.First(File.Exists);
        var end = new ProcessStartInfo(server, ["-k", "-w"]);
        end.Environment["WINEPREFIX"] = _folder.FullName;
        using var ending = Process.Start(end)!;
        await ending.WaitForExitAsync().WaitAsync(Patience);
        _folder.Delete(recursive: true);
    }

    private static string Repository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Arb.Actors.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? AppContext.BaseDirectory;
    }
}

/// <summary>A fact about browsers on Windows: in Wine where this is no Windows; reported as skipped, by name, where that or the published program is missing.</summary>
internal sealed class WindowsBrowserFactAttribute : FactAttribute
{
    public WindowsBrowserFactAttribute(bool wineOnly = false)
    {
        if (OperatingSystem.IsWindows())
            Skip = wineOnly ? "Wine only" : null;
        else if (WinePrefix.Wine is null)
            Skip = "needs Windows or Wine (wine64)";
        else if (!File.Exists(WinePrefix.StandIn))
            Skip = "needs scripts/publish-windows-tests";
    }
}
