using System.Net.Sockets;
using Arb.Domain.Sessions;

namespace Arb.Providers.Http;

/// <summary>What a failed call proves. Exception messages are not passed on: they may quote the answer or the address.</summary>
internal static class FailureReading
{
    /// <summary>True when a call over pooled connections failed before a connection stood.</summary>
    public static bool IsBeforeSend(Exception e, CancellationToken ours) => e switch
    {
        HttpRequestException http => http.HttpRequestError is HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError
            or HttpRequestError.SecureConnectionError,
        // The handler's own connect deadline: neither our deadline nor the caller's token.
        OperationCanceledException cancelled => !ours.IsCancellationRequested && cancelled.InnerException is TimeoutException,
        _ => false,
    };

    public static (TransportFailure Failure, string Detail) NotSent(Exception e) => (TransportFailure.NotSent, e switch
    {
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => "not sent: the host name was not found",
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => "not sent: the TLS handshake failed",
        OperationCanceledException => "not sent: no connection within the time limit",
        _ => $"not sent: no connection{SocketReason(e)}",
    });

    public static (TransportFailure Failure, string Detail) AfterSend(Exception e) => e switch
    {
        OperationCanceledException => (TransportFailure.TimedOut, "no complete answer within the time limit"),
        BodyTooLargeException large => (TransportFailure.TooLarge, large.Message),
        InvalidDataException => (TransportFailure.Malformed, "the answer's content encoding is broken or unknown"),
        HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse } => (TransportFailure.Malformed, "the answer is not HTTP"),
        HttpIOException { HttpRequestError: HttpRequestError.InvalidResponse } => (TransportFailure.Malformed, "the answer is not HTTP"),
        HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded } => (TransportFailure.HeadersTooLarge, "the answer's headers are larger than the limit"),
        _ => (TransportFailure.ConnectionLost, $"the connection broke before the answer was complete{SocketReason(e)}"),
    };

    private static string SocketReason(Exception e)
    {
        for (var inner = e.InnerException; inner is not null; inner = inner.InnerException)
            if (inner is SocketException socket)
                return $" ({socket.SocketErrorCode})";
        return "";
    }
}
