using Akka.Configuration;
using Xunit;

namespace Akka.Embedded.Tests.Configuration;

public sealed class ConfigSpecs
{
    private const string Sample = """
        # a comment
        // another one
        arb {
          name = engine
          text = "with \"quotes\" and \u00e9"
          raw = three words here
          port = 8080
          big = 9000000000
          ratio : 1.25
          enabled = on
          disabled = false
          nothing = null
          wait = 5s
          tags = [a, "b c", d]
          numbers = [
            1
            2
            3
          ]
          empty = []
          "dotted.key" = yes-it-is
          nested { deep.er = 1, deep.est = 2 }
        }
        arb.nested.added = 3
        """;

    private static readonly Config Parsed = ConfigurationFactory.ParseString(Sample);

    [Fact]
    public void Should_read_text() => Assert.Equal("engine", Parsed.GetString("arb.name"));

    [Fact]
    public void Should_read_escapes_in_quoted_text() => Assert.Equal("with \"quotes\" and é", Parsed.GetString("arb.text"));

    [Fact]
    public void Should_keep_the_blanks_inside_unquoted_text() => Assert.Equal("three words here", Parsed.GetString("arb.raw"));

    [Fact]
    public void Should_read_numbers()
    {
        Assert.Equal(8080, Parsed.GetInt("arb.port"));
        Assert.Equal(9_000_000_000, Parsed.GetLong("arb.big"));
        Assert.Equal(1.25m, Parsed.GetDecimal("arb.ratio"));
        Assert.Equal(1.25, Parsed.GetDouble("arb.ratio"));
        Assert.Equal(1.25f, Parsed.GetFloat("arb.ratio"));
    }

    [Fact]
    public void Should_read_on_and_false_as_yes_and_no()
    {
        Assert.True(Parsed.GetBoolean("arb.enabled"));
        Assert.False(Parsed.GetBoolean("arb.disabled", true));
    }

    [Fact]
    public void Should_refuse_an_unknown_boolean() => Assert.Throws<NotSupportedException>(() => Parsed.GetBoolean("arb.name"));

    [Fact]
    public void Should_refuse_a_number_that_is_none() => Assert.Throws<FormatException>(() => Parsed.GetInt("arb.name"));

    [Fact]
    public void Should_give_null_for_null_which_is_a_path_nevertheless()
    {
        Assert.Null(Parsed.GetString("arb.nothing", "default"));
        Assert.True(Parsed.HasPath("arb.nothing"));
    }

    [Fact]
    public void Should_give_the_default_for_what_is_not_there()
    {
        Assert.Equal("x", Parsed.GetString("arb.missing", "x"));
        Assert.Equal(7, Parsed.GetInt("arb.missing", 7));
        Assert.Equal(TimeSpan.FromSeconds(3), Parsed.GetTimeSpan("arb.missing", TimeSpan.FromSeconds(3)));
        Assert.Empty(Parsed.GetStringList("arb.missing"));
        Assert.Null(Parsed.GetByteSize("arb.missing"));
        Assert.Null(Parsed.GetConfig("arb.missing"));
        Assert.False(Parsed.HasPath("arb.missing"));
    }

    [Fact]
    public void Should_read_lists()
    {
        Assert.Equal(["a", "b c", "d"], Parsed.GetStringList("arb.tags"));
        Assert.Equal([1, 2, 3], Parsed.GetIntList("arb.numbers"));
        Assert.Empty(Parsed.GetStringList("arb.empty"));
    }

    [Fact]
    public void Should_find_a_key_with_a_dot_by_quotes() => Assert.Equal("yes-it-is", Parsed.GetString("arb.\"dotted.key\""));

    [Fact]
    public void Should_merge_an_object_with_the_dotted_paths_into_it()
    {
        Config? nested = Parsed.GetConfig("arb.nested");
        Assert.Equal(1, nested!.GetInt("deep.er"));
        Assert.Equal(2, nested.GetInt("deep.est"));
        Assert.Equal(3, nested.GetInt("added"));
    }

    [Fact]
    public void Should_let_the_later_setting_win() =>
        Assert.Equal(2, ConfigurationFactory.ParseString("a = 1\na = 2").GetInt("a"));

    [Fact]
    public void Should_walk_every_key_through_the_public_objects()
    {
        var keys = new List<string>();
        void Walk(IDictionary<string, object> fields, string prefix)
        {
            foreach ((string key, object value) in fields)
            {
                if (value is IDictionary<string, object> inner)
                {
                    Walk(inner, $"{prefix}{key}/");
                }
                else
                {
                    keys.Add(prefix + key);
                }
            }
        }

        Walk(Parsed.GetValue("arb.nested")!.GetObject()!.Unwrapped, string.Empty);
        Assert.Equal(["deep/er", "deep/est", "added"], keys);
        Assert.Equal(["arb"], Parsed.AsEnumerable().Select(item => item.Key));
    }

    [Theory]
    [InlineData("10", 0.010)]
    [InlineData("10ms", 0.010)]
    [InlineData("10 millis", 0.010)]
    [InlineData("1.5s", 1.5)]
    [InlineData("2 seconds", 2)]
    [InlineData("3 m", 180)]
    [InlineData("1 minute", 60)]
    [InlineData("2h", 7200)]
    [InlineData("1d", 86400)]
    [InlineData("500 micros", 0.0005)]
    [InlineData("1000000 ns", 0.001)]
    public void Should_read_durations(string text, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), ConfigurationFactory.ParseString($"a = {text}").GetTimeSpan("a"));

    [Fact]
    public void Should_read_infinite_only_where_it_is_allowed()
    {
        Config config = ConfigurationFactory.ParseString("a = infinite");
        Assert.Equal(Timeout.InfiniteTimeSpan, config.GetTimeSpan("a"));
        Assert.Throws<FormatException>(() => config.GetTimeSpan("a", allowInfinite: false));
    }

    [Theory]
    [InlineData("-1s")]
    [InlineData("5 fortnights")]
    [InlineData("soon")]
    public void Should_refuse_malformed_durations(string text) =>
        Assert.Throws<FormatException>(() => ConfigurationFactory.ParseString($"a = \"{text}\"").GetTimeSpan("a"));

    [Theory]
    [InlineData("10", 10)]
    [InlineData("10 B", 10)]
    [InlineData("10k", 10_240)]
    [InlineData("10KiB", 10_240)]
    [InlineData("10kB", 10_000)]
    [InlineData("2 MiB", 2_097_152)]
    [InlineData("2MB", 2_000_000)]
    [InlineData("1G", 1_073_741_824)]
    [InlineData("1 terabyte", 1_000_000_000_000)]
    public void Should_read_sizes(string text, long bytes) =>
        Assert.Equal(bytes, ConfigurationFactory.ParseString($"a = {text}").GetByteSize("a"));

    [Fact]
    public void Should_refuse_an_unknown_unit_of_size() =>
        Assert.Throws<FormatException>(() => ConfigurationFactory.ParseString("a = 10 parsecs").GetByteSize("a"));

    [Fact]
    public void Should_read_multi_line_text_as_it_stands() =>
        Assert.Equal("line \\n one\n  \"two\"", ConfigurationFactory.ParseString("a = \"\"\"line \\n one\n  \"two\" \"\"\"").GetString("a"));

    [Fact]
    public void Should_substitute_a_value_wherever_it_is_set()
    {
        Config config = ConfigurationFactory.ParseString("""
            path = ${base}/journal
            copy = ${settings}
            list = ${items}
            base = "/data"
            settings { x = 1, y.z = 2 }
            items = [1, 2]
            """);
        Assert.Equal("/data/journal", config.GetString("path"));
        Assert.Equal(2, config.GetInt("copy.y.z"));
        Assert.Equal([1, 2], config.GetIntList("list"));
    }

    [Fact]
    public void Should_refuse_a_substitution_without_a_value() =>
        Assert.Throws<FormatException>(() => ConfigurationFactory.ParseString("a = ${no.such.path}"));

    [Fact]
    public void Should_ask_the_fallback_for_what_is_missing_and_leave_both_as_they_are()
    {
        Config upper = ConfigurationFactory.ParseString("a { x = 1, list = [1] }\nonly.upper = u");
        Config lower = ConfigurationFactory.ParseString("a { x = 9, y = 2, list = [8, 9] }\nonly.lower = l");
        Config both = upper.WithFallback(lower);
        Assert.Equal(1, both.GetInt("a.x"));
        Assert.Equal(2, both.GetInt("a.y"));
        Assert.Equal([1], both.GetIntList("a.list"));
        Assert.Equal("u", both.GetString("only.upper"));
        Assert.Equal("l", both.GetString("only.lower"));
        Assert.False(upper.HasPath("a.y"));
        Assert.Equal(9, lower.GetInt("a.x"));
    }

    [Fact]
    public void Should_prefer_the_first_of_several_fallbacks()
    {
        Config config = ConfigurationFactory.ParseString("a = 1")
            .WithFallback(ConfigurationFactory.ParseString("a = 2, b = 2"))
            .WithFallback(ConfigurationFactory.ParseString("a = 3, b = 3, c { d = 3 }"));
        Assert.Equal((1, 2, 3), (config.GetInt("a"), config.GetInt("b"), config.GetInt("c.d")));
        Assert.Equal(3, config.GetConfig("c")!.GetInt("d"));
    }

    [Fact]
    public void Should_not_be_its_own_fallback() => Assert.Throws<ArgumentException>(() => Parsed.WithFallback(Parsed));

    [Fact]
    public void Should_know_that_it_is_empty()
    {
        Assert.True(ConfigurationFactory.Empty.IsEmpty);
        Assert.True(Config.Empty.IsNullOrEmpty());
        Assert.True(((Config?)null).IsNullOrEmpty());
        Assert.False(Parsed.IsEmpty);
    }

    [Fact]
    public void Should_include_what_the_callback_gives()
    {
        Config config = ConfigurationFactory.ParseString(
            "a { include \"other\" }\nb = 2",
            name => Akka.Configuration.Hocon.Parser.Parse($"name = {name}\nx {{ y = 1 }}", null));
        Assert.Equal("other", config.GetString("a.name"));
        Assert.Equal(1, config.GetInt("a.x.y"));
        Assert.Equal(2, config.GetInt("b"));
    }

    [Fact]
    public void Should_refuse_an_assignment_inside_unquoted_text() =>
        Assert.Throws<ConfigurationException>(() => ConfigurationFactory.ParseString("a = http://host"));

    [Fact]
    public void Should_convert_text_implicitly()
    {
        Config config = "a = 1";
        Assert.Equal(1, config.GetInt("a"));
    }

    [Fact]
    public void Should_print_text_that_parses_to_the_same_settings()
    {
        Config again = ConfigurationFactory.ParseString(ConfigurationFactory.ParseString("a { b = 1, c = \"x y\" }\nd = [1, 2]").ToString());
        Assert.Equal(1, again.GetInt("a.b"));
        Assert.Equal("x y", again.GetString("a.c"));
        Assert.Equal([1, 2], again.GetIntList("d"));
    }
}
