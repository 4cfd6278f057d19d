using System.Buffers.Text;
using Arb.Domain.Harvest;
using Arb.Domain.Primitives;
using Arb.Providers.Harvesting;

namespace Arb.Providers.Isport;

/// <summary>Field indexes of the three sections, in the order of <see cref="IsportFields"/>' names, and the reading of an odds row.</summary>
internal static class IsportRow
{
    public const int MatchRequired = 6;
    public const int OddsRequired = 4;

    public static IsportFields LeagueFields() => new("leagueid", "leaguenameen");

    public static IsportFields MatchFields() => new("matchid", "leagueid", "hteamnameen", "ateamnameen", "kickofftime", "matchstatus", "islive");

    public static IsportFields OddsFields() =>
        new("oddsid", "matchid", "bettype", "oddsstatus", "hdp1", "hdp2", "odds1a", "odds2a", "com1", "comx", "com2");

    /// <summary>The cell of a field; null where the response does not name the field.</summary>
    public static Cell Field(ReadOnlySpan<Cell> cells, IsportFields fields, int field) => fields[field] < 0 ? default : cells[fields[field]];

    /// <summary>
    /// Reads what an odds row says. Returns why it cannot be used, or null. <paramref name="badPrices"/> counts prices that are no numbers: their selections are closed.
    /// </summary>
    public static DropReason? ReadOdds(ReadOnlySpan<byte> row, ReadOnlySpan<Cell> cells, IsportFields fields, out IsportOddsValues values, out int badPrices)
    {
        values = default;
        badPrices = 0;
        var type = Field(cells, fields, 2);
        if (type.Kind is not (CellKind.Number or CellKind.Text) || !Utf8Parser.TryParse(type.Of(row), out int betType, out var used) || used != type.Length)
            return DropReason.Undecodable;
        if (IsportMarketShape.Of(betType) is not { } shape)
            return DropReason.UnknownMarket;
        var line = WireNumber.Missing;
        if (MarketKinds.HasLine(shape.Kind) && ReadLine(row, cells, fields, shape.Kind, out line) is { } drop)
            return drop;
        var status = Field(cells, fields, 3);
        var open = status.Kind == CellKind.Text && status.Of(row).SequenceEqual("running"u8);
        WireNumber first, second, third = default;
        switch (shape.Kind)
        {
            case MarketKind.OneXTwo:
                first = Price(row, Field(cells, fields, 8), ref badPrices);
                second = Price(row, Field(cells, fields, 9), ref badPrices);
                third = Price(row, Field(cells, fields, 10), ref badPrices);
                break;
            case MarketKind.Moneyline:
                first = Price(row, Field(cells, fields, 8), ref badPrices);
                second = Price(row, Field(cells, fields, 10), ref badPrices);
                break;
            default:
                first = Price(row, Field(cells, fields, 6), ref badPrices);
                second = Price(row, Field(cells, fields, 7), ref badPrices);
                break;
        }
        values = new IsportOddsValues(betType, line, open, first, second, third);
        return null;
    }

    /// <summary>Reads what a match row says into <paramref name="match"/>; returns why it cannot be used, or null.</summary>
    public static DropReason? ReadMatch(ReadOnlySpan<byte> row, ReadOnlySpan<Cell> cells, IsportFields fields, IsportMatch match)
    {
        var changed = false;
        var home = Field(cells, fields, 2);
        var away = Field(cells, fields, 3);
        if (home.Kind != CellKind.Text || away.Kind != CellKind.Text || home.Of(row).Trim((byte)' ').IsEmpty || away.Of(row).Trim((byte)' ').IsEmpty)
            return DropReason.InvalidName;
        if (!match.Home.Read(row, home, false, ref changed) || !match.Away.Read(row, away, false, ref changed))
            return DropReason.Undecodable;
        var league = Cells.Id(row, Field(cells, fields, 1));
        if (league.IsEmpty)
            return DropReason.MissingId;
        var time = Field(cells, fields, 4);
        if (time.Kind is not (CellKind.Number or CellKind.Text) || !Utf8Parser.TryParse(time.Of(row), out long seconds, out var used) || used != time.Length
            || seconds is <= 0 or > 32_503_680_000)
            return DropReason.InvalidTime;
        if (Cells.Flag(row, Field(cells, fields, 6), absent: false) is not { } live)
            return DropReason.Undecodable;
        if (!IdComparer.Instance.Equals(league, match.LeagueId))
            match.LeagueId = IdComparer.Instance.Create(league);
        match.KickOff = DateTimeOffset.FromUnixTimeSeconds(seconds);
        match.IsLive = live;
        var status = Field(cells, fields, 5);
        match.IsOpen = status.Kind == CellKind.Text && status.Of(row).SequenceEqual("running"u8);
        return null;
    }

    private static DropReason? ReadLine(ReadOnlySpan<byte> row, ReadOnlySpan<Cell> cells, IsportFields fields, MarketKind kind, out WireNumber line)
    {
        line = default;
        // Unused fields are 0: a missing one is as good.
        if (!Cells.Price(row, Field(cells, fields, 4), out var home) || !Cells.Price(row, Field(cells, fields, 5), out var away))
            return DropReason.Undecodable;
        if (home.Nano < 0 || away.Nano < 0 || (home.Nano > 0 && away.Nano > 0))
            return DropReason.Undecodable;
        if (kind == MarketKind.Total)
        {
            line = home;
            return home.Nano > 0 ? null : DropReason.InvalidLine;
        }
        line = home.Nano > 0 ? WireNumber.FromNano(-home.Nano, home.Inexact) : away;
        return null;
    }

    private static WireNumber Price(ReadOnlySpan<byte> row, Cell cell, ref int bad)
    {
        if (Cells.Price(row, cell, out var price))
            return price;
        bad++;
        return WireNumber.Missing;
    }
}
