namespace Arb.Domain.Execution;

/// <summary>The audit rows of an execution, derived from its state: written from the journal, as often as needed, always the same.</summary>
public static class ExecutionAudit
{
    /// <summary>The row and its legs. Throws <see cref="InvalidOperationException"/> before the first event.</summary>
    public static AuditRow Row(ExecutionState state)
    {
        var taken = state.Lock ?? throw new InvalidOperationException("no execution");
        var result = state.End?.Result ?? (state.WithPerson ? ExecutionResult.WithPerson : ExecutionResult.Open);
        return new AuditRow(
            taken.Execution,
            taken.Token,
            taken.Opportunity,
            taken.Market,
            state.MatchName,
            result,
            state.Phase.ToString(),
            taken.PlannedProfit,
            state.End?.WorstProfit,
            state.End?.Reason,
            taken.At,
            state.UpdatedAt,
            state.End?.At,
            state.Sequence,
            [.. state.Legs.Select(Leg)])
        {
            Paper = taken.Paper == true,
            KickOff = taken.Match.KickOff,
        };
    }

    /// <summary>Every hedge attempt, one row per bet and one per round without any.</summary>
    public static IReadOnlyList<HedgeRow> Hedges(ExecutionState state) => [.. state.Rounds.SelectMany(round => Round(state, round))];

    /// <summary>The attempts of the latest round.</summary>
    public static IReadOnlyList<HedgeRow> LatestHedges(ExecutionState state) => state.Rounds.Count == 0 ? [] : Round(state, state.Rounds[^1]);

    private static IReadOnlyList<HedgeRow> Round(ExecutionState state, HedgeRoundRecord round)
    {
        var chosen = round.Event;
        if (chosen.Legs.Count == 0)
            return [new HedgeRow(state.Execution, round.Sequence * 10, chosen.Round, HedgeKind.NonePossible, null, null, null, null, null, chosen.WorstBefore, chosen.WorstAfter, null, chosen.Reason, chosen.At)];
        var rows = new List<HedgeRow>();
        for (var i = 0; i < chosen.Legs.Count; i++)
        {
            var leg = state.Legs[round.FirstLeg + i];
            rows.Add(new HedgeRow(
                state.Execution,
                (round.Sequence * 10) + i,
                chosen.Round,
                chosen.Legs[i].Kind,
                leg.Number,
                leg.Account,
                leg.Position.Selection,
                leg.Odds,
                leg.Stake,
                chosen.WorstBefore,
                chosen.WorstAfter,
                leg.Status,
                chosen.Reason,
                chosen.At));
        }

        return rows;
    }

    private static AuditLeg Leg(LegState leg) => new(
        leg.Number,
        leg.Hedge is not null,
        leg.Account,
        leg.Slip.Event,
        leg.Slip.MarketId,
        leg.Slip.Kind,
        leg.Slip.Period,
        leg.Slip.Line,
        leg.Slip.Selection,
        leg.Odds,
        leg.Stake,
        leg.Status,
        leg.Attempt,
        leg.Reference,
        leg.Detail);
}
