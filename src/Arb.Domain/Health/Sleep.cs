namespace Arb.Domain.Health;

/// <summary>
/// The machine slept, or this process stood still, for longer than the engine takes for a pause. On the event stream, after the engine's clock has seen it. Everything that was known before is stale: prices
/// leave, lamps are not GREEN until odds were asked for and came after it, plans are void, nothing is sent on a quote from before.
/// </summary>
/// <param name="WokeAt">First moment after it, by the engine's clock.</param>
/// <param name="Gap">How long.</param>
/// <param name="ByWallClock">True where only the time of day says so: it was set forward, or a virtual machine was paused, which no other clock in it counts. What is under way is then left alone.</param>
public sealed record MachineSlept(DateTimeOffset WokeAt, TimeSpan Gap, bool ByWallClock)
{
    /// <summary>For the log.</summary>
    public string Describe() => ByWallClock
        ? $"the time of day went {SleepRule.Show(Gap)} ahead of every other clock: it was set, or this machine was paused. Odds are asked for anew. The engine keeps its own time until it is started again: do that when the time of day is right now"
        : $"the machine slept, or this process stood still, for {SleepRule.Show(Gap)}: nothing from before is used; odds, balances and quotes are asked for anew, bets that were on their way are looked for";
}

/// <summary>Two clocks at one moment.</summary>
/// <param name="Engine">The engine's own: it counts sleep, and nobody sets it.</param>
/// <param name="Wall">Time of day, as the machine has it.</param>
public readonly record struct ClockReading(DateTimeOffset Engine, DateTimeOffset Wall);

/// <summary>When the time between two looks at the clocks was a sleep; pure.</summary>
public static class SleepRule
{
    /// <summary>True when nothing in this process looked at the clock for so long that it cannot have run.</summary>
    public static bool IsGap(DateTimeOffset last, DateTimeOffset now, TimeSpan limit) => now - last >= limit;

    /// <summary>How far the time of day ran ahead of the engine's clock between two looks, when that is a gap. Back, or a little at a time as time servers correct it, is none.</summary>
    public static TimeSpan? Ahead(ClockReading before, ClockReading now, TimeSpan limit) =>
        now.Wall - before.Wall - (now.Engine - before.Engine) is var ahead && ahead >= limit ? ahead : null;

    /// <summary>Pause between two looks: several within the shortest gap, so that an idle process is not taken for a sleeping one.</summary>
    public static TimeSpan Beat(TimeSpan limit) => limit / 8 < TimeSpan.FromSeconds(1) ? limit / 8 : TimeSpan.FromSeconds(1);

    internal static string Show(TimeSpan gap) => gap.TotalMinutes < 2 ? $"{gap.TotalSeconds:0} s" : gap.TotalHours < 2 ? $"{gap.TotalMinutes:0} min" : $"{gap.TotalHours:0} h";
}
