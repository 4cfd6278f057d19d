// The cells mostly wait (for a settle time, for a start); more of them than cores may do so at once.
[assembly: CollectionBehavior(MaxParallelThreads = 4)]

namespace Arb.E2E.Tests.Crash;

// One class per group: the groups run side by side, the cells of a group one after the other.

public sealed class CrashBeforeSendSpecs
{
    public static TheoryData<string> Points { get; } = new(KillPoints.BeforeSend.Select(p => p.Name));

    [Theory]
    [MemberData(nameof(Points))]
    public Task Should_lose_no_bet_when_killed_before_anything_was_sent(string point) => CrashMatrix.RunAsync(point);
}

public sealed class CrashLegASpecs
{
    public static TheoryData<string> Points { get; } = new(KillPoints.LegA.Select(p => p.Name));

    [Theory]
    [MemberData(nameof(Points))]
    public Task Should_lose_no_bet_when_killed_around_leg_A(string point) => CrashMatrix.RunAsync(point);
}

public sealed class CrashLegBSpecs
{
    public static TheoryData<string> Points { get; } = new(KillPoints.LegB.Select(p => p.Name));

    [Theory]
    [MemberData(nameof(Points))]
    public Task Should_lose_no_bet_when_killed_around_leg_B(string point) => CrashMatrix.RunAsync(point);
}

public sealed class CrashHedgeSpecs
{
    public static TheoryData<string> Points { get; } = new(KillPoints.Hedge.Select(p => p.Name));

    [Theory]
    [MemberData(nameof(Points))]
    public Task Should_lose_no_bet_when_killed_around_the_hedge(string point) => CrashMatrix.RunAsync(point);
}
