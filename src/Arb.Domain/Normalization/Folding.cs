using System.Text;

namespace Arb.Domain.Normalization;

/// <summary>A word of a folded name and where it stood.</summary>
/// <param name="Text">Lower case, no diacritics.</param>
/// <param name="InParentheses">It stood in round or square brackets.</param>
/// <param name="Dotted">A single letter with a dot: an initial (<c>Coric B.</c>), not the mark of a second team.</param>
internal readonly record struct NameToken(string Text, bool InParentheses, bool Dotted = false);

/// <summary>
/// Folds text to plain lower-case words. With tables of its own, because the runtime's Unicode normalisation depends on the platform's
/// globalisation data, which this program runs without.
/// </summary>
internal static class Folding
{
    // Base letters of U+00C0–U+024F and U+1E00–U+1EFF; '?' where there is none (several letters, or not Latin).
    private const string Latin =
        "aaaaaa?ceeeeiiiidnooooo?ouuuuy??aaaaaa?ceeeeiiiidnooooo?ouuuuy?yaaaaaaccccccccddddeeeeeeeeeegggggggg" +
        "hhhhiiiiiiiiii??jjkkkllllllllllnnnnnnnnnoooooo??rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzsb???????" +
        "?d?????a???????i??l?????oo?????????????uu????zz??????????????????????aaiioouuuuuuuuuueaaaa??ggggkkoo" +
        "oo??j???gg??nnaa????aaaaeeeeiiiioooorrrruuuusstt??hh??????aaeeooooooooyy??????acclt????bu?ee??????yy";

    private const string LatinAdditional =
        "aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmmmmmmnnnnnnnnoooooooopppprrrrrrrrssss" +
        "ssssssttttttttuuuuuuuuuuvvvvwwwwwwwwwwxxxxyyzzzzzzhtwy??????aaaaaaaaaaaaaaaaaaaaaaaaeeeeeeeeeeeeeeee" +
        "iiiioooooooooooooooooooooooouuuuuuuuuuuuuuyyyyyyyy??????";

    /// <summary>The words of a text, folded. Apostrophes join (<c>Nott'm</c> is <c>nottm</c>), single letters with dots join (<c>F.C.</c> is <c>fc</c>), all other punctuation separates.</summary>
    internal static List<NameToken> Tokens(string text)
    {
        var tokens = new List<NameToken>();
        var word = new StringBuilder();
        var depth = 0;
        var initials = false;

        void Flush(bool dotted = false)
        {
            if (word.Length > 0)
                tokens.Add(new NameToken(word.ToString(), depth > 0, dotted && word.Length == 1));
            word.Clear();
            initials = false;
        }

        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            switch (c)
            {
                case '(' or '[' or '（':
                    Flush();
                    depth++;
                    break;
                case ')' or ']' or '）':
                    Flush();
                    depth = Math.Max(0, depth - 1);
                    break;
                case '\'' or '’' or '‘' or '`' or '´':
                    break;
                case '.':
                    if (!(word.Length == 1 || initials) || i + 1 >= text.Length || !IsInitial(text, i + 1))
                        Flush(dotted: true);
                    else
                        initials = true;
                    break;
                default:
                    if (!Append(word, c))
                        Flush();
                    break;
            }
        }
        Flush();
        return tokens;
    }

    // True for a letter that is followed by a dot, a space or the end: the next letter of F.C.
    private static bool IsInitial(string text, int at) =>
        char.IsLetter(text[at]) && (at + 1 == text.Length || !char.IsLetterOrDigit(text[at + 1]));

    // False for a separator.
    private static bool Append(StringBuilder word, char c)
    {
        if (c < 0x80)
        {
            if (!char.IsAsciiLetterOrDigit(c))
                return false;
            word.Append(char.ToLowerInvariant(c));
            return true;
        }
        var folded = c switch
        {
            >= 'À' and <= 'ɏ' => Latin[c - 'À'],
            >= 'Ḁ' and <= 'ỿ' => LatinAdditional[c - 'Ḁ'],
            _ => '?',
        };
        if (folded != '?')
        {
            word.Append(folded);
            return true;
        }
        var several = c switch
        {
            'ß' or 'ẞ' => "ss",
            'æ' or 'Æ' or 'ǽ' or 'Ǽ' => "ae",
            'œ' or 'Œ' => "oe",
            'þ' or 'Þ' => "th",
            'ĳ' or 'Ĳ' => "ij",
            _ => null,
        };
        if (several is not null)
        {
            word.Append(several);
            return true;
        }
        if (c is >= '\u0300' and <= '\u036F')
            return true;
        if (!char.IsLetterOrDigit(c) && !char.IsSurrogate(c))
            return false;
        word.Append(char.ToLowerInvariant(c));
        return true;
    }
}
