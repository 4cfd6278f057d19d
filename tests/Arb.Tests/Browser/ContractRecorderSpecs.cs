using Arb.Browser.Contracts;
using Arb.Browser.Exports;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;

namespace Arb.Tests.Browser;

public sealed class ContractRecorderSpecs
{
    private const string Site = "https://bet.example";
    private static readonly AccountId Account = new("a1");

    [Fact]
    public void Should_keep_the_newest_capture_of_each_role_and_ignore_other_traffic()
    {
        var recording = Record(
            Captures.Get(3, Site + "/new/odds"),
            Captures.Get(1, Site + "/old/odds"),
            Captures.Get(2, Site + "/x/quote"),
            Captures.Get(4, Site + "/style.css"),
            Captures.Get(5, "https://elsewhere.example/x/place"));
        var contract = recording.Contracts.Single();
        Assert.Equal((4, 1, "bet.example", false), (recording.Recognised, recording.Ignored, contract.Host, contract.Active));
        Assert.Equal(["Odds /new/odds", "Quote /x/quote"], contract.Endpoints.Select(e => $"{e.Role} {e.Path}"));
    }

    [Fact]
    public void Should_make_no_contract_of_traffic_that_nobody_recognises() => Assert.Empty(Record(Captures.Get(1, Site + "/x")).Contracts);

    [Fact]
    public void Should_let_no_secret_into_a_file_even_when_the_protocol_copies_everything()
    {
        var recording = Record(
            Captures.Get(1, Site + "/login", null, "kept=CANARY-set-cookie; Path=/"),
            Captures.Get(
                2,
                Site + "/CANARY-cookie/odds?tok=CANARY+token",
                "sid=CANARY-cookie; lang=en",
                null,
                "{\"echo\":\"CANARY-cookie CANARY-set-cookie CANARY-csrf\",\"cut\":\"CANARY-coo",
                new("Authorization", "Bearer CANARY-bearer"), new("X-CSRF-Token", "CANARY-csrf"), new("Referer", Site + "/?s=CANARY-cookie"), new("Accept", "*/*")));
        var file = ContractFile.Write(recording.Contracts.Single());
        Assert.DoesNotContain("CANARY", file);
        var odds = recording.Contracts.Single().Find(EndpointRole.Odds)!;
        Assert.Equal("/{{cookie:sid}}/odds?tok={{token:tok}}", odds.Path);
        Assert.Equal(["Referer: https://bet.example/?s={{cookie:sid}}", "Accept: */*"], odds.Headers.Select(h => $"{h.Key}: {h.Value}"));
    }

    [Fact]
    public void Should_make_placeholders_of_secrets_in_fields_that_the_session_can_fill()
    {
        var odds = Captures.Get(2, Site + "/odds?apiKey=CANARYkey1&sessionToken=CANARY%2Fsession", "lang=en", null, "{\"access_token\": \"CANARY-answer\",\"odds\":1.5}", new("X-Api-Key", "CANARYheader"), new("Accept", "*/*"));
        var quote = Captures.Get(3, Site + "/quote") with { Method = "POST", RequestBody = "a=1&__RequestVerificationToken=CANARY%2Bform" };
        var place = Captures.Get(4, Site + "/place") with { Method = "POST", RequestBody = "{\"x\":{\"authTicket\":\"CANARY-json\"},\"stake\":5}" };
        var contract = Record(odds, quote, place).Contracts.Single();
        Assert.DoesNotContain("CANARY", ContractFile.Write(contract));
        Assert.Equal("/odds?apiKey={{token:apiKey}}&sessionToken={{token:sessionToken}}", contract.Find(EndpointRole.Odds)!.Path);
        Assert.Equal(["Accept"], contract.Find(EndpointRole.Odds)!.Headers.Select(header => header.Key));
        Assert.Equal("a=1&__RequestVerificationToken={{token:__RequestVerificationToken}}", contract.Find(EndpointRole.Quote)!.Body);
        Assert.Equal("{\"x\":{\"authTicket\":\"{{token:authTicket}}\"},\"stake\":5}", contract.Find(EndpointRole.Place)!.Body);

        var session = new CaptureReader([new EchoProtocol()]).ReadSession(Account, new ProviderId("ECHO"), [odds, quote, place], [])!;
        Assert.Equal(
            ["__RequestVerificationToken=CANARY+form", "apiKey=CANARYkey1", "authTicket=CANARY-json", "sessionToken=CANARY/session"],
            session.Tokens.Select(token => $"{token.Key}={token.Value}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Should_make_placeholders_of_what_looks_random_under_any_name_and_tell_the_session_its_values()
    {
        const string header = "q7Zr2LkX9vBtYw4HcD", query = "9f86d081884c7d659a2feaa0c55ad015", answer = "Zm9vYmFyYmF6cXV4Kd83hG2a8Wq0PzR1tYs";
        var odds = Captures.Get(2, $"{Site}/odds?v={query}&market=h2h", "lang=en", null, $"{{\"next\":\"{answer}\",\"odds\":1.5}}", new("X-Client", header), new("User-Agent", "Mozilla/5.0 (X11; Linux x86_64)"));
        var place = Captures.Get(3, Site + "/place", "lang=en", null, null, new("X-Csrf-Token", "abcdef-of-the-slip"), new("Authorization", "Bearer " + header)) with { Method = "POST", RequestBody = "pin=4711&stake=5" };
        var contract = Record(odds, place).Contracts.Single();
        var file = ContractFile.Write(contract);
        foreach (var secret in new[] { header, query, answer, "4711", "abcdef-of" })
            Assert.DoesNotContain(secret, file, StringComparison.Ordinal);
        Assert.Equal("/odds?v={{token:v}}&market=h2h", contract.Find(EndpointRole.Odds)!.Path);
        Assert.Equal(["X-Client: {{token:X-Client}}", "User-Agent: Mozilla/5.0 (X11; Linux x86_64)"], contract.Find(EndpointRole.Odds)!.Headers.Select(h => $"{h.Key}: {h.Value}"));
        Assert.Equal(["X-Csrf-Token: {{token:X-Csrf-Token}}", "Authorization: {{token:Authorization}}"], contract.Find(EndpointRole.Place)!.Headers.Select(h => $"{h.Key}: {h.Value}"));
        Assert.Equal("pin={{token:pin}}&stake=5", contract.Find(EndpointRole.Place)!.Body);

        var session = new CaptureReader([new EchoProtocol()]).ReadSession(Account, new ProviderId("ECHO"), [odds, place], [])!;
        Assert.Equal((header, query, "4711", "abcdef-of-the-slip"), (session.Tokens["X-Client"], session.Tokens["v"], session.Tokens["pin"], session.Tokens["X-Csrf-Token"]));
        Assert.Empty(contract.LacksForBets(session));
    }

    private static ContractRecording Record(params CapturedExchange[] captures) => ContractRecorder.Record(Account, captures, [new EchoProtocol()]);
}
