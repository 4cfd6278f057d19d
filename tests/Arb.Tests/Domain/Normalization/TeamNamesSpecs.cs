using Arb.Domain.Normalization;
using Arb.Domain.Registry;
using FsCheck;
using FsCheck.Fluent;

namespace Arb.Tests.Domain.Normalization;

public sealed class TeamNamesSpecs
{
    [Theory]
    [InlineData("1. FC Köln", "koln")]
    [InlineData("Bayern München", "bayern munchen")]
    [InlineData("FC Bayern München", "bayern munchen")]
    [InlineData("Arsenal F.C.", "arsenal")]
    [InlineData("FC St. Pauli", "st pauli")]
    [InlineData("Nott'm Forest", "nottm forest")]
    [InlineData("Brighton & Hove Albion", "brighton hove albion")]
    [InlineData("Brighton and Hove Albion FC", "brighton hove albion")]
    [InlineData("VfL Bochum 1848", "bochum 1848")]
    [InlineData("Łódź", "lodz")]
    [InlineData("Strømsgodset IF", "stromsgodset")]
    [InlineData("Großaspach", "grossaspach")]
    [InlineData("Đà Nẵng", "da nang")]
    [InlineData("Ægir", "aegir")]
    [InlineData("Beşiktaş", "besiktas")]
    [InlineData("İstanbul Başakşehir", "istanbul basaksehir")]
    [InlineData("  Real   Madrid ", "real madrid")]
    [InlineData("Atlético-MG", "atletico mg")]
    [InlineData("River Plate (Uru)", "river plate uru")]
    [InlineData("Brazil (N)", "brazil")]
    [InlineData("FC", "fc")]
    [InlineData("Спартак Москва", "спартак москва")]
    [InlineData("Espan\u0303a", "espana")]
    public void Should_fold_a_name(string name, string canonical) => Assert.Equal(canonical, TeamNames.Normalise(name)!.Canonical);

    [Theory]
    [InlineData("Arsenal (W)", "arsenal", TeamMarkers.Women)]
    [InlineData("Niigata University H&W", "niigata university h w", TeamMarkers.None)]
    [InlineData("Chelsea B W", "chelsea", TeamMarkers.Reserves | TeamMarkers.Women)]
    [InlineData("Arsenal W", "arsenal", TeamMarkers.Women)]
    [InlineData("Arsenal Women FC", "arsenal", TeamMarkers.Women)]
    [InlineData("Arsenal Ladies", "arsenal", TeamMarkers.Women)]
    [InlineData("Barcelona Femení", "barcelona", TeamMarkers.Women)]
    [InlineData("Santos Femenino", "santos", TeamMarkers.Women)]
    [InlineData("Germany U21", "germany", TeamMarkers.U21)]
    [InlineData("Germany U-21", "germany", TeamMarkers.U21)]
    [InlineData("Argentina Sub-20", "argentina", TeamMarkers.U20)]
    [InlineData("Argentina Sub 20", "argentina", TeamMarkers.U20)]
    [InlineData("England Under 19", "england", TeamMarkers.U19)]
    [InlineData("England U19 (W)", "england", TeamMarkers.U19 | TeamMarkers.Women)]
    [InlineData("England U15", "england u15", TeamMarkers.Youth)]
    [InlineData("Bayern München II", "bayern munchen", TeamMarkers.Reserves)]
    [InlineData("Bayern München III", "bayern munchen", TeamMarkers.Reserves | TeamMarkers.ThirdTeam)]
    [InlineData("Barcelona B", "barcelona", TeamMarkers.Reserves)]
    [InlineData("Boca Juniors Reserves", "boca juniors", TeamMarkers.Reserves)]
    [InlineData("River Plate (R)", "river plate", TeamMarkers.Reserves)]
    [InlineData("Jong Ajax", "ajax", TeamMarkers.Reserves)]
    [InlineData("Spain (e)", "spain", TeamMarkers.Esports)]
    [InlineData("Real Madrid (V)", "real madrid", TeamMarkers.Esports)]
    [InlineData("Chelsea SRL", "chelsea", TeamMarkers.Esports)]
    [InlineData("Chelsea (Corners)", "chelsea corners", TeamMarkers.Special)]
    [InlineData("Chelsea - To Qualify", "chelsea to qualify", TeamMarkers.Special)]
    [InlineData("Chelsea (ET)", "chelsea et", TeamMarkers.Special)]
    [InlineData("Home Teams", "home teams", TeamMarkers.Special)]
    public void Should_recognise_what_is_not_the_first_team_of_men(string name, string canonical, TeamMarkers markers)
    {
        var team = TeamNames.Normalise(name)!;
        Assert.Equal((canonical, markers), (team.Canonical, team.Markers));
    }

    [Theory]
    [InlineData("Boca Juniors")]
    [InlineData("B 93 Copenhagen")]
    [InlineData("Hannover 96")]
    [InlineData("Vitória")]
    [InlineData("Wolves")]
    [InlineData("SV Werder Bremen")]
    [InlineData("Unterhaching")]
    [InlineData("Under Armour XI")]
    public void Should_find_no_marker_in_a_first_team(string name) => Assert.Equal(TeamMarkers.None, TeamNames.Normalise(name)!.Markers);

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("---")]
    [InlineData("(W)")]
    public void Should_refuse_a_name_with_nothing_in_it(string name) => Assert.Null(TeamNames.Normalise(name));

    [Theory]
    [InlineData("England - Women's Super League", TeamMarkers.Women)]
    [InlineData("UEFA U21 Championship 2025", TeamMarkers.U21)]
    [InlineData("*ENGLISH PREMIER LEAGUE - CORNERS", TeamMarkers.Special)]
    [InlineData("e-Football Battle 2 x 4 mins", TeamMarkers.Esports | TeamMarkers.Special)]
    [InlineData("Italy Serie B", TeamMarkers.None)]
    [InlineData("2. Bundesliga", TeamMarkers.None)]
    [InlineData("Romania Liga II", TeamMarkers.None)]
    public void Should_read_markers_of_a_league(string league, TeamMarkers expected)
    {
        TeamNames.NormaliseLeague(league, out var markers);
        Assert.Equal(expected, markers);
    }

    [Fact]
    public void Should_give_the_markers_of_the_league_to_both_teams()
    {
        Assert.True(TeamNames.TryNormalise("World Cup Women 2027", "USA (W)", "Japan", out var league, out var home, out var away));
        Assert.Equal("world cup women", league);
        Assert.Equal((TeamMarkers.Women, TeamMarkers.Women), (home.Markers, away.Markers));
    }

    [Fact]
    public void Should_be_idempotent_on_any_text_and_never_throw() => Prop.ForAll<NonNull<string>>(text =>
    {
        var once = TeamNames.Normalise(text.Get);
        if (once is null || once.Markers != TeamMarkers.None)
            return true;
        var twice = TeamNames.Normalise(once.Canonical);
        return twice is null || twice.Markers != TeamMarkers.None || twice.Canonical == once.Canonical || once.Canonical.Length > 200;
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));
}
