using Arb.Domain.Harvest;
using Arb.Host.Configuration;
using Arb.Tests.Actors.Support;
using Arb.Tests.Providers.Harvest;

namespace Arb.Tests.Laws;

/// <summary>L30, Fair use: human-tolerable rates, Retry-After honoured, nothing evaded, and the README says who answers for it.</summary>
public sealed class L30_FairUseSpecs : WorkerKit
{
    [Fact]
    public void Should_ask_no_more_often_than_every_three_seconds_by_default()
    {
        var settings = ArbSettings.From(ConfigLoader.Load(null)).Worker;
        var schedule = new PollSchedule([new HarvestPoll(0, HarvestRole.Odds, "odds")], settings, DateTimeOffset.UnixEpoch);
        var now = DateTimeOffset.UnixEpoch;
        var asked = 0;
        while (now < DateTimeOffset.UnixEpoch.AddMinutes(10))
        {
            var (poll, at) = schedule.Next(now);
            now = at;
            asked++;
            schedule.Answered(poll, now);
        }
        Assert.InRange(asked, 100, 200);
    }

    [Fact]
    public void Should_ask_less_and_less_when_the_site_does_not_answer_well()
    {
        StartPolling();
        Site.Auto = _ => "fail";
        Site.Answer("fail", 503);
        Pass(600);
        Assert.InRange(Site.Requests.Count, 2, 600 / 16 + 5);
        Assert.Equal(1, Site.MostOpen);
    }

    [Fact]
    public void Should_wait_when_the_site_says_so()
    {
        StartPolling();
        Site.Answer("fail", 429, TimeSpan.FromMinutes(9));
        Pass(539);
        Assert.Single(Site.Requests);
    }

    public static TheoryData<ProtocolFixture> Protocols => new() { new CmdFixture(), new IsportFixture(), new SboFixture() };

    [Theory]
    [MemberData(nameof(Protocols))]
    public void Should_send_the_headers_of_the_users_own_browser_and_no_others(ProtocolFixture fixture)
    {
        var harvester = fixture.Protocol.CreateHarvester(fixture.Contract, new HarvestLimits(10, 10));
        var known = fixture.Contract.Endpoints.SelectMany(endpoint => endpoint.Headers).Concat(fixture.Session.Headers).Select(header => header.Key).Append("Cookie").ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var poll in harvester.Polls)
            Assert.All(harvester.BuildRequest(poll, fixture.Session, ProtocolFixture.Now).Headers, header => Assert.Contains(header.Key, known));
    }

    [Fact]
    public void Should_carry_nothing_to_evade_a_site_with()
    {
        string[] words = ["captcha", "stealth", "fingerprint", "navigator.webdriver"];
        foreach (var assembly in AssemblyFacts.Engine)
            Assert.DoesNotContain(AssemblyFacts.Literals(assembly), text => text.Length < 400 && words.Any(word => text.Contains(word, StringComparison.OrdinalIgnoreCase)));
    }

    [Fact]
    public void Should_say_in_the_README_that_the_user_answers_for_law_and_terms()
    {
        var text = File.ReadAllText(Path.Combine(AssemblyFacts.Root, "README.md"));
        Assert.Contains("law", text, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("terms", text, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("bot protection", text, StringComparison.OrdinalIgnoreCase);
    }
}
