using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Arb.Host.Engine;

/// <summary>
/// A clock that goes on while the machine sleeps: <c>CLOCK_BOOTTIME</c> on Linux and the continuous time of macOS, where .NET's own stand still meanwhile; on Windows .NET's own (the performance counter)
/// counts it.
/// </summary>
internal sealed class SleepCountingTime : TimeProvider
{
    private const int LinuxBootTime = 7; // CLOCK_BOOTTIME
    private const int MacMonotonicRaw = 4; // CLOCK_MONOTONIC_RAW, which is mach_continuous_time there
    private const long NanosecondsPerSecond = 1_000_000_000;

    private static readonly int? Clock = OperatingSystem.IsLinux() ? LinuxBootTime : OperatingSystem.IsMacOS() ? MacMonotonicRaw : null;

    /// <summary>The only one.</summary>
    public static SleepCountingTime Instance { get; } = new();

    /// <inheritdoc/>
    public override long TimestampFrequency => Clock is null ? Stopwatch.Frequency : NanosecondsPerSecond;

    /// <inheritdoc/>
    public override long GetTimestamp()
    {
        if (Clock is not { } clock)
            return Stopwatch.GetTimestamp();
        var now = default(TimeSpec);
        if (GetTime(clock, ref now) != 0)
            throw new InvalidOperationException($"clock {clock} cannot be read: this system has no clock that counts sleep");
        return (now.Seconds * NanosecondsPerSecond) + now.Nanoseconds;
    }

    [DllImport("libc", EntryPoint = "clock_gettime")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetTime(int clock, ref TimeSpec time);

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
