namespace Arb.Browser.DevTools;

/// <summary>Carries whole messages to and from one browser.</summary>
internal interface IDevToolsTransport : IAsyncDisposable
{
    /// <summary>
    /// Begins to deliver. <paramref name="message"/> is called in order, one call at a time, with bytes that are valid during the call; then <paramref name="closed"/> once, with the reason.
    /// </summary>
    void Start(Action<ReadOnlyMemory<byte>> message, Action<string> closed);

    /// <summary>Messages of the browser that were too large.</summary>
    long Skipped { get; }

    /// <summary>Puts a message in the queue to the browser; false when the queue is full or the connection closed. Never blocks.</summary>
    bool TrySend(byte[] message);
}

/// <summary>Bounds of a DevTools connection.</summary>
/// <param name="CommandDeadline">A command that is not answered within it fails.</param>
/// <param name="MaxInFlight">Commands sent and not answered at most; more wait their turn, within their deadline.</param>
/// <param name="MaxMessage">Bytes of one message from the browser; a larger one is skipped and counted.</param>
/// <param name="EventQueue">Events that wait for one subscriber; more are dropped and counted.</param>
internal sealed record DevToolsLimits(TimeSpan CommandDeadline, int MaxInFlight, int MaxMessage, int EventQueue);

/// <summary>A command failed: the browser refused it, did not answer in time, or is gone.</summary>
internal class DevToolsException(string message, int code = 0) : Exception(message)
{
    /// <summary>The protocol's code of a refusal, or 0.</summary>
    public int Code { get; } = code;
}

/// <summary>The browser did not answer within the deadline.</summary>
internal sealed class DevToolsTimeoutException(string message) : DevToolsException(message);

/// <summary>The connection is closed.</summary>
internal sealed class DevToolsClosedException(string message) : DevToolsException(message);

/// <summary>An event of the browser.</summary>
/// <param name="Method">Domain and name, e.g. <c>Network.requestWillBeSent</c>.</param>
/// <param name="Session">The flat session it belongs to, or null for the browser's own.</param>
/// <param name="Parameters">As sent; may hold secrets.</param>
internal readonly record struct DevToolsEvent(string Method, string? Session, System.Text.Json.JsonElement Parameters)
{
    public override string ToString() => Method;
}
