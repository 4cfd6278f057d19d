using Akka.Actor;
using Arb.Domain.Execution;

namespace Arb.Actors.Execution;

/// <content>The kill switch: at once for the engine itself, answered when a restart would know of it.</content>
public sealed partial class EngineActor
{
    private void OnKill(KillEngine order)
    {
        Kill(order.Reason);
        if (_killAskers.Count >= KillAskersMax)
            AnswerKills(DateTimeOffset.MaxValue, "");
        _killAskers.Add((Sender, Now));
    }

    private void Kill(string reason)
    {
        (_wanted, _startedByPerson) = (false, false);
        _executions.Tell(new AbortUnsent(reason), Self);
        if (_state == EngineState.Recovering)
        {
            // Recovery of what is open goes on; nothing new begins after it.
            _killed = reason;
            _reason = $"{reason}: killed as soon as recovery is finished";
        }
        else if (_state != EngineState.Killed)
        {
            Switch(EngineState.Killed, reason);
        }
    }

    /// <summary>Whoever pulled the switch hears of it when a restart would know of it, or when that takes too long; the engine itself is killed at once.</summary>
    private void AnswerKills(DateTimeOffset pulledUntil, string remark)
    {
        foreach (var (asker, _) in _killAskers.Where(kill => kill.At <= pulledUntil))
            asker.Tell(Status() with { Reason = _reason + remark });
        _killAskers.RemoveAll(kill => kill.At <= pulledUntil);
    }
}
