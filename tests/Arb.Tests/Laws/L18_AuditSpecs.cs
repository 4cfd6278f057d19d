using Arb.Domain.Execution;
using Arb.Storage;
using Arb.Tests.Domain.Execution;
using Microsoft.Data.Sqlite;

namespace Arb.Tests.Laws;

/// <summary>L18, Audit: no execution without a durable audit row before it, updated after it; the tables and the view stand in SQLite; no bet where audit and journal are at odds or their files are gone.</summary>
public sealed class L18_AuditSpecs
{
    [Fact]
    public void Should_send_nothing_without_an_audit_row()
    {
        var run = new SagaRun { AuditError = "disk full" }.Run();
        Assert.Empty(run.Sent);
        Assert.Equal(-1, run.IndexOf("Reserve"));
        Assert.Contains(run.Alarms, alarm => alarm.Contains("nothing was sent", StringComparison.Ordinal));
    }

    [Fact]
    public void Should_write_the_row_before_and_after()
    {
        var run = new SagaRun().Run();
        Assert.True(run.IndexOf("AuditOpened") < run.IndexOf("Reserve"));
        Assert.True(run.IndexOf("Send 1") < run.IndexOf("CloseAudit"));
        Assert.True(run.IndexOf("AuditClosed") < run.IndexOf("LockReleased"));
    }

    [Fact]
    public async Task Should_find_at_start_that_nobody_owns_an_open_row()
    {
        using var folder = new TempFolder();
        using var database = ArbDatabase.Open(folder.File("arb.db"));
        var audit = new AuditLog(database);
        var row = OpenRow();
        await audit.OpenAsync(row, []);
        var found = StorageComparison.Of(await StorageFacts.AuditAsync(database), StorageFacts.Journal(folder.File("journal.db")));
        Assert.Contains(found, finding => finding.Kind == StorageFindingKind.NobodyOwns && finding.Execution == row.Execution);
    }

    [Fact]
    public async Task Should_not_write_a_row_into_a_file_that_is_gone()
    {
        if (OperatingSystem.IsWindows())
            return; // an open file cannot be deleted there
        using var temp = new TempFolder();
        using var folder = DataFolder.Take(temp.File("d"));
        using var claim = new FolderClaim(folder, TimeSpan.FromSeconds(5), TimeProvider.System);
        using var database = ArbDatabase.Open(folder.DatabaseFile, claim: claim);
        using var files = DataFiles.Watch(folder, database, claim);
        File.Delete(folder.DatabaseFile);
        await Assert.ThrowsAsync<Arb.Domain.Sessions.StorageException>(() => new AuditLog(database).OpenAsync(OpenRow(), []));
        Assert.False(File.Exists(folder.DatabaseFile));
    }

    [Fact]
    public void Should_have_its_tables_and_its_view()
    {
        using var folder = new TempFolder();
        ArbDatabase.Open(folder.File("arb.db")).Dispose();
        using var connection = new SqliteConnection($"Data Source={folder.File("arb.db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT type || ' ' || name FROM sqlite_master WHERE type IN ('table', 'view')";
        using var rows = command.ExecuteReader();
        var found = new List<string>();
        while (rows.Read())
            found.Add(rows.GetString(0));
        foreach (var wanted in (string[])["table execution_audit_log", "table hedge_events", "table provider_contracts", "view execution_history"])
            Assert.Contains(wanted, found);
    }

    /// <summary>The row of an execution that has just begun.</summary>
    private static AuditRow OpenRow()
    {
        var begun = new ExecutionDecider(new ExecutionSettings()).Decide(ExecutionState.Empty, new ExecutionInput.Begin(Given.Begin()), Given.Start);
        return ExecutionAudit.Row(ExecutionTransitions.Apply(ExecutionState.Empty, begun.Events[0]));
    }
}
