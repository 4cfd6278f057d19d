using System.Globalization;
using Arb.Domain.Primitives;
using Arb.Sandbox.Books;
using Arb.Sandbox.World;

namespace Arb.Sandbox.Protocols;

/// <summary>The comma list of CMD's <c>SetData</c> and <c>BetNow</c>, read by position.</summary>
internal sealed record CmdBet(
    long MatchId, decimal Price, string Selection, string Side, int HomeGives, decimal AbsLine, bool Running, string Guid, Period Period, decimal Stake, string Code)
{
    private const int Fields = 15;

    internal static CmdBet? Parse(string data)
    {
        var p = data.Split(',');
        if (p.Length != Fields
            || !long.TryParse(p[0], NumberStyles.None, CultureInfo.InvariantCulture, out var match)
            || !Number(p[1], out var price)
            || p[2] is not ("Hdp" or "Over" or "Under" or "1" or "X" or "2")
            || p[3] is not ("Home" or "Away" or "")
            || (p[2] == "Hdp") != (p[3].Length > 0)
            || p[4] != "MY"
            || p[5] is not ("0" or "1")
            || !Number(p[6], out var line)
            || p[7] is not ("Running" or "Today")
            || p[12] is not ("FT" or "FH")
            || !Number(p[13], out var stake))
            return null;
        return new CmdBet(match, price, p[2], p[3], p[5] == "1" ? 1 : 0, line, p[7] == "Running", p[11], p[12] == "FH" ? Period.FirstHalf : Period.FullTime, stake, p[14]);
    }

    /// <summary>The selection's place in the canonical order of a market, −1 when the market has none such.</summary>
    internal int IndexFor(BookMarket market) => market.Kind != Kind ? -1 : Selection switch
    {
        "Hdp" => Side == "Home" ? 0 : 1,
        "Over" or "1" => 0,
        "X" => 1,
        "2" => 2,
        _ => 1,
    };

    /// <summary>The line asked for in quarters: signed home handicap, or total; null for 1X2. Odd decimals make a line that no market has.</summary>
    internal int? LineFor(BookMarket market)
    {
        if (!MarketKinds.HasLine(market.Kind))
            return null;
        var quarters = AbsLine * 4m;
        if (quarters != decimal.Truncate(quarters) || quarters is < 0 or > 1000)
            return int.MaxValue;
        return market.Kind == MarketKind.AsianHandicap && HomeGives == 1 ? -(int)quarters : (int)quarters;
    }

    /// <summary>The market that the customer means; null when it is not offered (any more).</summary>
    internal Ask? Find(Book book)
    {
        if (book.Match(MatchId) is not { } match || match.Guid != Guid || match.InPlay != Running || match.Find(Kind, Period) is not { } market)
            return null;
        return new Ask(match, market, IndexFor(market), Price, LineFor(market), PriceStyle.Malay);
    }

    private MarketKind Kind => Selection switch
    {
        "Hdp" => MarketKind.AsianHandicap,
        "Over" or "Under" => MarketKind.Total,
        _ => MarketKind.OneXTwo,
    };

    private static bool Number(string text, out decimal value) =>
        decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value);
}
