using Akka.Actor;
using Akka.Event;
using Akka.Pattern;

namespace Akka.Persistence.Journal;

/// <summary>What to do with events of two writers that overlap.</summary>
public enum ReplayFilterMode
{
    /// <summary>The recovery fails.</summary>
    Fail,

    /// <summary>A warning is logged and the events are replayed as they are.</summary>
    Warn,

    /// <summary>A warning is logged and the events of the older writer are left out.</summary>
    RepairByDiscardOld,

    /// <summary>Nothing is checked.</summary>
    Disabled,
}

/// <summary>
/// Stands between journal and actor during a replay and finds events that two incarnations have written under the same sequence numbers, or one has
/// written out of order.
/// </summary>
public class ReplayFilter : ActorBase
{
    private readonly LinkedList<ReplayedMessage> _window = new();
    private readonly Queue<string> _oldWriters = new();
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private string _writer = string.Empty;
    private long _sequenceNr = -1;
    private bool _failed;

    /// <summary>Creates the filter of one replay.</summary>
    /// <param name="persistentActor">Who gets the events.</param>
    /// <param name="mode">What to do with overlapping writers.</param>
    /// <param name="windowSize">How many events are held back to look at.</param>
    /// <param name="maxOldWriters">How many older writers are remembered.</param>
    /// <param name="debugEnabled">Whether to log every event.</param>
    public ReplayFilter(IActorRef persistentActor, ReplayFilterMode mode, int windowSize, int maxOldWriters, bool debugEnabled)
    {
        PersistentActor = persistentActor;
        Mode = mode;
        WindowSize = windowSize;
        MaxOldWriters = maxOldWriters;
        DebugEnabled = debugEnabled;
    }

    /// <summary>Who gets the events.</summary>
    public IActorRef PersistentActor { get; }

    /// <summary>What to do with overlapping writers.</summary>
    public ReplayFilterMode Mode { get; }

    /// <summary>How many events are held back to look at.</summary>
    public int WindowSize { get; }

    /// <summary>How many older writers are remembered.</summary>
    public int MaxOldWriters { get; }

    /// <summary>Whether to log every event.</summary>
    public bool DebugEnabled { get; }

    /// <summary>How to make the filter of one replay.</summary>
    /// <param name="persistentActor">Who gets the events.</param>
    /// <param name="mode">What to do with overlapping writers.</param>
    /// <param name="windowSize">How many events are held back to look at; above 0.</param>
    /// <param name="maxOldWriters">How many older writers are remembered; above 0.</param>
    /// <param name="debugEnabled">Whether to log every event.</param>
    /// <exception cref="ArgumentNullException">A bound is not above 0, or there is nothing to check.</exception>
    public static Props Props(IActorRef persistentActor, ReplayFilterMode mode, int windowSize, int maxOldWriters, bool debugEnabled)
    {
        if (windowSize <= 0)
        {
            throw new ArgumentNullException(nameof(windowSize), "windowSize must be > 0");
        }

        if (maxOldWriters <= 0)
        {
            throw new ArgumentNullException(nameof(maxOldWriters), "maxOldWriters must be > 0");
        }

        if (mode == ReplayFilterMode.Disabled)
        {
            throw new ArgumentNullException(nameof(mode), "mode must not be Disabled");
        }

        return Actor.Props.Create(typeof(ReplayFilter), persistentActor, mode, windowSize, maxOldWriters, debugEnabled);
    }

    /// <inheritdoc/>
    protected override bool Receive(object message)
    {
        switch (message)
        {
            case ReplayedMessage replayed:
                if (DebugEnabled)
                {
                    _log.Debug("Replay: {0}", replayed.Persistent);
                }

                if (!_failed)
                {
                    Check(replayed);
                }

                return true;
            case RecoverySuccess or ReplayMessagesFailure:
                if (!_failed)
                {
                    ReleaseAll();
                    PersistentActor.Tell(message, ActorRefs.NoSender);
                }

                Context.Stop(Self);
                return true;
            default:
                return false;
        }
    }

    private void Check(ReplayedMessage replayed)
    {
        if (_window.Count == WindowSize)
        {
            PersistentActor.Tell(_window.First!.Value, ActorRefs.NoSender);
            _window.RemoveFirst();
        }

        IPersistentRepresentation item = replayed.Persistent;
        bool keep;
        if (item.WriterGuid == _writer)
        {
            keep = item.SequenceNr >= _sequenceNr
                || Report($"Invalid replayed event {item.SequenceNr} of [{item.PersistenceId}]: it comes after event {_sequenceNr} of the same writer [{_writer}].");
            _sequenceNr = Math.Max(_sequenceNr, item.SequenceNr);
        }
        else if (_oldWriters.Contains(item.WriterGuid))
        {
            keep = Report($"Invalid replayed event {item.SequenceNr} of [{item.PersistenceId}]: it is by [{item.WriterGuid}], but the newer writer [{_writer}] has already written event {_sequenceNr}.");
        }
        else
        {
            keep = AcceptNewWriter(item);
        }

        if (keep)
        {
            _window.AddLast(replayed);
        }
    }

    private bool AcceptNewWriter(IPersistentRepresentation item)
    {
        if (_writer.Length > 0)
        {
            _oldWriters.Enqueue(_writer);
            if (_oldWriters.Count > MaxOldWriters)
            {
                _oldWriters.Dequeue();
            }
        }

        _writer = item.WriterGuid;
        _sequenceNr = item.SequenceNr;
        for (LinkedListNode<ReplayedMessage>? node = _window.First; node != null && !_failed;)
        {
            LinkedListNode<ReplayedMessage>? next = node.Next;
            IPersistentRepresentation older = node.Value.Persistent;
            if (older.SequenceNr >= item.SequenceNr
                && !Report($"Invalid replayed event {older.SequenceNr} of [{item.PersistenceId}] by [{older.WriterGuid}]: the new writer [{item.WriterGuid}] begins with event {item.SequenceNr}.")
                && !_failed)
            {
                _window.Remove(node);
            }

            node = next;
        }

        return !_failed;
    }

    /// <summary>Logs an overlap and, if it may not be, ends the recovery.</summary>
    /// <returns>Whether the event in question is replayed nevertheless.</returns>
    private bool Report(string problem)
    {
        if (Mode != ReplayFilterMode.Fail)
        {
            _log.Warning(problem);
            return Mode == ReplayFilterMode.Warn;
        }

        _log.Error(problem);
        _failed = true;
        _window.Clear();
        PersistentActor.Tell(new ReplayMessagesFailure(new IllegalStateException(problem)), ActorRefs.NoSender);
        return false;
    }

    private void ReleaseAll()
    {
        foreach (ReplayedMessage message in _window)
        {
            PersistentActor.Tell(message, ActorRefs.NoSender);
        }

        _window.Clear();
    }
}
