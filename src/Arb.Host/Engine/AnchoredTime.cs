namespace Arb.Host.Engine;

/// <summary>The wall clock at start plus the monotonic clock since: a jump of the machine's clock changes no time limit.</summary>
internal sealed class AnchoredTime : TimeProvider
{
    private readonly DateTimeOffset _start = System.GetUtcNow();
    private readonly long _stamp = System.GetTimestamp();

    public override DateTimeOffset GetUtcNow() => _start + System.GetElapsedTime(_stamp);
}
