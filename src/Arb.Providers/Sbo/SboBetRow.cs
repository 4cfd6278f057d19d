using System.Text.Json;
using Arb.Domain.Execution;
using Arb.Domain.Primitives;
using Arb.Providers.Betting;

namespace Arb.Providers.Sbo;

/// <summary>One row of SBO's bet list: <c>[ticketNo, eventId, betType, op, line, price, stake, state, return, time, ticketKey]</c>.</summary>
internal static class SboBetRow
{
    /// <summary>The format of a <c>ps</c> value, or null.</summary>
    public static OddsFormat? FormatOf(int style) => style switch
    {
        1 => OddsFormat.Decimal,
        2 => OddsFormat.HongKong,
        3 => OddsFormat.Indonesian,
        4 => OddsFormat.Malay,
        _ => null,
    };

    /// <summary>The bet, or null when the row cannot be read. Prices of a session without a known style stay unknown; 1X2 is decimal in every style.</summary>
    public static BetListEntry? Read(JsonElement row, OddsFormat? format)
    {
        if (!row.At(0).TryId(out var reference) || !row.At(1).TryId(out var match) || !row.At(2).TryCode(out var betType) || !row.At(3).TryCode(out var op)
            || !row.At(6).TryAmount(out var stake) || !row.At(7).TryText(out var word) || !Status(word, out var status)
            || !BetRows.TryReturn(row.At(8), status, out var returned)
            || !row.At(9).TryText(out var time) || !BetRows.TryTime(time, "MM'/'dd'/'yyyy HH:mm:ss", out var at))
            return null;
        row.At(10).TryId(out var text);
        var key = text.Length == 0 ? null : text;
        if (SboMarketShape.Of(betType) is not var (kind, period))
            return new BetListEntry(reference, match, null, Period.FullTime, null, Line.None, null, stake, status, returned, at, key);
        var selections = MarketKinds.Selections(kind);
        var line = Line.None;
        if (op < 0 || op >= selections.Length || (MarketKinds.HasLine(kind) && !(row.At(4).TryNumber(out var wire) && Line.TryFrom(wire, out line))))
            return null;
        var style = kind == MarketKind.OneXTwo ? OddsFormat.Decimal : format;
        var odds = style is null ? null : row.At(5).OddsOf(style.Value);
        return new BetListEntry(reference, match, kind, period, selections[op], line, odds, stake, status, returned, at, key);
    }

    private static bool Status(string word, out BetStatus status)
    {
        (var known, status) = word switch
        {
            "accepted" => (true, BetStatus.Accepted),
            "pending" => (true, BetStatus.Pending),
            "rejected" => (true, BetStatus.Rejected),
            "won" => (true, BetStatus.Won),
            "lost" => (true, BetStatus.Lost),
            "half-won" => (true, BetStatus.HalfWon),
            "half-lost" => (true, BetStatus.HalfLost),
            "void" => (true, BetStatus.Void),
            _ => (false, default),
        };
        return known;
    }
}
