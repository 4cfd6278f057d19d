using Arb.Domain.Primitives;

namespace Arb.Domain.Discovery;

/// <summary>
/// A round that two books have, all of it bound but one fixture at each: that one is left over at both, so it is the same if its prices agree, however the teams are written. Counts only what is bound
/// without this rule, so one guess never supports another.
/// </summary>
public sealed partial class EventBinder
{
    private const int MinRound = 2;
    private readonly Dictionary<(ProviderLeague League, long Start), List<Candidate>> _rounds = [];

    // Pairs that this rule connected, with the edge that they had before.
    private readonly Dictionary<EventPair, Edge?> _leftOver = [];

    private void EnterRound(Candidate candidate)
    {
        var key = (LeagueOf(candidate), candidate.Event.KickOff.UtcTicks);
        if (!_rounds.TryGetValue(key, out var round))
            _rounds.Add(key, round = []);
        round.Add(candidate);
    }

    private void LeaveRound(Candidate candidate)
    {
        var key = (LeagueOf(candidate), candidate.Event.KickOff.UtcTicks);
        if (_rounds.TryGetValue(key, out var round) && round.Remove(candidate) && round.Count == 0)
            _rounds.Remove(key);
    }

    // Brings the pairs of the rule up to date for every round of the events; answers whose edges changed.
    private HashSet<Candidate> UpdateLeftOver(IEnumerable<Candidate> decided)
    {
        var wanted = new Dictionary<EventPair, bool>();
        var members = new HashSet<Candidate>();
        foreach (var candidate in decided)
            if (candidate.Event.League.Length > 0 && !members.Contains(candidate) && _rounds.TryGetValue((LeagueOf(candidate), candidate.Event.KickOff.UtcTicks), out var round))
            {
                members.UnionWith(round);
                foreach (var (pair, mirrored) in LeftOver(round))
                    wanted[pair] = mirrored;
            }
        var changed = new HashSet<Candidate>();
        foreach (var pair in _leftOver.Keys.Where(pair => !wanted.ContainsKey(pair) && (members.Contains(_events[pair.First]) || members.Contains(_events[pair.Second]))).ToList())
            Connect(pair, _leftOver[pair], changed, isLeftOver: false);
        foreach (var (pair, mirrored) in wanted)
            if (!_leftOver.ContainsKey(pair))
            {
                var before = _events[pair.First].Edges.GetValueOrDefault(pair.Second);
                _leftOver[pair] = before;
                Connect(pair, new Edge(_options.AcceptScore, mirrored, LeagueRelation.Agree), changed, isLeftOver: true);
            }
        return changed;
    }

    private void Connect(EventPair pair, Edge? edge, HashSet<Candidate> changed, bool isLeftOver)
    {
        var (a, b) = (_events[pair.First], _events[pair.Second]);
        if (edge is null)
        {
            a.Edges.Remove(b.Key);
            b.Edges.Remove(a.Key);
        }
        else
        {
            a.Edges[b.Key] = edge;
            b.Edges[a.Key] = edge;
        }
        if (!isLeftOver)
            _leftOver.Remove(pair);
        changed.Add(a);
        changed.Add(b);
        // Who was in a match with them is decided anew too.
        foreach (var match in new[] { a.Match, b.Match }.OfType<LiveMatch>())
            changed.UnionWith(match.Members.Keys.Select(key => _events[key]));
    }

    private IEnumerable<(EventPair Pair, bool Mirrored)> LeftOver(List<Candidate> round)
    {
        if (round.Count <= MinRound)
            yield break;
        var bound = new Dictionary<ProviderId, (int Count, Candidate Sample)>();
        foreach (var candidate in round)
            foreach (var other in BoundWith(candidate))
                bound[other.Key.Provider] = (bound.TryGetValue(other.Key.Provider, out var so) ? so.Count + 1 : 1, other);
        foreach (var (provider, (count, sample)) in bound)
            // All but one, and the others are one round of the other book.
            if (count == round.Count - 1 && _rounds.TryGetValue((LeagueOf(sample), round[0].Event.KickOff.UtcTicks), out var theirRound)
                && Only(round, provider) is { } mine && Only(theirRound, mine.Key.Provider) is { } theirs && theirRound.Count == round.Count && IsSupported(mine, theirs, out var mirrored))
                yield return (new EventPair(mine.Key, theirs.Key), mirrored);
    }

    // The one event of a round that has no match with a provider; null when there are none or several.
    private Candidate? Only(List<Candidate> round, ProviderId with)
    {
        Candidate? only = null;
        foreach (var candidate in round)
            if (!BoundWith(candidate).Any(other => other.Key.Provider == with))
            {
                if (only is not null)
                    return null;
                only = candidate;
            }
        return only;
    }

    // The other members of its match, without those that only this rule put there.
    private IEnumerable<Candidate> BoundWith(Candidate candidate) =>
        (candidate.Match?.Members.Keys ?? Enumerable.Empty<EventKey>()).Where(key => key != candidate.Key && !_leftOver.ContainsKey(new EventPair(candidate.Key, key))).Select(key => _events[key]);

    // The prices say that it is one match, and neither names nor marks say that it isn't.
    private bool IsSupported(Candidate a, Candidate b, out bool mirrored)
    {
        var straight = (Home: _forms.Fit(a.Home, b.Home), Away: _forms.Fit(a.Away, b.Away));
        var turned = (Home: _forms.Fit(a.Home, b.Away), Away: _forms.Fit(a.Away, b.Home));
        mirrored = turned.Home.Score + turned.Away.Score > straight.Home.Score + straight.Away.Score;
        var (home, away) = mirrored ? turned : straight;
        var (otherHome, otherAway) = mirrored ? (b.Away, b.Home) : (b.Home, b.Away);
        return !home.IsContradiction && !away.IsContradiction && a.Event.InPlay == b.Event.InPlay && !_refusals.Contains(new EventPair(a.Key, b.Key))
            && a.Home.Team.Markers == otherHome.Team.Markers && a.Away.Team.Markers == otherAway.Team.Markers && a.Home.Team.Marks == otherHome.Team.Marks && a.Away.Team.Marks == otherAway.Team.Marks
            && PriceEvidence.Judge(a, b, mirrored, _options, out var agree) is null && agree;
    }
}
