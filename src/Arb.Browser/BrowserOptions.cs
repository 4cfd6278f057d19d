using Arb.Browser.Launching;

namespace Arb.Browser;

/// <summary>How browsers are started and watched; from <c>arb.browser</c>.</summary>
public sealed record BrowserOptions
{
    private static readonly IReadOnlyList<DevToolsLink> UsualLinks = OperatingSystem.IsWindows() ? [DevToolsLink.Pipes, DevToolsLink.Port] : [DevToolsLink.Pipes];

    /// <summary>Path of Chrome, Chromium or Edge; empty: the well-known places are searched.</summary>
    public string Executable { get; init; } = "";

    /// <summary>Without a window: for tests only, nobody can log in by hand.</summary>
    public bool Headless { get; init; }

    /// <summary>Whether the browser's own sandbox is on.</summary>
    public SandboxMode Sandbox { get; init; } = SandboxMode.Auto;

    /// <summary>Arguments for the browser besides the engine's own; those that would open it to others are refused.</summary>
    public IReadOnlyList<string> ExtraArguments { get; init; } = [];

    /// <summary>From the start of the process to its first tab.</summary>
    public TimeSpan StartDeadline { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>One DevTools command.</summary>
    public TimeSpan CommandDeadline { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>One navigation, until the site's first byte.</summary>
    public TimeSpan NavigationDeadline { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Pause between two signs of life.</summary>
    public TimeSpan HeartbeatEvery { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>A sign of life that is not answered within it: the browser hangs.</summary>
    public TimeSpan HeartbeatDeadline { get; init; } = TimeSpan.FromMilliseconds(2500);

    /// <summary>How long a browser may take to close before it is killed.</summary>
    public TimeSpan CloseDeadline { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How long the system may take to end a killed process.</summary>
    public TimeSpan KillDeadline { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Pause between two looks at the cookies.</summary>
    public TimeSpan CookiesEvery { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long the tab that opened a new one may stay: until the new one shows a site, at most this long.</summary>
    public TimeSpan TabGrace { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>DevTools commands in flight at most.</summary>
    public int MaxInFlight { get; init; } = 64;

    /// <summary>Bytes of one DevTools message at most; a larger one is skipped.</summary>
    public int MaxMessage { get; init; } = 64 * 1024 * 1024;

    /// <summary>DevTools events that may wait; more are dropped and counted.</summary>
    public int EventQueue { get; init; } = 65_536;

    /// <summary>Bounds of the recorder.</summary>
    public CaptureOptions Captures { get; init; } = new();

    /// <summary>Ways to reach the browser, best first: each is tried when the browser refuses the one before. Only Windows has browsers that refuse the pipes.</summary>
    internal IReadOnlyList<DevToolsLink> Links { get; init; } = UsualLinks;
}

/// <summary>Bounds of the recorder of one account; from <c>arb.browser.capture</c>.</summary>
public sealed record CaptureOptions
{
    /// <summary>Captures kept at most; the oldest goes first.</summary>
    public int MaxCaptures { get; init; } = 5_000;

    /// <summary>Bytes kept at most, all captures together.</summary>
    public long MaxBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>Characters of one body kept at most.</summary>
    public int MaxBody { get; init; } = 2 * 1024 * 1024;

    /// <summary>Requests that wait for their answer at most; the oldest is recorded as it stands.</summary>
    public int MaxPending { get; init; } = 2_000;

    /// <summary>Bodies read from the browser at the same time.</summary>
    public int BodyReaders { get; init; } = 8;

    /// <summary>How long an answered request waits for its headers as they went over the wire.</summary>
    public TimeSpan HeaderPatience { get; init; } = TimeSpan.FromSeconds(1);
}

/// <summary>The browser's own sandbox.</summary>
public enum SandboxMode : byte
{
    /// <summary>On, except for root on Linux, for whom Chrome refuses to start with it.</summary>
    Auto,

    /// <summary>On.</summary>
    On,

    /// <summary>Off: only in a container that is a sandbox itself.</summary>
    Off,
}
