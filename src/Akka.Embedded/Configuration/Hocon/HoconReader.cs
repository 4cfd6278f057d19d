using System.Globalization;
using System.Text;

namespace Akka.Configuration.Hocon;

/// <summary>A cursor over one text that knows its line and column and reads the lexical parts of HOCON.</summary>
internal sealed class HoconReader(string text, string? origin)
{
    private int _at = text.StartsWith('\uFEFF') ? 1 : 0;

    internal bool AtEnd => _at >= text.Length;

    internal char Current => _at < text.Length ? text[_at] : '\0';

    internal int Offset => _at;

    internal bool AtComment => Current == '#' || Looking("//");

    internal bool Looking(string word) => string.CompareOrdinal(text, _at, word, 0, word.Length) == 0;

    internal void Skip(int count = 1) => _at += count;

    /// <summary>Skips blanks, line ends and comments.</summary>
    internal void SkipBlankLines()
    {
        while (!AtEnd)
        {
            if (AtComment)
            {
                SkipComment();
            }
            else if (char.IsWhiteSpace(Current))
            {
                _at++;
            }
            else
            {
                return;
            }
        }
    }

    /// <summary>Skips the blanks of this line and a comment that ends it.</summary>
    /// <returns>The blanks.</returns>
    internal string SkipBlanks()
    {
        int from = _at;
        while (!AtEnd && Current != '\n' && char.IsWhiteSpace(Current))
        {
            _at++;
        }

        string blanks = text[from.._at];
        if (AtComment)
        {
            SkipComment();
        }

        return blanks;
    }

    /// <summary>Reads characters until one that cannot be part of unquoted text.</summary>
    internal string ReadUnquoted(string forbidden, bool blanks)
    {
        int from = _at;
        while (!AtEnd && !AtComment && !forbidden.Contains(Current, StringComparison.Ordinal))
        {
            if (char.IsWhiteSpace(Current) && (!blanks || Current is '\n' or '\r'))
            {
                break;
            }

            if (Current == '+' && blanks && Looking("+="))
            {
                break;
            }

            _at++;
        }

        return text[from.._at];
    }

    internal string ReadQuoted()
    {
        int start = _at;
        var value = new StringBuilder();
        _at++;
        while (true)
        {
            if (AtEnd || Current == '\n')
            {
                throw Error(start, "expected a closing '\"' for the text that begins here, found the end of the " + (AtEnd ? "input" : "line"));
            }

            char c = text[_at++];
            if (c == '"')
            {
                return value.ToString();
            }

            value.Append(c == '\\' ? ReadEscape() : c);
        }
    }

    internal string ReadTripleQuoted()
    {
        int start = _at;
        int end = text.IndexOf("\"\"\"", _at + 3, StringComparison.Ordinal);
        if (end < 0)
        {
            throw Error(start, "expected closing '\"\"\"' for the text that begins here, found the end of the input");
        }

        while (end + 3 < text.Length && text[end + 3] == '"')
        {
            end++;
        }

        _at = end + 3;
        return text[(start + 3)..end];
    }

    internal FormatException Unexpected(string expected) => Error(_at, $"expected {expected}, found {Describe()}");

    internal FormatException Error(int offset, string problem) => new($"{Position(offset)}: {problem}.");

    internal string Position(int offset)
    {
        int line = 1;
        int lineStart = 0;
        for (int i = text.IndexOf('\n', 0); i >= 0 && i < offset; i = text.IndexOf('\n', i + 1))
        {
            line++;
            lineStart = i + 1;
        }

        string place = string.Create(CultureInfo.InvariantCulture, $"line {line}, column {offset - lineStart + 1}");
        return origin == null ? "HOCON " + place : $"HOCON file {origin}, {place}";
    }

    private string Describe() => Current switch
    {
        _ when AtEnd => "the end of the input",
        '\n' or '\r' => "the end of the line",
        var c => $"'{c}'",
    };

    private char ReadEscape()
    {
        int start = _at - 1;
        char c = Current;
        _at++;
        switch (c)
        {
            case '"' or '\\' or '/':
                return c;
            case 'b':
                return '\b';
            case 'f':
                return '\f';
            case 'n':
                return '\n';
            case 'r':
                return '\r';
            case 't':
                return '\t';
            case 'u' when _at + 4 <= text.Length && ushort.TryParse(text.AsSpan(_at, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort code):
                _at += 4;
                return (char)code;
            default:
                throw Error(start, "expected one of the escapes \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX");
        }
    }

    private void SkipComment()
    {
        int end = text.IndexOf('\n', _at);
        _at = end < 0 ? text.Length : end;
    }
}
