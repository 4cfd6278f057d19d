namespace Akka.Actor;

internal partial class ActorCell
{
    /// <summary>Runs the actor's receive on this thread, outside of its mailbox; what it throws comes out here. For test kits.</summary>
    /// <returns>True when an async handler is still running.</returns>
    public bool ReceiveForTest(in Envelope envelope)
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
            // The rest of an async handler still needs its message.
            if (_asyncPending == 0)
            {
                _currentMessage = message;
                _sender = sender;
            }

            Exit(previous);
        }

        return _asyncPending > 0;
    }
}
