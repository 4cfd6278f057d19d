using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Arb.Domain.Harvest;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;
using Arb.Providers.Harvesting;

namespace Arb.Providers.Mapped;

/// <summary>Reads one event of a mapped feed. Buffers grow and are kept; nothing else is.</summary>
internal sealed class MappedRow(MappedPlan plan, int maxMarkets, TimeSpan maxQuoteAge)
{
    private const int MaxLines = 64;

    private readonly Cell[] _market = new Cell[MappedPlan.MaxFields];
    private readonly Cell[] _selection = new Cell[MappedPlan.MaxFields];
    private readonly List<Extent> _markets = [];
    private readonly List<Extent> _selections = [];
    private readonly LinePrices[] _lines = new LinePrices[MaxLines];
    private int _lineCount;
    private DateTimeOffset _now;

    /// <summary>When something of what was read changes by itself: a match begins, or a price becomes too old. Set to the far future by the caller before a snapshot.</summary>
    public DateTimeOffset ChangesAt { get; set; } = DateTimeOffset.MaxValue;

    /// <summary>The prices of one line of a market that is being read.</summary>
    private struct LinePrices
    {
        public WireNumber Line;
        public WireNumber First;
        public WireNumber Second;
        public WireNumber Third;
        public byte Seen;
    }

    /// <summary>Reads everything but id and league. Returns why the event cannot be decoded, or null. A market or price that cannot be read only costs itself.</summary>
    public DropReason? Read(ReadOnlySpan<byte> row, ReadOnlySpan<Cell> cells, MappedEvent match, DateTimeOffset now, IHarvestSink sink, ref bool news)
    {
        _now = now;
        foreach (var at in (ReadOnlySpan<int>)[plan.Home, plan.Away])
        {
            if (cells[at].Kind is not (CellKind.Text or CellKind.Null))
                return DropReason.Undecodable;
            if (cells[at].Kind == CellKind.Null || cells[at].Of(row).Trim((byte)' ').IsEmpty)
                return DropReason.InvalidName;
        }
        if (!match.Home.Read(row, cells[plan.Home], false, ref news) || !match.Away.Read(row, cells[plan.Away], false, ref news))
            return DropReason.Undecodable;
        if (!TryTime(row, cells[plan.KickOff], out var kickOff))
            return DropReason.InvalidTime;
        // A feed that doesn't say what is running: what should have begun has, and its prices are of before.
        var begun = plan.InPlay.At < 0 && kickOff <= now;
        if (plan.InPlay.At < 0 && !begun)
            Expect(kickOff);
        var inPlay = begun || plan.InPlay.Read(row, cells, none: false);
        news |= kickOff != match.KickOff || inPlay != match.InPlay;
        match.KickOff = kickOff;
        match.InPlay = inPlay;
        if (plan.Sport >= 0)
        {
            var hasSport = match.Sport.Read(row, cells[plan.Sport], false, ref news);
            news |= hasSport != match.HasSport;
            match.HasSport = hasSport;
        }
        match.Open = plan.Open.Read(row, cells, none: true) && !begun && IsFresh(row, cells, plan.Updated, sink);
        match.BeginRow();
        foreach (var markets in plan.Markets)
        {
            _markets.Clear();
            FeedWalk.Collect(row, markets.Path, _markets);
            foreach (var extent in _markets)
                if (ReadMarket(row.Slice(extent.Start, extent.Length), row, cells, markets, match, sink) is { } drop)
                    sink.OnDropped(drop);
        }
        return null;
    }

    private DropReason? ReadMarket(ReadOnlySpan<byte> market, ReadOnlySpan<byte> row, ReadOnlySpan<Cell> cells, MarketsPlan markets, MappedEvent match, IHarvestSink sink)
    {
        if (!markets.Fields.Read(market, _market))
            return DropReason.Undecodable;
        var id = markets.Id < 0 ? default : Cells.Id(market, _market[markets.Id]);
        if (markets.Id >= 0 && id.IsEmpty)
            return DropReason.MissingId;
        if (Rule(market, row, cells, markets) is not { } rule)
            return DropReason.UnknownMarket;
        _lineCount = 0;
        var drop = markets.Selections is null ? FixedPrices(market, markets, rule, sink) : ListedPrices(market, row, cells, markets, rule, match, sink);
        if (drop is not null)
            return drop;
        var open = markets.Open.Read(market, _market, none: true) && IsFresh(market, _market, markets.Updated, sink);
        for (var i = 0; i < _lineCount; i++)
            Keep(id, markets, rule, _lines[i], open, match, sink);
        return null;
    }

    private RulePlan? Rule(ReadOnlySpan<byte> market, ReadOnlySpan<byte> row, ReadOnlySpan<Cell> cells, MarketsPlan markets)
    {
        foreach (var rule in markets.Rules)
        {
            if (rule.Code is not null && (_market[markets.Code].Kind is not (CellKind.Text or CellKind.Number) || !Ascii.EqualsIgnoreCase(_market[markets.Code].Of(market), rule.Code)))
                continue;
            if (rule.WhenAt >= 0)
            {
                var text = cells[rule.WhenAt].Kind is CellKind.Text or CellKind.Number ? cells[rule.WhenAt].Of(row) : default;
                if (text.Length < rule.WhenStarts.Length || !Ascii.EqualsIgnoreCase(text[..rule.WhenStarts.Length], rule.WhenStarts))
                    continue;
            }
            return rule;
        }
        return null;
    }

    private DropReason? FixedPrices(ReadOnlySpan<byte> market, MarketsPlan markets, RulePlan rule, IHarvestSink sink)
    {
        var line = WireNumber.Missing;
        if (MarketKinds.HasLine(rule.Kind) && !Cells.Number(market, _market[markets.Line], out line))
            return Closed(market, markets) ? null : DropReason.InvalidLine;
        for (var i = 0; i < markets.Prices.Length; i++)
            Put(line, i, Price(market, _market[markets.Prices[i]], sink));
        return null;
    }

    /// <summary>Fixed places that are all empty stand for a market that the event does not have.</summary>
    private bool Closed(ReadOnlySpan<byte> market, MarketsPlan markets)
    {
        foreach (var at in markets.Prices)
            if (!Cells.Price(market, _market[at], out var price) || !MarketView.IsClosed(price))
                return false;
        return true;
    }

    /// <summary>
    /// A selection that is none of the kind's costs the whole market: three outcomes taken for two would be a phantom arbitrage.
    /// </summary>
    private DropReason? ListedPrices(
        ReadOnlySpan<byte> market, ReadOnlySpan<byte> row, ReadOnlySpan<Cell> cells, MarketsPlan markets, RulePlan rule, MappedEvent match, IHarvestSink sink)
    {
        _selections.Clear();
        if (!FeedWalk.Collect(market, markets.Selections!, _selections))
            return DropReason.Undecodable;
        var order = MarketKinds.Selections(rule.Kind);
        foreach (var extent in _selections)
        {
            var element = market.Slice(extent.Start, extent.Length);
            if (!markets.SelectionFields.Read(element, _selection))
                return DropReason.Undecodable;
            if (Name(element, _selection[markets.Name], row, cells, markets, match) is not { } selection || order.IndexOf(selection) is not (>= 0 and var place))
                return DropReason.UnknownMarket;
            var line = WireNumber.Missing;
            if (MarketKinds.HasLine(rule.Kind) && !Line(element, market, markets, selection, out line))
                return DropReason.InvalidLine;
            var price = Price(element, _selection[markets.Price], sink);
            if (!markets.SelectionOpen.Read(element, _selection, none: true))
                price = WireNumber.Missing;
            if (Put(line, place, price) is { } drop)
                sink.OnDropped(drop);
        }
        return null;
    }

    /// <summary>A selection's own handicap is seen from its side; the market's line is the home side's.</summary>
    private bool Line(ReadOnlySpan<byte> element, ReadOnlySpan<byte> market, MarketsPlan markets, Selection selection, out WireNumber line)
    {
        if (markets.Point < 0)
            return Cells.Number(market, _market[markets.Line], out line);
        if (!Cells.Number(element, _selection[markets.Point], out line))
            return false;
        if (selection == Selection.Away)
            line = WireNumber.FromNano(-line.Nano, line.Inexact);
        return true;
    }

    private static Selection? Name(ReadOnlySpan<byte> element, Cell cell, ReadOnlySpan<byte> row, ReadOnlySpan<Cell> cells, MarketsPlan markets, MappedEvent match)
    {
        if (cell.Kind is not (CellKind.Text or CellKind.Number))
            return null;
        var text = cell.Of(element);
        foreach (var name in markets.Names)
        {
            var same = name.Kind switch
            {
                NameKind.Home => Same(element, cell, match.Home.Text),
                NameKind.Away => Same(element, cell, match.Away.Text),
                _ => Ascii.EqualsIgnoreCase(text, name.Text) || text.SequenceEqual(name.Text),
            };
            if (same)
                return name.Selection;
        }
        return null;
    }

    private static bool Same(ReadOnlySpan<byte> element, Cell cell, string name)
    {
        if (cell.Escaped)
            return Cells.Text(element, cell, script: false) == name;
        var bytes = cell.Of(element);
        Span<char> text = stackalloc char[512];
        return bytes.Length <= text.Length && Encoding.UTF8.TryGetChars(bytes, text, out var written) && name.AsSpan().SequenceEqual(text[..written]);
    }

    private DropReason? Put(WireNumber line, int place, WireNumber price)
    {
        var index = 0;
        while (index < _lineCount && _lines[index].Line != line)
            index++;
        if (index == _lineCount)
        {
            if (_lineCount == MaxLines)
                return DropReason.OverLimit;
            _lines[_lineCount++] = new LinePrices { Line = line };
        }
        ref var prices = ref _lines[index];
        var bit = (byte)(1 << place);
        if ((prices.Seen & bit) != 0)
            return DropReason.DuplicateId;
        prices.Seen |= bit;
        switch (place)
        {
            case 0:
                prices.First = price;
                break;
            case 1:
                prices.Second = price;
                break;
            default:
                prices.Third = price;
                break;
        }
        return null;
    }

    private void Keep(ReadOnlySpan<byte> id, MarketsPlan markets, RulePlan rule, in LinePrices prices, bool open, MappedEvent match, IHarvestSink sink)
    {
        var index = match.Find(id, rule.Kind, rule.Period, prices.Line, markets.LineIsIdentity, maxMarkets);
        if (index < 0)
        {
            sink.OnDropped(DropReason.OverLimit);
            return;
        }
        ref var market = ref match.Markets[index];
        if (market.Seen)
        {
            // The same once more is no harm; another price for the same thing says that one of them is something else.
            var same = market.Open == open && market.First == prices.First && market.Second == prices.Second && market.Third == prices.Third && market.Line == prices.Line;
            sink.OnDropped(same ? DropReason.DuplicateId : DropReason.ClaimedTwice);
            if (!same)
                (market.ClaimedTwice, market.Open) = (true, false);
            return;
        }
        market.Seen = true;
        market.ClaimedTwice = false;
        market.Open = open;
        market.Kind = rule.Kind;
        market.Period = rule.Period;
        market.Format = rule.Format;
        market.Line = prices.Line;
        (market.First, market.Second, market.Third) = (prices.First, prices.Second, prices.Third);
    }

    private static WireNumber Price(ReadOnlySpan<byte> row, Cell cell, IHarvestSink sink)
    {
        if (Cells.Price(row, cell, out var price))
            return price;
        sink.OnDropped(DropReason.InvalidPrice);
        return WireNumber.Missing;
    }

    private void Expect(DateTimeOffset change)
    {
        if (change < ChangesAt)
            ChangesAt = change;
    }

    // The feed's own time of a price. Where the mapping says that there is one and there is none, nobody knows how old the price is.
    private bool IsFresh(ReadOnlySpan<byte> element, ReadOnlySpan<Cell> cells, int at, IHarvestSink sink)
    {
        if (at < 0)
            return true;
        if (!TryTime(element, cells[at], out var updated) || updated + maxQuoteAge <= _now)
        {
            sink.OnDropped(DropReason.StaleQuote);
            return false;
        }
        Expect(updated + maxQuoteAge);
        return true;
    }

    private bool TryTime(ReadOnlySpan<byte> row, Cell cell, out DateTimeOffset time)
    {
        time = default;
        if (cell.Kind is not (CellKind.Number or CellKind.Text) || cell.Escaped)
            return false;
        var text = cell.Of(row);
        if (plan.Time == FeedTime.Iso)
            return TryIso(text, out time);
        // 9999-12-31 in seconds; a larger number is a time in milliseconds, or none.
        const long last = 253_402_300_799;
        if (!Utf8Parser.TryParse(text, out long number, out var used) || number <= 0 || (used != text.Length && text[used] != (byte)'.'))
            return false;
        var isMilliseconds = plan.Time == FeedTime.UnixMilliseconds;
        if (number > (isMilliseconds ? last * 1_000 : last))
            return false;
        time = isMilliseconds ? DateTimeOffset.FromUnixTimeMilliseconds(number) : DateTimeOffset.FromUnixTimeSeconds(number);
        return true;
    }

    private bool TryIso(ReadOnlySpan<byte> text, out DateTimeOffset time)
    {
        time = default;
        Span<char> chars = stackalloc char[40];
        if (text.Length is < 16 or > 40 || text[4] != (byte)'-' || text[7] != (byte)'-' || text[10] is not ((byte)'T' or (byte)' ') || !Ascii.IsValid(text))
            return false;
        Encoding.ASCII.GetChars(text, chars);
        if (!DateTime.TryParse(chars[..text.Length], CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var read) || read.Year is < 2 or > 9998)
            return false;
        time = read.Kind switch
        {
            DateTimeKind.Utc => new DateTimeOffset(read, TimeSpan.Zero),
            DateTimeKind.Unspecified => new DateTimeOffset(read, plan.Offset).ToUniversalTime(),
            // An explicit zone: read again with it, for the machine's own zone must not matter.
            _ => DateTimeOffset.Parse(chars[..text.Length], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).ToUniversalTime(),
        };
        return true;
    }
}
