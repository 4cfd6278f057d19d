using Arb.Benchmarks.Feeds;
using Arb.Benchmarks.Measuring;
using Arb.Domain.Harvest;
using Arb.Domain.Sessions;

namespace Arb.Benchmarks.Pipeline;

/// <summary>Bytes to opportunities on one thread against tokenising the same bytes, per protocol.</summary>
internal static class PipelineBench
{
    public static void Run(Feed feed, bool quick, Report report)
    {
        Report.Progress($"price path {feed.Name} …");
        var (warmUp, rounds) = quick ? (TimeSpan.FromMilliseconds(350), 15) : (TimeSpan.FromSeconds(1.5), 61);
        var name = feed.Name;
        var json = Enumerable.Range(0, 6).Select(step => feed.AsJson(feed.Walk(step))).ToArray();
        var walk = Enumerable.Range(0, 6).Select(step => feed.Response(feed.Walk(step))).ToArray();
        var at = 0;
        int Tokenise()
        {
            if (Tokeniser.Run(json[at % 6]) < feed.Prices)
                throw new InvalidOperationException("nothing was read");
            return 1;
        }

        var path = Opened(feed, walk[0]);
        var told = path.Told;
        var one = Stopper.Compare(warmUp, rounds, ThreadClock.Now, Tokenise, () => Steps(path, walk, ref at, 4, HarvestKind.Applied));
        told = path.Told - told;
        Speed(report, name, "1 % of the rows changed", one, limit: 0.5, hard: true);

        var same = Stopper.Compare(warmUp, rounds, ThreadClock.Now, Tokenise, () => Same(path, walk[at % 6], 20));
        report.Add(name, "unchanged snapshot, cost / tokenising", Against(same), same.Ratio, "", Bound.AtMost, 0.05, hard: true);

        var all = feed.AllChanged.Select(feed.Response).ToArray();
        var other = 0;
        path.Take(all[0]);
        var full = Stopper.Compare(warmUp, rounds, ThreadClock.Now, Tokenise, () => Steps(path, all, ref other, 1, HarvestKind.Applied));
        Speed(report, name, "every row changed", full, limit: 0.5, hard: false);

        var first = feed.Response(feed.First);
        var firstJson = feed.AsJson(feed.First);
        var cold = Stopper.Compare(warmUp, rounds / 3, ThreadClock.Now, () => Tokeniser.Run(firstJson) > 0 ? 1 : 0, () => First(feed, first));
        Speed(report, name, "first snapshot (names, catalogue), no slots yet", cold);
        if (told == 0)
            throw new InvalidOperationException("no opportunity was ever found: the book was not in the measured path");
        Allocation(feed, path, walk, report);
    }

    private static void Allocation(Feed feed, PricePath path, ProviderResponse[] walk, Report report)
    {
        const int times = 60;
        path.Take(walk[0]);
        var told = path.Told;
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < times; i++)
            path.Take(walk[0]);
        var unchanged = (GC.GetAllocatedBytesForCurrentThread() - before) / (double)times;
        report.Add(feed.Name, "allocated per unchanged snapshot", $"{feed.Prices:N0} prices, {feed.First.Length / 1024:N0} KB", unchanged, "B", Bound.AtMost, 10 * 1024, hard: true);

        before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 1; i <= times; i++)
            path.Take(walk[i % 6]);
        var changed = (GC.GetAllocatedBytesForCurrentThread() - before) / (double)times;
        report.Add(
            feed.Name, "allocated per 1 % changed snapshot", $"with {(path.Told - told) / (double)times:0.0} opportunity messages each", changed, "B", Bound.AtMost, 10 * 1024, hard: true);
    }

    private static PricePath Opened(Feed feed, ProviderResponse next)
    {
        var path = new PricePath(feed);
        path.Open(feed.Response(feed.First));
        if (path.Cache.OpenPrices != feed.Prices || path.Cache.TotalDropped > 0 || path.Cache.Slots != path.Cache.Markets)
            throw new InvalidOperationException($"{feed.Name}: {path.Cache.OpenPrices} of {feed.Prices} prices, {path.Cache.TotalDropped} dropped");
        PricePath.Require(path.Take(next));
        return path;
    }

    private static int Steps(PricePath path, ProviderResponse[] answers, ref int at, int count, HarvestKind expected)
    {
        for (var i = 0; i < count; i++)
        {
            at = (at + 1) % answers.Length;
            if (path.Take(answers[at]).Kind != expected)
                throw new InvalidOperationException("an answer was not what it was made to be");
        }
        return count;
    }

    private static int Same(PricePath path, ProviderResponse answer, int count)
    {
        for (var i = 0; i < count; i++)
            if (path.Take(answer).Kind != HarvestKind.Unchanged)
                throw new InvalidOperationException("an unchanged answer was not seen as such");
        return count;
    }

    private static int First(Feed feed, ProviderResponse answer)
    {
        var path = new PricePath(feed);
        PricePath.Require(path.First(answer));
        return path.Cache.TakeCatalogue()!.Markets.Count > 0 ? 1 : 0;
    }

    private static void Speed(Report report, string name, string what, Comparison comparison, double limit = 0, bool hard = false) =>
        report.Add(name, $"{what}, speed / tokenising", Against(comparison), comparison.Share, "", limit > 0 ? Bound.AtLeast : Bound.None, limit, hard);

    private static string Against(Comparison comparison) => $"{Report.Time(comparison.Subject)}, tokenising {Report.Time(comparison.Baseline)}";
}
