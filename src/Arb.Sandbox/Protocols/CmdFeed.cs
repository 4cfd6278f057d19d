using System.Globalization;
using System.Text.Json;
using Arb.Domain.Primitives;
using Arb.Sandbox.Books;
using Arb.Sandbox.Http;
using Arb.Sandbox.World;

namespace Arb.Sandbox.Protocols;

/// <summary>CMD's odds bodies: rows of 91 positions, and delta rows of commands.</summary>
internal sealed class CmdFeed(Book book)
{
    private const int Width = 91;
    private const decimal ClosedPrice = -999m;
    private static readonly TimeSpan Zone = TimeSpan.FromHours(8);
    private byte[] _snapshot = [];
    private (long Version, bool Bad) _snapshotOf = (-1, false);

    /// <summary>Everything; kept until the version moves, since all sessions see the same.</summary>
    internal byte[] Snapshot(bool badRows)
    {
        if (_snapshotOf == (book.Version, badRows))
            return _snapshot;
        _snapshot = JsonBody.Write(w =>
        {
            Begin(w, true);
            WriteRows(w, "data", true, badRows);
            WriteRows(w, "today", false, badRows);
            w.WriteStartArray("f");
            w.WriteEndArray();
            w.WriteEndObject();
        });
        _snapshotOf = (book.Version, badRows);
        return _snapshot;
    }

    /// <summary>Empty lists: a gap, or a feed without matches.</summary>
    internal byte[] Gap(bool complete) => JsonBody.Write(w =>
    {
        Begin(w, complete);
        foreach (var name in (ReadOnlySpan<string>)["data", "today", "f"])
        {
            w.WriteStartArray(name);
            w.WriteEndArray();
        }
        w.WriteEndObject();
    });

    internal byte[] Delta(long cursor)
    {
        if (!book.CanServe(cursor))
            return Gap(false);
        foreach (var match in book.Matches)
            if (match.AddedAt > cursor || match.InPlayAt > cursor)
                return Gap(false);
        return JsonBody.Write(w =>
        {
            Begin(w, true);
            WriteChanges(w, "data", true, cursor);
            WriteChanges(w, "today", false, cursor);
            w.WriteStartArray("f");
            foreach (var removal in book.Removals)
                if (removal.Version > cursor && removal.Market is null && book.Match(removal.Match.Id) is null)
                    w.WriteNumberValue(removal.Match.Id);
            w.WriteEndArray();
            w.WriteEndObject();
        });
    }

    internal void Leagues(Utf8JsonWriter w)
    {
        w.WriteStartObject();
        w.WriteStartArray("d");
        foreach (var (id, name) in book.Matches.Select(m => (m.LeagueId, m.LeagueName)).Distinct().OrderBy(l => l.LeagueId))
        {
            w.WriteStartArray();
            w.WriteNumberValue(id);
            w.WriteStringValue(name);
            w.WriteEndArray();
        }
        w.WriteEndArray();
        w.WriteEndObject();
    }

    private void Begin(Utf8JsonWriter w, bool complete)
    {
        w.WriteStartObject();
        w.WriteNumber("t", book.Version);
        w.WriteBoolean("a", complete);
    }

    private void WriteRows(Utf8JsonWriter w, string name, bool inPlay, bool badRows)
    {
        w.WriteStartArray(name);
        foreach (var match in book.Matches)
            if (match.InPlay == inPlay)
                WriteRow(w, match);
        if (badRows && !inPlay && book.Matches.Count > 0)
        {
            // One row that breaks off, one without the match's id.
            w.WriteStartArray();
            w.WriteNumberValue(99_000_001);
            w.WriteStringValue("broken");
            w.WriteEndArray();
            WriteRow(w, book.Matches[0], withoutId: true);
        }
        w.WriteEndArray();
    }

    private void WriteRow(Utf8JsonWriter w, BookMatch match, bool withoutId = false)
    {
        var kickOff = match.World.KickOff.ToOffset(Zone);
        var row = new object?[Width];
        row[0] = withoutId ? null : (decimal)match.Id;
        row[3] = (decimal)match.LeagueId;
        row[34] = match.Guid;
        row[37] = match.LeagueName;
        row[38] = match.Home;
        row[39] = match.Away;
        row[53] = kickOff.ToString("HH:mm", CultureInfo.InvariantCulture);
        row[56] = kickOff.ToString("MM/dd", CultureInfo.InvariantCulture);
        row[25] = match.InPlay ? 1m : 0m;
        row[79] = book.IsSuspended(match) ? 1m : 0m;
        Pair(row, match, MarketKind.AsianHandicap, Period.FullTime, 40, 41, 10, 24);
        Pair(row, match, MarketKind.Total, Period.FullTime, 42, 43, 12);
        Pair(row, match, MarketKind.AsianHandicap, Period.FirstHalf, 44, 45, 14, 64);
        Pair(row, match, MarketKind.Total, Period.FirstHalf, 46, 47, 16);
        Pair(row, match, MarketKind.OddEven, Period.FullTime, 48, 49);
        Pair(row, match, MarketKind.OddEven, Period.FirstHalf, 65, 66);
        Triple(row, match, MarketKind.OneXTwo, Period.FullTime, 17, 19, 18);
        Triple(row, match, MarketKind.OneXTwo, Period.FirstHalf, 20, 22, 21);
        Triple(row, match, MarketKind.DoubleChance, Period.FullTime, 84, 85, 86);
        w.WriteStartArray();
        foreach (var value in row)
        {
            if (value is decimal number)
                w.WriteNumberValue(number);
            else if (value is string text)
                w.WriteStringValue(text);
            else
                w.WriteNullValue();
        }
        w.WriteEndArray();
    }

    private static void Pair(object?[] row, BookMatch match, MarketKind kind, Period period, int first, int second, int line = -1, int giver = -1)
    {
        var market = match.Find(kind, period);
        row[first] = Wire(match, market, 0);
        row[second] = Wire(match, market, 1);
        if (line >= 0)
            row[line] = market is null ? 0m : Math.Abs(match.LineOf(market)) / 4m;
        if (giver >= 0)
            row[giver] = market is not null && match.LineOf(market) < 0 ? 1m : 0m;
    }

    // Positions are given in canonical order home, draw, away: the wire's own order is home, away, draw.
    private static void Triple(object?[] row, BookMatch match, MarketKind kind, Period period, int first, int second, int third)
    {
        var market = match.Find(kind, period);
        row[first] = Wire(match, market, 0);
        row[second] = Wire(match, market, 1);
        row[third] = Wire(match, market, 2);
    }

    private static decimal Wire(BookMatch match, BookMarket? market, int index)
    {
        if (market is null || market.Closed)
            return ClosedPrice;
        var price = match.PriceOf(market, index);
        return price.IsOpen ? price.In(PriceStyle.Malay) : ClosedPrice;
    }

    private void WriteChanges(Utf8JsonWriter w, string name, bool inPlay, long cursor)
    {
        w.WriteStartArray(name);
        foreach (var match in book.Matches)
        {
            if (match.InPlay != inPlay)
                continue;
            if (match.StatusAt > cursor)
                Command(w, match, 79, book.IsSuspended(match) ? 1m : 0m);
            foreach (var market in match.Markets)
                WriteMarket(w, match, market, cursor);
        }
        foreach (var removal in book.Removals)
            if (removal.Version > cursor && removal.Market is { } gone && removal.FromInPlay == inPlay && removal.Match.InPlay == inPlay
                && book.Match(removal.Match.Id) is not null && removal.Match.Find(gone.Kind, gone.Period) is null)
                Command(w, removal.Match, PriceCommand(gone), ClosedPrice, ClosedPrice);
        w.WriteEndArray();
    }

    private static void WriteMarket(Utf8JsonWriter w, BookMatch match, BookMarket market, long cursor)
    {
        if (market.LineAt > cursor && MarketKinds.HasLine(market.Kind))
        {
            var line = match.LineOf(market);
            Command(w, match, PriceCommand(market) - 2, Math.Abs(line) / 4m);
            if (market.Kind == MarketKind.AsianHandicap)
                Command(w, match, market.Period == Period.FirstHalf ? 64 : 24, line < 0 ? 1m : 0m);
        }
        if (market.PriceAt > cursor)
            Command(w, match, PriceCommand(market), Wire(match, market, 0), Wire(match, market, 1));
    }

    /// <summary>The line's command is always two below. 90 and above are commands that nobody has seen: 1X2, odd/even and double chance have none.</summary>
    private static int PriceCommand(BookMarket market) => (market.Kind, market.Period) switch
    {
        (MarketKind.AsianHandicap, Period.FullTime) => 30,
        (MarketKind.Total, Period.FullTime) => 35,
        (MarketKind.AsianHandicap, _) => 40,
        (MarketKind.Total, _) => 45,
        (MarketKind.OneXTwo, _) => 91,
        (MarketKind.OddEven, _) => 92,
        _ => 93,
    };

    private static void Command(Utf8JsonWriter w, BookMatch match, int command, decimal first, decimal? second = null)
    {
        w.WriteStartArray();
        w.WriteNumberValue(match.Id);
        w.WriteNumberValue(1);
        w.WriteNumberValue(command);
        w.WriteNumberValue(first);
        if (second is { } value)
            w.WriteNumberValue(value);
        w.WriteEndArray();
    }
}
