using Akka.Actor;
using Akka.Event;
using Akka.TestKit.Xunit2;
using Arb.Actors.Market;
using Arb.Domain.Execution;
using Arb.Domain.Health;
using Arb.Domain.Sessions;
using Arb.Host.Simulation;

namespace Arb.Tests.Actors.Support;

/// <summary>
/// A system on virtual time in which every actor runs on the thread that sends to it: when a call of the test returns, everything it caused has happened.
/// What the actors publish and log is in <see cref="Seen"/>.
/// </summary>
public abstract class ActorKit : TestKit
{
    private const string Hocon = """
        akka.scheduler.implementation = "Arb.Host.Simulation.VirtualScheduler, arb"
        akka.actor.default-dispatcher.type = "Akka.TestKit.CallingThreadDispatcherConfigurator, Akka.TestKit"
        # Top-level actors are started by /user, which runs there.
        akka.actor.internal-dispatcher.type = "Akka.TestKit.CallingThreadDispatcherConfigurator, Akka.TestKit"
        akka.loglevel = INFO
        akka.stdout-loglevel = OFF
        akka.log-dead-letters = off
        # Not a pace: only how long a spec waits before it calls a message missing, on a machine with other work too.
        akka.test.single-expect-default = 15s
        akka.test.default-timeout = 15s
        akka.loggers = ["Akka.TestKit.TestEventListener, Akka.TestKit"]
        """;

    protected ActorKit()
        : base(Hocon)
    {
        var recorder = Sys.ActorOf(Props.Create(typeof(RecorderActor), Seen), "recorder");
        foreach (var type in (Type[])[typeof(Info), typeof(Warning), typeof(SystemLogEntry), typeof(LampChanged), typeof(AccountStateChanged), typeof(AccountBetting), typeof(LoginNeeded), typeof(SessionLost), typeof(MarketStarted)])
            Sys.EventStream.Subscribe(recorder, type);
    }

    /// <summary>Published and logged, in order.</summary>
    protected Log Seen { get; } = new();

    protected new DateTimeOffset Now => Sys.Scheduler.Now;

    /// <summary>Moves the time in steps of a quarter of a second, so that what a timer starts is due in its turn.</summary>
    protected void Pass(double seconds)
    {
        var clock = ((VirtualScheduler)Sys.Scheduler).Clock;
        for (var left = seconds; left > 0; left -= 0.25)
            clock.Advance(TimeSpan.FromSeconds(Math.Min(left, 0.25)));
    }

    /// <summary>An actor that keeps what it is told.</summary>
    protected (IActorRef Ref, Log Log) Recorder(string? name = null)
    {
        var log = new Log();
        return (Sys.ActorOf(Props.Create(typeof(RecorderActor), log), name), log);
    }

    /// <summary>Makes an actor as the child of a parent that keeps what the child tells it.</summary>
    protected (IActorRef Child, Log Parent) ChildOf(Props props, string name)
    {
        var log = new Log();
        var parent = Sys.ActorOf(Props.Create(typeof(ParentActor), log, props, name), $"parent-of-{name}");
        var child = parent.Ask<IActorRef>("child", TimeSpan.FromSeconds(3)).GetAwaiter().GetResult();
        return (child, log);
    }

    /// <summary>Asks and gives the answer, which must be there at once.</summary>
    protected T Ask<T>(IActorRef actor, object question)
    {
        var (asker, log) = Recorder();
        actor.Tell(question, asker);
        return log.Only<T>();
    }

    protected IActorRef Find(string path) => Sys.ActorSelection(path).ResolveOne(TimeSpan.FromSeconds(3)).GetAwaiter().GetResult();

    /// <summary>True once the actor is gone.</summary>
    protected bool IsGone(IActorRef actor)
    {
        var (watcher, log) = Recorder();
        watcher.Tell(new RecorderActor.Watch(actor));
        return log.Of<Terminated>().Any();
    }
}

/// <summary>What was told, in order.</summary>
public sealed class Log
{
    private readonly Lock _gate = new();
    private readonly List<(object Message, IActorRef Sender)> _items = [];

    public IReadOnlyList<object> All
    {
        get
        {
            lock (_gate)
                return [.. _items.Select(item => item.Message)];
        }
    }

    public IReadOnlyList<(object Message, IActorRef Sender)> WithSenders
    {
        get
        {
            lock (_gate)
                return [.. _items];
        }
    }

    /// <summary>Texts of log lines that begin with a bracketed stage.</summary>
    public IReadOnlyList<string> Lines => [.. Of<LogEvent>().Select(line => line.Message.ToString()!).Where(text => text.StartsWith('['))];

    public IReadOnlyList<T> Of<T>() => [.. All.OfType<T>()];

    public T Only<T>() => Assert.Single(Of<T>());

    public T Last<T>() => Of<T>()[^1];

    public bool Says(LogSeverity severity, string text) =>
        Of<SystemLogEntry>().Any(entry => entry.Severity == severity && entry.Message.Contains(text, StringComparison.Ordinal));

    public void Clear()
    {
        lock (_gate)
            _items.Clear();
    }

    public void Add(object message, IActorRef sender)
    {
        lock (_gate)
            _items.Add((message, sender));
    }
}

/// <summary>Keeps what it is told.</summary>
public sealed class RecorderActor : ReceiveActor
{
    public RecorderActor(Log log)
    {
        Receive<Watch>(watch => Context.Watch(watch.Actor));
        ReceiveAny(message => log.Add(message, Sender));
    }

    public sealed record Watch(IActorRef Actor);
}

/// <summary>Has one child and keeps what the child tells it. Restarts it when it fails.</summary>
public sealed class ParentActor : ReceiveActor
{
    public ParentActor(Log log, Props props, string name)
    {
        var child = Context.ActorOf(props, name);
        Receive<string>(text => text == "child", _ => Sender.Tell(child));
        ReceiveAny(message => log.Add(message, Sender));
    }

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Restart);
}

/// <summary>Answers by a function; null is no answer.</summary>
public sealed class AnsweringActor : ReceiveActor
{
    public AnsweringActor(Func<object, object?> answer) => ReceiveAny(message =>
    {
        if (answer(message) is { } reply)
            Sender.Tell(reply);
    });

    public static Props Props(Func<object, object?> answer) => Akka.Actor.Props.Create(typeof(AnsweringActor), answer);
}
