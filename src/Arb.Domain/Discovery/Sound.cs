using System.Text;

namespace Arb.Domain.Discovery;

/// <summary>
/// A rough key of how a word sounds, for names that come from other alphabets in several transliterations: Fayha and Feiha, Rayyan and Rayan, Ittihad and Etihad, Nassr and Nasr.
/// Doubled letters count once, vowels in three classes, consonants that transliterations exchange as one.
/// </summary>
internal static class Sound
{
    private static readonly (string From, string To)[] Groups =
    [
        ("tsch", "c"), ("tch", "c"), ("sch", "s"), ("kh", "h"), ("gh", "g"), ("ph", "f"), ("th", "t"), ("sh", "s"), ("dj", "j"), ("ck", "k"), ("ou", "u"), ("oo", "u"), ("ee", "i"), ("ay", "e"), ("ey", "e"), ("ei", "e"),
        ("ai", "e"), ("ae", "e"), ("ue", "u"), ("oe", "o"), ("x", "ks"), ("q", "k"), ("c", "k"), ("w", "v"), ("y", "i"), ("z", "s"),
    ];

    /// <summary>The key; the word itself where it is shorter than four letters.</summary>
    public static string Of(string word)
    {
        if (word.Length < 4)
            return word;
        var key = new StringBuilder(word.Length);
        for (var i = 0; i < word.Length;)
        {
            var (from, to) = Array.Find(Groups, group => string.CompareOrdinal(word, i, group.From, 0, group.From.Length) == 0);
            var next = from is null ? word[i].ToString() : to;
            i += from?.Length ?? 1;
            foreach (var letter in next)
            {
                var sound = letter switch { 'e' or 'i' => 'i', 'o' or 'u' => 'u', _ => letter };
                if (key.Length == 0 || key[^1] != sound)
                    key.Append(sound);
            }
        }
        return key.ToString();
    }

    /// <summary>The consonants of a key.</summary>
    public static string Consonants(string key) => string.Concat(key.Where(letter => letter is not ('a' or 'i' or 'u')));
}
