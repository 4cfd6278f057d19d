using System.Globalization;
using Arb.Domain.Execution;
using Arb.Domain.Sessions;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Arb.Storage;

/// <summary>
/// Both databases of a data folder in another folder, as they stood at one moment, while the engine runs or not: for that moment nobody can commit to either, and two readers are opened that see it for as
/// long as the copying takes. A backup says of itself when it was made, and an engine that finds it in its folder does not start before a person has looked at the bookmakers.
/// </summary>
public static class DataBackup
{
    private const string Pending = "restore.pending";
    private static readonly string[] Names = ["journal.db", "arb.db"];

    /// <summary>Throws <see cref="StorageException"/> when a restore into a folder was cut short: what is there is neither the old files nor the backup.</summary>
    public static void RefuseUnfinished(string folder)
    {
        if (File.Exists(Path.Combine(folder, Pending)))
            throw new StorageException($"a restore into {folder} was cut short: do it again (arb restore FOLDER --data {folder}); the files from before are in its folders before-restore-…");
    }

    /// <summary>Makes a backup, checks what was written, and throws <see cref="StorageException"/> when it cannot be trusted; nothing is left of it then. Overwrites nothing.</summary>
    public static void Make(string data, string target, DateTimeOffset at)
    {
        (data, target) = (Path.GetFullPath(data), Path.GetFullPath(target));
        RefuseUnfinished(data);
        if (Names.FirstOrDefault(name => !File.Exists(Path.Combine(data, name))) is { } missing)
            throw new StorageException($"{Path.Combine(data, missing)} is not there: name the data folder with --data");
        if (File.Exists(target) || (Directory.Exists(target) && Directory.EnumerateFileSystemEntries(target).Any()))
            throw new StorageException($"{target} is there already: a backup overwrites nothing, name a new folder");
        Guarded(target, () =>
        {
            OwnersOnly.ByDefault();
            OwnersOnly.MakeFolder(target);
            OwnersOnly.Own(target);
            using var moment = Moment.Of(data, live: true);
            foreach (var (name, source) in Names.Zip(moment.Readers))
                Copy(source, New(target, name), at);
        });
        Check(target);
        foreach (var name in Names)
            File.Move(New(target, name), Path.Combine(target, name));
        OwnersOnly.Sync(target);
    }

    /// <summary>
    /// Puts a backup into a data folder that the caller holds. The files from before are kept in the folder that it returns. Throws <see cref="StorageException"/> when the backup cannot be trusted; nothing is
    /// changed then.
    /// </summary>
    public static string Restore(DataFolder folder, string source, DateTimeOffset at)
    {
        source = Path.GetFullPath(source);
        if (source == folder.Path)
            throw new StorageException($"{source} is the data folder itself: name the folder that arb backup made");
        if (Names.FirstOrDefault(name => !File.Exists(Path.Combine(source, name))) is { } missing)
            throw new StorageException($"{Path.Combine(source, missing)} is not there: name the folder that arb backup made");
        Guarded(folder.Path, () =>
        {
            using var moment = Moment.Of(source, live: false);
            foreach (var (name, reader) in Names.Zip(moment.Readers))
                Copy(reader, New(folder.Path, name), at);
        });
        Check(folder.Path);

        OwnersOnly.Replace(Path.Combine(folder.Path, Pending), System.Text.Encoding.UTF8.GetBytes(source));
        var aside = Aside(folder.Path, at);
        OwnersOnly.MakeFolder(aside);
        foreach (var file in Names.SelectMany(name => (string[])[name, $"{name}-wal", $"{name}-shm"]).Where(file => File.Exists(Path.Combine(folder.Path, file))))
            File.Move(Path.Combine(folder.Path, file), Path.Combine(aside, file));
        foreach (var name in Names)
            File.Move(New(folder.Path, name), Path.Combine(folder.Path, name));
        OwnersOnly.Sync(aside);
        OwnersOnly.Sync(folder.Path);
        File.Delete(Path.Combine(folder.Path, Pending));
        OwnersOnly.Sync(folder.Path);
        return aside;
    }

    private static string New(string folder, string name) => Path.Combine(folder, $"{name}.new");

    private static string Aside(string folder, DateTimeOffset at)
    {
        var name = Path.Combine(folder, $"before-restore-{at.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture)}");
        for (var number = 2; Path.Exists(name); number++)
            name = string.Create(CultureInfo.InvariantCulture, $"{name.Split('#')[0]}#{number}");
        return name;
    }

    /// <summary>Copies what a reader sees, as one file without side files.</summary>
    private static void Copy(SqliteConnection source, string target, DateTimeOffset at)
    {
        File.Delete(target);
        using (var copy = Open(target, SqliteOpenMode.ReadWriteCreate))
        {
            source.BackupDatabase(copy);
            copy.Execute("PRAGMA journal_mode=DELETE; PRAGMA synchronous=FULL");
            if (target.EndsWith("arb.db.new", StringComparison.Ordinal))
                Sign(copy, at);
        }

        using var file = new FileStream(target, FileMode.Open, FileAccess.ReadWrite);
        file.Flush(flushToDisk: true);
    }

    /// <summary>Nobody owns the copy; and when it was made, unless it is the copy of a backup.</summary>
    private static void Sign(SqliteConnection copy, DateTimeOffset at)
    {
        Schema.Check(copy);
        Schema.Migrate(copy);
        copy.Execute("DROP TABLE IF EXISTS engine_owner");
        copy.Execute("INSERT OR IGNORE INTO storage_marks VALUES(@name, @at)", new { name = StorageFacts.RestoredFrom, at = Row.Text(at) });
    }

    /// <summary>What was written is read again in full; and both files are of one moment, or the engine would not start on them.</summary>
    private static void Check(string folder) => Guarded(folder, () =>
    {
        foreach (var name in Names)
        {
            using var copy = Open(New(folder, name), SqliteOpenMode.ReadWrite);
            if (copy.ExecuteScalar<string>("PRAGMA integrity_check(1)") is var answer && answer != "ok")
                throw new StorageException($"{New(folder, name)} is not sound ({answer}): the copy was thrown away; check the disk, and try another backup");
        }

        using var tables = Open(New(folder, "arb.db"), SqliteOpenMode.ReadWrite);
        var found = StorageComparison.Of(StorageFacts.Audit(tables), StorageFacts.Journal(New(folder, "journal.db"))).Where(finding => finding.Kind != StorageFindingKind.Restored).ToArray();
        if (found.Length > 0)
            throw new StorageException($"arb.db and journal.db do not belong together, so the copy was thrown away: {string.Join("; ", found.Take(5).Select(finding => finding.Describe()))}");
    });

    private static void Guarded(string folder, Action work)
    {
        try
        {
            work();
        }
        catch (Exception failed)
        {
            if (Directory.Exists(folder))
            {
                foreach (var name in Names)
                    File.Delete(New(folder, name));
                if (!Directory.EnumerateFileSystemEntries(folder).Any())
                    Directory.Delete(folder);
            }

            if (failed is SqliteException wrong)
                throw new StorageException($"the databases could not be copied ({wrong.Message}): close other programs that use them, check disk and permissions", wrong);
            throw;
        }
    }

    private static SqliteConnection Open(string file, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Mode = mode, Pooling = false, DefaultTimeout = 10 }.ToString());
        connection.Open();
        return connection;
    }

    /// <summary>Readers of both databases that see what was committed to either at one moment.</summary>
    private sealed class Moment : IDisposable
    {
        private readonly List<SqliteConnection> _open = [];

        public IReadOnlyList<SqliteConnection> Readers { get; private set; } = [];

        /// <summary>Where nobody writes (a backup, perhaps on a medium that cannot be written) nothing is locked.</summary>
        public static Moment Of(string folder, bool live)
        {
            var moment = new Moment();
            try
            {
                var mode = live ? SqliteOpenMode.ReadWrite : SqliteOpenMode.ReadOnly;
                var writers = live ? Names.Select(name => moment.Begin(folder, name, mode, "BEGIN IMMEDIATE")).ToArray() : []; // from here on nobody commits
                moment.Readers = [.. Names.Select(name => moment.Begin(folder, name, mode, "BEGIN; SELECT COUNT(*) FROM sqlite_master"))];
                foreach (var writer in writers)
                    writer.Execute("ROLLBACK");
                return moment;
            }
            catch
            {
                moment.Dispose();
                throw;
            }
        }

        public void Dispose()
        {
            foreach (var connection in _open)
                connection.Dispose();
        }

        private SqliteConnection Begin(string folder, string name, SqliteOpenMode mode, string how)
        {
            var connection = Open(Path.Combine(folder, name), mode);
            _open.Add(connection);
            connection.Execute(how);
            return connection;
        }
    }
}
