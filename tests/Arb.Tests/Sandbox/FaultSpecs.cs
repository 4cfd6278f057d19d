using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using Arb.Sandbox;

namespace Arb.Tests.Sandbox;

public sealed class FaultSpecs
{
    [Fact]
    public async Task Answer_lost_after_booking_leaves_a_bet_in_the_book()
    {
        await using var bench = await SandboxBench.StartAsync();
        var (customer, row, code) = await TicketAsync(bench);
        bench.Host["cmd"].Faults = new SandboxFaults { AbortAfterBookingNext = 1 };
        await Assert.ThrowsAsync<HttpRequestException>(() => customer.PostAsync(Wire.CmdPlace, Wire.CmdOver(row, "20", code)));
        Assert.Equal(code, Assert.Single(bench.Host["cmd"].Bets).TicketKey);
    }

    [Fact]
    public async Task Connection_cut_before_booking_leaves_none()
    {
        await using var bench = await SandboxBench.StartAsync();
        var (customer, row, code) = await TicketAsync(bench);
        bench.Host["cmd"].Faults = new SandboxFaults { AbortBeforeBookingNext = 1 };
        await Assert.ThrowsAsync<HttpRequestException>(() => customer.PostAsync(Wire.CmdPlace, Wire.CmdOver(row, "20", code)));
        Assert.Empty(bench.Host["cmd"].Bets);
    }

    [Fact]
    public async Task Unknown_answer_may_hide_a_booked_bet_or_none()
    {
        await using var bench = await SandboxBench.StartAsync();
        var (customer, row, code) = await TicketAsync(bench);
        bench.Host["cmd"].Faults = new SandboxFaults { UnknownUnbookedNext = 1 };
        Assert.Contains("\"StatusCode\":-1", await customer.PostAsync(Wire.CmdPlace, Wire.CmdOver(row, "20", code)), StringComparison.Ordinal);
        Assert.Empty(bench.Host["cmd"].Bets);
        bench.Host["cmd"].Faults = new SandboxFaults { UnknownBookedNext = 1 };
        Assert.Contains("\"StatusCode\":-1", await customer.PostAsync(Wire.CmdPlace, Wire.CmdOver(row, "20", code)), StringComparison.Ordinal);
        Assert.Single(bench.Host["cmd"].Bets);
    }

    [Fact]
    public async Task Held_answer_comes_when_the_time_is_over_and_the_bet_is_booked_before()
    {
        await using var bench = await SandboxBench.StartAsync();
        var (customer, row, code) = await TicketAsync(bench);
        bench.Host["cmd"].Faults = new SandboxFaults { HoldAfterBookingNext = 1, HoldMs = 5_000 };
        var timers = bench.Clock.Waiting;
        var answer = customer.PostAsync(Wire.CmdPlace, Wire.CmdOver(row, "20", code));
        Assert.True(SpinWait.SpinUntil(() => bench.Clock.Waiting > timers, TimeSpan.FromSeconds(10)));
        Assert.Single(bench.Host["cmd"].Bets);
        Assert.False(answer.IsCompleted);
        bench.Seconds(6);
        Assert.Contains("Accepted", await answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pending_bet_is_accepted_after_the_delay()
    {
        await using var bench = await SandboxBench.StartAsync();
        var (customer, row, code) = await TicketAsync(bench);
        bench.Host["cmd"].Faults = new SandboxFaults { PendingNext = 1 };
        Assert.Contains("Pending", await customer.PostAsync(Wire.CmdPlace, Wire.CmdOver(row, "20", code)), StringComparison.Ordinal);
        bench.Seconds(2);
        Assert.Equal(BookedStatus.Pending, bench.Host["cmd"].Bets[0].Status);
        bench.Seconds(2);
        Assert.Equal(BookedStatus.Accepted, bench.Host["cmd"].Bets[0].Status);
    }

    [Fact]
    public async Task Pending_bet_that_is_rejected_gives_the_stake_back()
    {
        await using var bench = await SandboxBench.StartAsync();
        var (customer, row, code) = await TicketAsync(bench);
        bench.Host["cmd"].Faults = new SandboxFaults { PendingNext = 1, PendingRejectNext = 1 };
        await customer.PostAsync(Wire.CmdPlace, Wire.CmdOver(row, "20", code));
        Assert.Equal(9_980m, bench.Host["cmd"].Balance());
        bench.Seconds(4);
        Assert.Equal((BookedStatus.Rejected, 20m), (bench.Host["cmd"].Bets[0].Status, bench.Host["cmd"].Bets[0].Return));
        Assert.Equal(10_000m, bench.Host["cmd"].Balance());
    }

    [Fact]
    public async Task Second_legs_are_refused_in_turn_and_the_match_then_left_alone_for_a_hedge()
    {
        await using var bench = await SandboxBench.StartAsync(o => o with { Bookmakers = [new("a", "CMD"), new("b", "CMD"), new("c", "CMD")] });
        foreach (var bookmaker in bench.Host.Bookmakers)
            bookmaker.Faults = new SandboxFaults { RefuseSecondLegsEvery = 2 };
        var matches = bench.Host.Matches.Where(m => m.Listings.Count == 3).Take(3).ToArray();
        Assert.Equal("0 0", $"{await Bet("a", matches[0])} {await Bet("b", matches[0])}");
        bench.Seconds(20);
        Assert.Equal("0 8 0", $"{await Bet("b", matches[1])} {await Bet("c", matches[1])} {await Bet("a", matches[1])}");
        bench.Seconds(20);
        Assert.Equal("0 0", $"{await Bet("c", matches[2])} {await Bet("c", matches[2])}");

        async Task<int> Bet(string name, SandboxMatch match)
        {
            var customer = await bench.LogInAsync(name);
            var id = match.Listings.Single(l => l.Bookmaker == name).EventId;
            var odds = await customer.PostJsonAsync(Wire.CmdOdds, "fc=1&t=0");
            var row = odds.GetProperty("today").EnumerateArray().Single(r => r[0].GetInt64() == id);
            var code = (await customer.PostJsonAsync(Wire.CmdQuote, Wire.CmdOver(row))).GetProperty("d").GetProperty("Code").GetString()!;
            return (await customer.PostJsonAsync(Wire.CmdPlace, Wire.CmdOver(row, "20", code))).GetProperty("d").GetProperty("StatusCode").GetInt32();
        }
    }

    [Fact]
    public async Task Moved_odds_on_quote_show_in_the_feed_as_well()
    {
        await using var bench = await SandboxBench.StartAsync();
        var customer = await bench.LogInAsync("cmd");
        var before = Wire.CmdRow(await customer.PostJsonAsync(Wire.CmdOdds, "fc=1&t=0"));
        bench.Host["cmd"].Faults = new SandboxFaults { MoveOddsNext = 1 };
        var quote = (await customer.PostJsonAsync(Wire.CmdQuote, Wire.CmdOver(before))).GetProperty("d");
        var after = Wire.CmdRow(await customer.PostJsonAsync(Wire.CmdOdds, "fc=1&t=0"));
        Assert.Equal(3, quote.GetProperty("StatusCode").GetInt32());
        Assert.NotEqual(before[42].GetDecimal(), after[42].GetDecimal());
        Assert.Equal(after[42].GetDecimal(), quote.GetProperty("Odds").GetDecimal());
    }

    [Fact]
    public async Task Errors_maintenance_login_page_and_retry_after_take_the_place_of_data()
    {
        await using var bench = await SandboxBench.StartAsync();
        var customer = await bench.LogInAsync("cmd");
        Assert.Equal((HttpStatusCode.BadGateway, "simulated failure"), await Odds(new SandboxFaults { ErrorRate = 1, ErrorStatus = 502 }));
        Assert.Contains("maintenance", (await Odds(new SandboxFaults { Maintenance = true })).Text, StringComparison.Ordinal);
        Assert.Contains("<form id=\"login\"", (await Odds(new SandboxFaults { LoginPage = true })).Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await Odds(new SandboxFaults { RetryAfterSeconds = 7 })).Status);
        Assert.Equal((HttpStatusCode.OK, ""), await Odds(new SandboxFaults { EmptyBody = true }));
        var empty = Customer.Json((await Odds(new SandboxFaults { EmptyEnvelope = true })).Text);
        Assert.Equal((true, 0), (empty.GetProperty("a").GetBoolean(), empty.GetProperty("today").GetArrayLength()));

        async Task<(HttpStatusCode Status, string Text)> Odds(SandboxFaults faults)
        {
            bench.Host["cmd"].Faults = faults;
            using var answer = await customer.SendAsync(HttpMethod.Post, Wire.CmdOdds, "fc=1&t=0");
            Assert.Equal(faults.RetryAfterSeconds == 0 ? null : TimeSpan.FromSeconds(7), answer.Headers.RetryAfter?.Delta);
            return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
        }
    }

    [Fact]
    public async Task Garbage_truncated_and_broken_bodies_are_no_JSON()
    {
        await using var bench = await SandboxBench.StartAsync();
        var customer = await bench.LogInAsync("isport");
        foreach (var faults in new[] { new SandboxFaults { GarbageRate = 1 }, new SandboxFaults { TruncateRate = 1 } })
        {
            bench.Host["isport"].Faults = faults;
            var body = await customer.GetAsync(customer.Home + "sports/odds?market=t&since=0");
            Assert.ThrowsAny<JsonException>(() => Customer.Json(body));
        }
        bench.Host["isport"].Faults = new SandboxFaults { BreakRate = 1 };
        await Assert.ThrowsAnyAsync<Exception>(() => customer.GetAsync(customer.Home + "sports/odds?market=t&since=0"));
    }

    [Fact]
    public async Task Faults_stay_where_they_are_scoped()
    {
        await using var bench = await SandboxBench.StartAsync();
        var customer = await bench.LogInAsync("isport");
        bench.Host["isport"].Faults = new SandboxFaults { ErrorRate = 1, Endpoints = ["place"] };
        Assert.True((await customer.GetJsonAsync(customer.Home + "sports/odds?market=t&since=0")).GetProperty("full").GetBoolean());
        using var answer = await customer.SendAsync(HttpMethod.Post, customer.Home + "Betting/ProcessBet", "x=1");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
    }

    [Fact]
    public async Task Unchanged_data_is_304_and_bodies_are_compressed_where_asked_for()
    {
        await using var bench = await SandboxBench.StartAsync();
        var customer = await bench.LogInAsync("isport");
        var path = customer.Home + "sports/odds?market=t&since=0";
        using var plain = await customer.SendAsync(HttpMethod.Get, path);
        var tag = plain.Headers.ETag!.ToString();
        using var unchanged = await customer.SendAsync(HttpMethod.Get, path, headers: ("If-None-Match", tag));
        Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);
        var body = await plain.Content.ReadAsByteArrayAsync();
        using var gzip = await customer.SendAsync(HttpMethod.Get, path, headers: ("Accept-Encoding", "gzip, deflate"));
        Assert.Equal(body, Inflate(new GZipStream(await gzip.Content.ReadAsStreamAsync(), CompressionMode.Decompress)));
        using var deflate = await customer.SendAsync(HttpMethod.Get, path, headers: ("Accept-Encoding", "deflate"));
        Assert.Equal(body, Inflate(new ZLibStream(await deflate.Content.ReadAsStreamAsync(), CompressionMode.Decompress)));
        bench.Seconds(30);
        using var changed = await customer.SendAsync(HttpMethod.Get, path, headers: ("If-None-Match", tag));
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
    }

    [Fact]
    public async Task Body_may_start_with_a_mark_and_come_in_chunks()
    {
        await using var bench = await SandboxBench.StartAsync();
        var customer = await bench.LogInAsync("isport");
        bench.Host["isport"].Faults = new SandboxFaults { ByteOrderMark = true, Chunked = true };
        using var answer = await customer.SendAsync(HttpMethod.Get, customer.Home + "sports/leagues");
        Assert.True(answer.Headers.TransferEncodingChunked);
        Assert.Equal(Encoding.UTF8.GetPreamble(), (await answer.Content.ReadAsByteArrayAsync())[..3]);
    }

    private static byte[] Inflate(Stream packed)
    {
        using var plain = new MemoryStream();
        packed.CopyTo(plain);
        packed.Dispose();
        return plain.ToArray();
    }

    private static async Task<(Customer Customer, JsonElement Row, string Code)> TicketAsync(SandboxBench bench)
    {
        var customer = await bench.LogInAsync("cmd");
        var row = Wire.CmdRow(await customer.PostJsonAsync(Wire.CmdOdds, "fc=1&t=0"));
        var quote = await customer.PostJsonAsync(Wire.CmdQuote, Wire.CmdOver(row));
        return (customer, row, quote.GetProperty("d").GetProperty("Code").GetString()!);
    }
}
