namespace Arb.Browser.Exports;

/// <summary>Finds the entries of a HAR file that is no JSON as a whole: cut while it was saved, or with an entry that a program wrote wrongly. Reads the file once.</summary>
internal static class HarPieces
{
    /// <summary>The texts of the entries that begin and end, each read on its own afterwards. False when there is no <c>"entries": [</c>, or nothing in it.</summary>
    /// <param name="json">UTF-8.</param>
    /// <param name="pieces">What stands between the braces of the outermost objects in it.</param>
    /// <param name="whole">False when the file ends within the entries.</param>
    public static bool TryFind(ReadOnlyMemory<byte> json, out List<ReadOnlyMemory<byte>> pieces, out bool whole)
    {
        pieces = [];
        whole = false;
        var text = json.Span;
        var at = text.IndexOf("\"entries\""u8);
        if (at < 0)
            return false;
        at += 9;
        while (at < text.Length && text[at] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n' or (byte)':')
            at++;
        if (at >= text.Length || text[at++] != '[')
            return false;
        var (depth, start, inText) = (0, -1, false);
        for (; at < text.Length; at++)
        {
            var c = text[at];
            if (inText)
            {
                if (c == '\\')
                    at++;
                else if (c == '"')
                    inText = false;
                continue;
            }
            switch (c)
            {
                case (byte)'"':
                    inText = true;
                    break;
                case (byte)'{' or (byte)'[':
                    if (depth++ == 0)
                        start = at;
                    break;
                case (byte)'}' or (byte)']' when depth == 0:
                    whole = true;
                    return pieces.Count > 0;
                case (byte)'}' or (byte)']':
                    if (--depth == 0)
                        pieces.Add(json[start..(at + 1)]);
                    break;
            }
        }
        return pieces.Count > 0;
    }
}
