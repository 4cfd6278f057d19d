using System.Buffers;

namespace Arb.Providers.Harvesting;

/// <summary>
/// Finds extents without tokenising: whole arrays, strings and values in JSON (double quotes) and script literals (single quotes).
/// What is inside an extent is checked by whoever decodes it. Positions are absolute in the body; −1 says "broken or cut".
/// </summary>
internal static class WireScan
{
    /// <summary>Deeper nesting than this is no odds feed.</summary>
    public const int MaxDepth = 16;

    private static readonly SearchValues<byte> JsonMarks = SearchValues.Create("\"[]{}"u8);
    private static readonly SearchValues<byte> ScriptMarks = SearchValues.Create("'[]{}"u8);

    /// <summary>The first position at or after <paramref name="at"/> that is no blank.</summary>
    public static int Blanks(ReadOnlySpan<byte> body, int at)
    {
        while ((uint)at < (uint)body.Length && body[at] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
            at++;
        return at;
    }

    /// <summary>The position after the array or object that begins at <paramref name="at"/>.</summary>
    public static int EndOfNested(ReadOnlySpan<byte> body, int at, bool script)
    {
        var marks = script ? ScriptMarks : JsonMarks;
        Span<byte> open = stackalloc byte[MaxDepth];
        var depth = 0;
        while (true)
        {
            var step = body[at..].IndexOfAny(marks);
            if (step < 0)
                return -1;
            at += step;
            var mark = body[at];
            switch (mark)
            {
                case (byte)'[' or (byte)'{':
                    if (depth == MaxDepth)
                        return -1;
                    open[depth++] = mark;
                    at++;
                    break;
                case (byte)']' or (byte)'}':
                    // '[' + 2 is ']' and '{' + 2 is '}' in ASCII.
                    if (depth == 0 || open[--depth] + 2 != mark)
                        return -1;
                    at++;
                    if (depth == 0)
                        return at;
                    break;
                default:
                    at = EndOfString(body, at);
                    if (at < 0)
                        return -1;
                    break;
            }
        }
    }

    /// <summary>The position after the string whose opening quote is at <paramref name="at"/>.</summary>
    public static int EndOfString(ReadOnlySpan<byte> body, int at)
    {
        var quote = body[at++];
        while (at < body.Length)
        {
            var step = body[at..].IndexOfAny(quote, (byte)'\\');
            if (step < 0)
                return -1;
            at += step;
            if (body[at] == quote)
                return at + 1;
            at += 2;
        }
        return -1;
    }

    /// <summary>The position after the value that begins at <paramref name="at"/>; a bare word or number ends before a comma, a bracket or a blank.</summary>
    public static int EndOfValue(ReadOnlySpan<byte> body, int at, bool script)
    {
        if (at >= body.Length)
            return -1;
        var first = body[at];
        if (first is (byte)'[' or (byte)'{')
            return EndOfNested(body, at, script);
        if (first == (script ? (byte)'\'' : (byte)'"'))
            return EndOfString(body, at);
        var start = at;
        while (at < body.Length && (char.IsAsciiLetterOrDigit((char)body[at]) || body[at] is (byte)'-' or (byte)'+' or (byte)'.'))
            at++;
        return at == start ? -1 : at;
    }
}
