using System.Text;

namespace Akka.Configuration.Hocon;

/// <summary>Keys with their values, in the order in which they first appear.</summary>
public class HoconObject : IHoconElement
{
    /// <summary>Creates an empty object.</summary>
    public HoconObject()
        : this([])
    {
    }

    private HoconObject(Dictionary<string, HoconValue> items)
    {
        Items = items;
    }

    /// <summary>The values by key.</summary>
    public Dictionary<string, HoconValue> Items { get; private set; }

    /// <summary>The object as nested dictionaries: an object as a dictionary, everything else as a <see cref="HoconValue"/>.</summary>
    public IDictionary<string, object> Unwrapped => Items.ToDictionary(
        item => item.Key,
        item => item.Value.GetObject() is { } child ? (object)child.Unwrapped : item.Value);

    /// <inheritdoc/>
    public bool IsString() => false;

    /// <inheritdoc/>
    public string GetString() => throw new NotImplementedException("This element is an object, not a string.");

    /// <inheritdoc/>
    public bool IsArray() => false;

    /// <inheritdoc/>
    public IList<HoconValue> GetArray() => throw new NotImplementedException("This element is an object, not an array.");

    /// <summary>The value of a key, or null.</summary>
    /// <param name="key">One key, not a path.</param>
    public HoconValue? GetKey(string key) => Items.GetValueOrDefault(key);

    /// <summary>The value of a key; a new empty one is put there if there is none.</summary>
    /// <param name="key">One key, not a path.</param>
    public HoconValue GetOrCreateKey(string key)
    {
        if (!Items.TryGetValue(key, out HoconValue? value))
        {
            value = new HoconValue();
            Items.Add(key, value);
        }

        return value;
    }

    /// <summary>Takes over every key of another object; where both have an object the two are merged, otherwise the other one wins.</summary>
    /// <param name="other">The object that wins.</param>
    public void Merge(HoconObject other) => Items = Combine(Items, other.Items);

    /// <summary>A new object with the keys of both, the other one winning.</summary>
    internal HoconObject MergeImmutable(HoconObject other) => new(Combine(Items, other.Items));

    /// <inheritdoc/>
    public override string ToString() => ToString(0);

    /// <summary>The object as text that parses to the same object, one key a line.</summary>
    /// <param name="indent">The depth; two blanks each.</param>
    public string ToString(int indent)
    {
        var text = new StringBuilder();
        foreach ((string key, HoconValue value) in Items)
        {
            text.Append(' ', indent * 2).Append(HoconText.QuoteKey(key)).Append(" : ").Append(value.ToString(indent)).Append("\r\n");
        }

        return text.ToString();
    }

    private static Dictionary<string, HoconValue> Combine(Dictionary<string, HoconValue> lower, Dictionary<string, HoconValue> upper)
    {
        var merged = new Dictionary<string, HoconValue>(lower);
        foreach ((string key, HoconValue value) in upper)
        {
            if (merged.TryGetValue(key, out HoconValue? below) && below.GetObject() is { } lowerObject && value.GetObject() is { } upperObject)
            {
                merged[key] = new HoconValue([lowerObject.MergeImmutable(upperObject)]);
            }
            else
            {
                merged[key] = value;
            }
        }

        return merged;
    }
}
