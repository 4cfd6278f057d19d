using System.Globalization;
using Arb.Domain.Normalization;
using Arb.Domain.Primitives;
using Arb.Domain.Registry;
using Xunit.Abstractions;

namespace Arb.Tests.Domain.Discovery;

/// <summary>Thousands of fixtures under the spellings of two independent sources.</summary>
public sealed class GroundTruthSpecs(ITestOutputHelper output)
{
    private sealed record Fixture(string League, DateTimeOffset KickOff, string Home, string Away, string OtherHome, string OtherAway);

    [SharedDataFact]
    public void Should_bind_no_wrong_pair_and_nearly_all_right_ones()
    {
        var (right, wrong, missed, total) = Measure(Fixtures(), decoys: false);
        Report("fixtures", right, wrong, missed, total);
        Assert.Equal(0, wrong);
        Assert.True(right >= total * 0.97, $"recall {right}/{total}");
    }

    [SharedDataFact]
    public void Should_bind_no_wrong_pair_among_decoys_of_the_same_league_and_time()
    {
        var (right, wrong, missed, total) = Measure(Fixtures(), decoys: true);
        Report("with decoys", right, wrong, missed, total);
        Assert.Equal(0, wrong);
        Assert.True(right >= total * 0.97, $"recall {right}/{total}");
    }

    [SharedDataFact]
    public void Should_bind_nothing_when_every_away_team_is_exchanged()
    {
        var fixtures = Fixtures().Take(1_500);
        var shifted = new List<Fixture>();
        foreach (var day in fixtures.GroupBy(f => (f.League, f.KickOff)).Select(g => g.ToList()).Where(g => g.Count > 1))
            for (var i = 0; i < day.Count; i++)
                shifted.Add(day[i] with { OtherAway = day[(i + 1) % day.Count].OtherAway });
        var world = Run(shifted, decoys: false);
        output.WriteLine($"exchanged: {shifted.Count} events, {world.Told.Count} bound, {world.Binder.Questions.Count} questions {string.Join(", ", world.Told.Values.SelectMany(m => m.Members).Select(m => $"{m.Event.Home.Display} v {m.Event.Away.Display}"))}");
        Assert.Empty(world.State());
    }

    private void Report(string name, int right, int wrong, List<string> missed, int total)
    {
        output.WriteLine($"{name}: {total} pairs, {right} right, {wrong} wrong, recall {(decimal)right / total:0.0000}");
        foreach (var group in missed.GroupBy(m => m).OrderByDescending(g => g.Count()).Take(40))
            output.WriteLine($"{group.Count(),5} {group.Key}");
    }

    private static (int Right, int Wrong, List<string> Missed, int Total) Measure(List<Fixture> fixtures, bool decoys)
    {
        int right = 0, wrong = 0, total = 0;
        var missed = new List<string>();
        foreach (var season in fixtures.Chunk(700))
        {
            var world = Run([.. season], decoys);
            var bound = world.Told.Values.SelectMany(m => m.Members.Select(x => (x.Event.Key.EventId, Match: m))).ToLookup(x => x.EventId, x => x.Match);
            foreach (var match in world.Told.Values)
                if (match.Members.Count == 2 && match.Members[0].Event.Key.EventId == match.Members[1].Event.Key.EventId && match.Members.All(m => !m.Mirrored))
                    right++;
                else
                    wrong++;
            total += season.Length;
            for (var i = 0; i < season.Length; i++)
                if (!bound["f" + i].Any())
                    missed.Add($"{season[i].Home} v {season[i].Away} = {season[i].OtherHome} v {season[i].OtherAway}");
        }
        return (right, wrong, missed, total);
    }

    private static BinderWorld Run(List<Fixture> fixtures, bool decoys)
    {
        var world = new BinderWorld();
        for (var i = 0; i < fixtures.Count; i++)
        {
            var f = fixtures[i];
            world.See(Event("AA", "f" + i, f.League, f.Home, f.Away, f.KickOff));
            world.See(Event("BB", "f" + i, f.League + " 1", f.OtherHome, f.OtherAway, f.KickOff));
            if (!decoys)
                continue;
            // Others of the league at the same time: teams that don't play then, women, and the second teams.
            var other = fixtures[(i + 17) % fixtures.Count];
            var third = fixtures[(i + 31) % fixtures.Count];
            var busy = fixtures.Where(x => x.KickOff == f.KickOff).SelectMany(x => new[] { x.OtherHome, x.OtherAway }).ToHashSet();
            if (!busy.Contains(other.OtherHome) && !busy.Contains(third.OtherAway) && other.OtherHome != third.OtherAway && other.League == f.League && third.League == f.League)
                world.See(Event("BB", "d" + i, f.League, other.OtherHome, third.OtherAway, f.KickOff));
            world.See(Event("BB", "w" + i, f.League, f.OtherHome + " (W)", f.OtherAway + " (W)", f.KickOff));
            world.See(Event("BB", "r" + i, f.League, f.OtherHome + " II", f.OtherAway + " II", f.KickOff));
        }
        return world;
    }

    private static ProviderEvent Event(string provider, string id, string league, string home, string away, DateTimeOffset kickOff)
    {
        Assert.True(TeamNames.TryNormalise(league, home, away, out var folded, out var first, out var second));
        return new ProviderEvent(new EventKey(new ProviderId(provider), id), folded, first, second, kickOff, false);
    }

    // Rows whose sources differ about the day are no ground truth for a start time.
    private static List<Fixture> Fixtures() =>
        [.. File.ReadLines(SharedData.PathOf("teams/fd_openfootball_fixtures.csv")).Skip(1).Select(l => l.Split(',')).Where(c => c[2] == c[6]).Select(c => new Fixture(
            c[0] == "D1" ? "Germany Bundesliga" : "England Premier League",
            DateTimeOffset.ParseExact($"{c[6]} {(c[7].Length == 5 ? c[7] : "15:00")} +0", "yyyy-MM-dd HH:mm z", CultureInfo.InvariantCulture), c[4], c[5], c[8], c[9])).OrderBy(f => f.KickOff)];
}
