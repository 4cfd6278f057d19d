using System.Text.Json;

namespace Arb.Providers.Isport;

/// <summary>
/// Positions of the fields that we read, taken from <c>f</c> of the response at hand: the order may differ between responses. Unknown fields are ignored.
/// </summary>
internal sealed class IsportFields(params string[] names)
{
    private readonly byte[][] _names = Array.ConvertAll(names, System.Text.Encoding.UTF8.GetBytes);
    private readonly int[] _at = new int[names.Length];

    /// <summary>Most positions that a row may have.</summary>
    public const int MaxPositions = 64;

    /// <summary>Number of field names.</summary>
    public int Count { get; private set; }

    /// <summary>Position of the field with an index in the constructor's list, or −1.</summary>
    public int this[int field] => _at[field];

    /// <summary>Reads an array of field names; false when it is none or too long.</summary>
    public bool Read(ReadOnlySpan<byte> list)
    {
        Array.Fill(_at, -1);
        Count = 0;
        var reader = new Utf8JsonReader(list, isFinalBlock: true, default);
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray)
                return false;
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                if (reader.TokenType != JsonTokenType.String || Count == MaxPositions)
                    return false;
                for (var i = 0; i < _names.Length; i++)
                    if (_at[i] < 0 && reader.ValueTextEquals(_names[i]))
                        _at[i] = Count;
                Count++;
            }
            return Count > 0;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // No JSON, or a name with half of a character in it.
            return false;
        }
    }

    /// <summary>True when all of the first <paramref name="required"/> fields have a position.</summary>
    public bool Has(int required)
    {
        for (var i = 0; i < required; i++)
            if (_at[i] < 0)
                return false;
        return true;
    }
}
