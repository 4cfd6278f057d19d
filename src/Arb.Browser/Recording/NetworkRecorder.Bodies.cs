using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Arb.Browser.DevTools;
using Arb.Domain.Sessions;

namespace Arb.Browser.Recording;

/// <summary>Bodies, which are asked for, and WebSockets.</summary>
internal sealed partial class NetworkRecorder
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private async Task ReadBodiesAsync()
    {
        await foreach (var job in _jobs.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            string? body = null;
            var cut = false;
            try
            {
                var answer = await _client.SendAsync(job.OfRequest ? "Network.getRequestPostData" : "Network.getResponseBody", job.Session, new JsonObject { ["requestId"] = job.Id }).ConfigureAwait(false);
                body = Cut(job.OfRequest ? answer.Text("postData") : Body(answer), out cut);
            }
            catch (DevToolsException)
            {
                // The page is gone, or there was more than the browser keeps: the capture says that its body is missing.
                cut = job.OfRequest || job.Request.Received > 0;
            }
            lock (_gate)
                TakeBody(job, body, cut);
        }
    }

    private void TakeBody(BodyJob job, string? body, bool cut)
    {
        job.Request.BodyCut |= cut;
        if (job.OfRequest)
        {
            job.Request.RequestBody = body;
            job.Request.RequestBodyPending = false;
        }
        else
        {
            job.Request.ResponseBody = body;
            Settle(job.Request);
        }
        Record(job.Id);
    }

    /// <summary>Text as text, bytes that are text in UTF-8 as text too, anything else in base64.</summary>
    private static string? Body(JsonElement answer)
    {
        var body = answer.Text("body");
        if (body is null || !answer.Flag("base64Encoded"))
            return body;
        try
        {
            return Strict.GetString(Convert.FromBase64String(body));
        }
        catch (Exception binary) when (binary is FormatException or DecoderFallbackException)
        {
            return body;
        }
    }

    private string? Cut(string? text, out bool cut)
    {
        cut = text?.Length > _options.MaxBody;
        return cut ? text![.._options.MaxBody] : text;
    }

    private void OnSocket(string method, string id, JsonElement p)
    {
        switch (method)
        {
            case "Network.webSocketCreated":
                if (Uri.TryCreate(p.Text("url"), UriKind.Absolute, out var url))
                    AddSocket(id, url);
                break;
            case "Network.webSocketWillSendHandshakeRequest":
                if (_sockets.ContainsKey(id))
                    _handshakes[id] = p.Child("request").Headers("headers");
                break;
            case "Network.webSocketHandshakeResponseReceived":
                OnHandshake(id, p.Child("response"));
                break;
            case "Network.webSocketFrameSent":
                AddFrame(id, CaptureKind.WebSocketSent, "SEND", p);
                break;
            case "Network.webSocketFrameReceived":
                AddFrame(id, CaptureKind.WebSocketReceived, "RECEIVE", p);
                break;
            case "Network.webSocketClosed":
                if (_sockets.Remove(id, out var closed))
                {
                    _handshakes.Remove(id);
                    _flows.Remove(id);
                    _buffer.Add(new CapturedExchange("CLOSE", closed, [], null, 0, [], null, _time.GetUtcNow()) { Kind = CaptureKind.WebSocketClosed, Resource = "WebSocket" });
                }
                break;
        }
    }

    /// <summary>Not every socket says that it closed (its page may be gone first): the oldest makes room.</summary>
    private void AddSocket(string id, Uri url)
    {
        if (_socketOrder.Count >= _options.MaxPending)
        {
            var open = _socketOrder.Where(_sockets.ContainsKey).Distinct().ToArray();
            _socketOrder.Clear();
            foreach (var known in open)
                _socketOrder.Enqueue(known);
        }
        if (_socketOrder.Count >= _options.MaxPending)
        {
            var oldest = _socketOrder.Dequeue();
            _sockets.Remove(oldest);
            _handshakes.Remove(oldest);
        }
        if (_sockets.TryAdd(id, url))
            _socketOrder.Enqueue(id);
    }

    private void OnHandshake(string id, JsonElement response)
    {
        if (!_sockets.TryGetValue(id, out var url))
            return;
        _handshakes.Remove(id, out var sent);
        // The browser shows the sent headers once more, cookies included.
        var wire = response.Headers("requestHeaders");
        _buffer.Add(new CapturedExchange("GET", url, wire.Count > 0 ? wire : sent ?? [], null, response.Int("status"), response.Headers("headers"), null, _time.GetUtcNow())
        {
            Kind = CaptureKind.WebSocketOpened,
            Resource = "WebSocket",
        });
    }

    private void AddFrame(string id, CaptureKind kind, string method, JsonElement p)
    {
        if (!_sockets.TryGetValue(id, out var url))
            return;
        var payload = Cut(p.Child("response").Text("payloadData"), out var cut);
        var sent = kind == CaptureKind.WebSocketSent;
        _buffer.Add(new CapturedExchange(method, url, [], sent ? payload : null, 0, [], sent ? null : payload, _time.GetUtcNow()) { Kind = kind, Resource = "WebSocket", BodyCut = cut });
    }

    /// <summary>A body to be read.</summary>
    private sealed record BodyJob(string Id, string? Session, PendingRequest Request, bool OfRequest);
}
