namespace Arb.Domain.Discovery;

/// <summary>
/// How likely two canonical names mean the same team: 0 to 100. A name may leave words out (Wigan, Wigan Athletic), but two names that each have a word which the other
/// lacks (Manchester United, Manchester City) are different teams.
/// </summary>
internal static class NameSimilarity
{
    private const int Spelling = 98;
    private const int Contradiction = 25;
    private const int MaxWords = 16;
    private const int MinCut = 16;

    public static int Of(ComparableName a, ComparableName b) => Fit(a, b).Score;

    public static NameFit Fit(ComparableName a, ComparableName b)
    {
        if (a.Canonical == b.Canonical)
            return NameFit.Same(100);
        if (a.PlaceMarks.Length > 0 && b.PlaceMarks.Length > 0 && !a.PlaceMarks.Intersect(b.PlaceMarks).Any())
            return NameFit.None;
        if (a.Joined == b.Joined || HaveSameWords(a, b))
            return NameFit.Same(Spelling);
        if ((a.JoinedSound == b.JoinedSound && a.JoinedSound.Length >= 5) || (a.WholeSound == b.WholeSound && a.WholeSound.Length >= 7))
            return NameFit.Same(92);
        if (IsCut(a.Canonical, b.Canonical) || IsCut(b.Canonical, a.Canonical))
            return NameFit.Same(90);
        if (ByInitials(a, b))
            return NameFit.Same(88);
        var penalty = a.Numbers.Length > 0 && b.Numbers.Length > 0 && !a.Numbers.Intersect(b.Numbers).Any() ? 4 : 0;
        // In one order, so that ties don't depend on who is named first.
        var turned = string.CompareOrdinal(a.Canonical, b.Canonical) > 0;
        var fit = turned ? ByWords(b, a) : ByWords(a, b);
        if (fit.IsContradiction && (Compounded(a, b) is { } one && Compounded(b, a) is { } two) && (one, two) != (a, b))
            return Fit(one, two);
        return new NameFit(Math.Max(0, fit.Score - penalty), turned ? fit.Second : fit.First, turned ? fit.First : fit.Second);
    }

    // But for articles and legal forms: CD das Aves, Aves. Sure enough for a derby, so numbers and places count.
    private static bool HaveSameWords(ComparableName a, ComparableName b) =>
        a.Words.AsSpan().SequenceEqual(b.Words) && a.Numbers.AsSpan().SequenceEqual(b.Numbers) && a.PlaceMarks.AsSpan().SequenceEqual(b.PlaceMarks);

    // A feed with a limit for names cuts them inside a word: Gloria 2018 Bistrita-Na.
    private static bool IsCut(string cut, string whole) =>
        cut.Length >= MinCut && whole.Length > cut.Length && whole[cut.Length] != ' ' && whole.StartsWith(cut, StringComparison.Ordinal);

    // Two words of the one name are one word of the other (Idman Yurdu, Idmanyurdu), or several words its letters (Liga Deportiva, LD).
    private static ComparableName Compounded(ComparableName name, ComparableName other)
    {
        for (var from = 0; from + 1 < name.InOrder.Length; from++)
        {
            var joined = name.InOrder[from] + name.InOrder[from + 1];
            if (Array.IndexOf(other.Words, joined) >= 0)
                return Replaced(name, from, 2, joined);
            for (var length = 2; length <= 4 && from + length <= name.InOrder.Length; length++)
            {
                var letters = string.Concat(name.InOrder.Skip(from).Take(length).Select(word => word[0]));
                if (Array.IndexOf(other.Words, letters) >= 0)
                    return Replaced(name, from, length, letters);
            }
        }
        return name;
    }

    private static ComparableName Replaced(ComparableName name, int from, int length, string by) =>
        new(string.Join(' ', name.InOrder.Take(from).Append(by).Concat(name.InOrder.Skip(from + length)).Concat(name.Numbers).Concat(name.PlaceMarks)));

    private static bool ByInitials(ComparableName a, ComparableName b)
    {
        static bool Matches(ComparableName few, ComparableName many) =>
            few.Words is [{ Length: >= 3 and <= 5 } word] && few.Numbers.Length == 0 && word == many.Initials;
        return Matches(a, b) || Matches(b, a);
    }

    private static NameFit ByWords(ComparableName a, ComparableName b)
    {
        Span<bool> usedA = stackalloc bool[Math.Min(a.Words.Length, MaxWords)];
        Span<bool> usedB = stackalloc bool[Math.Min(b.Words.Length, MaxWords)];
        int total = 0, weight = 0, matched = 0;
        var telling = false;
        while (true)
        {
            var (best, bestA, bestB) = (0, -1, -1);
            for (var i = 0; i < usedA.Length; i++)
                for (var k = 0; k < usedB.Length && !usedA[i]; k++)
                {
                    var score = usedB[k] ? 0 : OfWords(a, i, b, k);
                    if (score > best)
                        (best, bestA, bestB) = (score, i, k);
                }
            if (best == 0)
                break;
            usedA[bestA] = usedB[bestB] = true;
            var length = Math.Min(a.Words[bestA].Length, b.Words[bestB].Length);
            total += best * length;
            weight += length;
            matched++;
            telling |= !ComparableName.IsCommon(a.Words[bestA]) || !ComparableName.IsCommon(b.Words[bestB]);
        }
        if (matched == 0)
            return NameFit.None;
        // Each has a word of its own.
        if (matched < a.Words.Length && matched < b.Words.Length)
            return new NameFit(Contradiction, Left(a, usedA), Left(b, usedB));
        var average = Math.Min(total / weight, 99);
        if (matched == a.Words.Length && matched == b.Words.Length)
            return NameFit.Same(average);
        var (leftA, leftB) = (Left(a, usedA), Left(b, usedB));
        // Rangers alone is nobody; Atletico Nacional is.
        if (!telling && matched < 2)
            return new NameFit(55, leftA, leftB);
        return new NameFit(average - (leftA.Concat(leftB).All(ComparableName.IsCommon) ? 6 : 14), leftA, leftB);
    }

    private static List<string> Left(ComparableName name, Span<bool> used)
    {
        var left = new List<string>();
        for (var i = 0; i < name.Words.Length; i++)
            if (i >= used.Length || !used[i])
                left.Add(name.Words[i]);
        return left;
    }

    private static int OfWords(ComparableName first, int i, ComparableName second, int k)
    {
        var score = OfWords(first.Words[i], second.Words[k]);
        if (score >= SameSound || first.Words[i].Length < 4 || second.Words[k].Length < 4)
            return score;
        if (first.Sounds[i] == second.Sounds[k])
            return SameSound;
        // Vowels are what transliterations differ in most.
        return score < SameConsonants && Math.Max(first.Words[i].Length, second.Words[k].Length) >= 5 && first.Consonants[i].Length >= 3 && first.Consonants[i] == second.Consonants[k]
            ? SameConsonants
            : score;
    }

    private const int SameSound = 88;
    private const int SameConsonants = 82;

    private static int OfWords(string a, string b)
    {
        if (a == b)
            return 100;
        var (s, l) = a.Length <= b.Length ? (a, b) : (b, a);
        // An initial: Zverev A. and Alexander Zverev.
        if (s.Length == 1)
            return l[0] == s[0] && l.Length > 2 ? 72 : 0;
        if (s.Length < 3)
            return s.Length == 2 && l.Length == 3 && l.StartsWith(s, StringComparison.Ordinal) && l[2] == s[1] ? 90 : 0;
        if (s[0] != l[0])
            return s.Length >= 6 && l.EndsWith(s, StringComparison.Ordinal) ? 88 : 0;
        if (l.StartsWith(s, StringComparison.Ordinal))
            return s.Length >= 4 ? 92 : 86;
        if (s.Length < 4)
            return 0;
        if (SameWithoutUmlauts(s, l))
            return Spelling;
        if (l.Length >= 5 && SameWithoutDoubles(s, l))
            return SameSound;
        if (l.Length >= s.Length + 2 && s[^1] == l[^1] && IsSubsequence(s, l))
            return 84;
        var common = 0;
        while (common < s.Length && s[common] == l[common])
            common++;
        if (s.Length >= 5 && common >= s.Length - 1 && l.Length > s.Length + 3)
            return 78;
        var alike = s.Length >= 5 ? JaroWinkler(s, l) : 0;
        return alike >= 92 ? alike - 8 : 0;
    }

    // München, Muenchen and Munchen.
    private static bool SameWithoutUmlauts(string a, string b) => a.Length != b.Length && Collapse(a) == Collapse(b);

    // Jwaya and Jwaaya: letters that a transliteration doubles.
    private static bool SameWithoutDoubles(string a, string b)
    {
        int i = 0, k = 0;
        while (i < a.Length && k < b.Length && a[i] == b[k])
        {
            var letter = a[i];
            while (i < a.Length && a[i] == letter)
                i++;
            while (k < b.Length && b[k] == letter)
                k++;
        }
        return i == a.Length && k == b.Length;
    }

    private static string Collapse(string word) => word.Replace("oe", "o", StringComparison.Ordinal).Replace("ue", "u", StringComparison.Ordinal).Replace("ae", "a", StringComparison.Ordinal);

    private static bool IsSubsequence(string s, string l)
    {
        var i = 0;
        foreach (var c in l)
            if (i < s.Length && s[i] == c)
                i++;
        return i == s.Length;
    }

    /// <summary>Jaro–Winkler similarity in percent, rounded down; integers only.</summary>
    internal static int JaroWinkler(string s, string l)
    {
        if (s.Length is 0 or > 64 || l.Length is 0 or > 64)
            return 0;
        var window = Math.Max(0, Math.Max(s.Length, l.Length) / 2 - 1);
        ulong usedS = 0, usedL = 0;
        var matches = 0;
        for (var i = 0; i < s.Length; i++)
            for (var k = Math.Max(0, i - window); k < Math.Min(l.Length, i + window + 1); k++)
                if ((usedL & (1UL << k)) == 0 && s[i] == l[k])
                {
                    usedS |= 1UL << i;
                    usedL |= 1UL << k;
                    matches++;
                    break;
                }
        if (matches == 0)
            return 0;
        var swapped = 0;
        for (int i = 0, k = 0; i < s.Length; i++)
        {
            if ((usedS & (1UL << i)) == 0)
                continue;
            while ((usedL & (1UL << k)) == 0)
                k++;
            if (s[i] != l[k++])
                swapped++;
        }
        // In millionths.
        var jaro = (1_000_000L * matches / s.Length + 1_000_000L * matches / l.Length + 1_000_000L * (matches - swapped / 2) / matches) / 3;
        var prefix = 0;
        while (prefix < 4 && prefix < s.Length && prefix < l.Length && s[prefix] == l[prefix])
            prefix++;
        return (int)((jaro + prefix * (1_000_000 - jaro) / 10) / 10_000);
    }
}
