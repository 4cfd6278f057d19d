using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Arb.Benchmarks.Measuring;

/// <summary>
/// Time that this thread has been on a processor, so that single-threaded figures do not depend on what else the machine does; the wall clock where the system has no such clock.
/// </summary>
internal static class ThreadClock
{
    private const int ThreadCpuTime = 3; // CLOCK_THREAD_CPUTIME_ID

    /// <summary>Nanoseconds since some moment.</summary>
    public static double Now()
    {
        if (OperatingSystem.IsLinux() && clock_gettime(ThreadCpuTime, out var time) == 0)
            return time.Seconds * 1e9 + time.Nanoseconds;
        return Stopwatch.GetTimestamp() * (1e9 / Stopwatch.Frequency);
    }

    [DllImport("libc", ExactSpelling = true)]
    private static extern int clock_gettime(int clock, out TimeSpec time);

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
