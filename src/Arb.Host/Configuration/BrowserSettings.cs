using Arb.Browser;

namespace Arb.Host.Configuration;

/// <summary>Reads <c>arb.browser</c>.</summary>
internal static class BrowserSettings
{
    private const int Kilobyte = 1024;
    private const int Megabyte = 1024 * Kilobyte;
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    public static BrowserOptions Read(SettingsReader read) => new()
    {
        Executable = read.Text("arb.browser.executable"),
        Headless = read.Switch("arb.browser.headless"),
        Sandbox = read.Choice<SandboxMode>("arb.browser.sandbox"),
        ExtraArguments = read.Text("arb.browser.extra-arguments").Split(' ', StringSplitOptions.RemoveEmptyEntries),
        StartDeadline = read.Duration("arb.browser.start-deadline", Least, 5 * Minute),
        CommandDeadline = read.Duration("arb.browser.command-deadline", Least, Minute),
        NavigationDeadline = read.Duration("arb.browser.navigation-deadline", Least, 5 * Minute),
        HeartbeatEvery = read.Duration("arb.browser.heartbeat-every", Least, Minute),
        HeartbeatDeadline = read.Duration("arb.browser.heartbeat-deadline", Least, Minute),
        CloseDeadline = read.Duration("arb.browser.close-deadline", Least, Minute),
        KillDeadline = read.Duration("arb.browser.kill-deadline", Least, Minute),
        CookiesEvery = read.Duration("arb.browser.cookies-every", 2 * Least, 5 * Minute),
        TabGrace = read.Duration("arb.browser.tab-grace", TimeSpan.Zero, Minute),
        MaxInFlight = read.Int("arb.browser.max-in-flight", 16, 10_000),
        MaxMessage = read.Bytes("arb.browser.max-message", Megabyte, 1024 * Megabyte),
        EventQueue = read.Int("arb.browser.event-queue", 1_000, 10_000_000),
        Captures = new CaptureOptions
        {
            MaxCaptures = read.Int("arb.browser.capture.max-captures", 10, 1_000_000),
            MaxBytes = read.Bytes("arb.browser.capture.max-bytes", Megabyte, 1024 * Megabyte),
            MaxBody = read.Bytes("arb.browser.capture.max-body", Kilobyte, 256 * Megabyte),
            MaxPending = read.Int("arb.browser.capture.max-pending", 10, 100_000),
            BodyReaders = read.Int("arb.browser.capture.body-readers", 1, 64),
            HeaderPatience = read.Duration("arb.browser.capture.header-patience", TimeSpan.Zero, Minute),
        },
    };
}
