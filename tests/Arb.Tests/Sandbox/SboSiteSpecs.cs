using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Arb.Tests.Sandbox;

public sealed class SboSiteSpecs
{
    private const string Odds = "$P.onUpdate";

    [Fact]
    public async Task Landing_page_holds_ts_and_the_twelve_values_of_tk()
    {
        await using var bench = await SandboxBench.StartAsync();
        var customer = await bench.LogInAsync("sbo");
        var (ts, tk) = Wire.Tokens(await customer.GetAsync(customer.Home));
        Assert.Equal(8, ts.Length);
        Assert.Equal(12, tk.Length);
        Assert.Equal("4", tk[^1]);
    }

    [Fact]
    public async Task Deltas_laid_over_a_full_answer_give_the_next_full_answer()
    {
        await using var bench = await SandboxBench.StartAsync(o => o with { InPlayPercent = 30, KickOffSpread = TimeSpan.FromMinutes(30), MatchLength = TimeSpan.FromMinutes(12), SurebetsPerMinute = 20 });
        var customer = await bench.LogInAsync("sbo");
        var (ts, tk) = Wire.Tokens(await customer.GetAsync(customer.Home));
        var mirror = new Mirror();
        mirror.Apply(Wire.Script(await customer.GetAsync(Wire.SboOdds(ts, tk)), Odds)[1]);
        var deltas = 0;
        for (var i = 0; i < 240; i++)
        {
            bench.Seconds(5);
            var update = Wire.Script(await customer.GetAsync(Wire.SboOdds(ts, tk, mirror.Version)), Odds)[1];
            deltas += update[1].GetInt32() == 0 ? 1 : 0;
            mirror.Apply(update);
            var fresh = new Mirror();
            fresh.Apply(Wire.Script(await customer.GetAsync(Wire.SboOdds(ts, tk)), Odds)[1]);
            Assert.Equal(fresh.Print(), mirror.Print());
        }
        Assert.True(deltas > 200, $"only {deltas} deltas");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Prices_come_in_the_style_of_tk_and_never_above_the_Malay_price(int style)
    {
        await using var bench = await SandboxBench.StartAsync();
        var customer = await bench.LogInAsync("sbo");
        var (ts, tk) = Wire.Tokens(await customer.GetAsync(customer.Home));
        var malay = Totals(Wire.Script(await customer.GetAsync(Wire.SboOdds(ts, tk)), Odds)[1]);
        var other = Totals(Wire.Script(await customer.GetAsync(Wire.SboOdds(ts, tk, style: style)), Odds)[1]);
        Assert.NotEmpty(malay);
        foreach (var (id, price) in malay)
        {
            var was = price > 0 ? 1 + price : 1 + 1 / -price;
            var now = style switch { 1 => other[id], 2 => 1 + other[id], _ => other[id] >= 1 ? 1 + other[id] : 1 + 1 / -other[id] };
            Assert.InRange(was - now, 0m, 0.002m);
        }
    }

    [Fact]
    public async Task Ticket_key_is_spent_once_and_then_a_duplicate()
    {
        await using var bench = await SandboxBench.StartAsync();
        var customer = await bench.LogInAsync("sbo");
        var (ts, tk) = Wire.Tokens(await customer.GetAsync(customer.Home));
        var (id, price) = Totals(Wire.Script(await customer.GetAsync(Wire.SboOdds(ts, tk)), Odds)[1]).First();
        var ticket = Wire.Script(await customer.GetAsync($"/web/ticket.aspx?id={id}&op=0&odds={Wire.Number(price)}&ts={ts}"), "$P.onTicket")[0];
        Assert.Equal((0, price), (ticket[0].GetInt32(), ticket[3].GetDecimal()));
        var place = $"/web/confirmbet.aspx?key={ticket[7]}&stake=40&odds={Wire.Number(price)}&ts={ts}";
        var first = Wire.Script(await customer.GetAsync(place), "$P.onPlace")[0];
        var second = Wire.Script(await customer.GetAsync(place), "$P.onPlace")[0];
        Assert.Equal((0, "accepted"), (first[0].GetInt32(), first[2].GetString()));
        Assert.Equal(6, second[0].GetInt32());
        var bets = Wire.Script(await customer.GetAsync($"/web/running-bet-list.aspx?ts={ts}&from=03%2F14%2F2026"), "$P.onBets")[0];
        Assert.Equal(1, bets[0].GetInt32());
        Assert.Equal((first[1].GetString(), ticket[7].GetString()), (bets[1][0][0].GetString(), bets[1][0][10].GetString()));
        var credit = Wire.Script(await customer.GetAsync($"/web/action-data.aspx?action=bet-credit&ts={ts}"), "$P.onCredit")[0];
        Assert.Equal(9_960m, credit[0].GetDecimal());
    }

    [Theory]
    [InlineData("key=nobody&stake=20&odds=0.9", 4)]
    [InlineData("stake=20&odds=0.9", 4)]
    public async Task Unknown_key_is_code_4(string query, int code)
    {
        await using var bench = await SandboxBench.StartAsync();
        var customer = await bench.LogInAsync("sbo");
        var (ts, _) = Wire.Tokens(await customer.GetAsync(customer.Home));
        Assert.Equal(code, Wire.Script(await customer.GetAsync($"/web/confirmbet.aspx?{query}&ts={ts}"), "$P.onPlace")[0][0].GetInt32());
    }

    [Fact]
    public async Task Stake_above_the_limit_is_code_3()
    {
        await using var bench = await SandboxBench.StartAsync();
        var customer = await bench.LogInAsync("sbo");
        var (ts, tk) = Wire.Tokens(await customer.GetAsync(customer.Home));
        var (id, price) = Totals(Wire.Script(await customer.GetAsync(Wire.SboOdds(ts, tk)), Odds)[1]).First();
        var ticket = Wire.Script(await customer.GetAsync($"/web/ticket.aspx?id={id}&op=0&odds={Wire.Number(price)}&ts={ts}"), "$P.onTicket")[0];
        var placed = Wire.Script(await customer.GetAsync($"/web/confirmbet.aspx?key={ticket[7]}&stake=1000.01&odds={Wire.Number(price)}&ts={ts}"), "$P.onPlace")[0];
        Assert.Equal(3, placed[0].GetInt32());
    }

    [Fact]
    public async Task Wrong_ts_and_a_lost_session_are_a_reload_from_any_endpoint()
    {
        await using var bench = await SandboxBench.StartAsync();
        var customer = await bench.LogInAsync("sbo");
        var (ts, tk) = Wire.Tokens(await customer.GetAsync(customer.Home));
        Assert.Equal("$P.onReload('ts');\n", await customer.GetAsync(Wire.SboOdds("00000000", tk)));
        bench.Host["sbo"].ExpireSessions();
        Assert.Equal("$P.onReload('ts');\n", await customer.GetAsync(Wire.SboOdds(ts, tk)));
        Assert.Equal("$P.onReload('ts');\n", await customer.GetAsync($"/web/action-data.aspx?action=bet-credit&ts={ts}"));
    }

    [Fact]
    public async Task Some_matches_are_listed_the_other_way_round_with_line_and_prices_turned()
    {
        await using var bench = await SandboxBench.StartAsync(o => o with { Matches = 300 });
        var turned = bench.Host.Matches.Where(m => m.Listings.Any(l => l.Reversed) && m.Listings.Any(l => l.Bookmaker == "cmd")).ToArray();
        Assert.NotEmpty(turned);
        var sbo = await bench.LogInAsync("sbo");
        var (ts, tk) = Wire.Tokens(await sbo.GetAsync(sbo.Home));
        var markets = Markets(Wire.Script(await sbo.GetAsync(Wire.SboOdds(ts, tk)), Odds)[1]).Where(m => m[1][1].GetInt32() == 5).ToLookup(m => m[1][0].GetInt64());
        var cmd = await bench.LogInAsync("cmd");
        var rows = (await cmd.PostJsonAsync(Wire.CmdOdds, "fc=1&t=0")).GetProperty("today").EnumerateArray().ToDictionary(r => r[0].GetInt64());
        foreach (var match in turned)
        {
            var prices = markets[match.Listings.Single(l => l.Bookmaker == "sbo").EventId].Single()[2];
            var row = rows[match.Listings.Single(l => l.Bookmaker == "cmd").EventId];
            Assert.InRange(prices[2].GetDecimal() / row[17].GetDecimal(), 0.8m, 1.25m);
            Assert.InRange(prices[0].GetDecimal() / row[18].GetDecimal(), 0.8m, 1.25m);
        }
    }

    private static IEnumerable<JsonElement> Markets(JsonElement root) => root[2].EnumerateArray().SelectMany(c => c[2].EnumerateArray());

    /// <summary>Market id → over price of full-time totals that are open.</summary>
    private static Dictionary<long, decimal> Totals(JsonElement root) => Markets(root)
        .Where(m => m[1][1].GetInt32() == 3 && m[1][2].GetInt32() == 0 && m[2][0].ValueKind == JsonValueKind.Number)
        .ToDictionary(m => m[0].GetInt64(), m => m[2][0].GetDecimal());

    private sealed class Mirror
    {
        private readonly SortedDictionary<long, string> _matches = [];
        private readonly SortedDictionary<long, (long Match, string Text)> _markets = [];

        internal long Version { get; private set; }

        internal void Apply(JsonElement root)
        {
            Version = root[0].GetInt64();
            if (root[1].GetInt32() == 1)
            {
                _matches.Clear();
                _markets.Clear();
            }
            foreach (var cache in root[2].EnumerateArray())
            {
                foreach (var match in cache[1].EnumerateArray())
                    _matches[match[0].GetInt64()] = match.ToString();
                foreach (var market in cache[2].EnumerateArray())
                    _markets[market[0].GetInt64()] = (market[1][0].GetInt64(), market.ToString());
                if (cache[3].ValueKind != JsonValueKind.Array || cache[3].GetArrayLength() == 0)
                    continue;
                foreach (var gone in cache[3][0].EnumerateArray().Select(g => g.GetInt64()))
                {
                    _matches.Remove(gone);
                    foreach (var market in _markets.Where(m => m.Value.Match == gone).Select(m => m.Key).ToArray())
                        _markets.Remove(market);
                }
                foreach (var gone in cache[3][1].EnumerateArray())
                    _markets.Remove(gone.GetInt64());
            }
        }

        internal string Print()
        {
            var text = new StringBuilder();
            foreach (var (id, match) in _matches)
                text.Append(CultureInfo.InvariantCulture, $"{id} {match}\n");
            foreach (var (id, market) in _markets)
                text.Append(CultureInfo.InvariantCulture, $"{id} {market.Text}\n");
            return text.ToString();
        }
    }
}
