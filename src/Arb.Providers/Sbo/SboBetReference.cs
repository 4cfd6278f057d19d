using System.Globalization;
using Arb.Providers.Templates;

namespace Arb.Providers.Sbo;

/// <summary>What an SBO bet needs beyond the slip: <c>market=ID;type=N</c>. The selection index is the selection's place in the canonical order.</summary>
/// <param name="MarketId">The market's own id.</param>
/// <param name="BetType">The wire's market code (1, 2, 3, 5, 7, 8, 9).</param>
internal readonly record struct SboBetReference(string MarketId, int BetType)
{
    /// <summary>The text for <see cref="Arb.Domain.Harvest.RawMarket.BetReference"/>.</summary>
    public string Format() => string.Create(CultureInfo.InvariantCulture, $"market={MarketId};type={BetType}");

    /// <summary>Reads what <see cref="Format"/> wrote; throws <see cref="FormatException"/> on anything else.</summary>
    public static SboBetReference Parse(string text) => new(
        Reference.Get(text, "market"),
        int.Parse(Reference.Get(text, "type"), NumberStyles.None, CultureInfo.InvariantCulture));
}
