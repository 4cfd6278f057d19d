using System.Collections.Concurrent;
using System.Text;
using Arb.Domain.Sessions;
using Serilog.Events;

namespace Arb.Host.Logging;

/// <summary>
/// Takes secrets out of what is logged, whoever logged it: by name and form (<see cref="SecretText"/>), and by value: cookies and tokens that went over the wire are known and never shown. Thread-safe;
/// bounded, the oldest value goes first. A text is read once, however many values are known.
/// </summary>
internal sealed class SecretMask(int maxKnown = 4_096)
{
    /// <summary>What stands in a secret's place.</summary>
    public const string Hidden = SecretFields.Hidden;

    /// <summary>Shorter values are no secrets worth the name, and would be found everywhere.</summary>
    private const int Shortest = 8;

    private readonly Lock _gate = new();
    private readonly Queue<string> _order = new();
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    // Values by their first characters, longest first; whoever reads takes the list as it is.
    private readonly ConcurrentDictionary<string, string[]> _byStart = new(StringComparer.Ordinal);

    /// <summary>From now on this value is hidden; values that are too short are not remembered.</summary>
    public void Know(string value)
    {
        if (value.Length < Shortest)
            return;
        lock (_gate)
        {
            if (!_known.Add(value))
                return;
            _byStart[value[..Shortest]] = [.. ((string[])[.. _byStart.GetValueOrDefault(value[..Shortest], []), value]).OrderByDescending(one => one.Length)];
            _order.Enqueue(value);
            if (_order.Count > maxKnown)
                Forget(_order.Dequeue());
        }
    }

    /// <summary>The text without secrets; the same object when there was none.</summary>
    public string Clean(string text) => text.Length < Shortest ? SecretText.Mask(text) : SecretText.Mask(WithoutKnown(text));

    /// <summary>The property without secrets; the same object when there was none.</summary>
    public LogEventPropertyValue Clean(string name, LogEventPropertyValue value)
    {
        if (SecretNames.KindOf(name) is SecretNameKind.Credential or SecretNameKind.Code && value is not ScalarValue { Value: null or bool or int or long })
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

    private string WithoutKnown(string text)
    {
        if (_byStart.IsEmpty)
            return text;
        var starts = _byStart.GetAlternateLookup<ReadOnlySpan<char>>();
        StringBuilder? clean = null;
        var copied = 0;
        for (var at = 0; at <= text.Length - Shortest; at++)
        {
            if (!starts.TryGetValue(text.AsSpan(at, Shortest), out var values) || Array.Find(values, value => text.AsSpan(at).StartsWith(value)) is not { } found)
                continue;
            (clean ??= new StringBuilder(text.Length)).Append(text, copied, at - copied).Append(Hidden);
            copied = at + found.Length;
            at = copied - 1;
        }
        return clean is null ? text : clean.Append(text, copied, text.Length - copied).ToString();
    }

    private void Forget(string value)
    {
        _known.Remove(value);
        var rest = Array.FindAll(_byStart[value[..Shortest]], one => one != value);
        if (rest.Length > 0)
            _byStart[value[..Shortest]] = rest;
        else
            _byStart.TryRemove(value[..Shortest], out _);
    }
}
