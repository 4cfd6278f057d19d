using System.Globalization;

namespace Akka.Configuration.Hocon;

/// <summary>What a key holds: one element, or several which are concatenated.</summary>
public partial class HoconValue : IMightBeAHoconObject
{
    private HoconObject? _merged;

    /// <summary>Creates a value that holds nothing yet.</summary>
    public HoconValue()
        : this([])
    {
    }

    /// <summary>Creates a value.</summary>
    /// <param name="values">Its elements.</param>
    /// <param name="adoptedFromFallback">Whether it came in with a fallback.</param>
    public HoconValue(List<IHoconElement> values, bool adoptedFromFallback = true)
    {
        Values = values;
        AdoptedFromFallback = adoptedFromFallback;
    }

    /// <summary>Whether it holds nothing, or an object without keys.</summary>
    public bool IsEmpty => Values.Count == 0 || Values[0] is HoconObject { Items.Count: 0 };

    /// <summary>Its elements.</summary>
    public List<IHoconElement> Values { get; private set; }

    internal bool AdoptedFromFallback { get; }

    /// <summary>The value an earlier assignment in the same text gave this key: what a self-reference means, and what stays if the new one is undefined.</summary>
    internal HoconValue? Previous { get; set; }

    /// <summary>How far the resolver has come with this value.</summary>
    internal HoconResolution Resolution { get; set; }

    /// <summary>A configuration whose root is this value.</summary>
    public Config ToConfig() => new(new HoconRoot(this));

    /// <summary>A configuration with this value under one key.</summary>
    /// <param name="key">One key, not a path.</param>
    public Config AtKey(string key)
    {
        var parent = new HoconObject();
        parent.Items[key] = this;
        return new Config(new HoconRoot(new HoconValue([parent])));
    }

    /// <inheritdoc/>
    public HoconObject? GetObject()
    {
        if (Values.Count == 0)
        {
            return null;
        }

        return Values.Count == 1 ? ObjectOf(Values[0]) : _merged ??= MergeObjects();
    }

    /// <inheritdoc/>
    public bool IsObject() => GetObject() != null;

    /// <summary>Adds an element to the end.</summary>
    /// <param name="value">The element.</param>
    public void AppendValue(IHoconElement value)
    {
        _merged = null;
        Values.Add(value);
    }

    /// <summary>Removes every element.</summary>
    public void Clear()
    {
        _merged = null;
        Values.Clear();
    }

    /// <summary>Replaces every element by one.</summary>
    /// <param name="value">The element.</param>
    public void NewValue(IHoconElement value)
    {
        Clear();
        Values.Add(value);
    }

    /// <summary>Whether it is text.</summary>
    public bool IsString() => Values.Count > 0 && Values.TrueForAll(value => value.IsString());

    /// <summary>The value of a key, or null if this is no object or has no such key.</summary>
    /// <param name="key">One key, not a path.</param>
    public HoconValue? GetChildObject(string key) => GetObject()?.GetKey(key);

    /// <summary>The text without leading and trailing blanks; null for <c>null</c> and for anything but text.</summary>
    public string? GetString()
    {
        if (!IsString())
        {
            return null;
        }

        string text = (Values.Count == 1 ? Values[0].GetString() ?? string.Empty : string.Concat(Values.Select(value => value.GetString()))).Trim();
        return text == "null" ? null : text;
    }

    /// <summary>The elements of the array, concatenated; empty if this is no array.</summary>
    public IList<HoconValue> GetArray() => [.. Values.Where(value => value.IsArray()).SelectMany(value => value.GetArray())];

    /// <summary>Whether it is an array with at least one element.</summary>
    public bool IsArray() => Values.Exists(value => value.IsArray() && value.GetArray().Count > 0);

    /// <inheritdoc/>
    public override string ToString() => ToString(0);

    /// <summary>The value as text that parses to the same value.</summary>
    /// <param name="indent">The depth; two blanks each.</param>
    public virtual string ToString(int indent)
    {
        if (IsString())
        {
            return HoconText.QuoteValue(GetString());
        }

        if (GetObject() is { } fields)
        {
            return indent == 0
                ? fields.ToString(1)
                : string.Create(CultureInfo.InvariantCulture, $"{{\r\n{fields.ToString(indent + 1)}{new string(' ', indent * 2)}}}");
        }

        return "[" + string.Join(",", GetArray().Select(item => item.ToString(indent + 1))) + "]";
    }

    private static HoconObject? ObjectOf(IHoconElement element) => element switch
    {
        HoconObject fields => fields,
        IMightBeAHoconObject maybe when maybe.IsObject() => maybe.GetObject(),
        _ => null,
    };

    private HoconObject? MergeObjects()
    {
        HoconObject? merged = null;
        foreach (IHoconElement element in Values)
        {
            if (ObjectOf(element) is { } fields)
            {
                merged = merged == null ? fields : merged.MergeImmutable(fields);
            }
            else if (element is not HoconLiteral { IsSeparator: true })
            {
                return null;
            }
        }

        return merged;
    }
}
