using Akka.Actor;
using Arb.Domain.Commands;
using Arb.Domain.Sessions;
using Arb.Providers;
using Arb.Tests.Actors.Support;

namespace Arb.Tests.Actors.Sessions;

/// <summary>L07: what a whitelabel speaks is seen in its traffic, so one that changes its supplier needs a new mark and nothing else. Real protocols, one account, one address.</summary>
public sealed class WhitelabelSpecs : AccountKit
{
    private const string Token = "(S(abc123def456))";
    private readonly ScriptedBrowsers _browsers = new();

    public WhitelabelSpecs()
    {
        Browsers = _browsers;
        Protocols = BuiltInProtocols.All();
    }

    [Fact]
    public void Should_poll_ISPORT_today_and_CMD_tomorrow_at_the_same_address_by_a_new_mark_only()
    {
        var account = StartAccount();
        Ask<Done>(account, new SwitchAccount("a1", true));
        BrowseIsport();
        Mark(account, "ISPORT");
        Assert.All(Site().Requests, request => Assert.StartsWith($"/{Token}/sports/", request.Uri.AbsolutePath, StringComparison.Ordinal));
        Assert.NotEmpty(Site().Requests);

        var before = Site().Requests.Count;
        Ask<Done>(account, new SwitchAccount("a1", false));
        Ask<Done>(account, new SwitchAccount("a1", true));
        BrowseCmd();
        Mark(account, "CMD");
        var after = Site().Requests.Skip(before).ToList();
        Assert.NotEmpty(after);
        Assert.All(after, request => Assert.Equal("https://site.example/Member/BetsView/BetLight/DataOdds.ashx", request.Uri.GetLeftPart(UriPartial.Path)));
        Assert.Equal(["CMD"], Contracts.Contracts.Select(contract => contract.Provider.Value));
    }

    [Fact]
    public void Should_not_take_the_name_of_the_other_supplier_for_what_the_site_speaks()
    {
        var account = StartAccount();
        Ask<Done>(account, new SwitchAccount("a1", true));
        BrowseIsport();
        Pass(0.5);
        Assert.Contains("there is ISPORT", Ask<CommandFailed>(account, new MarkContract("a1", "CMD")).Message, StringComparison.Ordinal);
    }

    private void Mark(IActorRef account, string protocol)
    {
        Pass(0.5);
        var marked = Assert.Single(Ask<ContractList>(account, new MarkContract("a1", protocol)).Contracts);
        Assert.Equal((protocol, "site.example", true), (marked.Contract.Provider.Value, marked.Contract.Host, marked.Validation.CanHarvest));
        Pass(1);
        Assert.Equal((AccountState.Active, protocol), (State(account), View(account).Provider));
    }

    private void BrowseIsport()
    {
        _browsers.Cookie("one");
        _browsers.See("GET", $"/{Token}/sports/matches?market=t", null, """{"f":{"m":["matchid"],"o":["oddsid"]},"m":[[1]]}""");
        _browsers.See("GET", $"/{Token}/sports/odds?market=t&since=0", null, """{"cursor":1,"full":true,"f":{"o":["oddsid"],"m":["matchid"]},"m":[],"o":[[1]]}""");
    }

    private void BrowseCmd()
    {
        _browsers.Cookie("one");
        _browsers.See("POST", "/Member/BetsView/BetLight/DataOdds.ashx", "fc=1&m_accType=MY&SystemLanguage=en-US&TimeFilter=0&m_gameType=S_&SingleDouble=double&clientTime=0&c=A&t=0", """{"t":1,"a":true,"data":[],"today":[],"f":[]}""");
    }
}
