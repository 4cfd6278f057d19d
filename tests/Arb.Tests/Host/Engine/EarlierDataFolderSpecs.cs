using System.IO.Compression;
using Akka.Actor;
using Akka.Hosting;
using Arb.Actors.Execution;
using Arb.Domain;
using Arb.Domain.Commands;
using Arb.Domain.Execution;
using Arb.Domain.Sessions;
using Arb.Host.Configuration;
using Arb.Host.Control;
using Arb.Host.Engine;
using Arb.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace Arb.Tests.Host.Engine;

/// <summary>
/// A data folder as the last build on the kernel of our own left it at a kill -9: one complete execution, one hedged, one whose leg B was booked and not answered yet; the lock table's
/// snapshot and the mark of its deleted events; both files with their write-ahead logs.
/// </summary>
public sealed class EarlierDataFolderSpecs : IDisposable
{
    private readonly TempFolder _folder = new();

    public EarlierDataFolderSpecs() => ZipFile.ExtractToDirectory(Path.Combine(AppContext.BaseDirectory, "Fixtures", "data-folder-before-akka-1.5.zip"), _folder.Path);

    [Fact]
    public async Task Should_recover_every_execution_of_it()
    {
        await using var engine = await StartAsync();
        using var client = new ControlClient(_folder.Path);
        var held = Assert.Single((await LocksAsync(engine)).Locks);
        Assert.Equal((3L, true, true), (held.Token, held.Alive, held.UnknownLegs));

        IReadOnlyList<AuditRow> rows;
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        do // the audit is written after the journal
        {
            deadline.Token.ThrowIfCancellationRequested();
            rows = Assert.IsType<ExecutionList>(await client.SendAsync(new ListExecutions(100))).Executions;
        }
        while (rows.Single(row => row.Result == ExecutionResult.Open).Legs[1].Status == LegStatus.Intended);

        Assert.Equal(
            [("x000001", ExecutionResult.Complete), ("x000002", ExecutionResult.Hedged), ("x000003", ExecutionResult.Open)],
            rows.Select(row => (row.Execution.Value, row.Result)).Order());
        var open = rows.Single(row => row.Result == ExecutionResult.Open);
        Assert.Equal([LegStatus.Accepted, LegStatus.Unknown], open.Legs.Select(leg => leg.Status));
    }

    [Fact]
    public async Task Should_go_on_with_its_tokens_and_what_it_executed()
    {
        await using var engine = await StartAsync();
        var executions = await engine.Services.GetRequiredService<IReadOnlyActorRegistry>().GetAsync<ExecutionsActor>();
        var row = Assert.IsType<ExecutionList>(await new ControlClient(_folder.Path).SendAsync(new ListExecutions(100))).Executions.Single(row => row.Execution.Value == "x000001");
        Assert.True((await executions.Ask<OpportunityRearmed>(new RearmOpportunity(row.Opportunity), TimeSpan.FromSeconds(10))).WasExecuted);
    }

    [Fact]
    public async Task Should_write_on_in_the_same_table_and_open_it_again()
    {
        await using (var engine = await StartAsync())
            await LocksAsync(engine);
        Assert.Equal(1, Number("SELECT COUNT(DISTINCT writer_uuid) FROM event_journal WHERE writer_uuid <> ''"));
        var events = Number("SELECT COUNT(*) FROM event_journal");
        await using (var engine = await StartAsync())
            Assert.Single((await LocksAsync(engine)).Locks);
        Assert.InRange(Number("SELECT COUNT(*) FROM event_journal"), events, events + 2);
    }

    [Fact]
    public void Should_touch_nothing_of_a_journal_that_it_cannot_read()
    {
        var file = _folder.File("journal.db");
        File.Delete(file + "-wal");
        File.WriteAllBytes(file, [.. Enumerable.Range(0, 8192).Select(i => (byte)(i * 7))]);
        var before = File.ReadAllBytes(file);
        var refused = Assert.Throws<StorageException>(() => JournalFile.Prepare(file));
        Assert.Contains("corrupt", refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(file));
    }

    public void Dispose() => _folder.Dispose();

    private Task<EngineHost> StartAsync()
    {
        string[] settings = ["arb.session.source=import", "arb.log.level=error", "arb.dashboard.enabled=off", "arb.engine.trading=live"];
        return EngineHost.StartAsync(ArbSettings.From(ConfigLoader.Load(null, null, settings)) with { DataFolder = _folder.Path }, RuntimeMode.Production, consoleLog: false);
    }

    /// <summary>The locks once recovery is over and the unanswered leg is known to be unknown.</summary>
    private static async Task<LocksAnswered> LocksAsync(EngineHost engine)
    {
        var executions = await engine.Services.GetRequiredService<IReadOnlyActorRegistry>().GetAsync<ExecutionsActor>();
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            var locks = await executions.Ask<LocksAnswered>(GetLocks.Instance, deadline.Token);
            if (!locks.Recovering && locks.Locks.Any(held => held.UnknownLegs))
                return locks;
        }
    }

    private long Number(string query)
    {
        using var connection = new SqliteConnection($"Data Source={_folder.File("journal.db")};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = query;
        return (long)command.ExecuteScalar()!;
    }
}
