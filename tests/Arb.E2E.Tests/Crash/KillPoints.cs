using Arb.Domain.Execution;
using Arb.Sandbox;

namespace Arb.E2E.Tests.Crash;

/// <summary>
/// The matrix. Latency at the bookmakers, or a lock on the tables, holds the engine in the state in which it is to die; leg A is the one placed first.
/// Long latency means: the request is under way and nothing is booked; <c>HoldAfterBooking</c>: booked, the answer still to come.
/// </summary>
internal static class KillPoints
{
    private const int Long = 6_000;
    private const int Short = 400;

    private static readonly SandboxFaults Held = new() { HoldAfterBookingNext = 1, HoldMs = Long };
    private static readonly SandboxFaults LostAnswer = new() { AbortAfterBookingNext = 1, LatencyMs = 1_500, Endpoints = ["bets"] };
    private static readonly SandboxFaults LostRequest = new() { AbortBeforeBookingNext = 1, LatencyMs = 1_500, Endpoints = ["bets"] };
    private static readonly SandboxFaults Pending = new() { PendingNext = 1, PendingDelayMs = 2_500 };
    private static readonly SandboxFaults Refusing = new() { RefuseNext = 1, LatencyMs = Short, Endpoints = ["place", "quote"] };

    public static IReadOnlyList<KillPoint> BeforeSend { get; } =
    [
        new("lock taken, audit not open", s => s.Has<LockTaken>(), typeof(LockTaken)) { Before = s => s.LockTables() },
        new("audit open or exposure taken, seen at once", s => s.Has<AuditOpened>(), typeof(AuditOpened), typeof(ExposureTaken)) { Before = s => s.SlowAll(Long, "quote") },
        new("exposure taken, quotes under way", s => s.World.Sandbox.Bookmakers.All(b => b.Stats.Requests.GetValueOrDefault("quote") > 1) && s.Has<ExposureTaken>(), typeof(ExposureTaken))
        {
            Before = s => s.SlowAll(Long, "quote"),
        },
    ];

    public static IReadOnlyList<KillPoint> LegA { get; } =
    [
        new("A intended, seen at once", s => s.Intended(0), typeof(LegIntended)) { Locked = s => s.A.Faults = KillScene.Slow(Short, "place") },
        new("A under way, not booked", s => s.World.Placements == 1, typeof(LegIntended)) { Locked = s => s.A.Faults = KillScene.Slow(Long, "place") },
        new("A booked, not answered", s => s.Booked == 1, typeof(LegIntended)) { Locked = s => s.A.Faults = Held },
        new("A unknown, booked", s => s.Has<LegUnknown>(), typeof(LegUnknown)) { Locked = s => s.A.Faults = LostAnswer },
        new("A unknown, not booked", s => s.Has<LegUnknown>(), typeof(LegUnknown)) { Locked = s => s.A.Faults = LostRequest },
        new("A pending", s => s.Has<LegPending>(), typeof(LegPending)) { Locked = s => s.A.Faults = Pending },
        new("A pending, rejected while the engine is dead", s => s.Has<LegPending>(), typeof(LegPending)) { Locked = s => s.A.Faults = Pending with { PendingRejectNext = 1 }, Meanwhile = s => s.A.Faults = new SandboxFaults { PendingRejectNext = 1 } },
        new("A rejected, final audit not written", s => s.Has<Concluded>(), typeof(Concluded))
        {
            Locked = s => s.A.Faults = Refusing,
            Later = (s => s.Intended(0), s => s.LockTables()),
        },
        new("A unknown, a person asked", s => s.Has<PersonAsked>(), typeof(PersonAsked), typeof(HedgeStarted))
        {
            Settings = ["arb.hedge.reconcile-deadline=1s"],
            Locked = s => s.A.Faults = KillScene.Slow(Short, "place") with { AbortBeforeBookingNext = 1 },
            Later = (s => s.Intended(0), s => s.A.Faults = new SandboxFaults { AbortBeforeBookingNext = 1, BetListIncomplete = true }),
        },
    ];

    public static IReadOnlyList<KillPoint> LegB { get; } =
    [
        new("A accepted, B intended, seen at once", s => s.Accepted(0), typeof(LegIntended)) { Locked = s => s.B.Faults = KillScene.Slow(Short, "place") },
        new("B under way, not booked", s => s.World.Placements == 2, typeof(LegIntended)) { Locked = s => s.B.Faults = KillScene.Slow(Long, "place") },
        new("B booked, not answered", s => s.Booked == 2, typeof(LegIntended)) { Locked = s => s.B.Faults = Held },
        new("B unknown, booked", s => s.Has<LegUnknown>(), typeof(LegUnknown)) { Locked = s => s.B.Faults = LostAnswer },
        new("B unknown, not booked", s => s.Has<LegUnknown>(), typeof(LegUnknown)) { Locked = s => s.B.Faults = LostRequest },
        new("B pending", s => s.Has<LegPending>(), typeof(LegPending)) { Locked = s => s.B.Faults = Pending },
        new("both accepted, final audit not written", s => s.Has<Concluded>(), typeof(Concluded))
        {
            Locked = s => s.B.Faults = KillScene.Slow(Short, "place"),
            Later = (s => s.Intended(1), s => s.LockTables()),
        },
        new("audit closed, seen at once", s => s.Has<AuditClosed>(), typeof(LockReleased)),
        new("B booked, not answered, and killed again while it reconciles", s => s.Booked == 2, typeof(LegIntended)) { Locked = s => s.B.Faults = Held, KillAgain = s => s.Has<LegUnknown>() },
    ];

    public static IReadOnlyList<KillPoint> Hedge { get; } =
    [
        new("B rejected, hedge begun", s => s.Has<HedgeStarted>(), typeof(HedgeStarted)) { Locked = Refuse(Long, "quote") },
        new("no hedge possible", s => s.Has<HedgeChosen>(), typeof(HedgeChosen), typeof(LegIntended))
        {
            Locked = Refuse(Short, "quote"),
            Later = (s => s.Has<HedgeStarted>(), s => SetAll(s, new SandboxFaults { SuspendAll = true })),
            Meanwhile = s => SetAll(s, new SandboxFaults()),
        },
        new("hedge under way, not booked", s => s.World.Placements == 3, typeof(LegIntended)) { Locked = Refuse(Short, "quote"), Later = OnHedge(KillScene.Slow(Long, "place")) },
        new("hedge booked, not answered", s => s.Booked == 2, typeof(LegIntended)) { Locked = Refuse(Short, "quote"), Later = OnHedge(Held) },
        new("hedge unknown, booked", s => s.Has<LegUnknown>(), typeof(LegUnknown)) { Locked = Refuse(Short, "quote"), Later = OnHedge(LostAnswer) },
        new("hedge unknown, not booked", s => s.Has<LegUnknown>(), typeof(LegUnknown)) { Locked = Refuse(Short, "quote"), Later = OnHedge(LostRequest) },
        new("hedge accepted, final audit not written", s => s.Has<Concluded>() || s.Has<LegAccepted>(e => e.Leg >= 2), typeof(Concluded), typeof(LegAccepted))
        {
            Locked = Refuse(Short, "place"),
            Later = (s => s.Has<LegIntended>(e => e.Leg >= 2), s => s.LockTables()),
        },
        new("hedge under way, and killed again while it reconciles", s => s.World.Placements == 3, typeof(LegIntended))
        {
            Locked = Refuse(Short, "quote"),
            Later = OnHedge(KillScene.Slow(Long, "place")),
            KillAgain = s => s.Has<LegUnknown>(),
        },
    ];

    public static IEnumerable<KillPoint> All => BeforeSend.Concat(LegA).Concat(LegB).Concat(Hedge);

    private static void SetAll(KillScene scene, SandboxFaults faults)
    {
        foreach (var bookmaker in scene.All)
            bookmaker.Faults = faults;
    }

    /// <summary>B is refused; whoever is asked for a price after that answers slowly enough to be looked at.</summary>
    private static Action<KillScene> Refuse(int milliseconds, string endpoint) => scene =>
    {
        scene.A.Faults = KillScene.Slow(milliseconds, endpoint);
        scene.B.Faults = new SandboxFaults { RefuseNext = 1, LatencyMs = milliseconds, Endpoints = [endpoint] };
    };

    private static (Func<KillScene, bool> Seen, Action<KillScene> Do) OnHedge(SandboxFaults faults) => (s => s.Has<HedgeStarted>(), s => SetAll(s, faults));
}
