using System.Globalization;
using System.Security.Cryptography;
using Arb.Domain.Sessions;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Arb.Storage;

/// <summary>
/// Who owns the data folder, written in <c>arb.db</c> itself: where the lock of the operating system proves nothing (its file was deleted, the file system has none, they are switched off, another machine)
/// whoever wants the folder asks the owner there and waits for its answer. An owner that does not answer loses it, and sees so before it sends anything more.
/// <code>
/// free, or its owner is proven dead by the lock ──→ owned
/// owned by another ── ask, wait twice its interval ──→ answered: refused │ silent: owned, with a new lock file
/// </code>
/// </summary>
/// <param name="folder">The folder, taken.</param>
/// <param name="answersWithin">Pause between two looks of the owner whether somebody asks.</param>
/// <param name="time">Clock of the waiting.</param>
public sealed class FolderClaim(DataFolder folder, TimeSpan answersWithin, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(1);

    private readonly string _id = RandomNumberGenerator.GetHexString(32, lowercase: true);

    private ITimer? _timer;
    private int _looking;
    private volatile bool _lost;

    /// <summary>True once another engine has taken the folder; for good, because this one does not know what the other wrote.</summary>
    public bool IsLost => _lost;

    private string LockFile => folder.LockHolds ? folder.LockIdentity.ToString() : "";

    /// <summary>Becomes the owner, and answers as such from now on. Throws <see cref="FolderInUseException"/> when another engine lives; nothing of it is changed then.</summary>
    internal async Task TakeAsync(ArbDatabase database)
    {
        var owner = await database.RunAsync(Ask).ConfigureAwait(false);
        if (owner is not null)
            await OutwaitAsync(database, owner).ConfigureAwait(false);
        _timer = time.CreateTimer(_ => _ = LookAsync(database), null, answersWithin, answersWithin);
    }

    /// <summary>Looks no more whether somebody asks.</summary>
    public void Dispose() => _timer?.Dispose();

    private async Task OutwaitAsync(ArbDatabase database, Owner owner)
    {
        var asked = time.GetTimestamp();
        var patience = TimeSpan.FromMilliseconds(2 * owner.AnswersMs) + Slack;
        while (time.GetElapsedTime(asked) < patience)
        {
            await Task.Delay(Step, time).ConfigureAwait(false);
            if (!await database.RunAsync(connection => Read(connection) is { } now && now.Id == owner.Id && now.Challenger == _id && now.Answered is null).ConfigureAwait(false))
                throw InUse("it answers in arb.db");
        }

        if (!await database.RunAsync(connection => Succeed(connection, owner.Id)).ConfigureAwait(false))
            throw InUse("it has just started");
        folder.RenewLock(); // an owner that only slept sees that the file is another one
        await database.RunAsync(connection => connection.Execute("UPDATE engine_owner SET lock_file=@lock WHERE id=@id", new { @lock = LockFile, id = _id })).ConfigureAwait(false);
    }

    /// <summary>Answers whoever asks, from the first moment on: an engine that is still starting lives too.</summary>
    private async Task LookAsync(ArbDatabase database)
    {
        if (Interlocked.Exchange(ref _looking, 1) == 1)
            return;
        try
        {
            _lost |= !await database.RunAsync(Answer).ConfigureAwait(false);
        }
        catch (StorageException)
        {
            // Tables that cannot be read or written are told of by everybody who needs them; whoever takes the folder meanwhile leaves a new lock, which is seen without them.
        }
        finally
        {
            Volatile.Write(ref _looking, 0);
        }
    }

    private bool Answer(SqliteConnection connection) =>
        Read(connection) is { } owner && owner.Id == _id
        && (owner.Challenger is null || owner.Challenger == owner.Answered || connection.Execute("UPDATE engine_owner SET answered=challenger WHERE id=@id", new { id = _id }) > 0);

    /// <summary>Gives the folder up in order.</summary>
    public Task ReleaseAsync(ArbDatabase database)
    {
        Dispose();
        return database.RunAsync(connection => connection.Execute("UPDATE engine_owner SET id='', challenger=NULL, answered=NULL WHERE id=@id", new { id = _id }));
    }

    private FolderInUseException InUse(string why) => DataFolder.InUse(folder.Path, why);

    /// <summary>Takes what is free, or asks its owner, who is answered.</summary>
    private Owner? Ask(SqliteConnection connection)
    {
        Owner? other = null;
        connection.Execute(
            """
            CREATE TABLE IF NOT EXISTS engine_owner(
                only INTEGER PRIMARY KEY CHECK(only=1), id TEXT NOT NULL, machine TEXT NOT NULL, lock_file TEXT NOT NULL, answers_ms INTEGER NOT NULL, challenger TEXT, answered TEXT) STRICT
            """);
        ArbDatabase.InTransaction(connection, open =>
        {
            other = Read(open) is { } owner && !IsOver(owner) ? owner : null;
            if (other is null)
                Enter(open);
            else
                open.Execute("UPDATE engine_owner SET challenger=@id, answered=NULL", new { id = _id });
        });
        return other;
    }

    private bool Succeed(SqliteConnection connection, string silent)
    {
        var mine = false;
        ArbDatabase.InTransaction(connection, open =>
        {
            mine = Read(open) is { } now && now.Id == silent && now.Challenger == _id && now.Answered is null;
            if (mine)
                Enter(open);
        });
        return mine;
    }

    private void Enter(SqliteConnection connection) => connection.Execute(
        "INSERT OR REPLACE INTO engine_owner VALUES(1, @id, @machine, @lock, @answers, NULL, NULL)",
        new { id = _id, machine = Machine, @lock = LockFile, answers = (long)answersWithin.TotalMilliseconds });

    /// <summary>The lock that it held, of a machine that has not started anew since, is ours now: its process has ended.</summary>
    private bool IsOver(Owner owner) => owner.Id.Length == 0 || (folder.LockHolds && owner.Machine == Machine && owner.LockFile == LockFile);

    private static Owner? Read(SqliteConnection connection) => connection.QuerySingleOrDefault<Owner>(
        "SELECT id, machine, lock_file AS lockFile, answers_ms AS answersMs, challenger, answered FROM engine_owner");

    /// <summary>Two machines of the same name differ where the system numbers its starts.</summary>
    private static string Machine { get; } = string.Create(CultureInfo.InvariantCulture, $"{Environment.MachineName} {Boot()}").TrimEnd();

    private static string Boot()
    {
        const string file = "/proc/sys/kernel/random/boot_id";
        return File.Exists(file) ? File.ReadAllText(file).Trim() : "";
    }

    private sealed class Owner
    {
        public string Id { get; init; } = "";

        public string Machine { get; init; } = "";

        public string LockFile { get; init; } = "";

        public long AnswersMs { get; init; }

        public string? Challenger { get; init; }

        public string? Answered { get; init; }
    }
}
