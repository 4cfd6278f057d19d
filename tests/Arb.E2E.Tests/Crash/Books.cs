using Arb.Domain.Execution;
using Arb.Sandbox;

namespace Arb.E2E.Tests.Crash;

/// <summary>What must hold after any crash: the bookmakers' books and the engine's records tell the same story.</summary>
internal static class Books
{
    public static async Task AgreeAsync(CrashWorld world)
    {
        var audit = await world.AuditAsync();
        var alarms = await world.AlarmsAsync();
        var problems = new List<string>();
        problems.AddRange(Agreement(world, audit));
        problems.AddRange(Twice(world));
        foreach (var execution in audit)
            problems.AddRange(Naked(execution, alarms.Count));
        problems.AddRange(Locks(world, audit));
        Assert.True(problems.Count == 0, $"{string.Join("\n", problems)}\n{world.Story()}\n{world.Engine.Output}");
    }

    /// <summary>Every bet that stands is one accepted leg with its reference, stake and odds, and the other way round.</summary>
    private static IEnumerable<string> Agreement(CrashWorld world, IReadOnlyList<AuditHistory> audit)
    {
        var standing = world.Bets.Where(bet => bet.Status != BookedStatus.Rejected).ToDictionary(bet => (bet.Bookmaker, bet.Reference));
        var open = audit.Where(e => e.Row.Result == ExecutionResult.WithPerson).SelectMany(e => e.Row.Legs).Where(leg => leg.Status is LegStatus.Unknown or LegStatus.Pending or LegStatus.Intended).ToList();
        foreach (var leg in audit.SelectMany(e => e.Row.Legs).Where(leg => leg.Status == LegStatus.Accepted))
        {
            if (leg.Reference is null || !standing.Remove((leg.Account.Value, leg.Reference), out var bet))
                yield return $"the audit has {leg.Account} {leg.Reference}, the book has no such bet or counted it before";
            else if (bet.Stake != leg.Stake || bet.Odds != leg.Odds)
                yield return $"{leg.Account} {leg.Reference}: the book says {bet.Stake} at {bet.Odds}, the audit {leg.Stake} at {leg.Odds}";
        }
        foreach (var bet in standing.Values.Where(bet => !open.Exists(leg => leg.Account.Value == bet.Bookmaker && leg.Stake == bet.Stake)))
            yield return $"{bet.Bookmaker} holds {bet.Reference} over {bet.Stake}, and no audit row has it";
    }

    /// <summary>One durable intent per attempt, and never more requests than intents.</summary>
    private static IEnumerable<string> Twice(CrashWorld world)
    {
        var intents = new List<(string Execution, int Leg, int Attempt)>();
        var execution = "";
        foreach (var (_, happened) in world.Journal.Events)
        {
            if (happened is LockTaken taken)
                execution = taken.Execution.Value;
            else if (happened is LegIntended intended)
                intents.Add((execution, intended.Leg, intended.Attempt));
        }
        foreach (var twice in intents.GroupBy(i => i).Where(g => g.Count() > 1))
            yield return $"{twice.Key} was intended {twice.Count()} times";
        if (world.Placements > intents.Count)
            yield return $"{world.Placements} placements were sent on {intents.Count} intents";
        if (world.Bets.Count() > intents.Count)
            yield return $"{world.Bets.Count()} bets were booked on {intents.Count} intents";
    }

    /// <summary>An open position without its counterpart has a hedge event, or an alarm stands.</summary>
    private static IEnumerable<string> Naked(AuditHistory execution, int alarms)
    {
        var legs = execution.Row.Legs.Where(leg => !leg.IsHedge).ToList();
        var accepted = legs.Count(leg => leg.Status == LegStatus.Accepted);
        if (accepted > 0 && accepted < legs.Count && execution.Hedges.Count == 0 && alarms == 0)
            yield return $"{execution.Row.Execution} is naked: no hedge, no alarm";
        if (execution.Row.Result == ExecutionResult.Complete && accepted != legs.Count)
            yield return $"{execution.Row.Execution} is called complete with {accepted} of {legs.Count} legs";
        if (execution.Row.Result is ExecutionResult.Aborted or ExecutionResult.Flat && execution.Row.Legs.Any(leg => leg.Status is not (LegStatus.Planned or LegStatus.Rejected or LegStatus.Cancelled)))
            yield return $"{execution.Row.Execution} is called {execution.Row.Result} with bets standing";
    }

    /// <summary>Only an execution that is with a person keeps its lock.</summary>
    private static IEnumerable<string> Locks(CrashWorld world, IReadOnlyList<AuditHistory> audit)
    {
        var held = world.Journal.Events.Select(e => e.Event).OfType<LockEvent.Granted>().Select(e => e.Token)
            .Except(world.Journal.Events.Select(e => e.Event).OfType<LockEvent.Released>().Select(e => e.Token));
        foreach (var token in held.Where(token => !audit.Any(e => e.Row.Token == token && e.Row.Result == ExecutionResult.WithPerson)))
            yield return $"lock {token} is held and nobody has it";
    }
}
