namespace Akka.Dispatch
{
    /// <summary>Marks what a message queue can do.</summary>
    public interface ISemantics;

    /// <summary>Marks an actor that needs a certain kind of queue. The embedded kernel has one kind, which serves all.</summary>
    public interface IRequiresMessageQueue<T>
        where T : ISemantics;

    /// <summary>A queue without bound.</summary>
    public interface IUnboundedMessageQueueSemantics : ISemantics;
}

namespace Akka.Event
{
    /// <summary>The queue of a logger.</summary>
    public interface ILoggerMessageQueueSemantics : Dispatch.ISemantics;
}
