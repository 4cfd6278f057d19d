using Arb.Domain.Execution;
using Arb.Sandbox;

namespace Arb.E2E.Tests.Crash;

/// <summary>Everything that is compared, taken at one moment.</summary>
/// <param name="Bets">All bets in the bookmakers' books.</param>
/// <param name="Placements">Placements that reached a bookmaker.</param>
/// <param name="Audit">The engine's records.</param>
/// <param name="Journal">The engine's durable events, oldest first.</param>
/// <param name="Alarmed">Executions that an alarm names, or asks a person about.</param>
internal sealed record BooksView(
    IReadOnlyList<BookedBet> Bets, long Placements, IReadOnlyList<AuditHistory> Audit, IReadOnlyList<object> Journal, IReadOnlyCollection<string> Alarmed)
{
    public static async Task<BooksView> OfAsync(CrashWorld world)
    {
        var audit = await world.AuditAsync();
        var alarms = await world.AlarmsAsync();
        var alarmed = audit.Select(e => e.Row.Execution.Value).Where(id => alarms.Any(alarm => alarm.Execution?.Value == id || alarm.Message.Contains(id, StringComparison.Ordinal)));
        return new BooksView([.. world.Bets], world.Placements, audit, [.. world.Journal.Events.Select(e => e.Event)], [.. alarmed]);
    }
}

/// <summary>What must hold after any crash: the bookmakers' books and the engine's records tell the same story.</summary>
internal static class Books
{
    public static async Task AgreeAsync(CrashWorld world)
    {
        var problems = Problems(await BooksView.OfAsync(world));
        Assert.True(problems.Count == 0, $"{string.Join("\n", problems)}\n{world.Story()}\n{world.Engine.Output}");
    }

    /// <summary>Every disagreement in words; none when all is well.</summary>
    public static IReadOnlyList<string> Problems(BooksView view) =>
        [.. Agreement(view), .. Twice(view), .. view.Audit.SelectMany(execution => Naked(execution, view.Alarmed)), .. Locks(view)];

    /// <summary>Every bet that stands is one accepted leg with its reference, stake and odds, and the other way round.</summary>
    private static IEnumerable<string> Agreement(BooksView view)
    {
        var audit = view.Audit;
        var standing = view.Bets.Where(bet => bet.Status != BookedStatus.Rejected).ToDictionary(bet => (bet.Bookmaker, bet.Reference));
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
    private static IEnumerable<string> Twice(BooksView view)
    {
        var intents = new List<(string Execution, int Leg, int Attempt)>();
        var execution = "";
        foreach (var happened in view.Journal)
        {
            if (happened is LockTaken taken)
                execution = taken.Execution.Value;
            else if (happened is LegIntended intended)
                intents.Add((execution, intended.Leg, intended.Attempt));
        }
        foreach (var twice in intents.GroupBy(i => i).Where(g => g.Count() > 1))
            yield return $"{twice.Key} was intended {twice.Count()} times";
        if (view.Placements > intents.Count)
            yield return $"{view.Placements} placements were sent on {intents.Count} intents";
        if (view.Bets.Count > intents.Count)
            yield return $"{view.Bets.Count} bets were booked on {intents.Count} intents";
    }

    /// <summary>An open position without its counterpart has a hedge event, or an alarm stands.</summary>
    private static IEnumerable<string> Naked(AuditHistory execution, IReadOnlyCollection<string> alarmed)
    {
        var legs = execution.Row.Legs.Where(leg => !leg.IsHedge).ToList();
        var accepted = legs.Count(leg => leg.Status == LegStatus.Accepted);
        if (accepted > 0 && accepted < legs.Count && execution.Hedges.Count == 0 && !alarmed.Contains(execution.Row.Execution.Value))
            yield return $"{execution.Row.Execution} is naked: no hedge, no alarm";
        if (execution.Row.Result == ExecutionResult.Complete && accepted != legs.Count)
            yield return $"{execution.Row.Execution} is called complete with {accepted} of {legs.Count} legs";
        if (execution.Row.Result is ExecutionResult.Aborted or ExecutionResult.Flat && execution.Row.Legs.Any(leg => leg.Status is not (LegStatus.Planned or LegStatus.Rejected or LegStatus.Cancelled)))
            yield return $"{execution.Row.Execution} is called {execution.Row.Result} with bets standing";
    }

    /// <summary>Only an execution that is with a person keeps its lock.</summary>
    private static IEnumerable<string> Locks(BooksView view)
    {
        var held = view.Journal.OfType<LockEvent.Granted>().Select(e => e.Token)
            .Except(view.Journal.OfType<LockEvent.Released>().Select(e => e.Token));
        foreach (var token in held.Where(token => !view.Audit.Any(e => e.Row.Token == token && e.Row.Result == ExecutionResult.WithPerson)))
            yield return $"lock {token} is held and nobody has it";
    }
}
