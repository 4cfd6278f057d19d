using System.Text;
using System.Text.Json;
using Arb.Domain.Commands;
using Arb.Domain.Health;
using Arb.Host.Cli;
using Arb.Host.Views;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Arb.Tests.Host;

/// <summary>What is printed where only ASCII arrives: everything is still there, and stands where it stood.</summary>
public sealed class PlainLettersSpecs
{
    private readonly StringWriter _out = new();
    private readonly CliOutput _cli;

    public PlainLettersSpecs() => _cli = new CliOutput(new PlainWriter(_out), TextWriter.Null);

    [Theory]
    [InlineData("● GREEN", "* GREEN")]
    [InlineData("■■··", "##--")]
    [InlineData("connecting …", "connecting ...")]
    [InlineData("3–5 × −1 → ≤ 7", "3-5 * -1 > <= 7")]
    [InlineData("└─┘", "+-+")]
    [InlineData("Kørs - Müll - Brén", "Kors - Mull - Bren")]
    [InlineData("Straße", "Strasse")]
    [InlineData("Спартак", "Spartak")]
    [InlineData("北京", "BeiJing")]
    [InlineData("Bre\u0301n", "Bren")]
    [InlineData("a\ue000b", "a?b")]
    public void Should_find_the_nearest_signs(string text, string plain) => Assert.Equal(plain, PlainLetters.Of(text));

    [Fact]
    public void Should_show_half_a_letter_as_missing() => Assert.Equal("a?", PlainLetters.Of("a\ud83d"));

    [Fact]
    public void Should_leave_ASCII_alone()
    {
        const string text = "Ulm - Zell\n{\"a\": 1}";
        Assert.Same(text, PlainLetters.Of(text));
        Assert.Same(text, PlainLetters.Fitted(text));
        Assert.Same(text, PlainLetters.Json(text));
    }

    [Theory]
    [InlineData("Manchester Uni…", "Manchester Uni~")]
    [InlineData("Straße", "Strase")]
    [InlineData("北京", "BeJi")]
    [InlineData("● GREEN", "* GREEN")]
    [InlineData("€ ±", "E +")]
    public void Should_keep_the_width_in_a_table(string text, string plain)
    {
        Assert.Equal(plain, PlainLetters.Fitted(text));
        Assert.Equal(new Segment(text).CellCount(), plain.Length);
    }

    [Fact]
    public void Should_lay_tables_out_as_straight_as_before()
    {
        _cli.Console.Write(new Table().Border(TableBorder.Square).AddColumn("match").AddColumn("lamp").AddRow("Kørs - 北京", Show.Lamp(Lamp.Green)).AddRow("Ulm - Zell", Show.Lamp(Lamp.Red)));
        var lines = Written();
        Assert.Equal("+-------------+---------+", lines[0]);
        Assert.Contains("| Kors - BeJi | * GREEN |", lines);
        Assert.Single(lines.Select(line => line.Length).Distinct());
    }

    [Fact]
    public void Should_fill_the_desk_of_arb_watch_as_exactly_as_before()
    {
        foreach (var line in new TextGrid("öffnungen", "none", [new Column("a", 6), new Column("b", 0)], [[new Cell("Kørs - Müll"), new Cell("→")]]).Lines(30, 5))
            _cli.Console.MarkupLine(line);
        Assert.Equal(
        [
            "+- offnungen ----------------+",
            "| a      b                   |",
            "| Kors ~ >                   |",
            "|                            |",
            "+----------------------------+",
        ], Written());
    }

    [Fact]
    public void Should_lose_nothing_of_JSON()
    {
        var said = new Done("Kørs – 北京 \ud83d\ude00");
        _cli.Json(said);
        _cli.JsonLine<CommandReply>(said);
        var text = _out.ToString();
        Assert.True(Ascii.IsValid(text));
        Assert.Equal(said, JsonSerializer.Deserialize<CommandReply>(text.ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1], CommandJson.Compact));
    }

    [Fact]
    public void Should_write_halves_of_a_letter_as_one()
    {
        using var writer = new PlainWriter(_out);
        foreach (var half in "\ud83d\ude00é")
            writer.Write(half);
        Assert.Equal(PlainLetters.Of("\ud83d\ude00é"), _out.ToString());
        Assert.True(Ascii.IsValid(_out.ToString()));
    }

    [Fact]
    public void Should_print_every_letter_where_all_arrive()
    {
        var cli = new CliOutput(_out, TextWriter.Null);
        cli.Line("Kørs …");
        cli.Console.Write(new Table().Border(TableBorder.Square).AddColumn("é"));
        Assert.Contains("Kørs …", _out.ToString(), StringComparison.Ordinal);
        Assert.Contains("│ é │", _out.ToString(), StringComparison.Ordinal);
    }

    private string[] Written() => _out.ToString().ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
