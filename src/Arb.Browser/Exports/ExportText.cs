using System.Text;
using System.Text.Unicode;

namespace Arb.Browser.Exports;

/// <summary>Files as programs and editors save them: UTF-8, UTF-16 and UTF-32, with a byte order mark or without, with bytes and escapes that are no characters.</summary>
public static class ExportText
{
    /// <summary>The text of a file; what is no character becomes U+FFFD.</summary>
    public static string Decode(ReadOnlySpan<byte> file)
    {
        var (encoding, mark) = EncodingOf(file);
        return encoding.GetString(file[mark..]);
    }

    /// <summary>A JSON file as UTF-8 that a parser takes: without a mark, and with U+FFFD in the place of halves of characters, written as bytes or as escapes (<c>\ud83d</c> alone).</summary>
    internal static ReadOnlyMemory<byte> Json(ReadOnlyMemory<byte> file)
    {
        var (encoding, mark) = EncodingOf(file.Span);
        var text = encoding is UTF8Encoding && Utf8.IsValid(file.Span[mark..]) ? file[mark..] : Encoding.UTF8.GetBytes(encoding.GetString(file.Span[mark..]));
        return WithoutHalves(text);
    }

    private static (Encoding Encoding, int Mark) EncodingOf(ReadOnlySpan<byte> file) => file switch
    {
        [0xEF, 0xBB, 0xBF, ..] => (Encoding.UTF8, 3),
        [0xFF, 0xFE, 0, 0, ..] => (Encoding.UTF32, 4),
        [0, 0, 0xFE, 0xFF, ..] => (new UTF32Encoding(bigEndian: true, byteOrderMark: false), 4),
        [0xFF, 0xFE, ..] => (Encoding.Unicode, 2),
        [0xFE, 0xFF, ..] => (Encoding.BigEndianUnicode, 2),
        // The first character of such a file is one of ASCII.
        [not 0, 0, not 0, 0, ..] => (Encoding.Unicode, 0),
        [0, not 0, 0, not 0, ..] => (Encoding.BigEndianUnicode, 0),
        _ => (Encoding.UTF8, 0),
    };

    /// <summary>An escape of half a character is as long as that of U+FFFD: it is overwritten.</summary>
    private static ReadOnlyMemory<byte> WithoutHalves(ReadOnlyMemory<byte> json)
    {
        byte[]? repaired = null;
        var text = json.Span;
        for (var at = 0; at < text.Length;)
        {
            var next = text[at..].IndexOf((byte)'\\');
            if (next < 0)
                break;
            at += next;
            var half = Escaped(text, at);
            if (half is < 0xD800 or > 0xDFFF)
            {
                at += 2;
                continue;
            }
            if (half < 0xDC00 && Escaped(text, at + 6) is >= 0xDC00 and <= 0xDFFF)
            {
                at += 12;
                continue;
            }
            repaired ??= text.ToArray();
            "\\ufffd"u8.CopyTo(repaired.AsSpan(at));
            at += 6;
        }
        return repaired ?? json;
    }

    /// <summary>The number of a <c>\u</c> escape at a place, or -1.</summary>
    private static int Escaped(ReadOnlySpan<byte> text, int at) =>
        at + 6 <= text.Length && text[at] == '\\' && text[at + 1] == 'u' && int.TryParse(text.Slice(at + 2, 4), System.Globalization.NumberStyles.AllowHexSpecifier, null, out var number) ? number : -1;
}
