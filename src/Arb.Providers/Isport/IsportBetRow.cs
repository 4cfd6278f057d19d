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
        if (!Text(row, "transid", out var reference) || !Text(row, "matchid", out var match) || !Text(row, "betteam", out var team)
            || !row.TryMember("bettype", out var type) || !type.TryCode(out var betType)
            || !Text(row, "status", out var word) || !Status(word, out var status)
            || !row.TryMember("stake", out var money) || !money.TryAmount(out var stake)
            || !row.TryMember("transtime", out var time) || time.ValueKind != JsonValueKind.Number || !time.TryGetInt64(out var seconds)
            || seconds is < 946_684_800 or > 200_000_000_000)
            return null;
        row.TryMember("return", out var back);
        if (!BetRows.TryReturn(back, status, out var returned))
            return null;
        Text(row, "guid", out var guid);
        var key = guid.Length == 0 ? null : guid;
        var at = DateTimeOffset.FromUnixTimeSeconds(seconds);
        var (kind, period) = Market(betType);
        if (kind is null)
            return new BetListEntry(reference, match, null, period, null, Line.None, null, stake, status, returned, at, key);
        var line = Line.None;
        if (SelectionOf(kind.Value, team) is not { } selection
            || (MarketKinds.HasLine(kind.Value) && !(row.TryMember("hdp", out var number) && number.TryNumber(out var wire) && Line.TryFrom(wire, out line))))
            return null;
        row.TryMember("odds", out var price);
        var odds = price.OddsOf(kind is MarketKind.OneXTwo or MarketKind.Moneyline ? OddsFormat.Decimal : OddsFormat.Malay);
        return new BetListEntry(reference, match, kind, period, selection, line, odds, stake, status, returned, at, key);
    }

    private static bool Text(JsonElement row, string name, out string text)
    {
        row.TryMember(name, out var member);
        return member.TryId(out text);
    }

    private static (MarketKind? Kind, Period Period) Market(int betType) => betType switch
    {
        1 => (MarketKind.AsianHandicap, Period.FullTime),
        2 => (MarketKind.OddEven, Period.FullTime),
        3 => (MarketKind.Total, Period.FullTime),
        5 => (MarketKind.OneXTwo, Period.FullTime),
        7 => (MarketKind.AsianHandicap, Period.FirstHalf),
        8 => (MarketKind.Total, Period.FirstHalf),
        15 => (MarketKind.OneXTwo, Period.FirstHalf),
        20 => (MarketKind.Moneyline, Period.FullTime),
        _ => (null, Period.FullTime),
    };

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
