using System.Text.Json;
using Arb.Domain.Execution;
using Arb.Domain.Primitives;
using Arb.Providers.Betting;

namespace Arb.Providers.Isport;

/// <summary>One row of ISPORT's bet list.</summary>
internal static class IsportBetRow
{
    /// <summary>The bet, or null when the row cannot be read.</summary>
    public static BetListEntry? Read(JsonElement row)
    {
        if (!row.TryId("transid", out var reference) || !row.TryId("matchid", out var match) || !row.TryId("betteam", out var team)
            || !row.TryMember("bettype", out var type) || !type.TryCode(out var betType)
            || !row.TryId("status", out var word) || !Status(word, out var status)
            || !row.TryMember("stake", out var money) || !money.TryAmount(out var stake)
            || !row.TryMember("transtime", out var time) || time.ValueKind != JsonValueKind.Number || !time.TryGetInt64(out var seconds)
            || seconds is < 946_684_800 or > 200_000_000_000)
            return null;
        row.TryMember("return", out var back);
        if (!BetRows.TryReturn(back, status, out var returned))
            return null;
        row.TryId("guid", out var guid);
        var key = guid.Length == 0 ? null : guid;
        var at = DateTimeOffset.FromUnixTimeSeconds(seconds);
        if (IsportMarketShape.Of(betType) is not var (kind, period))
            return new BetListEntry(reference, match, null, Period.FullTime, null, Line.None, null, stake, status, returned, at, key);
        var line = Line.None;
        if (SelectionOf(kind, team) is not { } selection
            || (MarketKinds.HasLine(kind) && !(row.TryMember("hdp", out var number) && number.TryNumber(out var wire) && Line.TryFrom(wire, out line))))
            return null;
        row.TryMember("odds", out var price);
        var odds = price.OddsOf(new IsportMarketShape(kind, period).Format);
        return new BetListEntry(reference, match, kind, period, selection, line, odds, stake, status, returned, at, key);
    }

    private static Selection? SelectionOf(MarketKind kind, string team) => (kind, team) switch
    {
        (MarketKind.AsianHandicap or MarketKind.Moneyline or MarketKind.OneXTwo, "h") => Selection.Home,
        (MarketKind.AsianHandicap or MarketKind.Moneyline or MarketKind.OneXTwo, "a") => Selection.Away,
        (MarketKind.OneXTwo, "d") => Selection.Draw,
        (MarketKind.OddEven, "h") => Selection.Odd,
        (MarketKind.OddEven, "a") => Selection.Even,
        (MarketKind.Total, "o") => Selection.Over,
        (MarketKind.Total, "u") => Selection.Under,
        _ => null,
    };

    private static bool Status(string word, out BetStatus status)
    {
        (var known, status) = word switch
        {
            "running" => (true, BetStatus.Accepted),
            "waiting" => (true, BetStatus.Pending),
            "reject" => (true, BetStatus.Rejected),
            "won" => (true, BetStatus.Won),
            "lose" => (true, BetStatus.Lost),
            "half won" => (true, BetStatus.HalfWon),
            "half lose" => (true, BetStatus.HalfLost),
            "draw" or "void" => (true, BetStatus.Void),
            _ => (false, default),
        };
        return known;
    }
}
