using Akka.Actor;

namespace Akka.Event;

/// <summary>Logs unhandled messages at debug level; started by <c>akka.actor.debug.unhandled</c>.</summary>
internal sealed class UnhandledMessageForwarder : ActorBase
{
    protected override bool Receive(object message)
    {
        if (message is not UnhandledMessage unhandled)
            return false;
        var sender = unhandled.Sender is { } known && !ReferenceEquals(known, Context.System.DeadLetters) ? known.ToString() : "NoSender";
        Context.System.EventStream.Publish(new Debug(
            unhandled.Recipient.Path.ToString(), unhandled.Recipient.GetType(), $"Unhandled message from {sender} : {unhandled.Message}"));
        return true;
    }
}
