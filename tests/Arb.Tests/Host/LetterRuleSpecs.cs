using Arb.Host.Cli;

namespace Arb.Tests.Host;

/// <summary>Which letters may be printed where.</summary>
public sealed class LetterRuleSpecs
{
    [Theory]
    [InlineData("LANG", "en_US.UTF-8", false)]
    [InlineData("LANG", "de_DE.utf8", false)]
    [InlineData("LC_CTYPE", "UTF-8", false)]
    [InlineData("LANG", "C.UTF-8", false)]
    [InlineData("LANG", "C", true)]
    [InlineData("LANG", "POSIX", true)]
    [InlineData("LC_ALL", "de_DE.ISO-8859-1", true)]
    public void Should_print_the_letters_of_the_locale(string name, string value, bool plain)
    {
        Assert.Equal(plain, LetterRule.IsPlain(Unix(redirected: false, (name, value))));
        Assert.Equal(plain, LetterRule.IsPlain(Unix(redirected: true, (name, value))));
    }

    [Fact]
    public void Should_heed_LC_ALL_before_LC_CTYPE_before_LANG_and_an_empty_one_not_at_all()
    {
        Assert.True(LetterRule.IsPlain(Unix(false, ("LC_ALL", "C"), ("LC_CTYPE", "de_DE.UTF-8"), ("LANG", "de_DE.UTF-8"))));
        Assert.True(LetterRule.IsPlain(Unix(false, ("LC_ALL", ""), ("LC_CTYPE", "C"), ("LANG", "de_DE.UTF-8"))));
        Assert.False(LetterRule.IsPlain(Unix(false, ("LC_ALL", ""), ("LC_CTYPE", ""), ("LANG", "de_DE.UTF-8"))));
    }

    [Fact]
    public void Should_print_plainly_on_a_terminal_without_a_locale_and_all_letters_into_a_file()
    {
        Assert.True(LetterRule.IsPlain(Unix(redirected: false)));
        Assert.False(LetterRule.IsPlain(Unix(redirected: true)));
    }

    [Fact]
    public void Should_ask_nothing_of_a_dumb_terminal_and_not_take_a_file_for_one()
    {
        Assert.True(LetterRule.IsPlain(Unix(false, ("TERM", "dumb"), ("LANG", "de_DE.UTF-8"))));
        Assert.False(LetterRule.IsPlain(Unix(true, ("TERM", "dumb"), ("LANG", "de_DE.UTF-8"))));
    }

    [Theory]
    [InlineData(437, true, false)]
    [InlineData(65001, true, false)]
    [InlineData(437, false, true)]
    [InlineData(65001, false, true)]
    public void Should_go_by_the_font_in_a_console_of_Windows_and_not_by_its_code_page(int codePage, bool outlines, bool plain) =>
        Assert.Equal(plain, LetterRule.IsPlain(new OutputPlace(Windows: true, Redirected: false, _ => null, codePage, outlines)));

    [Fact]
    public void Should_print_every_letter_in_Windows_Terminal_whatever_font_it_tells_of() =>
        Assert.False(LetterRule.IsPlain(new OutputPlace(Windows: true, Redirected: false, name => name == "WT_SESSION" ? "5f1c" : null, 437, Outlines: false)));

    [Theory]
    [InlineData(437, true)]
    [InlineData(1252, true)]
    [InlineData(65001, false)]
    [InlineData(0, false)]
    public void Should_write_into_a_file_or_pipe_of_Windows_what_its_readers_code_page_has(int codePage, bool plain) =>
        Assert.Equal(plain, LetterRule.IsPlain(new OutputPlace(Windows: true, Redirected: true, _ => null, codePage, Outlines: true)));

    [Fact]
    public void Should_not_colour_a_file_a_dumb_terminal_or_against_the_users_wish()
    {
        Assert.False(LetterRule.IsColourless(Unix(false, ("TERM", "xterm"))));
        Assert.True(LetterRule.IsColourless(Unix(true, ("TERM", "xterm"))));
        Assert.True(LetterRule.IsColourless(Unix(false, ("TERM", "dumb"))));
        Assert.True(LetterRule.IsColourless(Unix(false, ("TERM", "xterm"), ("NO_COLOR", "1"))));
        Assert.False(LetterRule.IsColourless(Unix(false, ("TERM", "xterm"), ("NO_COLOR", ""))));
    }

    private static OutputPlace Unix(bool redirected, params (string Name, string Value)[] environment) =>
        new(Windows: false, redirected, name => environment.FirstOrDefault(one => one.Name == name).Value);
}
