using System.Text.Json;

namespace Arb.Host.Demo;

/// <summary>A bet in a bookmaker's own book.</summary>
/// <param name="Bookmaker">Whose book.</param>
/// <param name="Reference">The bookmaker's reference.</param>
/// <param name="Odds">Decimal odds.</param>
/// <param name="Stake">Stake.</param>
/// <param name="Status">State as the bookmaker calls it.</param>
internal sealed record BookBet(string Bookmaker, string Reference, decimal Odds, decimal Stake, string Status)
{
    /// <summary>True unless the bookmaker turned it down after booking it.</summary>
    public bool Stands => Status != "Rejected";
}

/// <summary>The bookmakers' own books, read behind the counter: what the audit is compared with.</summary>
/// <param name="Bets">Every bet ever booked.</param>
/// <param name="Refused">Placements refused, by bookmaker.</param>
internal sealed record BookmakerBooks(IReadOnlyList<BookBet> Bets, IReadOnlyDictionary<string, long> Refused)
{
    public static async Task<BookmakerBooks> ReadAsync(SandboxProcess sandbox, CancellationToken cancel)
    {
        using var http = new HttpClient { BaseAddress = sandbox.Control, Timeout = TimeSpan.FromSeconds(20) };
        var bets = new List<BookBet>();
        var refused = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var bookmaker in sandbox.Bookmakers)
        {
            using (var answer = JsonDocument.Parse(await http.GetByteArrayAsync($"control/{bookmaker.Name}/bets", cancel)))
            {
                foreach (var bet in answer.RootElement.EnumerateArray())
                {
                    bets.Add(new BookBet(
                        bookmaker.Name,
                        bet.GetProperty("reference").GetString()!,
                        bet.GetProperty("odds").GetDecimal(),
                        bet.GetProperty("stake").GetDecimal(),
                        bet.GetProperty("status").GetString()!));
                }
            }
            using var stats = JsonDocument.Parse(await http.GetByteArrayAsync($"control/{bookmaker.Name}/stats", cancel));
            refused[bookmaker.Name] = stats.RootElement.GetProperty("refused").GetInt64();
        }
        return new BookmakerBooks(bets, refused);
    }
}
