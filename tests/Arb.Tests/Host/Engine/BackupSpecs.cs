using System.IO.Compression;
using Arb.Domain;
using Arb.Domain.Commands;
using Arb.Domain.Execution;
using Arb.Domain.Sessions;
using Arb.Host.Cli;
using Arb.Host.Configuration;
using Arb.Host.Control;
using Arb.Host.Engine;
using Arb.Storage;
using Microsoft.Data.Sqlite;

namespace Arb.Tests.Host.Engine;

/// <summary><c>arb backup</c> and <c>arb restore</c> on a data folder with an open execution.</summary>
public sealed class BackupSpecs : IDisposable
{
    private readonly TempFolder _temp = new();

    public BackupSpecs() => ZipFile.ExtractToDirectory(Path.Combine(AppContext.BaseDirectory, "Fixtures", "data-folder-before-akka-1.5.zip"), Folder);

    private string Folder => _temp.File("d");

    private string Target => _temp.File("b");

    public void Dispose() => _temp.Dispose();

    [Fact]
    public async Task Should_copy_both_databases_while_the_engine_runs_for_the_owner_only_and_overwrite_nothing()
    {
        await using var engine = await StartAsync();
        Assert.Equal(0, (await ArbAsync("backup", Target, "--data", Folder)).Code);
        Assert.Equal(["arb.db", "journal.db"], Directory.GetFileSystemEntries(Target).Select(Path.GetFileName).Order());
        Assert.Equal("ok", Ask(Path.Combine(Target, "journal.db"), "PRAGMA integrity_check"));
        Assert.Equal(3L, Ask(Path.Combine(Target, "arb.db"), "SELECT COUNT(*) FROM execution_audit_log"));
        if (!OperatingSystem.IsWindows())
        {
            const UnixFileMode owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            Assert.Equal(owner | UnixFileMode.UserExecute, File.GetUnixFileMode(Target));
            Assert.All(Directory.GetFiles(Target), file => Assert.Equal(owner, OperatingSystem.IsWindows() ? owner : File.GetUnixFileMode(file)));
        }

        var before = File.ReadAllBytes(Path.Combine(Target, "arb.db"));
        var (code, text) = await ArbAsync("backup", Target, "--data", Folder);
        Assert.Equal(4, code);
        Assert.Contains("overwrites nothing", text, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(Path.Combine(Target, "arb.db")));
    }

    [Fact]
    public async Task Should_copy_what_both_databases_held_at_one_moment_whatever_is_written_meanwhile()
    {
        var (journal, tables) = (Path.Combine(Folder, "journal.db"), Path.Combine(Folder, "arb.db"));
        foreach (var file in (string[])[journal, tables])
            Ask(file, "CREATE TABLE steps(n INTEGER PRIMARY KEY); PRAGMA journal_mode=WAL");
        using var stop = new CancellationTokenSource();
        var written = 0L;
        var writer = Task.Run(() =>
        {
            // The journal first, then the tables, as the engine does.
            using var first = Open(journal);
            using var second = Open(tables);
            for (var n = 1L; !stop.IsCancellationRequested; n++)
            {
                Write(first, n);
                Write(second, n);
                Interlocked.Exchange(ref written, n);
            }
        });
        while (Interlocked.Read(ref written) == 0 && !writer.IsCompleted)
            await Task.Yield();
        for (var copy = 0; copy < 8; copy++)
        {
            var target = _temp.File($"b{copy}");
            DataBackup.Make(Folder, target, DateTimeOffset.UnixEpoch);
            var ahead = (long)Ask(Path.Combine(target, "journal.db"), "SELECT MAX(n) FROM steps")! - (long)Ask(Path.Combine(target, "arb.db"), "SELECT MAX(n) FROM steps")!;
            Assert.InRange(ahead, 0, 1);
        }

        await stop.CancelAsync();
        await writer;
    }

    [Fact]
    public async Task Should_not_restore_under_an_engine_that_runs()
    {
        await using var engine = await StartAsync();
        Assert.Equal(0, (await ArbAsync("backup", Target, "--data", Folder)).Code);
        File.Delete(Path.Combine(Folder, "engine.lock"));
        Assert.Equal(ExitCodes.FolderInUse, (await ArbAsync("restore", Target, "--data", Folder)).Code);
    }

    [Fact]
    public async Task Should_keep_the_files_from_before_and_start_only_after_a_person_compared_the_bookmakers()
    {
        Assert.Equal(0, (await ArbAsync("backup", Target, "--data", Folder)).Code);
        Ask(Path.Combine(Folder, "arb.db"), "DELETE FROM hedge_events; CREATE TABLE only_before(n)");
        var (code, text) = await ArbAsync("restore", Target, "--data", Folder);
        Assert.Equal(0, code);
        Assert.Contains("arb accept", text, StringComparison.Ordinal);
        var aside = Assert.Single(Directory.GetDirectories(Folder, "before-restore-*"));
        Assert.Equal(0L, Ask(Path.Combine(aside, "arb.db"), "SELECT COUNT(*) FROM only_before"));
        Assert.Equal(0L, Ask(Path.Combine(Folder, "arb.db"), "SELECT COUNT(*) FROM sqlite_master WHERE name='only_before'"));

        var refused = await Assert.ThrowsAsync<StorageDisagreementException>(StartAsync);
        Assert.Equal(StorageFindingKind.Restored, Assert.Single(refused.Findings).Kind);
        Assert.Equal(0, (await ArbAsync("accept", "--note", "nothing since", "--data", Folder)).Code);
        await using var engine = await StartAsync("arb.engine.auto-start=on");
        using var client = new ControlClient(Folder);
        var state = "RECOVERING";
        for (var tries = 0; tries < 10_000 && state == "RECOVERING"; tries++)
            state = Assert.IsType<StatusReport>(await client.SendAsync(new GetStatus())).State;
        Assert.Equal("KILLED", state);
    }

    [Fact]
    public async Task Should_ask_also_where_a_backup_was_copied_into_place_by_hand()
    {
        Assert.Equal(0, (await ArbAsync("backup", Target, "--data", Folder)).Code);
        Directory.Delete(Folder, recursive: true);
        Directory.Move(Target, Folder);
        Assert.Equal(StorageFindingKind.Restored, Assert.Single((await Assert.ThrowsAsync<StorageDisagreementException>(StartAsync)).Findings).Kind);
    }

    [Fact]
    public async Task Should_not_start_on_a_restore_that_was_cut_short_before_it_is_done_again()
    {
        Assert.Equal(0, (await ArbAsync("backup", Target, "--data", Folder)).Code);
        File.WriteAllText(Path.Combine(Folder, "restore.pending"), Target);
        File.Move(Path.Combine(Folder, "arb.db"), Path.Combine(Folder, "arb.db.aside"));
        Assert.Contains("cut short", (await Assert.ThrowsAsync<StorageException>(StartAsync)).Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(Folder, "arb.db"))); // no empty one was made
        Assert.Equal(0, (await ArbAsync("restore", Target, "--data", Folder)).Code);
        Assert.False(File.Exists(Path.Combine(Folder, "restore.pending")));
        Assert.Equal(3L, Ask(Path.Combine(Folder, "arb.db"), "SELECT COUNT(*) FROM execution_audit_log"));
    }

    [Fact]
    public async Task Should_restore_over_damaged_files_and_touch_nothing_for_a_damaged_backup()
    {
        Assert.Equal(0, (await ArbAsync("backup", Target, "--data", Folder)).Code);
        byte[] noise = [.. Enumerable.Range(0, 8192).Select(i => (byte)(i * 7))];
        File.WriteAllBytes(Path.Combine(Folder, "arb.db"), noise);
        File.Delete(Path.Combine(Folder, "arb.db-wal"));
        var backup = File.ReadAllBytes(Path.Combine(Target, "journal.db"));
        File.WriteAllBytes(Path.Combine(Target, "journal.db"), noise);
        Assert.Equal(4, (await ArbAsync("restore", Target, "--data", Folder)).Code);
        Assert.Equal(noise, File.ReadAllBytes(Path.Combine(Folder, "arb.db")));
        Assert.Empty(Directory.GetFiles(Folder, "*.new"));
        File.WriteAllBytes(Path.Combine(Target, "journal.db"), backup);
        Assert.Equal(0, (await ArbAsync("restore", Target, "--data", Folder)).Code);
        Assert.Equal(3L, Ask(Path.Combine(Folder, "arb.db"), "SELECT COUNT(*) FROM execution_audit_log"));
    }

    private static SqliteConnection Open(string file)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false, DefaultTimeout = 30 }.ToString());
        connection.Open();
        return connection;
    }

    private static object? Ask(string file, string sql)
    {
        using var connection = Open(file);
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    private static void Write(SqliteConnection connection, long n)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"INSERT INTO steps VALUES({n})";
        command.ExecuteNonQuery();
    }

    private static async Task<(int Code, string Text)> ArbAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        var code = await ArbCommandLine.InvokeAsync(arguments, output, output);
        return (code, output.ToString());
    }

    private Task<EngineHost> StartAsync() => StartAsync([]);

    private Task<EngineHost> StartAsync(params string[] settings) => EngineHost.StartAsync(
        ArbSettings.From(ConfigLoader.Load(null, null, ["arb.session.source=import", "arb.log.level=error", "arb.dashboard.enabled=off", "arb.engine.trading=live", .. settings])) with { DataFolder = Folder },
        RuntimeMode.Production,
        consoleLog: false);
}
