using Arb.Domain.Execution;
using Arb.Domain.Health;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;
using Arb.Storage;
using Arb.Tests.Domain.Execution;
using Microsoft.Data.Sqlite;

namespace Arb.Tests.Storage;

public sealed class SettlementStorageSpecs : IDisposable
{
    private static readonly DateTimeOffset Day1 = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Day3 = Day1.AddDays(2);
    private readonly TempFolder _folder = new();
    private ArbDatabase _database;
    private AuditLog _audit;

    public SettlementStorageSpecs()
    {
        _database = ArbDatabase.Open(_folder.File("arb.db"));
        _audit = new AuditLog(_database);
    }

    public void Dispose()
    {
        _database.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Should_give_the_accepted_bets_of_closed_executions_as_open()
    {
        await Write(1);
        await Write(2, closed: false);
        var open = await _audit.OpenBetsAsync(10);
        Assert.Equal([(1L, 0, "a1", "R1-0"), (1L, 1, "a2", "R1-1")], open.Select(bet => (bet.Execution == ExecutionId.FromToken(1) ? 1L : 2L, bet.Leg, bet.Account.Value, bet.Reference!)));
        Assert.Equal((60m, Given.Event1, Day1, Day1.AddMinutes(1)), (open[0].Stake, open[0].Event, open[0].OpenedAt, open[0].ClosedAt));
    }

    [Fact]
    public async Task Should_give_the_oldest_open_bets_of_each_account_first()
    {
        for (var token = 1; token <= 3; token++)
            await Write(token);
        Assert.Equal(["R1-0", "R2-0", "R1-1", "R2-1"], (await _audit.OpenBetsAsync(2)).Select(bet => bet.Reference));
    }

    [Fact]
    public async Task Should_know_no_reference_of_a_bet_that_only_a_person_saw()
    {
        await Write(1, reference: "person");
        Assert.Null((await _audit.FindOpenBetAsync(ExecutionId.FromToken(1), 0))!.Reference);
    }

    [Fact]
    public async Task Should_leave_the_first_settlement_as_it_is()
    {
        await Write(1);
        var bets = await _audit.OpenBetsAsync(10);
        await _audit.SettleAsync([new BetSettlement(bets[0], BetStatus.Won, 126m)], Day1);
        await _audit.SettleAsync([new BetSettlement(bets[0], BetStatus.Lost, 0m)], Day3);
        var leg = (await _audit.ListAsync(1))[0].Legs[0];
        Assert.Equal((BetStatus.Won, 126m), (leg.Settled, leg.Return));
        Assert.Null(await _audit.FindOpenBetAsync(ExecutionId.FromToken(1), 0));
    }

    [Fact]
    public async Task Should_say_what_was_noted()
    {
        await Write(1);
        var won = new BetSettlement((await _audit.OpenBetsAsync(10))[0], BetStatus.Won, 126m);
        Assert.Equal([won], await _audit.SettleAsync([won], Day1));
        Assert.Empty(await _audit.SettleAsync([won with { Status = BetStatus.Lost, Returned = 0m }], Day3));
    }

    [Fact]
    public async Task Should_count_the_stake_that_was_booked()
    {
        await Write(1);
        var bets = (await _audit.OpenBetsAsync(10)).Where(bet => bet.Execution == ExecutionId.FromToken(1)).OrderBy(bet => bet.Leg).ToArray();
        await _audit.SettleAsync([new BetSettlement(bets[0], BetStatus.Won, 63m) { Booked = 30m }, new BetSettlement(bets[1], BetStatus.Lost, 0m)], Day1);
        var profit = await _audit.ProfitAsync(Day1, Day3, 10);
        Assert.Equal((90m, 63m, -27m), (profit.Staked, profit.Returned, profit.Profit));
    }

    [Fact]
    public async Task Should_count_an_execution_once_its_last_bet_is_settled()
    {
        await Write(1);
        await Settle(1, 0, 126.10m, Day1.AddHours(1));
        Assert.Equal(0, (await _audit.ProfitAsync(Day1, Day3, 10)).Count);
        await Settle(1, 1, 0m, Day1.AddHours(30));
        var profit = await _audit.ProfitAsync(Day1, Day3, 10);
        Assert.Equal((1, 120m, 126.10m, 6.10m), (profit.Count, profit.Staked, profit.Returned, profit.Profit));
        Assert.Equal(new DayProfit(new DateOnly(2026, 3, 2), 1, 120m, 126.10m, 6.10m), Assert.Single(profit.Days));
        Assert.Equal(6.10m, Assert.Single(profit.Executions).Profit);
    }

    [Fact]
    public async Task Should_count_an_execution_in_one_period_only()
    {
        await Write(1);
        await Settle(1, 0, 126m, Day1.AddHours(1));
        await Settle(1, 1, 0m, Day1.AddHours(30));
        Assert.Equal(0, (await _audit.ProfitAsync(Day1, Day1.AddDays(1), 10)).Count);
        Assert.Equal(1, (await _audit.ProfitAsync(Day1.AddDays(1), Day1.AddDays(2), 10)).Count);
    }

    [Fact]
    public async Task Should_agree_over_days_and_accounts_and_name_only_the_newest()
    {
        for (var token = 1; token <= 3; token++)
        {
            await Write(token);
            await Settle(token, 0, 126.10m, Day1.AddHours(token * 10));
            await Settle(token, 1, 0m, Day1.AddHours(token * 10));
        }

        await Write(4);
        var profit = await _audit.ProfitAsync(Day1, Day3, 2);
        Assert.Equal([18.30m, 18.30m, 18.30m], [profit.Profit, profit.Days.Sum(day => day.Profit), profit.Accounts.Sum(account => account.Profit)]);
        Assert.Equal([ExecutionId.FromToken(3), ExecutionId.FromToken(2)], profit.Executions.Select(one => one.Execution));
        Assert.Equal((1, 60m), (profit.Accounts[0].OpenBets, profit.Accounts[0].OpenStake));
    }

    [Fact]
    public async Task Should_keep_caps_over_a_restart_and_their_change_in_the_system_log()
    {
        await new ExposureCaps(_database).SaveAsync(Given.A1, new ExposureSettings(50m, 60.5m), new SystemLogEntry(Day1, LogSeverity.Warning, "exposure", "changed", Given.A1));
        Reopen();
        Assert.Equal(new ExposureSettings(50m, 60.5m), await new ExposureCaps(_database).LoadAsync(Given.A1));
        Assert.Equal("changed", Assert.Single((await new SystemLog(_database).ReadAsync(new LogQuery(10, LogSeverity.Info))).Entries).Message);
        Assert.Null(await new ExposureCaps(_database).LoadAsync(Given.A2));
    }

    [Fact]
    public async Task Should_forget_the_caps_of_a_removed_account()
    {
        await new ExposureCaps(_database).SaveAsync(Given.A1, new ExposureSettings(50m, 60m), new SystemLogEntry(Day1, LogSeverity.Warning, "exposure", "changed", Given.A1));
        await new AccountStore(_database).RemoveAsync(Given.A1);
        Assert.Null(await new ExposureCaps(_database).LoadAsync(Given.A1));
    }

    [Fact]
    public async Task Should_bring_tables_of_the_first_schema_up_to_date_and_keep_their_rows()
    {
        var account = new AccountSettings(Given.A1, new Uri("https://example.test/"), true, "EUR", 0.05m);
        await new AccountStore(_database).SaveAsync(account);
        await Write(1);
        _database.Dispose();
        using (var connection = new SqliteConnection($"Data Source={_folder.File("arb.db")};Pooling=False"))
        {
            connection.Open();
            using var back = connection.CreateCommand();
            back.CommandText = "DROP TABLE exposure_caps; DROP INDEX legs_settled; ALTER TABLE execution_audit_log DROP COLUMN paper; ALTER TABLE execution_audit_log DROP COLUMN kick_off; ALTER TABLE provider_contracts DROP COLUMN mapping; DROP TABLE team_aliases; DROP TABLE storage_marks; PRAGMA user_version=1;";
            back.ExecuteNonQuery();
        }

        Reopen();
        Assert.Equal([account], await new AccountStore(_database).LoadAsync());
        Assert.All(await _audit.OpenBetsAsync(10), bet => Assert.Equal((false, null), (bet.IsPaper, bet.KickOff)));
        Assert.Equal(2, (await _audit.OpenBetsAsync(10)).Count);
        Assert.Null(await new ExposureCaps(_database).LoadAsync(Given.A1));
    }

    [Fact]
    public async Task Should_give_the_legs_that_were_judged_absent_with_what_takes_their_execution_up_again()
    {
        await Write(1);
        var leg = Assert.Single(await _audit.AbsentLegsAsync(Day1, 10));
        Assert.Equal((ExecutionId.FromToken(1), 2, Given.A3, Given.Event3, Selection.Over), (leg.Of.Execution, leg.Leg, leg.Account, leg.Event, leg.Selection));
        Assert.Equal((new OpportunityId("opp-1"), Given.Match), (leg.Of.Opportunity, leg.Of.Match));
        Assert.Equal([Given.Event1, Given.Event2, Given.Event3], leg.Of.Events);
        Assert.Equal([Given.A1, Given.A2, Given.A3], leg.Of.Accounts);
        Assert.Empty(leg.Of.Settled);
        Assert.Empty(leg.Assigned);
        Assert.False(leg.Waits);
    }

    [Fact]
    public async Task Should_watch_a_leg_until_a_day_after_every_bet_of_its_match_is_settled()
    {
        await Write(1);
        Assert.Single(await _audit.AbsentLegsAsync(Day3.AddDays(30), 10)); // two bets of the match are open
        await Settle(1, 0, 0m, Day1.AddHours(2));
        Assert.Single(await _audit.AbsentLegsAsync(Day3.AddDays(30), 10));
        await Settle(1, 1, 126m, Day3);
        Assert.Equal([new SettledLeg(0, BetStatus.Lost), new SettledLeg(1, BetStatus.Won)], Assert.Single(await _audit.AbsentLegsAsync(Day3, 10)).Of.Settled);
        Assert.Empty(await _audit.AbsentLegsAsync(Day3.AddSeconds(1), 10));
    }

    [Fact]
    public async Task Should_not_compare_a_leg_with_a_bet_that_another_leg_has_or_may_have()
    {
        await Write(1);
        await _audit.OpenAsync(Row(2, closed: false, [Leg(0, Given.A3, Given.Event3, "R9", LegStatus.Accepted)]), []);
        var leg = Assert.Single(await _audit.AbsentLegsAsync(Day1, 10));
        Assert.Equal(["R9"], leg.Assigned);
        Assert.False(leg.Waits);
        await _audit.OpenAsync(Row(3, closed: false, [Leg(0, Given.A3, Given.Event3, null, LegStatus.Unknown)]), []);
        Assert.True(Assert.Single(await _audit.AbsentLegsAsync(Day1, 10)).Waits);
    }

    [Fact]
    public async Task Should_give_the_bets_of_an_execution_that_hedges_as_running()
    {
        await _audit.OpenAsync(Row(1, closed: false, [Leg(0, Given.A1, Given.Event1, "R1", LegStatus.Accepted)]) with { State = nameof(ExecutionPhase.Hedging) }, []);
        Assert.True(Assert.Single(await _audit.OpenBetsAsync(10)).IsRunning);
        Assert.Null(await _audit.FindOpenBetAsync(ExecutionId.FromToken(1), 0));
    }

    [Fact]
    public async Task Should_know_the_highest_token_also_of_an_execution_that_was_taken_up_again()
    {
        await Write(1);
        await _audit.UpdateAsync(Row(1, closed: false, []) with { Token = 12, LastSequence = 10 }, []);
        Assert.Equal(12, await _audit.HighestTokenAsync());
    }

    private void Reopen()
    {
        _database.Dispose();
        _database = ArbDatabase.Open(_folder.File("arb.db"));
        _audit = new AuditLog(_database);
    }

    private Task Settle(long token, int leg, decimal returned, DateTimeOffset at) =>
        _audit.SettleLegAsync(ExecutionId.FromToken(token), leg, returned == 0m ? BetStatus.Lost : BetStatus.Won, returned, at);

    private static AuditRow Row(long token, bool closed, IReadOnlyList<AuditLeg> legs) => new(
        ExecutionId.FromToken(token), token, new OpportunityId($"opp-{token}"), Given.Market, "Ajax - Feyenoord", closed ? ExecutionResult.Complete : ExecutionResult.Open, "s", 5m, 5m, null,
        Day1, Day1, closed ? Day1.AddMinutes(1) : null, 9, legs);

    private Task Write(long token, bool closed = true, string? reference = null) => _audit.OpenAsync(
        Row(
            token,
            closed,
            [Leg(0, Given.A1, Given.Event1, reference ?? $"R{token}-0", LegStatus.Accepted), Leg(1, Given.A2, Given.Event2, reference ?? $"R{token}-1", LegStatus.Accepted), Leg(2, Given.A3, Given.Event3, null, LegStatus.Rejected)]),
        []);

    private static AuditLeg Leg(int number, AccountId account, EventKey key, string? reference, LegStatus status) => new(
        number, false, account, key, "m", MarketKind.Total, Period.FullTime, new Line(10), Selection.Over, Given.Price(2.1m), 60m, status, 1, reference, null);
}
