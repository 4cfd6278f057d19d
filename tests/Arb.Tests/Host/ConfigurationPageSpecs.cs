using Arb.Host.Configuration;
using Arb.Tests.Architecture;

namespace Arb.Tests.Host;

public sealed class ConfigurationPageSpecs
{
    [Fact]
    public void Should_be_the_page_that_is_committed()
    {
        var committed = File.ReadAllText(Path.Combine(Repository.Root, "docs", "configuration.md")).ReplaceLineEndings("\n");
        Assert.True(ConfigurationPage.Write() == committed, $"docs/configuration.md is not what hocon/arb.conf and the code say. Make it anew and commit it: {ConfigurationPage.Regenerate}");
    }

    [Fact]
    public void Should_have_a_comment_and_a_reader_for_every_setting() => Assert.Empty(ConfigurationPage.Faults(ConfigLoader.ReferenceText()));

    [Fact]
    public void Should_list_every_key_of_the_reference_once()
    {
        var settings = ConfigurationPage.Settings(ConfigLoader.ReferenceText()).Select(item => item.Setting.Path).ToList();
        Assert.Equal(settings.Distinct(), settings);
        var config = ConfigLoader.Load(null);
        Assert.All(settings, path => Assert.True(config.HasPath(path), path));
        Assert.True(settings.Count > 100, $"{settings.Count} settings");
    }

    [Fact]
    public void Should_change_with_a_default() =>
        Assert.NotEqual(ConfigurationPage.Write(), ConfigurationPage.Write(ConfigLoader.ReferenceText().Replace("odds-every = 4s", "odds-every = 3s", StringComparison.Ordinal)));

    [Fact]
    public void Should_tell_range_default_and_meaning() =>
        Assert.Contains("| `arb.engine.trading` | `paper` | paper, live | paper: fills at the harvested prices", ConfigurationPage.Write(), StringComparison.Ordinal);
}
