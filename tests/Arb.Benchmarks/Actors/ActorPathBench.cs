using Arb.Benchmarks.Feeds;
using Arb.Benchmarks.Measuring;
using Arb.Benchmarks.Pipeline;
using Arb.Domain.Sessions;

namespace Arb.Benchmarks.Actors;

/// <summary>Bytes to opportunities through actors on the machine's cores against two threads that tokenise the same bytes.</summary>
internal static class ActorPathBench
{
    private const int Snapshots = 40;

    public static void Run(Feed feed, bool quick, Report report)
    {
        Report.Progress($"price path through actors {feed.Name} …");
        var warmUp = TimeSpan.FromSeconds(quick ? 0.5 : 2);
        var rounds = quick ? 9 : 31;
        var walk = Enumerable.Range(0, 6).Select(step => feed.Response(feed.Walk(step))).ToArray();
        var all = feed.AllChanged.Select(feed.Response).ToArray();
        var json = Enumerable.Range(0, 6).Select(step => feed.AsJson(feed.Walk(step))).ToArray();
        using var path = new ActorPath(feed, feed.Response(feed.First));
        var at = 0;
        path.Take(walk, ref at, 6);
        var some = Stopper.Compare(warmUp, rounds, Stopper.Wall, () => TokeniseOnTwo(json), () => path.Take(walk, ref at, Snapshots));
        report.Add(feed.Name, "through actors, 1 % changed, speed / two tokenisers", Against(some), some.Share, "", Bound.AtLeast, 0.55);
        Allocation(feed, path, walk, ref at, report);
        var other = 0;
        var every = Stopper.Compare(warmUp, rounds, Stopper.Wall, () => TokeniseOnTwo(json), () => path.Take(all, ref other, Snapshots));
        report.Add(feed.Name, "through actors, every row, speed / two tokenisers", Against(every), every.Share, "", Bound.AtLeast, 0.55);
        if (path.Told == 0)
            throw new InvalidOperationException("no opportunity was ever told: the book was not in the measured path");
    }

    /// <summary>What all threads allocate, the opportunity messages among it.</summary>
    private static void Allocation(Feed feed, ActorPath path, ProviderResponse[] walk, ref int at, Report report)
    {
        var told = path.Told;
        var before = GC.GetTotalAllocatedBytes(precise: true);
        path.Take(walk, ref at, Snapshots);
        var each = (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)Snapshots;
        report.Add(
            feed.Name, "through actors, allocated per 1 % changed snapshot", $"with {(path.Told - told) / (double)Snapshots:0.0} opportunity messages each", each, "B", Bound.AtMost, 10 * 1024);
    }

    private static int TokeniseOnTwo(byte[][] json)
    {
        var tokens = 0;
        Parallel.Invoke(Half, Half);
        return tokens > 0 ? Snapshots : throw new InvalidOperationException("nothing was read");

        void Half()
        {
            for (var i = 0; i < Snapshots / 2; i++)
                Interlocked.Add(ref tokens, Tokeniser.Run(json[i % json.Length]) > 0 ? 1 : 0);
        }
    }

    private static string Against(Comparison comparison) => $"{Report.Time(comparison.Subject)}, tokenising {Report.Time(comparison.Baseline)}";
}
