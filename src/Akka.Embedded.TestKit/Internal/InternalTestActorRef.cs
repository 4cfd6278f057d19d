using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Dispatch;

namespace Akka.TestKit.Internal;

/// <summary>The reference behind <see cref="TestActorRef{TActor}"/>: gives access to the actor itself.</summary>
internal sealed class InternalTestActorRef : LocalActorRef
{
    private InternalTestActorRef(ActorSystemImpl system, Props props, MessageDispatcher dispatcher, IInternalActorRef parent, ActorPath path)
        : base(system, props, dispatcher, parent, path)
    {
    }

    /// <summary>The actor; on a dispatcher of its own it is asked for.</summary>
    public ActorBase UnderlyingActor
    {
        get
        {
            if (Cell.IsTerminated)
                throw new IllegalActorStateException("Underlying actor is terminated");
            return Cell.Actor ?? this.Ask<ActorBase>(GetActor.Instance, TestKitExtension.For(Cell.System).DefaultTimeout).GetAwaiter().GetResult();
        }
    }

    public static InternalTestActorRef Create(ActorSystem system, Props props, IActorRef? supervisor, string? name)
    {
        if (string.IsNullOrEmpty(props.Dispatcher) || props.Dispatcher == Dispatchers.DefaultDispatcherId)
            props = props.WithDispatcher(CallingThreadDispatcher.Id);
        var kernel = (ActorSystemImpl)system;
        var parent = (IInternalActorRef)(supervisor ?? kernel.Guardian);
        if (parent is not LocalActorRef { Cell: var cell })
            throw new InvalidOperationException($"[{parent}] is no actor of this system, so it cannot supervise [{name}].");
        return (InternalTestActorRef)cell.AttachChild(
            props,
            name ?? TestKitExtension.For(system).NextTestActorRefName(),
            path => new InternalTestActorRef(kernel, props, system.Dispatchers.Lookup(props.Dispatcher), parent, path));
    }

    /// <summary>Runs the receive of the actor on this thread; what it throws comes out here, past any supervisor.</summary>
    public void Receive(object message, IActorRef? sender) => Cell.ReceiveForTest(new Envelope(message, sender));

    /// <summary>As <see cref="Receive"/>; completes, or fails, with an async handler.</summary>
    public Task ReceiveAsync(object message, IActorRef? sender) => ((TestActorCell)Cell).ReceiveForTestAsync(new Envelope(message, sender));

    public override string ToString() => $"TestActor[{Path}]";

    protected override ActorCell CreateCell(ActorSystemImpl system, Props props, MessageDispatcher dispatcher, IInternalActorRef parent)
        => new TestActorCell(system, this, props, dispatcher, parent);

    private sealed class TestActorCell(ActorSystemImpl system, IInternalActorRef self, Props props, MessageDispatcher dispatcher, IInternalActorRef parent)
        : ActorCell(system, self, props, dispatcher, parent)
    {
        private readonly ConcurrentDictionary<object, TaskCompletionSource> _running = new(ReferenceEqualityComparer.Instance);

        public Task ReceiveForTestAsync(in Envelope envelope)
        {
            var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _running[envelope.Message] = done;
            if (!ReceiveForTest(envelope))
            {
                _running.TryRemove(envelope.Message, out _);
                done.TrySetResult();
            }

            return done.Task;
        }

        public override void Invoke(in Envelope envelope)
        {
            if (envelope.Message is GetActor)
                envelope.Sender?.Tell(Actor!, Self);
            else
                base.Invoke(envelope);
        }

        protected override void OnAsyncCompleted(object? message, Exception? cause)
        {
            if (message is null || !_running.TryRemove(message, out var done))
                return;
            if (cause is null)
                done.TrySetResult();
            else
                done.TrySetException(cause);
        }
    }

    private sealed class GetActor
    {
        public static readonly GetActor Instance = new();
    }
}
