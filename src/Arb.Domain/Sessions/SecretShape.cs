using System.Text;

namespace Arb.Domain.Sessions;

/// <summary>
/// Values that look like secrets whatever they are called: random text changes between lower case, upper case and digits far more often than words, names, times and prices do. Reads a text once.
/// </summary>
public static class SecretShape
{
    private const int Least = 16;
    private const int LongValue = 20;

    // Of random letters and digits about 45 of 100 neighbours change, of hexadecimal digits 47, of names and addresses under 10.
    private const int ChangesOf100 = 18;
    private const int LongestWithoutVowel = 7;

    /// <summary>True when some part of the value looks random: a key, a session id, a web token, a GUID.</summary>
    public static bool HasSecret(ReadOnlySpan<char> value)
    {
        for (var at = 0; Next(value, ref at, out var run);)
        {
            var from = 0;
            if (FindIn(value[run], ref from, out _))
                return true;
        }
        return false;
    }

    /// <summary>True for a value of a field or header of its own that is no word, name, number, time or list: what <see cref="HasSecret"/> finds, and what is long and mixes letters with digits.</summary>
    public static bool IsSecret(ReadOnlySpan<char> value)
    {
        value = value.Trim();
        if (HasSecret(value))
            return true;
        if (value.Length < LongValue || value.IndexOfAny(" ,;/:|") >= 0 || IsTime(value))
            return false;
        var letters = 0;
        foreach (var c in value)
            letters += char.IsAsciiLetter(c) ? 1 : 0;
        return letters > 0 && value.IndexOfAnyInRange('0', '9') >= 0;
    }

    /// <summary>The text with <paramref name="hidden"/> in the place of every part that looks random; the same object when there is none.</summary>
    public static string Mask(string text, string hidden)
    {
        StringBuilder? masked = null;
        var copied = 0;
        for (var at = 0; Next(text, ref at, out var run);)
        {
            var (start, from) = (run.Start.Value, 0);
            while (FindIn(text.AsSpan()[run], ref from, out var length))
            {
                (masked ??= new StringBuilder(text.Length)).Append(text, copied, start + from - length - copied).Append(hidden);
                copied = start + from;
            }
        }
        return masked is null ? text : masked.Append(text, copied, text.Length - copied).ToString();
    }

    /// <summary>The next run of characters that keys are made of.</summary>
    private static bool Next(ReadOnlySpan<char> text, ref int at, out Range run)
    {
        while (at < text.Length)
        {
            while (at < text.Length && !IsOfKey(text[at]))
                at++;
            var from = at;
            while (at < text.Length && IsOfKey(text[at]))
                at++;
            if (at - from >= Least)
            {
                run = from..at;
                return true;
            }
        }
        run = default;
        return false;
    }

    /// <summary>The next part of a run that looks random: the whole run, or a piece of an address, a path or a file name. <paramref name="from"/> is behind it then.</summary>
    private static bool FindIn(ReadOnlySpan<char> run, ref int from, out int length)
    {
        while (from < run.Length)
        {
            length = run[from..].IndexOfAny("/.=") is >= 0 and var end ? end : run.Length - from;
            var random = IsRandom(run.Slice(from, length));
            from += length;
            if (random)
                return true;
            from++;
        }
        length = 0;
        return false;
    }

    private static bool IsRandom(ReadOnlySpan<char> piece)
    {
        if (piece.Length < Least || IsTime(piece))
            return false;
        var (changes, digits, letters, withoutVowel, longest) = (0, 0, 0, 0, 0);
        var before = '\0';
        foreach (var c in piece)
        {
            var (digit, letter) = (char.IsAsciiDigit(c), char.IsAsciiLetter(c));
            digits += digit ? 1 : 0;
            letters += letter ? 1 : 0;
            // "Word" begins with a capital; "wOrD" does not come by itself.
            if ((digit && char.IsAsciiLetter(before)) || (letter && char.IsAsciiDigit(before)) || (char.IsAsciiLetterUpper(c) && char.IsAsciiLetterLower(before)))
                changes++;
            withoutVowel = letter && !"aeiouyAEIOUY".Contains(c) ? withoutVowel + 1 : 0;
            longest = Math.Max(longest, withoutVowel);
            before = c;
        }
        return letters > 0 && ((digits > 0 && changes * 100 >= ChangesOf100 * (piece.Length - 1)) || longest >= LongestWithoutVowel);
    }

    /// <summary><c>2026-11-28T12:00:00Z</c> and its like, whole or as the piece that a colon left of it.</summary>
    private static bool IsTime(ReadOnlySpan<char> value)
    {
        foreach (var c in value)
            if (!char.IsAsciiDigit(c) && !"TZ-+:. ".Contains(c))
                return false;
        return true;
    }

    private static bool IsOfKey(char c) => char.IsAsciiLetterOrDigit(c) || c is '+' or '/' or '=' or '_' or '-' or '.' or '~';
}
