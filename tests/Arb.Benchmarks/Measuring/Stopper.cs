using System.Diagnostics;

namespace Arb.Benchmarks.Measuring;

/// <summary>Times of two things measured turn by turn in one process, so that whatever else the machine does hits both.</summary>
/// <param name="Baseline">Median nanoseconds of the thing compared with.</param>
/// <param name="Subject">Median nanoseconds of the thing measured.</param>
/// <param name="Ratio">Median of the rounds' subject/baseline.</param>
internal readonly record struct Comparison(double Baseline, double Subject, double Ratio)
{
    /// <summary>Speed of the subject as a share of the baseline's.</summary>
    public double Share => 1 / Ratio;
}

/// <summary>The harness: interleaved rounds, medians.</summary>
internal static class Stopper
{
    /// <summary>
    /// Runs both in turn, unmeasured for <paramref name="warmUp"/> (the compiler works in tiers, by time as well as by calls), then <paramref name="rounds"/> times measured;
    /// each action reports how often it did its work. <paramref name="clock"/> counts nanoseconds: <see cref="Wall"/>, or <see cref="ThreadClock.Now"/> for work of one thread.
    /// </summary>
    public static Comparison Compare(TimeSpan warmUp, int rounds, Func<double> clock, Func<int> baseline, Func<int> subject)
    {
        for (var start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < warmUp;)
        {
            baseline();
            subject();
        }
        var (a, b, ratios) = (new double[rounds], new double[rounds], new double[rounds]);
        for (var round = 0; round < rounds; round++)
        {
            // Who goes first changes, so that neither always finds the caches the way the other left them.
            double one, two;
            if ((round & 1) == 0)
            {
                one = Time(clock, baseline);
                two = Time(clock, subject);
            }
            else
            {
                two = Time(clock, subject);
                one = Time(clock, baseline);
            }
            (a[round], b[round], ratios[round]) = (one, two, two / one);
        }
        return new Comparison(Median(a), Median(b), Median(ratios));
    }

    /// <summary>Nanoseconds per piece of work.</summary>
    public static double Time(Func<double> clock, Func<int> work)
    {
        var start = clock();
        var count = work();
        return (clock() - start) / count;
    }

    /// <summary>The wall clock.</summary>
    public static double Wall() => Stopwatch.GetTimestamp() * (1e9 / Stopwatch.Frequency);

    public static double Median(double[] values)
    {
        Array.Sort(values);
        var middle = values.Length / 2;
        return values.Length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }
}
