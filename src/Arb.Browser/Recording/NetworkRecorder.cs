using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Arb.Browser.DevTools;

namespace Arb.Browser.Recording;

/// <summary>
/// Turns Network events of every page, frame and worker into captures (L13), unfiltered. A request is recorded when its answer is complete; frames and server-sent events when they come.
/// Bounded: open requests, bodies that are read at a time, size of a body, captures kept.
/// </summary>
internal sealed partial class NetworkRecorder
{
    private readonly DevToolsClient _client;
    private readonly CaptureOptions _options;
    private readonly CaptureBuffer _buffer;
    private readonly TimeProvider _time;
    private readonly Action _cookiesSet;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, RequestFlow> _flows = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();
    private readonly Dictionary<string, Uri> _sockets = new(StringComparer.Ordinal);
    private readonly Queue<string> _socketOrder = new();
    private readonly Dictionary<string, IReadOnlyList<KeyValuePair<string, string>>> _handshakes = new(StringComparer.Ordinal);
    private readonly Channel<BodyJob> _jobs;

    /// <summary>Makes a recorder.</summary>
    /// <param name="client">Where bodies are read.</param>
    /// <param name="options">Bounds.</param>
    /// <param name="buffer">Where captures go.</param>
    /// <param name="time">The engine's clock: the captures' times.</param>
    /// <param name="cookiesSet">Called when an answer set a cookie.</param>
    public NetworkRecorder(DevToolsClient client, CaptureOptions options, CaptureBuffer buffer, TimeProvider time, Action cookiesSet)
    {
        _client = client;
        _options = options;
        _buffer = buffer;
        _time = time;
        _cookiesSet = cookiesSet;
        _jobs = Channel.CreateBounded<BodyJob>(new BoundedChannelOptions(options.MaxPending) { SingleWriter = false });
        for (var reader = 0; reader < options.BodyReaders; reader++)
            _ = Task.Run(ReadBodiesAsync);
    }

    /// <summary>
    /// Parameters of <c>Network.enable</c>: the browser keeps bodies until they are read, and shows what pages post. Durable: outside of the page's process, or a page that leaves as soon as
    /// it has its answer (a login does) takes the body with it: 15 of 20 were lost without. Older browsers pass over the word.
    /// </summary>
    public JsonObject EnableParameters() => new()
    {
        ["maxTotalBufferSize"] = _options.MaxBytes,
        ["maxResourceBufferSize"] = Math.Max(_options.MaxBody, _options.MaxBytes / 4),
        ["maxPostDataSize"] = _options.MaxBody,
        ["enableDurableMessages"] = true,
    };

    /// <summary>Takes an event; others than those of the Network domain are ignored.</summary>
    public void On(in DevToolsEvent happened)
    {
        var p = happened.Parameters;
        if (p.Text("requestId") is not { } id)
            return;
        lock (_gate)
        {
            switch (happened.Method)
            {
                case "Network.requestWillBeSent":
                    OnRequest(id, happened.Session, p);
                    break;
                case "Network.requestWillBeSentExtraInfo":
                    Flow(id).AddWireRequest(p.Headers("headers"));
                    Record(id);
                    break;
                case "Network.responseReceived":
                    OnResponse(id, happened.Session, p);
                    break;
                case "Network.responseReceivedExtraInfo":
                    OnWireResponse(id, p);
                    break;
                case "Network.dataReceived":
                    if (Find(id)?.Current is { } receiving)
                        receiving.Received += p.Int("dataLength");
                    break;
                case "Network.loadingFinished":
                    OnFinished(id, happened.Session);
                    break;
                case "Network.loadingFailed":
                    OnFailed(id, p);
                    break;
                case "Network.eventSourceMessageReceived":
                    OnServerSentEvent(id, p);
                    break;
                default:
                    OnSocket(happened.Method, id, p);
                    break;
            }
        }
    }

    /// <summary>Records what has waited long enough for headers that do not come. To be called a few times per second.</summary>
    public void Sweep()
    {
        lock (_gate)
            foreach (var id in _flows.Keys.ToArray())
                if (_flows[id].Waiting is { Count: > 0 } waiting && waiting[0] is { Settled: true, RequestBodyPending: false } first && _time.GetElapsedTime(first.SettledAt) >= _options.HeaderPatience)
                    Record(id, late: true);
    }

    /// <summary>The browser is gone: records every request that is still open, as it stands.</summary>
    public void Finish()
    {
        _jobs.Writer.TryComplete();
        lock (_gate)
            while (_order.TryDequeue(out var id))
                Evict(id);
    }

    private void OnRequest(string id, string? session, JsonElement p)
    {
        var flow = Flow(id);
        var redirect = p.Child("redirectResponse");
        if (flow.Current is { } before)
        {
            if (redirect.ValueKind != JsonValueKind.Object)
            {
                // The same request seen by a second target: a frame in a process of its own, a worker's script.
                before.Session ??= session;
                return;
            }
            before.Answer(redirect.Int("status"), redirect.Headers("headers"), p.Flag("redirectHasExtraInfo"));
            Settle(before);
        }
        var request = p.Child("request");
        // data: and blob: were never on a wire; nor was what is no address at all.
        if (!Uri.TryCreate(request.Text("url"), UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
        {
            if (flow.Waiting.Count == 0)
                _flows.Remove(id);
            return;
        }
        var body = Cut(request.Text("postData"), out var cut);
        var pending = new PendingRequest(request.Text("method") ?? "GET", url, request.Headers("headers"), body, p.Text("type") ?? "", _time.GetUtcNow()) { Session = session, BodyCut = cut };
        flow.Waiting.Add(pending);
        flow.Match();
        if (body is null && request.Flag("hasPostData"))
        {
            pending.RequestBodyPending = true;
            if (!_jobs.Writer.TryWrite(new BodyJob(id, session, pending, OfRequest: true)))
                TakeBody(new BodyJob(id, session, pending, OfRequest: true), null, cut: true);
        }
        Record(id);
    }

    private void OnResponse(string id, string? session, JsonElement p)
    {
        if (Find(id) is not { Current: { } request } flow)
            return;
        var response = p.Child("response");
        request.Session = session;
        request.Answer(response.Int("status"), response.Headers("headers"), p.Flag("hasExtraInfo"));
        flow.Match();
        // A stream ends when the page does: its opening is recorded now, its events as they come.
        if (response.Text("mimeType") == "text/event-stream" && request.Resource == "EventSource")
        {
            flow.Stream = request;
            Settle(request);
        }
        Record(id);
    }

    private void OnWireResponse(string id, JsonElement p)
    {
        var headers = p.Headers("headers");
        foreach (var (name, _) in headers)
            if (name.Equals("Set-Cookie", StringComparison.OrdinalIgnoreCase))
            {
                _cookiesSet();
                break;
            }
        Flow(id).AddWireResponse(headers);
        Record(id);
    }

    private void OnFinished(string id, string? session)
    {
        if (Find(id) is not { } flow)
            return;
        if (flow.Stream is not null)
        {
            flow.Stream = null;
            Record(id);
            return;
        }
        if (flow.Current is not { } request)
            return;
        request.Session = session;
        if (!request.Answered || request.Method == "HEAD" || request.Resource == "Preflight" || request.Status is 204 or 205)
        {
            Settle(request);
            Record(id);
            return;
        }
        // Bodies are gone after a navigation: asked for at once.
        var job = new BodyJob(id, session, request, OfRequest: false);
        if (request.Received > _options.MaxBytes || !_jobs.Writer.TryWrite(job))
            TakeBody(job, null, cut: true);
    }

    private void OnFailed(string id, JsonElement p)
    {
        if (Find(id) is not { } flow)
            return;
        flow.Stream = null;
        if (flow.Current is { } request)
        {
            request.Failure = p.Text("blockedReason") ?? p.Text("errorText") ?? "failed";
            Settle(request);
        }
        Record(id, late: true);
    }

    private void OnServerSentEvent(string id, JsonElement p)
    {
        if (Find(id)?.Stream is not { } stream)
            return;
        var data = Cut(p.Text("data"), out var cut) ?? "";
        _buffer.Add(stream.ToEvent(p.Text("eventName") ?? "message", p.Text("eventId") ?? "", data, _time.GetUtcNow()) with { BodyCut = cut });
    }

    private void Settle(PendingRequest request)
    {
        request.Settled = true;
        request.SettledAt = _time.GetTimestamp();
    }

    /// <summary>Records the requests of a flow that are complete, in the order of the chain.</summary>
    private void Record(string id, bool late = false)
    {
        if (!_flows.TryGetValue(id, out var flow))
            return;
        while (flow.Waiting.Count > 0 && (flow.Waiting[0].IsComplete || (late && flow.Waiting[0].Settled)))
        {
            _buffer.Add(flow.Waiting[0].ToCapture());
            flow.Waiting.RemoveAt(0);
            if (flow.Waiting.Count == 0 && flow.Stream is null)
                _flows.Remove(id);
        }
    }

    private RequestFlow? Find(string id) => _flows.GetValueOrDefault(id);

    private RequestFlow Flow(string id)
    {
        if (_flows.TryGetValue(id, out var flow))
            return flow;
        while (_flows.Count >= _options.MaxPending && _order.TryDequeue(out var oldest))
            Evict(oldest);
        // Ids of requests that ended stay in the order until they reach its end; the order is rebuilt before they are many.
        if (_order.Count >= _options.MaxPending * 4)
        {
            var open = _order.Where(_flows.ContainsKey).Distinct().ToArray();
            _order.Clear();
            foreach (var known in open)
                _order.Enqueue(known);
        }
        _order.Enqueue(id);
        return _flows[id] = new RequestFlow();
    }

    private void Evict(string id)
    {
        if (!_flows.Remove(id, out var flow))
            return;
        foreach (var request in flow.Waiting)
        {
            request.BodyCut |= !request.Settled;
            _buffer.Add(request.ToCapture());
        }
    }
}
