using System.Globalization;

namespace Arb.Benchmarks.Binding;

/// <summary>Fixtures with right answers, of the reference data that is not part of the repository: a folder <c>shared/data/teams</c> beside or above it.</summary>
internal static class TeamSources
{
    private static readonly DateTimeOffset Day = new(2026, 3, 1, 15, 0, 0, TimeSpan.Zero);

    public static string? Folder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (Path.Combine(folder.FullName, "shared", "data", "teams") is var path && Directory.Exists(path))
                return path;
        return null;
    }

    /// <summary>Whole match days of a league under football-data's and openfootball's names. Rows whose sources differ about the day are no ground truth for a start.</summary>
    public static IEnumerable<IReadOnlyList<Fixture>> FootballData(string folder, string code) =>
        File.ReadLines(Path.Combine(folder, "fd_openfootball_fixtures.csv")).Skip(1).Select(line => line.Split(',')).Where(cells => cells[0] == code && cells[2] == cells[6])
            .Select(cells => new Fixture(
                DateTimeOffset.ParseExact($"{cells[6]} {(cells[7].Length == 5 ? cells[7] : "15:00")} +0", "yyyy-MM-dd HH:mm z", CultureInfo.InvariantCulture),
                code == "D1" ? "Germany Bundesliga" : "England Premier League", cells[4], cells[5],
                code == "D1" ? "Bundesliga" : "English Premier League", cells[8], cells[9]))
            .GroupBy(fixture => fixture.KickOff.Date).OrderBy(day => day.Key).Select(day => (IReadOnlyList<Fixture>)[.. day]);

    /// <summary>
    /// Days of ten fixtures of the bookmakers' names: every row plays about once at home and once away. With <paramref name="bothDiffer"/> both teams have both spellings,
    /// otherwise the away team's name is one book's at both.
    /// </summary>
    public static IEnumerable<IReadOnlyList<Fixture>> Bookmakers(string folder, bool bothDiffer, bool withLeague)
    {
        var rows = File.ReadLines(Path.Combine(folder, "bookmaker_pairs.tsv")).Skip(1).Select(line => line.Split('\t')).Where(cells => cells.Length == 2).ToList();
        var random = new Random(7);
        // Women meet women and juniors juniors.
        foreach (var kind in rows.GroupBy(row => Kind(row[0])).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            var teams = kind.OrderBy(_ => random.Next()).ToList();
            // Days of even and of odd pairs: no team plays twice on a day.
            foreach (var odd in new[] { 0, 1 })
                foreach (var day in teams.Skip(odd).Chunk(2).Where(pair => pair.Length == 2 && pair[0][0] != pair[1][0]).Select((pair, i) =>
                {
                    var league = withLeague ? $"Land {(char)('a' + i / 10 % 26)}{(char)('a' + i / 260)} League" : "";
                    return new Fixture(Day.AddDays(i / 10), league, pair[0][0], bothDiffer ? pair[1][0] : pair[1][1], league, pair[0][1], pair[1][1]);
                }).GroupBy(fixture => fixture.KickOff))
                    yield return [.. day];
        }
    }

    private static string Kind(string name)
    {
        var last = name[(name.LastIndexOf(' ') + 1)..];
        return last is "(W)" or "B" or "II" || (last.Length == 3 && last[0] == 'U') ? last : "";
    }
}
