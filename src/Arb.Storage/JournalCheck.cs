using Arb.Domain.Sessions;
using Microsoft.Data.Sqlite;

namespace Arb.Storage;

/// <summary>Looks at <c>journal.db</c> before the actors do: a journal that cannot be read in full must not be traded on.</summary>
public static class JournalCheck
{
    /// <summary>Throws <see cref="StorageException"/> with the way to go on when the file exists and is corrupt or cannot be read; changes nothing.</summary>
    public static void Verify(string file)
    {
        if (!File.Exists(file))
            return;
        SqliteRuntime.Initialise();
        try
        {
            using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Mode = SqliteOpenMode.ReadWrite, Pooling = false, DefaultTimeout = 2 }.ToString());
            connection.Open();
            using var check = connection.CreateCommand();
            check.CommandText = "PRAGMA quick_check(1)";
            if (check.ExecuteScalar() is var answer && answer as string != "ok")
                throw Corrupt(file, $"{answer}", null);
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

    private static StorageException Corrupt(string file, string detail, Exception? cause)
    {
        var message = $"the journal {file} is corrupt ({detail}): keep the file aside and restore the last backup. Without one, compare the bookmakers' bet lists with the executions "
            + "that arb.db shows open (closed_at is empty in execution_audit_log), settle them by hand, and move the file away to start with an empty journal";
        return cause is null ? new StorageException(message) : new StorageException(message, cause);
    }
}
