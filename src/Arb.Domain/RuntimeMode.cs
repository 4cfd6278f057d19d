namespace Arb.Domain;

/// <summary>Production, or CI safe mode (L22). Decided once at start and passed down; nothing else reads the environment.</summary>
public sealed record RuntimeMode
{
    private RuntimeMode(bool ciSafe, string? variable) => (CiSafe, Variable) = (ciSafe, variable);

    /// <summary>Production: real browser, caps and watchdog.</summary>
    public static RuntimeMode Production { get; } = new(false, null);

    /// <summary>CI safe mode: browser mocked, no debug-port probe, no real WebSocket, caps bypassed, watchdog off, the process never exits by itself.</summary>
    public static RuntimeMode Ci { get; } = new(true, null);

    /// <summary>True in CI safe mode.</summary>
    public bool CiSafe { get; }

    /// <summary>The environment variable that says so, as <c>CI=true</c>; null where code named the mode.</summary>
    public string? Variable { get; }

    /// <summary>CI safe mode with <c>CI=true</c> or <c>NODE_ENV=test</c>, else production. <paramref name="variable"/> reads one environment variable.</summary>
    public static RuntimeMode FromEnvironment(Func<string, string?> variable) =>
        string.Equals(variable("CI"), "true", StringComparison.OrdinalIgnoreCase) ? new(true, "CI=true")
        : variable("NODE_ENV") == "test" ? new(true, "NODE_ENV=test")
        : Production;
}
