using Arb.Domain.Primitives;

namespace Arb.Domain.Discovery;

/// <summary>What is to be made of a pair of events, all evidence together.</summary>
/// <param name="Reason">Why it is not bound on evidence; null when it is.</param>
/// <param name="IsObjection">Something speaks against it, rather than too little for it.</param>
internal readonly record struct Verdict(BindingReason? Reason, bool IsObjection)
{
    public bool IsAccepted => Reason is null;
}

/// <summary>
/// Groups events that are connected by evidence or by the operator's word. A group is as good as its worst pair: every two of its members are accepted, or the operator's word.
/// A pure function of the events, so the order in which they came does not matter.
/// </summary>
internal sealed class BindingCluster
{
    private readonly SortedDictionary<EventKey, Candidate> _events;
    private readonly IReadOnlyDictionary<EventPair, bool> _forced;
    private readonly int _minGap;
    private readonly Dictionary<EventKey, SortedDictionary<EventKey, bool>> _groupOf = [];
    private readonly List<(EventPair Pair, Edge Edge, Verdict Verdict)> _pairs = [];
    private readonly Dictionary<EventPair, (Edge Edge, Verdict Verdict)> _verdicts = [];

    /// <param name="events">A closed set: every event that has an edge into it is in it.</param>
    /// <param name="forced">Pairs that the operator bound, with the mirrored flag; only those that are to be used.</param>
    /// <param name="judge">The verdict on an edge.</param>
    /// <param name="minGap">See <see cref="BindingOptions"/>.</param>
    public BindingCluster(IEnumerable<Candidate> events, IReadOnlyDictionary<EventPair, bool> forced, Func<Candidate, Candidate, Edge, Verdict> judge, int minGap)
    {
        _events = [];
        foreach (var candidate in events)
        {
            _events.Add(candidate.Key, candidate);
            _groupOf.Add(candidate.Key, new SortedDictionary<EventKey, bool> { [candidate.Key] = false });
        }
        _forced = forced;
        _minGap = minGap;
        foreach (var (key, candidate) in _events)
            foreach (var (other, edge) in candidate.Edges)
                if (key.CompareTo(other) < 0 && _events.TryGetValue(other, out var second))
                {
                    var pair = new EventPair(key, other);
                    var verdict = judge(candidate, second, edge);
                    _pairs.Add((pair, edge, verdict));
                    _verdicts.Add(pair, (edge, verdict));
                }
        _pairs.Sort((one, two) => one.Pair.First.CompareTo(two.Pair.First) is var first and not 0 ? first : one.Pair.Second.CompareTo(two.Pair.Second));
    }

    /// <summary>Pairs that could not be decided, and why.</summary>
    public List<(EventPair Pair, bool Mirrored, BindingReason Reason)> Undecided { get; } = [];

    /// <summary>The groups of two and more, by their first key; the flag is relative to the first member.</summary>
    public List<SortedDictionary<EventKey, bool>> Run()
    {
        foreach (var (pair, mirrored) in _forced.OrderBy(f => f.Key.First).ThenBy(f => f.Key.Second))
            Merge(pair, mirrored, byOperator: true);
        var failed = new Dictionary<EventPair, BindingReason>();
        var contested = new HashSet<EventKey>();
        foreach (var (pair, edge, verdict) in _pairs.OrderByDescending(p => p.Edge.Score))
        {
            if (!verdict.IsAccepted)
                continue;
            if (IsContested(pair, edge))
            {
                failed[pair] = new BindingReason(BindingReasonCode.RivalFits);
                contested.Add(pair.First);
                contested.Add(pair.Second);
            }
            else if (!Together(pair) && !Merge(pair, edge.Mirrored, byOperator: false))
            {
                failed[pair] = new BindingReason(BindingReasonCode.OthersContradict);
            }
        }
        HoldBack(contested, failed);
        foreach (var (pair, edge, verdict) in _pairs)
            if (!Together(pair) && !Has(pair.First, pair.Second.Provider) && !Has(pair.Second, pair.First.Provider))
                Undecided.Add((pair, edge.Mirrored, failed.GetValueOrDefault(pair) ?? verdict.Reason ?? new BindingReason(BindingReasonCode.RivalFits)));
        return [.. _groupOf.Values.Distinct().Where(g => g.Count > 1).OrderBy(g => g.First().Key)];
    }

    // An event that two events of a third book fit about as well may be either of them: nothing is bound through it on evidence.
    private void HoldBack(HashSet<EventKey> contested, Dictionary<EventPair, BindingReason> failed)
    {
        foreach (var group in _groupOf.Values.Distinct().Where(g => g.Count > 1 && g.Keys.Any(contested.Contains)).ToList())
        {
            foreach (var (pair, _, verdict) in _pairs)
                if (verdict.IsAccepted && group.ContainsKey(pair.First) && group.ContainsKey(pair.Second))
                    failed.TryAdd(pair, new BindingReason(BindingReasonCode.RivalFits));
            foreach (var key in group.Keys)
                _groupOf[key] = new SortedDictionary<EventKey, bool> { [key] = false };
            foreach (var (pair, mirrored) in _forced.Where(f => group.ContainsKey(f.Key.First)).OrderBy(f => f.Key.First).ThenBy(f => f.Key.Second))
                Merge(pair, mirrored, byOperator: true);
        }
    }

    private bool Together(EventPair pair) => ReferenceEquals(_groupOf[pair.First], _groupOf[pair.Second]);

    private bool Has(EventKey key, ProviderId provider) => _groupOf[key].Keys.Any(m => m.Provider == provider);

    // Another event of the same provider is nearly as good, on either side. Events that the operator bound elsewhere do not compete, nor do those that something speaks against.
    private bool IsContested(EventPair pair, Edge edge) =>
        !_forced.ContainsKey(pair) && (HasRival(pair.First, pair.Second, edge) || HasRival(pair.Second, pair.First, edge));

    private bool HasRival(EventKey of, EventKey chosen, Edge edge) =>
        _events[of].Edges.Any(o => o.Key.Provider == chosen.Provider && o.Key != chosen && edge.Score - o.Value.Score < _minGap && _verdicts.TryGetValue(new EventPair(of, o.Key), out var rival)
            && !rival.Verdict.IsObjection && !IsTaken(o.Key, of));

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

    private bool Agree(EventKey a, EventKey b, bool mirrored)
    {
        var pair = new EventPair(a, b);
        return _forced.TryGetValue(pair, out var forced) ? forced == mirrored : _verdicts.TryGetValue(pair, out var one) && one.Verdict.IsAccepted && one.Edge.Mirrored == mirrored;
    }
}
