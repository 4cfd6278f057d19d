using Arb.Domain.Discovery;
using Arb.Domain.Execution;
using Arb.Domain.Health;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;
using Arb.Storage;
using Microsoft.Data.Sqlite;

namespace Arb.Tests.Storage;

public sealed class StorageSpecs : IDisposable
{
    private static readonly DateTimeOffset At = new(2026, 9, 8, 12, 0, 0, TimeSpan.Zero);
    private readonly TempFolder _folder = new();
    private ArbDatabase _database;

    public StorageSpecs() => _database = ArbDatabase.Open(_folder.File("arb.db"));

    public void Dispose()
    {
        _database.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Should_count_live_executions_that_bet_and_neither_paper_nor_what_was_aborted()
    {
        var audit = new AuditLog(_database);
        Task Open(long token, ExecutionResult result, bool paper) => audit.OpenAsync(Row(result, 1) with { Execution = ExecutionId.FromToken(token), Token = token, Paper = paper }, []);
        Assert.Equal(0, await audit.LiveBegunAsync());
        await Open(1, ExecutionResult.Complete, paper: false);
        await Open(2, ExecutionResult.Aborted, paper: false);
        await Open(3, ExecutionResult.Complete, paper: true);
        await Open(4, ExecutionResult.Open, paper: false);
        Reopen();
        Assert.Equal(2, await new AuditLog(_database).LiveBegunAsync());
    }

    [Fact]
    public async Task Should_keep_accounts_over_a_restart()
    {
        var account = new AccountSettings(new AccountId("a1"), new Uri("https://example.test/"), true, "EUR", 0.05m);
        await new AccountStore(_database).SaveAsync(account);
        Reopen();
        Assert.Equal([account], await new AccountStore(_database).LoadAsync());
    }

    [Fact]
    public async Task Should_remove_an_account_with_its_contracts()
    {
        var account = new AccountSettings(new AccountId("a1"), new Uri("https://example.test/"), true, "EUR", 0m);
        var accounts = new AccountStore(_database);
        var contracts = new ContractStore(_database);
        await accounts.SaveAsync(account);
        await contracts.SaveAsync(Contract(active: true));
        await accounts.RemoveAsync(account.Id);
        Assert.Empty(await accounts.LoadAsync());
        Assert.Empty(await contracts.LoadAsync(account.Id));
    }

    [Fact]
    public async Task Should_keep_a_contract_as_it_was_marked()
    {
        var store = new ContractStore(_database);
        await store.SaveAsync(Contract(active: false));
        await store.SaveAsync(Contract(active: true));
        var stored = Assert.Single(await store.LoadAsync(new AccountId("a1")));
        Assert.True(stored.Active);
        Assert.Equal(At, stored.MarkedAt);
        Assert.Equal("{{cookie:sid}}", stored.Find(EndpointRole.Odds)!.Headers.Single().Value);
    }

    [Fact]
    public async Task Should_keep_bindings_and_refusals()
    {
        var store = new BindingStore(_database);
        var one = EventKey.Parse("cmd:1");
        var other = EventKey.Parse("sbo:2");
        var binding = new StoredBinding(new MatchId("cmd:1+sbo:2"), [new BindingMember(one, false), new BindingMember(other, true)], BindingSource.Operator, "said so", At);
        await store.SaveAsync(binding);
        await store.SaveRefusalAsync(new BindingRefusal(one, EventKey.Parse("sbo:3")));
        Reopen();
        var stored = Assert.Single(await new BindingStore(_database).LoadAsync());
        Assert.Equal(binding.Members, stored.Members);
        Assert.Equal(new BindingRefusal(one, EventKey.Parse("sbo:3")), Assert.Single(await new BindingStore(_database).LoadRefusalsAsync()));
    }

    [Fact]
    public async Task Should_forget_a_refusal_whichever_event_it_names_first()
    {
        var (one, other) = (EventKey.Parse("cmd:1"), EventKey.Parse("sbo:2"));
        var store = new BindingStore(_database);
        await store.SaveRefusalAsync(new BindingRefusal(one, other));
        await store.SaveRefusalAsync(new BindingRefusal(other, one));
        await store.RemoveRefusalAsync(new BindingRefusal(one, other));
        Assert.Empty(await store.LoadRefusalsAsync());
    }

    [Fact]
    public async Task Should_find_an_execution_with_legs_steps_and_hedges_as_written()
    {
        var audit = new AuditLog(_database);
        var row = Row(ExecutionResult.Open, 3);
        var hedge = new HedgeRow(row.Execution, 3, 1, HedgeKind.CompleteLeg, null, new AccountId("a2"), Selection.Under, new Odds(19_200), 12.34m, -10m, -0.5m, null, "best of two", At);
        await audit.OpenAsync(row, [new AuditStep(1, "lock-taken-v1", "token 1", At)]);
        await audit.AppendHedgeAsync(hedge);
        Reopen();
        var found = await new AuditLog(_database).FindAsync(row.Execution);
        Assert.Equal(row with { Legs = [] }, found!.Row with { Legs = [] });
        Assert.Equal(row.Legs, found.Row.Legs);
        Assert.Equal("lock-taken-v1", Assert.Single(found.Steps).Step);
        Assert.Equal(hedge, Assert.Single(found.Hedges));
    }

    [Fact]
    public async Task Should_not_let_an_older_write_undo_a_newer_one()
    {
        var audit = new AuditLog(_database);
        await audit.OpenAsync(Row(ExecutionResult.Complete, 9, closed: true), []);
        await audit.UpdateAsync(Row(ExecutionResult.Open, 4), []);
        Assert.Equal(ExecutionResult.Complete, (await audit.ListAsync(10)).Single().Result);
        Assert.Empty(await audit.UnfinishedAsync());
    }

    [Fact]
    public async Task Should_count_a_stake_until_it_is_settled()
    {
        var audit = new AuditLog(_database);
        var row = Row(ExecutionResult.Complete, 9, closed: true);
        await audit.OpenAsync(row, []);
        Assert.Equal(25.50m, (await audit.OpenStakesAsync(new AccountId("a1"))).Sum(stake => stake.Stake));
        await audit.SettleLegAsync(row.Execution, 0, BetStatus.Won, 50m, At);
        Assert.Empty(await audit.OpenStakesAsync(new AccountId("a1")));
    }

    [Fact]
    public async Task Should_not_undo_a_settlement_by_a_later_write_of_the_row()
    {
        var audit = new AuditLog(_database);
        var row = Row(ExecutionResult.Open, 5);
        await audit.OpenAsync(row, []);
        await audit.SettleLegAsync(row.Execution, 0, BetStatus.Won, 50m, At);
        await audit.UpdateAsync(Row(ExecutionResult.Complete, 9, closed: true), []);
        Assert.Equal(BetStatus.Won, (await audit.ListAsync(1)).Single().Legs[0].Settled);
    }

    [Fact]
    public async Task Should_sum_profit_exactly()
    {
        var audit = new AuditLog(_database);
        for (var i = 1; i <= 3; i++)
            await audit.OpenAsync(Row(ExecutionResult.Complete, 9, closed: true) with { Execution = ExecutionId.FromToken(i), Token = i, WorstProfit = 0.1m }, []);
        for (var reading = 0; reading < 2; reading++)
        {
            var totals = await audit.TotalsAsync();
            Assert.Equal((3, 0.3m), (totals.Completed, totals.WorstProfit));
        }
    }

    [Fact]
    public async Task Should_remember_what_was_executed_until_it_is_armed_again()
    {
        var audit = new AuditLog(_database);
        var id = new OpportunityId("m|Total|FullTime|2.5|Over@a1/cmd|Under@a2/sbo");
        await audit.MarkExecutedAsync(id, new ExecutionId("x000001"), At);
        Assert.Equal(At, (await audit.ExecutedSinceAsync(At, 10))[id]);
        Assert.Empty(await audit.ExecutedSinceAsync(At.AddTicks(1), 10));
        await audit.UnmarkExecutedAsync(id);
        Assert.Empty(await audit.ExecutedSinceAsync(DateTimeOffset.MinValue, 10));
    }

    [Fact]
    public async Task Should_read_the_log_newest_first_from_a_severity()
    {
        var log = new SystemLog(_database);
        await log.AppendAsync([new SystemLogEntry(At, LogSeverity.Info, "x", "one"), new SystemLogEntry(At, LogSeverity.Alarm, "x", "two", new AccountId("a1"), new ExecutionId("x000001")), new SystemLogEntry(At, LogSeverity.Error, "x", "three")]);
        Assert.Equal(["three", "two"], (await log.ReadAsync(new LogQuery(10, LogSeverity.Error))).Entries.Select(entry => entry.Message));
    }

    [Fact]
    public void Should_refuse_a_corrupt_file_and_say_how_to_restore()
    {
        var file = _folder.File("corrupt.db");
        ArbDatabase.Open(file).Dispose();
        var bytes = File.ReadAllBytes(file);
        bytes.AsSpan(100, bytes.Length - 100).Fill(0xA5);
        File.WriteAllBytes(file, bytes);
        Assert.Contains("restore", Assert.Throws<StorageException>(() => ArbDatabase.Open(file)).Message);
        Assert.Equal(bytes, File.ReadAllBytes(file));
    }

    [Fact]
    public void Should_refuse_a_file_of_a_newer_build()
    {
        _database.Dispose();
        using (var connection = new SqliteConnection($"Data Source={_folder.File("arb.db")};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA user_version=99";
            command.ExecuteNonQuery();
        }
        Assert.Contains("newer build", Assert.Throws<StorageException>(() => ArbDatabase.Open(_folder.File("arb.db"))).Message);
    }

    [Fact]
    public async Task Should_say_that_another_program_locks_the_file_and_work_again_afterwards()
    {
        using (var other = new SqliteConnection($"Data Source={_folder.File("arb.db")};Pooling=False"))
        {
            other.Open();
            using var command = other.CreateCommand();
            command.CommandText = "BEGIN EXCLUSIVE";
            command.ExecuteNonQuery();
            var failure = await Assert.ThrowsAsync<StorageException>(() => new AuditLog(_database).OpenAsync(Row(ExecutionResult.Open, 1), []));
            Assert.Contains("locked by another program", failure.Message);
        }
        await new AuditLog(_database).OpenAsync(Row(ExecutionResult.Open, 1), []);
        Assert.Single(await new AuditLog(_database).UnfinishedAsync());
    }

    [Fact]
    public void Should_let_one_engine_only_into_a_data_folder()
    {
        using var first = DataFolder.Take(_folder.File("data"));
        Assert.Contains("another engine", Assert.Throws<FolderInUseException>(() => DataFolder.Take(_folder.File("data"))).Message);
    }

    [Fact]
    public void Should_say_what_is_wrong_with_a_folder_that_is_a_file()
    {
        File.WriteAllText(_folder.File("data"), "");
        Assert.Contains("cannot be used", Assert.Throws<StorageException>(() => DataFolder.Take(_folder.File("data"))).Message);
    }

    [Fact]
    public void Should_let_the_next_engine_in_when_the_first_is_gone()
    {
        DataFolder.Take(_folder.File("data")).Dispose();
        using var second = DataFolder.Take(_folder.File("data"));
        Assert.True(Directory.Exists(second.Path));
    }

    private static ProviderContract Contract(bool active) => new(
        new AccountId("a1"),
        new ProviderId("CMD"),
        "example.test",
        [new ContractEndpoint(EndpointRole.Odds, "POST", "/x", [new("Cookie", "{{cookie:sid}}")], "fc=1", "application/x-www-form-urlencoded", null)],
        active,
        active ? At : null);

    private static AuditRow Row(ExecutionResult result, int sequence, bool closed = false) => new(
        new ExecutionId("x000001"),
        1,
        new OpportunityId("o"),
        new MarketKey(new MatchId("cmd:1+sbo:2"), MarketKind.Total, Period.FullTime, new Line(10)),
        "A v B",
        result,
        "phase",
        1.25m,
        closed ? 1.20m : null,
        closed ? "done" : null,
        At,
        At,
        closed ? At : null,
        sequence,
        [new AuditLeg(0, false, new AccountId("a1"), EventKey.Parse("cmd:1"), "m", MarketKind.Total, Period.FullTime, new Line(10), Selection.Over, new Odds(21_000), 25.50m, LegStatus.Accepted, 1, "R1", "ok")]);

    private void Reopen()
    {
        _database.Dispose();
        _database = ArbDatabase.Open(_folder.File("arb.db"));
    }
}
