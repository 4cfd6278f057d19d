namespace Arb.Tests.Laws;

/// <summary>L24, Frontend purity: a front end renders state and sends commands; no parsing of odds, no arbitrage, no state of the business in it.</summary>
public sealed class L24_FrontendPuritySpecs
{
    // Contracts and sessions are handed over as the browser exported them; reading those files is the importer's work, not the front end's.
    private static readonly string[] Business =
    [
        "Arb.Actors.", "Arb.Domain.Arbitrage", "Arb.Domain.Pairing", "Arb.Domain.Discovery.Event", "Arb.Domain.Normalization", "Arb.Domain.Registry", "Arb.Domain.Harvest.IHarvest",
        "ExecutionDecider", "EnginePlanner", "StakePlanner", "HedgePlanner", "SurebetTest", "LampRule.", "Gate.Check", "AccountFsm",
    ];

    [Theory]
    [InlineData("Cli")]
    [InlineData("Views")]
    public void Should_use_commands_and_replies_only(string folder)
    {
        var files = Directory.GetFiles(Path.Combine(AssemblyFacts.Root, "src", "Arb.Host", folder), "*.cs");
        Assert.NotEmpty(files);
        foreach (var file in files)
        {
            var text = File.ReadAllText(file);
            Assert.DoesNotContain(Business, word => text.Contains(word, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Should_hold_no_state_between_two_commands()
    {
        var fields = AssemblyFacts.Host.GetTypes()
            .Where(type => type.Namespace is "Arb.Host.Views")
            .SelectMany(type => type.GetFields(System.Reflection.BindingFlags.Static | System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Public))
            .Where(field => !field.IsInitOnly && !field.IsLiteral && !field.Name.Contains('<', StringComparison.Ordinal));
        Assert.Empty(fields);
    }
}
