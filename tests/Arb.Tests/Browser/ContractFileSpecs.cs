using Arb.Browser.Contracts;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;

namespace Arb.Tests.Browser;

public sealed class ContractFileSpecs
{
    private static readonly ProviderContract Contract = new(
        new AccountId("a1"),
        new ProviderId("CMD"),
        "bet.example:8443",
        [
            new(EndpointRole.Odds, "POST", "/Member/DataOdds.ashx?x={{t}}", [new("B", "2 \"q\""), new("A", "é")], "fc={{fc}}", "application/x-www-form-urlencoded", "{\"t\": 1}\n"),
            new(EndpointRole.BetList, "GET", "/list", [], null, null, null),
        ],
        true,
        new DateTimeOffset(2026, 3, 1, 12, 0, 0, 123, TimeSpan.Zero));

    [Fact]
    public void Should_round_trip_exactly()
    {
        var text = ContractFile.Write(Contract);
        var read = ContractFile.Read(text);
        Assert.Equal(text, ContractFile.Write(read));
        Assert.Equal((Contract.Account, Contract.Provider, Contract.Host, Contract.Active, Contract.MarkedAt), (read.Account, read.Provider, read.Host, read.Active, read.MarkedAt));
        foreach (var (wrote, got) in Contract.Endpoints.Zip(read.Endpoints))
        {
            Assert.Equal(wrote.Headers, got.Headers);
            Assert.Equal(wrote with { Headers = [] }, got with { Headers = wrote.Headers } with { Headers = [] });
        }
    }

    [Fact]
    public void Should_name_the_file_after_the_provider() => Assert.Equal("CMD_CONTRACT.json", ContractFile.NameFor(Contract.Provider));

    [Fact]
    public void Should_write_the_roles_of_the_protocol_pages()
    {
        var text = ContractFile.Write(Contract);
        Assert.Contains("\"role\": \"odds\"", text);
        Assert.Contains("\"role\": \"bet-list\"", text);
        Assert.DoesNotContain("\r", text);
    }

    [Theory]
    [InlineData("\"name\": \"B\"", "\"name\": \"B b\"", "endpoints[0].headers[0].name: ")]
    [InlineData("\"value\": \"é\"", "\"value\": \"x\\r\\nX-Evil: 1\"", "endpoints[0].headers[1].value: ")]
    [InlineData("\"contentType\": \"application/x-www-form-urlencoded\"", "\"contentType\": \"text/plain\\r\\nX-Evil: 1\"", "endpoints[0].contentType: ")]
    [InlineData("\"path\": \"/list\"", "\"path\": \"/li st\\n\"", "endpoints[1].path: ")]
    [InlineData("\"host\": \"bet.example:8443\"", "\"host\": \"https://bet.example/x\"", "host: ")]
    [InlineData("\"host\": \"bet.example:8443\"", "\"host\": \"\"", "host: ")]
    public void Should_refuse_what_could_not_be_sent_as_it_stands(string from, string to, string path)
    {
        var text = ContractFile.Write(Contract);
        Assert.Contains(from, text);
        Assert.StartsWith($"contract file: {path}", Assert.Throws<FormatException>(() => ContractFile.Read(text.Replace(from, to))).Message);
    }

    [Fact]
    public void Should_print_no_control_character_of_a_file_that_is_wrong()
    {
        var text = ContractFile.Write(Contract).Replace("\"host\"", "\"ho\\u001b[2Jst\"");
        Assert.DoesNotContain("\u001b", Assert.Throws<FormatException>(() => ContractFile.Read(text)).Message);
    }

    [Theory]
    [InlineData("\"role\": \"odds\"", "\"role\": \"quick\"", "endpoints[0].role: expected one of leagues, matches, odds,")]
    [InlineData("\"role\": \"bet-list\"", "\"role\": \"odds\"", "endpoints[1].role: a second 'odds' endpoint")]
    [InlineData("\"path\": \"/list\"", "\"path\": \"http://x/\"", "endpoints[1].path: expected a path that starts with '/'")]
    [InlineData("\"method\": \"GET\"", "\"method\": \"PUT\"", "endpoints[1].method: expected GET or POST")]
    [InlineData("\"name\": \"A\"", "\"nome\": \"A\"", "endpoints[0].headers[1].nome: not known here; known: name, value")]
    [InlineData("\"value\": \"é\"", "\"value\": 7", "endpoints[0].headers[1].value: expected a text")]
    [InlineData("\"body\": null", "\"body\": {}", "endpoints[1].body: expected a text")]
    [InlineData("\"account\": \"a1\"", "\"account\": \"A 1\"", "account: use 1 to 40")]
    [InlineData("\"provider\": \"CMD\"", "\"provider\": \"C-D\"", "provider: use 2 to 16")]
    [InlineData("\"active\": true", "\"active\": 1", "active: expected true or false")]
    [InlineData("\"version\": 2", "\"version\": 3", "version: this build reads versions 1 to 2")]
    [InlineData("\"host\": \"bet.example:8443\",", "", "host: expected a text")]
    [InlineData("2026-03-01T12:00:00.1230000+00:00", "yesterday", "markedAt: expected a time")]
    [InlineData("\"version\": 2,", "\"version\": 2", "no JSON at line")]
    public void Should_say_which_element_is_wrong(string from, string to, string message)
    {
        var text = ContractFile.Write(Contract).Replace(from, to);
        Assert.Contains(message, Assert.Throws<FormatException>(() => ContractFile.Read(text)).Message);
    }
}
