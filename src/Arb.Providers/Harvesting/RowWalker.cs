namespace Arb.Providers.Harvesting;

/// <summary>Finds the last snapshot's row for a row, by its id.</summary>
internal interface IRowLookup
{
    /// <summary>Index of the row in the last snapshot that has the same id, or −1.</summary>
    int LastRow(ReadOnlySpan<byte> row);
}

/// <summary>
/// Delimits the rows of an array of rows. A row that equals the last snapshot's row at the predicted place is jumped over without being looked at;
/// only a row that does not is scanned to its end and looked up by id.
/// </summary>
internal static class RowWalker
{
    /// <summary>
    /// Walks the array at <paramref name="at"/>; returns the position after it, or −1 when it is broken or cut.
    /// Rows equal to one of the last snapshot carry that row's entity and stamp.
    /// </summary>
    public static int Walk<TLookup>(
        ReadOnlySpan<byte> body, int at, byte section, bool script, RowTable rows, RowTable last, ReadOnlySpan<byte> lastBody, ref int predicted, ref TLookup lookup)
        where TLookup : IRowLookup
    {
        if (at >= body.Length || body[at] != (byte)'[')
            return -1;
        at = WireScan.Blanks(body, at + 1);
        if (at < body.Length && body[at] == (byte)']')
            return at + 1;
        while (at < body.Length)
        {
            if (Predicted(body, at, section, last, lastBody, predicted))
            {
                rows.Add(at, last.Length(predicted), section, last.Entity(predicted), last.Stamp(predicted));
                at += last.Length(predicted++);
            }
            else if (script && body[at] is (byte)',' or (byte)']')
            {
                // An elided row; before the closing bracket it is only a trailing comma.
                if (body[at] == (byte)']')
                    return at + 1;
                rows.Add(at, 0, section, -1, 0);
            }
            else
            {
                var end = WireScan.EndOfValue(body, at, script);
                if (end < 0)
                    return -1;
                Unpredicted(body[at..end], at, section, rows, last, lastBody, ref predicted, ref lookup);
                at = end;
            }
            at = WireScan.Blanks(body, at);
            if (at >= body.Length)
                return -1;
            if (body[at] == (byte)']')
                return at + 1;
            if (body[at] != (byte)',')
                return -1;
            at = WireScan.Blanks(body, at + 1);
        }
        return -1;
    }

    private static bool Predicted(ReadOnlySpan<byte> body, int at, byte section, RowTable last, ReadOnlySpan<byte> lastBody, int row)
    {
        if (row >= last.Count || last.Entity(row) < 0 || last.Section(row) != section)
            return false;
        var length = last.Length(row);
        return length <= body.Length - at && body.Slice(at, length).SequenceEqual(lastBody.Slice(last.Start(row), length));
    }

    private static void Unpredicted<TLookup>(
        ReadOnlySpan<byte> row, int at, byte section, RowTable rows, RowTable last, ReadOnlySpan<byte> lastBody, ref int predicted, ref TLookup lookup)
        where TLookup : IRowLookup
    {
        var known = last.Count == 0 ? -1 : lookup.LastRow(row);
        if (known >= 0 && known < last.Count)
        {
            predicted = known + 1;
            if (last.Entity(known) >= 0 && last.Section(known) == section && row.SequenceEqual(lastBody.Slice(last.Start(known), last.Length(known))))
            {
                rows.Add(at, row.Length, section, last.Entity(known), last.Stamp(known));
                return;
            }
        }
        rows.Add(at, row.Length, section, -1, 0);
    }
}
