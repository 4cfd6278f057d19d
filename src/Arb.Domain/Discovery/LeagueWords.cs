using System.Collections.Frozen;

namespace Arb.Domain.Discovery;

/// <summary>Words of leagues' names: sports and games, known leagues, divisions, sponsors, and those that say nothing. General knowledge, folded.</summary>
internal static class LeagueWords
{
    public const string Football = "football";

    // What a sport is called, and leagues that are of one sport only. Later ranks outweigh earlier ones: 0 football, 1 other sports, 2 kinds and games played under a sport's names.
    private static readonly (string Sport, int Rank, string[] Words, string[] Leagues)[] SportTable =
    [
        (Football, 0, ["soccer", "futbol", "fussball", "futebol", "calcio", "fotball", "fotboll"],
            ["uefa", "fifa", "fifa world cup", "ncaa soccer", "premier league", "la liga", "laliga", "epl", "ligue 1", "bundesliga", "eredivisie", "mls", "conmebol", "copa libertadores", "copa sudamericana", "copa del rey", "fa cup", "efl", "concacaf", "afcon", "africa cup of nations", "nations league"]),
        ("basketball", 1, ["basketball", "basket", "baloncesto", "basketbol", "pallacanestro"],
            ["nba", "wnba", "ncaab", "wncaab", "college basketball", "ncaa basketball", "euroleague", "eurocup basketball", "acb", "g league", "nbl", "cba", "fiba", "lega basket", "bsl", "kbl", "b league"]),
        ("tennis", 1, ["tennis", "tenis"], ["atp", "wta", "itf", "davis cup", "roland garros", "wimbledon", "australian open"]),
        ("american football", 1, ["american football", "americanfootball"], ["nfl", "ncaaf", "college football", "ncaa football", "cfl", "ufl", "xfl"]),
        ("baseball", 1, ["baseball", "beisbol"], ["mlb", "npb", "kbo", "ncaa baseball"]),
        ("ice hockey", 1, ["ice hockey", "icehockey", "hockey", "eishockey"], ["nhl", "ahl", "khl", "shl", "ohl", "whl", "qmjhl", "liiga", "iihf"]),
        ("handball", 1, ["handball", "balonmano", "handbol", "handebol", "hentbol"], ["ehf"]),
        ("volleyball", 1, ["volleyball", "voleibol", "voleybol", "volley", "pallavolo"], ["cev", "fivb"]),
        ("rugby", 1, ["rugby", "rugbyleague", "rugbyunion", "rugby league", "rugby union"], ["nrl", "super rugby", "six nations", "top 14"]),
        ("australian rules", 1, ["aussie rules", "aussierules", "australian rules"], ["afl"]),
        ("cricket", 1, ["cricket"], ["ipl", "t20", "odi", "bbl", "psl"]),
        ("combat", 1, ["mma", "boxing", "mixed martial arts"], ["ufc", "bellator"]),
        ("darts", 1, ["darts"], ["pdc"]),
        ("snooker", 1, ["snooker"], []),
        ("badminton", 1, ["badminton"], ["bwf"]),
        ("bandy", 1, ["bandy"], []),
        ("floorball", 1, ["floorball"], []),
        ("water polo", 1, ["water polo", "waterpolo"], []),
        ("table tennis", 2, ["table tennis", "tabletennis", "ping pong"], ["setka cup", "tt cup", "liga pro tt"]),
        ("futsal", 2, ["futsal", "futbol sala", "futebol de salao"], ["lnfs"]),
        ("beach soccer", 2, ["beach soccer", "beach football", "futbol playa"], []),
        ("beach volleyball", 2, ["beach volleyball", "beach volley"], []),
        ("indoor soccer", 2, ["indoor soccer", "arena soccer"], ["masl"]),
        ("short football", 2, ["short football", "2x2", "3x3", "4x4", "5x5", "6x6", "7x7", "8x8", "2v2", "3v3", "5v5", "kings league", "kings cup"], []),
        ("counter-strike", 2, ["cs2", "csgo", "cs go", "counter strike", "cs 2"], ["blast premier", "esl pro league"]),
        ("dota", 2, ["dota", "dota 2", "dota2"], ["the international"]),
        ("league of legends", 2, ["lol", "league of legends"], ["lck", "lec", "lpl", "lcs"]),
        ("valorant", 2, ["valorant"], ["vct"]),
        ("overwatch", 2, ["overwatch"], []),
        ("rocket league", 2, ["rocket league"], ["rlcs"]),
        ("starcraft", 2, ["starcraft", "starcraft 2"], []),
        ("king of glory", 2, ["king of glory", "honor of kings"], ["kpl"]),
        ("rainbow six", 2, ["rainbow six", "rainbow 6", "r6"], []),
        ("call of duty", 2, ["call of duty"], []),
        ("mobile legends", 2, ["mobile legends"], ["mpl"]),
        ("football game", 3, ["efootball", "esoccer", "ea sports fc", "fc 24", "fc 25", "fc 26", "fifa 18", "fifa 19", "fifa 20", "fifa 21", "fifa 22", "fifa 23", "fifa 24", "fifa 25", "volta", "fifa volta", "esportsbattle", "esports battle"],
            ["gt leagues", "gt league", "gt sports league", "h2h gg", "gg league", "cyber live arena"]),
        ("basketball game", 3, ["nba 2k", "nba2k", "2k24", "2k25", "2k26", "ebasketball"], []),
        ("hockey game", 3, ["nhl 24", "nhl 25", "ehockey"], []),
    ];

    private static readonly FrozenDictionary<string, (string Sport, int Rank)> Sports =
        SportTable.SelectMany(sport => sport.Words.Concat(sport.Leagues).Select(word => (word, sport.Sport, sport.Rank))).DistinctBy(entry => entry.word)
            .ToFrozenDictionary(entry => entry.word, entry => (entry.Sport, entry.Rank), StringComparer.Ordinal);

    private static readonly FrozenSet<string> SportNames = SportTable.SelectMany(sport => sport.Words).ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, int> Ranks = SportTable.ToFrozenDictionary(sport => sport.Sport, sport => sport.Rank, StringComparer.Ordinal);

    // Names that the same league has; the country (FIFA's code) is that which the bare name usually means.
    private static readonly FrozenDictionary<string, (string Id, string Country)> Leagues = new (string Id, string Country, string[] Names)[]
    {
        ("premier league", "england", ["epl", "bpl", "barclays premier league"]),
        ("la liga", "spain", ["la liga", "laliga", "laliga santander", "primera division de espana"]),
        ("bundesliga", "germany", ["bundesliga"]),
        ("ligue 1", "france", ["ligue 1"]),
        ("ligue 2", "france", ["ligue 2"]),
        ("eredivisie", "netherlands", ["eredivisie"]),
        ("primeira liga", "portugal", ["primeira liga", "liga portugal"]),
        ("super lig", "turkey", ["super lig", "superlig"]),
        ("pro league belgium", "belgium", ["jupiler pro league", "jupiler league", "belgian pro league", "first division a"]),
        ("ekstraklasa", "poland", ["ekstraklasa"]),
        ("allsvenskan", "sweden", ["allsvenskan"]),
        ("eliteserien", "norway", ["eliteserien", "tippeligaen"]),
        ("veikkausliiga", "finland", ["veikkausliiga"]),
        ("mls", "usa", ["mls", "major league soccer"]),
        ("liga mx", "mexico", ["liga mx"]),
        ("brasileirao", "brazil", ["brasileirao", "campeonato brasileiro"]),
        ("j league", "japan", ["j league", "j1 league", "j1"]),
        ("k league", "south korea", ["k league", "k league 1"]),
        ("a league", "australia", ["a league", "a league men"]),
        ("champions league", "", ["ucl", "uefa champions league"]),
        ("europa league", "", ["uel", "uefa europa league"]),
        ("conference league", "", ["uecl", "uefa conference league", "europa conference league"]),
        ("africa cup", "", ["afcon", "africa cup of nations", "africa cup", "caf africa cup of nations"]),
        ("world cup", "", ["world cup", "fifa world cup", "copa do mundo", "copa del mundo", "weltmeisterschaft", "dunya kupasi"]),
        ("euro", "", ["european championship", "uefa euro"]),
        ("nations league", "", ["nations league", "uefa nations league"]),
        ("ncaab", "usa", ["ncaab", "college basketball", "ncaa basketball"]),
        ("ncaaf", "usa", ["ncaaf", "college football", "ncaa football"]),
        ("nba", "usa", ["nba"]),
        ("nfl", "usa", ["nfl"]),
        ("nhl", "usa", ["nhl"]),
        ("mlb", "usa", ["mlb", "major league baseball"]),
        ("euroleague", "", ["euroleague", "euroleague basketball"]),
    }.SelectMany(league => league.Names.Select(name => (name, league.Id, league.Country))).ToFrozenDictionary(entry => entry.name, entry => (entry.Id, entry.Country), StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, int> Levels = new (int Level, string[] Words)[]
    {
        (1, ["1", "i", "a", "first", "primera", "primeira", "premiere", "erste", "one", "j1", "k1", "1st"]),
        (2, ["2", "ii", "b", "second", "segunda", "seconda", "deuxieme", "zweite", "two", "j2", "k2", "a2", "2nd"]),
        (3, ["3", "iii", "c", "third", "tercera", "terceira", "terza", "dritte", "three", "j3", "a3", "3rd"]),
        (4, ["4", "iv", "d", "fourth", "cuarta", "quarta", "vierte", "four", "4th"]),
        (5, ["5", "v", "fifth"]),
    }.SelectMany(level => level.Words.Select(word => (word, level.Level))).ToFrozenDictionary(entry => entry.word, entry => entry.Level, StringComparer.Ordinal);

    private static readonly FrozenSet<string> Numbered = FrozenSet.ToFrozenSet(
        ["group", "grupo", "gruppe", "groupe", "zone", "zona", "girone", "poule", "round", "matchday", "week", "day", "stage", "phase", "jornada", "journee", "spieltag", "fecha", "pool", "leg"]);

    private static readonly FrozenSet<string> Generic = FrozenSet.ToFrozenSet(
    [
        "league", "liga", "ligue", "lig", "ligi", "liiga", "division", "div", "divizia", "professional", "pro", "profesional", "national", "nacional", "championship", "championnat", "campionato", "campeonato",
        "premier", "premiership", "super", "superliga", "superleague", "serie", "regular", "season", "men", "mens", "male", "club", "clubs", "clausura", "apertura", "opening", "closing", "final", "finals",
        "playoffs", "playoff", "play", "off", "offs", "conference", "main", "live", "prematch", "pre", "match", "matches", "international", "internationals", "world", "de", "del", "do", "da", "di", "la", "the", "of", "and", "football",
        "friendly", "friendlies", "amistoso", "amistosos", "freundschaftsspiele", "top", "elite", "betting", "odds", "singles", "tour", "qualification", "qualifying", "qualifiers", "qualifier",
        "group", "grupo", "gruppe", "groupe", "zone", "zona", "girone", "poule", "round", "matchday", "week", "day", "stage", "phase", "jornada", "journee", "spieltag", "fecha", "pool", "leg",
        "first", "second", "third", "fourth", "primera", "segunda", "tercera", "primeira", "one", "two", "three", "cup", "copa", "coupe", "coppa", "pokal", "kupa", "kupasi", "taca",
    ]);

    private static readonly FrozenSet<string> Cups = FrozenSet.ToFrozenSet(["cup", "copa", "coupe", "coppa", "pokal", "kupa", "kupasi", "taca", "beker", "trophy", "shield", "supercup", "supercopa", "supercoppa"]);

    private static readonly FrozenSet<string> Sponsors = FrozenSet.ToFrozenSet(
    [
        "uber eats", "mcdonalds", "mcdonald s", "santander", "ea sports", "easports", "hypermotion", "tim", "enilive", "bkt", "serie bkt", "betclic", "bwin", "nos", "trendyol", "spor toto", "keuken kampioen", "barclays", "sky bet", "cinch", "ladbrokes",
        "betfred", "brack", "credit suisse", "raiffeisen", "tipico", "admiral", "stoiximan", "betsson", "itau", "betano", "assai", "pko bp", "pko", "binance", "axa", "tipsport", "fortuna liga", "novibet", "sabseg", "bbva", "betplay", "plusliga",
        "william hill", "airtricity", "sse airtricity", "meiji yasuda", "hana", "indonesia bri", "bri", "turkish airlines", "rewe", "libertad",
    ]);

    public static string? SportOf(string phrase) => Sports.TryGetValue(phrase, out var sport) ? sport.Sport : null;

    public static int Rank(string sport) => Ranks[sport];

    public static bool IsSportWord(string phrase) => SportNames.Contains(phrase);

    public static (string Id, string Country)? LeagueOf(string phrase) => Leagues.TryGetValue(phrase, out var league) ? league : null;

    public static int LevelOf(string word) => Levels.GetValueOrDefault(word);

    /// <summary>True for a word whose next one is its number or letter, not a division.</summary>
    public static bool IsNumbered(string word) => Numbered.Contains(word);

    public static bool IsGeneric(string word) => Generic.Contains(word);

    public static bool IsCup(string word) => Cups.Contains(word);

    public static bool IsSponsor(string phrase) => Sponsors.Contains(phrase);
}
