using Arb.Domain.Execution;
using Arb.Domain.Primitives;

namespace Arb.Domain.Commands;

/// <summary>A person's decision on an execution that was handed to them; kept in its journal; answered by <see cref="Done"/>, or refused when the engine works on it or it has ended.</summary>
/// <param name="Execution">Execution id.</param>
/// <param name="Leg">The leg whose outcome was unknown; needed for placed and absent.</param>
/// <param name="Verdict">Placed or absent for one leg, settled for the whole execution.</param>
/// <param name="Reference">The bookmaker's reference of a placed bet, or null.</param>
/// <param name="Note">Why, 1 to 500 characters.</param>
/// <param name="Odds">Decimal odds of a placed bet where they are not those that were asked for; 1.0001 to 10,000, at most four decimals.</param>
/// <param name="Stake">Stake of a placed bet where it is not the one that was asked for; above 0, at most two decimals.</param>
public sealed record DecideExecution(string Execution, int? Leg, PersonVerdict Verdict, string? Reference, string Note, decimal? Odds = null, decimal? Stake = null) : ArbCommand;

/// <summary>How a bet of a closed execution ended, when its bet list does not tell; answered by <see cref="Done"/>.</summary>
/// <param name="Execution">Execution id.</param>
/// <param name="Leg">Leg.</param>
/// <param name="Status">Won, HalfWon, HalfLost, Lost, Void or Rejected.</param>
/// <param name="Returned">Gross amount credited, stake included; must fit the status.</param>
/// <param name="Note">Why, 1 to 500 characters.</param>
public sealed record SettleBet(string Execution, int Leg, BetStatus Status, decimal Returned, string Note) : ArbCommand;

/// <summary>Allows an executed opportunity to execute again; answered by <see cref="Done"/>, or refused when it is not blocked.</summary>
/// <param name="Opportunity">Opportunity id.</param>
public sealed record ArmOpportunity(string Opportunity) : ArbCommand;

/// <summary>Caps, reservations and open stakes of every account; answered by <see cref="ExposureReport"/>.</summary>
public sealed record ListExposure : ArbCommand;

/// <summary>Sets the caps of an account from now on, over the configuration; durable and in the system log; what is staked stays. Answered by <see cref="Done"/>.</summary>
/// <param name="Account">Which.</param>
/// <param name="MaxPerMatch">Cap per match, 0 to 1,000,000, account currency.</param>
/// <param name="MaxTotal">Cap over all matches, at least <paramref name="MaxPerMatch"/>, up to 100,000,000.</param>
public sealed record SetExposure(string Account, decimal MaxPerMatch, decimal MaxTotal) : ArbCommand;

/// <summary>What settled executions won and lost; answered by <see cref="ProfitReport"/>.</summary>
/// <param name="From">First UTC day, or null: 29 days before the last one.</param>
/// <param name="To">Last UTC day, or null: today. At most 366 days in all.</param>
/// <param name="Limit">Executions shown by name at most, 1 to 10,000; sums are over all.</param>
public sealed record GetProfit(DateOnly? From, DateOnly? To, int Limit) : ArbCommand;

/// <summary>Profit, turnover, margins, hedges, refusals, phantoms and limits of a period; answered by <see cref="TradeReport"/>.</summary>
/// <param name="From">First UTC day, or null: 29 days before the last one.</param>
/// <param name="To">Last UTC day, or null: today. At most 366 days in all.</param>
/// <param name="Limit">Executions shown by name at most, 1 to 10,000; figures are over all.</param>
public sealed record GetReport(DateOnly? From, DateOnly? To, int Limit) : ArbCommand;

/// <summary>What was traded in a period: executions by the day they were opened, settled profit by the day of the last result.</summary>
/// <param name="From">First UTC day.</param>
/// <param name="To">Last UTC day.</param>
/// <param name="Live">Real bets.</param>
/// <param name="Paper">Paper trading.</param>
/// <param name="Settled">What settled real bets won and lost.</param>
/// <param name="Trades">The newest executions.</param>
public sealed record TradeReport(DateOnly From, DateOnly To, ReportFigures Live, ReportFigures Paper, ProfitSummary Settled, IReadOnlyList<ReportTrade> Trades) : CommandReply
{
    /// <summary>True in the demo: real bets are none, the bookmakers are simulated.</summary>
    public bool PlayMoney { get; init; }
}

/// <summary>Exposure of every account.</summary>
/// <param name="Accounts">By id.</param>
public sealed record ExposureReport(IReadOnlyList<ExposureView> Accounts) : CommandReply;

/// <summary>Exposure of one account, account currency.</summary>
/// <param name="Account">Which.</param>
/// <param name="MaxPerMatch">Cap per match; null until it is read.</param>
/// <param name="MaxTotal">Cap over all matches; null until it is read.</param>
/// <param name="Reserved">Reserved by running executions.</param>
/// <param name="Open">Stakes placed or of unknown outcome, until they settle.</param>
/// <param name="Headroom">What may still be staked.</param>
public sealed record ExposureView(AccountId Account, decimal? MaxPerMatch, decimal? MaxTotal, decimal Reserved, decimal Open, decimal Headroom)
{
    /// <summary>The matches with the most exposure, at most 50; null where it was not asked for.</summary>
    public IReadOnlyList<MatchExposure>? Matches { get; init; }
}

/// <summary>What was won and lost in a period.</summary>
/// <param name="From">First UTC day.</param>
/// <param name="To">Last UTC day.</param>
/// <param name="Summary">Sums, by execution, account and day.</param>
public sealed record ProfitReport(DateOnly From, DateOnly To, ProfitSummary Summary) : CommandReply;
