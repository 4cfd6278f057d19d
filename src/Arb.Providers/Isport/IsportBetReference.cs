using System.Globalization;
using Arb.Providers.Templates;

namespace Arb.Providers.Isport;

/// <summary>What an ISPORT bet needs beyond the slip: <c>oddsid=ID;bettype=N</c>.</summary>
/// <param name="OddsId">The row's own id, also the market id.</param>
/// <param name="BetType">The wire's market code (1, 2, 3, 5, 7, 8, 15, 20).</param>
internal readonly record struct IsportBetReference(string OddsId, int BetType)
{
    /// <summary>The text for <see cref="Arb.Domain.Harvest.RawMarket.BetReference"/>.</summary>
    public string Format() => string.Create(CultureInfo.InvariantCulture, $"oddsid={OddsId};bettype={BetType}");

    /// <summary>Reads what <see cref="Format"/> wrote; throws <see cref="FormatException"/> on anything else.</summary>
    public static IsportBetReference Parse(string text) => new(
        Reference.Get(text, "oddsid"),
        int.Parse(Reference.Get(text, "bettype"), NumberStyles.None, CultureInfo.InvariantCulture));
}
