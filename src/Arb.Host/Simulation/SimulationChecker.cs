using Arb.Domain.Execution;
using Arb.Domain.Primitives;

namespace Arb.Host.Simulation;

/// <summary>
/// Watches a simulated world from outside: what is sent, what the journal and the audit hold, what the bookmakers booked. It shares no code with the saga;
/// it reads the events itself.
/// </summary>
internal sealed class SimulationChecker(SimulationWorld world)
{
    private readonly Dictionary<ExecutionId, JournaledExecution> _executions = [];
    private readonly Dictionary<string, ExecutionId> _currentOf = [];
    private readonly Dictionary<long, LockEvent.Granted> _held = [];
    private readonly HashSet<OpportunityId> _executed = [];
    private readonly HashSet<(ExecutionId, int, int)> _sent = [];
    private readonly HashSet<string> _wired = [];
    private readonly HashSet<ExecutionId> _alarmed = [];

    public List<string> Violations { get; } = [];

    public int Granted { get; private set; }

    public IReadOnlyDictionary<long, LockEvent.Granted> Held => _held;

    public IEnumerable<JournaledExecution> Executions => _executions.Values;

    public RecoveryRow RowOf(ExecutionId id) => _executions.TryGetValue(id, out var execution) ? execution.Row : RecoveryRow.LockTaken;

    public JournaledExecution? Find(ExecutionId execution) => _executions.GetValueOrDefault(execution);

    public void Alarm(ExecutionId execution) => _alarmed.Add(execution);

    /// <summary>Where every violation ends.</summary>
    public void Violated(string what)
    {
        Violations.Add(what);
        world.Note($"VIOLATION {what}");
    }

    /// <summary>An event became durable.</summary>
    public void Journaled(string persistenceId, object happened)
    {
        switch (happened)
        {
            case LockEvent.Granted granted:
                OnGranted(granted);
                break;
            case LockEvent.Released released:
                OnReleased(released);
                break;
            case LockTaken taken:
                _currentOf[persistenceId] = taken.Execution;
                _executions[taken.Execution] = new JournaledExecution(taken, slip => world.Book.IsMirrored(slip.Account, slip.Event));
                break;
            case ExecutionEvent step when _currentOf.TryGetValue(persistenceId, out var current):
                _executions[current].Apply(step);
                if (step is PersonAsked)
                    world.Coverage.WithPerson.Add(current);
                else if (step is PersonAnswered answer)
                    world.Coverage.Verdicts.Add(answer.Verdict);
                break;
        }
    }

    private void OnGranted(LockEvent.Granted granted)
    {
        foreach (var other in _held.Values.Where(other => other.Match == granted.Match || other.Members.Intersect(granted.Members).Any()))
            Violated($"two executions at once on one match: {other.Execution} and {granted.Execution}");
        if (granted.TakenUp is { } again && (!_executions.TryGetValue(again, out var before) || before.End is null))
            Violated($"{again} is taken up again, and had not ended");
        if (granted.TakenUp is null && _executed.Contains(granted.Opportunity))
            Violated($"{granted.Opportunity} executes a second time");
        Granted += granted.TakenUp is null ? 1 : 0;
        _held[granted.Token] = granted;
    }

    private void OnReleased(LockEvent.Released released)
    {
        if (!_held.Remove(released.Token, out var granted))
        {
            Violated($"a lock was released that nobody held: {released.Token}");
            return;
        }

        var id = granted.Execution;
        if (!_executions.TryGetValue(id, out var execution))
            return; // restarted before the saga wrote anything
        if (execution.Legs.Any(leg => leg.Attempt > 0))
            _executed.Add(granted.Opportunity);
        if (execution.Legs.FirstOrDefault(leg => leg.Unresolved) is { } open)
            Violated($"{id}: the lock was freed while leg {open.Number} is {open.Status}");
        if (execution.AnythingSent && (!world.Audit.Rows.TryGetValue(id, out var row) || row.ClosedAt is null))
            Violated($"{id}: the lock was freed before the audit was closed");
        foreach (var (_, bet) in world.BetsOf(execution).Where(found => found.Bet.StatusAt(world.Now) is BetStatus.Accepted or BetStatus.Pending))
            if (!bet.IsHiddenTwice && !execution.Resolved && !execution.Legs.Any(leg => leg.Status == LegStatus.Accepted && leg.Reference == bet.Reference))
                Violated($"{id}: the lock was freed while bet {bet.Reference} stands at the bookmaker and nobody knows it");
    }

    /// <summary>The engine orders a placement from a bettor.</summary>
    public void Placing(Place place)
    {
        var name = $"{place.Execution} leg {place.Leg} attempt {place.Attempt}";
        if (!_sent.Add((place.Execution, place.Leg, place.Attempt)))
            Violated($"{name} was sent twice");
        if (!_executions.TryGetValue(place.Execution, out var execution))
        {
            Violated($"{name} was sent without anything in the journal");
            return;
        }

        var leg = execution.Legs.FirstOrDefault(leg => leg.Number == place.Leg);
        if (leg is null || leg.Status != LegStatus.Intended || leg.Attempt != place.Attempt || leg.Ticket != place.Ticket)
            Violated($"{name} was sent without a durable intent");
        if (!_held.TryGetValue(place.FencingToken, out var held) || held.Match != place.Match || held.Execution != place.Execution)
            Violated($"{name} was sent without the lock's current token");
        if (!world.Audit.Rows.ContainsKey(place.Execution))
            Violated($"{name} was sent before its audit row was durable");
        if (leg is { Hedge: false } && execution.Legs.Any(other => !other.Hedge && other.Number < leg.Number && other.Status != LegStatus.Accepted))
            Violated($"{name} was sent before the legs before it were accepted");
        CheckExposure(place.Ticket.Quote.Slip.Account);
    }

    /// <summary>A placement goes onto the network.</summary>
    public void OnWire(SimulatedBookmaker bookmaker, string key)
    {
        if (!_wired.Add(key))
            Violated($"ticket {key} was sent twice to {bookmaker.Provider}");
        var owner = _executions.Values.FirstOrDefault(execution => execution.Legs.Any(leg => leg.TicketKey == key && leg.Attempt > 0));
        if (owner is null)
            Violated($"ticket {key} was sent to {bookmaker.Provider} without a durable intent");
        else if (!_held.ContainsKey(owner.Token))
            Violated($"ticket {key} was sent to {bookmaker.Provider} by {owner.Id}, which holds no lock any more");
        else if (Abandoned(owner, bookmaker.Account) is { } abandoned)
            world.Revive(bookmaker, abandoned, owner.Token);
    }

    /// <summary>A leg at this account that an earlier execution of the same match had a ticket for and never sent.</summary>
    private Place? Abandoned(JournaledExecution owner, AccountId account) => (
        from execution in _executions.Values
        where execution.Match == owner.Match && execution.Token < owner.Token && !_held.ContainsKey(execution.Token)
        from leg in execution.Legs
        where leg.Account == account && leg is { Ticket: not null, Attempt: 0 }
        select new Place(execution.Id, execution.Match, leg.Number, 1, execution.Token, leg.Ticket!, DateTimeOffset.MaxValue)).FirstOrDefault();

    private void CheckExposure(AccountId account)
    {
        var open = _executions.Values.SelectMany(execution => execution.Legs.Where(leg => leg.Account == account && leg.Counts && !leg.FoundLate && !IsSettled(execution, leg)).Select(leg => (execution.Match, leg.Stake))).ToArray();
        var total = open.Sum(stake => stake.Stake);
        if (total > world.Exposure.MaxTotal)
            Violated($"exposure of {account} is {total}, above {world.Exposure.MaxTotal}");
        foreach (var match in open.GroupBy(stake => stake.Match))
            if (match.Sum(stake => stake.Stake) > world.Exposure.MaxPerMatch)
                Violated($"exposure of {account} on {match.Key} is {match.Sum(stake => stake.Stake)}, above {world.Exposure.MaxPerMatch}");
    }

    /// <summary>The faults have stopped long ago: everything has ended or is with a person, and the books agree.</summary>
    public IReadOnlyDictionary<ExecutionResult, int> CheckEnd()
    {
        var ends = new SortedDictionary<ExecutionResult, int>();
        foreach (var execution in _executions.Values.OrderBy(execution => execution.Token))
        {
            var held = _held.ContainsKey(execution.Token);
            if (held && !execution.WithPerson)
                Violated($"{execution.Id} neither ended nor is with a person: {execution.Last}");
            if (held && execution.WithPerson && !_alarmed.Contains(execution.Id))
                Violated($"{execution.Id} is with a person and no alarm was raised");
            if (held && world.Audit.Rows.GetValueOrDefault(execution.Id) is { ClosedAt: not null })
                Violated($"{execution.Id} holds its lock, but its audit row is closed");
            if (held && execution.WithPerson && Untold(execution) is { } untold)
                Violated(untold);
            var result = held ? ExecutionResult.WithPerson : execution.End?.Result ?? ExecutionResult.Aborted;
            ends[result] = ends.GetValueOrDefault(result) + 1;
            CheckBooks(execution, held);
        }

        foreach (var held in _held.Values.Where(held => !_executions.ContainsKey(held.Execution)))
            Violated($"the lock of {held.Execution} is held and nothing works on it");
        return ends;
    }

    /// <summary>True when the audit says of everything that waits for a person what the journal says.</summary>
    public bool PersonsAreTold => _executions.Values.All(execution => !execution.WithPerson || !_held.ContainsKey(execution.Token) || Untold(execution) is null);

    /// <summary>Whoever is asked reads the audit: it must say what the journal says. Null when it does.</summary>
    private string? Untold(JournaledExecution execution)
    {
        var row = world.Audit.Rows.GetValueOrDefault(execution.Id);
        if (row?.Result != ExecutionResult.WithPerson)
            return $"{execution.Id} is with a person, but the audit says {row?.Result}";
        return row.Legs.Select(leg => leg.Status).SequenceEqual(execution.Legs.Select(leg => leg.Status))
            ? null
            : $"{execution.Id} is with a person, and its legs are {string.Join(' ', execution.Legs.Select(leg => leg.Status))}, but the audit says {string.Join(' ', row.Legs.Select(leg => leg.Status))}";
    }

    /// <summary>What an account counts as open is what the journals say: accepted and unknown stakes, also those of executions that wait for a person.</summary>
    public void CheckCounted(AccountId account, ExposureAnswered? counted)
    {
        var stakes = _executions.Values.Sum(execution => execution.Legs.Where(leg => leg.Account == account && leg.Counts && !IsSettled(execution, leg)).Sum(leg => leg.Stake));
        // A bet that was taken back may count until that is noted: another execution of the match may be in the way, or the world ends in this very moment.
        var back = _executions.Values.Sum(execution => execution.Legs.Where(leg => leg.Account == account && leg.TakenBack).Sum(leg => leg.Stake));
        if (counted is null || counted.Open < stakes || counted.Open > stakes + back)
            Violated($"exposure of {account} is {counted?.Open}, but {stakes} are open");
        if (counted is { Reserved: > 0m } && _held.Count == 0)
            Violated($"{counted.Reserved} are reserved at {account}, and nothing executes");
    }

    private bool IsSettled(JournaledExecution execution, JournaledLeg leg) => world.Audit.Settled.ContainsKey((execution.Id, leg.Number));

    /// <summary>True when every bet that stands is known to its execution, and every one that was taken back is noted: what the last lists said has been heard.</summary>
    public bool ListsAreHeard => _executions.Values.All(execution => execution.Resolved || world.BetsOf(execution).All(found => found.Bet.StatusAt(world.Now) switch
    {
        BetStatus.Accepted => execution.Legs[found.Number].Counts,
        BetStatus.Void => execution.Legs[found.Number].Status != LegStatus.Accepted || world.Audit.Settled.ContainsKey((execution.Id, found.Number)),
        _ => true,
    }));

    /// <summary>
    /// True where nobody can know or act: a bet turned out otherwise at a bookmaker whose list cannot be read any more, or another execution of the match waits for a person, this one cannot be taken up, and
    /// somebody was told.
    /// </summary>
    private bool Waits(JournaledExecution execution) =>
        execution.Legs.Any(leg => world.BookmakerOf(leg.Account).ListBroken && world.BetsOf(execution).Any(found => found.Number == leg.Number && (found.Bet.IsHiddenTwice || found.Bet.StatusAt(world.Now) == BetStatus.Void))) ||
        !_held.ContainsKey(execution.Token) && _held.Values.Any(held => held.Match == execution.Match && held.Execution != execution.Id) && _alarmed.Contains(execution.Id);

    private void CheckBooks(JournaledExecution execution, bool held)
    {
        var row = world.Audit.Rows.GetValueOrDefault(execution.Id);
        var standing = Standing(execution, row);
        foreach (var (number, bet) in standing)
        {
            var known = row?.Legs.FirstOrDefault(leg => leg.Leg == number);
            var open = held && known is { Status: LegStatus.Unknown or LegStatus.Pending or LegStatus.Intended };
            if (execution.Legs[number].FoundLate && !_alarmed.Contains(execution.Id))
                Violated($"{execution.Id}: bet {bet.Reference} came to light later, and no alarm was raised");
            if (!open && !execution.Resolved && known is not { Status: LegStatus.Accepted } && !(bet.IsHiddenTwice && Waits(execution)))
                Violated($"{execution.Id}: bet {bet.Reference} is accepted, but the audit says {known?.Status.ToString() ?? "nothing"}");
            else if (known is { Status: LegStatus.Accepted } && standing.Any(other => other.Bet.Reference == known.Reference && other.Number != number && execution.Legs[other.Number].Account == known.Account && other.Bet.Stake == bet.Stake))
                continue; // two bets of one account, selection and stake: which leg is which, its list does not say
            else if (known is { Status: LegStatus.Accepted } && (known.Reference != bet.Reference || known.Stake != bet.Stake))
                Violated($"{execution.Id}: bet {bet.Reference} of {bet.Stake} is {known.Reference} of {known.Stake} in the audit");
            else if (known is { Status: LegStatus.Accepted } && known.Odds != bet.Booked && !execution.Legs[number].ByPerson)
                Violated($"{execution.Id}: bet {bet.Reference} at {bet.Booked} is at {known.Odds} in the audit");
        }

        foreach (var leg in row?.Legs.Where(leg => leg.Status == LegStatus.Accepted) ?? [])
            if (!standing.Any(found => found.Number == leg.Leg) && !world.Audit.Settled.ContainsKey((execution.Id, leg.Leg)) && !Waits(execution))
                Violated($"{execution.Id}: leg {leg.Leg} is accepted in the audit, but not at the bookmaker");
        CheckNaked(execution, [.. standing.Select(found => found.Number)]);
    }

    /// <summary>
    /// The bets that stand, by legs. A list without keys does not say which of two legs of one account, selection and stake a bet is, nor that a person placed one like it by hand: where the engine took it for
    /// the other leg, or for one that was judged absent (and told the operator so), the money is the same.
    /// </summary>
    private (int Number, SimulatedBet Bet)[] Standing(JournaledExecution execution, AuditRow? row)
    {
        var standing = world.BetsOf(execution).Where(found => found.Bet.StatusAt(world.Now) == BetStatus.Accepted).ToList();
        foreach (var known in row?.Legs.Where(leg => leg is { Status: LegStatus.Accepted, Reference: not null }) ?? [])
        {
            var at = standing.FindIndex(found => found.Bet.Reference == known.Reference && execution.Legs[found.Number].Account == known.Account);
            if (at >= 0 && standing[at].Number != known.Leg && standing.All(found => found.Number != known.Leg) && row!.Legs.Any(leg => leg.Leg == standing[at].Number && Alike(leg, known)))
                standing[at] = (known.Leg, standing[at].Bet);
            else if (at < 0 && execution.Legs[known.Leg].FoundLate && _alarmed.Contains(execution.Id)
                && world.BookmakerOf(known.Account).Bets.FirstOrDefault(bet => bet.Reference == known.Reference && bet.IsByHand && bet.Stake == known.Stake && bet.StatusAt(world.Now) == BetStatus.Accepted) is { } byHand)
                standing.Add((known.Leg, byHand));
        }

        return [.. standing];
    }

    private static bool Alike(AuditLeg one, AuditLeg other) =>
        (one.Account, one.Event, one.Kind, one.Period, one.Line, one.Selection, one.Stake) == (other.Account, other.Event, other.Kind, other.Period, other.Line, other.Selection, other.Stake);

    private void CheckNaked(JournaledExecution execution, IReadOnlyList<int> standing)
    {
        var worst = PayoffMatrix.Worst([.. execution.Legs.Where(leg => standing.Contains(leg.Number)).Select(leg => leg.Position)]);
        if (worst < -world.Settings.Hedge.MaxLoss && !_alarmed.Contains(execution.Id) && !Waits(execution))
            Violated($"{execution.Id} is naked without an alarm: worst outcome {worst:0.00}");
        if (worst < -world.Settings.Hedge.MaxLoss && !_held.ContainsKey(execution.Token) && !execution.Resolved && !Waits(execution))
            Violated($"{execution.Id} ended naked: worst outcome {worst:0.00}");
        var missing = execution.Legs.Any(leg => !leg.Hedge && !standing.Contains(leg.Number));
        if (standing.Count > 0 && missing && !_held.ContainsKey(execution.Token) && !execution.Resolved && !Waits(execution) && !world.Audit.Hedges.Keys.Any(key => key.Execution == execution.Id))
            Violated($"{execution.Id} has no hedge event, though a leg is missing");
    }
}
