namespace Arb.E2E.Tests.Crash;

/// <summary>Waits for what another process does: looks again at short intervals, and gives up loudly.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    public static Task Async(string what, TimeSpan deadline, Func<bool> holds, Func<string>? why = null) =>
        Async(what, deadline, () => Task.FromResult(holds()), why);

    public static async Task Async(string what, TimeSpan deadline, Func<Task<bool>> holds, Func<string>? why = null)
    {
        using var timer = new PeriodicTimer(Interval);
        var begun = TimeProvider.System.GetTimestamp();
        while (!await holds())
        {
            if (TimeProvider.System.GetElapsedTime(begun) > deadline)
                throw new TimeoutException($"not within {deadline.TotalSeconds:0} s: {what}; {why?.Invoke()}");
            await timer.WaitForNextTickAsync();
        }
    }
}
