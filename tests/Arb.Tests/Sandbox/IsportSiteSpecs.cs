using System.Net;
using System.Text;
using System.Text.Json;
using Arb.Sandbox;

namespace Arb.Tests.Sandbox;

public sealed class IsportSiteSpecs
{
    [Fact]
    public async Task Session_is_the_token_in_the_path_alone()
    {
        await using var bench = await SandboxBench.StartAsync();
        var customer = await bench.LogInAsync("isport");
        Assert.Matches(@"^/\(S\([0-9a-f]{24}\)\)/$", customer.Home);
        var stranger = bench.Anonymous("isport");
        Assert.True((await stranger.GetJsonAsync(customer.Home + "sports/odds?market=t&since=0")).GetProperty("full").GetBoolean());
    }

    [Fact]
    public async Task Order_of_fields_differs_between_sessions()
    {
        await using var bench = await SandboxBench.StartAsync();
        var orders = new HashSet<string>();
        for (var i = 0; i < 4; i++)
        {
            var customer = await bench.LogInAsync("isport");
            orders.Add((await customer.GetJsonAsync(customer.Home + "sports/odds?market=t&since=0")).GetProperty("f").GetProperty("o").ToString());
        }
        Assert.Equal(4, orders.Count);
    }

    [Fact]
    public async Task Deltas_laid_over_a_snapshot_give_the_next_snapshot_of_both_lists()
    {
        await using var bench = await SandboxBench.StartAsync(o => o with { InPlayPercent = 30, KickOffSpread = TimeSpan.FromMinutes(30), MatchLength = TimeSpan.FromMinutes(12), SurebetsPerMinute = 20 });
        var customer = await bench.LogInAsync("isport");
        var deltas = 0;
        var mirrors = new Dictionary<string, Mirror> { ["t"] = new(), ["l"] = new() };
        for (var i = 0; i < 240; i++)
        {
            foreach (var (list, mirror) in mirrors)
            {
                var body = await customer.GetJsonAsync($"{customer.Home}sports/odds?market={list}&since={mirror.Cursor}");
                deltas += body.GetProperty("full").GetBoolean() ? 0 : 1;
                mirror.Apply(body);
                var fresh = new Mirror();
                fresh.Apply(await customer.GetJsonAsync($"{customer.Home}sports/odds?market={list}&since=0"));
                Assert.Equal(fresh.Print(), mirror.Print());
            }
            bench.Seconds(5);
        }
        Assert.True(deltas > 400, $"only {deltas} deltas");
    }

    [Fact]
    public async Task Unservable_cursor_is_answered_in_full()
    {
        await using var bench = await SandboxBench.StartAsync(o => o with { HistoryVersions = 3 });
        var customer = await bench.LogInAsync("isport");
        var cursor = (await customer.GetJsonAsync(customer.Home + "sports/odds?market=t&since=0")).GetProperty("cursor").GetInt64();
        bench.Seconds(30);
        Assert.True((await customer.GetJsonAsync($"{customer.Home}sports/odds?market=t&since={cursor}")).GetProperty("full").GetBoolean());
        Assert.True((await customer.GetJsonAsync($"{customer.Home}sports/odds?market=t&since=99999999")).GetProperty("full").GetBoolean());
    }

    [Fact]
    public async Task Same_guid_answers_the_first_booked_result_again()
    {
        await using var bench = await SandboxBench.StartAsync();
        var customer = await bench.LogInAsync("isport");
        var (slip, ticket) = await Quote(customer);
        var first = await customer.PostAsync(customer.Home + "Betting/ProcessBet", Placement(slip, ticket));
        bench.Clock.Advance(TimeSpan.FromMinutes(10));
        var second = await customer.PostAsync(customer.Home + "Betting/ProcessBet", Placement(slip, ticket));
        Assert.Equal(first, second);
        Assert.Contains("\"BetStatus\":0", first, StringComparison.Ordinal);
        Assert.Single(bench.Host["isport"].Bets);
    }

    [Fact]
    public async Task Bet_list_and_balance_show_the_bet()
    {
        await using var bench = await SandboxBench.StartAsync();
        var customer = await bench.LogInAsync("isport");
        var (slip, ticket) = await Quote(customer);
        await customer.PostAsync(customer.Home + "Betting/ProcessBet", Placement(slip, ticket));
        var list = await customer.GetJsonAsync($"{customer.Home}Betting/BetList?from={bench.Clock.GetUtcNow().ToUnixTimeSeconds()}");
        var bet = Assert.Single(list.GetProperty("bets").EnumerateArray());
        Assert.Equal(ticket.GetProperty("Guid").GetString(), bet.GetProperty("guid").GetString());
        Assert.Equal(("running", 3, "o"), (bet.GetProperty("status").GetString(), bet.GetProperty("bettype").GetInt32(), bet.GetProperty("betteam").GetString()));
        Assert.Equal(9_970m, (await customer.GetJsonAsync(customer.Home + "Customer/Balance")).GetProperty("Data").GetProperty("Balance").GetDecimal());
    }

    [Fact]
    public async Task Unknown_guid_is_41()
    {
        await using var bench = await SandboxBench.StartAsync();
        var customer = await bench.LogInAsync("isport");
        var (slip, _) = await Quote(customer);
        var answer = await customer.PostJsonAsync(customer.Home + "Betting/ProcessBet", slip + "&" + Wire.IsportItem(("sinfo", "x"), ("Guid", "y")));
        Assert.Equal(41, answer.GetProperty("ErrorCode").GetInt32());
    }

    [Fact]
    public async Task Line_that_moved_comes_back_in_the_quote()
    {
        await using var bench = await SandboxBench.StartAsync();
        var customer = await bench.LogInAsync("isport");
        var row = await OpenTotal(customer);
        var slip = Slip(row, row["hdp1"].GetDecimal() + 1, row["odds1a"].GetDecimal());
        var answer = await customer.PostJsonAsync(customer.Home + "Betting/GetTickets", slip);
        Assert.Equal(row["hdp1"].GetDecimal(), answer.GetProperty("Data")[0].GetProperty("Hdp").GetDecimal());
    }

    [Fact]
    public async Task Refusals_come_as_an_error_code_and_as_a_bet_status()
    {
        await using var bench = await SandboxBench.StartAsync();
        var customer = await bench.LogInAsync("isport");
        var (slip, ticket) = await Quote(customer);
        bench.Host["isport"].Faults = new SandboxFaults { RefuseNext = 2 };
        var first = await customer.PostJsonAsync(customer.Home + "Betting/ProcessBet", Placement(slip, ticket));
        var second = await customer.PostJsonAsync(customer.Home + "Betting/ProcessBet", Placement(slip, ticket));
        Assert.Equal(40, first.GetProperty("ErrorCode").GetInt32());
        Assert.Equal(1, second.GetProperty("Data")[0].GetProperty("BetStatus").GetInt32());
        Assert.Empty(bench.Host["isport"].Bets);
    }

    [Theory]
    [InlineData(null, HttpStatusCode.OK, "\"ErrorCode\":100")]
    [InlineData("unauthorized", HttpStatusCode.Unauthorized, "")]
    [InlineData("redirect", HttpStatusCode.Redirect, "")]
    [InlineData("page", HttpStatusCode.OK, "<form id=\"login\"")]
    public async Task Lost_session_shows_in_every_way_of_the_protocol(string? way, HttpStatusCode status, string part)
    {
        await using var bench = await SandboxBench.StartAsync();
        var customer = await bench.LogInAsync("isport");
        bench.Host["isport"].Faults = new SandboxFaults { SessionLoss = way };
        bench.Clock.Advance(TimeSpan.FromMinutes(21));
        using var answer = await customer.SendAsync(HttpMethod.Get, customer.Home + "sports/leagues");
        Assert.Equal(status, answer.StatusCode);
        Assert.Contains(part, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static async Task<Dictionary<string, JsonElement>> OpenTotal(Customer customer) =>
        Wire.Records(await customer.GetJsonAsync(customer.Home + "sports/odds?market=t&since=0"), "o").First(r => r["bettype"].GetInt32() == 3 && r["oddsstatus"].GetString() == "running");

    private static string Slip(Dictionary<string, JsonElement> row, decimal line, decimal price) =>
        Wire.IsportItem(("oddsid", row["oddsid"].GetInt64()), ("betteam", "o"), ("odds", price), ("stake", 30), ("hdp", line));

    private static async Task<(string Slip, JsonElement Ticket)> Quote(Customer customer)
    {
        var row = await OpenTotal(customer);
        var slip = Slip(row, row["hdp1"].GetDecimal(), row["odds1a"].GetDecimal());
        var answer = await customer.PostJsonAsync(customer.Home + "Betting/GetTickets", slip);
        Assert.Equal(0, answer.GetProperty("ErrorCode").GetInt32());
        return (slip, answer.GetProperty("Data")[0]);
    }

    private static string Placement(string slip, JsonElement ticket) =>
        slip + "&" + Wire.IsportItem(("sinfo", ticket.GetProperty("sinfo").GetString()!), ("Guid", ticket.GetProperty("Guid").GetString()!));

    /// <summary>What a customer believes about one list.</summary>
    private sealed class Mirror
    {
        private static readonly string[] MatchFields = ["matchid", "leagueid", "hteamnameen", "ateamnameen", "kickofftime", "islive", "livehomescore", "liveawayscore"];
        private static readonly string[] OddsFields = ["matchid", "bettype", "hdp1", "hdp2", "odds1a", "odds2a", "com1", "comx", "com2", "oddsstatus"];
        private readonly SortedDictionary<long, string> _matches = [];
        private readonly SortedDictionary<long, string> _odds = [];

        internal long Cursor { get; private set; }

        internal void Apply(JsonElement body)
        {
            Cursor = body.GetProperty("cursor").GetInt64();
            if (body.GetProperty("full").GetBoolean())
                _odds.Clear();
            if (body.TryGetProperty("m", out _))
                _matches.Clear();
            foreach (var record in Wire.Records(body, "m"))
                _matches[record["matchid"].GetInt64()] = string.Join('|', MatchFields.Select(f => record[f].ToString()));
            foreach (var record in Wire.Records(body, "o"))
                _odds[record["oddsid"].GetInt64()] = string.Join('|', OddsFields.Select(f => record[f].ToString()));
            if (!body.TryGetProperty("x", out var gone))
                return;
            foreach (var id in gone.GetProperty("m").EnumerateArray())
                _matches.Remove(id.GetInt64());
            foreach (var id in gone.GetProperty("o").EnumerateArray())
                _odds.Remove(id.GetInt64());
        }

        internal string Print()
        {
            var text = new StringBuilder();
            foreach (var pair in _matches.Concat(_odds))
                text.Append(pair.Key).Append(' ').Append(pair.Value).Append('\n');
            return text.ToString();
        }
    }
}
