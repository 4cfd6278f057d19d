namespace Arb.Browser.OwnBrowser;

/// <summary>How users' own browsers hand in what they recorded; from <c>arb.extension</c>.</summary>
public sealed record ExtensionOptions
{
    /// <summary>Whether the engine listens for the extension.</summary>
    public bool Enabled { get; init; }

    /// <summary>Port on 127.0.0.1; 0 for a free one (tests).</summary>
    public int Port { get; init; } = 8793;

    /// <summary>How long a pairing code is good for.</summary>
    public TimeSpan CodeValid { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Wrong codes until every open code is void.</summary>
    public int CodeTries { get; init; } = 5;

    /// <summary>Whether pairings survive a restart of the engine: hashes of their tokens are then kept in the data folder.</summary>
    public bool Remember { get; init; }

    /// <summary>Bytes of one report at most.</summary>
    public int MaxReport { get; init; } = 16 * 1024 * 1024;

    /// <summary>Captures of one report at most.</summary>
    public int MaxRecords { get; init; } = 500;

    /// <summary>Cookies of one report at most.</summary>
    public int MaxCookies { get; init; } = 1_000;

    /// <summary>Requests a second of one pairing at most, over time; twice as many at once.</summary>
    public int RequestsPerSecond { get; init; } = 20;

    /// <summary>Connections at the same time at most.</summary>
    public int MaxConnections { get; init; } = 32;

    /// <summary>Bounds of what is kept of one account; those of the engine's own browsers.</summary>
    public CaptureOptions Captures { get; init; } = new();
}
