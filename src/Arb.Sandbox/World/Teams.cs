namespace Arb.Sandbox.World;

/// <summary>What kind of side plays: fixtures that differ only in this must never be bound.</summary>
internal enum SideClass
{
    Senior,
    Women,
    Under19,
    Reserves,
}

/// <summary>A fictional side.</summary>
internal sealed record Team(string Place, string Club, SideClass Class);

/// <summary>A fictional league.</summary>
internal sealed record League(int Id, string Country, string Title, SideClass Class, bool NoDraw);

/// <summary>Fictional places, clubs and leagues, drawn from a seed.</summary>
internal sealed class TeamPool
{
    private static readonly string[] Heads =
    [
        "Alder", "Bran", "Cald", "Dun", "Eller", "Fern", "Gold", "Hart", "Ister", "Jar", "Kest", "Lin", "Marr", "Nor", "Ost", "Pell", "Quar", "Rav",
        "Stav", "Thorn", "Ulm", "Ver", "Wyn", "Yarl", "Zell", "Kørs", "Müll", "Brén", "Sol", "Tarn", "Vald", "Corr", "Drav", "Fal", "Gris", "Hol",
    ];

    private static readonly string[] Tails =
    [
        "moor", "vale", "sund", "ford", "haven", "mark", "burg", "wick", "stead", "mere", "holm", "grad", "ovo", "ara", "ella", "ington", "bridge", "crest",
        "dale", "field", "gate", "hurst", "minster", "nova", "port", "ridge", "shaw", "ton", "well", "worth",
    ];

    private static readonly string[] Fronts = ["", "", "", "", "", "", "", "Saint ", "Port ", "King's "];
    private static readonly string[] Clubs = ["United", "City", "FC", "Rovers", "Athletic", "Town", "Wanderers", "SC"];

    private static readonly string[] Countries =
    [
        "Valdoria", "Norland", "Ostmark", "Karelva", "San Brisco", "Lutania", "Zembria", "Averland", "Tirania", "Queensreach", "Maridor", "Belvania",
    ];

    private static readonly string[] Divisions = ["Premier League", "First Division", "Super League", "National Cup", "League Two"];
    private readonly SeededRandom _random;
    private readonly HashSet<Team> _used = [];

    internal TeamPool(SeededRandom random)
    {
        _random = random;
        var leagues = new List<League>();
        foreach (var country in Countries)
            foreach (var division in Divisions)
                leagues.Add(new League(16_000 + leagues.Count * 7, country, division, SideClass.Senior, false));
        foreach (var country in Countries)
        {
            leagues.Add(new League(16_000 + leagues.Count * 7, country, "Premier League", SideClass.Women, false));
            leagues.Add(new League(16_000 + leagues.Count * 7, country, "Premier League", SideClass.Under19, false));
            leagues.Add(new League(16_000 + leagues.Count * 7, country, "Premier League", SideClass.Reserves, false));
            leagues.Add(new League(16_000 + leagues.Count * 7, country, "Basketball League", SideClass.Senior, true));
        }
        Leagues = leagues;
    }

    internal IReadOnlyList<League> Leagues { get; }

    /// <summary>The league of another class in the same country.</summary>
    internal League Sister(League league, SideClass sideClass) => Leagues.First(l => l.Country == league.Country && l.Class == sideClass && !l.NoDraw);

    internal League PickLeague(bool noDraw)
    {
        while (true)
        {
            var league = _random.Pick(Leagues);
            if (league.NoDraw == noDraw && league.Class == SideClass.Senior)
                return league;
        }
    }

    /// <summary>A side that plays nowhere else.</summary>
    internal Team Fresh(string? place = null)
    {
        for (var attempt = 0; attempt < 200; attempt++)
        {
            var team = new Team(place ?? _random.Pick(Fronts) + _random.Pick(Heads) + _random.Pick(Tails), _random.Pick(Clubs), SideClass.Senior);
            if (_used.Add(team))
                return team;
            if (attempt == 20)
                place = null;
        }
        var numbered = new Team($"{_random.Pick(Heads)}{_random.Pick(Tails)} {_used.Count}", _random.Pick(Clubs), SideClass.Senior);
        _used.Add(numbered);
        return numbered;
    }

    internal void Release(Team team) => _used.Remove(team with { Class = SideClass.Senior });
}

/// <summary>How one bookmaker writes names: each has its own habits, as real ones do.</summary>
internal static class Spelling
{
    private static readonly string[] Nicknames =
    [
        "Lilywhites", "Gunners", "Seagulls", "Ironmongers", "Hatters", "Cobblers", "Shrimpers", "Bluebirds", "Magpies", "Toffeemakers", "Quakers", "Pilgrims",
    ];

    /// <summary>A name that shows nothing of the team's own.</summary>
    internal static string Nickname(int number) => Nicknames[number % Nicknames.Length];

    internal static string Name(Team team, int style)
    {
        var place = style == 2 ? team.Place : Plain(team.Place);
        place = place.Replace("Saint ", style switch { 0 => "St. ", 1 => "Saint ", _ => "St " }, StringComparison.Ordinal);
        var club = (team.Club, style) switch
        {
            ("United", 1) => "Utd",
            ("United", 2) => "Utd.",
            ("Athletic", 2) => "Ath.",
            ("Wanderers", 1) => "Wand.",
            _ => team.Club,
        };
        var name = team.Club switch
        {
            "FC" => style switch { 0 => $"FC {place}", 1 => place, _ => $"{place} FC" },
            "SC" => style switch { 0 => $"{place} SC", 1 => $"SC {place}", _ => $"{place} S.C." },
            _ => $"{place} {club}",
        };
        return name + Marker(team.Class, style);
    }

    internal static string Name(League league, int style)
    {
        var marker = league.Class switch
        {
            SideClass.Women => "Women",
            SideClass.Under19 => style == 1 ? "U-19" : "U19",
            SideClass.Reserves => "Reserve",
            _ => "",
        };
        var title = marker.Length == 0 ? league.Title : $"{marker} {league.Title}";
        return style switch
        {
            0 => $"{league.Country} {title}".ToUpperInvariant(),
            1 => $"{league.Country} - {title}",
            _ => $"{league.Country} {title}",
        };
    }

    private static string Marker(SideClass sideClass, int style) => (sideClass, style) switch
    {
        (SideClass.Women, 0) => " (W)",
        (SideClass.Women, 1) => " Women",
        (SideClass.Women, _) => " (w)",
        (SideClass.Under19, 1) => " U-19",
        (SideClass.Under19, _) => " U19",
        (SideClass.Reserves, 0) => " (R)",
        (SideClass.Reserves, 1) => " Reserves",
        (SideClass.Reserves, _) => " Res.",
        _ => "",
    };

    private static string Plain(string text) =>
        text.Replace('ø', 'o').Replace("ü", "ue", StringComparison.Ordinal).Replace('é', 'e');
}
