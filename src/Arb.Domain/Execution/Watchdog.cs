namespace Arb.Domain.Execution;

/// <summary>What the watchdog does about one lock (L20).</summary>
public enum WatchdogDecision : byte
{
    /// <summary>Nothing: within its time, or a person owns it.</summary>
    Leave,

    /// <summary>Its execution is gone and nothing is unknown: free it at once.</summary>
    Free,

    /// <summary>Past its time limit, or gone with an unknown leg: drive the execution to a safe end; the lock is freed when nothing is unknown.</summary>
    Drive,
}

/// <summary>The watchdog's rule, pure.</summary>
public static class Watchdog
{
    /// <summary>Decides about one lock. <paramref name="limit"/> is <c>arb.execution.max-duration</c>.</summary>
    public static WatchdogDecision Decide(LockInfo held, DateTimeOffset now, TimeSpan limit)
    {
        if (held.WithPerson)
            return WatchdogDecision.Leave;
        if (!held.Alive)
            return held.UnknownLegs ? WatchdogDecision.Drive : WatchdogDecision.Free;
        return now - held.TakenAt > limit ? WatchdogDecision.Drive : WatchdogDecision.Leave;
    }
}
