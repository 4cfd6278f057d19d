using System.Globalization;
using Arb.Domain.Harvest;

namespace Arb.Tests.Domain.Discovery;

/// <summary>Counts over real prices: what the defaults of <c>arb.discovery.max-price-gap</c>, <c>arb.harvest.least-sum</c>, <c>greatest-sum</c> and <c>quote-age</c> are chosen by.</summary>
public sealed class ReferencePriceSpecs
{
    private static readonly string[] Books = ["B365", "BW", "IW", "PS", "WH", "VC", "LB", "SJ"];

    [SharedDataFact]
    public void Should_find_two_honest_books_within_ten_points_of_each_other_but_for_two_in_ten_thousand()
    {
        var gaps = Rows().SelectMany(Gaps).Order().ToList();
        double At(double part) => gaps[(int)(gaps.Count * part)];

        Assert.Equal(168_399, gaps.Count);
        Assert.InRange(At(0.5), 1.2, 1.3);
        Assert.InRange(At(0.99), 5.3, 5.4);
        Assert.InRange(At(0.999), 7.7, 7.8);
        Assert.Equal(29, gaps.Count(gap => gap > 10));
    }

    [SharedDataFact]
    public void Should_find_the_sums_of_real_markets_inside_the_band_but_for_misprints()
    {
        var sums = Rows().SelectMany(row => Markets(row)).Select(Sum).ToList();

        Assert.Equal(80_281, sums.Count);
        Assert.InRange(sums.Min(), 1.0002, 1.0003);
        Assert.Equal(4, sums.Count(sum => sum > 1.16));
        var band = PlausibleBand.Default;
        Assert.Single(sums, sum => sum * 1_000 < band.MinPermille || sum * 1_000 > band.MaxPermille);
    }

    [SharedDataFact]
    public void Should_find_quotes_before_the_match_younger_than_two_minutes_in_a_large_feed()
    {
        var ages = Directory.EnumerateFiles(SharedData.PathOf("afl"), "*.csv").SelectMany(Ages).Order().ToList();

        Assert.Equal(6_475, ages.Count);
        Assert.InRange(ages[ages.Count / 2], 25, 27);
        Assert.InRange(ages[ages.Count * 99 / 100], 77, 79);
        Assert.Equal(41, ages.Count(age => age > 120));
    }

    // Seconds since each bookmaker's last update of each match that had not begun.
    private static IEnumerable<double> Ages(string path)
    {
        foreach (var row in Table(path).DistinctBy(row => (row["event_id"], row["bookmaker"])))
        {
            var shown = DateTime.ParseExact(row["snapshot_utc"], "yyyyMMdd_HHmmss", CultureInfo.InvariantCulture);
            if (Time(row["commence_time"]) > shown)
                yield return (shown - Time(row["last_update"])).TotalSeconds;
        }
    }

    private static DateTime Time(string text) => DateTime.ParseExact(text, "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static IEnumerable<Dictionary<string, string>> Rows() => Directory.EnumerateFiles(SharedData.PathOf("football-data"), "*.csv").SelectMany(Table);

    private static IEnumerable<Dictionary<string, string>> Table(string path)
    {
        var lines = File.ReadLines(path).Select(line => line.TrimStart('\uFEFF').Split(','));
        var head = lines.First();
        return lines.Skip(1).Select(cells => head.Zip(cells).DistinctBy(cell => cell.First).ToDictionary(cell => cell.First, cell => cell.Second));
    }

    // Every two books' prices of one match's winner at one time, in percentage points without margin.
    private static IEnumerable<double> Gaps(Dictionary<string, string> row)
    {
        foreach (var time in new[] { "", "C" })
        {
            var books = Winners(row, time).Select(prices => prices.Select(price => 1 / price / Sum(prices)).ToArray()).ToList();
            for (var one = 0; one < books.Count; one++)
                for (var two = one + 1; two < books.Count; two++)
                    yield return books[one].Zip(books[two], (a, b) => Math.Abs(a - b) * 100).Max();
        }
    }

    private static IEnumerable<double[]> Markets(Dictionary<string, string> row) =>
        Winners(row, "").Concat(Winners(row, "C")).Concat(Full(row, "B365_2_5", "B365_2_5_1")).Concat(Full(row, "P_2_5", "P_2_5_1")).Concat(Full(row, "B365C_2_5", "B365C_2_5_1")).Concat(Full(row, "PC_2_5", "PC_2_5_1"))
            .Concat(Full(row, "B365AHH", "B365AHA")).Concat(Full(row, "PAHH", "PAHA")).Concat(Full(row, "B365CAHH", "B365CAHA")).Concat(Full(row, "PCAHH", "PCAHA"));

    private static IEnumerable<double[]> Winners(Dictionary<string, string> row, string time) => Books.SelectMany(book => Full(row, $"{book}{time}H", $"{book}{time}D", $"{book}{time}A"));

    // The prices of a market that has all of them.
    private static IEnumerable<double[]> Full(Dictionary<string, string> row, params string[] columns)
    {
        var prices = columns.Select(column => row.TryGetValue(column, out var text) && double.TryParse(text, CultureInfo.InvariantCulture, out var price) ? price : 0).ToArray();
        return prices.All(price => price > 1) ? [prices] : [];
    }

    private static double Sum(double[] prices) => prices.Sum(price => 1 / price);
}
