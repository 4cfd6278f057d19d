using Arb.Domain.Primitives;

namespace Arb.Domain.Execution;

/// <summary>Port: executions of a period for the report. Throws <see cref="Sessions.StorageException"/> on failure.</summary>
public interface IReportLog
{
    /// <summary>Executions opened in [from, to), oldest first, at most <paramref name="limit"/>, with their hedges and of their steps those the report reads (<see cref="TradeReporter.Steps"/>).</summary>
    Task<IReadOnlyList<AuditHistory>> OpenedAsync(DateTimeOffset from, DateTimeOffset to, int limit);
}

/// <summary>The figures of executions opened in a period, of one trading mode.</summary>
/// <param name="Executions">How many.</param>
/// <param name="Results">By result.</param>
/// <param name="Bets">Accepted bets, hedge bets included.</param>
/// <param name="Turnover">Sum of their stakes.</param>
/// <param name="PlannedProfit">Sum of the worst outcomes as planned, of executions with an accepted bet.</param>
/// <param name="LockedProfit">Sum of the worst outcomes of closed executions: what is sure whatever the results, hedge losses included.</param>
/// <param name="HedgeLoss">The part of <paramref name="LockedProfit"/> that hedged executions made; usually negative.</param>
/// <param name="Margin">Locked profit per stake of complete executions, as a fraction; null without one.</param>
/// <param name="Margins">Complete executions by margin.</param>
/// <param name="Requoted">Executions whose legs were quoted afresh, or would have been had the opportunity not vanished.</param>
/// <param name="Phantoms">Of these, opportunities that the fresh quotes did not confirm.</param>
/// <param name="PhantomRate">Phantoms per requoted one, as a fraction; null when nothing was requoted.</param>
/// <param name="Rejections">What bookmakers refused, most first.</param>
/// <param name="Endings">Why executions ended without a bet, most first.</param>
/// <param name="Hedges">Hedge attempts by kind and outcome.</param>
/// <param name="Accounts">By account.</param>
/// <param name="Days">By UTC day of opening, ascending; days without an execution are left out.</param>
public sealed record ReportFigures(
    int Executions,
    IReadOnlyDictionary<ExecutionResult, int> Results,
    int Bets,
    decimal Turnover,
    decimal PlannedProfit,
    decimal LockedProfit,
    decimal HedgeLoss,
    decimal? Margin,
    IReadOnlyList<MarginBucket> Margins,
    int Requoted,
    int Phantoms,
    decimal? PhantomRate,
    IReadOnlyList<ReportRejection> Rejections,
    IReadOnlyList<ReportCount> Endings,
    IReadOnlyList<ReportHedge> Hedges,
    IReadOnlyList<ReportAccount> Accounts,
    IReadOnlyList<ReportDay> Days);

/// <summary>Complete executions with a margin in [from, to).</summary>
/// <param name="From">Fraction; null: no lower end.</param>
/// <param name="To">Fraction; null: no upper end.</param>
/// <param name="Count">How many.</param>
public sealed record MarginBucket(decimal? From, decimal? To, int Count);

/// <summary>A number of something.</summary>
/// <param name="Name">What.</param>
/// <param name="Count">How many.</param>
public sealed record ReportCount(string Name, int Count);

/// <summary>What a bookmaker refused.</summary>
/// <param name="Account">Where.</param>
/// <param name="At"><c>quote</c> or <c>bet</c>.</param>
/// <param name="Reason">Why.</param>
/// <param name="Count">How often.</param>
public sealed record ReportRejection(AccountId Account, string At, RefusalReason Reason, int Count);

/// <summary>Hedge attempts.</summary>
/// <param name="Kind">Kind; NonePossible where there was none to place.</param>
/// <param name="Outcome">How far the bet came, or null.</param>
/// <param name="Count">How many.</param>
public sealed record ReportHedge(HedgeKind Kind, LegStatus? Outcome, int Count);

/// <summary>One account.</summary>
/// <param name="Account">Which.</param>
/// <param name="Bets">Accepted bets.</param>
/// <param name="Staked">Their stakes.</param>
/// <param name="Refused">Quotes and bets refused.</param>
/// <param name="LimitsHit">Of these, for a stake outside the bookmaker's limits.</param>
/// <param name="LargestBet">Largest stake accepted, or null.</param>
/// <param name="SmallestRefused">Smallest stake refused for the limits, or null.</param>
/// <param name="LastLimit">The bookmaker's last words about a limit, or null.</param>
public sealed record ReportAccount(
    AccountId Account, int Bets, decimal Staked, int Refused, int LimitsHit, decimal? LargestBet, decimal? SmallestRefused, string? LastLimit);

/// <summary>One day.</summary>
/// <param name="Day">UTC day.</param>
/// <param name="Executions">Executions opened on it.</param>
/// <param name="Turnover">Stakes of their accepted bets.</param>
/// <param name="LockedProfit">Worst outcomes of those that are closed.</param>
public sealed record ReportDay(DateOnly Day, int Executions, decimal Turnover, decimal LockedProfit);

/// <summary>One execution in the report.</summary>
/// <param name="Execution">Which.</param>
/// <param name="Paper">True in paper trading.</param>
/// <param name="OpenedAt">When.</param>
/// <param name="MatchName">Teams.</param>
/// <param name="Market">Market, e.g. <c>Total 2.5 FullTime</c>.</param>
/// <param name="Result">How it ended.</param>
/// <param name="Bets">Accepted bets.</param>
/// <param name="Staked">Their stakes.</param>
/// <param name="PlannedProfit">Worst outcome as planned.</param>
/// <param name="LockedProfit">Worst outcome once closed, or null.</param>
/// <param name="Reason">Why it ended so, or null.</param>
public sealed record ReportTrade(
    ExecutionId Execution, bool Paper, DateTimeOffset OpenedAt, string MatchName, string Market, ExecutionResult Result, int Bets, decimal Staked, decimal PlannedProfit, decimal? LockedProfit, string? Reason);
