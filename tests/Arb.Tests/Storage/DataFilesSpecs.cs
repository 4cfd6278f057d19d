using Arb.Domain.Discovery;
using Arb.Domain.Execution;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;
using Arb.Host.Configuration;
using Arb.Host.Engine;
using Arb.Storage;
using LinqToDB.Data;

namespace Arb.Tests.Storage;

/// <summary>Files that are taken away under an engine: seen at the next look, and by the write that went into them.</summary>
public sealed class DataFilesSpecs : IAsyncLifetime
{
    private static readonly BindingRefusal Refusal = new(EventKey.Parse("cmd:1"), EventKey.Parse("sbo:2"));
    private readonly TempFolder _temp = new();
    private readonly DataFolder _folder;
    private readonly ArbDatabase _database;
    private readonly DataFiles _files;
    private readonly JournalConnections _journal;

    public DataFilesSpecs()
    {
        _folder = DataFolder.Take(_temp.File("d"));
        var claim = new FolderClaim(_folder, TimeSpan.FromSeconds(5), TimeProvider.System);
        _database = ArbDatabase.Open(_folder.DatabaseFile, claim: claim);
        _files = DataFiles.Watch(_folder, _database, claim);
        _journal = new JournalConnections(_folder.JournalFile, JournalSettings.Default, _files);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        _database.Dispose();
        await _journal.DisposeAsync();
        _files.Dispose();
        _folder.Dispose();
        _temp.Dispose();
    }

    [Fact]
    public async Task Should_find_nothing_wrong_while_databases_are_used_and_their_connections_come_and_go()
    {
        await WriteAsync();
        await UseJournalAsync();
        using (var any = new Microsoft.Data.Sqlite.SqliteConnection(JournalFile.ConnectionString(_folder.JournalFile, JournalSettings.Default.BusyTimeout)))
            Microsoft.Data.Sqlite.SqliteConnection.ClearPool(any);
        await UseJournalAsync();
        Assert.Null(_files.Look());
    }

    [UnixTheory]
    [InlineData("arb.db")]
    [InlineData("arb.db-wal")]
    [InlineData("arb.db-shm")]
    [InlineData("journal.db")]
    [InlineData("journal.db-wal")]
    public async Task Should_see_a_file_that_was_deleted_and_write_and_read_no_journal_any_more(string file)
    {
        File.Delete(In(file));
        Assert.Equal(new StorageFault(StorageFaultKind.FileGone, In(file)), _files.Look());
        Assert.Contains(file, (await Assert.ThrowsAsync<StorageException>(WriteAsync)).Message, StringComparison.Ordinal);
        Assert.Contains(file, (await Assert.ThrowsAsync<StorageException>(UseJournalAsync)).Message, StringComparison.Ordinal);
        Assert.False(File.Exists(In(file)));
    }

    [UnixTheory]
    [InlineData("arb.db")]
    [InlineData("journal.db")]
    public async Task Should_see_a_copy_in_the_place_of_a_file_and_be_content_with_the_file_itself(string file)
    {
        await WriteAsync();
        await UseJournalAsync();
        File.Move(In(file), In("aside"));
        File.Copy(In("aside"), In(file));
        Assert.Equal(new StorageFault(StorageFaultKind.FileReplaced, In(file)), _files.Look());
        File.Move(In("aside"), In(file), overwrite: true);
        Assert.Null(_files.Look());
        await WriteAsync();
        await UseJournalAsync();
    }

    [UnixTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void Should_see_that_the_folder_was_renamed(bool another)
    {
        Directory.Move(_folder.Path, _temp.File("e"));
        if (another)
            Directory.CreateDirectory(_folder.Path);
        Assert.Equal(another ? StorageFaultKind.FolderReplaced : StorageFaultKind.FolderGone, _files.Look()!.Kind);
        if (another)
            Directory.Delete(_folder.Path);
        Directory.Move(_temp.File("e"), _folder.Path);
        Assert.Null(_files.Look());
    }

    [UnixFact]
    public async Task Should_still_read_the_tables_that_it_has_open()
    {
        const string file = "arb.db";
        await WriteAsync();
        File.Delete(In(file));
        Assert.Equal([Refusal], await new BindingStore(_database).LoadRefusalsAsync());
    }

    [UnixFact]
    public void Should_call_back_once_for_each_time_that_something_goes_wrong()
    {
        const string file = "arb.db";
        var calls = 0;
        using (_files.OnFault(() => calls++))
        {
            File.Move(In(file), In("aside"));
            _files.Look();
            _files.Look();
            Assert.Equal(1, calls);
            File.Move(In("aside"), In(file));
            _files.Look();
            File.Move(In(file), In("aside"));
            _files.Look();
            Assert.Equal(2, calls);
        }

        File.Move(In("aside"), In(file));
        _files.Look();
        File.Delete(In(file));
        _files.Look();
        Assert.Equal(2, calls);
    }

    private string In(string name) => Path.Combine(_folder.Path, name);

    private Task WriteAsync() => new BindingStore(_database).SaveRefusalAsync(Refusal);

    private async Task UseJournalAsync()
    {
        await using var connection = new DataConnection(_journal.Options);
        await connection.QueryToListAsync<long>("PRAGMA user_version");
    }
}

/// <summary>Open files can be taken away on Unix only.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class UnixTheoryAttribute : TheoryAttribute
{
    public UnixTheoryAttribute()
    {
        if (OperatingSystem.IsWindows())
            Skip = "Unix only";
    }
}

/// <summary>The same for a fact.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class UnixFactAttribute : FactAttribute
{
    public UnixFactAttribute()
    {
        if (OperatingSystem.IsWindows())
            Skip = "Unix only";
    }
}
