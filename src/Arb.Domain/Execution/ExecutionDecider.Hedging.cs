using Arb.Domain.Arbitrage;
using Arb.Domain.Health;
using Arb.Domain.Primitives;

namespace Arb.Domain.Execution;

/// <content>Hedging (L16): rounds with fresh quotes, the least worst case, every attempt an event.</content>
public sealed partial class ExecutionDecider
{
    private void StartHedge(ExecutionDraft draft, string reason)
    {
        draft.Emit(new HedgeStarted(reason, draft.Now));
        draft.Do(new ExecutionEffect.Log(LogSeverity.Error, $"{draft.State.Execution} has an open position, worst outcome {Worst(draft.State):0.00}: {reason}; hedging", Topic: LogTopic.NakedPosition));
        draft.Do(new ExecutionEffect.UpdateAudit());
        BeginRound(draft);
    }

    private static decimal Worst(ExecutionState state) => state.Worlds.Min(PayoffMatrix.Worst);

    private bool MayHedge(ExecutionState state) =>
        state is { Phase: ExecutionPhase.Hedging, HandsOff: false }
        && state.Legs.All(leg => leg.Status != LegStatus.Intended && !(leg.Unresolved && leg.Hedge is not null))
        && (!state.AnyUnresolved || state.Work.DeadlinePassed)
        && state.RoundsUsed < Hedge.MaxRounds + Hedge.MaxSlowRounds;

    private void ScheduleRound(ExecutionDraft draft)
    {
        if (draft.State is { Phase: ExecutionPhase.Hedging, WithPerson: false, AnyUnresolved: false } state && state.RoundsUsed >= Hedge.MaxRounds)
            AskPerson(draft, $"still open after {state.RoundsUsed} rounds of hedging, worst outcome {Worst(state):0.00}");
        if (MayHedge(draft.State))
            draft.Do(new ExecutionEffect.SetTimer(ExecutionTimer.Round, draft.State.WithPerson ? Hedge.SlowRoundDelay : Hedge.RoundDelay));
        else
            AskWhenUsedUp(draft);
    }

    /// <summary>No round is left and no person has it: nobody may forget it.</summary>
    private void AskWhenUsedUp(ExecutionDraft draft)
    {
        if (draft.State is { Phase: ExecutionPhase.Hedging, WithPerson: false } state && state.RoundsUsed >= Hedge.MaxRounds + Hedge.MaxSlowRounds)
            AskPerson(draft, $"still open after {state.RoundsUsed} rounds of hedging, worst outcome {Worst(state):0.00}");
    }

    private void BeginRound(ExecutionDraft draft)
    {
        AskWhenUsedUp(draft);
        if (!MayHedge(draft.State) || draft.State.Work.AskingPrices || draft.State.Work.Quotes.Count > 0)
            return;
        draft.Emit(new RoundBegun(draft.Now));
        draft.Do(new ExecutionEffect.AskPrices(draft.State.Lock!.Market));
        draft.Do(new ExecutionEffect.SetTimer(ExecutionTimer.Step, Hedge.RoundTimeout));
    }

    private void OnPrices(ExecutionDraft draft, IReadOnlyList<OpportunityLeg> prices)
    {
        if (!MayHedge(draft.State) || !draft.State.Work.AskingPrices)
            return;
        var wanted = HedgeCandidates.Of(draft.State, prices, Hedge.MaxCandidates);
        if (wanted.Count == 0)
        {
            NoHedge(draft, "nobody offers a bet that would help");
            return;
        }

        AskQuotes(draft, wanted, Hedge.RoundTimeout, Spread(draft.State));
    }

    /// <summary>No hedge needs a larger stake than the distance between the best and the worst outcome.</summary>
    private static decimal Spread(ExecutionState state)
    {
        var profits = state.Worlds.SelectMany(PayoffMatrix.Profits).ToArray();
        return Math.Max(1m, profits.Max() - profits.Min());
    }

    private void OnRoom(ExecutionDraft draft, ExecutionInput.RoomDone done)
    {
        if (draft.State.Phase != ExecutionPhase.Hedging || !draft.State.Work.Rooms.TryGetValue(done.Account, out var room))
        {
            if (draft.State.Phase is ExecutionPhase.Idle or ExecutionPhase.Concluded)
                draft.Do(new ExecutionEffect.Release(done.Account)); // it came after the execution ended
            return;
        }

        if (room is not null)
            return;
        draft.Emit(new RoomSeen(done.Account, done.Amount, draft.Now));
        CheckQuotes(draft);
    }

    private void ChooseHedge(ExecutionDraft draft)
    {
        var state = draft.State;
        var work = state.Work;
        var candidates = work.Quotes
            .Where(quote => quote.Result?.Quote is not null && work.Baselines.GetValueOrDefault(quote.Slip.Account) is not null)
            .Select(quote => new HedgeCandidate(quote.Number, quote.Kind, quote.Result!.Quote!, quote.Mirrored, quote.Commission))
            .ToArray();
        var room = work.Rooms.ToDictionary(pair => pair.Key, pair => pair.Value ?? 0m);
        var ranked = HedgePlanner.Rank(state.Worlds, candidates, Hedge.StakeStep, room);
        var best = ranked.Where(plan => plan.Within(Hedge.MaxLoss)).MinBy(plan => Refusals(state, plan)) ?? (ranked.Count > 0 ? ranked[0] : null);
        if (best is null)
        {
            var refusals = work.Quotes.Where(quote => quote.Result?.Quote is null).Select(quote => $"{quote.Slip.Account} {quote.Slip.Selection}: {quote.Result?.Refusal ?? RefusalReason.NoAnswer}");
            NoHedge(draft, candidates.Length == 0 ? $"no quote ({string.Join(", ", refusals)})" : "no quoted bet improves the worst outcome");
        }
        else if (!best.Within(Hedge.MaxLoss))
        {
            NoHedge(draft, $"the least bad costs too much: {Text(best)} would leave {best.WorstAfter:0.00}, allowed is {-Hedge.MaxLoss:0.00}", propose: true);
        }
        else
        {
            Place(draft, best);
        }
    }

    /// <summary>
    /// How often hedge bets were refused at the accounts of a plan for another reason than the price: one without money quotes the best price again and again.
    /// Among the acceptable plans those with the fewest come first, so that every account gets its turn.
    /// </summary>
    private static int Refusals(ExecutionState state, HedgePlan plan) => state.Legs.Count(leg =>
        leg is { Hedge: not null, Status: LegStatus.Rejected, Refusal: not RefusalReason.OddsChanged } && plan.Bets.Any(bet => bet.Candidate.Quote.Slip.Account == leg.Account));

    private void Place(ExecutionDraft draft, HedgePlan best)
    {
        var state = draft.State;
        var used = best.Bets.Select(bet => bet.Candidate.Quote.Slip.Account).ToHashSet();
        var spare = state.Work.Rooms.Keys.Where(account => !used.Contains(account)).ToArray();
        var first = state.Legs.Count;
        draft.Emit(new HedgeChosen(
            state.Rounds.Count + 1,
            [.. best.Bets.Select(bet => new HedgeLeg(bet.Candidate.Kind, bet.Candidate.Mirrored, bet.Candidate.Commission, new PlacementTicket(bet.Candidate.Quote, bet.Stake)))],
            [.. state.Work.Baselines.Values.OfType<Baseline>()],
            best.WorstBefore,
            best.WorstAfter,
            best.WorstUnlimited,
            state.AnyUnresolved ? "outcome still unknown: least worst case over both possibilities" : "least worst case of the quoted bets",
            draft.Now));
        draft.Do(new ExecutionEffect.StopTimer(ExecutionTimer.Round));
        foreach (var account in spare)
            draft.Do(new ExecutionEffect.Release(account));
        draft.Do(new ExecutionEffect.AppendHedge());
        Intend(draft, first);
    }

    private void NoHedge(ExecutionDraft draft, string reason, bool propose = false)
    {
        var state = draft.State;
        var worst = Worst(state);
        if (!state.AnyUnresolved && IsCovered(state) && worst >= -Hedge.MaxLoss)
        {
            Conclude(draft, ExecutionResult.Hedged, $"as far as the market allows: {reason}");
            return;
        }

        var rooms = state.Work.Rooms.Keys.ToArray();
        draft.Emit(new HedgeChosen(state.Rounds.Count + 1, [], [], worst, worst, worst, reason, draft.Now));
        draft.Do(new ExecutionEffect.StopTimer(ExecutionTimer.Step));
        foreach (var account in rooms)
            draft.Do(new ExecutionEffect.Release(account));
        draft.Do(new ExecutionEffect.AppendHedge());
        draft.Do(new ExecutionEffect.Log(LogSeverity.Alarm, $"{state.Execution} is naked, worst outcome {worst:0.00}: {reason}", Topic: LogTopic.HedgeFailed));
        if (!state.WithPerson && (propose || draft.State.RoundsUsed >= Hedge.MaxRounds))
            AskPerson(draft, reason);
        ScheduleRound(draft);
    }

    /// <summary>True when a hedge bet stands, or every leg of the plan does: the position is not naked any more.</summary>
    private static bool IsCovered(ExecutionState state) =>
        state.Legs.Any(leg => leg.Hedge is not null && leg.Stands)
        || state.Legs.Where(leg => leg.Hedge is null).All(leg => leg.Stands);

    /// <summary>False for the second bet of a hedge whose quote is old by now, or that the booking of the first made useless: the next round quotes again.</summary>
    private bool StillHelps(ExecutionDraft draft, LegState second) =>
        QuoteIsFresh(draft, second) && PayoffMatrix.Worst([.. draft.State.Accepted, second.Position]) > draft.State.Worst;

    private void NextHedgeStep(ExecutionDraft draft)
    {
        if (EndsWithoutHedge(draft))
            return;
        var state = draft.State;
        if (state.Legs.FirstOrDefault(leg => leg.Status == LegStatus.Planned) is { } second && state.Legs[second.Number - 1].Stands && StillHelps(draft, second))
        {
            Intend(draft, second.Number);
            return;
        }

        if (state.Legs.All(leg => !leg.Stands))
        {
            Conclude(draft, ExecutionResult.Flat, "nothing is booked after all");
            return;
        }

        // The last round's price is as good as it gets: stop within one stake step of what it could reach without limits.
        var chosen = state.Rounds.Skip(state.RoundsBeforeAnswer).LastOrDefault(round => round.Event.Legs.Count > 0)?.Event;
        var enough = state.RoundsUsed >= Hedge.MaxRounds || (chosen is not null && state.Worst >= chosen.WorstUnlimited - Hedge.StakeStep) || state.Worst >= 0m;
        if (IsCovered(state) && state.Worst >= -Hedge.MaxLoss && enough)
            Conclude(draft, ExecutionResult.Hedged, "what was missing is covered");
        else
            ScheduleRound(draft);
    }

    private static string Text(HedgePlan plan) =>
        string.Join(" and ", plan.Bets.Select(bet => $"{bet.Stake:0.00} on {bet.Candidate.Quote.Slip.Selection} at {bet.Candidate.Quote.Slip.Odds}, {bet.Candidate.Quote.Slip.Account}"));
}

/// <summary>Which bets are worth a quote in a hedge round.</summary>
internal static class HedgeCandidates
{
    /// <summary>
    /// Numbers are unique per round, so that a late answer is never taken for this round's. Every selection of the plan's own markets and of the prices that the market has now, where it wins in an outcome that is worst today; best price first.
    /// </summary>
    public static IReadOnlyList<QuoteWanted> Of(ExecutionState state, IReadOnlyList<OpportunityLeg> prices, int limit)
    {
        var found = new Dictionary<(AccountId, EventKey, string, Selection), QuoteWanted>();
        foreach (var price in prices)
            if (price.Market.BetReference is { } reference && Commission(state, price.Market.Source.Account) is { } commission)
            {
                var market = price.Market;
                var slip = new BetSlip(
                    market.Source.Account, market.Event, market.MarketId, reference, market.Kind, market.Period, market.Line, price.ProviderSelection, price.Odds, market.Format, market.InPlay);
                found.TryAdd(Key(slip), Wanted(state, slip, price.Mirrored, commission));
            }

        foreach (var leg in state.Legs.Where(leg => leg.Hedge is null))
            foreach (var selection in MarketKinds.Selections(leg.Slip.Kind))
            {
                var slip = leg.Slip with { Selection = selection, Odds = selection == leg.Slip.Selection ? leg.Slip.Odds : Opposite(leg.Slip.Odds) };
                found.TryAdd(Key(slip), Wanted(state, slip, leg.Mirrored, leg.Commission));
            }

        return [.. found.Values
            .Where(wanted => Helps(state, wanted))
            .OrderByDescending(wanted => wanted.Slip.Odds)
            .ThenBy(wanted => wanted.Kind)
            .ThenBy(wanted => wanted.Slip.Account.Value, StringComparer.Ordinal)
            .ThenBy(wanted => wanted.Slip.MarketId, StringComparer.Ordinal)
            .ThenBy(wanted => wanted.Slip.Selection)
            .Take(limit)
            .Select((wanted, i) => wanted with { Number = (1_000 * (state.Rounds.Count + 1)) + i })];
    }

    private static (AccountId Account, EventKey Event, string MarketId, Selection Selection) Key(BetSlip slip) => (slip.Account, slip.Event, slip.MarketId, slip.Selection);

    private static decimal? Commission(ExecutionState state, AccountId account) =>
        state.Legs.FirstOrDefault(leg => leg.Account == account)?.Commission
        ?? (state.Lock!.Commissions.TryGetValue(account, out var commission) ? commission : null);

    private static QuoteWanted Wanted(ExecutionState state, BetSlip slip, bool mirrored, decimal commission)
    {
        var selection = mirrored ? MarketKinds.Mirror(slip.Selection) : slip.Selection;
        var missing = state.Legs.Any(leg => leg.Hedge is null && !leg.Stands && leg.Position.Selection == selection && leg.Slip.Kind == slip.Kind);
        var holds = state.Legs.Any(leg => leg.Account == slip.Account && leg.Stands);
        var kind = missing ? HedgeKind.CompleteLeg : holds ? HedgeKind.ReverseSameBook : HedgeKind.OppositeElsewhere;
        return new QuoteWanted(0, kind, slip, mirrored, commission, 1);
    }

    /// <summary>A first guess where the book's other price is not known; the provider answers with the true one.</summary>
    private static Odds Opposite(Odds odds) =>
        new((int)Math.Clamp((long)Odds.Unit * odds.TenThousandths / (odds.TenThousandths - Odds.Unit), Odds.MinTenThousandths, Odds.MaxTenThousandths));

    private static bool Helps(ExecutionState state, QuoteWanted wanted)
    {
        var bet = BetPosition.Of(wanted.Slip, wanted.Mirrored, wanted.Slip.Odds, 100m, wanted.Commission);
        foreach (var world in state.Worlds)
        {
            if (!PayoffMatrix.Comparable([.. world, bet]))
                return false;
            var outcomes = PayoffMatrix.Outcomes([.. world, bet]);
            var profits = PayoffMatrix.Profits(world, outcomes);
            var worst = profits.Min();
            for (var i = 0; i < outcomes.Count; i++)
                if (profits[i] == worst && worst < 0m && PayoffMatrix.Profit(bet, PayoffMatrix.Settle(bet, outcomes[i])) > 0m)
                    return true;
        }

        return false;
    }
}
