using System.Runtime.CompilerServices;
using Akka.Actor;
using Akka.Dispatch.SysMsg;
using Akka.Event;

namespace Akka.Dispatch;

/// <summary>
/// The queues of one actor and the work item that empties them. The status word says whether the item is queued or running, whether the
/// mailbox is closed, and how often it is suspended; it is the only thing two threads ever compete for.
/// </summary>
internal sealed class Mailbox : IRunnable, IThreadPoolWorkItem
{
    private const int Scheduled = 1;
    private const int Closed = 2;
    private const int SuspendUnit = 4;
    private const int SuspendMask = ~(Scheduled | Closed);

    private readonly EnvelopeQueue _queue = new();
    private readonly Lock _cleanUp = new();
    private readonly ActorCell _cell;
    private readonly MessageDispatcher _dispatcher;
    private Stack<Envelope>? _front;
    private SystemMessage? _system;
    private int _status;

    public Mailbox(ActorCell cell, MessageDispatcher dispatcher)
    {
        _cell = cell;
        _dispatcher = dispatcher;
    }

    public ActorCell Cell => _cell;

    public bool IsClosed => (Volatile.Read(ref _status) & Closed) != 0;

    public bool IsSuspended => (Volatile.Read(ref _status) & SuspendMask) != 0;

    public int NumberOfMessages => _queue.Count + (_front?.Count ?? 0);

    public bool HasMessages => _queue.HasReady || _front is { Count: > 0 };

    private bool HasSystemMessages => Volatile.Read(ref _system) is not null;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Enqueue(in Envelope envelope)
    {
        _queue.Enqueue(envelope);
        // Scheduled already: whoever runs it will see the message.
        if ((_status & (Scheduled | Closed)) != Scheduled)
            AfterEnqueue();
    }

    /// <summary>Puts a message before all others; only from the actor's own thread.</summary>
    public void EnqueueFirst(in Envelope envelope) => (_front ??= new Stack<Envelope>()).Push(envelope);

    public void EnqueueSystem(SystemMessage message)
    {
        while (true)
        {
            var head = Volatile.Read(ref _system);
            message.Next = head;
            if (Interlocked.CompareExchange(ref _system, message, head) == head)
                break;
        }

        if (IsClosed)
            CleanUp();
        else
            RegisterForExecution(systemHint: true);
    }

    /// <summary>Queues the mailbox at its dispatcher if there is something to do and it is not queued yet.</summary>
    public void RegisterForExecution(bool messageHint = false, bool systemHint = false)
    {
        while (true)
        {
            var status = Volatile.Read(ref _status);
            if ((status & (Scheduled | Closed)) != 0)
                return;
            var runnable = (status & SuspendMask) == 0
                ? messageHint || systemHint || HasSystemMessages || HasMessages
                : systemHint || HasSystemMessages;
            if (!runnable)
                return;
            if (Interlocked.CompareExchange(ref _status, status | Scheduled, status) == status)
            {
                _dispatcher.Execute(this);
                return;
            }
        }
    }

    public void Suspend() => Interlocked.Add(ref _status, SuspendUnit);

    /// <summary>Takes back one <see cref="Suspend"/>.</summary>
    public void Resume()
    {
        while (true)
        {
            var status = Volatile.Read(ref _status);
            if ((status & SuspendMask) == 0)
                return;
            if (Interlocked.CompareExchange(ref _status, status - SuspendUnit, status) == status)
                return;
        }
    }

    /// <summary>No more messages; what waits, and what still comes, goes to the dead letters.</summary>
    public void Close()
    {
        Interlocked.Or(ref _status, Closed);
        CleanUp();
    }

    void IThreadPoolWorkItem.Execute() => Run();

    /// <summary>Processes system messages and up to one batch of user messages.</summary>
    public void Run()
    {
        if (!IsClosed)
        {
            var previous = ActorCell.Enter(_cell);
            try
            {
                ProcessSystemMessages();
                ProcessBatch();
            }
            finally
            {
                ActorCell.Exit(previous);
            }
        }

        Interlocked.And(ref _status, ~Scheduled);
        if (IsClosed)
            CleanUp();
        else
            RegisterForExecution();
    }

    private void ProcessBatch()
    {
        var left = _dispatcher.Throughput;
        while (left-- > 0 && (Volatile.Read(ref _status) & ~Scheduled) == 0 && TryDequeue(out var envelope))
        {
            _cell.Invoke(envelope);
            if (Volatile.Read(ref _system) is not null)
                ProcessSystemMessages();
        }
    }

    private bool TryDequeue(out Envelope envelope)
        => _front is { Count: > 0 } front ? front.TryPop(out envelope) : _queue.TryDequeue(out envelope);

    private void ProcessSystemMessages()
    {
        var next = TakeSystemMessages();
        while (next is not null && !IsClosed)
        {
            var message = next;
            next = message.Next;
            message.Next = null;
            _cell.SystemInvoke(message);
            next ??= TakeSystemMessages();
        }

        // Closed half-way: the rest gets what a dead actor answers.
        while (next is not null)
        {
            var message = next;
            next = message.Next;
            message.Next = null;
            _cell.DeadSystemMessage(message);
        }
    }

    private SystemMessage? TakeSystemMessages()
    {
        if (Volatile.Read(ref _system) is null)
            return null;
        // The stack holds the newest first.
        var newest = Interlocked.Exchange(ref _system, null);
        SystemMessage? oldest = null;
        while (newest is not null)
        {
            var next = newest.Next;
            newest.Next = oldest;
            oldest = newest;
            newest = next;
        }

        return oldest;
    }

    private void AfterEnqueue()
    {
        if (IsClosed)
            CleanUp();
        else
            RegisterForExecution(messageHint: true);
    }

    private void CleanUp()
    {
        lock (_cleanUp)
        {
            for (var message = TakeSystemMessages(); message is not null;)
            {
                var next = message.Next;
                message.Next = null;
                _cell.DeadSystemMessage(message);
                message = next;
            }

            while (TryDequeue(out var envelope))
            {
                // A dead subscriber of dead letters must not make new ones of them.
                if (envelope.Message is AllDeadLetters)
                    continue;
                _cell.SystemImpl.DeadLetters.Tell(new DeadLetter(envelope.Message, envelope.Sender ?? _cell.SystemImpl.DeadLetters, _cell.Self), _cell.Self);
            }
        }
    }
}
