using Arb.Host.Configuration;

namespace Arb.Tests.Host;

public sealed class SettingsSpecs : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Should_read_every_built_in_setting()
    {
        var settings = ArbSettings.From(ConfigLoader.Load(null));
        Assert.Equal(Arb.Domain.Execution.TradingMode.Paper, settings.Engine.Trading);
        Assert.Equal(1, settings.Accounts.MaxContracts);
        Assert.Equal(TimeSpan.FromSeconds(5), settings.Execution.WatchdogInterval);
    }

    [Fact]
    public void Should_have_one_set_of_defaults_for_browsers()
    {
        var configured = ArbSettings.From(ConfigLoader.Load(null)).Browser;
        Assert.Empty(configured.ExtraArguments);
        Assert.Equal(new Arb.Browser.BrowserOptions { ExtraArguments = configured.ExtraArguments }, configured);
    }

    [Theory]
    [InlineData("demo.conf")]
    [InlineData("ci.conf")]
    public void Should_read_every_preset(string preset) => Assert.NotNull(ArbSettings.From(ConfigLoader.Load(null, preset)));

    [Fact]
    public void Should_name_an_unknown_key_and_the_nearest_known_one()
    {
        var failure = Assert.Throws<SettingsException>(() => ConfigLoader.Load(Write("arb { engine { min-margn = 0.01 } }")));
        Assert.Contains("'arb.engine.min-margn'", failure.Message);
        Assert.Contains("'arb.engine.min-margin'", failure.Message);
    }

    [Theory]
    [InlineData("engine { max-margin = 0.5 }", "unknown key 'engine'; did you mean 'arb.engine'?")]
    [InlineData("abr.engine.max-margin = 0.5", "unknown key 'abr'; did you mean 'arb'?")]
    public void Should_refuse_a_block_that_is_not_below_arb(string text, string expected) =>
        Assert.Contains(expected, Assert.Throws<SettingsException>(() => ConfigLoader.Load(Write(text))).Message);

    [Fact]
    public void Should_name_file_line_and_column_of_broken_HOCON()
    {
        var file = Write("arb {\n  engine {\n    min-margin = \"0.01\n  }\n");
        var failure = Assert.Throws<SettingsException>(() => ConfigLoader.Load(file));
        Assert.Contains(file, failure.Message);
        Assert.Matches("(?i)line:? *\\d+", failure.Message);
        Assert.Matches("(?i)col(umn)?:? *\\d+", failure.Message);
    }

    [Theory]
    [InlineData("arb {\n  engine {\n    trading = paper\n  }\n", "line 1, column 5: '{' is never closed")]
    [InlineData("arb.engine.trading = paper\n}\n", "line 2, column 1: '}' closes nothing")]
    [InlineData("arb.engine.trading = \"paper\n", "line 1, column 22: the string that begins here has no end")]
    public void Should_say_where_quotes_and_brackets_do_not_meet(string text, string expected) =>
        Assert.Contains(expected, Assert.Throws<SettingsException>(() => ConfigLoader.Load(Write(text))).Message);

    [Fact]
    public void Should_not_take_brackets_in_strings_and_comments_for_brackets() =>
        Assert.NotNull(ConfigLoader.Load(Write("# { [ \"\n// }\narb.engine.trading = \"paper\" # ]\n")));

    [Theory]
    [InlineData("arb.engine.trading = dry", "paper, live")]
    [InlineData("arb.engine.min-margin = much", "a number")]
    [InlineData("arb.engine.approve = first-0", "all, off, or first-N")]
    [InlineData("arb.engine.approve = some", "all, off, or first-N")]
    [InlineData("arb.harvest.odds-every = fast", "a duration")]
    [InlineData("arb.http.max-body = 3", "a size")]
    [InlineData("arb.market.shards = 0", "a whole number from 1")]
    [InlineData("arb.engine.auto-start = maybe", "on or off")]
    [InlineData("arb.execution.placement-timeout = 1s", "longer than arb.execution.call-timeout")]
    [InlineData("arb.exposure.max-total = 1", "below arb.exposure.max-per-match")]
    [InlineData("arb.browser.sandbox = maybe", "auto, on, off")]
    [InlineData("arb.browser.start-deadline = 40s", "shorter than arb.accounts.start-deadline")]
    [InlineData("arb.browser.close-deadline = 40s", "shorter than arb.accounts.reset-deadline")]
    public void Should_say_what_a_setting_holds_and_what_was_expected(string line, string expected) =>
        Assert.Contains(expected, Assert.Throws<SettingsException>(() => ArbSettings.From(ConfigLoader.Load(Write(line)))).Message);

    [Fact]
    public void Should_say_that_a_block_was_expected() =>
        Assert.Contains("must be a block", Assert.Throws<SettingsException>(() => ConfigLoader.Load(Write("arb.engine = 3"))).Message);

    [Fact]
    public void Should_let_an_override_win_over_the_file() =>
        Assert.Equal(0.02m, ArbSettings.From(ConfigLoader.Load(Write("arb.engine.min-margin = 0.01"), overrides: ["arb.engine.min-margin=0.02"])).Engine.MinMargin);

    [Fact]
    public void Should_read_included_files_beside_the_including_one()
    {
        File.WriteAllText(_folder.File("more.conf"), "arb.engine.min-margin = 0.03");
        Assert.Equal(0.03m, ArbSettings.From(ConfigLoader.Load(Write("include \"more.conf\""))).Engine.MinMargin);
    }

    private string Write(string text)
    {
        var file = _folder.File("my.conf");
        File.WriteAllText(file, text);
        return file;
    }
}
