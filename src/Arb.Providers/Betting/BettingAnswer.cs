using Arb.Domain.Sessions;
using Arb.Providers.Http;

namespace Arb.Providers.Betting;

/// <summary>What came back before anybody looks at the protocol's envelope.</summary>
internal enum AnswerKind
{
    /// <summary>Status 200 and a body that is no page.</summary>
    Body,

    /// <summary>Proven not sent.</summary>
    NotSent,

    /// <summary>Redirect to a login, a page instead of an answer, or a status that this protocol uses for it.</summary>
    SessionLost,

    /// <summary>No answer.</summary>
    Nothing,

    /// <summary>A status that no protocol's page knows for an answer: whatever its body says, it may come from something between us and the bookmaker.</summary>
    OtherStatus,
}

/// <summary>How a protocol says "session lost" below its envelope.</summary>
/// <param name="ByStatus">401 and 403 mean it.</param>
/// <param name="ByMediaType">A 200 of type <c>text/html</c> means it; otherwise only a body that begins like a page.</param>
internal readonly record struct SessionLostRule(bool ByStatus, bool ByMediaType);

/// <summary>An answer sorted by what it can prove. <see cref="Detail"/> holds no content of the answer.</summary>
internal readonly record struct BettingAnswer(AnswerKind Kind, ReadOnlyMemory<byte> Body, string Detail)
{
    public static BettingAnswer Of(TransportResult result, SessionLostRule rule)
    {
        if (result.Response is not { } response)
        {
            return result.Failure == TransportFailure.NotSent
                ? new(AnswerKind.NotSent, default, result.Detail ?? "not sent")
                : new(AnswerKind.Nothing, default, result.Detail ?? $"no answer ({result.Failure})");
        }
        var status = response.Status;
        if (status is >= 300 and < 400 && LoginRedirect.Is(response.Location))
            return new(AnswerKind.SessionLost, default, $"HTTP {status} to a login");
        if (rule.ByStatus && status is 401 or 403)
            return new(AnswerKind.SessionLost, default, $"HTTP {status}");
        var body = WithoutMark(response.Body);
        // A login page comes as 200, or as denied with a form in it.
        if (status is 200 or 401 or 403 && (BeginsAsPage(body.Span) || (rule.ByMediaType && response.ContentType.Contains("html", StringComparison.Ordinal))))
            return new(AnswerKind.SessionLost, default, status == 200 ? "a page instead of an answer" : $"HTTP {status} with a page");
        return status == 200 ? new(AnswerKind.Body, body, "") : new(AnswerKind.OtherStatus, default, $"HTTP {status}");
    }

    private static ReadOnlyMemory<byte> WithoutMark(ReadOnlyMemory<byte> body) => body.Span.StartsWith("\uFEFF"u8) ? body[3..] : body;

    private static bool BeginsAsPage(ReadOnlySpan<byte> body)
    {
        var start = body.IndexOfAnyExcept(" \t\r\n"u8);
        return start >= 0 && body[start] == (byte)'<';
    }
}
