using Arb.Domain.Sessions;

namespace Arb.Tests.Domain.Sessions;

public sealed class SecretSpecs
{
    [Theory]
    [InlineData("sess")]
    [InlineData("PHPSESSID")]
    [InlineData("ASPSESSIONIDQQBCARTS")]
    [InlineData("key")]
    [InlineData("x-app-key2")]
    [InlineData("sign")]
    [InlineData("payloadHash")]
    [InlineData("pwd")]
    [InlineData("userPin")]
    [InlineData("OTP")]
    [InlineData("otp_code")]
    [InlineData("ticket")]
    [InlineData("HTTPAuth")]
    [InlineData("apikey")]
    public void Should_know_the_names_that_secrets_go_by(string name) => Assert.NotEqual(SecretNameKind.None, SecretNames.KindOf(name));

    [Theory]
    [InlineData("possession")]
    [InlineData("author")]
    [InlineData("shipping")]
    [InlineData("spinner")]
    [InlineData("keyboard")]
    [InlineData("designation")]
    [InlineData("assessment")]
    [InlineData("kickoffTime")]
    [InlineData("market")]
    public void Should_leave_words_alone_that_only_contain_such_a_name(string name) => Assert.Equal(SecretNameKind.None, SecretNames.KindOf(name));

    [Theory]
    [InlineData("9f86d081884c7d659a2feaa0c55ad015")]
    [InlineData("3f2504e0-4f89-11d3-9a0c-0305e82c3301")]
    [InlineData("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U")]
    [InlineData("q7Zr2LkX9vBtYw4H")]
    [InlineData("Zm9vYmFyYmF6cXV4/Kd83hG2+a8Wq0PzR1tYs==")]
    [InlineData("k3j9x2m8q1w7z5v4")]
    [InlineData("https://www.bookie.example/reset/9f86d081884c7d659a2feaa0c55ad015?x=1")]
    public void Should_see_what_is_random(string value) => Assert.True(SecretShape.HasSecret(value));

    [Theory]
    [InlineData("2026-11-28T12:00:00.000Z")]
    [InlineData("1764331200000")]
    [InlineData("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36")]
    [InlineData("\"Chromium\";v=\"142\", \"Google Chrome\";v=\"142\", \"Not_A Brand\";v=\"99\"")]
    [InlineData("text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8,application/signed-exchange;v=b3;q=0.7")]
    [InlineData("https://www.bookie.example/sports/football/england/premier-league/manchester-united-v-arsenal")]
    [InlineData("soccer_england_premier_league")]
    [InlineData("Borussia Mönchengladbach - Brighton & Hove Albion")]
    [InlineData("1.95")]
    [InlineData("en-GB,en;q=0.9,de;q=0.8")]
    public void Should_leave_words_times_prices_and_addresses_alone(string value)
    {
        Assert.False(SecretShape.HasSecret(value));
        Assert.False(SecretShape.IsSecret(value));
        Assert.Same(value, SecretShape.Mask(value, "***"));
    }

    [Fact]
    public void Should_mask_the_secrets_of_a_sample_and_leave_its_odds()
    {
        const string sample = """
            {"home":"Arsenal","odds":1.95,"pin":4711,"otp":"123456","sess":"abc123def","ref":"q7Zr2LkX9vBtYw4HcD","url":"/img/9f86d081884c7d659a2feaa0c55ad015.png","key":"h2h","at":"2026-11-28T12:00:00Z"}
            """;
        Assert.Equal(
            """
            {"home":"Arsenal","odds":1.95,"pin":***,"otp":"***","sess":"***","ref":"***","url":"/img/***.png","key":"h2h","at":"2026-11-28T12:00:00Z"}
            """,
            SecretFields.Mask(sample));
    }

    [Theory]
    [InlineData("a=1&pin=4711&b=2", "a=1&pin={{token:pin}}&b=2")]
    [InlineData("sess=abc123&key=abcdef1", "sess={{token:sess}}&key={{token:key}}")]
    [InlineData("d=q7Zr2LkX9vBtYw4HcD&market=1", "d={{token:d}}&market=1")]
    [InlineData("""{"pin":4711,"stake":5.5,"m":{"PHPSESSID":"abcdef"}}""", """{"pin":{{token:pin}},"stake":5.5,"m":{"PHPSESSID":"{{token:PHPSESSID}}"}}""")]
    [InlineData("t={{token:t}}&x=1", "t={{token:t}}&x=1")]
    public void Should_put_placeholders_where_secrets_stood_and_find_their_values(string body, string template)
    {
        Assert.Equal(template, SecretFields.Hide(body));
        var capture = new CapturedExchange("POST", new Uri("https://a.example/"), [], body, 200, [], null, default);
        var found = SecretFields.Find([capture], _ => null);
        foreach (var (name, value) in found.Where(pair => !pair.Value.Contains("{{", StringComparison.Ordinal)))
            template = template.Replace($"{{{{token:{name}}}}}", value, StringComparison.Ordinal);
        Assert.Equal(body, template);
    }

    [Fact]
    public void Should_read_a_hostile_text_once()
    {
        foreach (var piece in new[] { "token", "\"token\":\"", "a.", "eyJ", "x=", "q7Zr2LkX9vBtYw4H/", "{", "name=\"" })
        {
            var text = "{" + string.Concat(Enumerable.Repeat(piece, 400_000 / piece.Length));
            var begun = System.Diagnostics.Stopwatch.StartNew();
            SecretFields.Mask(text);
            SecretFields.Hide(text);
            SecretFields.Hide(text[1..]);
            Assert.True(begun.Elapsed < TimeSpan.FromSeconds(10), $"{piece}: {begun.Elapsed}");
        }
    }
}
