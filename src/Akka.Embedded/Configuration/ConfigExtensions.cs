using System.Diagnostics.CodeAnalysis;

namespace Akka.Configuration;

/// <summary>Helpers for configurations that may be absent.</summary>
public static class ConfigExtensions
{
    /// <summary>Uses a fallback; where the configuration is absent, the fallback alone.</summary>
    /// <param name="config">The configuration that wins, or null.</param>
    /// <param name="fallback">The fallback.</param>
    public static Config SafeWithFallback(this Config? config, Config fallback) =>
        config == null ? fallback : ReferenceEquals(config, fallback) ? config : config.WithFallback(fallback);

    /// <summary>Whether there is no configuration or one without keys.</summary>
    /// <param name="config">The configuration, or null.</param>
    public static bool IsNullOrEmpty([NotNullWhen(false)] this Config? config) => config == null || config.IsEmpty;
}
