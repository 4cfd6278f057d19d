using Arb.Domain.Harvest;
using Arb.Domain.Primitives;

namespace Arb.Providers.Harvesting;

/// <summary>What a market should look like to the engine, derived from the feed's state.</summary>
internal readonly record struct MarketView(
    WireNumber Line, OddsFormat Format, bool InPlay, int Reference, bool Open, WireNumber First, WireNumber Second, WireNumber Third)
{
    /// <summary>Prices that are neither missing nor −999, of a row that is not suspended.</summary>
    public int OpenPrices => Open ? Count(First) + Count(Second) + Count(Third) : 0;

    /// <summary>Zero, missing and −999 mean closed in every format, before any odds rule.</summary>
    public static bool IsClosed(WireNumber price) => price.IsZero || (price.Nano == Closed && !price.Inexact);

    private const long Closed = -999 * WireNumber.One;

    private static int Count(WireNumber price) => IsClosed(price) ? 0 : 1;
}

/// <summary>What the engine was told about a market; belongs to the entity that the market is part of.</summary>
internal struct PublishedMarket
{
    private int _handlePlusOne;

    public MarketView View;

    /// <summary>Open prices of <see cref="View"/>.</summary>
    public byte OpenPrices;

    public byte Group;

    public int Handle
    {
        readonly get => _handlePlusOne - 1;
        set => _handlePlusOne = value + 1;
    }

    public readonly bool Exists => _handlePlusOne > 0;
}

/// <summary>Makes the record of a market; called only when it has to be told.</summary>
internal interface IMarketMaker
{
    RawMarket Make(int handle, in MarketView view);
}

/// <summary>Handles, and the difference between what the engine was told and what it should know.</summary>
internal sealed class Board(int maxMarkets)
{
    private readonly Stack<int> _free = new();
    private readonly int[] _openPrices = new int[2];
    private int _high;

    /// <summary>Markets told and not withdrawn.</summary>
    public int Count => _high - _free.Count;

    /// <summary>Open prices of a group of markets (ISPORT has two lists; the others one).</summary>
    public int OpenPrices(int group) => _openPrices[group];

    /// <summary>Tells what changed; false when the market found no room.</summary>
    public bool Show<TMaker>(ref PublishedMarket market, in MarketView view, byte group, TMaker maker, IHarvestSink sink)
        where TMaker : IMarketMaker
    {
        var news = !market.Exists;
        if (news)
        {
            if (Count >= maxMarkets)
                return false;
            market.Handle = _free.TryPop(out var handle) ? handle : _high++;
        }
        else
        {
            _openPrices[market.Group] -= market.OpenPrices;
        }
        ref var old = ref market.View;
        var other = news || old.Line != view.Line || old.Format != view.Format || old.InPlay != view.InPlay || old.Reference != view.Reference;
        var moved = other || old.Open != view.Open || old.First != view.First || old.Second != view.Second || old.Third != view.Third;
        if (moved)
        {
            old = view;
            market.OpenPrices = (byte)view.OpenPrices;
        }
        market.Group = group;
        _openPrices[group] += market.OpenPrices;
        if (other)
            sink.OnMarket(maker.Make(market.Handle, view));
        if (moved)
            sink.OnOdds(new RawOdds(market.Handle, view.Open, view.First, view.Second, view.Third));
        return true;
    }

    /// <summary>Withdraws a market if it was told.</summary>
    public void Hide(ref PublishedMarket market, IHarvestSink sink)
    {
        if (!market.Exists)
            return;
        _openPrices[market.Group] -= market.OpenPrices;
        var handle = market.Handle;
        market = default;
        sink.OnMarketGone(handle);
        _free.Push(handle);
    }

    public void Clear()
    {
        _free.Clear();
        _high = 0;
        Array.Clear(_openPrices);
    }
}
