using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Arb.Tests.Scenarios;

/// <summary>A real HTTP server of a plain JSON feed of two bookmakers, which no protocol of the build knows; a key in the query opens it.</summary>
internal sealed class FeedSite : IAsyncDisposable
{
    public const string Key = "k3yOfTheUser77";
    private readonly WebApplication _application;
    private int _served;

    private FeedSite(WebApplication application) => _application = application;

    public Uri Address { get; private set; } = null!;

    /// <summary>Answers with odds so far.</summary>
    public int Served => Volatile.Read(ref _served);

    public static async Task<FeedSite> StartAsync(DateTimeOffset now)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0));
        var site = new FeedSite(builder.Build());
        var odds = Odds(now);
        site._application.MapGet("/v4/odds", (string? apiKey) =>
        {
            if (apiKey != Key)
                return Results.Json(new { message = "unknown key" }, statusCode: 401);
            Interlocked.Increment(ref site._served);
            return Results.Text(odds, "application/json");
        });
        await site._application.StartAsync();
        site.Address = new Uri(site._application.Urls.First());
        return site;
    }

    /// <summary>What the user's own browser would export after a look at the feed's page.</summary>
    public string Har(DateTimeOffset now) => JsonSerializer.Serialize(new
    {
        log = new
        {
            version = "1.2",
            entries = new[]
            {
                new
                {
                    startedDateTime = now.ToString("O"),
                    request = new
                    {
                        method = "GET",
                        url = $"{Address}v4/odds?apiKey={Key}&regions=uk",
                        headers = new[] { new { name = "User-Agent", value = "Test/1" }, new { name = "Accept", value = "application/json" } },
                    },
                    response = new
                    {
                        status = 200,
                        headers = new[] { new { name = "Content-Type", value = "application/json" } },
                        content = new { mimeType = "application/json", text = Odds(now) },
                    },
                },
            },
        },
    });

    public async ValueTask DisposeAsync() => await _application.DisposeAsync();

    /// <summary>Home at booktwo and away at bookone make a surebet of about two per cent at each match.</summary>
    private static string Odds(DateTimeOffset now) => JsonSerializer.Serialize(Enumerable.Range(1, 3).Select(i => new
    {
        id = $"match{i}",
        sport_key = "icehockey_test",
        sport_title = "Hockey Test League",
        commence_time = now.AddHours(4 + i).ToString("yyyy-MM-dd'T'HH:mm:00'Z'", System.Globalization.CultureInfo.InvariantCulture),
        home_team = Teams[2 * i - 2],
        away_team = Teams[2 * i - 1],
        bookmakers = new[] { Bookmaker("bookone", i, 1.70m, 2.15m), Bookmaker("booktwo", i, 1.95m, 1.86m) },
    }));

    private static object Bookmaker(string key, int match, decimal home, decimal away) => new
    {
        key,
        title = key,
        markets = new[]
        {
            new
            {
                key = "h2h",
                outcomes = new[] { new { name = Teams[2 * match - 2], price = home }, new { name = Teams[2 * match - 1], price = away } },
            },
        },
    };

    private static readonly string[] Teams = ["Northport Rovers", "Eastvale Hawks", "Southgate Lions", "Westbury Bears", "Hillcrest Kings", "Lakeside Storm"];
}
