using Arb.Domain.Execution;
using Arb.Host.Views;

namespace Arb.Host.Demo;

/// <summary>One thing that must hold at the end of the demo.</summary>
/// <param name="Name">What.</param>
/// <param name="Holds">True: it does, or nothing of it was seen before the demo was stopped by hand.</param>
/// <param name="Detail">What was seen.</param>
internal sealed record DemoCheck(string Name, bool Holds, string Detail)
{
    /// <summary>True when the demo was stopped by hand before anything of it was seen.</summary>
    public bool NotSeen { get; init; }
}

/// <summary>What the demo has seen and what the audit and the bookmakers say at its end.</summary>
/// <param name="Protocols">Every protocol that must have gone GREEN.</param>
/// <param name="Green">Providers whose account went GREEN.</param>
/// <param name="Executions">Every execution with its steps and hedges.</param>
/// <param name="Locks">Matches locked now.</param>
/// <param name="Books">The bookmakers' own books.</param>
internal sealed record DemoEvidence(
    IReadOnlyList<string> Protocols, IReadOnlySet<string> Green, IReadOnlyList<AuditHistory> Executions, int Locks, BookmakerBooks Books)
{
    /// <summary>True when a person stopped it: what takes its time may not have come yet.</summary>
    public bool StoppedByHand { get; init; }
}

/// <summary>The checks of the demo: engine and bookmakers must tell the same story.</summary>
internal static class DemoChecks
{
    public static IReadOnlyList<DemoCheck> Of(DemoEvidence evidence)
    {
        var standing = evidence.Books.Bets.Where(bet => bet.Stands).ToDictionary(bet => (bet.Bookmaker, bet.Reference));
        return
        [
            OrNotSeen(evidence, Green(evidence), nothingOfIt: true), // two accounts may have met before the third was there
            OrNotSeen(evidence, Surebets(evidence, standing), evidence.Executions.All(e => e.Row.Result != ExecutionResult.Complete)),
            OrNotSeen(evidence, Hedges(evidence, standing), evidence.Executions.All(e => e.Row.Result != ExecutionResult.Hedged) && evidence.Executions.All(e => e.Hedges.Count == 0)),
            Closed(evidence),
            new DemoCheck("no match left locked", evidence.Locks == 0, evidence.Locks == 0 ? "no lock" : $"{evidence.Locks} locked"),
            Agreement(evidence, standing),
        ];
    }

    private static DemoCheck OrNotSeen(DemoEvidence evidence, DemoCheck check, bool nothingOfIt) =>
        !check.Holds && evidence.StoppedByHand && nothingOfIt ? check with { Holds = true, NotSeen = true, Detail = $"stopped before it was seen ({check.Detail})" } : check;

    private static DemoCheck Green(DemoEvidence evidence)
    {
        var missing = evidence.Protocols.Where(p => !evidence.Green.Contains(p)).ToList();
        return new("every account went GREEN", missing.Count == 0, missing.Count == 0 ? string.Join(", ", evidence.Protocols) : $"never GREEN: {string.Join(", ", missing)}");
    }

    private static DemoCheck Surebets(DemoEvidence evidence, Dictionary<(string, string), BookBet> standing)
    {
        var complete = evidence.Executions.Where(e => e.Row.Result == ExecutionResult.Complete).ToList();
        var confirmed = complete.Count(e => Accepted(e).Count() >= 2 && Accepted(e).All(leg => Confirms(standing, leg)));
        return new(
            "a surebet with every leg accepted, as the bookmakers' own bet lists confirm",
            confirmed > 0 && confirmed == complete.Count,
            $"{confirmed} of {complete.Count} complete executions confirmed");
    }

    private static DemoCheck Hedges(DemoEvidence evidence, Dictionary<(string, string), BookBet> standing)
    {
        var refused = evidence.Books.Refused.Values.Sum();
        var hedged = evidence.Executions.Count(e =>
            e.Row.Result == ExecutionResult.Hedged
            && e.Row.Legs.Any(leg => !leg.IsHedge && leg.Status == LegStatus.Rejected && leg.Attempt > 0)
            && e.Row.Legs.Any(leg => !leg.IsHedge && leg.Status == LegStatus.Accepted && Confirms(standing, leg))
            && e.Hedges.Any(hedge => hedge.Outcome == LegStatus.Accepted)
            && e.Row.Legs.Where(leg => leg.IsHedge && leg.Status == LegStatus.Accepted).All(leg => Confirms(standing, leg)));
        return new("a leg B that a bookmaker refused was hedged", hedged > 0 && refused > 0, $"{hedged} hedged; the bookmakers refused {refused} placements");
    }

    private static DemoCheck Closed(DemoEvidence evidence)
    {
        var open = evidence.Executions.Where(e => e.Row.ClosedAt is null).Select(e => $"{e.Row.Execution} ({e.Row.State})").ToList();
        return new("every audit row closed", open.Count == 0, open.Count == 0 ? $"{evidence.Executions.Count} rows" : $"open: {string.Join(", ", open)}");
    }

    private static DemoCheck Agreement(DemoEvidence evidence, Dictionary<(string Bookmaker, string Reference), BookBet> standing)
    {
        var problems = new List<string>();
        var audited = new HashSet<(string, string)>();
        decimal staked = 0;
        foreach (var execution in evidence.Executions)
        {
            foreach (var leg in Accepted(execution))
            {
                staked += leg.Stake;
                if (leg.Reference is null || !standing.TryGetValue((leg.Account.Value, leg.Reference), out var bet))
                    problems.Add($"{execution.Row.Execution}: {leg.Account} has no bet {leg.Reference}");
                else if (bet.Stake != leg.Stake || bet.Odds != leg.Odds.Value)
                    problems.Add($"{execution.Row.Execution}: {leg.Account} {leg.Reference} is {Show.Money(bet.Stake)} at {bet.Odds}, the audit says {Show.Money(leg.Stake)} at {leg.Odds}");
                else if (!audited.Add((leg.Account.Value, leg.Reference)))
                    problems.Add($"{execution.Row.Execution}: {leg.Account} {leg.Reference} counts twice");
            }
        }
        foreach (var bet in standing.Values.Where(bet => !audited.Contains((bet.Bookmaker, bet.Reference))))
            problems.Add($"{bet.Bookmaker} has a bet {bet.Reference} over {Show.Money(bet.Stake)} that no audit row has");
        var sum = standing.Values.Sum(bet => bet.Stake);
        return new(
            "the bookmakers' books and the audit agree to the cent",
            problems.Count == 0 && sum == staked,
            problems.Count == 0 ? $"{audited.Count} bets, {Show.Money(sum)} staked" : string.Join("; ", problems.Take(5)));
    }

    private static IEnumerable<AuditLeg> Accepted(AuditHistory execution) => execution.Row.Legs.Where(leg => leg.Status == LegStatus.Accepted);

    private static bool Confirms(Dictionary<(string, string), BookBet> standing, AuditLeg leg) =>
        leg.Reference is not null && standing.TryGetValue((leg.Account.Value, leg.Reference), out var bet) && bet.Stake == leg.Stake;
}
