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
