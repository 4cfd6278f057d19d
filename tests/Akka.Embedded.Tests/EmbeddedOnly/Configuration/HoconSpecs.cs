using System.Globalization;
using System.Text;
using Akka.Configuration;
using Xunit;

namespace Akka.Embedded.Tests.EmbeddedOnly.Configuration;

/// <summary>HOCON beyond what the 1.5 packages read: optional substitutions, environment, concatenation, +=, files, positions of errors.</summary>
public sealed class HoconSpecs
{
    private static Config Parse(string text) => ConfigurationFactory.ParseString(text);

    [Theory]
    [InlineData("a = ", 1, 5, "a value")]
    [InlineData("a = }", 1, 5, "a value")]
    [InlineData("a {\n  b = 1\n", 3, 1, "'}'")]
    [InlineData("a = 1\n}", 2, 1, "a key")]
    [InlineData("a = [1, 2", 1, 10, "']'")]
    [InlineData("a = [1, }", 1, 9, "a value")]
    [InlineData("a = \"open\nb = 1", 1, 5, "closing '\"'")]
    [InlineData("a = \"\"\"open", 1, 5, "closing '\"\"\"'")]
    [InlineData("x = 1\n  a = \"\\q\"", 2, 8, "escapes")]
    [InlineData("a = \"\\u12G4\"", 1, 6, "escapes")]
    [InlineData("a\nb = 1", 2, 1, "after the key 'a'")]
    [InlineData("a. = 1", 1, 4, "a key")]
    [InlineData("= 1", 1, 1, "a key")]
    [InlineData("a = b@c", 1, 6, "the end of the value")]
    [InlineData("a = ${b", 1, 8, "'.' or '}'")]
    [InlineData("a = ${}", 1, 7, "a key")]
    [InlineData("x = 1\n\ny = ${nope}", 3, 5, "no value")]
    [InlineData("a = [1] {x = 1}", 1, 1, "one kind")]
    [InlineData("{ a = 1 } b", 1, 11, "the end of the input")]
    [InlineData("include \"no-such-file.conf\"", 1, 1, "cannot include")]
    [InlineData("a = ${b}\nb = ${a}", 2, 5, "cycle")]
    [InlineData("a { b = ${c} }\nc = ${a}", 2, 5, "cycle")]
    public void Should_name_line_and_column_of_a_mistake(string text, int line, int column, string expected)
    {
        FormatException error = Assert.Throws<FormatException>(() => Parse(text));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        if (expected != "one kind")
        {
            Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"line {line}, column {column}"), error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Should_name_the_position_of_an_assignment_in_a_value()
    {
        ConfigurationException error = Assert.Throws<ConfigurationException>(() => Parse("x = 1\na = b = c"));
        Assert.Contains("line 2, column 7", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_name_the_path_of_a_value_that_cannot_be_read()
    {
        FormatException error = Assert.Throws<FormatException>(() => Parse("a.b = 5x").GetTimeSpan("a.b"));
        Assert.StartsWith("a.b: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_refuse_nesting_without_end()
    {
        Assert.Throws<FormatException>(() => Parse(string.Concat(Enumerable.Repeat("a {", 200))));
        Assert.Throws<FormatException>(() => Parse("a = " + new string('[', 200)));
    }

    [Theory]
    [InlineData("a = 1\na = ${?missing}", "1")]
    [InlineData("a = ${?missing}\nb = 1", "none")]
    [InlineData("a = x${?missing}y", "xy")]
    [InlineData("a = ${b} ${c}\nb = x\nc = y", "x y")]
    [InlineData("a = x\na = ${a}/y", "x/y")]
    [InlineData("a = x\na = ${a}/y\na = ${a}/z", "x/y/z")]
    [InlineData("a = ${b.c}\nb { c = 5 }", "5")]
    [InlineData("a = ${b}\nb = ${c}\nc = 3", "3")]
    [InlineData("b = 1\na = ${b}\nb = 2", "2")]
    [InlineData("o { b = 4, c = ${o.b} }\na = ${o.c}", "4")]
    [InlineData("a = ${\"x.y\"}\n\"x.y\" = 6", "6")]
    [InlineData("{ \"a\": \"json\" }", "json")]
    [InlineData("\uFEFFa = bom", "bom")]
    [InlineData("a = 1 // comment", "1")]
    [InlineData("a = 1 # comment\r\n", "1")]
    [InlineData("a : 1,", "1")]
    [InlineData("a = \"x\" y \"z\"", "x y z")]
    public void Should_resolve(string text, string expected) => Assert.Equal(expected, Parse(text).GetString("a", "none"));

    [Fact]
    public void Should_take_an_environment_variable()
    {
        string name = Environment.GetEnvironmentVariables().Keys.Cast<string>().First(key => key == "PATH" || key == "HOME");
        Config config = Parse($"a = ${{?{name}}}\nb = default\nb = ${{?{name}_DOES_NOT_EXIST}}");
        Assert.Equal(Environment.GetEnvironmentVariable(name)!.Trim(), config.GetString("a"));
        Assert.Equal("default", config.GetString("b"));
        Assert.False(Parse($"x = ${{?{name}_DOES_NOT_EXIST}}").HasPath("x"));
    }

    [Fact]
    public void Should_append_to_a_list()
    {
        Config config = Parse("a += 1\na += 2\nb = [x]\nb = ${b} [y]\nb += z");
        Assert.Equal([1, 2], config.GetIntList("a"));
        Assert.Equal(["x", "y", "z"], config.GetStringList("b"));
    }

    [Fact]
    public void Should_leave_undefined_elements_out_of_a_list() => Assert.Equal([1, 2], Parse("a = [1, ${?no}, 2]").GetIntList("a"));

    [Fact]
    public void Should_merge_concatenated_objects()
    {
        Config config = Parse("""
            base { x = 1, deep { p = 1, q = 1 } }
            a = ${base} { x = 2, deep { q = 2 } }
            b = ${base}
            b { y = 3 }
            c = ${base}
            c.deep.p = 4
            d { z = 5 }
            d = ${base}
            """);
        Assert.Equal((2, 1, 2), (config.GetInt("a.x"), config.GetInt("a.deep.p"), config.GetInt("a.deep.q")));
        Assert.Equal((1, 3), (config.GetInt("b.x"), config.GetInt("b.y")));
        Assert.Equal((4, 1), (config.GetInt("c.deep.p"), config.GetInt("c.deep.q")));
        Assert.Equal((5, 1), (config.GetInt("d.z"), config.GetInt("d.x")));
        Assert.Equal(1, config.GetInt("base.x"));
        Assert.False(config.HasPath("base.y"));
    }

    [Fact]
    public void Should_include_files_relative_to_the_including_file()
    {
        string folder = Directory.CreateTempSubdirectory("hocon").FullName;
        try
        {
            Directory.CreateDirectory(Path.Combine(folder, "sub"));
            File.WriteAllText(Path.Combine(folder, "main.conf"), "root = /r\nx = 1\npart { include \"sub/one.conf\" }\nx = 3");
            File.WriteAllText(Path.Combine(folder, "sub", "one.conf"), "include file(\"two.conf\")\nhere = ${there}/here\nabove = ${root}");
            File.WriteAllText(Path.Combine(folder, "sub", "two.conf"), "there = t");
            Config config = ConfigurationFactory.ParseFile(Path.Combine(folder, "main.conf"));
            Assert.Equal("t/here", config.GetString("part.here"));
            Assert.Equal("/r", config.GetString("part.above"));
            Assert.Equal(3, config.GetInt("x"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Should_bound_files_that_include_one_another()
    {
        string folder = Directory.CreateTempSubdirectory("hocon").FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, "loop.conf"), "a = 1\ninclude \"loop.conf\"");
            FormatException error = Assert.Throws<FormatException>(() => ConfigurationFactory.ParseFile(Path.Combine(folder, "loop.conf")));
            Assert.Contains("HOCON file loop.conf, line 2, column 1", error.Message, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Should_print_any_tree_so_that_it_parses_back()
    {
        var random = new Random(20241);
        for (int round = 0; round < 300; round++)
        {
            var expected = new SortedDictionary<string, string>(StringComparer.Ordinal);
            Config config = Parse(Tree(random, string.Empty, expected, 3));
            foreach (Config candidate in (Config[])[config, Parse(config.ToString()), Parse(config.ToString(includeFallback: true))])
            {
                foreach ((string path, string value) in expected)
                {
                    Assert.Equal(value, candidate.GetString(path));
                }
            }
        }
    }

    private static string Tree(Random random, string prefix, SortedDictionary<string, string> expected, int depth)
    {
        const string alphabet = "abz09-_ .\"\\:=#/+{}[],$\té@\n";
        var text = new StringBuilder();
        for (int i = random.Next(1, 5); i > 0; i--)
        {
            string key = $"k{i}" + new string(random.GetItems<char>("ab .-:", random.Next(0, 3))).Replace(' ', 'x');
            string path = $"{prefix}\"{key}\"";
            if (depth > 0 && random.Next(3) == 0)
            {
                text.Append('"').Append(key).Append("\" {\n").Append(Tree(random, path + ".", expected, depth - 1)).Append("}\n");
                continue;
            }

            string value = "v" + new string(random.GetItems<char>(alphabet, random.Next(0, 12))) + "v";
            expected[path] = value;
            text.Append('"').Append(key).Append("\" = ").Append(System.Text.Json.JsonSerializer.Serialize(value)).Append('\n');
        }

        return text.ToString();
    }
}
