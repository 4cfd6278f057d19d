namespace Arb.Domain.Discovery;

/// <summary>Where an event stands so that those it may be are found without looking at all.</summary>
public sealed partial class EventBinder
{
    // Puts an event into the index and compares it with those that start about the same time and have a name that may be alike.
    private void Place(Candidate candidate)
    {
        candidate.Home = _forms.Of(candidate.Event.Home);
        candidate.Away = _forms.Of(candidate.Event.Away);
        var names = (candidate.Event.League, candidate.Event.Sport);
        if (!_facts.TryGetValue(names, out var facts))
        {
            if (_facts.Count >= _options.MaxEvents)
                _facts.Clear();
            _facts.Add(names, facts = LeagueFacts.Of(names.League, names.Sport));
        }
        candidate.League = facts;
        var bucket = candidate.Event.KickOff.UtcTicks / _bucketTicks;
        candidate.Seen = ++_looks;
        for (var b = bucket - 1; b <= bucket + 1; b++)
            foreach (var key in candidate.Home.Keys.Concat(candidate.Away.Keys))
                foreach (var other in _byName.GetValueOrDefault((b, key)) ?? [])
                    if (other.Seen != candidate.Seen)
                    {
                        other.Seen = candidate.Seen;
                        Connect(candidate, other);
                    }
        foreach (var key in candidate.Home.Keys.Concat(candidate.Away.Keys).Distinct())
        {
            if (!_byName.TryGetValue((bucket, key), out var list))
                _byName.Add((bucket, key), list = []);
            list.Add(candidate);
        }
        if (!_byLeague.TryGetValue(LeagueOf(candidate), out var league))
            _byLeague.Add(LeagueOf(candidate), league = []);
        league.Add(candidate);
        if (!_byTeams.TryGetValue(TeamsOf(candidate), out var teams))
            _byTeams.Add(TeamsOf(candidate), teams = []);
        teams.Add(candidate);
        EnterRound(candidate);
    }

    private void Connect(Candidate candidate, Candidate other)
    {
        // In the order of their keys, so that the evidence reads the same whichever came first.
        var (first, second) = candidate.Key.CompareTo(other.Key) < 0 ? (candidate, other) : (other, candidate);
        if (_refusals.Contains(new EventPair(candidate.Key, other.Key)) || EventComparison.Compare(first, second, _forms, _options) is not { } edge)
            return;
        candidate.Edges[other.Key] = edge;
        other.Edges[candidate.Key] = edge;
        CountLeagues(candidate, other, edge, 1);
    }

    private void Disconnect(Candidate candidate, Candidate other)
    {
        if (!candidate.Edges.Remove(other.Key, out var edge))
            return;
        other.Edges.Remove(candidate.Key);
        if (_leftOver.Remove(new EventPair(candidate.Key, other.Key), out var before))
            edge = before;
        CountLeagues(candidate, other, edge, -1);
    }

    private void CountLeagues(Candidate a, Candidate b, Edge? edge, int by)
    {
        if (edge?.IsLeagueEvidence != true || !_leagues.Count(LeagueOf(a), LeagueOf(b), by))
            return;
        _flipped.Add(LeagueOf(a));
        _flipped.Add(LeagueOf(b));
    }

    private void Lift(Candidate candidate)
    {
        foreach (var key in candidate.Edges.Keys.ToList())
            Disconnect(candidate, _events[key]);
        LeaveRound(candidate);
        var bucket = candidate.Event.KickOff.UtcTicks / _bucketTicks;
        foreach (var key in candidate.Home.Keys.Concat(candidate.Away.Keys).Distinct())
            if (_byName.TryGetValue((bucket, key), out var list) && list.Remove(candidate) && list.Count == 0)
                _byName.Remove((bucket, key));
        if (_byLeague.TryGetValue(LeagueOf(candidate), out var league) && league.Remove(candidate) && league.Count == 0)
            _byLeague.Remove(LeagueOf(candidate));
        if (_byTeams.TryGetValue(TeamsOf(candidate), out var teams) && teams.Remove(candidate) && teams.Count == 0)
            _byTeams.Remove(TeamsOf(candidate));
    }
}
