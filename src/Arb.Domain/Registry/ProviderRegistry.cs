using Arb.Domain.Primitives;

namespace Arb.Domain.Registry;

/// <summary>Bounds and limits of a registry; from <c>arb.registry</c>.</summary>
/// <param name="KickOffLimit">Two sources of a provider may differ by this much about a start; beyond it they don't mean the same event.</param>
/// <param name="MaxEvents">Events kept at most, counted per source.</param>
/// <param name="MaxMarkets">Markets kept at most, counted per source.</param>
public sealed record RegistryOptions(TimeSpan KickOffLimit, int MaxEvents, int MaxMarkets);

/// <summary>Two sources of one provider show different things under one event id: the second one's event is left out until they agree.</summary>
/// <param name="Source">Whose event is left out.</param>
/// <param name="Refused">As that source shows it.</param>
/// <param name="Standing">As the first source shows it.</param>
public sealed record RegistryConflict(SourceKey Source, ProviderEvent Refused, ProviderEvent Standing);

/// <summary>What a message did to a registry.</summary>
/// <param name="Removed">Events that left; to be told before <paramref name="Changed"/>.</param>
/// <param name="Changed">Present state of the events that changed.</param>
/// <param name="Conflicts">New disagreements between sources.</param>
/// <param name="Refused">Events and markets not taken: of another provider, of an unannounced event, or beyond the bounds.</param>
public sealed record RegistryOutcome(
    IReadOnlyList<RegistryEventRemoved> Removed, IReadOnlyList<RegistryEventChanged> Changed, IReadOnlyList<RegistryConflict> Conflicts, int Refused);

/// <summary>
/// The events and markets of one provider, as all its sources show them (L10: one per provider, never mixed). Not thread-safe; no clock.
/// The source that announced an event first says what it is; other sources join when they agree.
/// </summary>
public sealed class ProviderRegistry
{
    private readonly RegistryOptions _options;
    private readonly Dictionary<string, Entry> _events = [];
    private readonly Dictionary<SourceKey, Feed> _feeds = [];

    /// <summary>Makes an empty registry of <paramref name="provider"/>.</summary>
    public ProviderRegistry(ProviderId provider, RegistryOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Provider = provider;
        _options = options;
    }

    /// <summary>Whose events these are.</summary>
    public ProviderId Provider { get; }

    /// <summary>Events known now.</summary>
    public int EventCount => _events.Count;

    /// <summary>Markets known now, of all sources.</summary>
    public int MarketCount => _feeds.Values.Sum(f => f.Markets.Count);

    /// <summary>Events and markets not taken since it was made.</summary>
    public long Refused { get; private set; }

    /// <summary>What it has, and what of it a source announced.</summary>
    public Health.RegistryEvidence EvidenceOf(SourceKey source)
    {
        var feed = _feeds.GetValueOrDefault(source);
        var sample = feed is null || feed.Events.Count == 0 ? null : _events[feed.Events.Order(StringComparer.Ordinal).First()].State().Event;
        return new Health.RegistryEvidence(
            EventCount, MarketCount, feed?.Events.Count ?? 0, feed?.Markets.Count ?? 0, Refused,
            sample is null ? null : $"{sample.Key} {sample.Home.Display} - {sample.Away.Display}, {sample.League}");
    }

    /// <summary>Every event's present state, ordered by id: for a discovery that starts over.</summary>
    public IReadOnlyList<RegistryEventChanged> Snapshot() => [.. _events.OrderBy(e => e.Key, StringComparer.Ordinal).Select(e => e.Value.State())];

    /// <summary>Takes what changed at a source. A message of another provider is refused as a whole.</summary>
    public RegistryOutcome Apply(CatalogueChanged message)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (message.Source.Provider != Provider)
            return new RegistryOutcome([], [], [], message.Events.Count + message.EventsGone.Count + message.Markets.Count + message.MarketsGone.Count);
        if (!_feeds.TryGetValue(message.Source, out var feed))
            _feeds.Add(message.Source, feed = new Feed());
        var step = new Step();
        foreach (var handle in message.MarketsGone)
            DropMarket(feed, message.Source, handle, step);
        foreach (var key in message.EventsGone)
            DropEvent(feed, message.Source, key, step);
        foreach (var item in message.Events)
            TakeEvent(feed, message.Source, item, step);
        foreach (var market in message.Markets)
            TakeMarket(feed, message.Source, market, step);
        if (feed.Events.Count == 0 && feed.Markets.Count == 0)
            _feeds.Remove(message.Source);
        return Finish(step);
    }

    /// <summary>Forgets everything a source announced.</summary>
    public RegistryOutcome Apply(SourceRetired message)
    {
        ArgumentNullException.ThrowIfNull(message);
        var step = new Step();
        if (_feeds.Remove(message.Source, out var feed))
            foreach (var id in feed.Events)
            {
                _events[id].Remove(message.Source);
                step.Touched.Add(id);
            }
        return Finish(step);
    }

    private void TakeEvent(Feed feed, SourceKey source, ProviderEvent item, Step step)
    {
        if (item.Key.Provider != Provider || (!feed.Events.Contains(item.Key.EventId) && feed.Events.Count >= _options.MaxEvents))
        {
            step.Refused++;
            return;
        }
        var id = item.Key.EventId;
        feed.Events.Add(id);
        if (!_events.TryGetValue(id, out var entry))
            _events.Add(id, entry = new Entry());
        entry.Put(source, item);
        step.Touched.Add(id);
    }

    private void DropEvent(Feed feed, SourceKey source, EventKey key, Step step)
    {
        if (key.Provider != Provider)
        {
            step.Refused++;
            return;
        }
        if (!feed.Events.Remove(key.EventId))
            return;
        foreach (var handle in _events[key.EventId].Remove(source))
            feed.Markets.Remove(handle);
        step.Touched.Add(key.EventId);
    }

    private void TakeMarket(Feed feed, SourceKey source, ProviderMarket market, Step step)
    {
        // A handle can come back for another event: what stood under it is void even when the new market is refused.
        DropMarket(feed, source, market.Handle, step);
        if (market.Event.Provider != Provider || market.Source != source || !feed.Events.Contains(market.Event.EventId) || feed.Markets.Count >= _options.MaxMarkets)
        {
            step.Refused++;
            return;
        }
        feed.Markets[market.Handle] = market.Event.EventId;
        _events[market.Event.EventId].Markets(source)[market.Handle] = market;
        step.Touched.Add(market.Event.EventId);
    }

    private void DropMarket(Feed feed, SourceKey source, int handle, Step step)
    {
        if (!feed.Markets.Remove(handle, out var id))
            return;
        _events[id].Markets(source).Remove(handle);
        step.Touched.Add(id);
    }

    private RegistryOutcome Finish(Step step)
    {
        var removed = new List<RegistryEventRemoved>();
        var changed = new List<RegistryEventChanged>();
        var conflicts = new List<RegistryConflict>();
        foreach (var id in step.Touched)
        {
            var entry = _events[id];
            if (entry.IsEmpty)
            {
                _events.Remove(id);
                removed.Add(new RegistryEventRemoved(new EventKey(Provider, id)));
                continue;
            }
            entry.Judge(_options.KickOffLimit, conflicts);
            changed.Add(entry.State());
        }
        Refused += step.Refused;
        return new RegistryOutcome(removed, changed, conflicts, step.Refused);
    }

    private sealed class Step
    {
        public SortedSet<string> Touched { get; } = new(StringComparer.Ordinal);

        public int Refused { get; set; }
    }

    private sealed class Feed
    {
        public HashSet<string> Events { get; } = [];

        public Dictionary<int, string> Markets { get; } = [];
    }

    private sealed class View(SourceKey source, ProviderEvent item)
    {
        public SourceKey Source { get; } = source;

        public ProviderEvent Event { get; set; } = item;

        public bool Disagrees { get; set; }

        public SortedDictionary<int, ProviderMarket> Markets { get; } = [];
    }

    private sealed class Entry
    {
        // In order of arrival: the first one stands.
        private readonly List<View> _views = [];

        public bool IsEmpty => _views.Count == 0;

        public void Put(SourceKey source, ProviderEvent item)
        {
            var view = _views.Find(v => v.Source == source);
            if (view is null)
                _views.Add(new View(source, item));
            else
                view.Event = item;
        }

        public List<int> Remove(SourceKey source)
        {
            var at = _views.FindIndex(v => v.Source == source);
            var handles = _views[at].Markets.Keys.ToList();
            _views.RemoveAt(at);
            return handles;
        }

        public SortedDictionary<int, ProviderMarket> Markets(SourceKey source) => _views.Find(v => v.Source == source)!.Markets;

        public void Judge(TimeSpan limit, List<RegistryConflict> conflicts)
        {
            var standing = _views[0];
            standing.Disagrees = false;
            foreach (var view in _views.Skip(1))
            {
                var disagrees = !Same(view.Event.Home, standing.Event.Home) || !Same(view.Event.Away, standing.Event.Away)
                    || (view.Event.KickOff - standing.Event.KickOff).Duration() > limit;
                if (disagrees && !view.Disagrees)
                    conflicts.Add(new RegistryConflict(view.Source, view.Event, standing.Event));
                view.Disagrees = disagrees;
            }
        }

        public RegistryEventChanged State() =>
            new(_views[0].Event, [.. _views.Where(v => !v.Disagrees).SelectMany(v => v.Markets.Values)]);

        private static bool Same(TeamName a, TeamName b) => a.Canonical == b.Canonical && a.Markers == b.Markers && a.Marks == b.Marks;
    }
}
