using System.Text.Json;

namespace Arb.Providers.Harvesting;

/// <summary>Reads lists of ids that are gone.</summary>
internal static class IdList
{
    /// <summary>Fills <paramref name="known"/> with those that the set has; false when the value is no array of ids.</summary>
    public static bool TryReadJson<T>(ReadOnlySpan<byte> list, EntitySet<T> set, List<int> known)
        where T : class
    {
        known.Clear();
        var reader = new Utf8JsonReader(list, isFinalBlock: true, default);
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray)
                return false;
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                if (reader.TokenType is not (JsonTokenType.Number or JsonTokenType.String))
                    return false;
                var kind = reader.TokenType == JsonTokenType.Number ? CellKind.Number : CellKind.Text;
                if (!Add(reader.ValueSpan, new Cell(kind, 0, reader.ValueSpan.Length, reader.ValueIsEscaped), set, known))
                    return false;
            }
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>Notes one id; false when it is none.</summary>
    public static bool Add<T>(ReadOnlySpan<byte> row, Cell cell, EntitySet<T> set, List<int> known)
        where T : class
    {
        var id = Cells.Id(row, cell);
        if (id.IsEmpty)
            return false;
        var entity = set.Find(id);
        if (entity >= 0)
            known.Add(entity);
        return true;
    }
}
