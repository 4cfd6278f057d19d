using System.Globalization;
using Arb.Domain.Primitives;
using Arb.Sandbox.Books;
using Arb.Sandbox.World;

namespace Arb.Sandbox.Protocols;

/// <summary>SBO's <c>data/event</c> bodies: one cache for today, one for running matches.</summary>
internal sealed class SboFeed(Book book, Desk desk)
{
    private const int TodayCache = 1;
    private const int LiveCache = 2;
    private const string Head = "$P.onUpdate('od',";
    private static readonly TimeSpan Zone = TimeSpan.FromHours(8);

    internal string Full(PriceStyle style, bool badRows, bool empty = false)
    {
        var s = new SboScript().Open().Add(book.Version).Add(1).Open();
        if (!empty)
        {
            Cache(s, TodayCache, style, m => !m.InPlay, (_, _) => true, badRows);
            s.Nothing(last: true);
            s.Close();
            if (book.Matches.Any(m => m.InPlay))
            {
                Cache(s, LiveCache, style, m => m.InPlay, (_, _) => true, false);
                s.Open().Close();
                s.Close();
            }
        }
        return Finish(s);
    }

    internal string Update(long cursor, PriceStyle style, bool badRows)
    {
        if (!book.CanServe(cursor))
            return Full(style, badRows);
        var s = new SboScript().Open().Add(book.Version).Add(0).Open();
        foreach (var live in (ReadOnlySpan<bool>)[false, true])
        {
            Cache(s, live ? LiveCache : TodayCache, style, m => m.InPlay == live && Changed(m, cursor), (m, market) => Entered(m, cursor) || market.ChangedAt > cursor, false, cursor);
            if (live)
                s.Nothing(last: true);
            else
                Deletions(s, cursor);
            s.Close();
        }
        return Finish(s);
    }

    /// <summary>The protocol's number of a market; 0 for what it does not have.</summary>
    internal static int BetType(MarketKind kind, Period period) => (kind, period) switch
    {
        (MarketKind.AsianHandicap, Period.FullTime) => 1,
        (MarketKind.OddEven, Period.FullTime) => 2,
        (MarketKind.Total, Period.FullTime) => 3,
        (MarketKind.OneXTwo, Period.FullTime) => 5,
        (MarketKind.AsianHandicap, _) => 7,
        (MarketKind.OneXTwo, _) => 8,
        (MarketKind.Total, _) => 9,
        _ => 0,
    };

    private static bool Entered(BookMatch match, long cursor) => match.AddedAt > cursor || match.InPlayAt > cursor;

    private static bool Changed(BookMatch match, long cursor) => match.ChangedAt > cursor;

    private static string Finish(SboScript s) => s.Close().Raw("{}").Raw("{}").Raw("false").Close().Call(Head);

    private void Cache(SboScript s, int type, PriceStyle style, Func<BookMatch, bool> matches, Func<BookMatch, BookMarket, bool> markets, bool badRows, long cursor = -1)
    {
        s.Open().Add(type).Open();
        foreach (var match in book.Matches)
            if (matches(match))
                WriteMatch(s, match);
        s.Close().Open();
        foreach (var match in book.Matches)
        {
            if (match.InPlay != (type == LiveCache))
                continue;
            foreach (var market in match.Markets)
                if (cursor < 0 || markets(match, market))
                    WriteMarket(s, match, market, style);
        }
        if (badRows && book.Matches.FirstOrDefault(m => !m.InPlay && m.Markets.Count > 0) is { } victim)
        {
            WriteMarket(s, victim, victim.Markets[0], style, withoutId: true);
            s.Open().Add(99_000_001).Add("broken").Close();
        }
        s.Close();
    }

    private static void WriteMatch(SboScript s, BookMatch match)
    {
        s.Open().Add(match.Id).Add(match.LeagueId).Add(match.LeagueName).Add(match.Home).Add(match.Away)
            .Add(match.World.KickOff.ToOffset(Zone).ToString("MM/dd/yyyy HH:mm", CultureInfo.InvariantCulture)).Add(match.InPlay ? 1 : 0);
        if (match.InPlay)
            s.Add(match.HomeScore).Add(match.AwayScore);
        else
            s.Nothing().Nothing(last: true);
        s.Close();
    }

    private void WriteMarket(SboScript s, BookMatch match, BookMarket market, PriceStyle style, bool withoutId = false)
    {
        s.Open();
        if (withoutId)
            s.Nothing();
        else
            s.Add(market.Id);
        s.Open().Add(match.Id).Add(BetType(market.Kind, market.Period)).Add(book.IsSuspended(match) ? 1 : 0).Add(desk.MinStake).Add(desk.MaxStake)
            .Add(match.LineOf(market) / 4m).Close().Open();
        for (var i = 0; i < market.Prices.Length; i++)
        {
            if (market.Closed)
                s.Nothing(i == market.Prices.Length - 1);
            else
                s.Add(match.PriceOf(market, i).In(style));
        }
        s.Close().Close();
    }

    private void Deletions(SboScript s, long cursor)
    {
        s.Open().Open();
        foreach (var removal in book.Removals)
            if (removal.Version > cursor && removal.Market is null && book.Match(removal.Match.Id) is null)
                s.Add(removal.Match.Id);
        s.Close().Open();
        foreach (var removal in book.Removals)
            if (removal.Version > cursor && removal.Market is { } market && book.Market(market.Id) is null && book.Match(removal.Match.Id) is not null)
                s.Add(market.Id);
        s.Close().Close();
    }
}
