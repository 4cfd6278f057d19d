namespace Akka.Actor;

/// <summary>Sets messages aside for later.</summary>
public interface IStash
{
    /// <summary>Sets the current message aside.</summary>
    /// <exception cref="IllegalActorStateException">The same message twice.</exception>
    /// <exception cref="StashOverflowException">The stash is full.</exception>
    void Stash();

    /// <summary>Puts the oldest message back to the front of the mailbox.</summary>
    void Unstash();

    /// <summary>Puts all messages back to the front of the mailbox, in order.</summary>
    void UnstashAll();

    /// <summary>Puts back the messages that fulfil a condition and drops the others.</summary>
    void UnstashAll(Func<Envelope, bool> predicate);

    /// <summary>Empties the stash and returns what was in it.</summary>
    IEnumerable<Envelope> ClearStash();

    /// <summary>Puts messages before those in the stash.</summary>
    void Prepend(IEnumerable<Envelope> envelopes);

    /// <summary>Messages in the stash.</summary>
    int Count { get; }

    /// <summary>Whether the stash is empty.</summary>
    bool IsEmpty { get; }

    /// <summary>Whether something is in the stash.</summary>
    bool NonEmpty { get; }

    /// <summary>Whether no more fits.</summary>
    bool IsFull { get; }

    /// <summary>How many fit; -1: any number.</summary>
    int Capacity { get; }
}

/// <summary>An actor with a stash.</summary>
public interface IActorStash
{
    /// <summary>The stash; set by the actor system after construction.</summary>
    IStash Stash { get; set; }
}

/// <summary>An actor with a stash, whatever its mailbox.</summary>
public interface IWithUnrestrictedStash : IActorStash
{
}

/// <summary>An actor with a stash, bounded if its props say so.</summary>
public interface IWithStash : IWithUnrestrictedStash
{
}

/// <summary>An actor with an unbounded stash.</summary>
public interface IWithUnboundedStash : IWithUnrestrictedStash
{
}

/// <summary>An actor with a stash bounded by its props.</summary>
[Obsolete("Use `IWithStash` with a configured stash capacity instead.")]
public interface IWithBoundedStash : IWithUnrestrictedStash
{
}

/// <summary>Makes stashes for actors that manage more than one.</summary>
public static class StashFactory
{
    /// <summary>A stash for an actor type.</summary>
    public static IStash CreateStash<T>(this IActorContext context)
        where T : ActorBase
        => CreateStash(context, typeof(T));

    /// <summary>A stash for an actor.</summary>
    public static IStash CreateStash(this IActorContext context, IActorStash actorInstance) => CreateStash(context, actorInstance.GetType());

    /// <summary>A stash for an actor type.</summary>
    /// <exception cref="ArgumentException">The type has no stash.</exception>
    public static IStash CreateStash(this IActorContext context, Type actorType)
        => typeof(IActorStash).IsAssignableFrom(actorType)
            ? StashImpl.For((ActorCell)context, actorType)
            : throw new ArgumentException($"Actor {actorType} implements an unrecognized subclass of {typeof(IActorStash)} - cannot instantiate", nameof(actorType));
}

internal sealed class StashImpl : IStash
{
    private readonly ActorCell _cell;
    private readonly LinkedList<Envelope> _stash = new();
    private long _lastStashed = -1;

    private StashImpl(ActorCell cell, int capacity)
    {
        _cell = cell;
        Capacity = capacity;
    }

    public int Capacity { get; }

    public int Count => _stash.Count;

    public bool IsEmpty => _stash.Count == 0;

    public bool NonEmpty => _stash.Count > 0;

    public bool IsFull => Capacity > 0 && _stash.Count >= Capacity;

    public static StashImpl For(ActorCell cell, Type actorType)
        => new(cell, typeof(IWithUnboundedStash).IsAssignableFrom(actorType) ? -1 : cell.Props.StashCapacity);

    public void Stash()
    {
        var message = _cell.CurrentMessage!;
        if (_cell.CurrentEnvelopeId == _lastStashed)
            throw new IllegalActorStateException($"Can't stash the same message {message} more than once");
        if (IsFull)
            throw new StashOverflowException($"Couldn't enqueue message {message} from {_cell.Sender} to stash of {_cell.Self}");
        _lastStashed = _cell.CurrentEnvelopeId;
        _stash.AddLast(new Envelope(message, _cell.Sender));
    }

    public void Unstash()
    {
        if (_stash.First is not { } first)
            return;
        _stash.RemoveFirst();
        PutBack(first.Value);
    }

    public void UnstashAll() => UnstashAll(static _ => true);

    public void UnstashAll(Func<Envelope, bool> predicate)
    {
        // The last one first, so that the oldest ends at the very front.
        for (var node = _stash.Last; node is not null; node = node.Previous)
        {
            if (predicate(node.Value))
                PutBack(node.Value);
        }

        _stash.Clear();
    }

    private void PutBack(in Envelope envelope)
    {
        // Only a Terminated that is expected is delivered; this one is again.
        if (envelope.Message is Terminated terminated)
            _cell.ExpectTerminated(terminated.ActorRef);
        _cell.Mailbox.EnqueueFirst(envelope);
    }

    public IEnumerable<Envelope> ClearStash()
    {
        var all = _stash.ToArray();
        _stash.Clear();
        return all;
    }

    public void Prepend(IEnumerable<Envelope> envelopes)
    {
        foreach (var envelope in envelopes.Reverse())
        {
            if (!_stash.Any(e => ReferenceEquals(e.Message, envelope.Message) && Equals(e.Sender, envelope.Sender)))
                _stash.AddFirst(envelope);
        }
    }
}
