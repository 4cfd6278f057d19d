using System.Globalization;
using System.Text;
using AnyAscii;
using Spectre.Console.Rendering;

namespace Arb.Host.Views;

/// <summary>Any text in ASCII, for outputs that take nothing else: lamps, lines, dashes and arrows become their nearest signs, names are transliterated (<c>Kørs</c> is <c>Kors</c>).</summary>
internal static class PlainLetters
{
    private const char Unknown = '?';

    /// <summary>A text by itself; the same object when it is ASCII.</summary>
    public static string Of(string text)
    {
        if (Ascii.IsValid(text))
            return text;
        var plain = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            plain.Append(Of(rune));
        return plain.ToString();
    }

    /// <summary>A piece of a table: takes as many cells as before, so that what stands beside it does not move.</summary>
    public static string Fitted(string text)
    {
        if (Ascii.IsValid(text))
            return text;
        var plain = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            var cells = rune.IsAscii ? 1 : new Segment(rune.ToString()).CellCount();
            // Three dots have no room where one sign was: a cut name ends as file names once did.
            var signs = rune.Value == '…' ? "~" : Of(rune);
            plain.Append(signs.Length >= cells ? signs[..cells] : signs.PadRight(cells));
        }
        return plain.ToString();
    }

    /// <summary>The same JSON with escapes: nothing of it is lost.</summary>
    public static string Json(string json)
    {
        if (Ascii.IsValid(json))
            return json;
        var plain = new StringBuilder(json.Length);
        foreach (var c in json)
            if (char.IsAscii(c))
                plain.Append(c);
            else
                plain.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
        return plain.ToString();
    }

    private static string Of(Rune rune)
    {
        if (rune.IsAscii)
            return rune.ToString();
        var plain = rune.ToString().Transliterate();
        // A mark that stands over the letter before it has no sign of its own; everything else that has none is seen to be missing.
        return plain.Length > 0 || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.Format ? plain : Unknown.ToString();
    }
}

/// <summary>Writes ASCII, and says so by its <see cref="TextWriter.Encoding"/>: that is how whoever lays tables out knows.</summary>
internal sealed class PlainWriter(TextWriter inner) : TextWriter(CultureInfo.InvariantCulture)
{
    private char? _half;

    public override Encoding Encoding => Encoding.ASCII;

    public override void Write(char value)
    {
        if (char.IsHighSurrogate(value))
        {
            _half = value;
            return;
        }
        inner.Write(PlainLetters.Of(_half is { } half ? $"{half}{value}" : value.ToString()));
        _half = null;
    }

    public override void Write(string? value) => inner.Write(PlainLetters.Of(value ?? ""));

    public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

    public override void Write(ReadOnlySpan<char> buffer) => Write(new string(buffer));

    public override void WriteLine(string? value) => inner.WriteLine(PlainLetters.Of(value ?? ""));

    public override Task WriteAsync(string? value) => inner.WriteAsync(PlainLetters.Of(value ?? ""));

    public override Task WriteLineAsync(string? value) => inner.WriteLineAsync(PlainLetters.Of(value ?? ""));

    public override void Flush() => inner.Flush();

    public override Task FlushAsync() => inner.FlushAsync();
}
