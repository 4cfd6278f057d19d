using Arb.Domain.Execution;
using Arb.Domain.Primitives;

namespace Arb.Storage;

/// <summary>A row of <c>execution_audit_log</c> as SQLite gives it.</summary>
internal sealed class AuditRecord
{
    public string Execution { get; init; } = "";

    public long Token { get; init; }

    public string Opportunity { get; init; } = "";

    public string MatchId { get; init; } = "";

    public string Kind { get; init; } = "";

    public string Period { get; init; } = "";

    public long Line { get; init; }

    public string MatchName { get; init; } = "";

    public string Result { get; init; } = "";

    public string State { get; init; } = "";

    public string PlannedProfit { get; init; } = "";

    public string? WorstProfit { get; init; }

    public string? Reason { get; init; }

    public string OpenedAt { get; init; } = "";

    public string UpdatedAt { get; init; } = "";

    public string? ClosedAt { get; init; }

    public long LastSequence { get; init; }

    public long Paper { get; init; }

    public string? KickOff { get; init; }

    public AuditRow ToRow(IReadOnlyList<AuditLeg> legs) => new(
        new ExecutionId(Execution),
        Token,
        new OpportunityId(Opportunity),
        new MarketKey(new MatchId(MatchId), Row.Name<MarketKind>(Kind), Row.Name<Period>(Period), new Line((int)Line)),
        MatchName,
        Row.Name<ExecutionResult>(Result),
        State,
        Row.Money(PlannedProfit),
        Row.MoneyOrNull(WorstProfit),
        Reason,
        Row.Time(OpenedAt),
        Row.Time(UpdatedAt),
        Row.TimeOrNull(ClosedAt),
        (int)LastSequence,
        legs)
    {
        Paper = Paper != 0,
        KickOff = Row.TimeOrNull(KickOff),
    };
}

/// <summary>A row of <c>execution_legs</c> as SQLite gives it.</summary>
internal sealed class LegRecord
{
    public string Execution { get; init; } = "";

    public long Leg { get; init; }

    public long IsHedge { get; init; }

    public string Account { get; init; } = "";

    public string Event { get; init; } = "";

    public string MarketId { get; init; } = "";

    public string Kind { get; init; } = "";

    public string Period { get; init; } = "";

    public long Line { get; init; }

    public string Selection { get; init; } = "";

    public long Odds { get; init; }

    public string Stake { get; init; } = "";

    public string Status { get; init; } = "";

    public long Attempt { get; init; }

    public string? Reference { get; init; }

    public string? Detail { get; init; }

    public string? Settled { get; init; }

    public string Returned { get; init; } = "0";

    public AuditLeg ToLeg() => new(
        (int)Leg,
        IsHedge != 0,
        new AccountId(Account),
        EventKey.Parse(Event),
        MarketId,
        Row.Name<MarketKind>(Kind),
        Row.Name<Period>(Period),
        new Line((int)Line),
        Row.Name<Selection>(Selection),
        new Odds((int)Odds),
        Row.Money(Stake),
        Row.Name<LegStatus>(Status),
        (int)Attempt,
        Reference,
        Detail,
        Settled is null ? null : Row.Name<BetStatus>(Settled),
        Row.Money(Returned));
}

/// <summary>A row of <c>hedge_events</c> as SQLite gives it.</summary>
internal sealed class HedgeRecord
{
    public string Execution { get; init; } = "";

    public long Sequence { get; init; }

    public long Round { get; init; }

    public string Kind { get; init; } = "";

    public long? Leg { get; init; }

    public string? Account { get; init; }

    public string? Selection { get; init; }

    public long? Odds { get; init; }

    public string? Stake { get; init; }

    public string WorstBefore { get; init; } = "";

    public string WorstAfter { get; init; } = "";

    public string? Outcome { get; init; }

    public string Reason { get; init; } = "";

    public string At { get; init; } = "";

    public HedgeRow ToHedge(ExecutionId execution) => new(
        execution,
        (int)Sequence,
        (int)Round,
        Row.Name<HedgeKind>(Kind),
        (int?)Leg,
        Account is null ? null : new AccountId(Account),
        Selection is null ? null : Row.Name<Selection>(Selection),
        Odds is { } odds ? new Odds((int)odds) : null,
        Row.MoneyOrNull(Stake),
        Row.Money(WorstBefore),
        Row.Money(WorstAfter),
        Outcome is null ? null : Row.Name<LegStatus>(Outcome),
        Reason,
        Row.Time(At));
}
