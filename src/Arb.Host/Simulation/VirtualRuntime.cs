using Akka.Dispatch;

namespace Arb.Host.Simulation;

/// <summary>
/// Runs all actors of a system on the calling thread, through Akka's own extension points (<see cref="VirtualScheduler"/>, <see cref="VirtualDispatcher"/>): which one goes next is drawn by a
/// seeded generator. With a <see cref="VirtualClock"/>, the same configuration, seed and calls give the same run, as long as tasks complete on the driving thread.
/// </summary>
internal sealed class VirtualRuntime
{
    private readonly List<IRunnable> _runnable = [];
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private ulong _state;

    /// <summary>Sets the seed; called once, before any actor has had its turn.</summary>
    public void Begin(ulong seed) => _state = seed;

    /// <summary>Gives one actor its turn; false when none has anything to do. The clock stands.</summary>
    public bool RunOne()
    {
        if (_runnable.Count == 0)
            return false;
        var index = _runnable.Count == 1 ? 0 : (int)(Next() % (ulong)_runnable.Count);
        var work = _runnable[index];
        _runnable[index] = _runnable[^1];
        _runnable.RemoveAt(_runnable.Count - 1);
        work.Run();
        return true;
    }

    /// <summary>Work that an actor or its dispatcher has; only from the thread that drives, for anything else is not repeatable.</summary>
    public void Add(IRunnable work)
    {
        if (Environment.CurrentManagedThreadId != _thread)
            throw new InvalidOperationException("work of a simulated system came from another thread: something escaped to the thread pool");
        _runnable.Add(work);
    }

    // SplitMix64 (Steele, Lea, Flood 2014): small, and its numbers do not depend on the version of .NET.
    private ulong Next()
    {
        var z = _state += 0x9E3779B97F4A7C15UL;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}
