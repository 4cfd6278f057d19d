using System.Text;

namespace Arb.Domain.Sessions;

/// <summary>
/// Secrets in texts for people (logs, reasons, messages of exceptions), by name (<c>name=value</c>, <c>name: value</c>, <c>"name":"value"</c>) and by form (bearer and basic credentials, JSON web tokens).
/// Reads a text once: its cost grows with the length alone, whatever stands there.
/// </summary>
public static class SecretText
{
    private const int LongestName = 100;
    private const int LongestBlank = 16;
    private const int ShortestValue = 4;
    private const int ShortestCredential = 8;

    /// <summary>The text with <c>***</c> in the place of its secrets; the same object when there is none.</summary>
    public static string Mask(string text)
    {
        StringBuilder? masked = null;
        var (copied, at) = (0, 0);
        var seen = default(Seen);
        while (at < text.Length)
        {
            var end = at;
            if (text[at] is '=' or ':')
            {
                at = Value(text, at, ref seen, out end);
            }
            else if (text[at] is 'e' or 'b' or 'B' && (at == 0 || !IsWord(text[at - 1])))
            {
                end = text[at] == 'e' ? WebToken(text, at, ref seen) : Credential(text, ref at);
            }
            if (end <= at)
            {
                at++;
                continue;
            }
            (masked ??= new StringBuilder(text.Length)).Append(text, copied, at - copied).Append(SecretFields.Hidden);
            copied = at = end;
        }
        return masked is null ? text : masked.Append(text, copied, text.Length - copied).ToString();
    }

    /// <summary>Where the value of a secret's name begins behind the sign, and ends; the end is the sign itself when there is none such.</summary>
    private static int Value(string text, int sign, ref Seen seen, out int end)
    {
        end = sign;
        var before = sign;
        while (before > 0 && sign - before < LongestBlank && char.IsWhiteSpace(text[before - 1]))
            before--;
        if (before > 0 && text[before - 1] is '"' or '\'')
            before--;
        var from = before;
        while (from > 0 && before - from <= LongestName && (IsWord(text[from - 1]) || text[from - 1] == '-'))
            from--;
        var kind = SecretNames.KindOf(text.AsSpan(from, before - from));
        if (kind == SecretNameKind.None)
            return sign;
        var at = sign + 1;
        while (at < text.Length && char.IsWhiteSpace(text[at]))
            at++;
        if (at < text.Length && text[at] is '"' or '\'')
            at++;
        // "Authorization: Bearer x": what says how it is written is no secret; the rest is.
        var start = at;
        if (Credential(text, ref at) is var credential && credential > at)
        {
            end = credential;
            return at;
        }
        at = start;
        if (kind == SecretNameKind.Likely && at < seen.PlainUntil)
            return sign;
        var until = EndOf(text, at);
        if (!IsSecret(kind, text.AsSpan(at, until - at)))
        {
            if (kind == SecretNameKind.Likely)
                seen.PlainUntil = until;
            return sign;
        }
        // The other pairs of a cookie header belong to it.
        while (NextPair(text, until) is var next && next > until)
            until = next;
        end = until;
        return at;
    }

    private static bool IsSecret(SecretNameKind kind, ReadOnlySpan<char> value)
    {
        if (value.Length < ShortestValue || value.StartsWith(SecretFields.Hidden))
            return false;
        // People write "session: closed", "ticket: 42" and "key=h2h" too.
        return kind != SecretNameKind.Likely || (value.Length >= 6 && value.ContainsAnyInRange('0', '9') && value.ContainsAnyExceptInRange('0', '9')) || SecretShape.IsSecret(value);
    }

    private static int EndOf(string text, int at)
    {
        while (at < text.Length && !char.IsWhiteSpace(text[at]) && !"\"'&;,{}<>".Contains(text[at]))
            at++;
        return at;
    }

    private static int NextPair(string text, int semicolon)
    {
        if (semicolon >= text.Length || text[semicolon] != ';')
            return semicolon;
        var at = semicolon + 1;
        while (at < text.Length && char.IsWhiteSpace(text[at]))
            at++;
        var name = at;
        while (at < text.Length && (IsWord(text[at]) || text[at] is '.' or '-'))
            at++;
        if (at == name || at >= text.Length || text[at] != '=')
            return semicolon;
        return EndOf(text, at + 1);
    }

    /// <summary><c>bearer x</c>, <c>basic x</c>: moves to x and says where it ends; the place itself when there is none.</summary>
    private static int Credential(string text, ref int at)
    {
        var word = StartsWith(text, at, "bearer") ? 6 : StartsWith(text, at, "basic") ? 5 : 0;
        if (word == 0 || at + word >= text.Length || !char.IsWhiteSpace(text[at + word]))
            return at;
        var from = at + word;
        while (from < text.Length && char.IsWhiteSpace(text[from]))
            from++;
        var end = from;
        while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || "._~+/=-".Contains(text[end])))
            end++;
        if (end - from < ShortestCredential)
            return at;
        at = from;
        return end;
    }

    private static int WebToken(string text, int at, ref Seen seen)
    {
        if (at < seen.NoTokenUntil || !text.AsSpan(at).StartsWith("eyJ"))
            return at;
        var (end, dots) = (at, 0);
        while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] is '_' or '-' || (text[end] == '.' && dots++ < 4)))
            end++;
        if (dots == 0)
            seen.NoTokenUntil = end;
        return dots >= 1 && end - at > 12 ? end : at;
    }

    private static bool StartsWith(string text, int at, string word) => string.Compare(text, at, word, 0, word.Length, StringComparison.OrdinalIgnoreCase) == 0;

    private static bool IsWord(char c) => char.IsLetterOrDigit(c) || c == '_';

    /// <summary>How far the text is known already: what is no secret as a whole has none at its end either, so that nothing is read again from each place in it.</summary>
    private struct Seen
    {
        public int PlainUntil;
        public int NoTokenUntil;
    }
}
