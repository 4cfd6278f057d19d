using Arb.Domain.Sessions;

namespace Arb.Browser.Launching;

/// <summary>Finds Chrome or Chromium.</summary>
internal static class ChromeFinder
{
    private static readonly string[] LinuxNames = ["google-chrome-stable", "google-chrome", "chromium", "chromium-browser"];
    private static readonly string[] LinuxFolders = ["/usr/bin", "/usr/local/bin", "/opt/google/chrome", "/snap/bin", "/var/lib/flatpak/exports/bin"];
    private static readonly string[] MacApps = ["Google Chrome.app/Contents/MacOS/Google Chrome", "Chromium.app/Contents/MacOS/Chromium"];
    private static readonly string[] WindowsApps = [@"Google\Chrome\Application\chrome.exe", @"Chromium\Application\chrome.exe"];

    /// <summary>The configured one, else the first that is there. Throws <see cref="BrowserException"/>.</summary>
    public static string Find(string configured)
    {
        if (configured.Length > 0)
            return File.Exists(configured) ? configured : throw new BrowserException($"arb.browser.executable = {configured}: there is no such file");
        return Places().FirstOrDefault(File.Exists)
            ?? throw new BrowserException("neither Chrome nor Chromium found: install one, or set arb.browser.executable to its path");
    }

    /// <summary>Where this system keeps it, best first.</summary>
    private static IEnumerable<string> Places()
    {
        if (OperatingSystem.IsWindows())
            return from folder in (Environment.SpecialFolder[])[Environment.SpecialFolder.ProgramFiles, Environment.SpecialFolder.ProgramFilesX86, Environment.SpecialFolder.LocalApplicationData]
                   from app in WindowsApps
                   select Path.Combine(Environment.GetFolderPath(folder), app);
        if (OperatingSystem.IsMacOS())
            return from folder in (string[])["/Applications", Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), "Applications")]
                   from app in MacApps
                   select Path.Combine(folder, app);
        return from name in LinuxNames from folder in LinuxFolders select Path.Combine(folder, name);
    }
}
