using Arb.Storage;
using Microsoft.Data.Sqlite;

namespace Arb.Tests.Laws;

/// <summary>L18, Audit: no execution without a durable audit row before it, updated after it; the tables and the view stand in SQLite.</summary>
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
}
