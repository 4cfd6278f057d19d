using System.Text.Json;
using Arb.Domain.Primitives;
using Arb.Sandbox.Books;
using Arb.Sandbox.Http;
using Arb.Sandbox.World;

namespace Arb.Sandbox.Protocols;

/// <summary>ISPORT's records with named fields, whose order depends on the session and changes now and then.</summary>
internal sealed class IsportFeed(Book book, Desk desk)
{
    private const int ReshuffleEvery = 64;

    // The last of each is a field that the protocol's page does not know: readers must pass over it.
    private static readonly string[] LeagueFields = ["leagueid", "leaguenameen", "sporttype"];

    private static readonly string[] MatchFields =
        ["matchid", "leagueid", "hteamnameen", "ateamnameen", "kickofftime", "islive", "livehomescore", "liveawayscore", "matchstatus", "streaming"];

    private static readonly string[] OddsFields =
        ["oddsid", "matchid", "bettype", "hdp1", "hdp2", "odds1a", "odds2a", "com1", "comx", "com2", "oddsstatus", "minbet", "maxbet", "sort"];

    internal byte[] Leagues(int seed) => JsonBody.Write(w =>
    {
        Begin(w, seed, true, false, false);
        WriteLeagues(w, Order(LeagueFields, seed));
        w.WriteEndObject();
    });

    internal byte[] Matches(bool inPlay, int seed) => JsonBody.Write(w =>
    {
        Begin(w, seed, false, true, false);
        WriteMatches(w, Order(MatchFields, seed), inPlay);
        w.WriteEndObject();
    });

    internal byte[] Snapshot(bool inPlay, int seed, bool badRows, bool empty = false) => JsonBody.Write(w =>
    {
        Begin(w, seed, true, true, true);
        var fields = Order(OddsFields, seed);
        if (!empty)
        {
            WriteLeagues(w, Order(LeagueFields, seed));
            WriteMatches(w, Order(MatchFields, seed), inPlay);
        }
        w.WriteStartArray("o");
        foreach (var match in empty ? [] : book.Matches)
        {
            if (match.InPlay != inPlay)
                continue;
            foreach (var market in match.Markets)
                WriteOdds(w, fields, match, market);
        }
        if (badRows && book.Matches.FirstOrDefault(m => m.Markets.Count > 0) is { } victim)
        {
            WriteOdds(w, fields, victim, victim.Markets[0], Spoilt.BothGive);
            WriteOdds(w, fields, victim, victim.Markets[0], Spoilt.NoId);
        }
        w.WriteEndArray();
        w.WriteEndObject();
    });

    internal byte[] Delta(bool inPlay, long since, int seed, bool badRows)
    {
        if (since <= 0 || !book.CanServe(since))
            return Snapshot(inPlay, seed, badRows);
        return JsonBody.Write(w =>
        {
            var fields = Order(OddsFields, seed);
            var matchesChanged = book.Matches.Any(m => m.InPlay == inPlay && m.ChangedAt > since) || book.Removals.Any(r => r.Version > since && r.Market is null && r.FromInPlay == inPlay);
            Begin(w, seed, matchesChanged, matchesChanged, true, full: false);
            if (matchesChanged)
            {
                WriteLeagues(w, Order(LeagueFields, seed));
                WriteMatches(w, Order(MatchFields, seed), inPlay);
            }
            w.WriteStartArray("o");
            foreach (var match in book.Matches)
            {
                if (match.InPlay != inPlay)
                    continue;
                var entered = match.AddedAt > since || (inPlay && match.InPlayAt > since);
                foreach (var market in match.Markets)
                    if (entered || market.ChangedAt > since)
                        WriteOdds(w, fields, match, market);
            }
            w.WriteEndArray();
            WriteGone(w, inPlay, since);
            w.WriteEndObject();
        });
    }

    /// <summary>The protocol's number of a market, 0 for what it does not have.</summary>
    internal static int BetType(MarketKind kind, Period period) => (kind, period) switch
    {
        (MarketKind.AsianHandicap, Period.FullTime) => 1,
        (MarketKind.OddEven, Period.FullTime) => 2,
        (MarketKind.Total, Period.FullTime) => 3,
        (MarketKind.OneXTwo, Period.FullTime) => 5,
        (MarketKind.AsianHandicap, _) => 7,
        (MarketKind.Total, _) => 8,
        (MarketKind.OneXTwo, _) => 15,
        (MarketKind.Moneyline, _) => 20,
        _ => 0,
    };

    private enum Spoilt
    {
        No,
        BothGive,
        NoId,
    }

    private void Begin(Utf8JsonWriter w, int seed, bool leagues, bool matches, bool odds, bool full = true)
    {
        w.WriteStartObject();
        w.WriteNumber("cursor", book.Version);
        w.WriteBoolean("full", full);
        w.WriteStartObject("f");
        if (leagues)
            WriteNames(w, "l", Order(LeagueFields, seed));
        if (matches)
            WriteNames(w, "m", Order(MatchFields, seed));
        if (odds)
            WriteNames(w, "o", Order(OddsFields, seed));
        w.WriteEndObject();
    }

    private static void WriteNames(Utf8JsonWriter w, string section, string[] names)
    {
        w.WriteStartArray(section);
        foreach (var name in names)
            w.WriteStringValue(name);
        w.WriteEndArray();
    }

    // Leagues are one list for today and live, and always full.
    private void WriteLeagues(Utf8JsonWriter w, string[] fields)
    {
        w.WriteStartArray("l");
        foreach (var (id, name) in book.Matches.Select(m => (m.LeagueId, m.LeagueName)).Distinct().OrderBy(l => l.LeagueId))
        {
            w.WriteStartArray();
            foreach (var field in fields)
            {
                if (field == "leaguenameen")
                    w.WriteStringValue(name);
                else
                    w.WriteNumberValue(field == "leagueid" ? id : 1);
            }
            w.WriteEndArray();
        }
        w.WriteEndArray();
    }

    private void WriteMatches(Utf8JsonWriter w, string[] fields, bool inPlay)
    {
        w.WriteStartArray("m");
        foreach (var match in book.Matches)
        {
            if (match.InPlay != inPlay)
                continue;
            w.WriteStartArray();
            foreach (var field in fields)
            {
                if (field is "hteamnameen" or "ateamnameen" or "matchstatus")
                    w.WriteStringValue(field == "hteamnameen" ? match.Home : field == "ateamnameen" ? match.Away : "running");
                else
                    w.WriteNumberValue(MatchNumber(match, field));
            }
            w.WriteEndArray();
        }
        w.WriteEndArray();
    }

    private static long MatchNumber(BookMatch match, string field) => field switch
    {
        "matchid" => match.Id,
        "leagueid" => match.LeagueId,
        "kickofftime" => match.World.KickOff.ToUnixTimeSeconds(),
        "islive" => match.InPlay ? 1 : 0,
        "livehomescore" => match.InPlay ? match.HomeScore : 0,
        "liveawayscore" => match.InPlay ? match.AwayScore : 0,
        _ => 0,
    };

    private void WriteOdds(Utf8JsonWriter w, string[] fields, BookMatch match, BookMarket market, Spoilt spoilt = Spoilt.No)
    {
        w.WriteStartArray();
        foreach (var field in fields)
        {
            if (field == "oddsstatus")
                w.WriteStringValue(book.IsSuspended(match) ? "suspend" : market.Closed ? "closePrice" : "running");
            else if (field == "oddsid" && spoilt == Spoilt.NoId)
                w.WriteNullValue();
            else if (field is "hdp1" or "hdp2" && spoilt == Spoilt.BothGive)
                w.WriteNumberValue(0.5m);
            else
                w.WriteNumberValue(OddsNumber(match, market, field) + (field == "oddsid" && spoilt == Spoilt.BothGive ? 900_000_000 : 0));
        }
        w.WriteEndArray();
    }

    private decimal OddsNumber(BookMatch match, BookMarket market, string field)
    {
        var line = match.LineOf(market) / 4m;
        return field switch
        {
            "oddsid" => market.Id,
            "matchid" => match.Id,
            "bettype" => BetType(market.Kind, market.Period),
            "hdp1" when market.Kind == MarketKind.Total => line,
            "hdp1" => line < 0 ? -line : 0,
            "hdp2" when market.Kind == MarketKind.AsianHandicap => line > 0 ? line : 0,
            "odds1a" => market.Malay ? Wire(match, market, 0) : 0,
            "odds2a" => market.Malay ? Wire(match, market, 1) : 0,
            "com1" => market.Malay ? 0 : Wire(match, market, 0),
            "comx" => market.Kind == MarketKind.OneXTwo ? Wire(match, market, 1) : 0,
            "com2" => market.Malay ? 0 : Wire(match, market, market.Prices.Length - 1),
            "minbet" => desk.MinStake,
            "maxbet" => desk.MaxStake,
            _ => 0,
        };
    }

    private static decimal Wire(BookMatch match, BookMarket market, int index) => match.PriceOf(market, index).In(PriceStyle.Malay);

    private void WriteGone(Utf8JsonWriter w, bool inPlay, long since)
    {
        var gone = book.Removals.Where(r => r.Version > since && r.FromInPlay == inPlay).ToArray();
        w.WriteStartObject("x");
        w.WriteStartArray("m");
        foreach (var removal in gone)
            if (removal.Market is null && !(book.Match(removal.Match.Id) is { } back && back.InPlay == inPlay))
                w.WriteNumberValue(removal.Match.Id);
        w.WriteEndArray();
        w.WriteStartArray("o");
        foreach (var removal in gone)
            if (removal.Market is { } market && !(book.Market(market.Id) is { } back && back.Match.InPlay == inPlay))
                w.WriteNumberValue(market.Id);
        w.WriteEndArray();
        w.WriteEndObject();
    }

    private string[] Order(string[] fields, int seed)
    {
        var shuffled = fields.ToArray();
        new SeededRandom(seed * 1000L + book.Version / ReshuffleEvery + fields.Length).Shuffle(shuffled);
        return shuffled;
    }
}
