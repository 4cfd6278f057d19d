namespace Arb.Domain.Execution;

/// <summary>The five amounts that one bet can bring at one stake; halves only where they are asked for.</summary>
internal readonly struct BetValues
{
    private readonly BetPosition _bet;
    private readonly decimal _win;

    public BetValues(in BetPosition bet, decimal stake)
    {
        _bet = bet.Stake == stake ? bet : bet with { Stake = stake };
        _win = PayoffMatrix.Profit(_bet, BetResult.Win);
    }

    public decimal Of(BetResult result) => result switch
    {
        BetResult.Win => _win,
        BetResult.Loss => -_bet.Stake,
        _ => PayoffMatrix.Profit(_bet, result),
    };
}

/// <summary>
/// The payoff matrix of fixed terms, to be asked for many stakes: which results occur together does not depend on the stakes, so it is worked out once, and equal
/// rows are kept once.
/// </summary>
internal sealed class PayoffRows
{
    private readonly BetPosition[] _terms;
    private readonly BetResult[] _rows; // one after the other, a result for each bet
    private readonly int _count;
    private readonly decimal[] _values;
    private readonly bool[] _occurs;

    /// <summary>Throws <see cref="ArgumentException"/> when the bets are not comparable. Their stakes are ignored.</summary>
    public PayoffRows(IReadOnlyList<BetPosition> terms)
    {
        _terms = [.. terms];
        _values = new decimal[_terms.Length * 5];
        var outcomes = PayoffMatrix.Outcomes(terms);
        _rows = new BetResult[outcomes.Count * _terms.Length];
        _occurs = new bool[_values.Length];
        for (var i = 0; i < outcomes.Count; i++)
        {
            var row = _rows.AsSpan(_count * _terms.Length, _terms.Length);
            for (var t = 0; t < row.Length; t++)
                row[t] = PayoffMatrix.Settle(_terms[t], outcomes[i]);
            if (!IsKnown(row))
                _count++;
        }

        for (var r = 0; r < _count; r++)
            for (var i = 0; i < _terms.Length; i++)
                _occurs[(i * 5) + (int)Row(r)[i]] = true;
    }

    /// <summary>True when a bet wins in every outcome and each bet wins alone in one: then the worst outcome is the one of the least return.</summary>
    public bool OneWinsAlways
    {
        get
        {
            var alone = 0;
            for (var r = 0; r < _count; r++)
            {
                var row = Row(r);
                if (!row.Contains(BetResult.Win))
                    return false;
                for (var i = 0; i < row.Length; i++)
                    if (WinsAlone(row, i))
                        alone |= 1 << i;
            }

            return alone == (1 << _terms.Length) - 1;
        }
    }

    /// <summary>Profit in the worst outcome at these stakes. Not thread-safe: it works in a buffer of its own.</summary>
    public decimal Worst(ReadOnlySpan<decimal> stakes) => Most(stakes, stakes);

    /// <summary>No stakes from <paramref name="low"/> to <paramref name="high"/> bring more in the worst outcome: at each result a bet only rises or only falls with its stake. Not thread-safe.</summary>
    public decimal Most(ReadOnlySpan<decimal> low, ReadOnlySpan<decimal> high)
    {
        for (var i = 0; i < _terms.Length; i++)
        {
            var bet = _terms[i] with { Stake = low[i] };
            var end = _terms[i] with { Stake = high[i] };
            for (var result = BetResult.Win; result <= BetResult.Loss; result++)
                if (_occurs[(i * 5) + (int)result])
                    _values[(i * 5) + (int)result] = low[i] == high[i]
                        ? PayoffMatrix.Profit(bet, result)
                        : Math.Max(PayoffMatrix.Profit(bet, result), PayoffMatrix.Profit(end, result));
        }

        var worst = decimal.MaxValue;
        for (var r = 0; r < _count; r++)
        {
            var row = Row(r);
            var profit = 0m;
            for (var i = 0; i < row.Length; i++)
                profit += _values[(i * 5) + (int)row[i]];
            worst = Math.Min(worst, profit);
        }

        return worst;
    }

    private ReadOnlySpan<BetResult> Row(int row) => _rows.AsSpan(row * _terms.Length, _terms.Length);

    private bool IsKnown(ReadOnlySpan<BetResult> row)
    {
        for (var r = 0; r < _count; r++)
            if (Row(r).SequenceEqual(row))
                return true;
        return false;
    }

    private static bool WinsAlone(ReadOnlySpan<BetResult> row, int bet)
    {
        for (var i = 0; i < row.Length; i++)
            if (row[i] != (i == bet ? BetResult.Win : BetResult.Loss))
                return false;
        return true;
    }
}
