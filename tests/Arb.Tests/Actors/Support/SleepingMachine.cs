using Arb.Host.Simulation;

namespace Arb.Tests.Actors.Support;

/// <summary>A clock that counts sleep, of a machine whose other clocks stand still meanwhile: as a suspended Linux.</summary>
internal sealed class SleepingMachine : TimeProvider
{
    /// <summary>What counts as a sleep: longer than any spec lets virtual time pass in one step.</summary>
    public static readonly TimeSpan Gap = TimeSpan.FromDays(2);

    /// <summary>How long it sleeps at a time.</summary>
    public static readonly TimeSpan Length = Gap + TimeSpan.FromHours(1);

    private TimeSpan _slept;

    /// <summary>The machine's other clock.</summary>
    public VirtualClock? Clock { get; set; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => ((Clock?.Elapsed ?? TimeSpan.Zero) + _slept).Ticks;

    public void Sleep() => _slept += Length;
}
