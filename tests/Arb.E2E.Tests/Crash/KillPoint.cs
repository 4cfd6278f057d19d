using Arb.Domain.Execution;
using Arb.Sandbox;

namespace Arb.E2E.Tests.Crash;

/// <summary>One cell of the matrix: what the bookmakers do, when the engine is killed, and in which durable state that finds it.</summary>
/// <param name="Name">For people.</param>
/// <param name="Kill">True when it is time.</param>
/// <param name="Last">The durable event that must be the last one at the kill: proof that the cell was hit.</param>
internal sealed record KillPoint(string Name, Func<KillScene, bool> Kill, params Type[] Last)
{
    /// <summary>Settings of the engine that is killed.</summary>
    public string[] Settings { get; init; } = [];

    /// <summary>Before the surebet is put up.</summary>
    public Action<KillScene> Before { get; init; } = _ => { };

    /// <summary>Once the lock is taken and the legs are known; the quotes are still on their way.</summary>
    public Action<KillScene> Locked { get; init; } = _ => { };

    /// <summary>Once something else is seen.</summary>
    public (Func<KillScene, bool> Seen, Action<KillScene> Do)? Later { get; init; }

    /// <summary>While the engine is dead.</summary>
    public Action<KillScene> Meanwhile { get; init; } = _ => { };

    /// <summary>A second kill, while the engine recovers.</summary>
    public Func<KillScene, bool>? KillAgain { get; init; }

    public override string ToString() => Name;
}

/// <summary>What can be seen and done while the engine of a kill point runs.</summary>
internal sealed class KillScene(CrashWorld world) : IDisposable
{
    private IDisposable? _tables;

    public CrashWorld World => world;

    public ExecutionEvent? Last => world.Journal.Saga.LastOrDefault();

    /// <summary>Bookmaker of the leg that is placed first.</summary>
    public BookmakerControl A => Bookmaker(0);

    public BookmakerControl B => Bookmaker(1);

    public IReadOnlyList<BookmakerControl> All => world.Sandbox.Bookmakers;

    public int Booked => world.Bets.Count();

    public bool Has<T>(Func<T, bool>? where = null)
        where T : ExecutionEvent => world.Journal.Saga.OfType<T>().Any(where ?? (_ => true));

    public bool Intended(int leg) => Has<LegIntended>(e => e.Leg == leg);

    public bool Accepted(int leg) => Has<LegAccepted>(e => e.Leg == leg);

    /// <summary>Some endpoints of every bookmaker answer late.</summary>
    public void SlowAll(int milliseconds, params string[] endpoints)
    {
        foreach (var bookmaker in All)
            bookmaker.Faults = Slow(milliseconds, endpoints);
    }

    public static SandboxFaults Slow(int milliseconds, params string[] endpoints) => new() { LatencyMs = milliseconds, Endpoints = endpoints };

    public void LockTables() => _tables ??= world.LockTables();

    public void Dispose() => _tables?.Dispose();

    private BookmakerControl Bookmaker(int leg) => world.Sandbox[world.Journal.Saga.OfType<LockTaken>().First().Legs[leg].Account.Value];
}
