using System.Data;
using System.Data.Common;
using Akka.Actor.Setup;
using Akka.Persistence.Sql.Config;
using Arb.Domain.Sessions;
using Arb.Host.Configuration;
using Arb.Storage;
using LinqToDB;
using LinqToDB.Interceptors;
using Microsoft.Data.Sqlite;

namespace Arb.Host.Engine;

/// <summary>
/// The connections of one system's journal and snapshots. The plug-in's writes run on the thread pool and may outlive the actor system by a moment; who gives the data folder away disposes of
/// this after the system has stopped and before, so that no event lands in a file that another engine has read already.
/// </summary>
public sealed class JournalConnections : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly string _connectionString;
    private readonly TimeSpan _patience;
    private TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _open;

    /// <summary>For <paramref name="file"/>, which need not exist; opens nothing yet.</summary>
    public JournalConnections(string file, JournalSettings settings)
    {
        _connectionString = JournalFile.ConnectionString(file, settings.BusyTimeout);
        _patience = settings.CallTimeout;
        _idle.SetResult();
        Options = new DataOptions().UseConnectionString(ProviderName.SQLiteMS, _connectionString).UseInterceptor(new Opened(this));
        Setup = new DataOptionsSetup(Options);
    }

    /// <summary>Makes the plug-ins of an actor system use these connections.</summary>
    public Setup Setup { get; }

    /// <summary>How the plug-ins open each connection.</summary>
    internal DataOptions Options { get; }

    /// <summary>
    /// Waits for what is under way, and closes the file. Throws <see cref="StorageException"/> when it does not end within <see cref="JournalSettings.CallTimeout"/>; the folder must not be given away then.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        Task idle;
        lock (_gate)
            idle = _idle.Task;
        try
        {
            await idle.WaitAsync(_patience);
        }
        catch (TimeoutException late)
        {
            throw new StorageException($"the journal has not finished its last write within {_patience.TotalSeconds:0} s: its data folder stays locked until this process ends", late);
        }

        using var any = new SqliteConnection(_connectionString);
        SqliteConnection.ClearPool(any);
    }

    private void Enter(DbConnection connection)
    {
        lock (_gate)
        {
            if (_open++ == 0)
                _idle = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        connection.StateChange += Left;
    }

    private void Left(object sender, StateChangeEventArgs change)
    {
        if (change.CurrentState != ConnectionState.Closed)
            return;
        ((DbConnection)sender).StateChange -= Left;
        lock (_gate)
        {
            if (--_open == 0)
                _idle.SetResult();
        }
    }

    private sealed class Opened(JournalConnections all) : ConnectionInterceptor
    {
        public override void ConnectionOpened(ConnectionEventData eventData, DbConnection connection)
        {
            all.Enter(connection);
            using var command = Durably(connection);
            command.ExecuteNonQuery();
        }

        public override async Task ConnectionOpenedAsync(ConnectionEventData eventData, DbConnection connection, CancellationToken cancellationToken)
        {
            all.Enter(connection);
            await using var command = Durably(connection);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        private static DbCommand Durably(DbConnection connection)
        {
            var command = connection.CreateCommand();
            command.CommandText = JournalFile.Pragmas;
            return command;
        }
    }
}
