using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Akka.Persistence.Sqlite;

/// <summary>An open connection with its prepared statements. Closing it rolls back what is not committed.</summary>
internal sealed class SqliteSession : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly SqliteSettings _settings;
    private readonly Dictionary<string, SqliteCommand> _statements = [];

    public SqliteSession(SqliteSettings settings, bool walIsSet)
    {
        _settings = settings;
        _connection = new SqliteConnection(Unpooled(settings));
        try
        {
            _connection.Open();
            Pragma($"busy_timeout = {(int)settings.Timeout.TotalMilliseconds}");
            if (!walIsSet)
            {
                // A property of the file, kept in it.
                Pragma("journal_mode = WAL");
            }

            // One fsync of the log per commit; less would let a commit be lost with the power.
            Pragma("synchronous = FULL");
        }
        catch
        {
            _connection.Dispose();
            throw;
        }
    }

    /// <summary>The prepared statement of a text, which is one of few.</summary>
    /// <param name="sql">The text.</param>
    /// <param name="parameters">Its parameters, in the order in which <see cref="SqliteStatement"/> sets them.</param>
    public SqliteStatement Statement(string sql, params ReadOnlySpan<string> parameters)
    {
        if (!_statements.TryGetValue(sql, out SqliteCommand? command))
        {
            command = _connection.CreateCommand();
            command.CommandText = sql;
            command.CommandTimeout = Math.Max(1, (int)_settings.Timeout.TotalSeconds);
            foreach (string name in parameters)
            {
                command.Parameters.Add(new SqliteParameter { ParameterName = name, Value = DBNull.Value });
            }

            command.Prepare();
            _statements.Add(sql, command);
        }

        return new SqliteStatement(command);
    }

    public void Run(string sql) => Statement(sql).Run();

    public void Dispose()
    {
        foreach (SqliteCommand statement in _statements.Values)
        {
            statement.Dispose();
        }

        _connection.Dispose();
    }

    private static string Unpooled(SqliteSettings settings)
    {
        var builder = new SqliteConnectionStringBuilder(settings.ConnectionString)
        {
            // A pooled connection would outlive an error it may have caused.
            Pooling = false,
            DefaultTimeout = Math.Max(1, (int)settings.Timeout.TotalSeconds),
        };
        return builder.ToString();
    }

    private void Pragma(string pragma)
    {
        using SqliteCommand command = _connection.CreateCommand();
        command.CommandText = string.Create(CultureInfo.InvariantCulture, $"PRAGMA {pragma}");
        command.ExecuteScalar();
    }
}

/// <summary>A prepared statement about to run.</summary>
internal readonly struct SqliteStatement(SqliteCommand command)
{
    public SqliteStatement Set(int parameter, object? value)
    {
        command.Parameters[parameter].Value = value ?? DBNull.Value;
        return this;
    }

    public int Run() => command.ExecuteNonQuery();

    public object? Scalar() => command.ExecuteScalar();

    public SqliteDataReader Read() => command.ExecuteReader();
}
