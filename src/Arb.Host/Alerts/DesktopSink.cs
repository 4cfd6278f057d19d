using System.Diagnostics;
using System.Text;
using Arb.Domain.Health;
using Arb.Host.Views;

namespace Arb.Host.Alerts;

/// <summary>Whose desktop.</summary>
internal enum Desktop : byte
{
    /// <summary>A desktop of freedesktop.org: <c>notify-send</c>.</summary>
    Linux,

    /// <summary>macOS: <c>osascript</c>.</summary>
    MacOs,

    /// <summary>Windows: a toast, raised by the PowerShell that is part of it.</summary>
    Windows,
}

/// <summary>
/// A notification of the desktop that the engine runs on, through the program that the desktop has for it. What an alert says is an argument of its own or a variable, and never part of what is interpreted:
/// no shell, no script and no markup is made of it.
/// </summary>
/// <param name="desktop">Whose.</param>
/// <param name="standIn">Program and first arguments in place of its own.</param>
internal sealed class DesktopSink(Desktop desktop, params string[] standIn) : IAlertSink
{
    private const int LongestText = 400; // more than any of them shows
    private const string Title = "ARB_ALERT_TITLE";
    private const string Text = "ARB_ALERT_TEXT";

    // Windows shows toasts of applications that it knows, PowerShell among them. Show() is silent where they are switched off, so that is asked first.
    private const string Toast = $$"""
        $ErrorActionPreference = 'Stop'
        $ProgressPreference = 'SilentlyContinue'
        try {
          $null = [Windows.UI.Notifications.ToastNotificationManager, Windows.UI.Notifications, ContentType = WindowsRuntime]
          $null = [Windows.Data.Xml.Dom.XmlDocument, Windows.Data.Xml.Dom, ContentType = WindowsRuntime]
          $text = [xml]'<toast><visual><binding template="ToastText02"><text id="1"/><text id="2"/></binding></visual></toast>'
          $text.SelectNodes('//text').Item(0).InnerText = $env:{{Title}}
          $text.SelectNodes('//text').Item(1).InnerText = $env:{{Text}}
          $xml = New-Object Windows.Data.Xml.Dom.XmlDocument
          $xml.LoadXml($text.OuterXml)
          $notifier = [Windows.UI.Notifications.ToastNotificationManager]::CreateToastNotifier('{1AC14E77-02E7-4E5D-B744-2EB1AE5198B7}\WindowsPowerShell\v1.0\powershell.exe')
          $setting = 'Enabled'
          try { $setting = "$($notifier.Setting)" } catch { }
          if ($setting -ne 'Enabled') { throw "notifications are switched off in Windows ($setting)" }
          $notifier.Show((New-Object Windows.UI.Notifications.ToastNotification $xml))
        } catch {
          [Console]::Error.WriteLine($_.Exception.Message)
          exit 1
        }
        """;

    private readonly string _program = standIn.Length > 0 ? standIn[0] : desktop switch
    {
        Desktop.Windows => Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.System), "WindowsPowerShell", "v1.0", "powershell.exe"),
        Desktop.MacOs => "/usr/bin/osascript",
        _ => "notify-send",
    };

    /// <summary>The desktop of this machine.</summary>
    public static DesktopSink Here() => new(OperatingSystem.IsWindows() ? Desktop.Windows : OperatingSystem.IsMacOS() ? Desktop.MacOs : Desktop.Linux);

    public string Name => "desktop";

    public string Target => Path.GetFileName(_program);

    public Task<AlertDelivery> DeliverAsync(Alert alert, CancellationToken cancel) => AlertProgram.RunAsync(Start(alert), "", quoted: true, cancel);

    private ProcessStartInfo Start(Alert alert)
    {
        var title = $"arb: {(alert.Severity == LogSeverity.Alarm ? "ALARM" : alert.Severity.ToString().ToLowerInvariant())}{(alert.Account is { } account ? ", " + account.Value : "")}";
        var text = Letters.Line(alert.Message);
        text = text.Length <= LongestText ? text : text[..LongestText] + "…";
        // Desktops of freedesktop.org read the text as markup.
        string[] arguments = desktop switch
        {
            Desktop.Windows => ["-NoProfile", "-NonInteractive", "-OutputFormat", "Text", "-EncodedCommand", Convert.ToBase64String(Encoding.Unicode.GetBytes(Toast))],
            Desktop.MacOs => ["-e", "on run argv", "-e", "display notification (item 2 of argv) with title (item 1 of argv)", "-e", "end run", title, text],
            _ => ["--app-name=arb", $"--urgency={(alert.Severity == LogSeverity.Alarm ? "critical" : "normal")}", "--", title, text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal)],
        };
        var start = new ProcessStartInfo(_program, [.. standIn.Skip(1), .. arguments]);
        if (desktop == Desktop.Windows)
            (start.Environment[Title], start.Environment[Text]) = (title, text);
        return start;
    }
}
