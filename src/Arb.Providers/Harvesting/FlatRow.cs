using System.Buffers.Binary;

namespace Arb.Providers.Harvesting;

/// <summary>
/// Splits the rows that feeds are made of: flat arrays of numbers, plain strings, true, false and null without blanks but after commas; in script literals flat arrays may stand in
/// them, unread. Several times as fast as a general reader, which takes everything else (escapes, exponents, elided elements, errors): this one only ever says "that is one" or
/// "ask the other".
/// </summary>
internal static class FlatRow
{
    private const uint Null = 0x6C6C756E; // "null", little-endian
    private const uint True = 0x65757274;
    private const uint Alse = 0x65736C61;

    /// <summary>The number of positions, those beyond <paramref name="cells"/> only counted; −1 when the row is not of this kind.</summary>
    public static int Read(ReadOnlySpan<byte> row, Span<Cell> cells, bool script)
    {
        var quote = script ? (byte)'\'' : (byte)'"';
        // The closing bracket ends every scan below, so that no number or word runs over the end.
        if (row.Length < 3 || row[0] != (byte)'[' || row[^1] != (byte)']')
            return -1;
        var (at, count) = (1, 0);
        while (true)
        {
            var start = at;
            Cell cell;
            switch (row[at])
            {
                case (byte)'"' or (byte)'\'':
                    at = row[at] == quote ? EndOfText(row, at + 1, quote) : -1;
                    if (at < 0)
                        return -1;
                    cell = new Cell(CellKind.Text, start + 1, at - start - 2, false);
                    break;
                case (byte)'n' when Is(row, at, Null):
                    at += 4;
                    cell = default;
                    break;
                case (byte)'t' when Is(row, at, True):
                    at += 4;
                    cell = new Cell(CellKind.True, start, 0, false);
                    break;
                case (byte)'f' when Is(row, at + 1, Alse):
                    at += 5;
                    cell = new Cell(CellKind.False, start, 0, false);
                    break;
                case (byte)'[' when script:
                    at = EndOfFlat(row, at + 1);
                    if (at < 0)
                        return -1;
                    cell = new Cell(CellKind.Array, start, at - start, false);
                    break;
                default:
                    at = EndOfNumber(row, at);
                    if (at < 0)
                        return -1;
                    cell = new Cell(CellKind.Number, start, at - start, false);
                    break;
            }
            if ((uint)count < (uint)cells.Length)
                cells[count] = cell;
            count++;
            if (at >= row.Length)
                return -1;
            if (row[at] == (byte)',')
            {
                if (row[++at] == (byte)' ')
                    at++;
                continue;
            }
            if (row[at] != (byte)']' || at != row.Length - 1)
                return -1;
            if (count < cells.Length)
                cells[count..].Clear();
            return count;
        }
    }

    /// <summary>The position after the closing quote; −1 when the text needs unescaping or is none.</summary>
    private static int EndOfText(ReadOnlySpan<byte> row, int at, byte quote)
    {
        for (; (uint)at < (uint)row.Length; at++)
        {
            var b = row[at];
            if (b == quote)
                return at + 1;
            if (b < 0x20 || b == (byte)'\\')
                return -1;
        }
        return -1;
    }

    /// <summary>The position after an array that has neither texts nor arrays in it.</summary>
    private static int EndOfFlat(ReadOnlySpan<byte> row, int at)
    {
        for (; (uint)at < (uint)row.Length; at++)
            switch (row[at])
            {
                case (byte)']':
                    return at + 1;
                case (byte)'[' or (byte)'{' or (byte)'}' or (byte)'\'':
                    return -1;
            }
        return -1;
    }

    /// <summary>The position after a number without an exponent; −1 when it is none.</summary>
    private static int EndOfNumber(ReadOnlySpan<byte> row, int at)
    {
        if (row[at] == (byte)'-')
            at++;
        var first = (uint)(row[at] - '0');
        if (first > 9)
            return -1;
        at++;
        if (first == 0)
        {
            if (Digit(row[at]))
                return -1;
        }
        else
        {
            while (Digit(row[at]))
                at++;
        }
        if (row[at] != (byte)'.')
            return at;
        if (!Digit(row[++at]))
            return -1;
        while (Digit(row[at]))
            at++;
        return at;
    }

    private static bool Digit(byte b) => (uint)(b - '0') <= 9;

    private static bool Is(ReadOnlySpan<byte> row, int at, uint word) => row.Length - at > 4 && BinaryPrimitives.ReadUInt32LittleEndian(row[at..]) == word;
}
