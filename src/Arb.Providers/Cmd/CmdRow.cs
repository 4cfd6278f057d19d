using Arb.Domain.Harvest;
using Arb.Domain.Primitives;
using Arb.Providers.Harvesting;

namespace Arb.Providers.Cmd;

/// <summary>Reads a full row into a match. Positions are the protocol's shape.</summary>
internal static class CmdRow
{
    public const int Positions = 91;

    private const int GuidAt = 34;
    private const int LeagueAt = 37;
    private const int HomeAt = 38;
    private const int AwayAt = 39;
    private const int ClockAt = 53;
    private const int DateAt = 56;
    private const int InPlayAt = 25;
    private const int SuspendedAt = 79;

    /// <summary>
    /// Reads everything but the id. Returns why the row cannot be decoded, or null; <paramref name="news"/> says whether the event changed.
    /// A price or line that cannot be read only closes its selection or market.
    /// </summary>
    public static DropReason? Read(
        ReadOnlySpan<byte> row, ReadOnlySpan<Cell> cells, bool running, DateTimeOffset now, CmdMatch match, IHarvestSink sink, ref bool news)
    {
        if (!HasText(row, cells[HomeAt]) || !HasText(row, cells[AwayAt]))
            return DropReason.InvalidName;
        if (!match.Home.Read(row, cells[HomeAt], false, ref news) || !match.Away.Read(row, cells[AwayAt], false, ref news))
            return DropReason.Undecodable;
        var hasLeague = match.League.Read(row, cells[LeagueAt], false, ref news);
        if (cells[ClockAt].Kind != CellKind.Text || cells[DateAt].Kind != CellKind.Text
            || !WireTime.TryNearest(cells[ClockAt].Of(row), cells[DateAt].Of(row), now, out var kickOff))
            return DropReason.InvalidTime;
        if (Cells.Flag(row, cells[InPlayAt], absent: false) is not { } inPlay || Cells.Flag(row, cells[SuspendedAt], absent: false) is not { } suspended)
            return DropReason.Undecodable;
        inPlay |= running;
        news |= hasLeague != match.HasLeague || kickOff != match.KickOff || inPlay != match.InPlay;
        match.HasLeague = hasLeague;
        match.KickOff = kickOff;
        match.InPlay = inPlay;
        match.Running = running;
        match.Suspended = suspended;

        var otherGuid = false;
        match.HasGuid = cells[GuidAt].Length is > 0 and <= 100
            && match.Guid.Read(row, cells[GuidAt], false, ref otherGuid) && match.Guid.Text.AsSpan().IndexOfAny(";=,\"") < 0;
        if (otherGuid)
            match.GuidVersion++;
        var shapes = CmdMarketShape.Table;
        for (var i = 0; i < shapes.Length; i++)
            ReadMarket(row, cells, shapes[i], ref match.Markets[i], sink);
        return null;
    }

    private static void ReadMarket(ReadOnlySpan<byte> row, ReadOnlySpan<Cell> cells, in CmdMarketShape shape, ref CmdMarketState market, IHarvestSink sink)
    {
        if (shape.LineAt >= 0)
            market.HasLine = Cells.Number(row, cells[shape.LineAt], out market.Line);
        if (shape.GiverAt >= 0)
            market.HomeGives = Cells.Flag(row, cells[shape.GiverAt], absent: null);
        market.First = Price(row, cells[shape.FirstAt], sink);
        market.Second = Price(row, cells[shape.SecondAt], sink);
        market.Third = shape.ThirdAt < 0 ? WireNumber.Missing : Price(row, cells[shape.ThirdAt], sink);
    }

    private static WireNumber Price(ReadOnlySpan<byte> row, Cell cell, IHarvestSink sink)
    {
        if (Cells.Price(row, cell, out var price))
            return price;
        sink.OnDropped(DropReason.InvalidPrice);
        return WireNumber.Missing;
    }

    private static bool HasText(ReadOnlySpan<byte> row, Cell cell) => cell.Kind == CellKind.Text && !cell.Of(row).Trim((byte)' ').IsEmpty;
}
