using System.Globalization;
using Arb.Benchmarks.Measuring;
using Arb.Domain.Discovery;
using Arb.Domain.Registry;

namespace Arb.Benchmarks.Binding;

/// <summary>Which listings are one match: precision and recall over real names, and how long a day of many books takes.</summary>
internal static class BindingBench
{
    // As the actor does it.
    private const int Slice = 200;
    private static readonly string[] Countries = ["italy", "spain", "france", "portugal", "greece", "belgium", "turkey", "netherlands"];

    public static void Run(bool quick, string? failuresFile, Report report)
    {
        Names(failuresFile, report);
        Speed(quick, report);
    }

    private static void Names(string? failuresFile, Report report)
    {
        if (TeamSources.Folder() is not { } folder)
        {
            Report.Progress("binding: precision and recall are skipped, there is no shared/data/teams here");
            return;
        }
        var total = new Confusion(0, 0, 0, 0, 0);
        foreach (var (source, days, least) in ((string, IEnumerable<IReadOnlyList<Fixture>>, double)[])
        [
            ("football-data = openfootball, E0", TeamSources.FootballData(folder, "E0"), 0.98),
            ("football-data = openfootball, D1", TeamSources.FootballData(folder, "D1"), 0.98),
            ("two bookmakers, one team respelt", TeamSources.Bookmakers(folder, bothDiffer: false, withLeague: true), 0.97),
            ("two bookmakers, both teams respelt", TeamSources.Bookmakers(folder, bothDiffer: true, withLeague: true), 0.97),
            ("two bookmakers, both respelt, no league", TeamSources.Bookmakers(folder, bothDiffer: true, withLeague: false), 0.97),
            .. Countries.Select(country => ($"openfootball's names of clubs, {country}", ClubSources.Days(folder, country), 0.9)),
        ])
        {
            var failures = new List<string>();
            var sum = days.Select(day => FixtureWorld.Run(day, failures)).Aggregate(new Confusion(0, 0, 0, 0, 0), (a, b) => a.Plus(b));
            var table = string.Create(CultureInfo.InvariantCulture, $"{sum.Right} right, {sum.Wrong} wrong, {sum.Asked} asked, {sum.Missed} missed");
            report.Add("binding", $"recall, {source}", table, sum.Recall, "", Bound.AtLeast, least);
            report.Add("binding", $"precision, {source}", $"of {sum.Total} fixtures", sum.Precision, "", Bound.AtLeast, 1, hard: true);
            if (failuresFile is not null)
                File.AppendAllLines(failuresFile, failures.Select(failure => $"{source}: {failure}"));
            total = total.Plus(sum);
        }
        report.Add("binding", "recall, all sources", string.Create(CultureInfo.InvariantCulture, $"{total.Right} right, {total.Wrong} wrong, {total.Asked} asked, {total.Missed} missed"), total.Recall);
    }

    private static void Speed(bool quick, Report report)
    {
        foreach (var (matches, books, limit) in quick ? [(250, 20, 2.0)] : new[] { (250, 20, 2.0), (1_000, 20, 10.0) })
        {
            Report.Progress($"a day of {matches * books:N0} events of {books} books …");
            // Each book's list is one answer, as the feeds give it.
            var lists = BookDay.Make(matches, books).GroupBy(item => item.Key.Provider).Select(book => new RegistryChanged([], [.. book.Select(item => new RegistryEventChanged(item, []))])).ToList();
            var binder = new EventBinder(FixtureWorld.Options);
            var at = BookDay.Start;
            var begun = ThreadClock.Now();
            foreach (var list in lists)
                binder.Apply(list, at);
            var took = ThreadClock.Now() - begun;
            if (binder.Matches.Count < matches * 0.9)
                throw new InvalidOperationException($"only {binder.Matches.Count} of {matches} matches bound: not what was to be measured");
            report.Add("binding", $"a day of {matches * books:N0} events of {books} books", $"{binder.Matches.Count} matches", took / 1e9, "s", Bound.AtMost, limit);
            var late = BookDay.Make(200, books, seed: 11);
            var all = new List<double>();
            var (worst, allocated) = (0.0, GC.GetAllocatedBytesForCurrentThread());
            foreach (var item in late.Take(2_000))
            {
                var collections = GC.CollectionCount(0);
                var one = Milliseconds(() => binder.Apply(new RegistryChanged([], [new RegistryEventChanged(item, [])]), at));
                all.Add(one);
                // The collector works on the thread that allocates: what it takes is the heap's, not the event's.
                if (GC.CollectionCount(0) == collections)
                    worst = Math.Max(worst, one);
            }
            allocated = (GC.GetAllocatedBytesForCurrentThread() - allocated) / all.Count;
            all.Sort();
            var among = $"a new event among {matches * books:N0}";
            report.Add("binding", among, $"mean of 2,000, {allocated / 1024} KiB each", all.Average(), "ms", Bound.AtMost, 5);
            report.Add("binding", $"{among}, 99 of 100 at most", "", all[all.Count * 99 / 100], "ms", Bound.AtMost, 5);
            report.Add("binding", $"{among}, worst", $"beside the collector; {Report.Text(all[^1])} ms with its pause", worst, "ms", Bound.AtMost, 5);
            Rest(binder, at, matches * books, report);
        }
    }

    // What an operator does while events come: none of it may keep them waiting for long.
    private static void Rest(EventBinder binder, DateTimeOffset at, int events, Report report)
    {
        var names = binder.Matches.SelectMany(match => match.Members.Take(1)).Select(member => new TeamAlias(member.Event.Home.Display, $"{member.Event.Home.Display} Nickname", true, "bench", at)).ToList();
        var first = Milliseconds(() => binder.Take(names, at, out _));
        var (stale, slices) = (binder.Stale, new List<double>());
        while (binder.Stale > 0)
            slices.Add(Milliseconds(() => binder.CompareAnew(Slice, at)));
        report.Add("binding", $"names of {names.Count} teams imported among {events:N0}", $"longest of {slices.Count + 1} steps, {Report.Text(first + slices.Sum())} ms in all for {stale} events", Math.Max(first, slices.Max()), "ms", Bound.AtMost, 100);
        report.Add("binding", $"one name added among {events:N0}", "", Milliseconds(() =>
        {
            binder.Take([new TeamAlias(names[0].First, "Somebody Else", true, TeamAlias.Operator, at)], at, out _);
            binder.CompareAnew(Slice, at);
        }), "ms", Bound.AtMost, 100);
        report.Add("binding", $"what is unbound among {events:N0}", "100 looked at", Milliseconds(() => binder.Unbound(100, out _)), "ms", Bound.AtMost, 100);
        report.Add("binding", $"the same, asked again", "", Milliseconds(() => binder.Unbound(100, out _)), "ms", Bound.AtMost, 100);
        report.Add("binding", $"feeds with other clocks among {events:N0}", "", Milliseconds(() => binder.Offsets()), "ms", Bound.AtMost, 100);
    }

    private static double Milliseconds(Action act)
    {
        var begun = ThreadClock.Now();
        act();
        return (ThreadClock.Now() - begun) / 1e6;
    }
}
