using Arb.Domain.Sessions;
using Arb.Host.Configuration;
using Arb.Providers;
using Arb.Tests.Actors.Support;

namespace Arb.Tests.Laws;

/// <summary>L07, Worker: an active poller that halts without session or contract, honours Retry-After, and whose protocol is decided by the captured traffic alone.</summary>
public sealed class L07_WorkerSpecs : WorkerKit
{
    [Fact]
    public void Should_halt_until_it_has_a_session()
    {
        var worker = StartWorker();
        Register(worker);
        Pass(300);
        Assert.Empty(Site.Requests);
        Assert.True(HealthNow.Halted);
    }

    [Fact]
    public void Should_ask_the_site_itself_every_few_seconds()
    {
        StartPolling();
        Site.Auto = _ => "odds 2.10 1.80";
        Site.Answer("odds 2.10 1.80");
        Pass(60);
        Assert.InRange(Site.Requests.Count, 12, 20);
    }

    [Fact]
    public void Should_wait_as_long_as_Retry_After_says()
    {
        StartPolling();
        Site.Answer("fail", 503, TimeSpan.FromSeconds(120));
        Pass(119.5);
        Assert.Single(Site.Requests);
    }

    [Fact]
    public void Should_poll_odds_fastest_and_leagues_slowest()
    {
        var worker = ArbSettings.From(ConfigLoader.Load(null)).Worker;
        Assert.True(worker.Leagues > worker.Matches && worker.Matches > worker.Odds);
        Assert.InRange(worker.Odds.TotalSeconds, 3, 5);
    }

    [Fact]
    public void Should_decide_the_protocol_by_the_traffic_and_never_by_the_name_of_the_site()
    {
        // The same whitelabel twice: once it speaks one protocol, once another.
        var first = Capture("POST", "/Member/BetsView/BetLight/DataOdds.ashx", "fc=1", """{"t":1,"a":true,"data":[],"today":[],"f":[]}""");
        var second = Capture("GET", "/(S(abc123def456))/sports/odds?market=t&since=0", null, """{"cursor":1,"full":true,"f":{"o":["oddsid"],"m":["matchid"]},"m":[],"o":[[1]]}""");
        Assert.Equal(["CMD"], Recognised(first));
        Assert.Equal(["ISPORT"], Recognised(second));
        Assert.Empty(Recognised(Capture("GET", "/cmd368/isport/sbo/index", null, "{}")));
    }

    private static IEnumerable<string> Recognised(CapturedExchange capture) => BuiltInProtocols.All().Where(protocol => protocol.Recognise(capture) is not null).Select(protocol => protocol.Id.Value);

    private static CapturedExchange Capture(string method, string path, string? body, string answer) => new(
        method, new Uri("https://qq188.example" + path), [], body, 200, [new("Content-Type", "application/json")], answer, DateTimeOffset.UnixEpoch);
}
