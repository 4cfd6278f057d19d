using Arb.Browser.OwnBrowser;
using Arb.Domain.Sessions;

namespace Arb.Tests.Host.OwnBrowser;

/// <summary>Codes and tokens.</summary>
public sealed class PairingSpecs
{
    [Fact]
    public async Task Should_take_a_code_once()
    {
        await using var bench = await ExtensionBench.StartAsync();
        var code = bench.Code();
        var (status, answer) = await bench.PostAsync("/pair", new { code });
        Assert.Equal((200, "anna", "https://sports.example/"), (status, answer.GetProperty("account").GetString(), answer.GetProperty("site").GetString()));
        Assert.Equal(403, (await bench.PostAsync("/pair", new { code })).Status);
    }

    [Fact]
    public async Task Should_take_a_code_as_people_type_it()
    {
        await using var bench = await ExtensionBench.StartAsync();
        Assert.Equal(200, (await bench.PostAsync("/pair", new { code = " " + bench.Code().Replace("-", " ").ToLowerInvariant() })).Status);
    }

    [Fact]
    public async Task Should_refuse_a_code_that_has_expired_and_say_so()
    {
        await using var bench = await ExtensionBench.StartAsync();
        var code = bench.Code();
        bench.Clock.Advance(TimeSpan.FromMinutes(10));
        var (status, answer) = await bench.PostAsync("/pair", new { code });
        Assert.Equal((403, "the code has expired: make another with arb extension pair anna"), (status, answer.GetProperty("error").GetString()));
    }

    [Fact]
    public void Should_void_every_open_code_after_too_many_wrong_ones()
    {
        using var folder = new TempFolder();
        var desk = Desk(folder, new ExtensionOptions { CodeTries = 3 });
        var (code, _) = desk.Begin(new("anna"));
        for (var i = 0; i < 3; i++)
            Assert.Throws<BrowserException>(() => desk.Redeem("AAAA-AAAA", ExtensionBench.Origin));
        Assert.Throws<BrowserException>(() => desk.Redeem(code, ExtensionBench.Origin));
        Assert.NotEmpty(desk.Redeem(desk.Begin(new("anna")).Code, ExtensionBench.Origin).Token);
    }

    [Fact]
    public async Task Should_let_nobody_try_codes_fast()
    {
        await using var bench = await ExtensionBench.StartAsync();
        int[] tries = [await TryAsync(), await TryAsync(), await TryAsync()];
        Assert.Equal((int[])[403, 403, 429], tries);
        bench.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(403, await TryAsync());

        async Task<int> TryAsync() => (await bench.PostAsync("/pair", new { code = "AAAA-AAAA" })).Status;
    }

    [Fact]
    public void Should_replace_a_pairing_by_the_next_one()
    {
        using var folder = new TempFolder();
        var desk = Desk(folder, new());
        var first = desk.Redeem(desk.Begin(new("anna")).Code, ExtensionBench.Origin).Token;
        var (code, _) = desk.Begin(new("anna"));
        Assert.Equal("anna", desk.Find(first, ExtensionBench.Origin)?.Value);
        var second = desk.Redeem(code, ExtensionBench.Origin).Token;
        Assert.Null(desk.Find(first, ExtensionBench.Origin));
        Assert.Equal("anna", desk.Find(second, ExtensionBench.Origin)?.Value);
    }

    [Fact]
    public void Should_end_a_pairing()
    {
        using var folder = new TempFolder();
        var desk = Desk(folder, new());
        var token = desk.Redeem(desk.Begin(new("anna")).Code, ExtensionBench.Origin).Token;
        Assert.True(desk.End(new("anna")));
        Assert.Null(desk.Find(token, ExtensionBench.Origin));
        Assert.False(desk.UsesOwnBrowser(new("anna")));
        Assert.False(desk.End(new("anna")));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Should_remember_after_a_restart_which_account_it_is_and_its_token_only_if_asked_to(bool remember)
    {
        using var folder = new TempFolder();
        var options = new ExtensionOptions { Remember = remember };
        var desk = Desk(folder, options);
        var token = desk.Redeem(desk.Begin(new("anna")).Code, ExtensionBench.Origin).Token;
        var file = File.ReadAllText(folder.File("pairings"));
        var again = Desk(folder, options);
        Assert.True(again.UsesOwnBrowser(new("anna")));
        Assert.Equal(remember, again.Find(token, ExtensionBench.Origin) is not null);
        Assert.DoesNotContain(token, file);
        Assert.Equal(remember, file.Contains("token-hash", StringComparison.Ordinal));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder.File("pairings")));
    }

    [Fact]
    public void Should_say_what_to_do_about_a_broken_file()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder.File("pairings"), "[{\"account\":");
        Assert.Contains("delete it, and pair again", Assert.Throws<BrowserException>(() => Desk(folder, new())).Message);
    }

    private static PairingDesk Desk(TempFolder folder, ExtensionOptions options) => new(options, folder.File("pairings"), TimeProvider.System);
}
