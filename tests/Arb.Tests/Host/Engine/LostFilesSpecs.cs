using System.IO.Compression;
using Akka.Actor;
using Akka.Hosting;
using Arb.Actors.Execution;
using Arb.Domain;
using Arb.Domain.Commands;
using Arb.Domain.Execution;
using Arb.Domain.Sessions;
using Arb.Host.Cli;
using Arb.Host.Configuration;
using Arb.Host.Control;
using Arb.Host.Engine;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace Arb.Tests.Host.Engine;

/// <summary>
/// A data folder of which one database is lost, cut, damaged or older: the engine does not start before the files are back or a person accepted it. The folder is the one of an earlier build: two executions
/// ended, and a third whose leg 1 was booked and not answered.
/// </summary>
public sealed class LostFilesSpecs : IDisposable
{
    private readonly TempFolder _temp = new();

    private string Folder => _temp.File("d");

    private string Journal => Path.Combine(Folder, "journal.db");

    private string Tables => Path.Combine(Folder, "arb.db");

    public LostFilesSpecs() => ZipFile.ExtractToDirectory(Path.Combine(AppContext.BaseDirectory, "Fixtures", "data-folder-before-akka-1.5.zip"), Folder);

    public void Dispose() => _temp.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Should_not_start_on_a_journal_that_is_absent_or_empty(bool empty)
    {
        Remove(Journal);
        if (empty)
            File.WriteAllBytes(Journal, []);
        var refused = await Assert.ThrowsAsync<StorageDisagreementException>(StartAsync);
        Assert.Equal([StorageFindingKind.JournalBehind, StorageFindingKind.NobodyOwns], refused.Findings.Select(finding => finding.Kind));
        Assert.Equal("x000003", refused.Findings[1].Execution!.Value.Value);
        Assert.Contains(refused.Findings[1].Bets, bet => bet.Leg == 1);
        Assert.Contains("arb restore", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_not_start_on_tables_that_were_lost_beside_a_journal()
    {
        Remove(Tables);
        var refused = await Assert.ThrowsAsync<StorageDisagreementException>(StartAsync);
        Assert.Equal([StorageFindingKind.AuditLacksExecution], refused.Findings.Select(finding => finding.Kind).Distinct());
        Assert.Equal(["x000001", "x000002", "x000003"], refused.Findings.Select(finding => finding.Execution!.Value.Value));
    }

    [Fact]
    public async Task Should_not_forget_a_kill_with_the_journal()
    {
        var folder = _temp.File("k");
        await using (await StartAsync(folder, "arb.engine.auto-start=on"))
        {
            using var client = new ControlClient(folder);
            await client.SendAsync(new KillSwitch("a bad feeling"));
        }

        Remove(Path.Combine(folder, "journal.db"));
        var refused = await Assert.ThrowsAsync<StorageDisagreementException>(() => StartAsync(folder));
        Assert.Equal(StorageFindingKind.JournalBehind, Assert.Single(refused.Findings).Kind);
    }

    [Theory]
    [InlineData("UPDATE event_journal SET manifest='table-lock-granted-v9' WHERE ordering=(SELECT MAX(ordering) FROM event_journal WHERE persistence_id='executions')")]
    [InlineData("UPDATE event_journal SET payload=x'7b7d' WHERE ordering=(SELECT MAX(ordering) FROM event_journal WHERE persistence_id='executions')")]
    [InlineData("UPDATE event_journal SET payload=x'ff' WHERE persistence_id='x000003' AND sequence_nr=2")]
    [InlineData("DELETE FROM event_journal WHERE persistence_id='x000003' AND sequence_nr=3")]
    public async Task Should_not_start_on_an_event_that_is_damaged_missing_or_newer(string damage)
    {
        Run(Journal, damage);
        var refused = await Assert.ThrowsAsync<StorageException>(StartAsync);
        Assert.Contains("damaged, or of a newer build", refused.Message, StringComparison.Ordinal);
        Assert.Contains("arb restore", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_start_killed_once_a_person_accepted_it_and_count_the_bets_that_nobody_owns()
    {
        Remove(Journal);
        var (code, text) = await ArbAsync("accept", "--note", "looked at both sites", "--data", Folder);
        Assert.Equal(0, code);
        Assert.Contains("x000003 is open in arb.db", text, StringComparison.Ordinal);
        await using (var engine = await StartAsync(Folder, "arb.engine.auto-start=on"))
        {
            Assert.Equal("KILLED", (await SettledAsync(engine)).State.ToString().ToUpperInvariant());
            using var client = new ControlClient(Folder);
            var row = Assert.IsType<ExecutionList>(await client.SendAsync(new ListExecutions(10))).Executions.Single(row => row.Execution.Value == "x000003");
            Assert.NotNull(row.ClosedAt);
            Assert.Contains("looked at both sites", row.Reason, StringComparison.Ordinal);
            Assert.All(row.Legs, leg => Assert.Equal(LegStatus.Accepted, leg.Status)); // counts until a person says how it ended
        }

        await using var again = await StartAsync(Folder, "arb.engine.auto-start=on"); // nothing is asked twice, and the kill was written down
        Assert.Equal(EngineState.Killed, (await SettledAsync(again)).State);
    }

    [Fact]
    public async Task Should_leave_what_is_still_locked_to_a_person_and_send_nothing_for_it()
    {
        Run(Tables, "DELETE FROM execution_steps WHERE execution='x000001'; DELETE FROM hedge_events WHERE execution='x000001'; DELETE FROM execution_legs WHERE execution='x000001'; DELETE FROM execution_audit_log WHERE execution='x000001'");
        Assert.Equal(0, (await ArbAsync("accept", "--note", "seen", "--data", Folder)).Code);
        await using var engine = await StartAsync(Folder);
        Assert.Equal(EngineState.Killed, (await SettledAsync(engine, status => status.WithPerson == 1)).State);
    }

    [Fact]
    public async Task Should_have_nothing_to_accept_where_audit_and_journal_agree()
    {
        var (code, text) = await ArbAsync("accept", "--note", "seen", "--data", Folder);
        Assert.Equal(0, code);
        Assert.Contains("nothing to accept", text, StringComparison.Ordinal);
        await using var engine = await StartAsync();
        Assert.NotEqual(EngineState.Killed, (await SettledAsync(engine)).State);
    }

    private static void Remove(string file)
    {
        foreach (var part in (string[])[file, $"{file}-wal", $"{file}-shm"])
            File.Delete(part);
    }

    private static void Run(string file, string sql)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        Assert.NotEqual(0, command.ExecuteNonQuery());
    }

    private static async Task<(int Code, string Text)> ArbAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        var code = await ArbCommandLine.InvokeAsync(arguments, output, output);
        return (code, output.ToString());
    }

    private Task<EngineHost> StartAsync() => StartAsync(Folder);

    private static Task<EngineHost> StartAsync(string folder, params string[] settings) => EngineHost.StartAsync(
        ArbSettings.From(ConfigLoader.Load(null, null, ["arb.session.source=import", "arb.log.level=error", "arb.dashboard.enabled=off", "arb.engine.trading=live", .. settings])) with { DataFolder = folder },
        RuntimeMode.Production,
        consoleLog: false);

    /// <summary>The engine's status once recovery is over and it is as asked for.</summary>
    private static async Task<EngineStatus> SettledAsync(EngineHost engine, Predicate<EngineStatus>? wanted = null)
    {
        var actor = await engine.Services.GetRequiredService<IReadOnlyActorRegistry>().GetAsync<EngineActor>();
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            var status = await actor.Ask<EngineStatus>(GetEngineStatus.Instance, deadline.Token);
            if (status.State != EngineState.Recovering && wanted?.Invoke(status) != false)
                return status;
        }
    }
}
