using Akka.Actor;
using Akka.Event;

namespace Akka.Pattern;

/// <summary>Forwards messages to one child and starts it again after a delay that grows with every restart.</summary>
public abstract class BackoffSupervisorBase : ActorBase
{
    private readonly BackoffSettings _settings;
    private bool _finalStop;

    internal BackoffSupervisorBase(BackoffSettings settings)
    {
        _settings = settings;
    }

    /// <summary>The child; null while it is stopped.</summary>
    protected IActorRef? Child { get; set; }

    /// <summary>Restarts since the back-off last started over.</summary>
    protected int RestartCountN { get; set; }

    internal BackoffSettings Options => _settings;

    internal bool FinalStopMessageReceived => _finalStop;

    /// <inheritdoc />
    protected override void PreStart() => StartChild();

    /// <summary>Handles the messages about the back-off and forwards all others.</summary>
    protected bool HandleBackoff(object message)
    {
        switch (message)
        {
            case BackoffSupervisor.StartChild:
                StartChild();
                if (_settings.Reset is AutoReset auto)
                    Context.System.Scheduler.ScheduleTellOnce(auto.ResetBackoff, Self, new BackoffSupervisor.ResetRestartCount(RestartCountN), Self);
                break;
            case BackoffSupervisor.Reset when _settings.Reset is ManualReset:
                RestartCountN = 0;
                break;
            case BackoffSupervisor.Reset:
                Unhandled(message);
                break;
            case BackoffSupervisor.ResetRestartCount reset:
                if (reset.Current == RestartCountN)
                    RestartCountN = 0;
                break;
            case BackoffSupervisor.GetRestartCount:
                Sender.Tell(new BackoffSupervisor.RestartCount(RestartCountN));
                break;
            case BackoffSupervisor.GetCurrentChild:
                Sender.Tell(new BackoffSupervisor.CurrentChild(Child));
                break;
            default:
                Pass(message);
                break;
        }

        return true;
    }

    internal void ScheduleRestart()
    {
        Context.System.Scheduler.ScheduleTellOnce(Delay(), Self, BackoffSupervisor.StartChild.Instance, Self);
        RestartCountN++;
    }

    private void StartChild()
    {
        if (Child is null)
            Child = Context.Watch(Context.ActorOf(_settings.ChildProps, _settings.ChildName));
    }

    private void Pass(object message)
    {
        if (Child is not null && Child.Equals(Sender))
        {
            // The child's answers come from its supervisor, which outlives it.
            Context.Parent.Tell(message, Self);
            return;
        }

        _finalStop |= Options.FinalStopMessage?.Invoke(message) == true;
        if (Child is not null)
        {
            Child.Forward(message);
            return;
        }

        if (Options.ReplyWhileStopped is { } reply)
            Sender.Tell(reply);
        else
            Context.System.DeadLetters.Forward(message);
        if (_finalStop)
            Context.Stop(Self);
    }

    private TimeSpan Delay()
    {
        var doubled = _settings.MinBackoff.Ticks * Math.Pow(2, Math.Min(RestartCountN, 62));
        var delay = Math.Min(doubled, _settings.MaxBackoff.Ticks);
        var random = 1.0 + (((ActorSystemImpl)Context.System).Random.NextDouble() * _settings.RandomFactor);
        return TimeSpan.FromTicks((long)Math.Min(delay * random, TimeSpan.MaxValue.Ticks / 2.0));
    }
}

/// <summary>Starts its child again, after a growing delay, when it stops.</summary>
public sealed class BackoffSupervisor : BackoffSupervisorBase
{
    internal BackoffSupervisor(BackoffSettings settings)
        : base(settings)
    {
    }

    /// <summary>Props from options.</summary>
    public static Props Props(BackoffOptions options) => options.Props;

    /// <summary>Props that start the child again when it stops, any number of times.</summary>
    public static Props Props(Props childProps, string childName, TimeSpan minBackoff, TimeSpan maxBackoff, double randomFactor)
        => Props(childProps, childName, minBackoff, maxBackoff, randomFactor, -1);

    /// <summary>Props that start the child again when it stops.</summary>
    public static Props Props(Props childProps, string childName, TimeSpan minBackoff, TimeSpan maxBackoff, double randomFactor, int maxNrOfRetries)
        => Props(Backoff.OnStop(childProps, childName, minBackoff, maxBackoff, randomFactor, maxNrOfRetries));

    /// <inheritdoc />
    protected override SupervisorStrategy SupervisorStrategy() => Options.Strategy;

    /// <inheritdoc />
    protected override bool Receive(object message)
    {
        if (message is not Terminated terminated || Child is null || !terminated.ActorRef.Equals(Child))
            return HandleBackoff(message);
        Child = null;
        var limit = Options.Strategy.MaxNumberOfRetries;
        if (FinalStopMessageReceived || (limit >= 0 && RestartCountN >= limit))
            Context.Stop(Self);
        else
            ScheduleRestart();
        return true;
    }

    /// <summary>Asks for the child; answered with <see cref="CurrentChild"/>.</summary>
    public sealed class GetCurrentChild
    {
        /// <summary>The message.</summary>
        public static readonly GetCurrentChild Instance = new();

        private GetCurrentChild()
        {
        }
    }

    /// <summary>The child.</summary>
    public sealed class CurrentChild
    {
        /// <summary>Creates the answer.</summary>
        public CurrentChild(IActorRef? @ref)
        {
            Ref = @ref!;
        }

        /// <summary>The child, or null while it is stopped.</summary>
        public IActorRef Ref { get; }
    }

    /// <summary>Starts the back-off over, where it is reset by hand.</summary>
    public sealed class Reset
    {
        /// <summary>The message.</summary>
        public static readonly Reset Instance = new();

        private Reset()
        {
        }
    }

    /// <summary>Asks for the number of restarts; answered with <see cref="RestartCount"/>.</summary>
    public sealed class GetRestartCount
    {
        /// <summary>The message.</summary>
        public static readonly GetRestartCount Instance = new();

        private GetRestartCount()
        {
        }
    }

    /// <summary>Restarts since the back-off last started over.</summary>
    public sealed class RestartCount
    {
        /// <summary>Creates the answer.</summary>
        public RestartCount(int count)
        {
            Count = count;
        }

        /// <summary>The number.</summary>
        public int Count { get; }
    }

    /// <summary>The delay is over.</summary>
    public sealed class StartChild : IDeadLetterSuppression
    {
        /// <summary>The message.</summary>
        public static readonly StartChild Instance = new();

        private StartChild()
        {
        }
    }

    /// <summary>The child has lived long enough.</summary>
    public sealed class ResetRestartCount : IDeadLetterSuppression
    {
        /// <summary>Creates the message.</summary>
        public ResetRestartCount(int current)
        {
            Current = current;
        }

        /// <summary>The count it is about.</summary>
        public int Current { get; }
    }
}

/// <summary>Starts its child again, after a growing delay, when it fails; ends with it when it stops.</summary>
internal sealed class BackoffOnRestartSupervisor(BackoffSettings settings) : BackoffSupervisorBase(settings)
{
    private IActorRef? _stopping;

    protected override SupervisorStrategy SupervisorStrategy()
        => new OneForOneStrategy(Options.Strategy.MaxNumberOfRetries, Options.Strategy.WithinTimeRangeMilliseconds, Decide);

    protected override bool Receive(object message)
    {
        switch (message)
        {
            case Terminated terminated when terminated.ActorRef.Equals(_stopping):
                _stopping = null;
                Child = null;
                ScheduleRestart();
                return true;
            case Terminated terminated when terminated.ActorRef.Equals(Child):
                Context.Stop(Self);
                return true;
            case BackoffSupervisor.StartChild when _stopping is not null:
                return true;
            default:
                return HandleBackoff(message);
        }
    }

    // A restart becomes a stop with a start to follow, unless the limit is reached.
    private Directive Decide(Exception cause)
    {
        var directive = Options.Strategy.Decider.Decide(cause);
        if (directive != Directive.Restart)
            return directive;
        var window = Options.Strategy.WithinTimeRangeMilliseconds;
        var next = RestartCountN + 1;
        if (window > 0 && next == 1)
            Context.System.Scheduler.ScheduleTellOnce(window, Self, new BackoffSupervisor.ResetRestartCount(next), Self);
        if (Options.Strategy.MaxNumberOfRetries >= 0 && next > Options.Strategy.MaxNumberOfRetries)
            Context.Stop(Self);
        else
            _stopping = Sender;
        return Directive.Stop;
    }
}
