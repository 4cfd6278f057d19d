using System.Reflection;
using Akka.Actor;

namespace Arb.Host.Simulation;

/// <summary>
/// The deterministic runtime of an actor system. It is bound by name because only the embedded kernel has it: the same sources compile against the
/// real packages, where a simulation says that it cannot run.
/// </summary>
internal sealed class SimulationClock
{
    private const string TypeName = "Akka.Embedded.DeterministicRuntime, Akka.Embedded";

    private static readonly Type? Runtime = Type.GetType(TypeName);
    private static readonly MethodInfo? Of = Runtime?.GetMethod("Of", BindingFlags.Public | BindingFlags.Static, [typeof(ActorSystem)]);

    private readonly Func<DateTimeOffset> _now;
    private readonly Func<DateTimeOffset?> _nextDue;
    private readonly Func<bool> _runOne;
    private readonly Action<DateTimeOffset> _advanceTo;

    public SimulationClock(ActorSystem system)
    {
        if (Of is null)
            throw new NotSupportedException("a simulation needs the deterministic dispatcher of the embedded kernel: build with -p:Akka=embedded");
        var runtime = Of.Invoke(null, [system])!;
        _now = Get<Func<DateTimeOffset>>(runtime, "get_Now");
        _nextDue = Get<Func<DateTimeOffset?>>(runtime, "get_NextDue");
        _runOne = Get<Func<bool>>(runtime, "RunOne");
        _advanceTo = Get<Action<DateTimeOffset>>(runtime, "AdvanceTo");
    }

    /// <summary>The virtual time.</summary>
    public DateTimeOffset Now => _now();

    /// <summary>When the next timer of the system is due.</summary>
    public DateTimeOffset? NextDue => _nextDue();

    /// <summary>Gives one actor its turn; false when none has anything to do.</summary>
    public bool RunOne() => _runOne();

    /// <summary>Moves the clock and fires what is due.</summary>
    public void AdvanceTo(DateTimeOffset time) => _advanceTo(time);

    private static T Get<T>(object runtime, string method)
        where T : Delegate => runtime.GetType().GetMethod(method)!.CreateDelegate<T>(runtime);
}
