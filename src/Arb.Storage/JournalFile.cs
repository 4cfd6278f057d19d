using Arb.Domain.Sessions;
using Microsoft.Data.Sqlite;

namespace Arb.Storage;

/// <summary>
/// <c>journal.db</c> before the actors use it: a journal that cannot be read in full must not be traded on. How its connections are opened stands here too.
/// </summary>
public static class JournalFile
{
    /// <summary>Every connection of the journal says this first: a finished commit survives a power cut (WAL, one fsync a commit).</summary>
    public const string Pragmas = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;";

    /// <summary>How the journal's connections are opened.</summary>
    /// <param name="file">Path of <c>journal.db</c>.</param>
    /// <param name="busyTimeout">How long a write waits for another program that holds the file; whole seconds, 1 at least.</param>
    public static string ConnectionString(string file, TimeSpan busyTimeout) => new SqliteConnectionStringBuilder
    {
        DataSource = file,
        Mode = SqliteOpenMode.ReadWriteCreate,
        DefaultTimeout = Math.Max(1, (int)busyTimeout.TotalSeconds),
    }.ToString();

    /// <summary>
    /// Checks the file, if there is one, and brings the table of an earlier build up to date (a column for the writer of an event). Throws <see cref="StorageException"/>
    /// with the way to go on when the file is corrupt or cannot be read or written; nothing is changed then.
    /// </summary>
    public static void Prepare(string file)
    {
        if (!File.Exists(file))
            return;
        try
        {
            using var connection = new SqliteConnection(
                new SqliteConnectionStringBuilder { DataSource = file, Mode = SqliteOpenMode.ReadWrite, Pooling = false, DefaultTimeout = 2 }.ToString());
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA quick_check(1)";
            if (command.ExecuteScalar() is var answer && answer as string != "ok")
                throw Corrupt(file, $"{answer}", null);
            AddWriterColumn(command);
        }
        catch (SqliteException wrong) when (wrong.SqliteErrorCode is 11 or 26)
        {
            throw Corrupt(file, wrong.Message, wrong);
        }
        catch (SqliteException wrong)
        {
            throw new StorageException($"the journal {file} cannot be read ({wrong.Message}): close other programs that use it, check disk and permissions", wrong);
        }
    }

    /// <summary>Builds before Akka.Persistence.Sql kept no writer beside an event; with it, a replay sees events of two writers that overlap, and fails.</summary>
    private static void AddWriterColumn(SqliteCommand command)
    {
        command.CommandText = "SELECT SUM(name = 'ordering') > 0 AND SUM(name = 'writer_uuid') = 0 FROM pragma_table_info('event_journal')";
        if (command.ExecuteScalar() is not 1L)
            return;
        command.CommandText = "ALTER TABLE event_journal ADD COLUMN writer_uuid VARCHAR(128)";
        command.ExecuteNonQuery();
    }

    private static StorageException Corrupt(string file, string detail, Exception? cause)
    {
        var message = $"the journal {file} is corrupt ({detail}): restore the last backup (arb restore FOLDER), which keeps the file aside. Without one, move it away: the engine then says which "
            + "executions of arb.db nobody owns any more; compare them with the bookmakers' bet lists, and accept that (arb accept)";
        return cause is null ? new StorageException(message) : new StorageException(message, cause);
    }
}
