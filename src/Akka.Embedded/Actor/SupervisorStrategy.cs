using Akka.Actor.Internal;
using Akka.Event;

namespace Akka.Actor
{
    /// <summary>How an actor treats failures of its children.</summary>
    public abstract class SupervisorStrategy
    {
        /// <summary>Stops a child that could not be created, was killed or broke a death pact; restarts it otherwise.</summary>
        public static readonly IDecider DefaultDecider = Actor.Decider.From(
            Directive.Restart,
            Directive.Stop.When<ActorInitializationException>(),
            Directive.Stop.When<ActorKilledException>(),
            Directive.Stop.When<DeathPactException>());

        /// <summary>One for one with the default decider and no limit.</summary>
        public static readonly SupervisorStrategy DefaultStrategy = new OneForOneStrategy(DefaultDecider);

        /// <summary>Stops every child that fails.</summary>
        public static readonly OneForOneStrategy StoppingStrategy = new(_ => Directive.Stop);

        /// <summary>Chooses the directive.</summary>
        public abstract IDecider Decider { get; }

        /// <summary>Whether failures are logged.</summary>
        protected bool LoggingEnabled { get; set; }

        /// <summary>The directive for a failure.</summary>
        protected abstract Directive Handle(IActorRef child, Exception exception);

        /// <summary>Restarts or stops.</summary>
        public abstract void ProcessFailure(
            IActorContext context, bool restart, IActorRef child, Exception cause, ChildRestartStats stats, IReadOnlyCollection<ChildRestartStats> children);

        /// <summary>Called when a child has ended.</summary>
        public virtual void HandleChildTerminated(IActorContext actorContext, IActorRef child, IEnumerable<IActorRef> children)
        {
        }

        internal bool HandleFailure(ActorCell cell, IActorRef child, Exception cause, ChildRestartStats stats, IReadOnlyCollection<ChildRestartStats> children)
        {
            var directive = Handle(child, cause);
            LogFailure(cell, child, cause, directive);
            switch (directive)
            {
                case Directive.Resume:
                    ResumeChild(child, cause);
                    return true;
                case Directive.Restart:
                case Directive.Stop:
                    ProcessFailure(cell, directive == Directive.Restart, child, cause, stats, children);
                    return true;
                default:
                    return false;
            }
        }

        /// <summary>Restarts a child.</summary>
        protected void RestartChild(IActorRef child, Exception cause, bool suspendFirst)
        {
            var target = (IInternalActorRef)child;
            if (suspendFirst)
                target.Suspend();
            target.Restart(cause);
        }

        /// <summary>Lets a child go on.</summary>
        protected void ResumeChild(IActorRef child, Exception exception) => ((IInternalActorRef)child).Resume(exception);

        /// <summary>Logs a failure: as an error, as a warning when resumed, not at all when escalated.</summary>
        protected virtual void LogFailure(IActorContext context, IActorRef child, Exception cause, Directive directive)
        {
            if (!LoggingEnabled || directive == Directive.Escalate)
                return;
            var message = cause is ActorInitializationException { InnerException: { } inner } ? inner.Message : cause.Message;
            LogEvent logEvent = directive == Directive.Resume
                ? new Warning(cause, child.Path.ToString(), GetType(), message)
                : new Error(cause, child.Path.ToString(), GetType(), message);
            ((ActorCell)context).Publish(logEvent);
        }
    }

    /// <summary>Treats the failed child alone.</summary>
    public class OneForOneStrategy : SupervisorStrategy, IEquatable<OneForOneStrategy>
    {
        /// <summary>Creates the strategy; null means no limit.</summary>
        public OneForOneStrategy(int? maxNrOfRetries, TimeSpan? withinTimeRange, Func<Exception, Directive> localOnlyDecider)
            : this(maxNrOfRetries ?? -1, StrategyLimits.Milliseconds(withinTimeRange), localOnlyDecider)
        {
        }

        /// <summary>Creates the strategy; null means no limit.</summary>
        public OneForOneStrategy(int? maxNrOfRetries, TimeSpan? withinTimeRange, IDecider decider)
            : this(maxNrOfRetries ?? -1, StrategyLimits.Milliseconds(withinTimeRange), decider)
        {
        }

        /// <summary>Creates the strategy; -1 means no limit.</summary>
        public OneForOneStrategy(int maxNrOfRetries, int withinTimeMilliseconds, Func<Exception, Directive> localOnlyDecider, bool loggingEnabled = true)
            : this(maxNrOfRetries, withinTimeMilliseconds, new LocalOnlyDecider(localOnlyDecider), loggingEnabled)
        {
        }

        /// <summary>Creates the strategy; -1 means no limit.</summary>
        public OneForOneStrategy(int maxNrOfRetries, int withinTimeMilliseconds, IDecider decider, bool loggingEnabled = true)
        {
            MaxNumberOfRetries = maxNrOfRetries;
            WithinTimeRangeMilliseconds = withinTimeMilliseconds;
            Decider = decider;
            LoggingEnabled = loggingEnabled;
        }

        /// <summary>Creates the strategy without limits.</summary>
        public OneForOneStrategy(Func<Exception, Directive> localOnlyDecider)
            : this(-1, -1, localOnlyDecider)
        {
        }

        /// <summary>Creates the strategy without limits.</summary>
        public OneForOneStrategy(Func<Exception, Directive> localOnlyDecider, bool loggingEnabled = true)
            : this(-1, -1, localOnlyDecider, loggingEnabled)
        {
        }

        /// <summary>Creates the strategy without limits.</summary>
        public OneForOneStrategy(IDecider decider)
            : this(-1, -1, decider)
        {
        }

        /// <summary>Creates the strategy with the default decider and no limits.</summary>
        protected OneForOneStrategy()
            : this(DefaultDecider)
        {
        }

        /// <summary>Restarts allowed within the time range; -1: any number.</summary>
        public int MaxNumberOfRetries { get; }

        /// <summary>Time range of the limit in milliseconds; -1: for ever.</summary>
        public int WithinTimeRangeMilliseconds { get; }

        /// <inheritdoc />
        public override IDecider Decider { get; }

        /// <summary>The same with another limit.</summary>
        public OneForOneStrategy WithMaxNrOfRetries(int maxNrOfRetries) => new(maxNrOfRetries, WithinTimeRangeMilliseconds, Decider, LoggingEnabled);

        /// <inheritdoc />
        protected override Directive Handle(IActorRef child, Exception exception) => Decider.Decide(exception);

        /// <inheritdoc />
        public override void ProcessFailure(
            IActorContext context, bool restart, IActorRef child, Exception cause, ChildRestartStats stats, IReadOnlyCollection<ChildRestartStats> children)
        {
            if (restart && stats.RequestRestartPermission(MaxNumberOfRetries, WithinTimeRangeMilliseconds))
                RestartChild(child, cause, suspendFirst: false);
            else
                context.Stop(child);
        }

        /// <inheritdoc />
        public bool Equals(OneForOneStrategy? other)
            => other is not null && MaxNumberOfRetries == other.MaxNumberOfRetries
                && WithinTimeRangeMilliseconds == other.WithinTimeRangeMilliseconds && Decider.Equals(other.Decider);

        /// <inheritdoc />
        public override bool Equals(object? obj) => Equals(obj as OneForOneStrategy);

        /// <inheritdoc />
        public override int GetHashCode() => HashCode.Combine(MaxNumberOfRetries, WithinTimeRangeMilliseconds, Decider);
    }

    /// <summary>Treats all children alike when one fails.</summary>
    public class AllForOneStrategy : SupervisorStrategy, IEquatable<AllForOneStrategy>
    {
        /// <summary>Creates the strategy; null means no limit.</summary>
        public AllForOneStrategy(int? maxNrOfRetries, TimeSpan? withinTimeRange, Func<Exception, Directive> localOnlyDecider)
            : this(maxNrOfRetries ?? -1, StrategyLimits.Milliseconds(withinTimeRange), localOnlyDecider)
        {
        }

        /// <summary>Creates the strategy; null means no limit.</summary>
        public AllForOneStrategy(int? maxNrOfRetries, TimeSpan? withinTimeRange, IDecider decider)
            : this(maxNrOfRetries ?? -1, StrategyLimits.Milliseconds(withinTimeRange), decider)
        {
        }

        /// <summary>Creates the strategy; -1 means no limit.</summary>
        public AllForOneStrategy(int maxNrOfRetries, int withinTimeMilliseconds, Func<Exception, Directive> localOnlyDecider, bool loggingEnabled = true)
            : this(maxNrOfRetries, withinTimeMilliseconds, new LocalOnlyDecider(localOnlyDecider), loggingEnabled)
        {
        }

        /// <summary>Creates the strategy; -1 means no limit.</summary>
        public AllForOneStrategy(int maxNrOfRetries, int withinTimeMilliseconds, IDecider decider, bool loggingEnabled = true)
        {
            MaxNumberOfRetries = maxNrOfRetries;
            WithinTimeRangeMilliseconds = withinTimeMilliseconds;
            Decider = decider;
            LoggingEnabled = loggingEnabled;
        }

        /// <summary>Creates the strategy without limits.</summary>
        public AllForOneStrategy(Func<Exception, Directive> localOnlyDecider)
            : this(-1, -1, localOnlyDecider)
        {
        }

        /// <summary>Creates the strategy without limits.</summary>
        public AllForOneStrategy(IDecider decider)
            : this(-1, -1, decider)
        {
        }

        /// <summary>Creates the strategy with the default decider and no limits.</summary>
        protected AllForOneStrategy()
            : this(DefaultDecider)
        {
        }

        /// <summary>Restarts allowed within the time range; -1: any number.</summary>
        public int MaxNumberOfRetries { get; }

        /// <summary>Time range of the limit in milliseconds; -1: for ever.</summary>
        public int WithinTimeRangeMilliseconds { get; }

        /// <inheritdoc />
        public override IDecider Decider { get; }

        /// <inheritdoc />
        protected override Directive Handle(IActorRef child, Exception exception) => Decider.Decide(exception);

        /// <inheritdoc />
        public override void ProcessFailure(
            IActorContext context, bool restart, IActorRef child, Exception cause, ChildRestartStats stats, IReadOnlyCollection<ChildRestartStats> children)
        {
            var mayRestart = restart && children.All(c => c.RequestRestartPermission(MaxNumberOfRetries, WithinTimeRangeMilliseconds));
            foreach (var sibling in children)
            {
                if (mayRestart)
                    RestartChild(sibling.Child, cause, suspendFirst: !child.Equals(sibling.Child));
                else
                    context.Stop(sibling.Child);
            }
        }

        /// <inheritdoc />
        public bool Equals(AllForOneStrategy? other)
            => other is not null && MaxNumberOfRetries == other.MaxNumberOfRetries
                && WithinTimeRangeMilliseconds == other.WithinTimeRangeMilliseconds && Decider.Equals(other.Decider);

        /// <inheritdoc />
        public override bool Equals(object? obj) => Equals(obj as AllForOneStrategy);

        /// <inheritdoc />
        public override int GetHashCode() => HashCode.Combine(MaxNumberOfRetries, WithinTimeRangeMilliseconds, Decider);
    }

    /// <summary>Makes the strategy of the user guardian, named by <c>akka.actor.guardian-supervisor-strategy</c>.</summary>
    public abstract class SupervisorStrategyConfigurator
    {
        /// <summary>The strategy.</summary>
        public abstract SupervisorStrategy Create();
    }

    /// <summary>The default strategy.</summary>
    public class DefaultSupervisorStrategy : SupervisorStrategyConfigurator
    {
        /// <inheritdoc />
        public override SupervisorStrategy Create() => SupervisorStrategy.DefaultStrategy;
    }

    /// <summary>The stopping strategy.</summary>
    public class StoppingSupervisorStrategy : SupervisorStrategyConfigurator
    {
        /// <inheritdoc />
        public override SupervisorStrategy Create() => SupervisorStrategy.StoppingStrategy;
    }

    internal static class StrategyLimits
    {
        public static int Milliseconds(TimeSpan? range) => range is { } r && r != Timeout.InfiniteTimeSpan ? (int)r.TotalMilliseconds : -1;
    }
}

namespace Akka.Actor.Internal
{
    /// <summary>A child with its history of restarts.</summary>
    public class ChildRestartStats
    {
        private readonly IInternalActorRef _child;
        private int _retries;
        private long _windowStart;

        internal ChildRestartStats(IInternalActorRef child)
        {
            _child = child;
        }

        /// <summary>The child.</summary>
        public IActorRef Child => _child;

        /// <summary>Uid of the child.</summary>
        public long Uid => _child.Path.Uid;

        internal IInternalActorRef ChildRef => _child;

        /// <summary>Counts a restart; false when the limit is reached.</summary>
        /// <param name="maxNrOfRetries">Restarts per window; negative: any number.</param>
        /// <param name="withinTimeMilliseconds">The window; not positive: for ever.</param>
        public bool RequestRestartPermission(int maxNrOfRetries, int withinTimeMilliseconds)
        {
            if (maxNrOfRetries == 0)
                return false;
            // A window alone allows one restart in it.
            if (withinTimeMilliseconds > 0)
                return RetriesInWindowOkay(maxNrOfRetries > 0 ? maxNrOfRetries : 1, withinTimeMilliseconds);
            return maxNrOfRetries < 0 || ++_retries <= maxNrOfRetries;
        }

        private bool RetriesInWindowOkay(int limit, int windowMilliseconds)
        {
            var now = (_child.SystemImpl?.MonotonicNow ?? TimeSpan.Zero).Ticks;
            var start = _windowStart == 0 ? now : _windowStart;
            _windowStart = start;
            var inside = TimeSpan.FromTicks(now - start).TotalMilliseconds <= windowMilliseconds;
            if (inside)
                return ++_retries <= limit;
            _retries = 1;
            _windowStart = now;
            return true;
        }
    }
}
