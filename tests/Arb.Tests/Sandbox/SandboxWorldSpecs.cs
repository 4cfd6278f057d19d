using System.Net;
using System.Text;
using Arb.Domain.Primitives;
using Arb.Sandbox;
using Arb.Sandbox.Books;
using Arb.Sandbox.World;

namespace Arb.Tests.Sandbox;

public sealed class SandboxWorldSpecs
{
    [Fact]
    public async Task Same_seed_and_clock_give_the_same_bodies_byte_for_byte()
    {
        var first = await RecordAsync(7);
        Assert.Equal(first, await RecordAsync(7));
        Assert.NotEqual(first, await RecordAsync(8));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Prices_of_all_bookmakers_make_no_surebet_by_themselves(int seed)
    {
        var clock = new SandboxClock();
        var world = new SandboxWorld(new SandboxOptions { Clock = clock, Seed = seed, SurebetsPerMinute = 0, Matches = 60, InPlayPercent = 0 });
        var compared = 0;
        for (var i = 0; i < 300; i++)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            world.Advance();
            foreach (var match in world.Matches)
                compared += AssertNoSurebet(world, match);
        }
        Assert.True(compared > 10_000);
    }

    [Theory]
    [InlineData("AH")]
    [InlineData("OU")]
    [InlineData("1X2")]
    [InlineData("OE")]
    public void Forced_surebet_has_an_inverse_sum_below_one_and_near_the_edge_asked_for(string market)
    {
        var clock = new SandboxClock();
        var world = new SandboxWorld(new SandboxOptions { Clock = clock, SurebetsPerMinute = 0, InPlayPercent = 0 });
        var made = world.Surebets.TryMake(new SurebetRequest { Market = market, Edge = 0.02m, Seconds = 10 })!;
        var inverse = made.Legs.Sum(l => 10_000m / l.OddsTenThousandths);
        Assert.InRange(inverse, 0.93m, 0.9805m);
        Assert.True(made.Legs.Select(l => l.Bookmaker).Distinct().Count() >= 2);
        Assert.All(made.Legs, l => Assert.Equal(l.OddsTenThousandths, PriceNow(world, l)));
        for (var i = 0; i < 15; i++)
            clock.Advance(TimeSpan.FromSeconds(1));
        world.Advance();
        AssertNoSurebet(world, world.Matches.Single(m => m.Id == made.Match));
    }

    [Fact]
    public void Demo_offers_surebets_steadily_on_matches_that_every_bookmaker_lists()
    {
        var clock = new SandboxClock();
        var world = new SandboxWorld(new SandboxOptions { Clock = clock, Demo = true });
        clock.Advance(TimeSpan.FromSeconds(60));
        world.Advance();
        Assert.InRange(world.Surebets.Count, 10, 12);
        Assert.All(world.Surebets.Made, s => Assert.All(world.Books, b => Assert.NotNull(b.Listing(world.Matches.Single(m => m.Id == s.Match)))));
    }

    [Fact]
    public void World_has_twins_that_must_not_be_bound_at_the_same_time()
    {
        var world = new SandboxWorld(new SandboxOptions { Clock = new SandboxClock(), Matches = 200 });
        var twins = world.Matches.Where(m => m.Home.Class != SideClass.Senior).ToArray();
        Assert.NotEmpty(twins);
        Assert.All(twins, t => Assert.Contains(world.Matches, m => m.Home == t.Home with { Class = SideClass.Senior } && m.KickOff == t.KickOff));
        Assert.Contains(world.Matches, m => world.Matches.Any(o => o != m && o.KickOff == m.KickOff && o.Home.Place == m.Home.Place && o.Home.Club != m.Home.Club));
    }

    [Fact]
    public void Bookmakers_spell_the_same_team_differently()
    {
        var world = new SandboxWorld(new SandboxOptions { Clock = new SandboxClock() });
        var spelt = world.Matches.Count(m => world.Books.Select(b => b.Listing(m)?.Home).Where(n => n is not null).Distinct().Count() > 1);
        Assert.True(spelt > 10);
    }

    [Fact]
    public async Task Money_is_conserved_through_bets_and_settlement()
    {
        await using var bench = await SandboxBench.StartAsync(o => o with
        {
            InPlayPercent = 40,
            MatchLength = TimeSpan.FromMinutes(4),
            KickOffSpread = TimeSpan.FromMinutes(12),
            Matches = 30,
        });
        var control = bench.Host["isport"];
        control.Faults = new SandboxFaults { PendingRejectRate = 0.3m, RefuseRate = 0.2m };
        var customer = await bench.LogInAsync("isport");
        var random = new Random(5);
        for (var i = 0; i < 120; i++)
        {
            await BetAsync(customer, random);
            bench.Seconds(9);
            AssertConserved(control);
        }
        bench.Seconds(600);
        AssertConserved(control);
        Assert.True(control.Bets.Count > 40, $"only {control.Bets.Count} bets");
        Assert.Contains(control.Bets, b => b.Status == BookedStatus.Won);
        Assert.Contains(control.Bets, b => b.Status == BookedStatus.Lost);
        Assert.Contains(control.Bets, b => b.Status == BookedStatus.Rejected);
    }

    [Theory]
    [InlineData(Selection.Home, MarketKind.AsianHandicap, -2, 1, 0, 2)]
    [InlineData(Selection.Away, MarketKind.AsianHandicap, -2, 1, 1, 2)]
    [InlineData(Selection.Home, MarketKind.AsianHandicap, -1, 1, 1, -1)]
    [InlineData(Selection.Away, MarketKind.AsianHandicap, -1, 1, 1, 1)]
    [InlineData(Selection.Home, MarketKind.AsianHandicap, -4, 1, 0, 0)]
    [InlineData(Selection.Over, MarketKind.Total, 10, 2, 1, 2)]
    [InlineData(Selection.Over, MarketKind.Total, 11, 2, 1, 1)]
    [InlineData(Selection.Under, MarketKind.Total, 9, 1, 1, 1)]
    [InlineData(Selection.Draw, MarketKind.OneXTwo, 0, 1, 1, 2)]
    [InlineData(Selection.Away, MarketKind.OneXTwo, 0, 1, 1, -2)]
    [InlineData(Selection.Odd, MarketKind.OddEven, 0, 2, 1, 2)]
    [InlineData(Selection.Even, MarketKind.OddEven, 0, 0, 0, 2)]
    public void Bet_settles_by_the_score(Selection selection, MarketKind kind, int quarters, int home, int away, int share) =>
        Assert.Equal(share, Settlement.Share(selection, kind, quarters, home, away));

    [Theory]
    [InlineData(500_000, 100)]
    [InlineData(510_000, 96)]
    [InlineData(400_000, -67)]
    [InlineData(600_000, 66)]
    public void Malay_price_of_a_probability_favours_the_bookmaker(int millionths, int hundredths) =>
        Assert.Equal(hundredths, Price.FromProbability(millionths, true).Hundredths);

    private static async Task BetAsync(Customer customer, Random random)
    {
        var list = random.Next(2) == 0 ? "t" : "l";
        var rows = Wire.Records(await customer.GetJsonAsync($"{customer.Home}sports/odds?market={list}&since=0"), "o").Where(r => r["oddsstatus"].GetString() == "running").ToArray();
        if (rows.Length == 0)
            return;
        var row = rows[random.Next(rows.Length)];
        var type = row["bettype"].GetInt32();
        var (team, price) = type is 3 or 8 ? ("o", "odds1a") : type is 1 or 2 or 7 ? ("a", "odds2a") : ("h", "com1");
        var line = type is 1 or 7 ? row["hdp2"].GetDecimal() - row["hdp1"].GetDecimal() : row["hdp1"].GetDecimal();
        var slip = Wire.IsportItem(("oddsid", row["oddsid"].GetInt64()), ("betteam", team), ("odds", row[price].GetDecimal()), ("stake", random.Next(500, 9999) / 100m), ("hdp", line));
        var quote = await customer.PostJsonAsync(customer.Home + "Betting/GetTickets", slip);
        Assert.Equal(0, quote.GetProperty("ErrorCode").GetInt32());
        var ticket = quote.GetProperty("Data")[0];
        await customer.PostAsync(customer.Home + "Betting/ProcessBet", slip + "&" + Wire.IsportItem(("sinfo", ticket.GetProperty("sinfo")), ("Guid", ticket.GetProperty("Guid"))));
    }

    private static void AssertConserved(BookmakerControl control)
    {
        var bets = control.Bets;
        Assert.Equal(10_000m, control.Balance() + bets.Sum(b => b.Stake) - bets.Sum(b => b.Return));
        Assert.All(bets, b => Assert.True(b.Status is not (BookedStatus.Pending or BookedStatus.Accepted) || b.Return == 0));
    }

    private static int PriceNow(SandboxWorld world, SurebetLeg leg)
    {
        var book = world.Books.Single(b => b.Name == leg.Bookmaker);
        var (match, market) = book.Market(leg.MarketId)!.Value;
        return match.PriceOf(market, MarketKinds.Selections(market.Kind).IndexOf(leg.Selection)).TenThousandths;
    }

    /// <summary>Best price of every selection over all bookmakers with the same line.</summary>
    private static int AssertNoSurebet(SandboxWorld world, WorldMatch match)
    {
        var best = new Dictionary<(MarketKind, Period, int), int[]>();
        foreach (var book in world.Books)
        {
            if (book.Listing(match) is not { } listed || book.IsSuspended(listed))
                continue;
            foreach (var market in listed.Markets.Where(m => !m.Closed && m.Kind != MarketKind.DoubleChance))
            {
                var key = (market.Kind, market.Period, market.Line);
                if (!best.TryGetValue(key, out var odds))
                    best[key] = odds = new int[market.Prices.Length];
                for (var i = 0; i < odds.Length; i++)
                    odds[i] = Math.Max(odds[i], market.Prices[i].TenThousandths);
            }
        }
        foreach (var (key, odds) in best)
            Assert.True(odds.Sum(o => 10_000m / o) >= 1m, $"match {match.Id} {key}: {string.Join(' ', odds)}");
        return best.Count;
    }

    private static async Task<string> RecordAsync(long seed)
    {
        await using var bench = await SandboxBench.StartAsync(o => o with { Seed = seed, InPlayPercent = 20, SurebetsPerMinute = 10 });
        var text = new StringBuilder();
        var cmd = await bench.LogInAsync("cmd");
        var isport = await bench.LogInAsync("isport");
        var sbo = await bench.LogInAsync("sbo");
        var (ts, tk) = Wire.Tokens(await sbo.GetAsync(sbo.Home));
        bench.Host["isport"].Faults = new SandboxFaults { ErrorRate = 0.3m };
        for (var i = 0; i < 20; i++)
        {
            bench.Seconds(2);
            text.Append(await cmd.PostAsync(Wire.CmdOdds, "fc=1&t=0")).Append(await sbo.GetAsync(Wire.SboOdds(ts, tk)));
            using var answer = await isport.SendAsync(HttpMethod.Get, isport.Home + "sports/odds?market=t&since=0");
            text.Append(answer.StatusCode == HttpStatusCode.OK ? await answer.Content.ReadAsStringAsync() : "failed");
        }
        return text.ToString();
    }
}
