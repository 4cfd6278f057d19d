using System.Net;
using System.Text.Json;
using Arb.Domain.Primitives;
using Arb.Sandbox;

namespace Arb.Tests.Sandbox;

public sealed class CmdSiteSpecs
{
    [Fact]
    public async Task Snapshot_has_rows_of_91_positions_and_the_cursor()
    {
        await using var bench = await SandboxBench.StartAsync(o => o with { InPlayPercent = 30 });
        var customer = await bench.LogInAsync("cmd");
        var odds = await customer.PostJsonAsync(Wire.CmdOdds, "fc=1&t=0");
        var rows = odds.GetProperty("data").EnumerateArray().Concat(odds.GetProperty("today").EnumerateArray()).ToArray();
        Assert.True(odds.GetProperty("a").GetBoolean());
        Assert.True(rows.Length > 25);
        Assert.All(rows, r => Assert.Equal(91, r.GetArrayLength()));
        Assert.All(odds.GetProperty("data").EnumerateArray(), r => Assert.Equal(1, r[25].GetInt32()));
    }

    [Fact]
    public async Task Handicap_is_a_magnitude_with_a_giver_flag_for_each_period()
    {
        await using var bench = await SandboxBench.StartAsync();
        var customer = await bench.LogInAsync("cmd");
        var odds = await customer.PostJsonAsync(Wire.CmdOdds, "fc=1&t=0");
        var rows = odds.GetProperty("today").EnumerateArray().ToArray();
        Assert.All(rows, r => Assert.True(r[10].GetDecimal() >= 0 && r[14].GetDecimal() >= 0));
        Assert.Contains(rows, r => r[24].GetInt32() == 1);
        Assert.Contains(rows, r => r[24].GetInt32() == 0 && r[10].GetDecimal() > 0);
    }

    [Theory]
    [InlineData("999999999")]
    [InlineData("1")]
    [InlineData("none")]
    public async Task Unknown_cursor_is_answered_with_a_gap_and_the_current_one(string cursor)
    {
        await using var bench = await SandboxBench.StartAsync();
        var customer = await bench.LogInAsync("cmd");
        var delta = await customer.PostJsonAsync(Wire.CmdOdds, $"fc=3&t={cursor}");
        Assert.False(delta.GetProperty("a").GetBoolean());
        Assert.Equal(bench.Host["cmd"].Stats.Version, delta.GetProperty("t").GetInt64());
        Assert.Equal(0, delta.GetProperty("today").GetArrayLength());
    }

    [Fact]
    public async Task Deltas_laid_over_a_snapshot_give_the_next_snapshot()
    {
        await using var bench = await SandboxBench.StartAsync(o => o with { SurebetsPerMinute = 20, InPlayPercent = 40, MatchLength = TimeSpan.FromMinutes(10) });
        var customer = await bench.LogInAsync("cmd");
        var mirror = new CmdMirror();
        mirror.Load(await customer.PostJsonAsync(Wire.CmdOdds, "fc=1&t=0"));
        var applied = 0;
        for (var i = 0; i < 150; i++)
        {
            bench.Seconds(1);
            var delta = await customer.PostJsonAsync(Wire.CmdOdds, $"fc=3&t={mirror.Cursor}");
            var full = await customer.PostJsonAsync(Wire.CmdOdds, "fc=1&t=0");
            if (mirror.Apply(delta))
            {
                applied++;
                Assert.Equal(CmdMirror.Of(full).Print(), mirror.Print());
            }
            mirror.Load(full);
        }
        Assert.True(applied > 50 && mirror.LineMoves > 20, $"only {applied} deltas, {mirror.LineMoves} line moves");
    }

    [Fact]
    public async Task Bet_is_quoted_placed_listed_and_paid_from_the_balance()
    {
        await using var bench = await SandboxBench.StartAsync();
        var customer = await bench.LogInAsync("cmd");
        var row = Wire.CmdRow(await customer.PostJsonAsync(Wire.CmdOdds, "fc=1&t=0"));
        var quote = (await customer.PostJsonAsync(Wire.CmdQuote, Wire.CmdOver(row))).GetProperty("d");
        Assert.Equal(0, quote.GetProperty("StatusCode").GetInt32());
        var placed = (await customer.PostJsonAsync(Wire.CmdPlace, Wire.CmdOver(row, "25.5", quote.GetProperty("Code").GetString()!))).GetProperty("d");
        Assert.Equal("Accepted", placed.GetProperty("BetData")[0].GetProperty("Status").GetString());
        var bets = (await customer.PostJsonAsync(Wire.CmdBets, """{"from":"2026-03-14"}""")).GetProperty("d");
        var bet = Assert.Single(bets.GetProperty("Bets").EnumerateArray());
        Assert.Equal(placed.GetProperty("BetData")[0].GetProperty("RefNo").GetString(), bet.GetProperty("RefNo").GetString());
        Assert.Equal("2026-03-14 17:30:00", bet.GetProperty("PlacedAt").GetString());
        Assert.Equal(row[42].GetDecimal(), bet.GetProperty("Odds").GetDecimal());
        Assert.Equal(9_974.5m, (await customer.GetJsonAsync(Wire.CmdBalance)).GetProperty("BetCredit").GetDecimal());
        var oracle = Assert.Single(bench.Host["cmd"].Bets);
        Assert.Equal((MarketKind.Total, Selection.Over, 25.5m, BookedStatus.Accepted), (oracle.Kind, oracle.Selection, oracle.Stake, oracle.Status));
    }

    [Fact]
    public async Task Spent_code_is_a_duplicate_and_books_nothing()
    {
        await using var bench = await SandboxBench.StartAsync();
        var customer = await bench.LogInAsync("cmd");
        var row = Wire.CmdRow(await customer.PostJsonAsync(Wire.CmdOdds, "fc=1&t=0"));
        var code = await Code(customer, row);
        await customer.PostAsync(Wire.CmdPlace, Wire.CmdOver(row, "20", code));
        Assert.Equal(9, await Status(customer, Wire.CmdPlace, Wire.CmdOver(row, "20", code)));
        Assert.Single(bench.Host["cmd"].Bets);
    }

    [Theory]
    [InlineData("20", "K9NOBODYKNOWS", 10)]
    [InlineData("9.99", null, 6)]
    [InlineData("2000.01", null, 6)]
    [InlineData("20.005", null, 6)]
    public async Task Placement_is_refused_with_the_protocols_code(string stake, string? code, int status)
    {
        await using var bench = await SandboxBench.StartAsync();
        var customer = await bench.LogInAsync("cmd");
        var row = Wire.CmdRow(await customer.PostJsonAsync(Wire.CmdOdds, "fc=1&t=0"));
        Assert.Equal(status, await Status(customer, Wire.CmdPlace, Wire.CmdOver(row, stake, code ?? await Code(customer, row))));
        Assert.Empty(bench.Host["cmd"].Bets);
    }

    [Fact]
    public async Task Refused_placement_does_not_spend_the_code()
    {
        await using var bench = await SandboxBench.StartAsync();
        var customer = await bench.LogInAsync("cmd");
        var row = Wire.CmdRow(await customer.PostJsonAsync(Wire.CmdOdds, "fc=1&t=0"));
        var code = await Code(customer, row);
        bench.Host["cmd"].Faults = new SandboxFaults { RefuseNext = 1 };
        Assert.Equal(8, await Status(customer, Wire.CmdPlace, Wire.CmdOver(row, "20", code)));
        Assert.Equal(0, await Status(customer, Wire.CmdPlace, Wire.CmdOver(row, "20", code)));
    }

    [Fact]
    public async Task Another_price_is_odds_changed_with_the_new_one_also_when_it_is_better()
    {
        await using var bench = await SandboxBench.StartAsync();
        var customer = await bench.LogInAsync("cmd");
        var row = Wire.CmdRow(await customer.PostJsonAsync(Wire.CmdOdds, "fc=1&t=0"));
        var asked = row[42].GetDecimal() - 0.01m;
        var quote = (await customer.PostJsonAsync(Wire.CmdQuote, Wire.CmdBet(row, "Over", "", asked, row[12].GetDecimal(), false))).GetProperty("d");
        Assert.Equal(3, quote.GetProperty("StatusCode").GetInt32());
        Assert.Equal(row[42].GetDecimal(), quote.GetProperty("Odds").GetDecimal());
    }

    [Fact]
    public async Task Wrong_side_of_the_line_is_odds_changed()
    {
        await using var bench = await SandboxBench.StartAsync();
        var customer = await bench.LogInAsync("cmd");
        var odds = await customer.PostJsonAsync(Wire.CmdOdds, "fc=1&t=0");
        var row = odds.GetProperty("today").EnumerateArray().First(r => r[10].GetDecimal() > 0 && r[40].GetDecimal() != -999 && r[79].GetInt32() == 0);
        var gives = row[24].GetInt32() == 1;
        Assert.Equal(0, await Status(customer, Wire.CmdQuote, Wire.CmdBet(row, "Hdp", "Home", row[40].GetDecimal(), row[10].GetDecimal(), gives)));
        Assert.Equal(3, await Status(customer, Wire.CmdQuote, Wire.CmdBet(row, "Hdp", "Home", row[40].GetDecimal(), row[10].GetDecimal(), !gives)));
    }

    [Fact]
    public async Task Suspended_market_is_closed()
    {
        await using var bench = await SandboxBench.StartAsync();
        var customer = await bench.LogInAsync("cmd");
        var row = Wire.CmdRow(await customer.PostJsonAsync(Wire.CmdOdds, "fc=1&t=0"));
        bench.Host["cmd"].Faults = new SandboxFaults { SuspendAll = true };
        Assert.Equal(5, await Status(customer, Wire.CmdQuote, Wire.CmdOver(row)));
    }

    [Fact]
    public async Task Lost_session_is_a_redirect_to_the_login()
    {
        await using var bench = await SandboxBench.StartAsync();
        var customer = await bench.LogInAsync("cmd");
        Assert.Equal(1, bench.Host["cmd"].ExpireSessions());
        using var answer = await customer.SendAsync(HttpMethod.Post, Wire.CmdOdds, "fc=1&t=0");
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Contains("login", answer.Headers.Location!.ToString(), StringComparison.Ordinal);
    }

    private static async Task<string> Code(Customer customer, JsonElement row) =>
        (await customer.PostJsonAsync(Wire.CmdQuote, Wire.CmdOver(row))).GetProperty("d").GetProperty("Code").GetString()!;

    private static async Task<int> Status(Customer customer, string path, string body) =>
        (await customer.PostJsonAsync(path, body)).GetProperty("d").GetProperty("StatusCode").GetInt32();
}
