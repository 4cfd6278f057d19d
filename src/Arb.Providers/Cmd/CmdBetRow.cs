using System.Text.Json;
using Arb.Domain.Execution;
using Arb.Domain.Primitives;
using Arb.Providers.Betting;

namespace Arb.Providers.Cmd;

/// <summary>One row of CMD's bet list.</summary>
internal static class CmdBetRow
{
    /// <summary>The bet, or null when the row cannot be read.</summary>
    public static BetListEntry? Read(JsonElement row)
    {
        if (!row.TryId("RefNo", out var reference) || !row.TryId("MatchId", out var match) || !row.TryId("Market", out var market) || !row.TryId("Selection", out var side)
            || !row.TryId("Status", out var word) || !Status(word, out var status) || !row.TryId("PlacedAt", out var time)
            || !row.TryMember("Stake", out var money) || !money.TryAmount(out var stake)
            || !row.TryId("Period", out var part) || part is not ("FT" or "FH")
            || !BetRows.TryTime(time, "yyyy-MM-dd HH:mm:ss", out var at))
            return null;
        row.TryMember("Return", out var back);
        if (!BetRows.TryReturn(back, status, out var returned))
            return null;
        var kind = Kind(market);
        var period = part == "FT" ? Period.FullTime : Period.FirstHalf;
        if (kind is null)
            return new BetListEntry(reference, match, null, period, null, Line.None, null, stake, status, returned, at, null);
        var line = Line.None;
        if (SelectionOf(kind.Value, side) is not { } selection
            || (MarketKinds.HasLine(kind.Value) && !(row.TryMember("Line", out var number) && number.TryNumber(out var wire) && Line.TryFrom(wire, out line))))
            return null;
        row.TryMember("Odds", out var price);
        var odds = price.OddsOf(kind == MarketKind.OneXTwo ? OddsFormat.Decimal : OddsFormat.Malay);
        return new BetListEntry(reference, match, kind, period, selection, line, odds, stake, status, returned, at, null);
    }

    private static MarketKind? Kind(string market) => market switch
    {
        "Hdp" => MarketKind.AsianHandicap,
        "OU" => MarketKind.Total,
        "1X2" => MarketKind.OneXTwo,
        "OE" => MarketKind.OddEven,
        _ => null,
    };

    private static Selection? SelectionOf(MarketKind kind, string side) => (kind, side) switch
    {
        (MarketKind.AsianHandicap, "Home") or (MarketKind.OneXTwo, "1") => Selection.Home,
        (MarketKind.AsianHandicap, "Away") or (MarketKind.OneXTwo, "2") => Selection.Away,
        (MarketKind.OneXTwo, "X") => Selection.Draw,
        (MarketKind.Total, "Over") => Selection.Over,
        (MarketKind.Total, "Under") => Selection.Under,
        (MarketKind.OddEven, "Odd") => Selection.Odd,
        (MarketKind.OddEven, "Even") => Selection.Even,
        _ => null,
    };

    private static bool Status(string word, out BetStatus status)
    {
        (var known, status) = word switch
        {
            "Accepted" => (true, BetStatus.Accepted),
            "Pending" => (true, BetStatus.Pending),
            "Rejected" => (true, BetStatus.Rejected),
            "Won" => (true, BetStatus.Won),
            "Lost" => (true, BetStatus.Lost),
            "HalfWon" => (true, BetStatus.HalfWon),
            "HalfLost" => (true, BetStatus.HalfLost),
            "Void" => (true, BetStatus.Void),
            _ => (false, default),
        };
        return known;
    }
}
