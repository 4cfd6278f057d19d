using Arb.Domain.Sessions;
using Arb.Providers.Http;

namespace Arb.Providers.Betting;

/// <summary>What came back before anybody looks at the protocol's envelope.</summary>
internal enum AnswerKind
{
    /// <summary>Status 200 and a body that is no page.</summary>
    Body,

    /// <summary>A 4xx with a body that is no page: it can hold a refusal, never a success.</summary>
    ErrorBody,

    /// <summary>Proven not sent.</summary>
    NotSent,

    /// <summary>Redirect to a login, HTML, or a status that this protocol uses for it.</summary>
    SessionLost,

    /// <summary>No answer, or one that says nothing.</summary>
    Nothing,
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
        if (status == 200 && (BeginsAsPage(body.Span) || (rule.ByMediaType && response.ContentType == "text/html")))
            return new(AnswerKind.SessionLost, default, "a page instead of an answer");
        if (status == 200)
            return new(AnswerKind.Body, body, "");
        return status is >= 400 and < 500 && !BeginsAsPage(body.Span)
            ? new(AnswerKind.ErrorBody, body, $"HTTP {status}")
            : new(AnswerKind.Nothing, default, $"HTTP {status}");
    }

    private static ReadOnlyMemory<byte> WithoutMark(ReadOnlyMemory<byte> body) => body.Span.StartsWith("\uFEFF"u8) ? body[3..] : body;

    private static bool BeginsAsPage(ReadOnlySpan<byte> body)
    {
        var start = body.IndexOfAnyExcept(" \t\r\n"u8);
        return start >= 0 && body[start] == (byte)'<';
    }
}
