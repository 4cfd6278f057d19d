using Akka.Actor;
using Arb.Domain.Execution;
using Arb.Domain.Health;
using Arb.Domain.Primitives;

namespace Arb.Actors.Execution;

/// <content>What turned out otherwise: bets that were judged absent and are listed, and bets that were taken back while another of their execution is open.</content>
public sealed partial class SettlementActor
{
    private readonly HashSet<(ExecutionId Execution, int Leg, string Reference)> _others = [];
    private readonly Dictionary<(ExecutionId Execution, int Leg), BetSettlement> _back = [];
    private readonly Dictionary<ExecutionId, TakeUpBets> _handed = [];
    private readonly HashSet<ExecutionId> _waiting = [];
    private readonly List<OpenBet> _unsure = [];
    private long _questions;

    /// <summary>Bets that the list shows and that may be legs judged absent go to their execution: it knows ticket, stake and time.</summary>
    private void Compare(IReadOnlyList<AbsentLeg> absent, BetListReading reading)
    {
        // What an execution said is somebody else's may be another one's.
        var candidates = reading.Bets.SelectMany(bet => LateBets.Candidates(
            [.. absent.Where(leg => !_others.Contains((leg.Of.Execution, leg.Leg, bet.Reference)))], reading with { Bets = [bet] })).DistinctBy(found => (found.Leg.Of.Execution, found.Leg.Leg, found.Entry.Reference));
        foreach (var execution in candidates.GroupBy(found => found.Leg.Of.Execution))
            Hand(execution.First().Leg.Of, [.. execution.Select(found => new BetChange.Listed(found.Leg.Leg, found.Entry))]);
    }

    /// <summary>A bet that was taken back is handed over once the lists of the others were read too: where the whole match is off, they end with it.</summary>
    /// <param name="late">True: that was waited for long enough.</param>
    private void HandOver(bool late)
    {
        foreach (var execution in _back.Values.GroupBy(back => back.Bet.Execution).ToArray())
        {
            var others = _open.Where(bet => bet.Execution == execution.Key && !_back.ContainsKey(Key(bet))).ToArray();
            var running = execution.Any(back => back.Bet.IsRunning);
            if (!late && others.Any(bet => _readings.ContainsKey(bet.Account)))
                continue;
            if (others.Length > 0 || running)
            {
                Hand(execution.First().Bet.Of!, [.. execution.Select(back => new BetChange.TakenBack(back.Bet.Leg, back.Status))]);
                continue;
            }

            foreach (var back in execution)
                _back.Remove(Key(back.Bet));
            Write([.. execution], null, ActorRefs.Nobody);
        }
    }

    /// <summary>One question at a time for each execution; what comes meanwhile, and what is not answered, is asked when lists are read again.</summary>
    private void Hand(ExecutionIdentity execution, IReadOnlyList<BetChange> changes)
    {
        var order = new TakeUpBets(execution, changes, 0, ++_questions);
        if (_handed.TryAdd(execution.Execution, order))
            _executions.Tell(order, Self);
    }

    private void OnTakenUp(BetsTakenUp answer)
    {
        if (!_handed.TryGetValue(answer.Execution, out var order) || order.Number != answer.Number)
            return;
        _handed.Remove(answer.Execution);
        if (answer.Verdict == TakeUpVerdict.Later)
        {
            if (_waiting.Add(answer.Execution))
                Publish(LogSeverity.Alarm, $"{Words(order)}: taken up as soon as it can be ({answer.Reason})", null, answer.Execution);
            return;
        }

        _waiting.Remove(answer.Execution);
        foreach (var listed in order.Changes.OfType<BetChange.Listed>().Where(listed => !answer.Counted.Contains(listed.Leg)))
            _others.Add((answer.Execution, listed.Leg, listed.Entry.Reference));
        var settled = new List<BetSettlement>();
        foreach (var back in order.Changes.OfType<BetChange.TakenBack>())
            if (_back.Remove((answer.Execution, back.Leg), out var settlement))
                settled.Add(settlement);
        if (settled.Count > 0)
            Write(settled, null, ActorRefs.Nobody); // once the execution has it in its journal: after a crash between the two the list says it again
    }

    private static string Words(TakeUpBets order) => string.Join("; ", order.Changes.Select(change => change switch
    {
        BetChange.Listed listed => $"bet {listed.Entry.Reference} is listed and may be leg {listed.Leg} of {order.Of.Execution}, which was judged absent",
        BetChange.TakenBack back => $"leg {back.Leg} of {order.Of.Execution} was taken back by the bookmaker ({back.Status}), and another of it is open",
        _ => throw new InvalidOperationException($"unknown change {change.GetType().Name}"),
    }));

    /// <summary>A write that failed may have been stored all the same: a bet that is open no more then is free.</summary>
    private void FreeStored(Loaded loaded)
    {
        foreach (var bet in _unsure.Where(bet => loaded.Bets.All(open => Key(open) != Key(bet))))
            _accounts.Tell(new ToExposure(bet.Account, new SettleExposure(bet.Execution, bet.Account, bet.Leg)), Self);
        _unsure.Clear();
    }

    /// <summary>What is not watched any more needs no memory, and a question that was not answered since the last reading is asked again.</summary>
    private void Forget(Loaded loaded)
    {
        _handed.Clear();
        var watched = loaded.Absent.Select(leg => leg.Of.Execution).ToHashSet();
        _others.RemoveWhere(other => !watched.Contains(other.Execution));
        foreach (var gone in _back.Keys.Except(loaded.Bets.Select(Key)).ToArray())
            _back.Remove(gone);
        _waiting.IntersectWith(watched.Concat(_back.Keys.Select(key => key.Execution)));
        HandOver(late: true);
    }
}
