namespace Arb.Host.Configuration;

/// <summary>Bounds of the journal, in real time; from <c>arb.journal</c>.</summary>
/// <param name="CallTimeout">A read or write that takes longer has failed; what waits for it ends, and nothing is sent.</param>
/// <param name="BusyTimeout">How long a write waits for another program that holds the file, in whole seconds; below <paramref name="CallTimeout"/>, so that the reason is known before it is given up.</param>
/// <param name="MaxFailures">After so many failures in a row nothing is tried for <paramref name="ResetTimeout"/>.</param>
/// <param name="ResetTimeout">How long.</param>
public sealed record JournalSettings(TimeSpan CallTimeout, TimeSpan BusyTimeout, int MaxFailures, TimeSpan ResetTimeout)
{
    /// <summary>As <c>arb.conf</c> has them.</summary>
    public static JournalSettings Default { get; } = new(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(5), 10, TimeSpan.FromSeconds(30));

    internal static JournalSettings Read(SettingsReader read)
    {
        var hour = TimeSpan.FromHours(1);
        var settings = new JournalSettings(
            read.Duration("arb.journal.call-timeout", TimeSpan.FromSeconds(2), hour),
            read.Duration("arb.journal.busy-timeout", TimeSpan.FromSeconds(1), hour),
            read.Int("arb.journal.max-failures", 1, 10_000),
            read.Duration("arb.journal.reset-timeout", TimeSpan.FromMilliseconds(100), hour));
        return settings.BusyTimeout < settings.CallTimeout
            ? settings
            : throw new SettingsException("arb.journal.busy-timeout must be shorter than arb.journal.call-timeout: SQLite says who holds the file, the time-out only that it is late");
    }
}
