using Arb.Domain.Discovery;

namespace Arb.Benchmarks.Binding;

/// <summary>
/// Match days of a country's clubs, home and away under openfootball's main name at one book and under another of its names at the other: spellings that nobody chose for this program. Only names
/// that normalise differently are taken, so nothing is right by itself.
/// </summary>
internal static class ClubSources
{
    private const int FixturesOfDay = 10;

    private static readonly DateTimeOffset Day = new(2026, 3, 1, 15, 0, 0, TimeSpan.Zero);

    public static IEnumerable<IReadOnlyList<Fixture>> Days(string folder, string country)
    {
        var path = Directory.EnumerateFiles(Path.Combine(folder, "openfootball-clubs", "europe", country), "??.clubs.txt").Single();
        using var lines = File.OpenText(path);
        var random = new Random(11);
        var left = AliasFile.Read(path, lines).OrderBy(_ => random.Next()).ToList();
        for (var day = 0; left.Count > 1; day++)
        {
            // A club plays once a day.
            var today = left.DistinctBy(pair => pair.First).Take(2 * FixturesOfDay).ToList();
            if (today.Count < 2)
                yield break;
            left.RemoveAll(today.Contains);
            var league = $"{country} league";
            yield return [.. today.Chunk(2).Where(two => two.Length == 2).Select(two => new Fixture(Day.AddDays(day), league, two[0].First, two[1].First, league, two[0].Second, two[1].Second))];
        }
    }
}
