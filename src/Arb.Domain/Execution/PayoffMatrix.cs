using Arb.Domain.Primitives;

namespace Arb.Domain.Execution;

/// <summary>How a bet ends.</summary>
public enum BetResult : byte
{
    /// <summary>Won.</summary>
    Win,

    /// <summary>Half won, half returned.</summary>
    HalfWin,

    /// <summary>Returned.</summary>
    Void,

    /// <summary>Half lost, half returned.</summary>
    HalfLoss,

    /// <summary>Lost.</summary>
    Loss,
}

/// <summary>A bet as arithmetic sees it, in the match's orientation.</summary>
/// <param name="Kind">Market type.</param>
/// <param name="Period">Part of the match.</param>
/// <param name="Line">Home handicap or total, in quarters.</param>
/// <param name="Selection">Match's orientation.</param>
/// <param name="Odds">Price.</param>
/// <param name="Stake">Stake, at most two decimals.</param>
/// <param name="Commission">Commission on winnings, a fraction.</param>
public readonly record struct BetPosition(MarketKind Kind, Period Period, Line Line, Selection Selection, Odds Odds, decimal Stake, decimal Commission)
{
    /// <summary>The position of a slip; <paramref name="mirrored"/> says that the provider's home team is the match's away team.</summary>
    public static BetPosition Of(BetSlip slip, bool mirrored, Odds odds, decimal stake, decimal commission) => new(
        slip.Kind,
        slip.Period,
        mirrored && slip.Kind == MarketKind.AsianHandicap ? slip.Line.Negate() : slip.Line,
        mirrored ? MarketKinds.Mirror(slip.Selection) : slip.Selection,
        odds,
        stake,
        commission);
}

/// <summary>
/// Profit per outcome for a set of bets on one period of one match. Outcomes are goal differences (1X2, moneyline, handicap, double chance) or goal
/// sums (total, odd/even): enough of them that every different combination of results occurs. Exact decimals; winnings are cut to cents, losses rounded up.
/// </summary>
public static class PayoffMatrix
{
    /// <summary>True when all of <paramref name="bets"/> depend on the same number (difference or sum) of the same period, so that a matrix can be made.</summary>
    public static bool Comparable(IReadOnlyList<BetPosition> bets)
    {
        for (var i = 1; i < bets.Count; i++)
            if (bets[i].Period != bets[0].Period || IsSum(bets[i].Kind) != IsSum(bets[0].Kind))
                return false;
        return true;
    }

    /// <summary>Profit of all bets together in each outcome; one element 0 when there are no bets. Throws <see cref="ArgumentException"/> when the bets are not comparable.</summary>
    public static decimal[] Profits(IReadOnlyList<BetPosition> bets) => Profits(bets, Outcomes(bets));

    /// <summary>Profit in the worst outcome; 0 without bets.</summary>
    public static decimal Worst(IReadOnlyList<BetPosition> bets)
    {
        var worst = decimal.MaxValue;
        foreach (var profit in Profits(bets))
            worst = Math.Min(worst, profit);
        return worst;
    }

    /// <summary>Profit of all bets together in each of <paramref name="outcomes"/>.</summary>
    public static decimal[] Profits(IReadOnlyList<BetPosition> bets, IReadOnlyList<int> outcomes)
    {
        var profits = new decimal[outcomes.Count];
        for (var b = 0; b < bets.Count; b++)
        {
            var bet = bets[b];
            var values = new BetValues(bet, bet.Stake);
            for (var i = 0; i < profits.Length; i++)
                profits[i] += values.Of(Settle(bet, outcomes[i]));
        }

        return profits;
    }

    /// <summary>Outcomes (goal differences or sums) at which the results of <paramref name="bets"/> can differ.</summary>
    public static IReadOnlyList<int> Outcomes(IReadOnlyList<BetPosition> bets)
    {
        if (bets.Count == 0)
            return [0];
        if (!Comparable(bets))
            throw new ArgumentException("bets on differences and sums, or on different periods, have no common outcomes", nameof(bets));
        var sum = IsSum(bets[0].Kind);
        var outcomes = new List<int>(16) { 0, 1 };
        if (!sum)
            outcomes.Add(-1);
        var draw = true;
        for (var i = 0; i < bets.Count; i++)
        {
            draw &= bets[i].Kind != MarketKind.Moneyline;
            if (!MarketKinds.HasLine(bets[i].Kind))
                continue;
            var turning = (sum ? bets[i].Line.Quarters : -bets[i].Line.Quarters) >> 2; // an arithmetic shift rounds down, as a floor does
            for (var outcome = turning - 2; outcome <= turning + 3; outcome++)
                if ((!sum || outcome >= 0) && !outcomes.Contains(outcome))
                    outcomes.Add(outcome);
        }

        if (!sum && !draw)
            outcomes.Remove(0); // a market without a draw: the provider settles it on the winner
        outcomes.Sort();
        return outcomes;
    }

    /// <summary>How a bet ends at a goal difference (home minus away) or sum.</summary>
    public static BetResult Settle(in BetPosition bet, int outcome) => bet.Selection switch
    {
        Selection.Home when bet.Kind == MarketKind.AsianHandicap => ByQuarters((4 * outcome) + bet.Line.Quarters),
        Selection.Away when bet.Kind == MarketKind.AsianHandicap => ByQuarters(-((4 * outcome) + bet.Line.Quarters)),
        Selection.Over => ByQuarters((4 * outcome) - bet.Line.Quarters),
        Selection.Under => ByQuarters(bet.Line.Quarters - (4 * outcome)),
        Selection.Home => WinIf(outcome > 0),
        Selection.Draw => WinIf(outcome == 0),
        Selection.Away => WinIf(outcome < 0),
        Selection.Odd => WinIf((outcome & 1) == 1),
        Selection.Even => WinIf((outcome & 1) == 0),
        Selection.HomeOrDraw => WinIf(outcome >= 0),
        Selection.HomeOrAway => WinIf(outcome != 0),
        Selection.DrawOrAway => WinIf(outcome <= 0),
        _ => throw new ArgumentOutOfRangeException(nameof(bet), bet.Selection, "unknown selection"),
    };

    /// <summary>Profit of a bet that ends so.</summary>
    public static decimal Profit(in BetPosition bet, BetResult result) => result switch
    {
        BetResult.Win => Winnings(bet, bet.Stake),
        BetResult.HalfWin => Winnings(bet, bet.Stake * 0.5m),
        BetResult.Void => 0m,
        BetResult.HalfLoss => -CentsUp(bet.Stake * 0.5m),
        BetResult.Loss => -bet.Stake,
        _ => throw new ArgumentOutOfRangeException(nameof(result), result, "unknown result"),
    };

    private static decimal Winnings(in BetPosition bet, decimal stake)
    {
        var ahead = new decimal(bet.Odds.TenThousandths - Odds.Unit, 0, 0, false, 4); // odds minus one, without a division
        var gross = decimal.Round(stake * ahead, 2, MidpointRounding.ToNegativeInfinity);
        return bet.Commission == 0m ? gross : gross - CentsUp(gross * bet.Commission);
    }

    private static decimal CentsUp(decimal amount) => decimal.Round(amount, 2, MidpointRounding.ToPositiveInfinity);

    private static BetResult ByQuarters(int ahead) => ahead switch
    {
        >= 2 => BetResult.Win,
        1 => BetResult.HalfWin,
        0 => BetResult.Void,
        -1 => BetResult.HalfLoss,
        _ => BetResult.Loss,
    };

    private static BetResult WinIf(bool condition) => condition ? BetResult.Win : BetResult.Loss;

    private static bool IsSum(MarketKind kind) => kind is MarketKind.Total or MarketKind.OddEven;
}
