namespace Arb.Domain;

/// <summary>Production, or CI safe mode (L22). Decided once at start and passed down; nothing else reads the environment.</summary>
public sealed record RuntimeMode
{
    private RuntimeMode(bool ciSafe) => CiSafe = ciSafe;

    /// <summary>Production: real browser, caps and watchdog.</summary>
    public static RuntimeMode Production { get; } = new(false);

    /// <summary>CI safe mode: browser mocked, no debug-port probe, no real WebSocket, caps bypassed, watchdog off, the process never exits by itself.</summary>
    public static RuntimeMode Ci { get; } = new(true);

    /// <summary>True in CI safe mode.</summary>
    public bool CiSafe { get; }

    /// <summary>CI safe mode with <c>CI=true</c> or <c>NODE_ENV=test</c>, else production. <paramref name="variable"/> reads one environment variable.</summary>
    public static RuntimeMode FromEnvironment(Func<string, string?> variable) =>
        string.Equals(variable("CI"), "true", StringComparison.OrdinalIgnoreCase) || variable("NODE_ENV") == "test" ? Ci : Production;
}
