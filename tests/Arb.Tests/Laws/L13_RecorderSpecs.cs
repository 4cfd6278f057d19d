using Arb.Browser.Contracts;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;
using Arb.Providers;
using Arb.Tests.Browser;

namespace Arb.Tests.Laws;

/// <summary>L13, Recorder: everything that was captured is looked at, and what really went over the wire is written to <c>{PROVIDER}_CONTRACT.json</c>: URL, method, headers, body, sample.</summary>
public sealed class L13_RecorderSpecs
{
    private const string Answer = """{"t":1,"a":true,"data":[],"today":[],"f":[]}""";

    [Fact]
    public void Should_look_at_every_capture_and_drop_none_unseen()
    {
        CapturedExchange[] all = [Odds(1), Captures.Get(2, "https://site.example/style.css"), Captures.Get(3, "https://other.example/track")];
        var recording = ContractRecorder.Record(new AccountId("a1"), all, BuiltInProtocols.All());
        Assert.Equal(all.Length, recording.Recognised + recording.Ignored);
    }

    [Fact]
    public void Should_write_what_went_over_the_wire()
    {
        var contract = Assert.Single(ContractRecorder.Record(new AccountId("a1"), [Odds(1)], BuiltInProtocols.All()).Contracts);
        Assert.Equal("CMD_CONTRACT.json", ContractFile.NameFor(contract.Provider));
        var odds = ContractFile.Read(ContractFile.Write(contract)).Find(EndpointRole.Odds)!;
        Assert.Equal(("POST", "/Member/DataOdds.ashx", "application/x-www-form-urlencoded"), (odds.Method, odds.Path, odds.ContentType));
        Assert.Contains(odds.Headers, header => header is { Key: "X-Requested-With", Value: "XMLHttpRequest" });
        Assert.Contains("m_accType=MY", odds.Body, StringComparison.Ordinal);
        Assert.Contains("today", odds.ResponseSample, StringComparison.Ordinal);
    }

    private static CapturedExchange Odds(int second) => new(
        "POST", new Uri("https://site.example/Member/DataOdds.ashx"),
        [new("User-Agent", "UA"), new("X-Requested-With", "XMLHttpRequest"), new("Content-Type", "application/x-www-form-urlencoded")],
        "fc=1&m_accType=MY&t=0", 200, [new("Content-Type", "application/json")], Answer, Captures.Start.AddSeconds(second));
}
