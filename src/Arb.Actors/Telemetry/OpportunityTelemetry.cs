using System.Diagnostics;
using Arb.Domain.Arbitrage;
using Arb.Domain.Pairing;
using Arb.Domain.Primitives;

namespace Arb.Actors.Telemetry;

/// <summary>
/// What a shard tells of its opportunities. The trace of an answer begins here, backwards, when its first opportunity is found: most answers make none, and so cost nothing.
/// <code>
/// arb.response (answer's last byte … its last opportunity)
///   ├ arb.decode
///   └ arb.opportunity → arb.sizing, arb.execution
/// </code>
/// </summary>
internal sealed class OpportunityTelemetry(EngineTelemetry telemetry, int sources)
{
    private static readonly KeyValuePair<string, object?> New = new("kind", "new");
    private static readonly KeyValuePair<string, object?> Repriced = new("kind", "repriced");
    private static readonly KeyValuePair<string, object?> Gone = new("kind", "withdrawn");

    private readonly Dictionary<OpportunityId, DateTimeOffset> _since = [];
    private readonly SourceTelemetry?[] _columns = new SourceTelemetry?[sources];
    private BatchOrigin _origin;
    private byte _column;
    private Activity? _response;

    public void Open(OpenBookSource source) => _columns[source.Column] = telemetry.SourceOf(source.Source);

    /// <summary>What is found from now on comes from this batch.</summary>
    public void Begin(PriceBatch batch)
    {
        _origin = batch.Origin;
        _column = batch.Source;
    }

    /// <summary>The batch is applied.</summary>
    public void Done()
    {
        _origin = default;
        if (_response is null)
            return;
        EngineTelemetry.End(_response, telemetry.Clock.Now);
        _response = null;
    }

    /// <summary>Counts it; its trace, or default.</summary>
    public ActivityContext Found(Opportunity opportunity)
    {
        var now = telemetry.Clock.Now;
        var isNew = _since.TryAdd(opportunity.Id, now);
        telemetry.Market.Opportunities.Add(1, isNew ? New : Repriced);
        if (isNew)
            telemetry.Market.Margin.Record((double)opportunity.Margin);
        if (_origin.ReceivedTicks > 0)
            telemetry.Market.Latency.Record(TimeSpan.FromTicks(now.UtcTicks - _origin.ReceivedTicks).TotalSeconds, _columns[_column]?.Tags ?? []);
        return telemetry.Activities.HasListeners() ? Trace(opportunity, now) : default;
    }

    public void Withdrawn(OpportunityId id, DateTimeOffset at)
    {
        telemetry.Market.Opportunities.Add(1, Gone);
        if (_since.Remove(id, out var since))
            telemetry.Market.Lifetime.Record(Math.Max(0, (at - since).TotalSeconds));
    }

    private ActivityContext Trace(Opportunity opportunity, DateTimeOffset now)
    {
        var parent = default(ActivityContext);
        var begun = now;
        if (_origin.ReceivedTicks > 0)
        {
            begun = At(_origin.DecodedTicks);
            parent = (_response ??= Response())?.Context ?? default;
            if (_response is null)
                return default; // not sampled: what follows is not traced either
        }
        var span = telemetry.Start("arb.opportunity", parent, begun);
        span?.SetTag("arb.opportunity", opportunity.Id.Value);
        span?.SetTag("arb.match", opportunity.Market.Match.Value);
        span?.SetTag("arb.margin", (double)opportunity.Margin);
        EngineTelemetry.End(span, now);
        return span?.Context ?? default;
    }

    private Activity? Response()
    {
        var received = At(_origin.ReceivedTicks);
        var response = telemetry.Start("arb.response", default, received, ActivityKind.Consumer);
        if (response is null)
            return null;
        foreach (var (name, value) in _columns[_column]?.Tags ?? [])
            response.SetTag($"arb.{name}", value);
        response.SetTag("arb.request_sent", At(_origin.SentTicks).ToString("O", System.Globalization.CultureInfo.InvariantCulture));
        EngineTelemetry.End(telemetry.Start("arb.decode", response.Context, received), At(_origin.DecodedTicks));
        return response;
    }

    private static DateTimeOffset At(long ticks) => new(ticks, TimeSpan.Zero);
}
