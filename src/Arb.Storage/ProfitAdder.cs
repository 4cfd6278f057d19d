using System.Globalization;
using Arb.Domain.Execution;
using Arb.Domain.Primitives;

namespace Arb.Storage;

/// <summary>A settled leg of an ended execution as SQLite gives it.</summary>
internal sealed class EndedLegRecord
{
    public string Execution { get; init; } = "";

    public string MatchName { get; init; } = "";

    public string Result { get; init; } = "";

    public string? WorstProfit { get; init; }

    public string At { get; init; } = "";

    public string Account { get; init; } = "";

    public string Stake { get; init; } = "";

    public string Returned { get; init; } = "";
}

/// <summary>Adds settled legs up by execution, account and day; legs of an execution come one after the other, the newest execution first.</summary>
/// <param name="limit">Executions kept by name.</param>
internal sealed class ProfitAdder(int limit)
{
    private readonly List<ExecutionProfit> _executions = [];
    private readonly SortedDictionary<string, AccountProfit> _accounts = new(StringComparer.Ordinal);
    private readonly SortedDictionary<DateOnly, DayProfit> _days = [];
    private string _execution = "";
    private int _count;
    private decimal _staked;
    private decimal _returned;

    public void Add(EndedLegRecord leg)
    {
        var (stake, returned) = (Row.Money(leg.Stake), Row.Money(leg.Returned));
        var isNext = leg.Execution != _execution;
        _execution = leg.Execution;
        _count += isNext ? 1 : 0;
        _staked += stake;
        _returned += returned;
        var day = DateOnly.ParseExact(leg.At.AsSpan(0, 10), "yyyy-MM-dd", CultureInfo.InvariantCulture);
        var sum = _days.GetValueOrDefault(day) ?? new DayProfit(day, 0, 0m, 0m, 0m);
        _days[day] = sum with { Executions = sum.Executions + (isNext ? 1 : 0), Staked = sum.Staked + stake, Returned = sum.Returned + returned, Profit = sum.Profit + returned - stake };
        var account = Account(leg.Account);
        _accounts[leg.Account] = account with { Bets = account.Bets + 1, Staked = account.Staked + stake, Returned = account.Returned + returned, Profit = account.Profit + returned - stake };
        if (_count <= limit)
            AddNamed(leg, isNext, stake, returned);
    }

    public void AddOpen(string name, decimal stake, long count)
    {
        var account = Account(name);
        _accounts[name] = account with { OpenBets = account.OpenBets + (int)count, OpenStake = account.OpenStake + (stake * count) };
    }

    public ProfitSummary Summary() => new(_count, _staked, _returned, _returned - _staked, _executions, [.. _accounts.Values], [.. _days.Values]);

    private void AddNamed(EndedLegRecord leg, bool isNext, decimal stake, decimal returned)
    {
        if (isNext)
            _executions.Add(new ExecutionProfit(new ExecutionId(leg.Execution), leg.MatchName, Row.Name<ExecutionResult>(leg.Result), Row.Time(leg.At), 0, 0m, 0m, 0m, Row.MoneyOrNull(leg.WorstProfit)));
        var one = _executions[^1];
        _executions[^1] = one with { Bets = one.Bets + 1, Staked = one.Staked + stake, Returned = one.Returned + returned, Profit = one.Profit + returned - stake };
    }

    private AccountProfit Account(string name) => _accounts.GetValueOrDefault(name) ?? new AccountProfit(new AccountId(name), 0, 0m, 0m, 0m, 0, 0m);
}
