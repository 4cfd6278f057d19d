using Akka.Actor;

namespace Akka.TestKit;

/// <summary>Reacts to the messages of a test actor before they are queued.</summary>
public abstract class AutoPilot
{
    /// <summary>Stops the auto-pilot.</summary>
    public static NoAutoPilot NoAutoPilot => NoAutoPilot.Instance;

    /// <summary>Keeps the current auto-pilot.</summary>
    public static KeepRunning KeepRunning => KeepRunning.Instance;

    /// <summary>Handles a message; returns the auto-pilot for the next one.</summary>
    public abstract AutoPilot Run(IActorRef sender, object message);
}

/// <summary>Does nothing, for good.</summary>
public sealed class NoAutoPilot : AutoPilot
{
    /// <summary>The one instance.</summary>
    public static readonly NoAutoPilot Instance = new();

    private NoAutoPilot()
    {
    }

    /// <inheritdoc/>
    public override AutoPilot Run(IActorRef sender, object message) => this;
}

/// <summary>Returned by an auto-pilot that stays in charge; never run itself.</summary>
public sealed class KeepRunning : AutoPilot
{
    /// <summary>The one instance.</summary>
    public static readonly KeepRunning Instance = new();

    private KeepRunning()
    {
    }

    /// <summary>Always fails: it is an answer, not a pilot.</summary>
    /// <exception cref="InvalidOperationException">Always.</exception>
    public override AutoPilot Run(IActorRef sender, object message)
        => throw new InvalidOperationException("KeepRunning is an answer of an auto-pilot; it cannot be run itself.");
}

/// <summary>Handles a message; returns the auto-pilot for the next one.</summary>
public delegate AutoPilot AutoPilotDelegate(IActorRef sender, object message);

/// <summary>An auto-pilot from a delegate.</summary>
public sealed class DelegateAutoPilot : AutoPilot
{
    private readonly AutoPilotDelegate _body;

    /// <summary>Runs the delegate on every message.</summary>
    public DelegateAutoPilot(AutoPilotDelegate autoPilotDelegate) => _body = autoPilotDelegate;

    /// <inheritdoc/>
    public override AutoPilot Run(IActorRef sender, object message) => _body(sender, message);
}
