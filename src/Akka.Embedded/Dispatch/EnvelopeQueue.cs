using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Akka.Actor;

namespace Akka.Dispatch;

/// <summary>
/// Unbounded queue for many producers and one consumer. A ring of slots with sequence numbers is reused as long as it does not fill up (no
/// allocation, two interlocked operations per message); a full ring is frozen and followed by one of twice the size.
/// </summary>
internal sealed class EnvelopeQueue
{
    private const int InitialCapacity = 16;
    private const int MaxCapacity = 1 << 16;

    private readonly Lock _growth = new();
    private volatile Segment _tail;
    private volatile Segment _head;

    public EnvelopeQueue()
    {
        _tail = _head = new Segment(InitialCapacity);
    }

    /// <summary>Messages waiting; exact only when nobody else touches the queue.</summary>
    public int Count
    {
        get
        {
            var count = 0;
            for (var segment = _head; segment is not null; segment = segment.Next)
                count += segment.Count;
            return count;
        }
    }

    /// <summary>
    /// Whether a message can be taken. A claimed slot that its producer has not filled yet does not count: that producer schedules the mailbox
    /// itself once it has.
    /// </summary>
    public bool HasReady
    {
        get
        {
            var head = _head;
            return head.HasReady || (head.Next is { } next && head.IsDrained && next.HasReady);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Enqueue(in Envelope envelope)
    {
        if (!_tail.TryEnqueue(envelope))
            EnqueueSlow(envelope);
    }

    /// <summary>Takes the next message; only ever called by one thread at a time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryDequeue(out Envelope envelope) => _head.TryDequeue(out envelope) || TryDequeueSlow(out envelope);

    private void EnqueueSlow(in Envelope envelope)
    {
        while (true)
        {
            var tail = _tail;
            if (tail.TryEnqueue(envelope))
                return;
            lock (_growth)
            {
                if (tail != _tail)
                    continue;
                tail.Freeze();
                var next = new Segment(Math.Min(tail.Capacity * 2, MaxCapacity));
                tail.Next = next;
                _tail = next;
            }
        }
    }

    private bool TryDequeueSlow(out Envelope envelope)
    {
        while (true)
        {
            var head = _head;
            var next = head.Next;
            if (next is null || !head.IsDrained)
            {
                // The ring may have got its message between the caller's look and the freeze.
                return head.TryDequeue(out envelope);
            }

            _head = next;
            if (next.TryDequeue(out envelope))
                return true;
        }
    }

    private struct Slot
    {
        public object? Message;
        public IActorRef? Sender;
        public int Sequence;
    }

    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Ends
    {
        [FieldOffset(64)]
        public int Head;

        [FieldOffset(192)]
        public int Tail;
    }

    private sealed class Segment
    {
        private readonly Slot[] _slots;
        private readonly int _mask;
        private Ends _ends;
        private volatile bool _frozen;
        private volatile Segment? _next;

        public Segment(int capacity)
        {
            _slots = new Slot[capacity];
            _mask = capacity - 1;
            for (var i = 0; i < capacity; i++)
                _slots[i].Sequence = i;
        }

        public int Capacity => _slots.Length;

        public Segment? Next
        {
            get => _next;
            set => _next = value;
        }

        public int Count
        {
            get
            {
                // Head first: it only moves towards the tail, so a stale value can only overstate what waits.
                var head = Volatile.Read(ref _ends.Head);
                return Math.Clamp(unchecked(ClaimedEnd() - head), 0, _slots.Length);
            }
        }

        public bool HasReady
        {
            get
            {
                var head = Volatile.Read(ref _ends.Head);
                return Volatile.Read(ref _slots[head & _mask].Sequence) == unchecked(head + 1);
            }
        }

        public bool IsDrained => _frozen && unchecked(ClaimedEnd() - Volatile.Read(ref _ends.Head)) <= 0;

        /// <summary>No further claim succeeds: the tail jumps beyond what the sequences can match.</summary>
        public void Freeze()
        {
            Interlocked.Add(ref _ends.Tail, _slots.Length * 2);
            _frozen = true;
        }

        public bool TryEnqueue(in Envelope envelope)
        {
            var slots = _slots;
            while (true)
            {
                var tail = Volatile.Read(ref _ends.Tail);
                ref var slot = ref slots[tail & _mask];
                var difference = unchecked(Volatile.Read(ref slot.Sequence) - tail);
                if (difference == 0)
                {
                    if (Interlocked.CompareExchange(ref _ends.Tail, unchecked(tail + 1), tail) != tail)
                        continue;
                    slot.Message = envelope.Message;
                    slot.Sender = envelope.Sender;
                    // A full fence: the mailbox reads its status next, and must not do so before the message is visible.
                    Interlocked.Exchange(ref slot.Sequence, unchecked(tail + 1));
                    return true;
                }

                if (difference < 0)
                    return false;
            }
        }

        public bool TryDequeue(out Envelope envelope)
        {
            var head = _ends.Head;
            ref var slot = ref _slots[head & _mask];
            if (Volatile.Read(ref slot.Sequence) != unchecked(head + 1))
            {
                envelope = default;
                return false;
            }

            envelope = new Envelope(slot.Message!, slot.Sender);
            slot.Message = null;
            slot.Sender = null;
            Volatile.Write(ref slot.Sequence, unchecked(head + _slots.Length));
            Volatile.Write(ref _ends.Head, unchecked(head + 1));
            return true;
        }

        private int ClaimedEnd()
        {
            var frozen = _frozen;
            var tail = Volatile.Read(ref _ends.Tail);
            return frozen ? unchecked(tail - (_slots.Length * 2)) : tail;
        }
    }
}
