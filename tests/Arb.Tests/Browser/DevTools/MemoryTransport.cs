using System.Text;
using System.Text.Json;
using Arb.Browser.DevTools;

namespace Arb.Tests.Browser.DevTools;

/// <summary>A browser in memory: answers what it is asked with what the test says, and says what the test wants it to.</summary>
internal sealed class MemoryTransport : IDevToolsTransport
{
    private readonly Lock _gate = new();
    private Action<ReadOnlyMemory<byte>> _message = null!;
    private Action<string> _closed = null!;

    /// <summary>What was sent, in order.</summary>
    public List<JsonElement> Sent { get; } = [];

    /// <summary>Answers a command at once with this result; null: not yet.</summary>
    public Func<JsonElement, string?> Answer { get; set; } = _ => null;

    public bool Full { get; set; }

    public long Skipped { get; set; }

    public static DevToolsLimits Limits { get; } = new(TimeSpan.FromSeconds(3), MaxInFlight: 256, MaxMessage: 1_000_000, EventQueue: 1_000);

    public void Start(Action<ReadOnlyMemory<byte>> message, Action<string> closed) => (_message, _closed) = (message, closed);

    public bool TrySend(byte[] message)
    {
        if (Full)
            return false;
        var command = JsonElement.Parse(message);
        string? result;
        lock (_gate)
        {
            Sent.Add(command);
            result = Answer(command);
        }
        if (result is not null)
            Say($$"""{"id":{{command.GetProperty("id").GetInt32()}},"result":{{result}}}""");
        return true;
    }

    public void Say(string message) => _message(Encoding.UTF8.GetBytes(message));

    public void Event(string method, string parameters, string? session = "s") =>
        Say($$"""{"method":"{{method}}",{{(session is null ? "" : $"\"sessionId\":\"{session}\",")}}"params":{{parameters}}}""");

    public void Close(string reason) => _closed(reason);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
