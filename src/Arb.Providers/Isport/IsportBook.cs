using Arb.Domain.Harvest;
using Arb.Domain.Primitives;
using Arb.Providers.Harvesting;

namespace Arb.Providers.Isport;

/// <summary>One league row.</summary>
internal sealed class IsportLeague
{
    public KeptText Name;
}

/// <summary>One match row of one list.</summary>
internal sealed class IsportMatch(IsportEvent owner)
{
    public KeptText League;
    public KeptText Home;
    public KeptText Away;

    public IsportEvent Event { get; } = owner;

    public string LeagueId { get; set; } = "";

    public DateTimeOffset KickOff { get; set; }

    public bool IsLive { get; set; }

    /// <summary><c>matchstatus</c> is <c>running</c> (before kick-off too); anything else closes every market of the match.</summary>
    public bool IsOpen { get; set; }
}

/// <summary>One odds row of one list.</summary>
internal sealed class IsportOdds(IsportMarket market)
{
    public IsportMarket Market { get; } = market;

    public IsportEvent Event { get; set; } = null!;

    public IsportOddsValues Values { get; set; }
}

/// <summary>What an odds row says.</summary>
internal readonly record struct IsportOddsValues(int BetType, WireNumber Line, bool Open, WireNumber First, WireNumber Second, WireNumber Third);

/// <summary>An event over both lists: a match going in play leaves one and enters the other under the same id.</summary>
internal sealed class IsportEvent(string id, int serial)
{
    public readonly IsportMatch?[] Lists = new IsportMatch?[2];

    public string Id { get; } = id;

    /// <summary>Tells events apart in a market's reference without comparing ids.</summary>
    public int Serial { get; } = serial;

    public RawEvent? Shown { get; set; }

    public List<IsportMarket> Markets { get; } = [];
}

/// <summary>A market over both lists.</summary>
internal sealed class IsportMarket(string id)
{
    public readonly IsportOdds?[] Lists = new IsportOdds?[2];
    public PublishedMarket Published;

    public string Id { get; } = id;
}

/// <summary>Events and markets of both lists, and what the engine was told of them. The live list wins where an id stands in both.</summary>
internal sealed class IsportBook(bool hasLeagueList)
{
    private readonly Dictionary<string, IsportEvent> _events = new(IdComparer.Instance);
    private readonly Dictionary<string, IsportMarket> _markets = new(IdComparer.Instance);
    private int _serial;

    /// <summary>Leagues; one list for everything.</summary>
    public EntitySet<IsportLeague> Leagues { get; } = new();

    /// <summary>Matches of the lists t (0) and l (1).</summary>
    public EntitySet<IsportMatch>[] Matches { get; } = [new(), new()];

    /// <summary>Odds rows of the lists t (0) and l (1).</summary>
    public EntitySet<IsportOdds>[] Odds { get; } = [new(), new()];

    public Board Board { get; } = new(int.MaxValue);

    public IsportEvent Event(string id)
    {
        if (!_events.TryGetValue(id, out var found))
            _events.Add(id, found = new IsportEvent(id, ++_serial));
        return found;
    }

    public IsportMarket Market(string id)
    {
        if (!_markets.TryGetValue(id, out var found))
            _markets.Add(id, found = new IsportMarket(id));
        return found;
    }

    /// <summary>Drops an event that no row speaks of.</summary>
    public void Trim(IsportEvent one)
    {
        if (one.Lists[0] is null && one.Lists[1] is null && one.Markets.Count == 0)
            _events.Remove(one.Id);
    }

    /// <summary>Points an odds row at its event.</summary>
    public void Attach(IsportOdds row, IsportEvent to)
    {
        if (ReferenceEquals(row.Event, to))
            return;
        var from = row.Event;
        row.Event = to;
        if (!to.Markets.Contains(row.Market))
            to.Markets.Add(row.Market);
        if (from is not null)
            Detach(row.Market, from);
    }

    public void RemoveMatch(int list, int entity, IHarvestSink sink)
    {
        var match = Matches[list][entity];
        Matches[list].Remove(entity);
        match.Event.Lists[list] = null;
        Show(match.Event, sink);
        Trim(match.Event);
    }

    public void RemoveOdds(int list, int entity, IHarvestSink sink)
    {
        var row = Odds[list][entity];
        Odds[list].Remove(entity);
        row.Market.Lists[list] = null;
        Show(row.Market, sink);
        Detach(row.Market, row.Event);
        if (row.Market.Lists[0] is null && row.Market.Lists[1] is null)
            _markets.Remove(row.Market.Id);
    }

    /// <summary>Tells every event again whose league's name has changed.</summary>
    public void ShowAll(IHarvestSink sink)
    {
        foreach (var one in _events.Values)
            Show(one, sink);
    }

    /// <summary>Tells what changed about an event and its markets.</summary>
    public void Show(IsportEvent one, IHarvestSink sink)
    {
        var match = one.Lists[1] ?? one.Lists[0];
        var league = match is null ? null : LeagueName(match);
        if (match is null || league is null)
        {
            if (one.Shown is null)
                return;
            one.Shown = null;
            foreach (var market in one.Markets)
                Show(market, sink);
            sink.OnEventGone(one.Id);
            return;
        }
        var inPlay = one.Lists[1] is not null || match.IsLive;
        if (one.Shown is not { } shown || shown.League != league || shown.Home != match.Home.Text || shown.Away != match.Away.Text
            || shown.KickOff != match.KickOff || shown.InPlay != inPlay)
        {
            one.Shown = new RawEvent(one.Id, league, match.Home.Text, match.Away.Text, match.KickOff, inPlay);
            sink.OnEvent(one.Shown);
        }
        foreach (var market in one.Markets)
            Show(market, sink);
    }

    /// <summary>Tells what changed about a market. It needs its match in the same list: only that says whether it is in play and open.</summary>
    public void Show(IsportMarket market, IHarvestSink sink)
    {
        var list = market.Lists[1] is not null ? 1 : 0;
        if (market.Lists[list] is not { } row || row.Event.Lists[list] is not { } match || row.Event.Shown is null)
        {
            Board.Hide(ref market.Published, sink);
            return;
        }
        var values = row.Values;
        var format = IsportMarketShape.Of(values.BetType)!.Value.Format;
        var view = new MarketView(
            values.Line, format, list == 1 || match.IsLive, (row.Event.Serial << 6) | values.BetType, values.Open && match.IsOpen, values.First, values.Second, values.Third);
        Board.Show(ref market.Published, view, (byte)list, new IsportMarketMaker(market.Id, row), sink);
    }

    public void Clear()
    {
        _events.Clear();
        _markets.Clear();
        Leagues.Clear();
        foreach (var set in Matches)
            set.Clear();
        foreach (var set in Odds)
            set.Clear();
        Board.Clear();
    }

    /// <summary>Null while the league list has not named it yet; a contract without a league list gives none a name.</summary>
    private string? LeagueName(IsportMatch match)
    {
        var league = Leagues.Find(match.LeagueId);
        if (league >= 0)
            return Leagues[league].Name.Text;
        return hasLeagueList || Leagues.Count > 0 ? null : "";
    }

    private void Detach(IsportMarket market, IsportEvent from)
    {
        if (ReferenceEquals(market.Lists[0]?.Event, from) || ReferenceEquals(market.Lists[1]?.Event, from))
            return;
        from.Markets.Remove(market);
        Trim(from);
    }
}

/// <summary>What a bet type is.</summary>
internal readonly record struct IsportMarketShape(MarketKind Kind, Period Period)
{
    public OddsFormat Format => Kind is MarketKind.OneXTwo or MarketKind.Moneyline ? OddsFormat.Decimal : OddsFormat.Malay;

    /// <summary>The protocol's table; null for a code it does not have.</summary>
    public static IsportMarketShape? Of(int betType) => betType switch
    {
        1 => new(MarketKind.AsianHandicap, Period.FullTime),
        2 => new(MarketKind.OddEven, Period.FullTime),
        3 => new(MarketKind.Total, Period.FullTime),
        5 => new(MarketKind.OneXTwo, Period.FullTime),
        7 => new(MarketKind.AsianHandicap, Period.FirstHalf),
        8 => new(MarketKind.Total, Period.FirstHalf),
        15 => new(MarketKind.OneXTwo, Period.FirstHalf),
        20 => new(MarketKind.Moneyline, Period.FullTime),
        _ => null,
    };
}

/// <summary>Makes the record of an ISPORT market.</summary>
internal readonly struct IsportMarketMaker(string id, IsportOdds row) : IMarketMaker
{
    public RawMarket Make(int handle, in MarketView view)
    {
        var shape = IsportMarketShape.Of(row.Values.BetType)!.Value;
        return new RawMarket(
            handle, row.Event.Id, id, shape.Kind, shape.Period, view.Line, view.Format, view.InPlay, new IsportBetReference(id, row.Values.BetType).Format());
    }
}
