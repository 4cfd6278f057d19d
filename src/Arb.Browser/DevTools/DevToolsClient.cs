using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace Arb.Browser.DevTools;

/// <summary>
/// A client of the Chrome DevTools protocol: raw messages, flat sessions. Every command gets its own answer by id, within a deadline; events reach each subscriber in order.
/// No message of the browser, however odd, ends the receive loop.
/// </summary>
internal sealed class DevToolsClient : IAsyncDisposable
{
    private const int MaxDepth = 512;
    private const int MaxErrorText = 200;

    private readonly IDevToolsTransport _transport;
    private readonly DevToolsLimits _limits;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<int, Waiter> _waiters = new();
    private readonly SemaphoreSlim _room;
    private readonly TaskCompletionSource<string> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private Channel<DevToolsEvent>[] _subscribers = [];
    private int _id;
    private long _malformed;
    private long _droppedEvents;

    /// <summary>Takes over a transport and starts it.</summary>
    public DevToolsClient(IDevToolsTransport transport, DevToolsLimits limits, TimeProvider time)
    {
        _transport = transport;
        _limits = limits;
        _time = time;
        _room = new SemaphoreSlim(limits.MaxInFlight, limits.MaxInFlight);
        transport.Start(OnMessage, OnClosed);
    }

    /// <summary>Completes with the reason once the browser is gone.</summary>
    public Task<string> Closed => _closed.Task;

    /// <summary>Messages that made no sense or were too large.</summary>
    public long Malformed => Interlocked.Read(ref _malformed) + _transport.Skipped;

    /// <summary>Events that a subscriber was too slow for.</summary>
    public long DroppedEvents => Interlocked.Read(ref _droppedEvents);

    /// <summary>Commands that wait for an answer.</summary>
    public int InFlight => _waiters.Count;

    /// <summary>Events from now on, in order; the reader ends when the browser is gone.</summary>
    public ChannelReader<DevToolsEvent> Subscribe()
    {
        var channel = Channel.CreateBounded<DevToolsEvent>(new BoundedChannelOptions(_limits.EventQueue) { SingleReader = true, SingleWriter = true });
        lock (_gate)
            _subscribers = [.. _subscribers, channel];
        if (_closed.Task.IsCompleted)
            channel.Writer.TryComplete();
        return channel.Reader;
    }

    /// <summary>
    /// Sends a command and waits for its answer. Throws <see cref="DevToolsException"/> when the browser refuses, <see cref="DevToolsTimeoutException"/> past the deadline,
    /// <see cref="DevToolsClosedException"/> when the browser is gone.
    /// </summary>
    /// <param name="method">Domain and name.</param>
    /// <param name="session">A flat session, or null for the browser itself.</param>
    /// <param name="parameters">Parameters, or null.</param>
    /// <param name="deadline">Instead of the usual one.</param>
    /// <param name="cancel">Gives up waiting; the command may have its effect all the same.</param>
    public async Task<JsonElement> SendAsync(string method, string? session = null, JsonObject? parameters = null, TimeSpan? deadline = null, CancellationToken cancel = default)
    {
        var limit = deadline ?? _limits.CommandDeadline;
        using var late = new CancellationTokenSource(limit, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancel);
        var waiter = new Waiter(method);
        var id = Interlocked.Increment(ref _id);
        var taken = false;
        try
        {
            await _room.WaitAsync(either.Token).ConfigureAwait(false);
            taken = true;
            _waiters[id] = waiter;
            if (_closed.Task.IsCompleted)
                throw new DevToolsClosedException($"{method}: {await _closed.Task.ConfigureAwait(false)}");
            if (!_transport.TrySend(Write(id, method, session, parameters)))
                throw new DevToolsException($"{method}: the queue to the browser is full");
            return await waiter.Answer.Task.WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new DevToolsTimeoutException($"{method}: no answer within {limit.TotalMilliseconds:0} ms");
        }
        finally
        {
            _waiters.TryRemove(id, out _);
            if (taken)
                _room.Release();
        }
    }

    /// <summary>Sends a command whose answer nobody needs; what follows on the same session is handled after it. False when it could not be sent.</summary>
    public bool Post(string method, string? session = null, JsonObject? parameters = null) =>
        !_closed.Task.IsCompleted && _transport.TrySend(Write(Interlocked.Increment(ref _id), method, session, parameters));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _transport.DisposeAsync().ConfigureAwait(false);
        OnClosed("closed by us");
    }

    private static byte[] Write(int id, string method, string? session, JsonObject? parameters)
    {
        var message = new JsonObject { ["id"] = id, ["method"] = method };
        if (session is not null)
            message["sessionId"] = session;
        if (parameters is not null)
            message["params"] = parameters;
        return JsonSerializer.SerializeToUtf8Bytes(message);
    }

    private void OnMessage(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            Dispatch(JsonElement.Parse(bytes.Span, new JsonDocumentOptions { MaxDepth = MaxDepth }));
        }
        catch (Exception odd) when (odd is JsonException or InvalidOperationException or ArgumentException)
        {
            Interlocked.Increment(ref _malformed);
        }
    }

    private void Dispatch(JsonElement message)
    {
        if (message.ValueKind == JsonValueKind.Object && message.TryGetProperty("id", out var id))
            OnAnswer(id, message);
        else if (message.Text("method") is { } method)
            OnEvent(new DevToolsEvent(method, message.Text("sessionId"), message.Child("params")));
        else
            Interlocked.Increment(ref _malformed);
    }

    private void OnAnswer(JsonElement id, JsonElement message)
    {
        if (id.ValueKind != JsonValueKind.Number || !id.TryGetInt32(out var number))
        {
            Interlocked.Increment(ref _malformed);
            return;
        }
        // Nobody waits: posted, given up, or an answer to nothing.
        if (!_waiters.TryRemove(number, out var waiter))
            return;
        if (message.Child("error") is { ValueKind: JsonValueKind.Object } error)
            waiter.Answer.TrySetException(new DevToolsException($"{waiter.Method}: {Short(error.Text("message"))} ({error.Int("code")})", error.Int("code")));
        else
            waiter.Answer.TrySetResult(message.Child("result"));
    }

    private void OnEvent(DevToolsEvent happened)
    {
        foreach (var subscriber in Volatile.Read(ref _subscribers))
            if (!subscriber.Writer.TryWrite(happened))
                Interlocked.Increment(ref _droppedEvents);
    }

    private void OnClosed(string reason)
    {
        if (!_closed.TrySetResult(reason))
            return;
        foreach (var id in _waiters.Keys)
            if (_waiters.TryRemove(id, out var waiter))
                waiter.Answer.TrySetException(new DevToolsClosedException($"{waiter.Method}: {reason}"));
        lock (_gate)
            foreach (var subscriber in _subscribers)
                subscriber.Writer.TryComplete();
    }

    private static string Short(string? text) => text is null ? "refused" : text.Length > MaxErrorText ? text[..MaxErrorText] : text;

    private sealed record Waiter(string Method)
    {
        public TaskCompletionSource<JsonElement> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
