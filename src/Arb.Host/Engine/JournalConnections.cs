using System.Data;
using System.Data.Common;
using Akka.Actor.Setup;
using Akka.Persistence.Sql.Config;
using Arb.Domain.Execution;
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
    private readonly IStorageWatch? _watch;
    private TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _open;
    private bool _closed;

    /// <summary>For <paramref name="file"/>, which need not exist; opens nothing yet.</summary>
    /// <param name="file">Path of <c>journal.db</c>.</param>
    /// <param name="settings">Bounds.</param>
    /// <param name="watch">Looked at before each use and after it; null: nobody watches the file.</param>
    public JournalConnections(string file, JournalSettings settings, IStorageWatch? watch = null)
    {
        _watch = watch;
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
    /// Lets no connection be opened any more, waits for what is under way, and closes the file. Throws <see cref="StorageException"/> when it does not end within <see cref="JournalSettings.CallTimeout"/>; the folder must not be given away then.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        Task idle;
        lock (_gate)
        {
            _closed = true;
            idle = _idle.Task;
        }

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

    /// <summary>Counts a connection from before it is opened until it is closed, or given up unopened.</summary>
    private void Enter(DbConnection connection)
    {
        // An event in a file that nobody finds again is not durable, and what stands in its place is not this journal.
        if (_watch?.Look() is { } fault)
            throw new StorageException(fault.Describe());
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            if (_open++ == 0)
                _idle = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        connection.StateChange += OnStateChange;
        connection.Disposed += OnDisposed;
    }

    private void OnStateChange(object sender, StateChangeEventArgs change)
    {
        if (change.CurrentState == ConnectionState.Closed)
            OnDisposed(sender, EventArgs.Empty);
    }

    private void OnDisposed(object? sender, EventArgs _)
    {
        var connection = (DbConnection)sender!;
        connection.StateChange -= OnStateChange;
        connection.Disposed -= OnDisposed;
        lock (_gate)
        {
            if (--_open == 0)
                _idle.SetResult();
        }

        _watch?.Look(); // what was committed just now
    }

    private sealed class Opened(JournalConnections all) : ConnectionInterceptor
    {
        public override void ConnectionOpening(ConnectionEventData eventData, DbConnection connection) => all.Enter(connection);

        public override Task ConnectionOpeningAsync(ConnectionEventData eventData, DbConnection connection, CancellationToken cancellationToken)
        {
            all.Enter(connection);
            return Task.CompletedTask;
        }

        public override void ConnectionOpened(ConnectionEventData eventData, DbConnection connection)
        {
            using var command = Durably(connection);
            command.ExecuteNonQuery();
        }

        public override async Task ConnectionOpenedAsync(ConnectionEventData eventData, DbConnection connection, CancellationToken cancellationToken)
        {
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
