using Akka.Actor;
using Akka.Configuration;
using Akka.Event;

namespace Akka.Dispatch;

/// <summary>A piece of work.</summary>
public interface IRunnable
{
    /// <summary>Does the work.</summary>
    void Run();
}

/// <summary>Runs a delegate.</summary>
public sealed class ActionRunnable(Action action) : IRunnable
{
    /// <inheritdoc />
    public void Run() => action();
}

/// <summary>Decides on which thread, and in which order, actors run.</summary>
public abstract class MessageDispatcher
{
    /// <summary>Messages an actor may process before others get their turn, unless configured.</summary>
    public const int DefaultThroughput = 30;

    private readonly EventStream? _eventStream;

    /// <summary>Creates a dispatcher from the section its configurator was given.</summary>
    protected MessageDispatcher(MessageDispatcherConfigurator configurator)
    {
        Configurator = configurator;
        Id = configurator.Config.GetString("id", "")!;
        Throughput = Math.Max(1, configurator.Config.GetInt("throughput", DefaultThroughput));
        _eventStream = configurator.Prerequisites.EventStream;
    }

    /// <summary>Where the dispatcher came from.</summary>
    public MessageDispatcherConfigurator Configurator { get; }

    /// <summary>Path of the configuration section.</summary>
    public string Id { get; protected set; }

    /// <summary>Messages an actor may process before others get their turn.</summary>
    public int Throughput { get; protected set; }

    /// <summary>Runs a delegate.</summary>
    public void Schedule(Action run) => Schedule(new ActionRunnable(run));

    /// <summary>Runs a piece of work; what it throws is logged.</summary>
    public void Schedule(IRunnable run) => ExecuteTask(new Guarded(this, run));

    /// <summary>Runs a piece of work; called for every scheduled mailbox.</summary>
    protected abstract void ExecuteTask(IRunnable run);

    /// <summary>Releases threads when the system ends.</summary>
    protected virtual void Shutdown()
    {
    }

    /// <summary>True when one thread runs everything in an order of its own and nothing may escape to the thread pool.</summary>
    internal virtual bool RunsInline => false;

    internal void ShutdownNow() => Shutdown();

    internal virtual void Execute(Mailbox mailbox) => ExecuteTask(mailbox);

    private void ReportFailure(Exception cause)
        => _eventStream?.Publish(new Error(cause, GetType().FullName ?? GetType().Name, GetType(), cause.Message));

    private sealed class Guarded(MessageDispatcher dispatcher, IRunnable inner) : IRunnable
    {
        public void Run()
        {
            try
            {
                inner.Run();
            }
            catch (Exception e)
            {
                dispatcher.ReportFailure(e);
            }
        }
    }
}

/// <summary>What a dispatcher may use of its system.</summary>
public interface IDispatcherPrerequisites
{
    /// <summary>Event stream of the system.</summary>
    EventStream EventStream { get; }

    /// <summary>Scheduler of the system.</summary>
    IScheduler Scheduler { get; }

    /// <summary>Settings of the system.</summary>
    Settings Settings { get; }
}

/// <summary>Makes dispatchers from a configuration section.</summary>
public abstract class MessageDispatcherConfigurator
{
    /// <summary>Creates the configurator.</summary>
    protected MessageDispatcherConfigurator(Config config, IDispatcherPrerequisites prerequisites)
    {
        Config = config;
        Prerequisites = prerequisites;
    }

    /// <summary>The section.</summary>
    public Config Config { get; }

    /// <summary>The system's services.</summary>
    public IDispatcherPrerequisites Prerequisites { get; }

    /// <summary>The dispatcher; the same one on every call.</summary>
    public abstract MessageDispatcher Dispatcher();
}

internal sealed class DispatcherPrerequisites(EventStream eventStream, IScheduler scheduler, Settings settings) : IDispatcherPrerequisites
{
    public EventStream EventStream { get; } = eventStream;

    public IScheduler Scheduler { get; } = scheduler;

    public Settings Settings { get; } = settings;
}
