using System.Globalization;

namespace Arb.Domain.Health;

/// <summary>Limits of the lamp rule; from <c>arb.health</c>.</summary>
/// <param name="HeartbeatLimit">No good response for this long: the worker counts as dead.</param>
/// <param name="OddsFreshness">Odds not confirmed for this long are stale.</param>
public sealed record HealthLimits(TimeSpan HeartbeatLimit, TimeSpan OddsFreshness);

/// <summary>How an account stands with its login.</summary>
/// <param name="HasSession">True with a session.</param>
/// <param name="Lost">What was seen when the last one was lost (a page instead of data, 401, …); null when there was none yet.</param>
/// <param name="Where">Where the user logs in, continuing "log in": <c> in the browser window of anna</c>.</param>
/// <param name="UnprovenSince">When the machine last woke, while nothing has shown since that the session still holds; null otherwise.</param>
public readonly record struct LoginState(bool HasSession, string? Lost, string Where, DateTimeOffset? UnprovenSince = null);

/// <summary>Reads the lamp off the real state of session and worker (L26); no other input exists, so it cannot be faked.</summary>
public static class LampRule
{
    /// <summary>The lamp and the reason in words.</summary>
    /// <param name="session">How the account stands with its login.</param>
    /// <param name="worker">The worker's own last report, null when there is no worker.</param>
    /// <param name="limits">Limits.</param>
    /// <param name="now">The present time.</param>
    public static (Lamp Lamp, string Reason) Decide(LoginState session, WorkerHealth? worker, HealthLimits limits, DateTimeOffset now)
    {
        if (!session.HasSession)
            return (Lamp.Red, session.Lost is { } seen ? $"no session (lost: {seen}): log in again{session.Where}" : $"no session: log in{session.Where}");
        if (worker is null)
            return (Lamp.Red, "no worker");
        if (session.UnprovenSince is { } woke && !IsProven(worker, woke))
            return (Lamp.Red, $"the machine slept: no odds yet since then{Because(worker)}");
        if (worker.Halted)
            return (Lamp.Red, worker.Reason ?? "worker halted");
        if (worker.LastResponseAt is not { } response)
            return (Lamp.Red, worker.Reason ?? "no answer yet");
        if (now - response > limits.HeartbeatLimit)
            return (Lamp.Red, $"no good answer for {Seconds(now - response)}{Because(worker)}");
        if (worker.OpenPrices == 0)
            return (Lamp.Yellow, "answers arrive, but without open prices");
        if (worker.LastOddsAt is not { } odds || now - odds > limits.OddsFreshness)
            return (Lamp.Yellow, worker.LastOddsAt is { } last ? $"odds not confirmed for {Seconds(now - last)}{Because(worker)}" : "no odds yet");
        return (Lamp.Green, $"{worker.OpenPrices} open prices");
    }

    /// <summary>True when odds that were asked for at this time or later have come: the bookmaker took the session, and what is known is of now.</summary>
    public static bool IsProven(WorkerHealth? worker, DateTimeOffset since) => worker is { Halted: false, LastOddsAt: { } odds } && odds >= since;

    private static string Because(WorkerHealth worker) => worker.Reason is null ? "" : $" ({worker.Reason})";

    private static string Seconds(TimeSpan span) => span.TotalSeconds.ToString("0", CultureInfo.InvariantCulture) + " s";
}
