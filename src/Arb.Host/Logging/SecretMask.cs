using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Serilog.Events;

namespace Arb.Host.Logging;

/// <summary>
/// Takes secrets out of what is logged, whoever logged it: by name (cookie, token, authorization, password, …), by shape (<c>name=value</c> of such a name, bearer tokens, JSON web tokens), and by value: cookies
/// and tokens that went over the wire are known and never shown. Thread-safe; bounded, the oldest value goes first.
/// </summary>
internal sealed partial class SecretMask(int maxKnown = 4_096)
{
    /// <summary>What stands in a secret's place.</summary>
    public const string Hidden = "***";

    /// <summary>Shorter values are no secrets worth the name, and would be found everywhere.</summary>
    private const int Shortest = 8;

    private readonly ConcurrentDictionary<string, bool> _known = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _order = new();

    /// <summary>From now on this value is hidden; values that are too short are not remembered.</summary>
    public void Know(string value)
    {
        if (value.Length < Shortest || !_known.TryAdd(value, true))
            return;
        _order.Enqueue(value);
        if (_order.Count > maxKnown && _order.TryDequeue(out var oldest))
            _known.TryRemove(oldest, out _);
    }

    /// <summary>The text without secrets; the same object when there was none.</summary>
    public string Clean(string text)
    {
        if (text.Length < Shortest)
            return text;
        foreach (var (secret, _) in _known)
            if (text.Contains(secret, StringComparison.Ordinal))
                text = text.Replace(secret, Hidden, StringComparison.Ordinal);
        text = WebToken().Replace(text, Hidden);
        text = Bearer().Replace(text, "$1" + Hidden);
        return Named().Replace(text, "$1" + Hidden);
    }

    /// <summary>The property without secrets; the same object when there was none.</summary>
    public LogEventPropertyValue Clean(string name, LogEventPropertyValue value)
    {
        if (SecretName().IsMatch(name) && value is not ScalarValue { Value: null or bool or int or long })
            return new ScalarValue(Hidden);
        return value switch
        {
            ScalarValue { Value: string text } => Clean(text) is var clean && ReferenceEquals(clean, text) ? value : new ScalarValue(clean),
            ScalarValue { Value: Uri address } => Clean(address.ToString()) is var clean && clean == address.ToString() ? value : new ScalarValue(clean),
            SequenceValue list => new SequenceValue(list.Elements.Select(element => Clean("", element))),
            StructureValue parts => new StructureValue(parts.Properties.Select(part => new LogEventProperty(part.Name, Clean(part.Name, part.Value))), parts.TypeTag),
            DictionaryValue map => new DictionaryValue(map.Elements.Select(pair => KeyValuePair.Create(pair.Key, Clean(pair.Key.Value?.ToString() ?? "", pair.Value)))),
            _ => value,
        };
    }

    [GeneratedRegex("cookie|token|authorization|password|passwd|secret|api[-_]?key|session[-_]?id", RegexOptions.IgnoreCase)]
    private static partial Regex SecretName();

    // name=value, name: value, "name":"value"; what is named like a secret but counts or describes it (a space follows) is left alone.
    [GeneratedRegex("""((?:[\w-]*(?:cookie|token|authorization|password|passwd|secret|api[-_]?key|session[-_]?id)[\w-]*)["']?\s*[=:]\s*["']?)(?!\*\*\*)[^\s"'&;,{}<>]{4,}(?:;\s*[\w.-]+=[^\s"'&;,]+)*""", RegexOptions.IgnoreCase)]
    private static partial Regex Named();

    [GeneratedRegex(@"\b(bearer\s+|basic\s+)[A-Za-z0-9._~+/=-]{8,}", RegexOptions.IgnoreCase)]
    private static partial Regex Bearer();

    [GeneratedRegex(@"\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*")]
    private static partial Regex WebToken();
}
