using System.Buffers.Text;
using Arb.Domain.Harvest;
using Arb.Domain.Primitives;
using Arb.Providers.Harvesting;

namespace Arb.Providers.Sbo;

/// <summary>Reads match and market rows. Rows are always complete: an elided price is closed.</summary>
internal static class SboRow
{
    private const int MatchPositions = 9;
    private const int MarketPositions = 3;
    private const int DetailPositions = 6;

    /// <summary>Splits a match row; false when it is none.</summary>
    public static bool SplitMatch(ReadOnlySpan<byte> row, Span<Cell> cells, out ReadOnlySpan<byte> id)
    {
        id = default;
        // Scores may be left out at the end; everything up to the live flag has to be there.
        if (ScriptLiteral.Read(row, cells) < MatchPositions - 2)
            return false;
        id = Cells.Id(row, cells[0]);
        return true;
    }

    /// <summary>Reads a split match row into <paramref name="into"/>; returns why it cannot be used, or null.</summary>
    public static DropReason? ReadMatch(ReadOnlySpan<byte> row, ReadOnlySpan<Cell> cells, SboEvent into)
    {
        var changed = false;
        if (!HasText(row, cells[3]) || !HasText(row, cells[4]))
            return DropReason.InvalidName;
        if (!into.League.Read(row, cells[2], true, ref changed) || !into.Home.Read(row, cells[3], true, ref changed) || !into.Away.Read(row, cells[4], true, ref changed))
            return DropReason.Undecodable;
        if (cells[5].Kind != CellKind.Text || !WireTime.TryFull(cells[5].Of(row), out var kickOff))
            return DropReason.InvalidTime;
        if (Cells.Flag(row, cells[6], absent: false) is not { } live)
            return DropReason.Undecodable;
        into.KickOff = kickOff;
        into.Live = live;
        return null;
    }

    /// <summary>Reads a market row; returns why it cannot be used, or null. <paramref name="badPrices"/> counts prices that are no numbers: their selections are closed.</summary>
    public static DropReason? ReadMarket(
        ReadOnlySpan<byte> row, out ReadOnlySpan<byte> id, out ReadOnlySpan<byte> eventId, out SboValues values, out int badPrices)
    {
        id = eventId = default;
        values = default;
        badPrices = 0;
        Span<Cell> cells = stackalloc Cell[MarketPositions];
        if (ScriptLiteral.Read(row, cells) < MarketPositions || cells[1].Kind != CellKind.Array || cells[2].Kind != CellKind.Array)
        {
            // The id decides which market has gone, where it can be read.
            id = Cells.Id(row, cells[0]);
            return DropReason.Undecodable;
        }
        id = Cells.Id(row, cells[0]);
        var detail = cells[1].Of(row);
        Span<Cell> details = stackalloc Cell[DetailPositions];
        var prices = cells[2].Of(row);
        Span<Cell> three = stackalloc Cell[3];
        if (ScriptLiteral.Read(detail, details) < 0 || ScriptLiteral.Read(prices, three) < 0)
            return DropReason.Undecodable;
        eventId = Cells.Id(detail, details[0]);
        if (id.IsEmpty || eventId.IsEmpty)
            return DropReason.MissingId;
        if (details[1].Kind != CellKind.Number || !Utf8Parser.TryParse(details[1].Of(detail), out int betType, out var used) || used != details[1].Length)
            return DropReason.Undecodable;
        if (SboMarketShape.Of(betType) is not { } shape)
            return DropReason.UnknownMarket;
        var line = WireNumber.Missing;
        if (MarketKinds.HasLine(shape.Kind) && (!Cells.Number(detail, details[5], out line) || (shape.Kind == MarketKind.Total && line.Nano <= 0)))
            return DropReason.InvalidLine;
        // Only an explicit 0 is open.
        var open = Cells.Flag(detail, details[2], absent: null) == false;
        var first = Price(prices, three[0], ref badPrices);
        var second = Price(prices, three[1], ref badPrices);
        var third = shape.Kind == MarketKind.OneXTwo ? Price(prices, three[2], ref badPrices) : WireNumber.Missing;
        values = new SboValues(betType, open, line, first, second, third);
        return null;
    }

    private static WireNumber Price(ReadOnlySpan<byte> row, Cell cell, ref int bad)
    {
        if (Cells.Price(row, cell, out var price))
            return price;
        bad++;
        return WireNumber.Missing;
    }

    private static bool HasText(ReadOnlySpan<byte> row, Cell cell) => cell.Kind == CellKind.Text && !cell.Of(row).Trim((byte)' ').IsEmpty;
}
