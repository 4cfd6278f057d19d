using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Arb.Domain.Primitives;

namespace Arb.Providers.Harvesting;

/// <summary>What stands at one position of a row.</summary>
internal enum CellKind : byte
{
    Null,
    Number,
    Text,
    True,
    False,
    Array,
    Object,
}

/// <summary>One position of a row: extent of a number, of a text without its quotes, or of a nested value with its brackets.</summary>
internal readonly record struct Cell(CellKind Kind, int Start, int Length, bool Escaped)
{
    public ReadOnlySpan<byte> Of(ReadOnlySpan<byte> row) => row.Slice(Start, Length);
}

/// <summary>Readings of cells that all protocols share.</summary>
internal static class Cells
{
    private const int MaxIdLength = 64;
    private const int MaxTextLength = 400;

    /// <summary>Splits a flat JSON array into cells. Returns its number of positions (those beyond <paramref name="cells"/> are only counted), or −1 when it is no valid array.</summary>
    public static int ReadJson(ReadOnlySpan<byte> row, Span<Cell> cells)
    {
        var count = FlatRow.Read(row, cells, script: false);
        return count >= 0 ? count : ReadAnyJson(row, cells);
    }

    private static int ReadAnyJson(ReadOnlySpan<byte> row, Span<Cell> cells)
    {
        cells.Clear();
        if (row.Length < 2 || row[0] != (byte)'[')
            return -1;
        var reader = new Utf8JsonReader(row, isFinalBlock: true, default);
        try
        {
            reader.Read();
            var count = 0;
            while (reader.Read())
            {
                var start = (int)reader.TokenStartIndex;
                Cell cell;
                switch (reader.TokenType)
                {
                    case JsonTokenType.EndArray:
                        return reader.Read() ? -1 : count;
                    case JsonTokenType.Number:
                        cell = new Cell(CellKind.Number, start, reader.ValueSpan.Length, false);
                        break;
                    case JsonTokenType.String:
                        cell = new Cell(CellKind.Text, start + 1, reader.ValueSpan.Length, reader.ValueIsEscaped);
                        break;
                    case JsonTokenType.StartArray or JsonTokenType.StartObject:
                        var kind = reader.TokenType == JsonTokenType.StartArray ? CellKind.Array : CellKind.Object;
                        reader.Skip();
                        cell = new Cell(kind, start, (int)reader.BytesConsumed - start, false);
                        break;
                    default:
                        cell = new Cell(reader.TokenType switch { JsonTokenType.True => CellKind.True, JsonTokenType.False => CellKind.False, _ => CellKind.Null }, start, 0, false);
                        break;
                }
                if (count < cells.Length)
                    cells[count] = cell;
                count++;
            }
            return -1;
        }
        catch (JsonException)
        {
            // The row as a whole is undecodable; the caller drops and counts it.
            return -1;
        }
    }

    /// <summary>A provider's id: a whole number above 0, or a short printable text; empty when there is none.</summary>
    public static ReadOnlySpan<byte> Id(ReadOnlySpan<byte> row, Cell cell)
    {
        if (cell.Kind is not (CellKind.Number or CellKind.Text) || cell.Escaped || cell.Length is 0 or > MaxIdLength)
            return default;
        var id = cell.Of(row);
        if (cell.Kind == CellKind.Number)
            return id[0] == (byte)'0' || id.IndexOfAnyExceptInRange((byte)'0', (byte)'9') >= 0 ? default : id;
        // ';' and '=' would break a bet reference, blanks are no id.
        return id.IndexOfAnyExceptInRange((byte)'!', (byte)'~') >= 0 || id.IndexOfAny((byte)';', (byte)'=', (byte)',') >= 0 || id.SequenceEqual("0"u8) ? default : id;
    }

    /// <summary>A price: number, number as text, or missing (null, empty). False when it is none of these.</summary>
    public static bool Price(ReadOnlySpan<byte> row, Cell cell, out WireNumber price)
    {
        price = WireNumber.Missing;
        return cell.Kind switch
        {
            CellKind.Null => true,
            CellKind.Text when cell.Length == 0 => true,
            CellKind.Number => WireNumber.TryParse(cell.Of(row), out price),
            CellKind.Text => !cell.Escaped && WireNumber.TryParse(cell.Of(row).Trim((byte)' '), out price),
            _ => false,
        };
    }

    /// <summary>A number that has to be there; zero counts as there.</summary>
    public static bool Number(ReadOnlySpan<byte> row, Cell cell, out WireNumber number)
    {
        number = default;
        return cell.Kind is CellKind.Number or CellKind.Text && cell.Length > 0 && !cell.Escaped && WireNumber.TryParse(cell.Of(row).Trim((byte)' '), out number);
    }

    /// <summary>A flag: 1/0, true/false, "1"/"0"; null and missing are <paramref name="absent"/>. Null when it is something else.</summary>
    public static bool? Flag(ReadOnlySpan<byte> row, Cell cell, bool? absent)
    {
        switch (cell.Kind)
        {
            case CellKind.Null:
                return absent;
            case CellKind.True:
                return true;
            case CellKind.False:
                return false;
            case CellKind.Number or CellKind.Text:
                var text = cell.Of(row);
                return text.SequenceEqual("1"u8) ? true : text.SequenceEqual("0"u8) ? false : cell.Kind == CellKind.Text && text.IsEmpty ? absent : null;
            default:
                return null;
        }
    }

    /// <summary>A text, or null when it is none, too long or no valid UTF-8.</summary>
    public static string? Text(ReadOnlySpan<byte> row, Cell cell, bool script)
    {
        if (cell.Kind != CellKind.Text || cell.Length > MaxTextLength)
            return null;
        var bytes = cell.Of(row);
        if (!Utf8.IsValid(bytes))
            return null;
        if (!cell.Escaped)
            return Encoding.UTF8.GetString(bytes);
        return script ? ScriptLiteral.Unescape(bytes) : JsonText(row.Slice(cell.Start - 1, cell.Length + 2));
    }

    private static string? JsonText(ReadOnlySpan<byte> quoted)
    {
        var reader = new Utf8JsonReader(quoted, isFinalBlock: true, default);
        try
        {
            reader.Read();
            return reader.GetString();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // A lone surrogate escape: no text.
            return null;
        }
    }
}

/// <summary>A text kept with the bytes it was read from, so that an unchanged one is recognised without making a string.</summary>
internal struct KeptText
{
    private byte[]? _wire;
    private string? _text;

    public readonly string Text => _text ?? "";

    /// <summary>Reads a cell; false when it is no text. <paramref name="changed"/> is set, never cleared.</summary>
    public bool Read(ReadOnlySpan<byte> row, Cell cell, bool script, ref bool changed)
    {
        if (cell.Kind != CellKind.Text)
            return false;
        var wire = cell.Of(row);
        if (_wire is not null && wire.SequenceEqual(_wire))
            return true;
        if (Cells.Text(row, cell, script) is not { } text)
            return false;
        _wire = wire.ToArray();
        _text = text;
        changed = true;
        return true;
    }
}
