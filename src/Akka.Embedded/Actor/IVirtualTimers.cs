namespace Akka.Actor;

/// <summary>A scheduler whose timers do not run by its monotonic clock.</summary>
internal interface IVirtualTimers
{
    /// <summary>Time that has passed for the timers.</summary>
    TimeSpan TimerClock { get; }
}
