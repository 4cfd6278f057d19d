using System.Globalization;
using Akka.Configuration;
using Arb.Domain.Execution;

namespace Arb.Host.Configuration;

/// <summary>Typed reads of one configuration, with a range each; what is wrong is said with key, value and expectation.</summary>
/// <param name="config">What is read.</param>
/// <param name="told">Told of each read: the key, and what it may hold in words. The settings' documentation is made of it; null: nobody listens.</param>
internal sealed class SettingsReader(Config config, Action<string, string>? told = null)
{
    public string Text(string key)
    {
        told?.Invoke(key, "text");
        return Raw(key);
    }

    public IReadOnlyList<string> Texts(string key, int max)
    {
        told?.Invoke(key, $"list of text, at most {max}");
        IReadOnlyList<string>? values;
        try
        {
            values = [.. config.GetStringList(key)];
        }
        catch (Exception)
        {
            values = null;
        }
        return values is { } list && list.Count <= max ? list : throw Wrong(key, $"a list of at most {max} texts, such as [\"--to\", \"me\"]");
    }

    public T Choice<T>(string key)
        where T : struct, Enum
    {
        var names = string.Join(", ", Enum.GetNames<T>()).ToLowerInvariant();
        told?.Invoke(key, names);
        return Enum.TryParse<T>(Raw(key), ignoreCase: true, out var value) && Enum.IsDefined(value) ? value : throw Wrong(key, $"one of {names}");
    }

    public bool Switch(string key)
    {
        told?.Invoke(key, "on, off");
        return Raw(key).ToLowerInvariant() switch
        {
            "on" or "true" or "yes" => true,
            "off" or "false" or "no" => false,
            _ => throw Wrong(key, "on or off"),
        };
    }

    public ApprovalRule Approval(string key)
    {
        told?.Invoke(key, $"all, off, first-1 to first-{ApprovalRule.MaxCount}");
        return ApprovalRule.TryParse(Raw(key), out var rule) ? rule : throw Wrong(key, $"all, off, or first-N with N from 1 to {ApprovalRule.MaxCount}");
    }

    public int Int(string key, int min, int max)
    {
        told?.Invoke(key, $"whole number, {min} to {max}");
        return int.TryParse(Raw(key), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max
            ? value
            : throw Wrong(key, $"a whole number from {min} to {max}");
    }

    public decimal Decimal(string key, decimal min, decimal max)
    {
        var range = string.Create(CultureInfo.InvariantCulture, $"{min} to {max}");
        told?.Invoke(key, $"number, {range}");
        return decimal.TryParse(Raw(key), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max
            ? value
            : throw Wrong(key, $"a number from {range}");
    }

    public TimeSpan Duration(string key, TimeSpan min, TimeSpan max)
    {
        told?.Invoke(key, $"duration, {Show(min)} to {Show(max)}");
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
        told?.Invoke(key, $"size, {Size(min)} to {Size(max)}");
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

    private static string Size(int bytes) => bytes % (1024 * 1024) == 0 ? $"{bytes / 1024 / 1024}MiB" : bytes % 1024 == 0 ? $"{bytes / 1024}KiB" : $"{bytes}B";

    private static string Show(TimeSpan span) => span.TotalSeconds < 1 ? $"{span.TotalMilliseconds:0}ms" : span.TotalMinutes < 2 ? $"{span.TotalSeconds:0}s" : span.TotalHours < 2 ? $"{span.TotalMinutes:0}m" : span.TotalDays < 2 ? $"{span.TotalHours:0}h" : $"{span.TotalDays:0}d";

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
