namespace Arb.Domain.Execution;

/// <summary>The best stakes so far.</summary>
/// <param name="least">A plan below this is none.</param>
internal sealed class BestStakes(decimal least)
{
    private decimal _sum = decimal.MaxValue;

    /// <summary>Null while there are none.</summary>
    public decimal[]? Stakes { get; private set; }

    /// <summary>Profit in the worst outcome; what a plan must give while there is none.</summary>
    public decimal Worst { get; private set; } = least;

    /// <summary>True when a plan of that worst profit and that sum, or more, can't be better.</summary>
    public bool Beats(decimal worst, decimal sum) => worst < Worst || (worst == Worst && sum >= _sum);

    /// <summary>Takes them when they are better: more in the worst outcome, or as much for less.</summary>
    public void Take(ReadOnlySpan<decimal> stakes, decimal worst, decimal sum)
    {
        if (!Beats(worst, sum))
            (Stakes, Worst, _sum) = (stakes.ToArray(), worst, sum);
    }
}

/// <summary>What stakes are allowed: steps and limits of each leg, of legs that share an account, and of all together.</summary>
internal sealed class StakeFrame
{
    private readonly List<(int Legs, decimal Most)> _sums = [];
    private readonly decimal[] _nets;

    public StakeFrame(IReadOnlyList<StakeLeg> legs, decimal target, StakeSteps steps)
    {
        Legs = legs;
        Steps = steps;
        _nets = new decimal[legs.Count];
        Low = new decimal[legs.Count];
        High = new decimal[legs.Count];
        _sums.Add(((1 << legs.Count) - 1, target));
        Share = 1m;
        for (var i = 0; i < legs.Count; i++)
        {
            var leg = legs[i];
            _nets[i] = 1m + ((leg.Terms.Odds.Value - 1m) * (1m - leg.Terms.Commission));
            Share -= 1m / _nets[i];
            Low[i] = steps.Up(Math.Max(leg.MinStake, 0.01m));
            High[i] = steps.Down(Math.Min(Math.Min(leg.MaxStake, leg.Most), target));
            if (Low[i] > High[i])
                Refusal ??= $"leg {i}: the smallest stake {Low[i]:0.##} is above what there is room for ({Math.Min(leg.MaxStake, leg.Most):0.##}, target {target:0.##})";
            if (leg.Purse > 0)
                AddPurse(leg);
        }

        if (!Holds(Low))
            Refusal ??= $"the smallest stakes {string.Join(" + ", Low.Select(stake => $"{stake:0.##}"))} are together above what there is room for (target {target:0.##})";
    }

    public IReadOnlyList<StakeLeg> Legs { get; }

    public StakeSteps Steps { get; }

    /// <summary>Smallest allowed stake of each leg.</summary>
    public decimal[] Low { get; }

    /// <summary>Largest allowed stake of each leg.</summary>
    public decimal[] High { get; }

    /// <summary>What stays of a return when it costs what equal returns cost at least: 1 − Σ 1/price, commission in it.</summary>
    public decimal Share { get; }

    /// <summary>Why no stakes are allowed, or null.</summary>
    public string? Refusal { get; }

    /// <summary>Stake and winnings back when the leg wins.</summary>
    public decimal Return(int leg, decimal stake) => stake + PayoffMatrix.Profit(Legs[leg].Terms with { Stake = stake }, BetResult.Win);

    /// <summary>True when the sums of <paramref name="stakes"/> are within what the legs may stake together.</summary>
    public bool Holds(ReadOnlySpan<decimal> stakes)
    {
        foreach (var (legs, most) in _sums)
        {
            var sum = 0m;
            for (var i = 0; i < stakes.Length; i++)
                if ((legs >> i & 1) != 0)
                    sum += stakes[i];
            if (sum > most)
                return false;
        }

        return true;
    }

    /// <summary>Allowed stakes that are, each by itself, at least those of the largest least return that any allowed plan has.</summary>
    public decimal[] Top()
    {
        var top = decimal.MaxValue;
        for (var i = 0; i < Legs.Count; i++)
            top = Math.Min(top, Return(i, High[i]));
        foreach (var (legs, most) in _sums)
            top = Math.Min(top, Level(legs, most) + 0.01m);
        var stakes = new decimal[Legs.Count];
        for (var i = 0; i < stakes.Length; i++)
        {
            stakes[i] = Math.Clamp(Steps.Up(top / _nets[i]), Low[i], High[i]);
            while (stakes[i] < High[i] && Return(i, stakes[i]) < top) // cents that were cut off
                stakes[i] = Steps.Up(stakes[i] + 0.01m);
        }

        return stakes;
    }

    /// <summary>The return that <paramref name="most"/> pays for at legs that share it, rounding left aside: a leg that would stake less than its smallest stake costs that.</summary>
    private decimal Level(int legs, decimal most)
    {
        while (true)
        {
            var inverse = 0m;
            for (var i = 0; i < _nets.Length; i++)
                if ((legs >> i & 1) != 0)
                    inverse += 1m / _nets[i];
            if (inverse == 0m)
                return decimal.MaxValue - 1m; // every one of them stakes its smallest
            var level = most / inverse;
            var bound = 0;
            for (var i = 0; i < _nets.Length; i++)
                if ((legs >> i & 1) != 0 && Low[i] * _nets[i] > level)
                {
                    bound |= 1 << i;
                    most -= Low[i];
                }

            if (bound == 0)
                return level;
            legs &= ~bound;
        }
    }

    private void AddPurse(StakeLeg leg)
    {
        var legs = 0;
        var most = leg.MaxStake;
        for (var i = 0; i < Legs.Count; i++)
            if (Legs[i].Purse == leg.Purse)
                (legs, most) = (legs | (1 << i), Math.Min(most, Legs[i].MaxStake));
        if (!_sums.Contains((legs, most)))
            _sums.Add((legs, most));
    }
}
