using Akka.Actor;
using Akka.Configuration;

namespace Akka.Persistence;

/// <summary>The last message of a recovery, after every event: the state is complete.</summary>
public sealed class RecoveryCompleted
{
    /// <summary>The only instance.</summary>
    public static readonly RecoveryCompleted Instance = new();

    private RecoveryCompleted()
    {
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is RecoveryCompleted;

    /// <inheritdoc/>
    public override int GetHashCode() => nameof(RecoveryCompleted).GetHashCode(StringComparison.Ordinal);
}

/// <summary>From which snapshot an actor recovers and up to which event.</summary>
public sealed class Recovery
{
    /// <summary>Recovers from the latest snapshot and every event after it.</summary>
    public Recovery()
        : this(SnapshotSelectionCriteria.Latest)
    {
    }

    /// <summary>Recovers from a snapshot and every event after it.</summary>
    /// <param name="fromSnapshot">Which snapshot.</param>
    public Recovery(SnapshotSelectionCriteria fromSnapshot)
        : this(fromSnapshot, long.MaxValue)
    {
    }

    /// <summary>Recovers from a snapshot up to an event.</summary>
    /// <param name="fromSnapshot">Which snapshot.</param>
    /// <param name="toSequenceNr">The last event.</param>
    public Recovery(SnapshotSelectionCriteria fromSnapshot, long toSequenceNr)
        : this(fromSnapshot, toSequenceNr, long.MaxValue)
    {
    }

    /// <summary>Recovers from a snapshot up to an event, but no more than so many.</summary>
    /// <param name="fromSnapshot">Which snapshot.</param>
    /// <param name="toSequenceNr">The last event.</param>
    /// <param name="replayMax">The most events.</param>
    public Recovery(SnapshotSelectionCriteria? fromSnapshot = null, long toSequenceNr = long.MaxValue, long replayMax = long.MaxValue)
    {
        FromSnapshot = fromSnapshot ?? SnapshotSelectionCriteria.Latest;
        ToSequenceNr = toSequenceNr;
        ReplayMax = replayMax;
    }

    /// <summary>The latest snapshot and every event after it.</summary>
    public static Recovery Default { get; } = new(SnapshotSelectionCriteria.Latest);

    /// <summary>Nothing: only the highest sequence number is looked up.</summary>
    public static Recovery None { get; } = new(SnapshotSelectionCriteria.None, 0);

    /// <summary>Which snapshot.</summary>
    public SnapshotSelectionCriteria FromSnapshot { get; }

    /// <summary>The last event.</summary>
    public long ToSequenceNr { get; }

    /// <summary>The most events.</summary>
    public long ReplayMax { get; }
}

/// <summary>No event came within <c>recovery-event-timeout</c>.</summary>
public sealed class RecoveryTimedOutException : AkkaException
{
    /// <summary>Creates the exception.</summary>
    public RecoveryTimedOutException()
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">Who waited for what.</param>
    /// <param name="cause">The exception behind it, if any.</param>
    public RecoveryTimedOutException(string message, Exception? cause = null)
        : base(message, cause)
    {
    }
}

/// <summary>What happens when the stash of commands overflows.</summary>
public interface IStashOverflowStrategy
{
}

/// <summary>The command goes to the dead letters.</summary>
public class DiscardToDeadLetterStrategy : IStashOverflowStrategy
{
    private DiscardToDeadLetterStrategy()
    {
    }

    /// <summary>The only instance.</summary>
    public static DiscardToDeadLetterStrategy Instance { get; } = new();
}

/// <summary>The actor throws <see cref="StashOverflowException"/>.</summary>
public class ThrowOverflowExceptionStrategy : IStashOverflowStrategy
{
    private ThrowOverflowExceptionStrategy()
    {
    }

    /// <summary>The only instance.</summary>
    public static ThrowOverflowExceptionStrategy Instance { get; } = new();
}

/// <summary>The sender gets an answer and the command is dropped.</summary>
public sealed class ReplyToStrategy : IStashOverflowStrategy
{
    /// <summary>Creates the strategy.</summary>
    /// <param name="response">The answer.</param>
    public ReplyToStrategy(object response)
    {
        Response = response;
    }

    /// <summary>The answer.</summary>
    public object Response { get; }
}

/// <summary>Makes a strategy from configuration (<c>akka.persistence.internal-stash-overflow-strategy</c>).</summary>
public interface IStashOverflowStrategyConfigurator
{
    /// <summary>Makes the strategy.</summary>
    /// <param name="config">The configuration of the system.</param>
    IStashOverflowStrategy Create(Config config);
}

/// <summary>Makes <see cref="ThrowOverflowExceptionStrategy"/>.</summary>
public sealed class ThrowExceptionConfigurator : IStashOverflowStrategyConfigurator
{
    /// <inheritdoc/>
    public IStashOverflowStrategy Create(Config config) => ThrowOverflowExceptionStrategy.Instance;
}

/// <summary>Makes <see cref="DiscardToDeadLetterStrategy"/>.</summary>
public sealed class DiscardConfigurator : IStashOverflowStrategyConfigurator
{
    /// <inheritdoc/>
    public IStashOverflowStrategy Create(Config config) => DiscardToDeadLetterStrategy.Instance;
}
