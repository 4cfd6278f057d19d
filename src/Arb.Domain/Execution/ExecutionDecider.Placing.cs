using Arb.Domain.Arbitrage;
using Arb.Domain.Health;
using Arb.Domain.Primitives;

namespace Arb.Domain.Execution;

/// <content>Quotes and placements.</content>
public sealed partial class ExecutionDecider
{
    /// <summary>Reads every account's bet list (what stood before the send can't be ours), then asks for the quotes; <paramref name="room"/> above 0 sets exposure aside too.</summary>
    private void AskQuotes(ExecutionDraft draft, IReadOnlyList<QuoteWanted> wanted, TimeSpan deadline, decimal room)
    {
        draft.Emit(new QuotingBegun(wanted, room > 0m, draft.Now));
        foreach (var account in wanted.Select(quote => quote.Slip.Account).Distinct())
        {
            if (room > 0m)
                draft.Do(new ExecutionEffect.ReserveRoom(account, room));
            draft.Do(new ExecutionEffect.ReadList(account, ListFrom(draft.State), WithBalance: true));
        }

        foreach (var quote in wanted)
            draft.Do(new ExecutionEffect.Quote(quote.Number, quote.Slip));
        draft.Do(new ExecutionEffect.SetTimer(ExecutionTimer.Step, deadline));
    }

    private DateTimeOffset ListFrom(ExecutionState state) => state.Lock!.At - Hedge.ListMargin;

    private void OnQuote(ExecutionDraft draft, ExecutionInput.QuoteDone done)
    {
        var wanted = draft.State.Work.Quotes.FirstOrDefault(quote => quote.Number == done.Number && quote.Result is null);
        if (wanted is null || draft.State.Phase is not (ExecutionPhase.Reserved or ExecutionPhase.Hedging))
            return;
        if (done.Result is { Refusal: RefusalReason.OddsChanged, NewOdds: { } odds } && wanted.Tries < Hedge.MaxQuoteTries)
        {
            var again = wanted with { Slip = wanted.Slip with { Odds = odds }, Tries = wanted.Tries + 1 };
            draft.Emit(new QuoteSeen(again, draft.Now));
            draft.Do(new ExecutionEffect.Quote(again.Number, again.Slip));
            return;
        }

        // Its age counts by the clock of the saga, from its arrival.
        var result = done.Result.Quote is not { } quote ? done.Result
            : SameBet(quote.Slip, wanted.Slip) ? QuoteResult.Ok(quote with { At = draft.Now })
            : QuoteResult.No(RefusalReason.OddsChanged, "the quote is for another bet");
        draft.Emit(new QuoteSeen(wanted with { Result = result }, draft.Now));
        CheckQuotes(draft);
    }

    private static bool SameBet(BetSlip a, BetSlip b) =>
        a.Account == b.Account && a.Event == b.Event && a.MarketId == b.MarketId && a.Kind == b.Kind && a.Period == b.Period && a.Line == b.Line && a.Selection == b.Selection;

    private void CheckQuotes(ExecutionDraft draft)
    {
        var work = draft.State.Work;
        if (work.Quotes.Count == 0 || work.Quotes.Any(quote => quote.Result is null) || work.Baselines.Values.Any(b => b is null) || work.Rooms.Values.Any(r => r is null))
            return;
        if (draft.State.Phase == ExecutionPhase.Hedging)
        {
            ChooseHedge(draft);
        }
        else if (settings.KickOff.InPlay)
        {
            TakeQuotes(draft, null);
        }
        else if (!work.AskingStarts)
        {
            draft.Emit(new StartsAsked(draft.Now));
            draft.Do(new ExecutionEffect.AskStarts(draft.State.Lock!.Market));
        }
    }

    /// <summary>The last look before leg A is sent: a start that was moved while it was sized and quoted is seen here, and one that was nearer than thought.</summary>
    private void OnStarts(ExecutionDraft draft, IReadOnlyList<EventStart> starts)
    {
        if (draft.State.Phase != ExecutionPhase.Reserved || !draft.State.Work.AskingStarts)
            return;
        (AccountId, EventKey)[] legs = [.. draft.State.Legs.Select(leg => (leg.Account, leg.Slip.Event))];
        if (settings.KickOff.Check(legs, starts, draft.Now) is { } refusal)
            Conclude(draft, ExecutionResult.Aborted, refusal.Describe(), refusal);
        else
            TakeQuotes(draft, settings.KickOff.SendBefore(legs, starts));
    }

    private void TakeQuotes(ExecutionDraft draft, DateTimeOffset? sendBefore)
    {
        var work = draft.State.Work;
        if (work.Quotes.FirstOrDefault(quote => quote.Result!.Quote is null) is { } refused)
        {
            Conclude(draft, ExecutionResult.Aborted, $"leg {refused.Number}: {EndingWords.NoQuote}, {refused.Result!.Refusal} ({refused.Result.Detail})");
            return;
        }

        var quotes = work.Quotes.Select(quote => quote.Result!.Quote!).ToArray();
        if (quotes.Max(quote => draft.Now - quote.At) is var age && age > settings.QuoteMaxAge)
        {
            Conclude(draft, ExecutionResult.Aborted, $"the first quote was {age.TotalSeconds:0} s old when the last bet list came");
            return;
        }

        Odds[] odds = [.. quotes.Select(quote => quote.Slip.Odds)];
        if (!SurebetTest.IsSurebet(odds))
        {
            Conclude(draft, ExecutionResult.Aborted, $"{EndingWords.ArbitrageGone}: {string.Join(" / ", odds)}");
            return;
        }

        if (SurebetTest.Margin(odds) is var margin && margin > settings.MaxMargin)
        {
            draft.Do(new ExecutionEffect.Log(LogSeverity.Warning, $"too good to be true: {draft.State.Execution} was quoted {string.Join(" / ", odds)}"));
            Conclude(draft, ExecutionResult.Aborted, $"too good to be true: {string.Join(" / ", odds)} is a margin of {margin:P2}, allowed is {settings.MaxMargin:P2}");
            return;
        }

        var (stakes, worst, refusal) = FinalStakes(draft.State, quotes);
        if (refusal is not null)
        {
            Conclude(draft, ExecutionResult.Aborted, $"{EndingWords.NoStakes}: {refusal}");
            return;
        }

        draft.Emit(new QuotesTaken(
            [.. quotes.Select((quote, i) => new PlacementTicket(quote, stakes[i]))], [.. work.Baselines.Values.OfType<Baseline>()], worst, draft.Now));
        Intend(draft, 0, sendBefore);
    }

    /// <summary>The planned stakes where they still profit within the fresh limits; else new ones, never above the planned (that is what was reserved).</summary>
    private (IReadOnlyList<decimal> Stakes, decimal Worst, string? Refusal) FinalStakes(ExecutionState state, Quote[] quotes)
    {
        var legs = state.Legs
            .Select((leg, i) => new StakeLeg(
                BetPosition.Of(quotes[i].Slip, leg.Mirrored, quotes[i].Slip.Odds, 0m, leg.Commission), quotes[i].MinStake, Math.Min(quotes[i].MaxStake, leg.Stake)))
            .ToArray();
        var planned = state.Legs.Select(leg => leg.Stake).ToArray();
        var fits = true;
        for (var i = 0; i < legs.Length; i++)
            fits &= planned[i] >= legs[i].MinStake && planned[i] <= legs[i].MaxStake;
        var worst = fits ? StakePlanner.WorstOf(legs, planned) : 0m;
        if (fits && worst > 0m && worst >= settings.MinProfit)
            return (planned, worst, null);
        var plan = StakePlanner.Plan(legs, planned.Sum(), settings.MinProfit, settings.Steps);
        return (plan.Stakes, plan.WorstProfit, plan.Refusal);
    }

    /// <summary>Journals the intent, counts the stake as placed, sends once.</summary>
    private void Intend(ExecutionDraft draft, int number, DateTimeOffset? sendBefore = null)
    {
        if (draft.State.Legs.Any(leg => leg.Unresolved && (leg.Hedge is not null || leg.Status == LegStatus.Intended)))
            throw new InvalidOperationException("a placement must not be sent while another one is open");
        var leg = draft.State.Legs[number];
        draft.Emit(new LegIntended(number, leg.Attempt + 1, leg.Ticket!, draft.Now));
        draft.Do(new ExecutionEffect.Commit(leg.Account, number, leg.Ticket!.Stake));
        draft.Do(new ExecutionEffect.SetTimer(ExecutionTimer.Step, settings.PlacementTimeout));
        draft.Do(new ExecutionEffect.Send(number, leg.Attempt + 1, leg.Ticket, sendBefore));
    }

    private void OnPlacement(ExecutionDraft draft, ExecutionInput.PlacementDone done)
    {
        var state = draft.State;
        if (done.Leg < 0 || done.Leg >= state.Legs.Count || state.Legs[done.Leg].Attempt != done.Attempt)
            return;
        var leg = state.Legs[done.Leg];
        if (!leg.Unresolved)
        {
            Contradiction(draft, leg, done.Outcome);
            return;
        }

        if (leg.Status == LegStatus.Intended)
            draft.Do(new ExecutionEffect.StopTimer(ExecutionTimer.Step));
        switch (done.Outcome)
        {
            case PlacementOutcome.Accepted accepted:
                Accept(draft, leg, accepted.Reference, accepted.Odds, accepted.Stake, "answer");
                Resolved(draft);
                break;
            case PlacementOutcome.Rejected rejected:
                Reject(draft, leg, rejected.Reason, rejected.Detail);
                Resolved(draft);
                break;
            case PlacementOutcome.Pending pending when leg.Status != LegStatus.Pending:
                draft.Emit(new LegPending(leg.Number, pending.Reference, draft.Now));
                Reconcile(draft);
                break;
            case PlacementOutcome.Unknown unknown when leg.Status == LegStatus.Intended:
                Unanswered(draft, unknown.Detail, unknown.Cause);
                break;
        }
    }

    /// <summary>A bet that was judged absent is there after all: it counts. Where the execution is just being closed the next bet list brings it.</summary>
    private void Contradiction(ExecutionDraft draft, LegState leg, PlacementOutcome outcome)
    {
        if (leg.Status is not (LegStatus.Rejected or LegStatus.Cancelled) || outcome is not (PlacementOutcome.Accepted or PlacementOutcome.Pending))
            return;
        if (draft.State.Phase == ExecutionPhase.Hedging && leg.Status == LegStatus.Rejected)
        {
            if (outcome is PlacementOutcome.Accepted accepted)
                Found(draft, leg, accepted.Reference, accepted.Odds, accepted.Stake, LateSource.Answer, pending: false);
            else if (outcome is PlacementOutcome.Pending pending)
                Found(draft, leg, pending.Reference, leg.Odds, leg.Stake, LateSource.Answer, pending: true);
            draft.Do(new ExecutionEffect.UpdateAudit());
            AfterChange(draft);
            return;
        }

        draft.Do(new ExecutionEffect.Log(
            LogSeverity.Alarm, $"leg {leg.Number} at {leg.Account} was taken as absent ({leg.Detail}), but its late answer says it is booked: {outcome}; the next bet list brings it", leg.Account));
    }

    private static void Accept(ExecutionDraft draft, LegState leg, string reference, Odds odds, decimal stake, string detail)
    {
        draft.Emit(new LegAccepted(leg.Number, reference, odds, stake, detail, draft.Now));
        draft.Do(new ExecutionEffect.Commit(leg.Account, leg.Number, stake));
    }

    private static void Reject(ExecutionDraft draft, LegState leg, RefusalReason reason, string detail)
    {
        draft.Emit(new LegRejected(leg.Number, reason, detail, draft.Now));
        draft.Do(new ExecutionEffect.Commit(leg.Account, leg.Number, 0m));
    }

    /// <summary>A leg's outcome became known: the audit learns it, and the saga goes on when nothing else is open.</summary>
    private void Resolved(ExecutionDraft draft)
    {
        draft.Do(new ExecutionEffect.UpdateAudit());
        draft.Do(new ExecutionEffect.ReportUnknown());
        if (draft.State.AnyUnresolved)
        {
            if (draft.State.Phase == ExecutionPhase.Hedging)
                ScheduleRound(draft);
            return;
        }

        draft.Do(new ExecutionEffect.StopTimer(ExecutionTimer.Poll));
        draft.Do(new ExecutionEffect.StopTimer(ExecutionTimer.Deadline));
        NextStep(draft);
    }

    /// <summary>True when the ticket of a leg may still be sent: quoted in this life, and not longer ago than <see cref="ExecutionSettings.QuoteMaxAge"/>.</summary>
    private bool QuoteIsFresh(ExecutionDraft draft, LegState leg) => !draft.State.Work.QuotesLost && draft.Now - leg.Ticket!.Quote.At <= settings.QuoteMaxAge;

    /// <summary>What follows when every outcome is known.</summary>
    private void NextStep(ExecutionDraft draft)
    {
        if (draft.State.Phase == ExecutionPhase.Hedging)
        {
            NextHedgeStep(draft);
            return;
        }

        var state = draft.State;
        var rejected = state.Legs.FirstOrDefault(leg => leg.Status is LegStatus.Rejected or LegStatus.Cancelled);
        var planned = state.Legs.FirstOrDefault(leg => leg.Status == LegStatus.Planned);
        if (state.Legs.All(leg => leg.Status != LegStatus.Accepted))
        {
            Conclude(draft, ExecutionResult.Flat, $"leg {rejected?.Number} was refused first: {rejected?.Detail}");
        }
        else if (rejected is not null)
        {
            StartHedge(draft, $"leg {rejected.Number} at {rejected.Account}: {rejected.Detail}");
        }
        else if (planned is null)
        {
            if (state.Worst >= -Hedge.MaxLoss)
                Conclude(draft, ExecutionResult.Complete, "every leg accepted");
            else
                StartHedge(draft, $"every leg accepted, but as booked the worst outcome is {state.Worst:0.00}");
        }
        else
        {
            var whole = PayoffMatrix.Worst([.. state.Accepted, .. state.Legs.Where(leg => leg.Status == LegStatus.Planned).Select(leg => leg.Position)]);
            if (!QuoteIsFresh(draft, planned))
                StartHedge(draft, $"the quote of leg {planned.Number} is old, stale odds are not resumed: fresh ones decide how the position is closed");
            else if (whole > 0m)
                Intend(draft, planned.Number);
            else
                StartHedge(draft, $"as booked, the remaining legs would end at {whole:0.00}");
        }
    }
}
