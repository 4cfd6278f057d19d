using Akka.Actor;
using Akka.Util;

namespace Akka.TestKit;

/// <summary>The messages that steer a test actor.</summary>
public static class TestActor
{
    /// <summary>True for a message that is to be dropped.</summary>
    public delegate bool Ignore(object message);

    /// <summary>Stops the auto-pilot.</summary>
    public static AutoPilot NoAutoPilot => TestKit.NoAutoPilot.Instance;

    /// <summary>Keeps the current auto-pilot.</summary>
    public static AutoPilot KeepRunning => TestKit.KeepRunning.Instance;

    /// <summary>Stands for "nothing was received".</summary>
    public static NullMessageEnvelope NullMessage => NullMessageEnvelope.Instance;

    /// <summary>Sets or, with null, clears the filter of ignored messages. From the kit to its test actor; no answer.</summary>
    public class SetIgnore : INoSerializationVerificationNeeded
    {
        /// <summary>With the filter.</summary>
        public SetIgnore(Ignore? ignore) => Ignore = ignore!;

        /// <summary>The filter; null for none.</summary>
        public Ignore Ignore { get; }
    }

    /// <summary>Makes the test actor watch. From the kit; answered with an acknowledgement.</summary>
    public class Watch : INoSerializationVerificationNeeded
    {
        /// <summary>Of the actor.</summary>
        public Watch(IActorRef actorToWatch) => Actor = actorToWatch;

        /// <summary>Whom to watch.</summary>
        public IActorRef Actor { get; }
    }

    /// <summary>Ends watching. From the kit; answered with an acknowledgement.</summary>
    public class Unwatch : INoSerializationVerificationNeeded
    {
        /// <summary>Of the actor.</summary>
        public Unwatch(IActorRef actorToUnwatch) => Actor = actorToUnwatch;

        /// <summary>Whom to watch no longer.</summary>
        public IActorRef Actor { get; }
    }

    /// <summary>Sets the auto-pilot. From the kit to its test actor; no answer.</summary>
    public class SetAutoPilot : INoSerializationVerificationNeeded
    {
        /// <summary>With the auto-pilot.</summary>
        public SetAutoPilot(AutoPilot autoPilot) => AutoPilot = autoPilot;

        /// <summary>The auto-pilot from now on.</summary>
        public AutoPilot AutoPilot { get; }
    }

    /// <summary>Makes the test actor start a child. From the kit; the child's reference is queued as a message.</summary>
    public class Spawn : INoSerializationVerificationNeeded
    {
        /// <summary>What to start.</summary>
        public readonly Props _props;

        /// <summary>The child's name, if given.</summary>
        public readonly Option<string> _name;

        /// <summary>How the test actor supervises the child, if given.</summary>
        public readonly Option<SupervisorStrategy> _supervisorStrategy;

        /// <summary>A child to start.</summary>
        public Spawn(Props props, Option<string> name, Option<SupervisorStrategy> supervisorStrategy)
        {
            _props = props;
            _name = name;
            _supervisorStrategy = supervisorStrategy;
        }

        /// <summary>Starts the child.</summary>
        public IActorRef Apply(IActorRefFactory context)
            => _name.HasValue ? context.ActorOf(_props, _name.Value) : context.ActorOf(_props);
    }

    internal sealed class Acknowledged : INoSerializationVerificationNeeded
    {
        public static readonly Acknowledged Instance = new();

        private Acknowledged()
        {
        }
    }
}
