using System.Globalization;
using System.Text;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Arb.Host.Views;

/// <summary>
/// What others named (teams, hosts, media types, files) as letters for a terminal: no control character, so that nothing moves the cursor, sets a title or fakes a line, and no format character, so that
/// nothing turns writing around.
/// </summary>
internal static class Letters
{
    private const char Shown = ' ';

    /// <summary>One line of letters; the same object when it is one.</summary>
    public static string Line(string text) => Clean(text, keepLines: false);

    /// <summary>Letters and line breaks.</summary>
    public static string Lines(string text) => Clean(text, keepLines: true);

    /// <summary>True for a character that stands for itself, or for a line break.</summary>
    public static bool IsLetter(int code) => code > char.MaxValue || IsLetter((char)code, keepLines: true);

    private static string Clean(string text, bool keepLines)
    {
        var first = 0;
        while (first < text.Length && IsLetter(text[first], keepLines))
            first++;
        if (first == text.Length)
            return text;
        var clean = new StringBuilder(text);
        for (var i = first; i < clean.Length; i++)
            if (!IsLetter(clean[i], keepLines))
                clean[i] = Shown;
        return clean.ToString();
    }

    private static bool IsLetter(char c, bool keepLines) => c is >= ' ' and < '\u007f' || (c == '\n'
        ? keepLines
        : CharUnicodeInfo.GetUnicodeCategory(c) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator));
}

/// <summary>Cleans all text that Spectre renders, whoever escaped it; its own control sequences stay.</summary>
/// <param name="plain">In ASCII, each piece as wide as it was.</param>
internal sealed class LettersHook(bool plain) : IRenderHook
{
    public IEnumerable<IRenderable> Process(RenderOptions options, IEnumerable<IRenderable> renderables) => renderables.Select(inner => new Cleaned(inner, plain));

    private sealed class Cleaned(IRenderable inner, bool plain) : IRenderable
    {
        public Measurement Measure(RenderOptions options, int maxWidth) => inner.Measure(options, maxWidth);

        public IEnumerable<Segment> Render(RenderOptions options, int maxWidth) =>
            inner.Render(options, maxWidth).Select(segment => segment.IsControlCode || segment.IsLineBreak || Clean(segment.Text) is var text && ReferenceEquals(text, segment.Text) ? segment : new Segment(text, segment.Style));

        private string Clean(string text) => plain ? PlainLetters.Fitted(Letters.Lines(text)) : Letters.Lines(text);
    }
}

/// <summary>A writer of letters in place of one of anything.</summary>
internal sealed class LettersWriter(TextWriter inner) : TextWriter(CultureInfo.InvariantCulture)
{
    public override Encoding Encoding => inner.Encoding;

    public override void Write(char value) => inner.Write(Letters.Lines(value == '\r' ? "" : value.ToString()));

    public override void Write(string? value) => inner.Write(Letters.Lines(value ?? ""));

    public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

    public override void WriteLine(string? value) => inner.WriteLine(Letters.Lines(value ?? ""));

    public override Task WriteAsync(string? value) => inner.WriteAsync(Letters.Lines(value ?? ""));

    public override Task WriteLineAsync(string? value) => inner.WriteLineAsync(Letters.Lines(value ?? ""));

    public override void Flush() => inner.Flush();

    public override Task FlushAsync() => inner.FlushAsync();
}
