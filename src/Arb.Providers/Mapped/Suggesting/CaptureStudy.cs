using System.Globalization;
using System.Text;
using System.Text.Json;
using Arb.Domain.Harvest;
using Arb.Domain.Normalization;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;
using Arb.Providers.Templates;

namespace Arb.Providers.Mapped.Suggesting;

/// <summary>Looks at captures beyond the known protocols: groups by endpoint, and proposals of mappings for plain JSON feeds. Every proposal has been decoded by the harvester that would poll it.</summary>
public sealed class CaptureStudy(IReadOnlyList<IProviderProtocol> protocols) : ICaptureStudy
{
    private const int MaxBodies = 40;
    private const int PreviewEvents = 3;
    private static readonly HarvestLimits Limits = new(2_000, 20_000);
    private static readonly ProviderId Unnamed = new("MAPPED");

    /// <inheritdoc/>
    public IReadOnlyList<CaptureGroup> Group(IReadOnlyList<CapturedExchange> captures, IReadOnlyList<ProviderContract> contracts)
    {
        IReadOnlyList<IProviderProtocol> all = [.. contracts.Where(contract => contract.Mapping is not null).Select(protocols.Of).OfType<IProviderProtocol>(), .. protocols];
        return CaptureGrouper.Group(captures, capture => Recognise(all, capture));
    }

    /// <inheritdoc/>
    public MappingAnswer Suggest(AccountId account, IReadOnlyList<CapturedExchange> captures, MappingWish wish)
    {
        var wanted = wish.Group is { } number ? CaptureGrouper.Members(captures, number) : captures;
        if (wish.Group is not null && wanted.Count == 0)
            return new MappingAnswer(null, $"there is no group {wish.Group}: arb captures {account} lists them");
        var bodies = Bodies(wanted);
        if (bodies.Count == 0)
            return new MappingAnswer(null, NoJson(wanted));
        var best = bodies.SelectMany(capture => Proposals(account, capture, wish.Bookmaker)).MaxBy(proposal => (proposal.Prices > 0 ? 1 : 0, proposal.Source == FromStructure ? 0 : 1, proposal.Prices));
        if (best is { Prices: > 0 })
            return new MappingAnswer(best, null);
        return new MappingAnswer(null, $"none of {bodies.Count} JSON answers has a list whose elements have an id, two team names, a time and prices. {string.Join("; ", bodies.Take(MaxReasons).Select(FeedDiagnosis.Of))}. "
            + $"Open the page with the prices, or name the endpoint (arb captures {account}, then --group N)" + (wish.Bookmaker is null ? "" : $"; or the feed has no bookmaker '{wish.Bookmaker}'"));
    }

    private const string FromStructure = "structure";
    private const int MaxReasons = 3;

    private static string NoJson(IReadOnlyList<CapturedExchange> captures)
    {
        var kinds = captures.Where(capture => capture.ResponseBody is { Length: > 2 }).Select(capture => FeedDiagnosis.KindOf(Captured.Body(capture).ToString())).GroupBy(kind => kind).OrderByDescending(group => group.Count()).Select(group => $"{group.Count()} {group.Key}").ToList();
        return $"no JSON answer among {captures.Count} captures{(kinds.Count == 0 ? "" : $" ({string.Join(", ", kinds)}); only JSON can be mapped")}: open the page with the prices and leave it open until it refreshes";
    }

    private static (ProviderId Provider, EndpointRole Role)? Recognise(IReadOnlyList<IProviderProtocol> protocols, CapturedExchange capture)
    {
        if (capture.Kind == CaptureKind.Http)
            foreach (var protocol in protocols)
                if (protocol.Recognise(capture) is { } role)
                    return (protocol.Id, role);
        return null;
    }

    /// <summary>The newest whole JSON answer of each endpoint that a worker could ask and that no protocol knows.</summary>
    private List<CapturedExchange> Bodies(IReadOnlyList<CapturedExchange> captures) => [.. captures
        .Where(capture => capture is { Kind: CaptureKind.Http, BodyCut: false, Method: "GET" or "POST" } && Captured.IsUsable(capture) && Recognise(protocols, capture) is null
            && Captured.Body(capture) is { Length: > 2 } body && body[0] is '{' or '[')
        .GroupBy(capture => (capture.Url.Authority, capture.Method, CaptureGrouper.Pattern(capture.Url)))
        .Select(group => group.MaxBy(capture => capture.At)!)
        .OrderByDescending(capture => capture.ResponseBody!.Length)
        .Take(MaxBodies)];

    private static IEnumerable<MappingProposal> Proposals(AccountId account, CapturedExchange capture, string? bookmaker)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(Captured.Body(capture).ToString(), new JsonDocumentOptions { MaxDepth = 16 });
        }
        catch (JsonException)
        {
            yield break;
        }
        using (document)
        {
            foreach (var (mapping, source, notes) in Mappings(document.RootElement, bookmaker))
                if (MappedPlan.Check(mapping) is null && Decode(account, capture, mapping, source, notes) is { } proposal)
                    yield return proposal;
        }
    }

    private static IEnumerable<(FeedMapping Mapping, string Source, List<string> Notes)> Mappings(JsonElement root, string? bookmaker)
    {
        foreach (var list in EventFinder.Lists(root))
        {
            var notes = new List<string>();
            if (EventFinder.Read(list, notes) is not { } events)
                continue;
            var markets = MarketFinder.Find(list, events, bookmaker, notes, out var format);
            if (markets.Count == 0)
                continue;
            var mapping = events with { Markets = markets, Format = format, Updated = events.Updated ?? OfBookmaker(list, markets[0].Path, events.Time) };
            if (Ready(mapping) is { } ready)
                yield return (ready.Mapping with { Format = format }, ready.Name, [.. notes.Where(note => !note.StartsWith("market '", StringComparison.Ordinal))]);
            yield return (mapping, FromStructure, notes);
        }
    }

    // Each bookmaker's own time of its prices: bookmakers[key=x].last_update.
    private static string? OfBookmaker(EventList list, string markets, FeedTime time)
    {
        var close = markets.IndexOf(']');
        if (!markets.Contains('=') || close < 0)
            return null;
        var bookmaker = markets[..(close + 1)];
        var name = bookmaker[..bookmaker.IndexOf('[')];
        var fields = list.Elements.SelectMany(item => item.TryGetProperty(name, out var books) && books.ValueKind == JsonValueKind.Array ? books.EnumerateArray() : [])
            .Where(book => book.ValueKind == JsonValueKind.Object).ToList();
        var updated = fields.Count == 0 ? null : Sample.Common(fields).Where(pair => EventFinder.IsUpdate(pair.Key) && !pair.Key.Contains('.') && pair.Value.All(value => Sample.TimeOf(value) == time)).Select(pair => pair.Key).FirstOrDefault();
        return updated is null ? null : $"{bookmaker}.{updated}";
    }

    /// <summary>The ready mapping that says the same as what the structure shows, only with every code it knows.</summary>
    private static (FeedMapping Mapping, string Name)? Ready(FeedMapping found)
    {
        foreach (var name in ReadyMappings.Names())
        {
            var ready = ReadyMappings.For(name, "any");
            if (!found.Events.EndsWith(ready.Events, StringComparison.Ordinal) || ready.EventId != found.EventId || ready.Home != found.Home || ready.KickOff != found.KickOff)
                continue;
            var open = found.Markets[0].Path.IndexOf('=');
            var close = found.Markets[0].Path.IndexOf(']', Math.Max(open, 0));
            if (open > 0 && close > open && ReadyMappings.For(name, found.Markets[0].Path[(open + 1)..close]) is var own && own.Markets[0].Path == found.Markets[0].Path)
                return (own with { Events = found.Events, Updated = found.Updated is null ? null : own.Updated, Sport = found.Sport is null ? null : own.Sport }, name);
        }
        return null;
    }

    private static MappingProposal? Decode(AccountId account, CapturedExchange capture, FeedMapping mapping, string source, List<string> notes)
    {
        var endpoint = MappedTemplate.Make(capture);
        var contract = new ProviderContract(account, Unnamed, capture.Url.Authority, [endpoint], Active: false, MarkedAt: null) { Mapping = mapping };
        var harvester = new MappedProtocol().CreateHarvester(contract, Limits);
        var sink = new PreviewSink();
        var answer = new ProviderResponse(200, "application/json", null, Encoding.UTF8.GetBytes(capture.ResponseBody!));
        // As if it were read before everything: what a person looks at is the whole feed; what of it is kept out now is said.
        var result = harvester.Accept(harvester.Polls[0], answer, DateTimeOffset.UnixEpoch, sink);
        var now = new MappedProtocol().CreateHarvester(contract, Limits);
        if (result.Kind == HarvestKind.Applied && now.Accept(now.Polls[0], answer, capture.At, new PreviewSink()) is { Kind: HarvestKind.Applied } real && real.Prices < result.Prices)
            notes.Add($"{result.Prices - real.Prices} of {result.Prices} prices are kept out at the time of the capture: their match has begun, or the feed's own time of them is older than {(int)Limits.MaxQuoteAge.TotalMinutes} minutes");
        if (mapping.InPlay is null)
            notes.Add("the feed doesn't say what is running: prices of a match are closed from its start");
        sink.NoteSums(notes);
        return result.Kind != HarvestKind.Applied
            ? null
            : new MappingProposal(
                contract, source, $"{capture.Method} {capture.Url.Authority}{CaptureGrouper.Pattern(capture.Url)}", sink.Events.Count, sink.Markets.Count, result.Prices, sink.Drops, sink.View(PreviewEvents), notes);
    }

    /// <summary>Keeps what is decoded, for the eyes of a person.</summary>
    private sealed class PreviewSink : IHarvestSink
    {
        private readonly Dictionary<int, RawOdds> _odds = [];

        public List<RawEvent> Events { get; } = [];

        public Dictionary<int, RawMarket> Markets { get; } = [];

        public Dictionary<DropReason, int> Drops { get; } = [];

        public void OnEvent(RawEvent raw) => Events.Add(raw);

        public void OnEventGone(string eventId) => Events.RemoveAll(e => e.EventId == eventId);

        public void OnMarket(RawMarket raw) => Markets[raw.Handle] = raw;

        public void OnOdds(in RawOdds raw) => _odds[raw.Handle] = raw;

        public void OnMarketGone(int handle) => Markets.Remove(handle);

        public void OnDropped(DropReason reason) => Drops[reason] = Drops.GetValueOrDefault(reason) + 1;

        /// <summary>Says so when the prices of full markets don't add up to a bookmaker's: the odds format or the columns are read wrongly.</summary>
        public void NoteSums(List<string> notes)
        {
            foreach (var format in Markets.Values.GroupBy(market => market.Format))
            {
                var sums = new List<decimal>();
                foreach (var market in format.Where(market => market.Kind != MarketKind.DoubleChance && _odds.TryGetValue(market.Handle, out _)))
                {
                    var odds = _odds[market.Handle];
                    var prices = new[] { odds.First, odds.Second, odds.Third }.Take(MarketKinds.Selections(market.Kind).Length).ToList();
                    var read = prices.Select(price => OddsConversion.ToOdds(price, market.Format, out var value) == PriceState.Open ? value.Value : 0m).ToList();
                    if (read.TrueForAll(value => value > 0))
                        sums.Add(read.Sum(value => 1 / value));
                }
                var outside = sums.Count(sum => sum * 1_000 < PlausibleBand.Default.MinPermille || sum * 1_000 > PlausibleBand.Default.MaxPermille);
                if (outside * 5 > sums.Count)
                    notes.Add(string.Create(CultureInfo.InvariantCulture, $"the odds format is not clear: read as {format.Key}, {outside} of {sums.Count} full markets add up to {sums.Min():0.00} to {sums.Max():0.00}, where a bookmaker's add up to 1.00 to 1.15"));
            }
        }

        public IReadOnlyList<MappedEventView> View(int count) => [.. Events
            .OrderByDescending(e => Markets.Values.Any(m => m.EventId == e.EventId)).Take(count)
            .Select(e => new MappedEventView(e.EventId, e.League, e.Home, e.Away, e.KickOff, e.InPlay, [.. Markets.Values.Where(m => m.EventId == e.EventId).OrderBy(m => m.Handle).Take(20).Select(Line)]))];

        private string Line(RawMarket market)
        {
            var odds = _odds[market.Handle];
            var prices = new[] { odds.First, odds.Second, odds.Third }.Take(MarketKinds.Selections(market.Kind).Length)
                .Zip(MarketKinds.Selections(market.Kind).ToArray(), (price, side) => $"{side} {(price.IsZero ? "-" : price.ToDecimal().ToString(CultureInfo.InvariantCulture))}");
            var line = MarketKinds.HasLine(market.Kind) ? $" {market.Line.ToDecimal().ToString(CultureInfo.InvariantCulture)}" : "";
            return $"{market.Kind} {market.Period}{line}: {string.Join(", ", prices)}{(odds.Open ? "" : " (suspended)")}";
        }
    }
}
