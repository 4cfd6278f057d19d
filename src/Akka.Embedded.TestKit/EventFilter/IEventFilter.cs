using Akka.Actor;
using Akka.Event;
using Akka.TestKit.Internal;

namespace Akka.TestKit
{
    /// <summary>A condition on log events.</summary>
    public interface IEventFilter
    {
        /// <summary>Whether the event fulfils it and is therefore kept out of the log.</summary>
        bool Apply(LogEvent logEvent);
    }

    /// <summary>Ends the muting of log events.</summary>
    public interface IUnmutableFilter : IDisposable
    {
        /// <summary>Lets the events into the log again.</summary>
        void Unmute();
    }
}

namespace Akka.TestKit.TestEvent
{
    /// <summary>Starts filtering. From a test to the listener over the event stream; no answer.</summary>
    public sealed class Mute : INoSerializationVerificationNeeded
    {
        /// <summary>With the filters.</summary>
        public Mute(params EventFilterBase[] filters) => Filters = filters;

        /// <summary>With the filters.</summary>
        public Mute(IReadOnlyCollection<EventFilterBase> filters) => Filters = filters;

        /// <summary>The filters.</summary>
        public IReadOnlyCollection<EventFilterBase> Filters { get; }
    }

    /// <summary>Stops filtering. From a test to the listener over the event stream; no answer.</summary>
    public sealed class Unmute : INoSerializationVerificationNeeded
    {
        /// <summary>With the filters.</summary>
        public Unmute(params EventFilterBase[] filters) => Filters = filters;

        /// <summary>With the filters.</summary>
        public Unmute(IReadOnlyCollection<EventFilterBase> filters) => Filters = filters;

        /// <summary>The filters.</summary>
        public IReadOnlyCollection<EventFilterBase> Filters { get; }
    }
}
