using Arb.Browser.Contracts;
using Arb.Browser.Exports;
using Arb.Domain.Commands;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;
using Arb.Host.Cli;
using Arb.Providers;

namespace Arb.Tests.Host;

/// <summary>A recording holds whatever the browser asked for: the session is taken from the site of the marked contract.</summary>
public sealed class SessionImportSpecs
{
    private static readonly AccountId Anna = new("anna");
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Should_take_the_session_of_the_marked_contracts_site_from_a_recording_with_another_one()
    {
        var import = Import([Odds("https://site.example", "one", 1), Odds("https://evil.example", "stolen", 2)]);
        Assert.Equal(("https://site.example/", "one"), (import.BaseUrl, import.Cookies["sid"]));
    }

    [Fact]
    public void Should_say_where_the_requests_of_a_recording_go_when_none_is_of_the_marked_contracts_site()
    {
        var wrong = Assert.Throws<FormatException>(() => Import([Odds("https://evil.example", "stolen", 2)]));
        Assert.Contains("evil.example", wrong.Message, StringComparison.Ordinal);
        Assert.Contains("site.example", wrong.Message, StringComparison.Ordinal);
        Assert.Contains("--base-url", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_go_where_the_user_says() =>
        Assert.Equal("https://evil.example/", Import([Odds("https://evil.example", "stolen", 2)], new Uri("https://evil.example/x")).BaseUrl);

    private static ImportSession Import(CapturedExchange[] captures, Uri? site = null)
    {
        var contract = ContractRecorder.Record(Anna, [Odds("https://site.example", "one", 0)], BuiltInProtocols.All()).Contracts.Single() with { Active = true };
        return SessionImport.Make(Anna, new ContractList([new ContractView(contract, new ContractValidation(true, false, []))]), new SessionSources(captures, [], [], site), [], Start);
    }

    private static CapturedExchange Odds(string site, string cookie, int second) => new(
        "POST", new Uri(site + "/Member/BetsView/BetLight/DataOdds.ashx"), [new("Content-Type", "application/x-www-form-urlencoded"), new("Cookie", $"sid={cookie}")],
        "fc=1&m_accType=MY&SystemLanguage=en-US&TimeFilter=0&m_gameType=S_&SingleDouble=double&clientTime=0&c=A&t=0", 200, [new("Content-Type", "application/json")],
        """{"t":1,"a":true,"data":[],"today":[],"f":[]}""", Start.AddSeconds(second));
}
