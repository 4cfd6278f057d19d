using System.Globalization;
using Arb.Domain.Primitives;
using Arb.Domain.Registry;

namespace Arb.Benchmarks.Binding;

/// <summary>A day of invented matches as many books list them, each in its own spelling; in an order in which books come one after another.</summary>
internal static class BookDay
{
    private static readonly string[] Heads = ["Bar", "Kel", "Mor", "Tor", "Van", "Lin", "Sol", "Dun", "Fer", "Gar", "Hol", "Jas", "Nor", "Pel", "Ros", "Sta", "Ulm", "Wes", "Yar", "Zel"];
    private static readonly string[] Middles = ["a", "e", "i", "o", "u", "an", "en", "in", "on", "er", "ar", "ol", "is", "us"];
    private static readonly string[] Tails = ["berg", "ton", "ville", "stad", "ford", "minster", "grad", "dorf", "haven", "mouth", "field", "burgh", "leigh", "wick", "holm"];
    private static readonly string[] Forms = ["", " FC", " United", " City", " SC", " Rovers", "", ""];

    public static DateTimeOffset Start { get; } = new(2026, 3, 1, 6, 0, 0, TimeSpan.Zero);

    public static List<ProviderEvent> Make(int matches, int books, int seed = 5)
    {
        var random = new Random(seed);
        var list = new List<ProviderEvent>();
        var taken = new HashSet<string>();
        for (var match = 0; match < matches; match++)
        {
            // A third of a Saturday begins at the same three moments.
            var minutes = random.Next(3) == 0 ? 60 * (9 + random.Next(3)) : 15 * random.Next(4 * 16);
            var league = random.Next(Math.Max(2, matches / 8));
            var (home, away) = (Team(random, taken), Team(random, taken));
            for (var book = 0; book < books; book++)
            {
                var id = string.Create(CultureInfo.InvariantCulture, $"{seed}-{match}");
                var name = string.Create(CultureInfo.InvariantCulture, $"{(book % 3 == 0 ? "" : "Land ")}{League(league)} {(book % 2 == 0 ? "League" : "Premier League")}");
                list.Add(FixtureWorld.Event(new ProviderId($"B{book:00}"), id, name, Spell(home, book), Spell(away, book), Start.AddMinutes(minutes)) ?? throw new InvalidOperationException("no name"));
            }
        }
        return [.. list.OrderBy(item => item.Key.Provider.Value, StringComparer.Ordinal)];
    }

    private static string League(int number) => Heads[number % Heads.Length] + Middles[number / Heads.Length % Middles.Length] + "land" + (number < 280 ? "" : Middles[number / 280 % Middles.Length]);

    private static (string Town, string Form) Team(Random random, HashSet<string> taken)
    {
        while (true)
        {
            var town = Heads[random.Next(Heads.Length)] + Middles[random.Next(Middles.Length)] + (random.Next(2) == 0 ? Middles[random.Next(Middles.Length)] : "") + Tails[random.Next(Tails.Length)];
            if (taken.Add(town) || taken.Count > 8_000)
                return (town, Forms[random.Next(Forms.Length)]);
        }
    }

    private static string Spell((string Town, string Form) team, int book) => (book % 4) switch
    {
        0 => team.Town + team.Form,
        1 => team.Form == " United" ? team.Town + " Utd" : team.Town + team.Form,
        2 => team.Form is " FC" or " SC" ? team.Form[1..] + " " + team.Town : team.Town + team.Form,
        _ => team.Town.ToUpperInvariant() + team.Form,
    };
}
