namespace Arb.Host.Configuration;

/// <summary>
/// Quotes and brackets of a HOCON text, checked before it is parsed: not every parser refuses a text that ends inside a string or a block, and a
/// setting lost that way would silently keep its default.
/// </summary>
internal sealed class HoconShape
{
    private const string Triple = "\"\"\"";
    private readonly string _text;
    private readonly Stack<(char Bracket, int At)> _open = new();

    private HoconShape(string text) => _text = text;

    /// <summary>What is wrong and where (line and column from 1), or null.</summary>
    public static string? Fault(string text) => new HoconShape(text).Find();

    private string? Find()
    {
        for (var at = 0; at < _text.Length; at++)
        {
            var symbol = _text[at];
            if (symbol == '#' || (symbol == '/' && at + 1 < _text.Length && _text[at + 1] == '/'))
                at = EndOfLine(at);
            else if (symbol == '"')
            {
                var end = EndOfString(at);
                if (end < 0)
                    return $"{Place(at)}: the string that begins here has no end";
                at = end;
            }
            else if (symbol is '{' or '[')
                _open.Push((symbol, at));
            else if (symbol is '}' or ']' && !Closes(symbol))
                return $"{Place(at)}: '{symbol}' closes nothing";
        }
        return _open.TryPop(out var left) ? $"{Place(left.At)}: '{left.Bracket}' is never closed" : null;
    }

    private bool Closes(char symbol) => _open.TryPop(out var last) && last.Bracket == (symbol == '}' ? '{' : '[');

    /// <summary>The position of the last character of a line, or of the text.</summary>
    private int EndOfLine(int at)
    {
        var end = _text.IndexOf('\n', at);
        return end < 0 ? _text.Length : end;
    }

    /// <summary>The position of the quote that ends the string, or -1.</summary>
    private int EndOfString(int at)
    {
        if (string.CompareOrdinal(_text, at, Triple, 0, Triple.Length) == 0)
        {
            var end = _text.IndexOf(Triple, at + Triple.Length, StringComparison.Ordinal);
            return end < 0 ? -1 : end + Triple.Length - 1;
        }
        for (var next = at + 1; next < _text.Length && _text[next] != '\n'; next++)
        {
            if (_text[next] == '"')
                return next;
            if (_text[next] == '\\')
                next++;
        }
        return -1;
    }

    private string Place(int at)
    {
        var start = at == 0 ? 0 : _text.LastIndexOf('\n', at - 1) + 1;
        return $"line {_text.AsSpan(0, at).Count('\n') + 1}, column {at - start + 1}";
    }
}
