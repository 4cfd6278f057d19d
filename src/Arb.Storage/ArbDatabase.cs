using System.Collections.Concurrent;
using Arb.Domain.Execution;
using Arb.Domain.Sessions;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Arb.Storage;

/// <summary>
/// <c>data/arb.db</c>: one connection, one thread of its own, work in order of arrival; WAL and <c>synchronous=FULL</c>, so a finished write survives a power cut.
/// On any SQLite error the connection is thrown away and the next piece of work opens a new one.
/// </summary>
public sealed class ArbDatabase : IDisposable
{
    private readonly string _file;
    private readonly BlockingCollection<Work> _queue;
    private readonly Thread _thread;
    private SqliteConnection? _connection;

    private ArbDatabase(string file, int maxQueued)
    {
        _file = file;
        _queue = new BlockingCollection<Work>(maxQueued);
        _thread = new Thread(Run) { IsBackground = true, Name = "arb.db" };
        _thread.Start();
    }

    /// <summary>Version of the SQLite library in use, e.g. <c>3.50.4</c>.</summary>
    public static string SqliteVersion { get; } = new SqliteConnection().ServerVersion;

    /// <summary>
    /// Opens the database, checks its integrity and brings its schema up to date. Throws <see cref="StorageException"/> when the file is corrupt, newer than this
    /// build or cannot be opened; the message says how to go on, and nothing is changed then.
    /// </summary>
    /// <param name="file">Path.</param>
    /// <param name="maxQueued">Work that waits at most.</param>
    /// <param name="migrate">False: the tables stay as they are.</param>
    /// <param name="claim">Made before anything is changed; throws <see cref="FolderInUseException"/>.</param>
    public static ArbDatabase Open(string file, int maxQueued = 10_000, FolderClaim? claim = null, bool migrate = true)
    {
        var database = new ArbDatabase(file, maxQueued);
        try
        {
            database.RunAsync(Schema.Check).GetAwaiter().GetResult();
            claim?.TakeAsync(database).GetAwaiter().GetResult();
            if (migrate)
                database.RunAsync(Schema.Migrate).GetAwaiter().GetResult();
            OwnersOnly.Sync(Path.GetDirectoryName(Path.GetFullPath(file))!);
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>Whether the file is still the one that has its name; asked before and after each write, and before a connection is opened.</summary>
    internal IStorageWatch? Watch { get; set; }

    /// <summary>Runs work on the database's thread. Every failure of SQLite arrives as <see cref="StorageException"/>; so does a full queue.</summary>
    internal Task<T> RunAsync<T>(Func<SqliteConnection, T> work)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var queued = new Work(
            connection => done.SetResult(work(connection)),
            cause => done.SetException(cause));
        try
        {
            if (!_queue.TryAdd(queued))
                done.SetException(new StorageException("the database does not keep up: its queue is full"));
        }
        catch (InvalidOperationException closed)
        {
            done.SetException(new StorageException("the database is closed", closed));
        }
        return done.Task;
    }

    /// <summary>
    /// The same in one transaction. By statements and not by the provider's transaction object: that one insists on rolling back what a full disk has rolled back already.
    /// What fails in between ends with the connection.
    /// </summary>
    internal async Task WriteAsync(Action<SqliteConnection> work)
    {
        RefuseStray();
        await RunAsync(connection =>
        {
            InTransaction(connection, work);
            return true;
        }).ConfigureAwait(false);
        RefuseStray();
    }

    /// <summary>
    /// Commits a write that changes nothing (the header's application id, to what it is), so that a caller knows that writes reach the disk. Throws <see cref="StorageException"/> when they do not.
    /// </summary>
    public Task ProbeAsync() => WriteAsync(connection =>
    {
        var id = connection.ExecuteScalar<long>("PRAGMA application_id");
        connection.Execute(System.FormattableString.Invariant($"PRAGMA application_id = {id}"));
    });

    /// <summary>Runs work between BEGIN IMMEDIATE and COMMIT. When it throws, the connection must be closed.</summary>
    internal static void InTransaction(SqliteConnection connection, Action<SqliteConnection> work)
    {
        connection.Execute("BEGIN IMMEDIATE");
        work(connection);
        connection.Execute("COMMIT");
    }

    /// <summary>Finishes queued work and closes the file.</summary>
    public void Dispose()
    {
        _queue.CompleteAdding();
        if (Thread.CurrentThread != _thread)
            _thread.Join();
    }

    private void Run()
    {
        foreach (var work in _queue.GetConsumingEnumerable())
        {
            try
            {
                _connection ??= Connect();
                work.Do(_connection);
            }
            catch (SqliteException wrong)
            {
                Discard();
                work.Fail(Explain(wrong));
            }
            catch (StorageException wrong)
            {
                Discard();
                work.Fail(wrong);
            }
            catch (Exception wrong)
            {
                // A bug in a query must reach its caller; the connection may be in the middle of a transaction.
                Discard();
                work.Fail(new StorageException($"{_file}: {wrong.Message}", wrong));
            }
        }
        Discard();
    }

    /// <summary>A write into a file without a name is none.</summary>
    private void RefuseStray()
    {
        if (Watch?.Look() is { } fault)
            throw new StorageException(fault.Describe());
    }

    private SqliteConnection Connect()
    {
        RefuseStray(); // it would make a new, empty one
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = _file, Mode = SqliteOpenMode.ReadWriteCreate, Pooling = false, DefaultTimeout = 2 }.ToString());
        try
        {
            connection.Open();
            using var pragma = connection.CreateCommand();
            pragma.CommandText = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;";
            pragma.ExecuteNonQuery();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private void Discard()
    {
        _connection?.Dispose();
        _connection = null;
    }

    private StorageException Explain(SqliteException wrong) => new(wrong.SqliteErrorCode switch
    {
        5 or 6 => $"{_file} is locked by another program: close it (a database browser?) and try again",
        11 or 26 => $"{_file} is corrupt ({wrong.Message}): stop the engine, keep the file aside, and restore the last backup (arb restore FOLDER)",
        13 => $"the disk of {_file} is full: make room; no bet is placed until then",
        10 => $"{_file} cannot be read or written ({wrong.Message}): check the disk",
        14 => $"{_file} cannot be opened ({wrong.Message}): check folder and permissions",
        8 => $"{_file} is read-only: check permissions",
        _ => $"{_file}: {wrong.Message}",
    }, wrong);

    private sealed record Work(Action<SqliteConnection> Do, Action<Exception> Fail);
}
