using Akka.Actor;
using Arb.Domain.Execution;
using Arb.Domain.Health;

namespace Arb.Actors.Execution;

/// <content>A sleep comes before everything that this actor learns after it, whoever notices it first.</content>
public sealed partial class MatchExecutionActor
{
    private readonly EngineClock _clock = EngineClock.Of(Context.System);
    private readonly SleepNotice _slept = new(EngineClock.Of(Context.System));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        _clock.TellOfSleep(Self);
        base.PreStart();
    }

    private void Handle(ExecutionInput input)
    {
        if (!_slept.IsNew())
        {
            Decide(input);
            return;
        }

        // What a timer measured was the time before. Hedging and audit go on by theirs.
        if (input is not ExecutionInput.TimerFired { Timer: not (ExecutionTimer.Round or ExecutionTimer.Audit) })
            Self.Tell(new AfterSleep(input));
        Decide(new ExecutionInput.Slept());
    }

    private void OnSlept(MachineSlept slept)
    {
        if (_slept.IsNew())
            Decide(new ExecutionInput.Slept());
    }

    /// <summary>True for an answer to what was asked before the last sleep: it says nothing about now.</summary>
    private bool IsFromBefore(DateTimeOffset? asked) => asked < _clock.WokeAt;

    private sealed record AfterSleep(ExecutionInput Input);
}
