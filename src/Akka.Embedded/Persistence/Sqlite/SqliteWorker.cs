using Akka.Event;
using Microsoft.Data.Sqlite;

namespace Akka.Persistence.Sqlite;

/// <summary>A piece of work on the database: done on the worker's thread, answered once what it wrote is durable.</summary>
internal abstract class SqliteJob
{
    /// <summary>How much of a batch it is; 0 for a job that only reads.</summary>
    public abstract int Weight { get; }

    public abstract void Execute(SqliteSession session);

    public abstract void Complete();

    public abstract void Fail(Exception error);
}

/// <summary>A job with a result.</summary>
internal sealed class SqliteJob<T>(int weight, Func<SqliteSession, T> work) : SqliteJob
{
    // What waits for a commit goes on here and now: answers leave in the order of the commits, and a hop to the pool costs as much as a small insert.
    // What waits for rows has work to do with them, which must not hold up the next commit.
    private readonly TaskCompletionSource<T> _completion = new(weight > 0 ? TaskCreationOptions.None : TaskCreationOptions.RunContinuationsAsynchronously);
    private T _result = default!;

    public override int Weight => weight;

    public Task<T> Task => _completion.Task;

    public override void Execute(SqliteSession session) => _result = work(session);

    public override void Complete() => _completion.SetResult(_result);

    public override void Fail(Exception error) => _completion.SetException(error);
}

/// <summary>
/// Owns the only connection to a database and the thread it is used on. Jobs run in order; those that write and have queued up in the meantime share
/// one transaction, hence one fsync. After any error the connection is thrown away and the jobs of that transaction fail.
/// </summary>
internal sealed class SqliteWorker : IDisposable
{
    private const int ConstraintViolation = 19;

    private readonly Queue<SqliteJob> _queue = new();
    private readonly List<SqliteJob> _batch = [];
    private readonly Thread _thread;
    private SqliteSession? _session;
    private bool _walIsSet;
    private bool _stopping;
    private long _commits;
    private long _writes;

    public SqliteWorker(SqliteSettings settings)
    {
        Settings = settings;
        _thread = new Thread(Run) { IsBackground = true, Name = "akka-sqlite" };
        _thread.Start();
    }

    public SqliteSettings Settings { get; }

    /// <summary>How many transactions have been committed.</summary>
    public long Commits => Interlocked.Read(ref _commits);

    /// <summary>How many jobs that write have been committed.</summary>
    public long Writes => Interlocked.Read(ref _writes);

    /// <summary>Runs some work that reads.</summary>
    public Task<T> Read<T>(Func<SqliteSession, T> work) => Enqueue(new SqliteJob<T>(0, work));

    /// <summary>Runs some work that writes; the task ends when it is durable.</summary>
    /// <param name="weight">How many rows it writes, about.</param>
    /// <param name="work">The work; may run twice, after a rollback.</param>
    public Task<T> Write<T>(int weight, Func<SqliteSession, T> work) => Enqueue(new SqliteJob<T>(Math.Max(1, weight), work));

    /// <summary>Creates tables. Should it fail, the log says why; so does every request that follows, to who made it.</summary>
    public async Task InitializeAsync(Func<SqliteSession, bool> create, ILoggingAdapter log)
    {
        try
        {
            await Write(1, create).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            log.Error(error, "Cannot create the tables of the SQLite plugin.");
        }
    }

    /// <summary>Finishes what is queued and closes the connection.</summary>
    public void Dispose()
    {
        lock (_queue)
        {
            if (_stopping)
            {
                return;
            }

            _stopping = true;
            Monitor.Pulse(_queue);
        }

        _thread.Join();
    }

    private Task<T> Enqueue<T>(SqliteJob<T> job)
    {
        lock (_queue)
        {
            if (_stopping)
            {
                job.Fail(new ObjectDisposedException(nameof(SqliteWorker), "The plugin has been stopped."));
                return job.Task;
            }

            _queue.Enqueue(job);
            if (_queue.Count == 1)
            {
                Monitor.Pulse(_queue);
            }
        }

        return job.Task;
    }

    private void Run()
    {
        while (TakeBatch())
        {
            if (_batch[0].Weight == 0)
            {
                Perform(job => job.Execute(Session()));
            }
            else
            {
                Commit();
            }

            _batch.Clear();
        }

        DropSession();
    }

    /// <summary>Takes a job that reads, or as many that write as follow one another and fit into one commit.</summary>
    private bool TakeBatch()
    {
        lock (_queue)
        {
            while (_queue.Count == 0)
            {
                if (_stopping)
                {
                    return false;
                }

                Monitor.Wait(_queue);
            }

            int weight = 0;
            do
            {
                SqliteJob job = _queue.Dequeue();
                weight += job.Weight;
                _batch.Add(job);
            }
            while (weight > 0 && _queue.TryPeek(out SqliteJob? next) && next.Weight > 0 && weight + next.Weight <= Settings.MaxBatchSize);

            return true;
        }
    }

    private void Commit()
    {
        try
        {
            CommitTogether(_batch);
        }
        catch (SqliteException error) when (error.SqliteErrorCode == ConstraintViolation && _batch.Count > 1)
        {
            // One job is at fault, not the database: each gets a transaction of its own, so that only that one fails.
            DropSession();
            Perform(job => CommitTogether([job]));
            return;
        }
        catch (Exception error)
        {
            DropSession();
            _batch.ForEach(job => job.Fail(error));
            return;
        }

        _batch.ForEach(job => job.Complete());
    }

    private void CommitTogether(List<SqliteJob> jobs)
    {
        SqliteSession session = Session();
        session.Run("BEGIN IMMEDIATE");
        jobs.ForEach(job => job.Execute(session));
        session.Run("COMMIT");
        Interlocked.Increment(ref _commits);
        Interlocked.Add(ref _writes, jobs.Count);
    }

    private void Perform(Action<SqliteJob> action)
    {
        foreach (SqliteJob job in _batch)
        {
            try
            {
                action(job);
            }
            catch (Exception error)
            {
                DropSession();
                job.Fail(error);
                continue;
            }

            job.Complete();
        }
    }

    private SqliteSession Session()
    {
        if (_session == null)
        {
            _session = new SqliteSession(Settings, _walIsSet);
            _walIsSet = true;
        }

        return _session;
    }

    private void DropSession()
    {
        _session?.Dispose();
        _session = null;
    }
}
