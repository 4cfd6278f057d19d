using Arb.Domain.Discovery;
using Arb.Domain.Normalization;
using FsCheck;
using FsCheck.Fluent;

namespace Arb.Tests.Domain.Discovery;

public sealed class NameSimilaritySpecs
{
    [Theory]
    [InlineData("Man City", "Manchester City FC")]
    [InlineData("Wolves", "Wolverhampton Wanderers")]
    [InlineData("QPR", "Queens Park Rangers")]
    [InlineData("PSG", "Paris Saint-Germain")]
    [InlineData("M'gladbach", "Bor. Mönchengladbach")]
    [InlineData("Gladbach", "Mönchengladbach")]
    [InlineData("Nott'm Forest", "Nottingham Forest FC")]
    [InlineData("Bayern Munich", "FC Bayern München")]
    [InlineData("FC Koeln", "1. FC Köln")]
    [InlineData("St Pauli", "FC St. Pauli")]
    [InlineData("Sheffield Wed", "Sheffield Wednesday")]
    [InlineData("Inter", "Internazionale Milano")]
    [InlineData("Atlético Mineiro", "Atletico-MG")]
    [InlineData("Westham United", "West Ham United")]
    [InlineData("Middlesbrough", "Middlesborough")]
    [InlineData("Zürich", "FC Zuerich")]
    [InlineData("Etihad Al Reef", "Etehad Alreef")]
    [InlineData("Jwaya SC", "Jwaaya FC")]
    [InlineData("CS Gloria 2018 Bistrita-Na", "Gloria 2018 Bistrita Nasaud")]
    [InlineData("Hawassa Kima FC", "Hawassa Kenema")]
    [InlineData("Unione Calcio Sampdoria", "UC Sampdoria")]
    [InlineData("Associazione Calcio Chievo Verona", "AC Chievo Verona")]
    [InlineData("RFC Seraing", "Royal Football Club Seraing")]
    [InlineData("UC Sampdoria", "Sampdoria Genua")]
    public void Should_know_two_spellings_of_a_team(string a, string b) => Assert.InRange(Score(a, b), 65, 100);

    [Theory]
    [InlineData("Man City", "Man United")]
    [InlineData("Sheffield United", "Sheffield Wednesday")]
    [InlineData("Real Madrid", "Real Sociedad")]
    [InlineData("Atletico Madrid", "Real Madrid")]
    [InlineData("Botafogo RJ", "Botafogo SP")]
    [InlineData("Atletico-MG", "Atletico-PR")]
    [InlineData("River Plate (Uru)", "River Plate (Arg)")]
    [InlineData("Dinamo Kyiv", "Dinamo Zagreb")]
    [InlineData("Eintracht Frankfurt", "Eintracht Braunschweig")]
    [InlineData("Borussia Dortmund", "Borussia Mönchengladbach")]
    [InlineData("Union Berlin", "Hertha Berlin")]
    [InlineData("United", "Manchester United")]
    [InlineData("Iran", "Iraq")]
    [InlineData("Wolfsburg", "Wolves")]
    public void Should_keep_different_teams_apart(string a, string b) => Assert.InRange(Score(a, b), 0, 64);

    [Theory]
    [InlineData("Rio Ave Futebol Clube", "Rio Ave FC", true)]
    [InlineData("Granada 74", "Granada CF", false)]
    [InlineData("River Plate (Uru)", "River Plate", false)]
    [InlineData("Dundee U", "Dundee FC", false)]
    public void Should_be_sure_enough_for_a_derby_when_only_articles_and_legal_forms_differ(string a, string b, bool sure) => Assert.Equal(sure, Score(a, b) >= 95);

    [Fact]
    public void Should_find_the_lists_name_in_a_long_form_that_the_list_lacks() =>
        Assert.Equal(100, TeamForm.Fit(Form("Gençlerbirliği Spor Kulübü"), Form("Genclerbirligi Ankara")).Score);

    [Theory]
    [InlineData("granada 74", "granada 74")]
    [InlineData("botafogo rj", "botafogo rj")]
    [InlineData("iraklis 1908 thessaloniki", "iraklis thessaloniki")]
    public void Should_keep_what_tells_namesakes_apart_when_a_list_is_asked(string canonical, string core) => Assert.Equal(core, new ComparableName(canonical).Core);

    [Theory]
    [InlineData("martha", "marhta", 96)]
    [InlineData("dixon", "dicksonx", 81)]
    [InlineData("same", "same", 100)]
    [InlineData("abc", "xyz", 0)]
    public void Should_compute_jaro_winkler(string a, string b, int expected) => Assert.Equal(expected, NameSimilarity.JaroWinkler(a, b));

    [Fact]
    public void Should_not_depend_on_which_name_comes_first() => Prop.ForAll(Names(), Names(), (a, b) => Score(a, b) == Score(b, a) && Score(a, b) is >= 0 and <= 100)
        .Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));

    [Fact]
    public void Should_give_every_name_to_itself() => Prop.ForAll(Names(), a => Score(a, a) == 100).Check(Config.QuickThrowOnFailure);

    private static TeamForm Form(string name) => new(TeamNames.Normalise(name)!, new TeamAliases(TeamAliasList.BuiltIn));

    private static Arbitrary<string> Names() => Gen.Elements("united", "city", "man", "manchester", "saint", "st", "koln", "koeln", "1860", "munchen", "munich", "mg", "sp", "wolves", "a")
        .NonEmptyListOf().Select(w => string.Join(' ', w.Take(6))).ToArbitrary();

    private static int Score(string a, string b) =>
        NameSimilarity.Of(new ComparableName(TeamNames.Normalise(a)!.Canonical), new ComparableName(TeamNames.Normalise(b)!.Canonical));
}
