using Arb.Domain.Discovery;
using Arb.Domain.Normalization;

namespace Arb.Tests.Domain.Discovery;

public sealed class TeamAliasListSpecs
{
    [Fact]
    public void Should_have_no_name_in_two_lines_of_the_list_that_comes_with_the_program()
    {
        using var stream = typeof(TeamAliasList).Assembly.GetManifestResourceStream("aliases.tsv")!;
        using var reader = new StreamReader(stream);
        var lineOf = new Dictionary<string, string>();
        var twice = new List<string>();
        while (reader.ReadLine() is { } line)
            if (!line.StartsWith('#'))
                foreach (var name in line.Split('\t').Select(name => TeamNames.Normalise(name)!).Where(name => name.Markers == Arb.Domain.Registry.TeamMarkers.None).Select(name => name.Canonical).Distinct())
                    if (!lineOf.TryAdd(name, line))
                        twice.Add($"{name}: {line} / {lineOf[name]}");
        Assert.Empty(twice);
    }

    [Theory]
    [InlineData("Man Utd", "Manchester United FC")]
    [InlineData("Crvena zvezda", "Red Star Belgrade")]
    [InlineData("AGF", "Aarhus")]
    [InlineData("Korea Republic", "South Korea")]
    public void Should_know_names_of_one_team(string first, string second) => Assert.True(TeamAliasList.BuiltIn.AreSame(first, second));

    [Theory]
    [InlineData("Man Utd", "Man City")]
    [InlineData("Olympiakos", "Olympiakos Volos")]
    [InlineData("North Korea", "South Korea")]
    public void Should_not_take_two_teams_for_one(string first, string second) => Assert.False(TeamAliasList.BuiltIn.AreSame(first, second));

    [Fact]
    public void Should_take_and_take_back_an_operators_names()
    {
        var at = DateTimeOffset.UnixEpoch;
        var list = TeamAliasList.BuiltIn.With([new TeamAlias("Northam", "Nthm Town", true, "operator", at)]);
        Assert.True(list.AreSame("FC Northam", "Nthm Town"));
        Assert.False(list.With([new TeamAlias("Northam", "Nthm Town", false, "operator", at)]).AreSame("Northam", "Nthm Town"));
        Assert.False(TeamAliasList.BuiltIn.With([new TeamAlias("AGF", "Aarhus", false, "operator", at)]).AreSame("AGF", "Aarhus"));
    }
}
