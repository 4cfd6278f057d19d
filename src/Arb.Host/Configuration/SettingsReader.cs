using System.Globalization;
using Akka.Configuration;

namespace Arb.Host.Configuration;

/// <summary>Typed reads of one configuration, with a range each; what is wrong is said with key, value and expectation.</summary>
internal sealed class SettingsReader(Config config)
{
    public string Text(string key) => Raw(key);

    public T Choice<T>(string key)
        where T : struct, Enum =>
        Enum.TryParse<T>(Raw(key), ignoreCase: true, out var value) && Enum.IsDefined(value)
            ? value
            : throw Wrong(key, $"one of {string.Join(", ", Enum.GetNames<T>()).ToLowerInvariant()}");

    public bool Switch(string key) => Raw(key).ToLowerInvariant() switch
    {
        "on" or "true" or "yes" => true,
        "off" or "false" or "no" => false,
        _ => throw Wrong(key, "on or off"),
    };

    public int Int(string key, int min, int max) =>
        int.TryParse(Raw(key), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max
            ? value
            : throw Wrong(key, $"a whole number from {min} to {max}");

    public decimal Decimal(string key, decimal min, decimal max) =>
        decimal.TryParse(Raw(key), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max
            ? value
            : throw Wrong(key, $"a number from {min.ToString(CultureInfo.InvariantCulture)} to {max.ToString(CultureInfo.InvariantCulture)}");

    public TimeSpan Duration(string key, TimeSpan min, TimeSpan max)
    {
        TimeSpan value;
        try
        {
            value = config.GetTimeSpan(key, null, allowInfinite: false);
        }
        catch (Exception)
        {
            throw Wrong(key, "a duration such as 500ms, 5s, 2m or 1h");
        }
        return value >= min && value <= max ? value : throw Wrong(key, $"a duration from {Show(min)} to {Show(max)}");
    }

    public int Bytes(string key, int min, int max)
    {
        long? value;
        try
        {
            value = config.GetByteSize(key, null);
        }
        catch (Exception)
        {
            value = null;
        }
        return value >= min && value <= max ? (int)value : throw Wrong(key, $"a size from {min} B to {max / 1024 / 1024}MiB, such as 16MiB");
    }

    private string Raw(string key)
    {
        try
        {
            return config.GetString(key, null) ?? throw Wrong(key, "a value");
        }
        catch (Exception wrong) when (wrong is not SettingsException)
        {
            throw Wrong(key, "a single value");
        }
    }

    private static string Show(TimeSpan span) => span.TotalSeconds < 1 ? $"{span.TotalMilliseconds:0}ms" : span.TotalMinutes < 2 ? $"{span.TotalSeconds:0}s" : span.TotalHours < 2 ? $"{span.TotalMinutes:0}m" : $"{span.TotalHours:0}h";

    private SettingsException Wrong(string key, string expected)
    {
        string found;
        try
        {
            found = config.GetString(key, null) ?? "nothing";
        }
        catch (Exception)
        {
            found = "a block or a list";
        }
        return new SettingsException($"{key} = {found}: expected {expected}");
    }
}
