using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Unicode;

namespace Arb.Providers.Sbo;

/// <summary>
/// Reads one <c>$P.name(…);</c> answer of the betting pages by writing its literals again as JSON; nothing is evaluated. Not for feeds: it copies.
/// </summary>
internal ref struct SboBettingCall
{
    private const int MaxDepth = 12;

    private readonly ReadOnlySpan<byte> _text;
    private readonly Utf8JsonWriter _json;
    private int _at;

    private SboBettingCall(ReadOnlySpan<byte> text, Utf8JsonWriter json)
    {
        _text = text;
        _json = json;
    }

    /// <summary>True when the body calls <c>$P.name(</c>; says nothing about the rest.</summary>
    public static bool Calls(ReadOnlySpan<byte> body, string name)
    {
        body = body.TrimStart(" \t\r\n"u8);
        if (!body.StartsWith("$P."u8))
            return false;
        body = body[3..];
        return body.Length > name.Length && body[name.Length] == (byte)'(' && System.Text.Ascii.Equals(body[..name.Length], name);
    }

    /// <summary>The single array argument of <c>$P.name([…]);</c> as a JSON document; false for anything else.</summary>
    public static bool TryRead(ReadOnlySpan<byte> body, string name, [NotNullWhen(true)] out JsonDocument? document)
    {
        document = null;
        if (!Calls(body, name) || !Utf8.IsValid(body))
            return false;
        var buffer = new ArrayBufferWriter<byte>(body.Length + 16);
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { MaxDepth = MaxDepth + 1 }))
        {
            var call = new SboBettingCall(body, json);
            call._at = body.IndexOf((byte)'(') + 1;
            call.Blank();
            if (call.Peek() != '[' || !call.Value(0) || !call.End())
                return false;
        }
        document = JsonDocument.Parse(buffer.WrittenMemory);
        return true;
    }

    private bool End()
    {
        Blank();
        if (Peek() != ')')
            return false;
        _at++;
        Blank();
        if (Peek() == ';')
            _at++;
        Blank();
        return _at == _text.Length;
    }

    private readonly int Peek() => _at < _text.Length ? _text[_at] : -1;

    private void Blank()
    {
        while (_at < _text.Length && _text[_at] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
            _at++;
    }

    private bool Value(int depth)
    {
        switch (Peek())
        {
            case '[':
                return depth < MaxDepth && Array(depth + 1);
            case '\'':
                return Text();
            case '{':
                _at++;
                Blank();
                if (Peek() != '}')
                    return false;
                _at++;
                _json.WriteStartObject();
                _json.WriteEndObject();
                return true;
            case '-' or (>= '0' and <= '9'):
                return Number();
            default:
                return Word("true"u8) || Word("false"u8) || Word("null"u8);
        }
    }

    private bool Array(int depth)
    {
        _at++;
        _json.WriteStartArray();
        while (true)
        {
            Blank();
            var c = Peek();
            if (c == ']')
                break;
            if (c == ',')
            {
                _json.WriteNullValue();
                _at++;
                continue;
            }
            if (!Value(depth))
                return false;
            Blank();
            if (Peek() == ',')
                _at++;
            else if (Peek() != ']')
                return false;
        }
        _at++;
        _json.WriteEndArray();
        return true;
    }

    private bool Text()
    {
        _at++;
        // As long as the literal, escapes included.
        var end = _at;
        while (end < _text.Length && _text[end] != (byte)'\'')
            end += _text[end] == (byte)'\\' ? 2 : 1;
        if (end >= _text.Length)
            return false;
        var plain = new byte[end - _at];
        var length = 0;
        for (; _at < _text.Length; _at++)
        {
            var c = _text[_at];
            if (c == (byte)'\'')
            {
                _at++;
                _json.WriteStringValue(plain.AsSpan(0, length));
                return true;
            }
            if (c < 0x20)
                return false;
            if (c == (byte)'\\')
            {
                if (++_at == _text.Length || _text[_at] is not ((byte)'\'' or (byte)'\\'))
                    return false;
                c = _text[_at];
            }
            plain[length++] = c;
        }
        return false;
    }

    private bool Number()
    {
        var start = _at;
        if (Peek() == '-')
            _at++;
        var digits = Digits();
        // JSON knows no leading zeros; a bookmaker's price never has them.
        if (digits == 0 || (digits > 1 && _text[_at - digits] == (byte)'0'))
            return false;
        if (Peek() == '.')
        {
            _at++;
            if (Digits() == 0)
                return false;
        }
        _json.WriteRawValue(_text[start.._at], skipInputValidation: true);
        return true;
    }

    private int Digits()
    {
        var start = _at;
        while (Peek() is >= '0' and <= '9')
            _at++;
        return _at - start;
    }

    private bool Word(ReadOnlySpan<byte> word)
    {
        if (!_text[_at..].StartsWith(word))
            return false;
        _at += word.Length;
        if (word[0] == (byte)'n')
            _json.WriteNullValue();
        else
            _json.WriteBooleanValue(word[0] == (byte)'t');
        return true;
    }
}
