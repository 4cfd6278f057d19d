using Arb.Domain.Primitives;

namespace Arb.Domain.Discovery;

/// <summary>
/// Groups events that are connected by evidence or by the operator's word. A pure function of the events, so the order in which they came does not matter.
/// </summary>
internal sealed class BindingCluster
{
    private readonly SortedDictionary<EventKey, Candidate> _events;
    private readonly IReadOnlyDictionary<EventPair, bool> _forced;
    private readonly int _minGap;
    private readonly Dictionary<EventKey, SortedDictionary<EventKey, bool>> _groupOf = [];

    /// <param name="events">A closed set: every event that has an edge into it is in it.</param>
    /// <param name="forced">Pairs that the operator bound, with the mirrored flag; only those that are to be used.</param>
    /// <param name="minGap">See <see cref="BindingOptions"/>.</param>
    public BindingCluster(IEnumerable<Candidate> events, IReadOnlyDictionary<EventPair, bool> forced, int minGap)
    {
        _events = [];
        foreach (var candidate in events)
        {
            _events.Add(candidate.Key, candidate);
            _groupOf.Add(candidate.Key, new SortedDictionary<EventKey, bool> { [candidate.Key] = false });
        }
        _forced = forced;
        _minGap = minGap;
    }

    /// <summary>Pairs that could not be decided, and why.</summary>
    public List<(EventPair Pair, bool Mirrored, string Reason)> Undecided { get; } = [];

    /// <summary>The groups of two and more, by their first key; the flag is relative to the first member.</summary>
    public List<SortedDictionary<EventKey, bool>> Run()
    {
        foreach (var (pair, mirrored) in _forced.OrderBy(f => f.Key.First).ThenBy(f => f.Key.Second))
            Merge(pair, mirrored, byOperator: true);
        var bestFirst = Pairs().Where(p => p.Edge.Accepted).OrderByDescending(p => p.Edge.Score).ThenBy(p => p.Pair.First).ThenBy(p => p.Pair.Second);
        var failed = new Dictionary<EventPair, string>();
        foreach (var (pair, edge) in bestFirst)
            if (IsContested(pair, edge))
                failed[pair] = "another event fits about as well";
            else if (!Together(pair) && !Merge(pair, edge.Mirrored, byOperator: false))
                failed[pair] = "the match's other events contradict";
        foreach (var (pair, edge) in Pairs())
            if (!Together(pair) && !Has(pair.First, pair.Second.Provider) && !Has(pair.Second, pair.First.Provider))
                Undecided.Add((pair, edge.Mirrored, failed.GetValueOrDefault(pair, edge.Reason)));
        return [.. _groupOf.Values.Distinct().Where(g => g.Count > 1).OrderBy(g => g.First().Key)];
    }

    private IEnumerable<(EventPair Pair, Edge Edge)> Pairs() =>
        _events.Values.SelectMany(e => e.Edges.Where(o => e.Key.CompareTo(o.Key) < 0 && _events.ContainsKey(o.Key)).OrderBy(o => o.Key).Select(o => (new EventPair(e.Key, o.Key), o.Value)));

    private bool Together(EventPair pair) => ReferenceEquals(_groupOf[pair.First], _groupOf[pair.Second]);

    private bool Has(EventKey key, ProviderId provider) => _groupOf[key].Keys.Any(m => m.Provider == provider);

    // Another event of the same provider is nearly as good, on either side. Events that the operator bound elsewhere do not compete.
    private bool IsContested(EventPair pair, Edge edge) => HasRival(pair.First, pair.Second, edge) || HasRival(pair.Second, pair.First, edge);

    private bool HasRival(EventKey of, EventKey chosen, Edge edge) =>
        _events[of].Edges.Any(o => o.Key.Provider == chosen.Provider && o.Key != chosen && _events.ContainsKey(o.Key) && edge.Score - o.Value.Score < _minGap
            && !IsTaken(o.Key, of));

    private bool IsTaken(EventKey rival, EventKey of) =>
        _forced.Keys.Any(p => (p.First == rival && p.Second.Provider == of.Provider && p.Second != of) || (p.Second == rival && p.First.Provider == of.Provider && p.First != of));

    // Joins the groups of a pair when each provider has one event in the result and every two members agree, orientation included.
    private bool Merge(EventPair pair, bool mirrored, bool byOperator)
    {
        if (!_groupOf.TryGetValue(pair.First, out var first) || !_groupOf.TryGetValue(pair.Second, out var second))
            return false;
        if (ReferenceEquals(first, second))
            return true;
        var flip = first[pair.First] ^ second[pair.Second] ^ mirrored;
        foreach (var (a, aMirrored) in first)
            foreach (var (b, bMirrored) in second)
                if (a.Provider == b.Provider || (!byOperator && !Agree(a, b, aMirrored ^ bMirrored ^ flip)))
                    return false;
        foreach (var (b, bMirrored) in second)
        {
            first.Add(b, bMirrored ^ flip);
            _groupOf[b] = first;
        }
        return true;
    }

    private bool Agree(EventKey a, EventKey b, bool mirrored) =>
        _forced.TryGetValue(new EventPair(a, b), out var forced) ? forced == mirrored : _events[a].Edges.TryGetValue(b, out var edge) && edge.Mirrored == mirrored;
}
