using Arb.Domain.Execution;
using Arb.Domain.Sessions;
using Microsoft.Data.Sqlite;

namespace Arb.Storage;

/// <summary>
/// The folder, the databases with their side files, and the lock, as they were when the engine opened them. One quiet connection to each database is held meanwhile: as long as it is open SQLite never
/// deletes a side file by itself, so one that is gone was taken.
/// </summary>
public sealed class DataFiles : IStorageWatch, IDisposable
{
    private readonly DataFolder _folder;
    private readonly ArbDatabase _database;
    private readonly FolderClaim _claim;
    private readonly SqliteConnection[] _held;
    private readonly IReadOnlyList<SeenFile> _opened;
    private readonly Lock _gate = new();
    private readonly List<Action> _told = [];
    private bool _faulty;

    private DataFiles(DataFolder folder, ArbDatabase database, FolderClaim claim, SqliteConnection[] held)
    {
        (_folder, _database, _claim, _held) = (folder, database, claim, held);
        string[] databases = [folder.DatabaseFile, folder.JournalFile];
        _opened =
        [
            See(folder.Path, SeenRole.Folder),
            .. databases.SelectMany(file => (string[])[file, $"{file}-wal", $"{file}-shm"]).Select(file => See(file, SeenRole.Data)),
            See(folder.LockFile, SeenRole.Lock),
        ];
        if (_opened.FirstOrDefault(file => file.Identity is null) is { } missing)
            throw new StorageException($"{missing.Path} went away while the engine started: keep other programs out of the data folder and start again");
        _database.Watch = this;
    }

    /// <summary>Begins to watch. Makes the journal's file when there is none. Throws <see cref="StorageException"/> when a database cannot be opened.</summary>
    public static DataFiles Watch(DataFolder folder, ArbDatabase database, FolderClaim claim)
    {
        var held = new List<SqliteConnection>();
        try
        {
            foreach (var file in (string[])[folder.DatabaseFile, folder.JournalFile])
            {
                held.Add(new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Mode = SqliteOpenMode.ReadWriteCreate, Pooling = false, DefaultTimeout = 2 }.ToString()));
                held[^1].Open();
                using var command = held[^1].CreateCommand();
                command.CommandText = $"{Arb.Storage.JournalFile.Pragmas} SELECT COUNT(*) FROM sqlite_master"; // reads, so that the side files are made
                command.ExecuteScalar();
            }

            return new DataFiles(folder, database, claim, [.. held]);
        }
        catch (SqliteException wrong)
        {
            held.ForEach(connection => connection.Dispose());
            throw new StorageException($"{held[^1].DataSource} cannot be opened ({wrong.Message}): close other programs that use it, check disk and permissions", wrong);
        }
        catch
        {
            held.ForEach(connection => connection.Dispose());
            throw;
        }
    }

    /// <inheritdoc/>
    public StorageFault? Look()
    {
        var fault = StorageSight.Compare(_opened, [.. _opened.Select(file => See(file.Path, file.Role))]) ?? (_claim.IsLost ? new StorageFault(StorageFaultKind.OwnerLost, _folder.Path) : null);
        Action[] tell;
        lock (_gate)
        {
            tell = fault is not null && !_faulty ? [.. _told] : [];
            _faulty = fault is not null;
        }

        foreach (var found in tell)
            found();
        return fault;
    }

    /// <inheritdoc/>
    public IDisposable OnFault(Action found)
    {
        lock (_gate)
            _told.Add(found);
        return new Ended(this, found);
    }

    /// <summary>Lets go of the files.</summary>
    public void Dispose()
    {
        _database.Watch = null;
        foreach (var connection in _held)
            connection.Dispose();
    }

    /// <summary>The side files come and go with the rights of the databases, and need no look of their own at them.</summary>
    private static SeenFile See(string path, SeenRole role) =>
        new(path, role, FileIdentities.Of(path), (role != SeenRole.Folder && !path.EndsWith(".db", StringComparison.Ordinal)) || FileIdentities.IsWritable(path));

    private sealed class Ended(DataFiles files, Action found) : IDisposable
    {
        public void Dispose()
        {
            lock (files._gate)
                files._told.Remove(found);
        }
    }
}
