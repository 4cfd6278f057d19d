using Arb.Domain.Execution;
using Microsoft.Data.Sqlite;

namespace Arb.E2E.Tests.Crash;

/// <summary>The engine's journal seen from outside: what is durable, in the order in which it became so.</summary>
internal sealed class JournalView(string file) : IDisposable
{
    private readonly List<(string Id, object Event)> _events = [];
    private SqliteConnection? _connection;
    private long _last;

    public IReadOnlyList<(string Id, object Event)> Events => _events;

    /// <summary>Events of match sagas, oldest first.</summary>
    public IEnumerable<ExecutionEvent> Saga => _events.Select(e => e.Event).OfType<ExecutionEvent>();

    /// <summary>Reads what was committed since the last call; true when there was something.</summary>
    public bool Refresh()
    {
        if (_connection is null && !TryOpen())
            return false;
        using var read = _connection!.CreateCommand();
        read.CommandText = "SELECT ordering, persistence_id, manifest, payload FROM event_journal WHERE ordering > $last ORDER BY ordering";
        read.Parameters.AddWithValue("$last", _last);
        var before = _events.Count;
        try
        {
            using var rows = read.ExecuteReader();
            while (rows.Read())
            {
                _last = rows.GetInt64(0);
                _events.Add((rows.GetString(1), ExecutionEventCodec.Decode(rows.GetString(2), (byte[])rows[3])));
            }
        }
        catch (SqliteException notYet) when (notYet.SqliteErrorCode == 1)
        {
            return false; // the table is not made yet
        }
        return _events.Count > before;
    }

    public void Dispose() => _connection?.Dispose();

    private bool TryOpen()
    {
        if (!File.Exists(file))
            return false;
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
        _connection.Open();
        return true;
    }
}
