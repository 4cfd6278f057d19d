using System.Text.RegularExpressions;
using Arb.Domain.Primitives;

namespace Arb.Domain.Execution;

/// <summary>Words with which an execution ends that the report counts by; the decider writes them, the reporter reads them.</summary>
internal static class EndingWords
{
    public const string ArbitrageGone = "the arbitrage is gone";
    public const string NoStakes = "no profitable stakes at the fresh quotes";
    public const string NoQuote = "no quote";
}

/// <summary>Adds up what the audit holds of executions; pure, exact decimals.</summary>
public static partial class TradeReporter
{
    private const string ExposureTaken = "exposure-taken-v1";
    private const string QuotesTaken = "quotes-taken-v1";
    private const string LegRejected = "leg-rejected-v1";
    private static readonly decimal?[] MarginEnds = [null, 0m, 0.005m, 0.01m, 0.02m, 0.03m, 0.05m, null];

    /// <summary>The steps that it reads.</summary>
    public static IReadOnlyList<string> Steps { get; } = [ExposureTaken, QuotesTaken, LegRejected];

    /// <summary>The figures of those of one trading mode.</summary>
    public static ReportFigures Figures(IEnumerable<AuditHistory> executions, bool paper)
    {
        var all = executions.Where(one => one.Row.Paper == paper).ToList();
        var bets = all.SelectMany(one => one.Row.Legs).Where(leg => leg.Status == LegStatus.Accepted).ToList();
        var complete = all.Where(one => one.Row.Result == ExecutionResult.Complete && Staked(one) > 0m).ToList();
        var closed = all.Where(one => one.Row.ClosedAt is not null).ToList();
        var requoted = all.Where(IsRequoted).ToList();
        var phantoms = requoted.Count(IsPhantom);
        var refusals = all.SelectMany(Refusals).ToList();
        var staked = complete.Sum(Staked);
        return new ReportFigures(
            all.Count,
            new SortedDictionary<ExecutionResult, int>(all.GroupBy(one => one.Row.Result).ToDictionary(group => group.Key, group => group.Count())),
            bets.Count,
            bets.Sum(leg => leg.Stake),
            all.Where(one => Staked(one) > 0m).Sum(one => one.Row.PlannedProfit),
            closed.Sum(Locked),
            closed.Where(one => one.Row.Result == ExecutionResult.Hedged).Sum(Locked),
            staked > 0m ? Rate(complete.Sum(Locked), staked) : null,
            Buckets([.. complete.Select(one => Locked(one) / Staked(one))]),
            requoted.Count,
            phantoms,
            requoted.Count > 0 ? Rate(phantoms, requoted.Count) : null,
            [.. refusals.GroupBy(refusal => (refusal.Account, refusal.At, refusal.Reason)).Select(group => new ReportRejection(group.Key.Account, group.Key.At, group.Key.Reason, group.Count()))
                .OrderByDescending(one => one.Count).ThenBy(one => one.Account.Value, StringComparer.Ordinal).ThenBy(one => one.At, StringComparer.Ordinal).ThenBy(one => one.Reason)],
            [.. closed.Where(one => Staked(one) == 0m).GroupBy(one => Ending(one.Row), StringComparer.Ordinal).Select(group => new ReportCount(group.Key, group.Count()))
                .OrderByDescending(one => one.Count).ThenBy(one => one.Name, StringComparer.Ordinal)],
            [.. all.SelectMany(one => one.Hedges).GroupBy(hedge => (hedge.Kind, hedge.Outcome)).OrderBy(group => group.Key).Select(group => new ReportHedge(group.Key.Kind, group.Key.Outcome, group.Count()))],
            Accounts(bets, refusals),
            [.. all.GroupBy(one => DateOnly.FromDateTime(one.Row.OpenedAt.UtcDateTime)).OrderBy(day => day.Key)
                .Select(day => new ReportDay(day.Key, day.Count(), day.Sum(Staked), day.Where(one => one.Row.ClosedAt is not null).Sum(Locked)))]);
    }

    /// <summary>One line of the report.</summary>
    public static ReportTrade Trade(AuditHistory one)
    {
        ArgumentNullException.ThrowIfNull(one);
        var row = one.Row;
        var market = $"{row.Market.Kind}{(MarketKinds.HasLine(row.Market.Kind) ? $" {row.Market.Line}" : "")} {row.Market.Period}";
        return new ReportTrade(
            row.Execution, row.Paper, row.OpenedAt, row.MatchName, market, row.Result, row.Legs.Count(leg => leg.Status == LegStatus.Accepted), Staked(one), row.PlannedProfit, row.WorstProfit, row.Reason);
    }

    private static decimal Staked(AuditHistory one) => one.Row.Legs.Where(leg => leg.Status == LegStatus.Accepted).Sum(leg => leg.Stake);

    private static decimal Locked(AuditHistory one) => one.Row.WorstProfit ?? 0m;

    private static decimal Rate(decimal part, decimal whole) => Math.Round(part / whole, 6, MidpointRounding.ToEven);

    /// <summary>Exposure was taken, so quotes were asked for, and they came or told that the opportunity is gone; one that no bookmaker answered says nothing about it.</summary>
    private static bool IsRequoted(AuditHistory one) => Has(one, QuotesTaken) || (Has(one, ExposureTaken) && IsPhantom(one));

    private static bool IsPhantom(AuditHistory one)
    {
        if (one.Row.Result != ExecutionResult.Aborted || Has(one, QuotesTaken) || one.Row.Reason is not { } reason)
            return false;
        return reason.StartsWith(EndingWords.ArbitrageGone, StringComparison.Ordinal) || reason.StartsWith(EndingWords.NoStakes, StringComparison.Ordinal)
            || Unquoted(one.Row) is { Reason: RefusalReason.OddsChanged or RefusalReason.Closed };
    }

    private static bool Has(AuditHistory one, string step) => one.Steps.Any(taken => taken.Step == step);

    private static IEnumerable<Refusal> Refusals(AuditHistory one)
    {
        if (Unquoted(one.Row) is { } unquoted)
            yield return unquoted;
        foreach (var step in one.Steps.Where(step => step.Step == LegRejected))
        {
            var words = Rejected().Match(step.Detail);
            if (words.Success && Find(one.Row, words) is { } leg && Enum.TryParse<RefusalReason>(words.Groups["reason"].ValueSpan, out var reason))
                yield return new Refusal(leg.Account, "bet", reason, leg.Stake, words.Groups["detail"].Value, step.At);
        }
    }

    private static Refusal? Unquoted(AuditRow row)
    {
        var words = NoQuote().Match(row.Reason ?? "");
        return words.Success && Find(row, words) is { } leg && Enum.TryParse<RefusalReason>(words.Groups["reason"].ValueSpan, out var reason)
            ? new Refusal(leg.Account, "quote", reason, leg.Stake, words.Groups["detail"].Value, row.UpdatedAt)
            : null;
    }

    private static AuditLeg? Find(AuditRow row, Match words) => row.Legs.FirstOrDefault(leg => leg.Leg.ToString(System.Globalization.CultureInfo.InvariantCulture) == words.Groups["leg"].Value);

    /// <summary>The words up to the first detail, so that equal endings count together.</summary>
    private static string Ending(AuditRow row)
    {
        if (Unquoted(row) is { } unquoted)
            return $"{EndingWords.NoQuote}: {unquoted.Reason}";
        var reason = row.Reason ?? "unknown";
        if (row.Result == ExecutionResult.Flat)
            return "the first leg was refused";
        var end = reason.IndexOfAny([':', '(']);
        var words = (end < 0 ? reason : reason[..end]).Trim();
        return words.StartsWith("exposure of ", StringComparison.Ordinal) ? "exposure" : words;
    }

    private static List<MarginBucket> Buckets(IReadOnlyList<decimal> margins)
    {
        var buckets = new List<MarginBucket>(MarginEnds.Length - 1);
        for (var i = 0; i + 1 < MarginEnds.Length; i++)
        {
            var (from, to) = (MarginEnds[i], MarginEnds[i + 1]);
            buckets.Add(new MarginBucket(from, to, margins.Count(margin => (from is null || margin >= from) && (to is null || margin < to))));
        }
        return buckets;
    }

    private static IReadOnlyList<ReportAccount> Accounts(IReadOnlyList<AuditLeg> bets, IReadOnlyList<Refusal> refusals) =>
    [
        .. bets.Select(bet => bet.Account).Concat(refusals.Select(refusal => refusal.Account)).Distinct().OrderBy(account => account.Value, StringComparer.Ordinal).Select(account =>
        {
            var own = bets.Where(bet => bet.Account == account).ToList();
            var refused = refusals.Where(refusal => refusal.Account == account).ToList();
            var limits = refused.Where(refusal => refusal.Reason == RefusalReason.Limits).ToList();
            return new ReportAccount(
                account, own.Count, own.Sum(bet => bet.Stake), refused.Count, limits.Count, own.Count == 0 ? null : own.Max(bet => bet.Stake), limits.Count == 0 ? null : limits.Min(limit => limit.Stake),
                limits.Count == 0 ? null : limits.MaxBy(limit => limit.When)!.Detail);
        }),
    ];

    [GeneratedRegex(@"^leg (?<leg>\d+): rejected, (?<reason>\w+) \((?<detail>.*)\)$", RegexOptions.Singleline)]
    private static partial Regex Rejected();

    [GeneratedRegex(@"^leg (?<leg>\d+): " + EndingWords.NoQuote + @", (?<reason>\w+) \((?<detail>.*)\)$", RegexOptions.Singleline)]
    private static partial Regex NoQuote();

    private sealed record Refusal(AccountId Account, string At, RefusalReason Reason, decimal Stake, string Detail, DateTimeOffset When);
}
