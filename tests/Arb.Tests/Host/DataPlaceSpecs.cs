using Arb.Host.Configuration;

namespace Arb.Tests.Host;

/// <summary>Where the data is when neither option nor setting says so.</summary>
public sealed class DataPlaceSpecs
{
    private const string Unix = "/home/u";
    private const string Here = "/home/u/bets";

    [Theory]
    [InlineData("Linux", "HOME=/home/u", "/home/u/.local/share/arb")]
    [InlineData("Linux", "HOME=/home/u/", "/home/u/.local/share/arb")]
    [InlineData("Linux", "HOME=/home/u;XDG_DATA_HOME=/var/x", "/var/x/arb")]
    [InlineData("Linux", "XDG_DATA_HOME=/var/x", "/var/x/arb")]
    [InlineData("Linux", "HOME=/home/u;XDG_DATA_HOME=x", "/home/u/.local/share/arb")]
    [InlineData("Linux", "HOME=/home/u;XDG_DATA_HOME=~/x", "/home/u/.local/share/arb")]
    [InlineData("Linux", "HOME=/home/u;XDG_DATA_HOME=", "/home/u/.local/share/arb")]
    [InlineData("Linux", "HOME=/", "/.local/share/arb")]
    [InlineData("MacOs", "HOME=/Users/u;XDG_DATA_HOME=/var/x", "/Users/u/Library/Application Support/arb")]
    [InlineData("Windows", @"LOCALAPPDATA=C:\Users\ü ü\AppData\Local;HOME=/home/u", @"C:\Users\ü ü\AppData\Local\arb")]
    [InlineData("Windows", @"LOCALAPPDATA=D:/x/", @"D:/x\arb")]
    [InlineData("Windows", @"LOCALAPPDATA=\\server\share\u", @"\\server\share\u\arb")]
    public void Should_be_the_users_own_application_data_folder(string system, string environment, string expected)
    {
        var choice = Choose(system, environment, []);
        Assert.Equal((expected, "your own folder"), (choice.Folder, choice.Why));
    }

    [Theory]
    [InlineData("Linux", "", "HOME is not set")]
    [InlineData("Linux", "HOME=", "HOME is not set")]
    [InlineData("Linux", "HOME=u;XDG_DATA_HOME=x", "HOME is 'u', which is no absolute path")]
    [InlineData("MacOs", "HOME=~", "HOME is '~', which is no absolute path")]
    [InlineData("MacOs", "XDG_DATA_HOME=/var/x", "HOME is not set")]
    [InlineData("Windows", "HOME=/home/u", "LOCALAPPDATA is not set")]
    [InlineData("Windows", @"LOCALAPPDATA=C:", "LOCALAPPDATA is 'C:', which is no absolute path")]
    [InlineData("Windows", @"LOCALAPPDATA=C:x", "no absolute path")]
    [InlineData("Windows", @"LOCALAPPDATA=\x", "no absolute path")]
    [InlineData("Windows", @"LOCALAPPDATA=\\.\pipe", "no absolute path")]
    public void Should_say_what_is_missing_and_what_to_do_where_the_users_own_folder_is_not_known(string system, string environment, string expected)
    {
        var choice = Choose(system, environment, []);
        Assert.Null(choice.Folder);
        Assert.Contains(expected, choice.Why, StringComparison.Ordinal);
        Assert.Contains("--data DIR", choice.Why, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Nothing", "Nothing", "own")]
    [InlineData("Nothing", "Folder", "own")]
    [InlineData("Nothing", "Journal", "own")]
    [InlineData("Folder", "Nothing", "here")]
    [InlineData("Folder", "Folder", "here")]
    [InlineData("Folder", "Journal", "own")]
    [InlineData("Journal", "Nothing", "here")]
    [InlineData("Journal", "Folder", "here")]
    [InlineData("Journal", "Journal", "refused")]
    public void Should_go_on_with_the_folder_data_where_it_stands_and_never_pass_by_a_journal(string here, string own, string expected)
    {
        var choice = Choose("Linux", $"HOME={Unix}", new() { [$"{Here}/data"] = Enum.Parse<Standing>(here), [$"{Unix}/.local/share/arb"] = Enum.Parse<Standing>(own) });
        Assert.Equal(expected switch { "own" => $"{Unix}/.local/share/arb", "here" => $"{Here}/data", _ => null }, choice.Folder);
        if (expected == "here")
            Assert.Contains("as before", choice.Why, StringComparison.Ordinal);
        if (expected == "refused")
            Assert.Matches($"both {Here}/data and {Unix}/.local/share/arb hold a journal.*--data DIR", choice.Why);
    }

    [Theory]
    [InlineData("Folder")]
    [InlineData("Journal")]
    public void Should_need_no_home_where_a_folder_data_stands(string here) =>
        Assert.Equal($"{Here}/data", Choose("Linux", "", new() { [$"{Here}/data"] = Enum.Parse<Standing>(here) }).Folder);

    [Fact]
    public void Should_take_a_link_to_the_users_own_folder_for_that_folder()
    {
        const string own = $"{Unix}/.local/share/arb";
        var choice = DataPlace.Choose(PlaceSystem.Linux, name => name == "HOME" ? Unix : null, Here, path => new FoundPlace(path, Standing.Journal, path == own ? null : own));
        Assert.Equal(own, choice.Folder);
    }

    /// <summary>It may be another user's, after a start with other rights: an engine that began anew beside it would have forgotten its bets.</summary>
    [Fact]
    public void Should_take_a_folder_that_it_cannot_look_into_for_one_with_a_journal()
    {
        Assert.Equal(Standing.Journal, DataPlace.Of(() => throw new UnauthorizedAccessException("denied")));
        Assert.Equal(Standing.Journal, DataPlace.Of(() => throw new IOException("gone meanwhile")));
        Assert.Equal(Standing.Journal, DataPlace.Of(() => ["arb.log", "journal.db"]));
        Assert.Equal(Standing.Journal, DataPlace.Of(() => ["arb.db"]));
        Assert.Equal(Standing.Folder, DataPlace.Of(() => ["odds.csv", "journal.db.bak"]));
        Assert.Equal(Standing.Folder, DataPlace.Of(() => []));
    }

    private static PlaceChoice Choose(string system, string environment, Dictionary<string, Standing> stands)
    {
        var variables = environment.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
        var current = system == "Windows" ? @"C:\work" : Here;
        return DataPlace.Choose(Enum.Parse<PlaceSystem>(system), variables.GetValueOrDefault, current, path => new FoundPlace(path, stands.GetValueOrDefault(path)));
    }
}
