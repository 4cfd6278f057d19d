using Arb.Domain.Sessions;
using Headers = System.Collections.Generic.IReadOnlyList<System.Collections.Generic.KeyValuePair<string, string>>;

namespace Arb.Browser.Recording;

/// <summary>One request on its way, from <c>requestWillBeSent</c> to its body. A redirect ends it; the request it leads to is another one of the same flow.</summary>
internal sealed class PendingRequest(string method, Uri url, Headers headers, string? body, string resource, DateTimeOffset at)
{
    public string Method => method;

    public string Resource => resource;

    /// <summary>The session that knows the body.</summary>
    public string? Session { get; set; }

    public string? RequestBody { get; set; } = body;

    /// <summary>The browser keeps a body that the event did not show, and it is being read.</summary>
    public bool RequestBodyPending { get; set; }

    public int Status { get; private set; }

    public Headers ResponseHeaders { get; private set; } = [];

    /// <summary>Whether headers as they went over the wire are to come; null while nobody knows.</summary>
    public bool? HasExtra { get; private set; }

    public Headers? WireRequest { get; set; }

    public Headers? WireResponse { get; set; }

    public string? ResponseBody { get; set; }

    public bool BodyCut { get; set; }

    public string? Failure { get; set; }

    /// <summary>Bytes of the body so far.</summary>
    public long Received { get; set; }

    public bool Answered { get; private set; }

    /// <summary>Nothing more comes: its body is read, there is none, or it failed.</summary>
    public bool Settled { get; set; }

    /// <summary>When it settled, for the headers that may still come.</summary>
    public long SettledAt { get; set; }

    /// <summary>Everything that will come has come.</summary>
    public bool IsComplete => Settled && !RequestBodyPending && (HasExtra != true || (WireRequest is not null && WireResponse is not null));

    public void Answer(int status, Headers responseHeaders, bool hasExtra)
    {
        Answered = true;
        Status = status;
        ResponseHeaders = responseHeaders;
        HasExtra = hasExtra;
    }

    public CapturedExchange ToCapture() => new(method, url, WireRequest ?? headers, RequestBody, Status, WireResponse ?? ResponseHeaders, ResponseBody, at)
    {
        Resource = resource,
        BodyCut = BodyCut,
        Failure = Failure,
    };

    public CapturedExchange ToEvent(string name, string id, string data, DateTimeOffset now) =>
        new("EVENT", url, [], null, Status, [new("event", name), new("id", id)], data, now) { Kind = CaptureKind.ServerSentEvent, Resource = resource };
}

/// <summary>The requests of one id: one, or a chain of redirects. Headers as they went over the wire come as events of their own, before or after the others, in the order of the chain.</summary>
internal sealed class RequestFlow
{
    private readonly Queue<Headers> _wireRequests = new();
    private readonly Queue<Headers> _wireResponses = new();

    /// <summary>Not recorded yet, oldest first.</summary>
    public List<PendingRequest> Waiting { get; } = [];

    public PendingRequest? Current => Waiting.Count > 0 && !Waiting[^1].Settled ? Waiting[^1] : null;

    /// <summary>Recorded before its end (a stream): what comes after is not recorded again.</summary>
    public PendingRequest? Stream { get; set; }

    public void AddWireRequest(Headers headers)
    {
        _wireRequests.Enqueue(headers);
        Match();
    }

    public void AddWireResponse(Headers headers)
    {
        _wireResponses.Enqueue(headers);
        Match();
    }

    /// <summary>Gives every request of the chain its own headers; one that was not on the wire (cache, service worker) is passed over.</summary>
    public void Match()
    {
        foreach (var request in Waiting)
        {
            if (request.HasExtra == false)
                continue;
            if (request.WireRequest is null && _wireRequests.TryDequeue(out var sent))
                request.WireRequest = sent;
            if (request.HasExtra == true && request.WireResponse is null && _wireResponses.TryDequeue(out var received))
                request.WireResponse = received;
            if (request.WireRequest is null || request.WireResponse is null)
                return;
        }
    }
}
