using System.Diagnostics;
using Arb.Domain.Execution;
using Arb.Domain.Primitives;

namespace Arb.Actors.Telemetry;

/// <summary>
/// What an execution tells: it watches the saga's events after they are durable and changes nothing. Numbers are always counted, spans are kept only while somebody listens.
/// <code>
/// arb.execution
///   ├ arb.quotes → arb.quote, arb.bet_list, arb.balance (the bettors' calls)
///   ├ arb.leg (one per bet of the plan) → arb.place
///   ├ arb.reconcile → arb.bet_list, arb.balance
///   └ arb.hedge → arb.quote …, arb.leg → arb.place
/// </code>
/// After a restart the rest is a trace of its own that begins with <c>arb.execution.recovered</c>, linked to the first and with the same <c>arb.execution</c>. A span that ends is told at once, so what waits
/// for a person ends with the question, and goes on as <c>arb.execution.continued</c>.
/// </summary>
internal sealed class ExecutionTelemetry(EngineTelemetry telemetry)
{
    private readonly Dictionary<int, Activity> _legs = [];
    private readonly HashSet<int> _open = [];
    private ActivityContext _context;
    private Activity? _root;
    private Activity? _quotes;
    private Activity? _hedge;
    private Activity? _reconcile;
    private ExecutionId _execution;

    /// <summary>An execution begins; its span, so that it can be journaled. Default when it is not traced.</summary>
    public ActivityContext Begin(BeginExecution order, DateTimeOffset now)
    {
        if (!telemetry.Activities.HasListeners() || _root is not null)
            return default;
        _execution = order.Execution;
        Open(telemetry.Start("arb.execution", order.Trace, now));
        _root?.SetTag("arb.match", order.Opportunity.Market.Match.Value);
        _root?.SetTag("arb.opportunity", order.Opportunity.Id.Value);
        _root?.SetTag("arb.legs", order.Plan.Legs.Count);
        return _root is { Recorded: true } ? _context : default;
    }

    /// <summary>It was taken up again from its journal.</summary>
    public void Recovered(ExecutionState state, DateTimeOffset now)
    {
        if (!telemetry.Activities.HasListeners() || _root is not null)
            return;
        _execution = state.Execution;
        var link = ActivityContext.TryParse(state.Lock?.Trace, null, out var before) ? new[] { new ActivityLink(before) } : null;
        Open(telemetry.Start("arb.execution.recovered", default, now, ActivityKind.Internal, link));
        _root?.SetTag("arb.phase", SourceTelemetry.Snake(state.Phase.ToString()));
        if (state.AnyUnresolved)
            _reconcile = Child("arb.reconcile", now);
    }

    /// <summary>What a question that is asked now belongs to.</summary>
    public ActivityContext Step(DateTimeOffset now)
    {
        Continue(now);
        return (_hedge ?? _reconcile ?? _quotes ?? _root)?.Context ?? default;
    }

    /// <summary>What a placement belongs to.</summary>
    public ActivityContext Leg(int leg) => _legs.TryGetValue(leg, out var span) ? span.Context : default;

    /// <summary>The actor ends.</summary>
    public void Stop(DateTimeOffset now) => Close(now, ActivityStatusCode.Error, "stopped");

    /// <summary>An event happened; <paramref name="state"/> is what it led to.</summary>
    public void On(ExecutionEvent happened, ExecutionState state)
    {
        Count(happened, state);
        if (_context == default || !telemetry.Activities.HasListeners())
            return;
        switch (happened)
        {
            case QuotingBegun e when _hedge is null:
                _quotes ??= Child("arb.quotes", e.At);
                break;
            case QuotesTaken e:
                End(ref _quotes, e.At);
                break;
            case LegIntended e:
                Continue(e.At);
                StartLeg(e, state);
                break;
            case LegUnknown e:
                Event(_legs.GetValueOrDefault(e.Leg), "unknown", e.At);
                _reconcile ??= Child("arb.reconcile", e.At);
                break;
            case LegPending e:
                Event(_legs.GetValueOrDefault(e.Leg), "pending", e.At);
                break;
            case LegAccepted e:
                EndLeg(e.Leg, "accepted", null, e.At, state);
                break;
            case LegRejected e:
                EndLeg(e.Leg, "rejected", SourceTelemetry.Snake(e.Reason.ToString()), e.At, state);
                break;
            case HedgeStarted e:
                Continue(e.At);
                _hedge ??= Child("arb.hedge", e.At);
                break;
            case HedgeChosen e:
                Event(_hedge, e.Legs.Count == 0 ? "none_possible" : "chosen", e.At);
                break;
            case PersonAsked e:
                Event(_root, "person_asked", e.At);
                Close(e.At, ActivityStatusCode.Error, "with a person");
                break;
            case Concluded e:
                _root?.SetTag("arb.result", SourceTelemetry.Snake(e.Result.ToString()));
                Close(e.At, e.Result is ExecutionResult.Complete or ExecutionResult.Hedged or ExecutionResult.Resolved ? ActivityStatusCode.Ok : ActivityStatusCode.Unset, null);
                break;
        }
    }

    private void Count(ExecutionEvent happened, ExecutionState state)
    {
        var instruments = telemetry.Execution;
        switch (happened)
        {
            case LegIntended e:
                _open.Add(e.Leg);
                break;
            case LegUnknown e:
                Outcome(e.Leg, "unknown", e.At, state);
                break;
            case LegPending e:
                Outcome(e.Leg, "pending", e.At, state);
                break;
            case LegAccepted e:
                Outcome(e.Leg, "accepted", e.At, state);
                break;
            case LegRejected e:
                Outcome(e.Leg, "rejected", e.At, state);
                break;
            case HedgeChosen e:
                instruments.HedgeRounds.Add(1, new KeyValuePair<string, object?>("outcome", e.Legs.Count == 0 ? "none_possible" : "chosen"));
                foreach (var leg in e.Legs)
                    instruments.Hedges.Add(1, new KeyValuePair<string, object?>("kind", SourceTelemetry.Snake(leg.Kind.ToString())));
                break;
            case PersonAsked:
                instruments.Persons.Add(1);
                break;
            case Concluded e:
                instruments.Duration.Record(Math.Max(0, (e.At - (state.Lock?.At ?? e.At)).TotalSeconds), new KeyValuePair<string, object?>("result", SourceTelemetry.Snake(e.Result.ToString())));
                break;
        }
    }

    private void Outcome(int number, string outcome, DateTimeOffset at, ExecutionState state)
    {
        var leg = state.Legs[number];
        KeyValuePair<string, object?> account = new("account", leg.Account.Value), how = new("outcome", outcome);
        telemetry.Execution.Legs.Add(1, account, how, new("hedge", leg.Hedge is null ? "no" : "yes"));
        // Only the first outcome of a send, and only in the life of the actor that sent it, says how long a bookmaker takes.
        if (_open.Remove(number))
            telemetry.Execution.Placement.Record(Math.Max(0, (at - leg.IntendedAt).TotalSeconds), account, how);
    }

    private void Open(Activity? span)
    {
        _root = span;
        _context = span?.Context ?? default;
        span?.SetTag("arb.execution", _execution.Value);
    }

    private void Continue(DateTimeOffset now)
    {
        if (_root is not null || _context == default)
            return;
        _root = telemetry.Start("arb.execution.continued", _context, now);
        _root?.SetTag("arb.execution", _execution.Value);
    }

    private Activity? Child(string name, DateTimeOffset at)
    {
        var span = telemetry.Start(name, _root?.Context ?? _context, at);
        span?.SetTag("arb.execution", _execution.Value);
        return span;
    }

    private void StartLeg(LegIntended intended, ExecutionState state)
    {
        var leg = state.Legs[intended.Leg];
        var parent = leg.Hedge is null ? _root : _hedge ?? _root;
        if (telemetry.Start("arb.leg", parent?.Context ?? _context, intended.At) is not { } span)
            return;
        span.SetTag("arb.execution", _execution.Value);
        span.SetTag("arb.leg", intended.Leg);
        span.SetTag("arb.attempt", intended.Attempt);
        span.SetTag("arb.account", leg.Account.Value);
        span.SetTag("arb.provider", leg.Slip.Event.Provider.Value);
        if (leg.Hedge is { } kind)
            span.SetTag("arb.hedge", SourceTelemetry.Snake(kind.ToString()));
        _legs[intended.Leg] = span;
    }

    private void EndLeg(int leg, string outcome, string? reason, DateTimeOffset at, ExecutionState state)
    {
        if (_legs.Remove(leg, out var span))
        {
            span.SetTag("arb.outcome", outcome);
            if (reason is not null)
                span.SetTag("arb.reason", reason).SetStatus(ActivityStatusCode.Error);
            EngineTelemetry.End(span, at);
        }
        else
        {
            Event(_root, $"leg {leg} {outcome}", at);
        }
        if (!state.AnyUnresolved)
            End(ref _reconcile, at);
    }

    private void Close(DateTimeOffset at, ActivityStatusCode status, string? why)
    {
        foreach (var leg in _legs.Values)
            EngineTelemetry.End(leg, at);
        _legs.Clear();
        End(ref _quotes, at);
        End(ref _reconcile, at);
        End(ref _hedge, at);
        _root?.SetStatus(status, why);
        End(ref _root, at);
    }

    private static void Event(Activity? span, string name, DateTimeOffset at) => span?.AddEvent(new ActivityEvent(name, at));

    private static void End(ref Activity? span, DateTimeOffset at)
    {
        EngineTelemetry.End(span, at);
        span = null;
    }
}
