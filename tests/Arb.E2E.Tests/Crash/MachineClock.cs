namespace Arb.E2E.Tests.Crash;

/// <summary>
/// The wall clock of one process, to be set while it runs: libfaketime, preloaded. The monotonic clock is left as it is, as on a machine whose time is set.
/// </summary>
internal sealed class MachineClock(string folder)
{
    private static readonly string? Library = new[] { "x86_64-linux-gnu", "aarch64-linux-gnu" }
        .Select(architecture => $"/usr/lib/{architecture}/faketime/libfaketimeMT.so.1")
        .FirstOrDefault(File.Exists);

    private readonly string _file = Path.Combine(folder, "clock");
    private int _hours;

    /// <summary>Why a clock cannot be set here, or null.</summary>
    public static string? NotPossible => Library is null ? "libfaketime is not installed (Debian: apt-get install libfaketime)" : null;

    /// <summary>Puts the clock into the environment of a process to come.</summary>
    public void Into(IDictionary<string, string> environment)
    {
        Set(0);
        environment["LD_PRELOAD"] = Library!;
        environment["FAKETIME_TIMESTAMP_FILE"] = _file;
        environment["FAKETIME_NO_CACHE"] = "1";
        environment["FAKETIME_DONT_FAKE_MONOTONIC"] = "1";
        environment["DONT_FAKE_MONOTONIC"] = "1";
    }

    /// <summary>Sets the clock forward, or back.</summary>
    public void Jump(int hours) => Set(_hours + hours);

    // A file is replaced as a whole: a half-written one would be read as another time.
    private void Set(int hours)
    {
        _hours = hours;
        File.WriteAllText($"{_file}.new", $"{hours:+0;-0;+0}h\n");
        File.Move($"{_file}.new", _file, overwrite: true);
    }
}

/// <summary>A test that sets the clock of a process; skipped by name where that cannot be done.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class MachineClockTheoryAttribute : TheoryAttribute
{
    /// <summary>Looks for the library.</summary>
    public MachineClockTheoryAttribute() => Skip = MachineClock.NotPossible;
}
