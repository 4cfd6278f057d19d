using Arb.Domain.Discovery;

namespace Arb.Tests.Domain.Discovery;

/// <summary>
/// Two listings, each <c>league | home | away</c>, that are one match or are not. Names and leagues are common or invented; the kinds are those of public bug reports.
/// </summary>
public sealed class SameMatchSpecs
{
    private readonly BinderWorld _world = new();

    [Theory]
    // Another league, country, sport or game.
    [InlineData("English Premier League | Everton | Liverpool", "Copa Sudamericana | Everton | Liverpool")]
    [InlineData("CS2 - Pro League | Natus Vincere | Team Spirit", "Dota 2 - The International | Natus Vincere | Team Spirit")]
    [InlineData("Basketball - EuroLeague | Panathinaikos | Olympiacos", "Greece Super League | Panathinaikos | Olympiacos")]
    [InlineData("NCAA Soccer | Fairmont State | Dayton", "NCAAF | Fairmont State | Dayton")]
    [InlineData("Spain Futsal LNFS | Barcelona | Valdepenas", "Copa del Rey | Barcelona | Valdepenas")]
    [InlineData("Handball - EHF Champions League | Barcelona | PSG", "UEFA Champions League | Barcelona | Paris SG")]
    [InlineData("Argentina Primera Division | River Plate | Liverpool", "Uruguay Primera Division | River Plate | Liverpool")]
    [InlineData("Liga MX | America | Leon", "Copa Libertadores | America | Leon")]
    [InlineData("Inglaterra Premier | Everton | Liverpool", "Chile Primera | Everton | Liverpool")]
    [InlineData("Italy Serie A | Milano | Bologna", "Italy Basketball Serie A | Milano | Bologna")]
    [InlineData("Valorant VCT | G2 | Fnatic", "League of Legends LEC | G2 | Fnatic")]
    [InlineData("La Liga | Real Madrid | Barcelona", "2x2. Division 4x4 | Real Madrid | Barcelona")]
    [InlineData("Nations League | Spain | Italy", "Short Football 3x3 | Spain | Italy")]
    [InlineData("UEFA Nations League | Spain | Italy", "Beach Soccer World Series | Spain | Italy")]
    // Esports and players in brackets.
    [InlineData("EPL | Arsenal | Chelsea", "GT Sports League | Arsenal (Senior) | Chelsea (Jimmy)")]
    [InlineData("Nations League | Spain | Italy", "FIFA - Volta International | Spain (Fox) | Italy (Kray)")]
    [InlineData("La Liga | Real Madrid | Barcelona", "La Liga | Real Madrid (Kray) | Barcelona (Fox)")]
    [InlineData("La Liga | Real Madrid | Barcelona", "EA Sports FC 24 | Real Madrid | Barcelona")]
    [InlineData("La Liga | Real Madrid | Barcelona", "La Liga (FIFA 24) | Real Madrid | Barcelona")]
    // Women, juniors, second teams: in the name, in brackets, or only in the league.
    [InlineData("Super Lig | Fenerbahce | Besiktas", "Super Lig | Fenerbahce Kadın | Besiktas Kadın")]
    [InlineData("Super Lig | Fenerbahce | Besiktas", "Super Lig | Fenerbahce (K.) | Besiktas (K.)")]
    [InlineData("Allsvenskan | Hammarby | Malmo", "Damallsvenskan | Hammarby | Malmo")]
    [InlineData("Allsvenskan | Hammarby | Malmo", "Allsvenskan | Hammarby Dam | Malmo Dam")]
    [InlineData("La Liga | Real Madrid | Barcelona", "Liga F | Real Madrid | Barcelona")]
    [InlineData("Ligue 1 | Lyon | Paris FC", "Ligue 1 | Lyon Femmes | Paris FC Femmes")]
    [InlineData("Premier League | Chelsea | Everton", "Premier League | Chelsea LFC | Everton LFC")]
    [InlineData("Premier League | Chelsea | Everton", "Premier League | Chelsea 女 | Everton 女")]
    [InlineData("Premier League | Chelsea | Everton", "Premier League | Chelsea (jun) | Everton (jun)")]
    [InlineData("Premier League | Chelsea | Everton", "Premier League | Chelsea Academy | Everton Academy")]
    [InlineData("Ligue 1 | Lyon | Nantes", "Ligue 1 | Lyon Espoirs | Nantes Espoirs")]
    [InlineData("La Liga | Osasuna | Betis", "La Liga | Osasuna Promesas | Betis Promesas")]
    [InlineData("Austria Bundesliga | Rapid Wien | Sturm Graz", "Austria Bundesliga | Rapid Wien (A) | Sturm Graz (A)")]
    [InlineData("England - Premier League | Arsenal | Chelsea", "England - Premier League 2 | Arsenal | Chelsea")]
    [InlineData("Serie A | Roma | Lazio", "Italy Campionato Primavera | Roma | Lazio")]
    [InlineData("Argentina Liga Profesional | Boca Juniors | River Plate", "Argentina Reserve League | Boca Juniors | River Plate")]
    [InlineData("Brasileiro Serie A | Santos | Flamengo", "Brasileiro Sub-20 | Santos | Flamengo")]
    [InlineData("J.League | Urawa Reds | Kashima", "Japan J.League Next Gen | Urawa Reds | Kashima")]
    [InlineData("Turkey Super Lig | Fenerbahce | Besiktas", "Turkey A2 Ligi | Fenerbahce | Besiktas")]
    [InlineData("La Liga | Real Madrid | Sevilla", "Spain - Primera RFEF | Real Madrid Castilla | Sevilla Atletico")]
    [InlineData("La Liga | Real Madrid | Athletic Bilbao", "Primera Federacion | Real Madrid Castilla | Athletic Bilbao B")]
    [InlineData("La Liga | Celta Vigo | Athletic Bilbao", "Segunda Federacion | Celta Fortuna | Bilbao Athletic")]
    [InlineData("Serie A | Juventus | Milan", "Serie C | Juventus Next Gen | Milan Futuro")]
    [InlineData("Bundesliga | Bayern Munich | Stuttgart", "2. Bundesliga | Bayern Munich | Stuttgart")]
    [InlineData("ITF Men | Wu Y. | Zhang Z.", "ITF Women | Wu Yifan | Zhang Zhi")]
    // A mark that nobody knows.
    [InlineData("Premier League | Arsenal | Chelsea", "Premier League | Arsenal (Xq) | Chelsea (Xq)")]
    [InlineData("Premier League | Arsenal | Chelsea", "Premier League | Arsenal Zyx | Chelsea Zyx")]
    [InlineData("Premier League | Arsenal | Chelsea", "Premier League | Zyx Arsenal | Zyx Chelsea")]
    [InlineData("Premier League | Arsenal | Chelsea", "Premier League Zyx | Arsenal | Chelsea")]
    // Specials.
    [InlineData("Premier League | Arsenal | Chelsea", "Premier League | Arsenal (YC) | Chelsea (YC)")]
    [InlineData("Premier League | Arsenal | Chelsea", "Premier League | Arsenal (HT) | Chelsea (HT)")]
    [InlineData("Premier League | Arsenal | Chelsea", "Premier League - Total Goals | Arsenal | Chelsea")]
    [InlineData("Premier League | Arsenal | Chelsea", "Premier League Injury Time | Arsenal | Chelsea")]
    // Words crossed, and another opponent.
    [InlineData("NCAAB | Washington State | Oregon", "College Basketball | Washington | Oregon State")]
    [InlineData("NCAAB | North Texas | Georgia", "NCAAB | Texas | Georgia Southern")]
    [InlineData("Premier League | Man Utd | Everton", "Premier League | Manchester City | Everton")]
    [InlineData("ATP Challenger | Cerundolo F. | Nadal R.", "ATP Challenger | Cerundolo J. | Nadal R.")]
    [InlineData("OHL | Barrie Colts | Kitchener Rangers", "OHL | Erie Otters | Kitchener Rangers")]
    [InlineData("Primera | Everton (Chile) | Liverpool", "England Premier League | Everton | Liverpool")]
    // Games of a double-header.
    [InlineData("MLB | Philadelphia Phillies | Miami Marlins (G1)", "MLB | Philadelphia Phillies | Miami Marlins (Game 2)")]
    [InlineData("MLB | Phillies G2 | Marlins G2", "MLB | Phillies G1 | Marlins G1")]
    // Sides that can't be told.
    [InlineData("Scotland Premiership | Northam FC | Northam U", "Scotland Premiership | Northam | Northam Rangers")]
    [InlineData("Argentina Primera | Central Cordoba SE | Central Cordoba R", "Argentina Primera | Central Cordoba | Central Cordoba SdE")]
    public void Should_not_bind_two_matches(string first, string second)
    {
        See("aa:1", first);
        See("bb:1", second);
        Assert.Empty(_world.State());
    }

    [Theory]
    [InlineData("Premier League | Arsenal | Chelsea", "English Premier League | Arsenal FC | Chelsea FC")]
    [InlineData("Inglaterra Premier League | Everton | Liverpool", "England - Premier League | Everton | Liverpool")]
    [InlineData("Bundesliga - Germany | Bayern Munich | Dortmund", "German Bundesliga | FC Bayern München | Borussia Dortmund")]
    [InlineData("Basketball - EuroLeague | Panathinaikos | Olympiacos", "Euroleague | Panathinaikos | Olympiacos Piraeus")]
    [InlineData("EPL | Spurs | Brighton", "Premier League | Tottenham Hotspur | Brighton and Hove Albion")]
    [InlineData("EPL | Spurs | Man Utd", "EPL | Tottenham Hotspur | Manchester United")]
    [InlineData("Ligue 1 | Paris SG | Marseille", "Ligue 1 Uber Eats | Paris Saint-Germain | Olympique de Marseille")]
    [InlineData("Ligue 1 Uber Eats | Paris Saint-Germain | Olympique de Marseille", "France Ligue 1 | PSG | OM")]
    [InlineData("Ligue 1 | Paris SG | Marseille", "France Ligue 1 | PSG | OM")]
    [InlineData("FIFA World Cup | USA | South Korea", "World Cup 2026 | United States | Korea Republic")]
    [InlineData("World Cup | South Korea | USA", "World Cup | Korea Republic | United States")]
    [InlineData("World Cup | Bosnia & Herzegovina | Ivory Coast", "World Cup | Bosnia and Herzegovina | Cote d'Ivoire")]
    [InlineData("Africa Cup | Ivory Coast | Cape Verde", "Africa Cup of Nations | Cote d'Ivoire | Cabo Verde")]
    [InlineData("UCL | Olympiakos Piraeus | Red Star Belgrade", "UCL | Olympiacos | Crvena Zvezda")]
    [InlineData("UCL | Paris SG | Sporting CP", "UCL | Paris Saint-Germain | Sporting Lisbon")]
    [InlineData("NBA | LA Clippers | Philadelphia 76ers", "NBA | Los Angeles Clippers | Philadelphia Sixers")]
    [InlineData("ATP | Zverev A. | Medvedev D.", "ATP | Alexander Zverev | Daniil Medvedev")]
    [InlineData("ATP Challenger | Cerundolo F. | Cerundolo J.", "ATP Challenger | Francisco Cerundolo | Juan Manuel Cerundolo")]
    [InlineData("ATP | Coric B. | Fils A.", "ATP | Borna Coric | Arthur Fils")]
    [InlineData("Eredivisie | Willem II | Heracles", "Eredivisie | Willem II Tilburg | Heracles Almelo")]
    [InlineData("Spain - Primera RFEF | Barcelona B | Real Sociedad B", "Spain - Primera RFEF | Barcelona Atletic | Real Sociedad II")]
    [InlineData("Saudi Pro League | Al Fayha | Al Ittihad", "Saudi Professional League | Al-Feiha | Al-Ettihad")]
    [InlineData("Denmark Superliga | AGF | OB", "Superliga Denmark | Aarhus | Odense BK")]
    [InlineData("Scotland Premiership | Dundee FC | Dundee Utd", "Scottish Premiership | Dundee | Dundee United")]
    [InlineData("Ligue 1 | Paris SG | Paris FC", "Ligue 1 | Paris Saint-Germain | Paris FC")]
    [InlineData("Belgium Pro League | Club Brugge | Cercle Brugge", "Belgian Pro League | Club Brugge KV | Cercle Brugge KSV")]
    [InlineData(" | Arsenal | Chelsea", "Premier League | Arsenal FC | Chelsea")]
    [InlineData("La Liga EA Sports | Real Madrid | Barcelona", "Spain La Liga | Real Madrid | FC Barcelona")]
    public void Should_bind_two_listings_of_one_match(string first, string second)
    {
        See("aa:1", first);
        See("bb:1", second);
        Assert.Equal(["aa:1+bb:1"], _world.State());
    }

    [Theory]
    [InlineData("English Premier League | Everton | Liverpool", "Copa Sudamericana | Everton | Liverpool", BindingReasonCode.CountriesDiffer)]
    [InlineData("CS2 | Natus Vincere | Team Spirit", "Dota 2 | Natus Vincere | Team Spirit", BindingReasonCode.SportsDiffer)]
    [InlineData("Bundesliga | Bayern Munich | Stuttgart", "2. Bundesliga | Bayern Munich | Stuttgart", BindingReasonCode.LevelsDiffer)]
    [InlineData("Premier League | Arsenal | Chelsea", "Premier League | Arsenal (Xq) | Chelsea (Xq)", BindingReasonCode.UnknownMark)]
    [InlineData("Premier League | Arsenal | Chelsea", "Premier League | Arsenal Zyx | Chelsea Zyx", BindingReasonCode.WordOnBothTeams)]
    [InlineData("NCAAB | Washington State | Oregon", "College Basketball | Washington | Oregon State", BindingReasonCode.WordsCrossed)]
    [InlineData("Premier League | Arsenal | Chelsea", "Zyx League | Arsenal | Chelsea", BindingReasonCode.LeaguesUnsure)]
    [InlineData("Premier League | Man Utd | Everton", "Premier League | Manchester City | Everton", BindingReasonCode.TeamsUnlike)]
    [InlineData("MLB | Phillies | Marlins (Game 2)", "MLB | Phillies | Marlins", BindingReasonCode.UnknownMark)]
    public void Should_ask_and_say_by_a_code_why(string first, string second, BindingReasonCode why)
    {
        See("aa:1", first);
        See("bb:1", second);
        Assert.Equal(why, Assert.Single(_world.Binder.Questions).Reason.Code);
    }

    [Fact]
    public void Should_bind_the_right_two_of_four_crossed_listings()
    {
        See("aa:1", "NCAAB | Washington State | Oregon");
        See("aa:2", "NCAAB | Washington | Oregon State");
        See("bb:1", "NCAAB | Washington State | Oregon");
        See("bb:2", "NCAAB | Washington | Oregon State");
        Assert.Equal(["aa:1+bb:1", "aa:2+bb:2"], _world.State());
    }

    [Fact]
    public void Should_tell_second_teams_from_the_first_at_a_third_book()
    {
        See("aa:1", "Spain - Primera RFEF | Barcelona B | Real Sociedad B");
        See("bb:1", "Spain - Primera RFEF | Barcelona Atletic | Real Sociedad II");
        See("cc:1", "La Liga | Barcelona | Real Sociedad");
        Assert.Equal(["aa:1+bb:1"], _world.State());
    }

    [Fact]
    public void Should_see_that_a_derby_is_the_other_way_round()
    {
        See("aa:1", "Scotland Premiership | Dundee FC | Dundee U");
        See("bb:1", "Scotland Premiership | Dundee Utd | Dundee Football");
        Assert.Equal(["aa:1+!bb:1"], _world.State());
    }

    [Fact]
    public void Should_bind_three_spellings_of_a_match()
    {
        See("aa:1", "Ligue 1 | Paris SG | Marseille");
        See("bb:1", "Ligue 1 Uber Eats | Paris Saint-Germain | Olympique de Marseille");
        See("cc:1", "France Ligue 1 | PSG | OM");
        Assert.Equal(["aa:1+bb:1+cc:1"], _world.State());
    }

    [Fact]
    public void Should_not_join_what_a_third_books_spelling_bridges()
    {
        See("aa:1", "League | Northam | Weston");
        See("bb:1", "League | Northam-Southam | Weston");
        See("cc:1", "League | Southam | Weston");
        Assert.DoesNotContain(_world.State(), match => match.Contains("aa:1", StringComparison.Ordinal) && match.Contains("cc:1", StringComparison.Ordinal));
    }

    [Fact]
    public void Should_hold_the_whole_match_back_while_two_events_of_a_third_book_fit_about_as_well()
    {
        See("aa:1", "League | Northam | Weston");
        See("bb:1", "League | Northam | Weston");
        See("cc:1", "League | Northam | Weston");
        See("cc:2", "League | Northam | Weston");
        Assert.Empty(_world.State());
        Assert.All(_world.Binder.Questions, question => Assert.Equal(BindingReasonCode.RivalFits, question.Reason.Code));
    }

    [Fact]
    public void Should_learn_that_leagues_correspond_from_fixtures_that_fit()
    {
        foreach (var (id, home, away) in new[] { ("1", "Northam", "Weston"), ("2", "Eastby", "Southport"), ("3", "Hillam", "Dalton") })
        {
            See($"aa:{id}", $"Xyz | {home} | {away}");
            See($"bb:{id}", $"Qrs | {home} | {away}");
        }
        Assert.Equal(["aa:1+bb:1", "aa:2+bb:2", "aa:3+bb:3"], _world.State());
        _world.Lose("bb:3");
        Assert.Empty(_world.State());
    }

    [Fact]
    public void Should_ask_when_the_league_corresponds_to_another_one()
    {
        foreach (var (id, home, away) in new[] { ("1", "Northam", "Weston"), ("2", "Eastby", "Southport"), ("3", "Hillam", "Dalton") })
        {
            See($"aa:{id}", $"Xyz | {home} | {away}");
            See($"bb:{id}", $"Qrs | {home} | {away}");
        }
        See("aa:4", "Xyz | Marsham | Oldbury", 300);
        See("bb:4", "Tuv | Marsham | Oldbury", 300);
        Assert.Equal(BindingReasonCode.LeagueElsewhere, Assert.Single(_world.Binder.Questions).Reason.Code);
    }

    [Fact]
    public void Should_let_the_operator_overrule_a_marker_and_remember_it()
    {
        See("aa:1", "Eredivisie | Sparta II | Heracles");
        See("bb:1", "Eredivisie | Sparta Rotterdam | Heracles Almelo");
        Assert.Empty(_world.State());
        Assert.Null(_world.Bind("aa:1", "bb:1"));
        Assert.Equal(["aa:1+bb:1"], _world.State());
        See("aa:2", "Eredivisie | Sparta II | Ajax", 500);
        See("bb:2", "Eredivisie | Sparta Rotterdam | Ajax", 500);
        Assert.Equal(["aa:1+bb:1", "aa:2+bb:2"], _world.State());
        _world.Refuse("aa:1", "bb:1");
        Assert.Empty(_world.State());
    }

    [Fact]
    public void Should_remember_a_league_that_the_operator_accepted()
    {
        See("aa:1", "Xyz | Northam | Weston");
        See("bb:1", "Qrs | Northam | Weston");
        Assert.Null(_world.Bind("aa:1", "bb:1"));
        See("aa:2", "Xyz | Eastby | Southport", 500);
        See("bb:2", "Qrs | Eastby | Southport", 500);
        Assert.Equal(["aa:1+bb:1", "aa:2+bb:2"], _world.State());
    }

    [Fact]
    public void Should_pair_each_game_of_a_double_header_with_its_own()
    {
        See("aa:1", "MLB | Philadelphia Phillies | Miami Marlins");
        See("aa:2", "MLB | Philadelphia Phillies | Miami Marlins", 360);
        See("bb:1", "MLB | Philadelphia Phillies | Miami Marlins", 5);
        See("bb:2", "MLB | Philadelphia Phillies | Miami Marlins", 360);
        Assert.Equal(["aa:1+bb:1", "aa:2+bb:2"], _world.State());
        Assert.Empty(_world.Binder.Questions);
    }

    private void See(string key, string listing, int minutes = 0)
    {
        var parts = listing.Split('|', StringSplitOptions.TrimEntries);
        _world.See(key, parts[1], parts[2], parts[0], minutes);
    }
}
