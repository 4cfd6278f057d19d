using Arb.Browser;
using Arb.Browser.OwnBrowser;

namespace Arb.Host.Configuration;

/// <summary>Reads <c>arb.extension</c>.</summary>
internal static class ExtensionSettings
{
    private const int Megabyte = 1024 * 1024;

    public static ExtensionOptions Read(SettingsReader read, CaptureOptions captures) => new()
    {
        Enabled = read.Switch("arb.extension.enabled"),
        Port = read.Int("arb.extension.port", 0, 65_535),
        CodeValid = read.Duration("arb.extension.code-valid", TimeSpan.FromSeconds(10), TimeSpan.FromHours(1)),
        CodeTries = read.Int("arb.extension.code-tries", 1, 100),
        Remember = read.Switch("arb.extension.remember"),
        MaxReport = read.Bytes("arb.extension.max-report", Megabyte, 256 * Megabyte),
        MaxRecords = read.Int("arb.extension.max-records", 100, 10_000),
        MaxCookies = read.Int("arb.extension.max-cookies", 10, 10_000),
        RequestsPerSecond = read.Int("arb.extension.requests-per-second", 1, 1_000),
        MaxConnections = read.Int("arb.extension.max-connections", 2, 1_000),
        Captures = captures,
    };
}
