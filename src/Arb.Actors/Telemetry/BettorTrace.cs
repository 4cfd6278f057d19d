using System.Diagnostics;
using Arb.Domain.Execution;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;

namespace Arb.Actors.Telemetry;

/// <summary>Spans of a bettor's calls: who, what for, at which host, with which status. No address, no header, no body.</summary>
internal static class BettorTrace
{
    public static Activity? Start(EngineTelemetry telemetry, object message, bool balanceFirst, AccountId account, ProviderId provider, ProviderRequest request, DateTimeOffset at)
    {
        var (name, trace) = message switch
        {
            AskQuote quote => ("arb.quote", quote.Trace),
            Place place => ("arb.place", place.Trace),
            ReadBetList list => (balanceFirst ? "arb.balance" : "arb.bet_list", list.Trace),
            _ => ("arb.balance", default(ActivityContext)),
        };
        if (trace == default)
            return null;
        var span = telemetry.Start(name, trace, at, ActivityKind.Client);
        span?.SetTag("arb.account", account.Value);
        span?.SetTag("arb.provider", provider.Value);
        span?.SetTag("http.request.method", request.Method);
        span?.SetTag("server.address", request.Uri.Host);
        return span;
    }

    public static void Answered(Activity? span, TransportResult result, DateTimeOffset at)
    {
        if (span is null)
            return;
        if (result.Response is { } response)
            span.SetTag("http.response.status_code", response.Status);
        else
            span.SetTag("error.type", SourceTelemetry.Snake(result.Failure.ToString())).SetStatus(ActivityStatusCode.Error);
        EngineTelemetry.End(span, at);
    }
}
