using System.Text;

namespace Arb.Providers.Harvesting;

/// <summary>
/// Reads script literals (SBO): single-quoted strings with <c>\'</c> and <c>\\</c>, elided elements, one trailing comma, numbers with a leading digit and no exponent,
/// nested arrays, <c>{}</c>, true, false, null. Nothing is ever evaluated.
/// </summary>
internal static class ScriptLiteral
{
    /// <summary>Splits an array into cells, like <see cref="Cells.ReadJson"/>. Elided elements are null; a trailing comma adds none. −1 when it is no valid array.</summary>
    public static int Read(ReadOnlySpan<byte> row, Span<Cell> cells)
    {
        var count = FlatRow.Read(row, cells, script: true);
        return count >= 0 ? count : ReadAny(row, cells);
    }

    private static int ReadAny(ReadOnlySpan<byte> row, Span<Cell> cells)
    {
        cells.Clear();
        if (row.Length < 2 || row[0] != (byte)'[')
            return -1;
        var count = 0;
        var at = WireScan.Blanks(row, 1);
        while (at < row.Length)
        {
            if (row[at] == (byte)']')
                return at == row.Length - 1 ? count : -1;
            var cell = default(Cell);
            if (row[at] != (byte)',')
            {
                var end = WireScan.EndOfValue(row, at, script: true);
                if (end < 0 || !TryCell(row, at, end, out cell))
                    return -1;
                at = WireScan.Blanks(row, end);
            }
            if (count < cells.Length)
                cells[count] = cell;
            count++;
            if (at >= row.Length)
                return -1;
            if (row[at] == (byte)',')
                at = WireScan.Blanks(row, at + 1);
            else if (row[at] != (byte)']')
                return -1;
        }
        return -1;
    }

    /// <summary>The text of a string's contents; null when an escape other than <c>\'</c> and <c>\\</c> is in it.</summary>
    public static string? Unescape(ReadOnlySpan<byte> bytes)
    {
        var text = new byte[bytes.Length];
        var length = 0;
        for (var i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] == (byte)'\\' && (++i == bytes.Length || bytes[i] is not ((byte)'\'' or (byte)'\\')))
                return null;
            text[length++] = bytes[i];
        }
        return Encoding.UTF8.GetString(text, 0, length);
    }

    private static bool TryCell(ReadOnlySpan<byte> row, int at, int end, out Cell cell)
    {
        cell = default;
        var value = row[at..end];
        switch (value[0])
        {
            case (byte)'\'':
                var escaped = value.Contains((byte)'\\');
                cell = new Cell(CellKind.Text, at + 1, value.Length - 2, escaped);
                return !escaped || Unescape(value[1..^1]) is not null;
            case (byte)'[':
                cell = new Cell(CellKind.Array, at, value.Length, false);
                return true;
            case (byte)'{':
                cell = new Cell(CellKind.Object, at, value.Length, false);
                return value[1..^1].Trim(" \t\r\n"u8).IsEmpty;
            default:
                if (value.SequenceEqual("null"u8))
                    return true;
                var kind = value.SequenceEqual("true"u8) ? CellKind.True : value.SequenceEqual("false"u8) ? CellKind.False : CellKind.Number;
                cell = new Cell(kind, at, value.Length, false);
                return kind != CellKind.Number || IsNumber(value);
        }
    }

    private static bool IsNumber(ReadOnlySpan<byte> value)
    {
        if (value[0] == (byte)'-')
            value = value[1..];
        var whole = value.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        if (whole < 0)
            return value.Length > 0;
        if (whole == 0 || value[whole] != (byte)'.')
            return false;
        var fraction = value[(whole + 1)..];
        return fraction.Length > 0 && fraction.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0;
    }
}
