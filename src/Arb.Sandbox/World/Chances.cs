using Arb.Domain.Primitives;

namespace Arb.Sandbox.World;

/// <summary>
/// The true probabilities of one period of a match: independent Poisson goals on top of the score. Floating point stays inside:
/// what leaves is whole millionths, and prices are made of those with integers.
/// </summary>
internal sealed class Chances
{
    private const int MaxGoals = 12;
    private readonly double[] _difference = new double[2 * MaxGoals + 1 + 2 * MaxScore];
    private readonly double[] _sum = new double[2 * MaxGoals + 1 + 2 * MaxScore];
    private const int MaxScore = 30;

    /// <summary>Means in thousandths of a goal still to come, and the score that stands.</summary>
    internal Chances(int homeMean, int awayMean, int homeScore, int awayScore, bool noDraw)
    {
        var home = Poisson(homeMean / 1000.0);
        var away = Poisson(awayMean / 1000.0);
        var hs = Math.Min(homeScore, MaxScore / 2);
        var aws = Math.Min(awayScore, MaxScore / 2);
        for (var h = 0; h <= MaxGoals; h++)
        {
            for (var a = 0; a <= MaxGoals; a++)
            {
                var p = home[h] * away[a];
                var difference = h + hs - a - aws;
                var sum = h + hs + a + aws;
                if (noDraw && difference == 0)
                {
                    difference = 1;
                    sum++;
                }
                _difference[difference + MaxGoals + MaxScore] += p;
                _sum[Math.Min(sum, _sum.Length - 1)] += p;
            }
        }
    }

    /// <summary>Fair probabilities in the canonical order of the kind's selections; for pushes the probability that makes a fair price.</summary>
    internal int[] Of(MarketKind kind, int lineQuarters)
    {
        switch (kind)
        {
            case MarketKind.OneXTwo:
                return Share(Sum(d => d > 0), Sum(d => d == 0), Sum(d => d < 0));
            case MarketKind.Moneyline:
                return Share(Sum(d => d > 0), Sum(d => d < 0));
            case MarketKind.DoubleChance:
                return [Million(Sum(d => d >= 0)), Million(Sum(d => d != 0)), Million(Sum(d => d <= 0))];
            case MarketKind.OddEven:
                var odd = 0.0;
                for (var s = 1; s < _sum.Length; s += 2)
                    odd += _sum[s];
                return Share(odd, 1 - odd);
            case MarketKind.AsianHandicap:
                return TwoWay(_difference, MaxGoals + MaxScore, lineQuarters);
            default:
                return TwoWay(_sum, 0, -lineQuarters);
        }
    }

    /// <summary>The line nearest to even chances among half lines, or among all quarters.</summary>
    internal int BestLine(MarketKind kind, bool quarters, int current)
    {
        if (current != int.MinValue && Math.Abs(Of(kind, current)[0] - 500_000) < 150_000)
            return current;
        var best = 2;
        var distance = int.MaxValue;
        var step = quarters ? 1 : 4;
        for (var line = kind == MarketKind.Total ? 2 : -18; line <= (kind == MarketKind.Total ? 42 : 18); line += step)
        {
            var off = Math.Abs(Of(kind, line)[0] - 500_000);
            if (off >= distance)
                continue;
            distance = off;
            best = line;
        }
        return best;
    }

    private static int[] TwoWay(double[] distribution, int zero, int lineQuarters)
    {
        double win = 0, lose = 0;
        for (var i = 0; i < distribution.Length; i++)
        {
            var margin = (i - zero) * 4 + lineQuarters;
            var share = margin switch { >= 2 => 1.0, 1 => 0.5, 0 => 0.0, -1 => -0.5, _ => -1.0 };
            if (share > 0)
                win += distribution[i] * share;
            else
                lose -= distribution[i] * share;
        }
        return Share(win, lose);
    }

    private static int[] Share(params double[] weights)
    {
        var total = weights.Sum();
        return weights.Select(w => Million(w / total)).ToArray();
    }

    private static int Million(double p) => (int)Math.Round(p * Price.Million);

    private double Sum(Func<int, bool> condition)
    {
        var sum = 0.0;
        for (var i = 0; i < _difference.Length; i++)
            if (condition(i - MaxGoals - MaxScore))
                sum += _difference[i];
        return sum;
    }

    private static double[] Poisson(double mean)
    {
        var p = new double[MaxGoals + 1];
        p[0] = Math.Exp(-mean);
        for (var i = 1; i < p.Length; i++)
            p[i] = p[i - 1] * mean / i;
        return p;
    }
}
