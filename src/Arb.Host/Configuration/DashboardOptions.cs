namespace Arb.Host.Configuration;

/// <summary>Bounds of the dashboard; from <c>arb.dashboard</c>.</summary>
public sealed record DashboardOptions
{
    /// <summary>Whether it listens.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Port on 127.0.0.1; 0: any free one.</summary>
    public int Port { get; init; }

    /// <summary>A login link is good this long.</summary>
    public TimeSpan CodeValid { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>A login lasts this long.</summary>
    public TimeSpan SessionLifetime { get; init; } = TimeSpan.FromHours(12);

    /// <summary>Logins at the same time; the oldest goes.</summary>
    public int MaxSessions { get; init; } = 32;

    /// <summary>Pause between two looks at the engine while somebody watches.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Pages that are kept up to date at the same time.</summary>
    public int MaxWatchers { get; init; } = 64;

    /// <summary>The same for one login: browsers open only six connections to a server.</summary>
    public int MaxWatchersPerLogin { get; init; } = 4;

    /// <summary>Rows of a list on one page.</summary>
    public int Rows { get; init; } = 50;

    /// <summary>Connections at the same time.</summary>
    public int MaxConnections { get; init; } = 256;

    /// <summary>Requests of all logins, a second; twice as many at once.</summary>
    public int RequestsPerSecond { get; init; } = 200;

    internal static DashboardOptions Read(SettingsReader read) => new()
    {
        Enabled = read.Switch("arb.dashboard.enabled"),
        Port = read.Int("arb.dashboard.port", 0, 65_535),
        CodeValid = read.Duration("arb.dashboard.code-valid", TimeSpan.FromSeconds(10), TimeSpan.FromHours(1)),
        SessionLifetime = read.Duration("arb.dashboard.session-lifetime", TimeSpan.FromMinutes(1), TimeSpan.FromDays(7)),
        MaxSessions = read.Int("arb.dashboard.max-sessions", 1, 1_000),
        Interval = read.Duration("arb.dashboard.interval", TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1)),
        MaxWatchers = read.Int("arb.dashboard.max-watchers", 1, 1_000),
        MaxWatchersPerLogin = read.Int("arb.dashboard.max-watchers-per-login", 1, 1_000),
        Rows = read.Int("arb.dashboard.rows", 10, 500),
        MaxConnections = read.Int("arb.dashboard.max-connections", 8, 10_000),
        RequestsPerSecond = read.Int("arb.dashboard.requests-per-second", 1, 10_000),
    };
}
