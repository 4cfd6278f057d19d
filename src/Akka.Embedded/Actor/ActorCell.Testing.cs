namespace Akka.Actor;

internal partial class ActorCell
{
    /// <summary>Runs the actor's receive on this thread, outside of its mailbox; what it throws comes out here. For test kits.</summary>
    public void ReceiveForTest(in Envelope envelope)
    {
        var previous = Enter(this);
        var (message, sender) = (_currentMessage, _sender);
        _currentMessage = envelope.Message;
        _sender = envelope.Sender;
        try
        {
            if (envelope.Message is IAutoReceivedMessage)
                AutoReceive(envelope.Message);
            else
                ReceiveMessage(envelope.Message);
        }
        finally
        {
            _currentMessage = message;
            _sender = sender;
            Exit(previous);
        }
    }
}
