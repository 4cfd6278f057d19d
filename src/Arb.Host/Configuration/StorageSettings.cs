namespace Arb.Host.Configuration;

/// <summary>How the data folder is watched; from <c>arb.storage</c>.</summary>
/// <param name="WatchInterval">Pause between two looks at it; 5 s at most, because nobody may bet longer than that into files that are gone.</param>
public sealed record StorageSettings(TimeSpan WatchInterval)
{
    /// <summary>As <c>arb.conf</c> has it.</summary>
    public static StorageSettings Default { get; } = new(TimeSpan.FromSeconds(2));

    internal static StorageSettings Read(SettingsReader read) => new(read.Duration("arb.storage.watch-interval", TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(5)));
}
