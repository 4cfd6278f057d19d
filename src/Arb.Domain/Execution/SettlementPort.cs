using Arb.Domain.Health;
using Arb.Domain.Primitives;

namespace Arb.Domain.Execution;

/// <summary>Settings of <c>arb.settlement</c>.</summary>
/// <param name="Interval">Pause between two readings of the bet lists of accounts with open bets.</param>
/// <param name="MaxBets">Open bets of one account that are looked at in one reading, oldest first.</param>
public sealed record SettlementSettings(TimeSpan Interval, int MaxBets)
{
    /// <summary>True in paper trading: bets of the bookmakers are not read.</summary>
    public bool Paper { get; init; }

    /// <summary>A paper bet stops counting this long after its match began.</summary>
    public TimeSpan PaperExpiry { get; init; } = TimeSpan.FromHours(3);

    /// <summary>Lists are compared with legs that were judged absent until this long after every bet of their match is settled.</summary>
    public TimeSpan WatchAbsent { get; init; } = TimeSpan.FromHours(24);
}

/// <summary>Port: open bets, their settlement, and what was won and lost. Throws <see cref="Sessions.StorageException"/> on failure.</summary>
public interface ISettlementLog
{
    /// <summary>Open bets of every account, oldest first, at most <paramref name="perAccount"/> of each.</summary>
    Task<IReadOnlyList<OpenBet>> OpenBetsAsync(int perAccount);

    /// <summary>
    /// Legs of live executions that were sent and judged absent, of matches with a bet that is open or was settled at <paramref name="since"/> or later (without any: that began, or whose execution ended, then or later);
    /// newest first, at most <paramref name="perAccount"/> of each account.
    /// </summary>
    Task<IReadOnlyList<AbsentLeg>> AbsentLegsAsync(DateTimeOffset since, int perAccount);

    /// <summary>The open bet of a leg, or null when there is none: unknown, not accepted, its execution not closed, or settled.</summary>
    Task<OpenBet?> FindOpenBetAsync(ExecutionId execution, int leg);

    /// <summary>Notes how bets ended, all in one transaction; a bet that is settled already stays as it is. The answer is what was noted.</summary>
    Task<IReadOnlyList<BetSettlement>> SettleAsync(IReadOnlyList<BetSettlement> settled, DateTimeOffset at);

    /// <summary>Profit of executions of which the last bet was settled in [from, to); sums over all of them, at most <paramref name="limit"/> of them by name, newest first.</summary>
    Task<ProfitSummary> ProfitAsync(DateTimeOffset from, DateTimeOffset to, int limit);
}

/// <summary>What was won and lost. An execution counts once every accepted bet of it is settled, on the UTC day of the last one; the sums over days and accounts agree.</summary>
/// <param name="Count">Executions.</param>
/// <param name="Staked">Sum of their stakes.</param>
/// <param name="Returned">Sum of what came back, stakes included.</param>
/// <param name="Profit">Returned minus staked.</param>
/// <param name="Executions">The newest of them.</param>
/// <param name="Accounts">By account.</param>
/// <param name="Days">By UTC day, ascending.</param>
public sealed record ProfitSummary(
    int Count,
    decimal Staked,
    decimal Returned,
    decimal Profit,
    IReadOnlyList<ExecutionProfit> Executions,
    IReadOnlyList<AccountProfit> Accounts,
    IReadOnlyList<DayProfit> Days);

/// <summary>Profit of one execution.</summary>
/// <param name="Execution">Which.</param>
/// <param name="MatchName">Teams.</param>
/// <param name="Result">How it ended.</param>
/// <param name="SettledAt">When its last bet was settled.</param>
/// <param name="Bets">Accepted bets.</param>
/// <param name="Staked">Sum of stakes.</param>
/// <param name="Returned">Sum of what came back.</param>
/// <param name="Profit">Returned minus staked.</param>
/// <param name="WorstProfit">What its worst outcome was when it was closed, or null.</param>
public sealed record ExecutionProfit(
    ExecutionId Execution, string MatchName, ExecutionResult Result, DateTimeOffset SettledAt, int Bets, decimal Staked, decimal Returned, decimal Profit, decimal? WorstProfit);

/// <summary>Profit at one account.</summary>
/// <param name="Account">Which.</param>
/// <param name="Bets">Settled bets of the executions counted.</param>
/// <param name="Staked">Sum of stakes.</param>
/// <param name="Returned">Sum of what came back.</param>
/// <param name="Profit">Returned minus staked; alone it says little: the other leg is elsewhere.</param>
/// <param name="OpenBets">Accepted bets that are not settled now, whatever the period.</param>
/// <param name="OpenStake">Their stakes.</param>
public sealed record AccountProfit(AccountId Account, int Bets, decimal Staked, decimal Returned, decimal Profit, int OpenBets, decimal OpenStake);

/// <summary>Profit of one UTC day.</summary>
/// <param name="Day">Which.</param>
/// <param name="Executions">Executions settled on it.</param>
/// <param name="Staked">Sum of stakes.</param>
/// <param name="Returned">Sum of what came back.</param>
/// <param name="Profit">Returned minus staked.</param>
public sealed record DayProfit(DateOnly Day, int Executions, decimal Staked, decimal Returned, decimal Profit);

/// <summary>Port: caps that the operator set for an account, over those of <c>arb.exposure</c>. Throws <see cref="Sessions.StorageException"/> on failure.</summary>
public interface IExposureCaps
{
    /// <summary>The caps set for an account, or null when it has those of the configuration.</summary>
    Task<ExposureSettings?> LoadAsync(AccountId account);

    /// <summary>Sets the caps of an account and writes <paramref name="audit"/> to the system log, in one transaction.</summary>
    Task SaveAsync(AccountId account, ExposureSettings caps, SystemLogEntry audit);
}

/// <summary>Sets the caps of an account, durably. From the command channel to an exposure actor; answered by <see cref="ExposureCapsSet"/> or <see cref="ExposureCapsRefused"/>.</summary>
/// <param name="Account">Which.</param>
/// <param name="Caps">The new caps.</param>
public sealed record SetExposureCaps(AccountId Account, ExposureSettings Caps);

/// <summary>The caps are durable and count. Answer to <see cref="SetExposureCaps"/>.</summary>
/// <param name="Account">Which.</param>
/// <param name="Before">The caps until now.</param>
/// <param name="Caps">The caps from now on.</param>
public sealed record ExposureCapsSet(AccountId Account, ExposureSettings Before, ExposureSettings Caps);

/// <summary>The caps stay as they were. Answer to <see cref="SetExposureCaps"/>.</summary>
/// <param name="Account">Which.</param>
/// <param name="Reason">Why.</param>
/// <param name="IsFailure">True when they could not be saved; false when it is not the time.</param>
public sealed record ExposureCapsRefused(AccountId Account, string Reason, bool IsFailure);

/// <summary>A person says how a bet ended that the bet list does not tell about. From the command channel to <c>settlement</c>; answered by <see cref="BetSettledByHand"/>.</summary>
/// <param name="Execution">Which execution.</param>
/// <param name="Leg">Leg.</param>
/// <param name="Status">How it ended; one of the final states.</param>
/// <param name="Returned">Gross amount credited, stake included.</param>
/// <param name="Note">The person's words, for the system log.</param>
public sealed record SettleByHand(ExecutionId Execution, int Leg, BetStatus Status, decimal Returned, string Note);

/// <summary>Answer to <see cref="SettleByHand"/>.</summary>
/// <param name="Execution">As asked.</param>
/// <param name="Leg">As asked.</param>
/// <param name="Done">True when it is durable.</param>
/// <param name="IsFailure">True when the database failed.</param>
/// <param name="Reason">What was noted, or why not.</param>
public sealed record BetSettledByHand(ExecutionId Execution, int Leg, bool Done, bool IsFailure, string Reason);
