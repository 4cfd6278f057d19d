using System.Collections.Frozen;
using Arb.Domain.Normalization;

namespace Arb.Domain.Discovery;

/// <summary>A canonical name taken apart for comparing. Words that say little are kept aside.</summary>
internal sealed class ComparableName
{
    // Names of places in English and at home, and spellings that mean the same word.
    private static readonly FrozenDictionary<string, string> Synonyms = new Dictionary<string, string>
    {
        ["st"] = "saint",
        ["co"] = "county",
        ["ste"] = "saint",
        ["utd"] = "united",
        ["dynamo"] = "dinamo",
        ["athl"] = "athletic",
        ["int"] = "inter",
        ["internazionale"] = "inter",
        ["international"] = "inter",
        ["munich"] = "munchen",
        ["muenchen"] = "munchen",
        ["cologne"] = "koln",
        ["koeln"] = "koln",
        ["vienna"] = "wien",
        ["prague"] = "praha",
        ["lisbon"] = "lisboa",
        ["milan"] = "milano",
        ["rome"] = "roma",
        ["turin"] = "torino",
        ["naples"] = "napoli",
        ["seville"] = "sevilla",
        ["warsaw"] = "warszawa",
        ["moscow"] = "moskva",
        ["moskwa"] = "moskva",
        ["copenhagen"] = "kobenhavn",
        ["bucharest"] = "bucuresti",
        ["athens"] = "athina",
        ["brussels"] = "bruxelles",
        ["bruges"] = "brugge",
        ["ghent"] = "gent",
        ["belgrade"] = "beograd",
        ["nuremberg"] = "nurnberg",
        ["hanover"] = "hannover",
        ["brunswick"] = "braunschweig",
        ["marseilles"] = "marseille",
        ["lyons"] = "lyon",
        ["leghorn"] = "livorno",
        ["geneva"] = "geneve",
        ["berne"] = "bern",
        ["saragossa"] = "zaragoza",
        ["kiev"] = "kyiv",
        ["kharkov"] = "kharkiv",
        ["lvov"] = "lviv",
        ["odessa"] = "odesa",
        ["gothenburg"] = "goteborg",
        ["cracow"] = "krakow",
        ["antwerp"] = "antwerpen",
        ["mineiro"] = "mg",
        ["paranaense"] = "pr",
        ["goianiense"] = "go",
        ["76ers"] = "sixers",
        ["olympiakos"] = "olympiacos",
        ["salonika"] = "thessaloniki",
        ["saloniki"] = "thessaloniki",
        ["mailand"] = "milano",
        ["genua"] = "genoa",
        ["florenz"] = "firenze",
        ["florence"] = "firenze",
        ["venedig"] = "venezia",
        ["venice"] = "venezia",
        ["padua"] = "padova",
        ["neapel"] = "napoli",
        ["nizza"] = "nice",
        ["luttich"] = "liege",
        ["lissabon"] = "lisboa",
        ["athen"] = "athina",
        ["belgrad"] = "beograd",
        ["prag"] = "praha",
        ["warschau"] = "warszawa",
        ["moskau"] = "moskva",
        ["kopenhagen"] = "kobenhavn",
        ["kreta"] = "crete",
        ["iraklion"] = "heraklion",
        ["pireaus"] = "piraeus",
        ["pirea"] = "piraeus",
        ["lerida"] = "lleida",
        // Amharic for a city, in three transliterations.
        ["kima"] = "kenema",
        ["ketema"] = "kenema",
    }.ToFrozenDictionary();

    // Articles, and words and letters of legal forms: said or not said, they tell no two clubs apart.
    private static readonly FrozenSet<string> Fillers = FrozenSet.ToFrozenSet(
        ["uc", "ue", "acr", "acf", "rfc", "kas", "ksk", "kmsk", "raec", "raa", "gss", "gs", "pae", "aep", "aok", "apo", "ao", "bc", "bv", "vv", "csyd", "csc", "scu",
            "associazione", "associacao", "associacio", "asociacion", "agrupacion", "societa", "sportiva", "polisportiva", "koninklijke", "voetbalclub", "voetbalvereniging", "sportvereniging", "sportkring",
            "maatschappij", "syllogos", "athlitikos", "omilos", "gymnastikos", "kulubu", "takimi", "profesyonel", "jimnastik", "das", "os", "de", "do", "da", "del", "dos", "la", "le", "el", "al", "los", "las", "of", "di", "van", "der", "club", "clube", "e", "y", "i", "xi", "spor", "bld", "belediye", "belediyesi", "belediyespor"]);

    // Words of many clubs' full names: left out or not, they mark nothing.
    private static readonly FrozenSet<string> Common = FrozenSet.ToFrozenSet(
        ["united", "city", "town", "rovers", "wanderers", "athletic", "albion", "county", "hotspur", "real", "sporting", "deportivo", "atletico", "rangers", "dinamo",
            "racing", "sport", "union", "olympic", "olympique", "national", "nacional", "north", "south", "east", "west", "new", "saint", "san", "santa", "borussia", "eintracht", "stade", "balompie", "deportiva", "fotbal", "sports", "kulubu", "gymnastic", "association"]);

    // Words that tell namesakes apart wherever they stand: Washington and Washington State.
    private static readonly FrozenSet<string> Qualifiers = FrozenSet.ToFrozenSet(
        ["state", "tech", "north", "south", "east", "west", "northern", "southern", "eastern", "western", "northwestern", "southeastern", "central", "upper", "lower", "international", "college"]);

    private readonly string[] _sounds;
    private readonly string[] _consonants;

    public ComparableName(string canonical)
    {
        Canonical = canonical;
        var words = canonical.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(w => Synonyms.GetValueOrDefault(w, w)).ToList();
        Numbers = [.. words.Where(IsNumber)];
        var place = words.Count > 1 ? PlaceOf(words[^1]) : null;
        PlaceMarks = place is null ? [] : [place];
        if (place is not null)
            words.RemoveAt(words.Count - 1);
        InOrder = [.. words.Where(word => !IsNumber(word) && !Fillers.Contains(word))];
        if (InOrder.Length == 0)
            InOrder = [.. words];
        Words = [.. InOrder.Order(StringComparer.Ordinal)];
        _sounds = [.. Words.Select(Sound.Of)];
        _consonants = [.. _sounds.Select(Sound.Consonants)];
        Initials = string.Concat(words.Where(w => !IsNumber(w)).Select(w => w[0]));
        Joined = string.Concat(canonical.Split(' '));
        JoinedSound = Sound.Of(string.Concat(InOrder));
        WholeSound = Sound.Of(Joined);
        Core = PlaceMarks.Length > 0 ? canonical : string.Join(' ', words.Where(word => !Fillers.Contains(word) && !(word.Length == 4 && IsNumber(word))));
    }

    public string Canonical { get; }

    /// <summary>The words that make the name, sorted.</summary>
    public string[] Words { get; }

    /// <summary>The same words as the name has them.</summary>
    public string[] InOrder { get; }

    public string[] Numbers { get; }

    /// <summary>States and countries that tell namesakes apart (Botafogo RJ is not Botafogo SP), by their codes.</summary>
    public string[] PlaceMarks { get; }

    public string Initials { get; }

    public string Joined { get; }

    /// <summary>How the name sounds when its words are joined: for Al Hashemeya and Alhashemyya.</summary>
    public string JoinedSound { get; }

    /// <summary>The same with every word: Etihad Al Reef and Etehad Alreef.</summary>
    public string WholeSound { get; }

    /// <summary>The name without articles, legal forms and years of foundation: what a list of aliases may have where it lacks the long form.</summary>
    public string Core { get; }

    /// <summary>How each of <see cref="Words"/> sounds; see <see cref="Sound"/>.</summary>
    public ReadOnlySpan<string> Sounds => _sounds;

    /// <summary>The consonants of each of <see cref="Sounds"/>.</summary>
    public ReadOnlySpan<string> Consonants => _consonants;

    public static bool IsCommon(string word) => Common.Contains(word);

    public static bool IsQualifier(string word) => Qualifiers.Contains(word);

    private static bool IsNumber(string word) => word.All(char.IsAsciiDigit);

    // A state's or country's code, or a country's name in English; as the last word only.
    private static string? PlaceOf(string word) => Countries.IsState(word) ? word : (Countries.OfCode(word) ?? (Countries.IsName(word) ? Countries.Of(word) : null))?.Code;
}

/// <summary>How two names fit, and the words that only one of them has.</summary>
/// <param name="Score">0 to 100.</param>
/// <param name="First">Words that only the first has.</param>
/// <param name="Second">Words that only the second has.</param>
internal readonly record struct NameFit(int Score, IReadOnlyList<string> First, IReadOnlyList<string> Second)
{
    public static NameFit None { get; } = new(0, [], []);

    /// <summary>The same name as far as spelling goes: nothing is left out.</summary>
    public static NameFit Same(int score) => new(score, [], []);

    /// <summary>Each name has a word that the other lacks.</summary>
    public bool IsContradiction => First.Count > 0 && Second.Count > 0;
}

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
