using Arb.Domain.Harvest;
using Arb.Domain.Primitives;
using Arb.Providers.Harvesting;

namespace Arb.Providers.Cmd;

/// <summary>Where a market stands in a full row. Positions of prices are in canonical order of the selections.</summary>
internal readonly record struct CmdMarketShape(MarketKind Kind, Period Period, int LineAt, int FirstAt, int SecondAt, int ThirdAt, int GiverAt)
{
    /// <summary>The wire has 1X2 as home, AWAY, draw. Handicaps have a giver flag per period: one for both makes phantom edges.</summary>
    public static ReadOnlySpan<CmdMarketShape> Table => All;

    private static readonly CmdMarketShape[] All =
    [
        new(MarketKind.AsianHandicap, Period.FullTime, 10, 40, 41, -1, 24),
        new(MarketKind.Total, Period.FullTime, 12, 42, 43, -1, -1),
        new(MarketKind.AsianHandicap, Period.FirstHalf, 14, 44, 45, -1, 64),
        new(MarketKind.Total, Period.FirstHalf, 16, 46, 47, -1, -1),
        new(MarketKind.OneXTwo, Period.FullTime, -1, 17, 19, 18, -1),
        new(MarketKind.OneXTwo, Period.FirstHalf, -1, 20, 22, 21, -1),
        new(MarketKind.OddEven, Period.FullTime, -1, 48, 49, -1, -1),
        new(MarketKind.OddEven, Period.FirstHalf, -1, 65, 66, -1, -1),
        new(MarketKind.DoubleChance, Period.FullTime, -1, 84, 85, 86, -1),
    ];

    public OddsFormat Format => Kind is MarketKind.OneXTwo or MarketKind.DoubleChance ? OddsFormat.Decimal : OddsFormat.Malay;
}

/// <summary>State of one market of a match as the feed has it.</summary>
internal struct CmdMarketState
{
    /// <summary>Magnitude of the line.</summary>
    public WireNumber Line;

    /// <summary>False when the row had no readable line.</summary>
    public bool HasLine;

    /// <summary>Home gives the line; null when the feed did not say.</summary>
    public bool? HomeGives;

    public WireNumber First;
    public WireNumber Second;
    public WireNumber Third;
    public PublishedMarket Published;
}

/// <summary>One match: its row's state and what the engine was told of it.</summary>
internal sealed class CmdMatch
{
    public readonly CmdMarketState[] Markets = new CmdMarketState[CmdMarketShape.Table.Length];
    public KeptText League;
    public KeptText Home;
    public KeptText Away;
    public KeptText Guid;

    public string Id { get; set; } = "";

    public DateTimeOffset KickOff { get; set; }

    /// <summary>The list it stands in: <c>data</c> (true) or <c>today</c>.</summary>
    public bool Running { get; set; }

    /// <summary>Running, or flagged as in play.</summary>
    public bool InPlay { get; set; }

    public bool Suspended { get; set; }

    public bool HasLeague { get; set; }

    public bool HasGuid { get; set; }

    /// <summary>Counts changes of the group GUID, so that references can be compared without their text.</summary>
    public int GuidVersion { get; set; }

    public RawEvent ToEvent() => new(Id, HasLeague ? League.Text : "", Home.Text, Away.Text, KickOff, InPlay);

    /// <summary>What the engine should know of a market; false when there is none. <paramref name="drop"/> says what is wrong with one that has prices.</summary>
    public bool View(int index, out MarketView view, out DropReason? drop)
    {
        drop = null;
        view = default;
        ref var market = ref Markets[index];
        ref readonly var shape = ref CmdMarketShape.Table[index];
        // Withdrawn: every price closed.
        if (MarketView.IsClosed(market.First) && MarketView.IsClosed(market.Second) && MarketView.IsClosed(market.Third))
            return false;
        var line = WireNumber.Missing;
        var gives = false;
        if (shape.LineAt >= 0)
        {
            if (!market.HasLine || market.Line.Nano < 0 || (shape.Kind == MarketKind.Total && market.Line.IsZero))
            {
                drop = DropReason.InvalidLine;
                return false;
            }
            line = market.Line;
        }
        // At line 0 the flag means nothing.
        if (shape.Kind == MarketKind.AsianHandicap && !line.IsZero)
        {
            if (market.HomeGives is not { } homeGives)
            {
                drop = DropReason.Undecodable;
                return false;
            }
            gives = homeGives;
            if (gives)
                line = WireNumber.FromNano(-line.Nano, line.Inexact);
        }
        var reference = (HasGuid ? GuidVersion << 3 : 0) | (HasGuid ? 4 : 0) | (gives ? 2 : 0) | (Running ? 1 : 0);
        view = new MarketView(line, shape.Format, InPlay, reference, !Suspended, market.First, market.Second, market.Third);
        return true;
    }
}

/// <summary>Makes the record of a CMD market: its identity is match id, kind and period, for the feed gives markets no id.</summary>
internal readonly struct CmdMarketMaker(CmdMatch match, int index) : IMarketMaker
{
    public RawMarket Make(int handle, in MarketView view)
    {
        var shape = CmdMarketShape.Table[index];
        var reference = match.HasGuid ? new CmdBetReference(match.Guid.Text, match.Running, (view.Reference & 2) != 0).Format() : null;
        var canBet = shape.Kind is not (MarketKind.OddEven or MarketKind.DoubleChance);
        return new RawMarket(
            handle, match.Id, $"{match.Id}/{shape.Kind}/{shape.Period}", shape.Kind, shape.Period, view.Line, view.Format, view.InPlay, canBet ? reference : null);
    }
}
