using Akka.Actor;
using Arb.Domain.Commands;
using Arb.Domain.Execution;
using Arb.Domain.Health;
using Arb.Domain.Sessions;
using Arb.Tests.Actors.Support;

namespace Arb.Tests.Actors.Sessions;

/// <summary>L04: a session is one of the marked contract's site, whatever else the browser asks for, and has what bets under that contract carry.</summary>
public sealed class SessionSiteSpecs : AccountKit
{
    private readonly ScriptedBrowsers _browsers = new();

    public SessionSiteSpecs() => Browsers = _browsers;

    [Fact]
    public void Should_take_no_session_from_another_site_than_that_of_the_marked_contract()
    {
        var account = Green();
        Elsewhere("https://evil.example", "stolen");
        Pass(10);
        Assert.Equal((Lamp.Green, 1), (View(account).Lamp, View(account).SessionGeneration));
        Assert.All(Site().Requests, request => Assert.Equal("site.example", request.Uri.Host));
        Assert.True(Seen.Says(LogSeverity.Warning, "evil.example"));
    }

    [Fact]
    public void Should_leave_the_mark_at_the_accounts_own_site_when_a_frame_of_another_one_looks_the_same()
    {
        var account = On();
        _browsers.LogIn("one");
        Elsewhere("https://evil.example", "stolen");
        Pass(0.5);
        var marked = Assert.Single(Ask<ContractList>(account, new MarkContract("a1", "CMD")).Contracts);
        Assert.Equal("site.example", marked.Contract.Host);
        Pass(1);
        Assert.NotEmpty(Site().Requests);
        Assert.All(Site().Requests, request => Assert.Equal("site.example", request.Uri.Host));
    }

    [Fact]
    public void Should_drop_a_session_of_another_site_when_an_imported_contract_is_marked()
    {
        var account = On();
        Elsewhere("https://evil.example", "stolen");
        Pass(0.5);
        Ask<ContractList>(account, new ImportContract(Contract(provider: "SBO")));
        Ask<ContractList>(account, new MarkContract("a1", "SBO"));
        Pass(5);
        Assert.Empty(Site().Requests);
    }

    [Fact]
    public void Should_follow_the_marked_contract_to_another_host_of_the_same_site()
    {
        var account = Green();
        Elsewhere("https://odds2.site.example", "two");
        Pass(1);
        Assert.Equal((2, "odds2.site.example"), (View(account).SessionGeneration, BettorLog.Last<OpenBettor>().Session.BaseUrl.Host));
    }

    [Fact]
    public void Should_not_bet_with_a_session_that_lacks_what_the_bet_request_carries()
    {
        var account = On();
        _browsers.LogIn("one");
        Pass(0.5);
        var stored = Contract() with { Provider = new("SBO"), Endpoints = [Endpoint(EndpointRole.Matches), Endpoint(EndpointRole.Odds), Endpoint(EndpointRole.Place) with { Body = "a={{a}}&t={{token:formToken}}" }] };
        Ask<ContractList>(account, new ImportContract(stored));
        Ask<ContractList>(account, new MarkContract("a1", "SBO"));
        Ask<Done>(account, Session());
        Pass(1);
        Assert.Equal(AccountState.Active, State(account));
        Assert.False(View(account).CanBet);
        Assert.Contains("the session has no token 'formToken'", Seen.Last<AccountBetting>().Reason!, StringComparison.Ordinal);
        Ask<Done>(account, Session() with { Tokens = new Dictionary<string, string> { ["path"] = "t", ["formToken"] = "x" } });
        Pass(1);
        Assert.True(Seen.Last<AccountBetting>().CanBet);
    }

    private static string? Odds(ProviderRequest request) => request.Role == EndpointRole.Odds ? "odds 2.10 1.80" : "empty";

    /// <summary>Another site in the same browser, a frame with an advertisement say, is asked for something that looks like the odds, and has set a cookie.</summary>
    private void Elsewhere(string site, string cookie)
    {
        _browsers.Of()!.SetCookies(
        [
            new BrowserCookie("sid", "one", "site.example", "/", null, true, true, null, null),
            new BrowserCookie("sid", cookie, new Uri(site).Host, "/", null, true, true, null, null),
        ]);
        foreach (var path in (string[])["/cmd/matches", "/cmd/odds?path=x", "/cmd/place"])
            _browsers.Of()!.Capture(new CapturedExchange(
                "GET", new Uri(site + path), [new("Cookie", $"sid={cookie}")], null, 200, [new("Content-Type", "application/json")], "{}", new DateTimeOffset(2026, 3, 1, 13, 0, 0, TimeSpan.Zero)));
    }

    private IActorRef On()
    {
        var account = StartAccount();
        account.Tell(new SwitchAccount("a1", true));
        return account;
    }

    private IActorRef Green()
    {
        var account = On();
        Site().Auto = Odds;
        _browsers.LogIn("one");
        Pass(0.5);
        Ask<ContractList>(account, new MarkContract("a1", "CMD"));
        Pass(5);
        Assert.Equal((Lamp.Green, 1), (View(account).Lamp, View(account).SessionGeneration));
        return account;
    }
}
