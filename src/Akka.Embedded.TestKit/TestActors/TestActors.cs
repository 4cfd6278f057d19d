using Akka.Actor;

namespace Akka.TestKit.TestActors;

/// <summary>Takes every message and does nothing.</summary>
public class BlackHoleActor : ActorBase
{
    /// <summary>How to start one.</summary>
    public static Props Props => Props.Create<BlackHoleActor>();

    /// <inheritdoc/>
    protected override bool Receive(object message) => true;
}

/// <summary>Sends every message to the test actor and, unless told otherwise, back to its sender.</summary>
public class EchoActor : ReceiveActor
{
    /// <summary>For the kit.</summary>
    public EchoActor(TestKitBase testkit, bool echoBackToSenderAsWell = true) => ReceiveAny(message =>
    {
        var sender = Sender;
        if (echoBackToSenderAsWell && !testkit.TestActor.Equals(sender))
            sender.Tell(message, sender);
        testkit.TestActor.Tell(message, sender);
    });

    /// <summary>How to start one.</summary>
    public static Props Props(TestKitBase testkit, bool echoBackToSenderAsWell = true) => Actor.Props.Create(typeof(EchoActor), testkit, echoBackToSenderAsWell);
}

/// <summary>Sends every message back to its sender.</summary>
public class SimpleEchoActor : ReceiveActor
{
    /// <summary>Without arguments.</summary>
    public SimpleEchoActor() => ReceiveAny(message => Sender.Tell(message, Self));

    /// <summary>How to start one.</summary>
    public static Props Props() => Actor.Props.Create<SimpleEchoActor>();
}

/// <summary>Forwards every message.</summary>
public class ForwardActor : ReceiveActor
{
    /// <summary>To the target.</summary>
    public ForwardActor(IActorRef target) => ReceiveAny(message => target.Tell(message, Sender));

    /// <summary>How to start one.</summary>
    public static Props Props(IActorRef target) => Actor.Props.Create(typeof(ForwardActor), target);
}

/// <summary>Handles no message at all.</summary>
public class UnhandledMessageActor : ReceiveActor;
