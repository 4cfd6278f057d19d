using System.Globalization;
using Arb.Domain.Primitives;
using Arb.Domain.Registry;

namespace Arb.Domain.Discovery;

public sealed partial class EventBinder
{
    // Decides all events that hang together with the touched ones anew, and tells the difference to what was told before: first on what the pairs show, then what is left over of rounds.
    private BindingOutcome Decide(HashSet<Candidate> touched, DateTimeOffset at, Step? step = null)
    {
        var first = DecideComponent(touched, at, step, out var component);
        var changed = UpdateLeftOver(component);
        if (changed.Count == 0)
            return first;
        var second = DecideComponent(changed, at, null, out _);
        return new BindingOutcome([.. first.Bound, .. second.Bound], [.. first.Save, .. second.Save], [.. first.Asked.Where(asked => _questions.ContainsKey((asked.First.Key, asked.Second.Key))), .. second.Asked], first.Refused);
    }

    private BindingOutcome DecideComponent(HashSet<Candidate> touched, DateTimeOffset at, Step? step, out IReadOnlyCollection<Candidate> decided)
    {
        // Leagues that began or ceased to correspond: their events are judged anew.
        foreach (var league in _flipped)
            touched.UnionWith(_byLeague.GetValueOrDefault(league) ?? []);
        _flipped.Clear();
        touched.RemoveWhere(c => !_events.ContainsKey(c.Key));
        var component = Closure(touched);
        decided = component.Values;
        var forced = Forced(component);
        var cluster = new BindingCluster(component.Values, forced, Judge, _options.MinGap);
        var groups = cluster.Run();
        // Accounts of one provider share its ids: an event that two of them quote is a match already.
        var grouped = groups.SelectMany(group => group.Keys).ToHashSet();
        groups.AddRange(component.Values.Where(c => SeveralSources(c) && !grouped.Contains(c.Key)).Select(c => new SortedDictionary<EventKey, bool> { [c.Key] = false }));

        var before = component.Values.Select(c => c.Match).OfType<LiveMatch>().ToHashSet();
        if (step is not null)
            before.UnionWith(step.Left);
        var members = before.ToDictionary(m => m, m => m.Members);
        foreach (var match in before)
            match.Members = [];
        foreach (var candidate in component.Values)
            candidate.Match = null;

        var save = new List<StoredBinding>();
        var changed = new HashSet<LiveMatch>();
        foreach (var (group, match) in Name(groups, before, members))
        {
            var old = members.GetValueOrDefault(match) ?? [];
            match.Members = Oriented(group, match, old);
            foreach (var key in match.Members.Keys)
                _events[key].Match = match;
            if (!match.Members.SequenceEqual(old) || IsLeft(match))
            {
                changed.Add(match);
                if (ToStore(match, forced, at) is { } binding)
                {
                    Remember(binding);
                    save.Add(binding);
                }
            }
            else if (step is not null && match.Members.Keys.Any(step.Shown.Contains))
            {
                changed.Add(match);
            }
        }
        foreach (var match in before.Where(m => m.Members.Count == 0))
        {
            _matches.Remove(match.Id.Value);
            changed.Add(match);
        }
        var bound = changed.OrderBy(m => m.Members.Count == 0 ? 0 : Lost(m, members) || IsLeft(m) ? 1 : 2).ThenBy(m => m.Id.Value, StringComparer.Ordinal).Select(Tell).ToList();
        return new BindingOutcome(bound, save, Ask(component, cluster), 0);

        bool IsLeft(LiveMatch match) => step?.Left.Contains(match) == true;
    }

    // All evidence on a pair together. Judged anew at each decision: prices and what is known of the leagues change without the pair itself.
    private Verdict Judge(Candidate a, Candidate b, Edge edge)
    {
        if (a.Key.CompareTo(b.Key) > 0)
            (a, b) = (b, a);
        if (edge.Objection is { } objection && !(objection.Code is BindingReasonCode.CountriesDiffer or BindingReasonCode.SportsDiffer or BindingReasonCode.LevelsDiffer && IsSaid(a, b)))
            return new Verdict(objection, true);
        if (PriceEvidence.Judge(a, b, edge.Mirrored, _options, out var pricesAgree) is { } prices)
            return new Verdict(prices, true);
        if (edge.Doubt is not null)
            return new Verdict(edge.Doubt, false);
        if (edge.League == LeagueRelation.Agree)
            return default;
        var agreed = edge.League != LeagueRelation.Silent && (IsSaid(a, b) || _leagues.Corresponds(LeagueOf(a), LeagueOf(b)));
        if (edge.League == LeagueRelation.Unsure && !agreed)
        {
            if (_leagues.IsElsewhere(LeagueOf(a), LeagueOf(b)))
                return new Verdict(new BindingReason(BindingReasonCode.LeagueElsewhere) { First = a.Event.League, Second = b.Event.League }, true);
            if (!pricesAgree)
                return new Verdict(new BindingReason(BindingReasonCode.LeaguesUnsure) { First = a.Event.League, Second = b.Event.League }, false);
        }
        return edge.NeedsSupport is not null && !agreed && !pricesAgree ? new Verdict(edge.NeedsSupport, false) : default;
    }

    /// <summary>Why two events that are known now are not bound on evidence; null when evidence binds them.</summary>
    internal BindingReason? ReasonAgainst(EventKey first, EventKey second) =>
        _events.TryGetValue(first, out var a) && _events.TryGetValue(second, out var b) && a.Edges.TryGetValue(second, out var edge)
            ? Judge(a, b, edge).Reason
            : new BindingReason(BindingReasonCode.TeamsUnlike);

    private bool IsSaid(Candidate a, Candidate b) => _leagues.IsSaid(LeagueOf(a), LeagueOf(b));

    private static bool SeveralSources(Candidate candidate)
    {
        foreach (var market in candidate.Markets)
            if (market.Source != candidate.Markets[0].Source)
                return true;
        return false;
    }

    private static ProviderLeague LeagueOf(Candidate candidate) => new(candidate.Key.Provider, candidate.Event.League);

    private static bool Lost(LiveMatch match, Dictionary<LiveMatch, SortedDictionary<EventKey, bool>> before) =>
        before.TryGetValue(match, out var old) && old.Keys.Any(k => !match.Members.ContainsKey(k));

    private SortedDictionary<EventKey, Candidate> Closure(HashSet<Candidate> touched)
    {
        var component = new SortedDictionary<EventKey, Candidate>();
        var open = new Stack<Candidate>(touched);
        while (open.TryPop(out var candidate))
            if (component.TryAdd(candidate.Key, candidate))
                foreach (var other in Neighbours(candidate))
                    open.Push(other);
        return component;
    }

    // The operator's words that can be used now. A word about events that show other teams or another day is not.
    private ForcedPairs Forced(SortedDictionary<EventKey, Candidate> component)
    {
        var forced = new ForcedPairs();
        foreach (var key in component.Keys)
            foreach (var word in _wordsOf.GetValueOrDefault(key) ?? [])
                if (component.TryGetValue(word.First.Key, out var a) && component.TryGetValue(word.Second.Key, out var b) && IsUsable(word, a.Event, b.Event))
                    forced[new EventPair(a.Key, b.Key)] = word.Mirrored;
        return forced;
    }

    private bool IsUsable(OperatorWord word, ProviderEvent a, ProviderEvent b) =>
        Fingerprint.Fits(word.First, a, _options.OperatorTolerance) && Fingerprint.Fits(word.Second, b, _options.OperatorTolerance) && Objection(a, b) is null;

    // Which match each group continues: the live one with most members in common, else a stored one, else a new one.
    private List<(SortedDictionary<EventKey, bool> Group, LiveMatch Match)> Name(
        List<SortedDictionary<EventKey, bool>> groups, HashSet<LiveMatch> before, Dictionary<LiveMatch, SortedDictionary<EventKey, bool>> members)
    {
        var owners = new Dictionary<EventKey, LiveMatch>();
        foreach (var match in before)
            foreach (var key in members[match].Keys)
                owners[key] = match;
        var claims = groups
            .SelectMany((group, at) => group.Keys.Select(key => owners.GetValueOrDefault(key)).OfType<LiveMatch>().GroupBy(match => match).Select(shared => (Match: shared.Key, At: at, Common: shared.Count())))
            .OrderByDescending(claim => claim.Common).ThenBy(claim => claim.Match.Id.Value, StringComparer.Ordinal).ThenBy(claim => claim.At).ToList();
        var named = new LiveMatch?[groups.Count];
        var taken = new HashSet<LiveMatch>();
        foreach (var (match, at, _) in claims)
            if (named[at] is null && taken.Add(match))
                named[at] = match;
        var result = new List<(SortedDictionary<EventKey, bool>, LiveMatch)>();
        for (var at = 0; at < groups.Count; at++)
        {
            var match = named[at];
            if (match is null)
            {
                match = new LiveMatch(NewName(groups[at]));
                _matches.Add(match.Id.Value, match);
            }
            result.Add((groups[at], match));
        }
        return result;
    }

    private MatchId NewName(SortedDictionary<EventKey, bool> group)
    {
        var stored = group.Keys.SelectMany(k => _storedOf.GetValueOrDefault(k) ?? []).Distinct()
            .Select(s => (Binding: s, Common: s.Members.Count(m => group.ContainsKey(m.Key) && Fingerprint.Fits(m, _events[m.Key].Event, _options.OperatorTolerance))))
            .Where(s => s.Common >= Math.Min(2, group.Count) && !_matches.ContainsKey(s.Binding.Match.Value))
            .OrderByDescending(s => s.Common).ThenBy(s => s.Binding.Match.Value, StringComparer.Ordinal).FirstOrDefault();
        if (stored.Binding is not null)
            return stored.Binding.Match;
        // A name that another fixture had, when a provider uses an id again, is told apart by the day, and if need be by a number.
        var plain = string.Join('+', group.Keys);
        var name = plain;
        for (var i = 1; _matches.ContainsKey(name) || _stored.ContainsKey(name); i++)
        {
            var day = _events[group.Keys.First()].Event.KickOff.UtcDateTime.ToString("yyyyMMdd", CultureInfo.InvariantCulture);
            name = i == 1 ? $"{plain}@{day}" : $"{plain}@{day}.{i}";
        }
        return new MatchId(name);
    }

    // Keeps the orientation that the match has had, else that of the stored binding, else its first member's.
    private SortedDictionary<EventKey, bool> Oriented(SortedDictionary<EventKey, bool> group, LiveMatch match, SortedDictionary<EventKey, bool> old)
    {
        var flip = group.First().Value;
        if (old.Keys.Where(group.ContainsKey).Cast<EventKey?>().FirstOrDefault() is { } known)
            flip = group[known] ^ old[known];
        else if (_stored.TryGetValue(match.Id.Value, out var stored) && stored.Members.FirstOrDefault(m => group.ContainsKey(m.Key)) is { } member)
            flip = group[member.Key] ^ member.Mirrored;
        var oriented = new SortedDictionary<EventKey, bool>();
        foreach (var (key, mirrored) in group)
            oriented.Add(key, mirrored ^ flip);
        return oriented;
    }

    // Null when what is stored says it already.
    private StoredBinding? ToStore(LiveMatch match, ForcedPairs forced, DateTimeOffset at)
    {
        var present = match.Members.Select(m => Fingerprint.Of(_events[m.Key].Event, m.Value)).ToList();
        var isForced = forced.Keys.Any(p => match.Members.ContainsKey(p.First) && match.Members.ContainsKey(p.Second));
        var source = isForced ? BindingSource.Operator : BindingSource.Evidence;
        if (_stored.TryGetValue(match.Id.Value, out var stored) && stored.Source == source && present.All(p => stored.Members.Any(m => m.Key == p.Key && m.Mirrored == p.Mirrored && m.Home == p.Home && m.Away == p.Away)))
            return null;
        var evidence = string.Join("; ", match.Members.Select(m =>
        {
            var item = _events[m.Key].Event;
            return $"{m.Key} {item.Home.Display} v {item.Away.Display}{(m.Value ? " (mirrored)" : "")}";
        }));
        var scores = match.Members.Keys.SelectMany(k => _events[k].Edges.Where(e => match.Members.ContainsKey(e.Key)).Select(e => e.Value.Score)).DefaultIfEmpty(0).Min();
        return new StoredBinding(match.Id, present, source, $"{(isForced ? "operator" : $"score {scores}")}: {evidence}", at);
    }

    private BoundEvent Tell(LiveMatch match)
    {
        var members = match.Members.Select(m => new BoundMember(_events[m.Key].Event, m.Value, _events[m.Key].Markets)).ToList();
        if (members.Count == 0)
            return new BoundEvent(match.Id, "", "", "", default, []);
        var (first, mirrored, _) = members[0];
        var (home, away) = mirrored ? (first.Away, first.Home) : (first.Home, first.Away);
        return new BoundEvent(match.Id, home.Display, away.Display, first.League, first.KickOff, members);
    }

    private List<BindingQuestion> Ask(SortedDictionary<EventKey, Candidate> component, BindingCluster cluster)
    {
        var open = CloseQuestions(component.Keys);
        var asked = new List<BindingQuestion>();
        foreach (var (pair, mirrored, reason) in cluster.Undecided.Concat(Broken(component)).Concat(Apart(component)))
        {
            if (_refusals.Contains(pair))
                continue;
            var question = new BindingQuestion(_events[pair.First].Event, _events[pair.Second].Event, mirrored, reason);
            if (OpenQuestion(pair, question) && !open.Contains(pair))
                asked.Add(question);
        }
        return asked;
    }

    // Events that were bound before a restart and are both here again, but apart: an id shows another fixture now.
    private IEnumerable<(EventPair Pair, bool Mirrored, BindingReason Reason)> Broken(SortedDictionary<EventKey, Candidate> component)
    {
        foreach (var (key, candidate) in component)
            foreach (var stored in _storedOf.GetValueOrDefault(key) ?? [])
                foreach (var member in stored.Members)
                    if (member.Key != key && _events.TryGetValue(member.Key, out var other) && (candidate.Match is null || candidate.Match != other.Match)
                        && candidate.Match?.Members.Keys.Any(k => k.Provider == member.Key.Provider) != true && other.Match?.Members.Keys.Any(k => k.Provider == key.Provider) != true)
                        yield return (new EventPair(key, member.Key), stored.Members.First(m => m.Key == key).Mirrored != member.Mirrored, new BindingReason(BindingReasonCode.WasBound) { First = stored.Match.Value });
    }

    /// <summary>What an answer of a feed changes, before anything is decided.</summary>
    private sealed class Step
    {
        /// <summary>Events to be decided anew.</summary>
        public HashSet<Candidate> Touched { get; } = [];

        /// <summary>Events of which only markets changed.</summary>
        public HashSet<Candidate> Quoted { get; } = [];

        /// <summary>Every event of the answer: its match is told again.</summary>
        public HashSet<EventKey> Shown { get; } = [];

        /// <summary>Matches that an event has left already.</summary>
        public HashSet<LiveMatch> Left { get; } = [];

        /// <summary>Events beyond the bound.</summary>
        public int Refused { get; set; }
    }

    private sealed class ForcedPairs : Dictionary<EventPair, bool>;
}
