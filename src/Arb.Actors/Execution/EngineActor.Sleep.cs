using Akka.Actor;
using Arb.Domain.Execution;
using Arb.Domain.Health;

namespace Arb.Actors.Execution;

/// <content>After a sleep nothing begins on what was known before it.</content>
public sealed partial class EngineActor
{
    private readonly EngineClock _clock = EngineClock.Of(Context.System);
    private readonly SleepNotice _slept = new(EngineClock.Of(Context.System));

    /// <summary>A sleep comes before every message that is handled after it, whoever notices it first.</summary>
    protected override bool AroundReceive(Receive receive, object message)
    {
        if (_slept.IsNew())
            Forget();
        return base.AroundReceive(receive, message);
    }

    /// <summary>Only the time of day says so: what is under way goes on.</summary>
    private void OnSlept(MachineSlept slept)
    {
        if (slept.ByWallClock)
            Forget();
    }

    /// <summary>Accounts count as RED until they say otherwise: they are told of the sleep too, and announce themselves. Plans are void: a person approved what is not any more.</summary>
    private void Forget()
    {
        foreach (var match in _sizing.Keys.ToArray())
            Forget(match);
        _balances.Clear();
        foreach (var plan in _pending.Clear())
            Ended(plan, PlanEnding.Slept);
        _book.ForgetLamps();
    }
}
