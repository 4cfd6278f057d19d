using Arb.Domain.Sessions;

namespace Arb.Host.Configuration;

/// <summary>Where the sessions of accounts come from.</summary>
public enum SessionSource : byte
{
    /// <summary>A browser per account, in which the user logs in.</summary>
    Chrome,

    /// <summary>What users export from browsers of their own.</summary>
    Import,
}

/// <summary>Reads <c>arb.session</c>.</summary>
internal static class SessionLayerReader
{
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    public static SessionLayerSettings Read(SettingsReader read)
    {
        var settings = new SessionLayerSettings
        {
            CaptureBatch = read.Int("arb.session.capture-batch", 1, 5_000),
            KeptCaptures = read.Int("arb.session.kept-captures", 8, 1_000),
            Debounce = read.Duration("arb.session.debounce", Least, Hour),
            RenewAfter = read.Duration("arb.session.renew-after", Least, Hour),
            HangLimit = read.Duration("arb.session.hang-limit", 10 * Least, Hour),
            StartAttempts = read.Int("arb.session.start-attempts", 1, 1_000),
            BackoffMin = read.Duration("arb.session.backoff-min", Least, Hour),
            BackoffMax = read.Duration("arb.session.backoff-max", Least, Hour),
        };
        return settings.BackoffMax < settings.BackoffMin ? throw new SettingsException("arb.session.backoff-max must not be below arb.session.backoff-min") : settings;
    }
}
