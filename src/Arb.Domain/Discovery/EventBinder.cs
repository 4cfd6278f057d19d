using Arb.Domain.Primitives;
using Arb.Domain.Registry;

namespace Arb.Domain.Discovery;

/// <summary>
/// Binds events of different providers (L10: the only place that does). Precision before recall: a pair is bound when kick-off, both teams and all markers agree, and no other event
/// of either provider fits about as well; otherwise it becomes a question for the operator, whose word stands above evidence. Which events are together depends only on what is known, not on
/// the order in which it came; the match's name is that of its first members and stays. Not thread-safe; no clock: <c>at</c> only stamps what is stored.
/// </summary>
public sealed partial class EventBinder
{
    private readonly BindingOptions _options;
    private readonly Dictionary<EventKey, Candidate> _events = [];
    private readonly Dictionary<(long Bucket, int Key), List<Candidate>> _byName = [];
    private readonly Dictionary<ProviderLeague, HashSet<Candidate>> _byLeague = [];
    private readonly Dictionary<(string, string), List<Candidate>> _byTeams = [];
    private readonly Dictionary<(string League, string Sport), LeagueFacts> _facts = [];
    private readonly LeagueBook _leagues;
    private readonly HashSet<ProviderLeague> _flipped = [];
    private readonly SortedDictionary<string, LiveMatch> _matches = new(StringComparer.Ordinal);
    private readonly SortedDictionary<(EventKey, EventKey), BindingQuestion> _questions = [];
    private readonly Dictionary<EventKey, HashSet<EventPair>> _questionsOf = [];
    private readonly HashSet<EventPair> _refusals = [];
    private readonly Dictionary<EventPair, OperatorWord> _words = [];
    private readonly Dictionary<EventKey, List<OperatorWord>> _wordsOf = [];
    private readonly Dictionary<string, StoredBinding> _stored = new(StringComparer.Ordinal);
    private readonly Dictionary<EventKey, List<StoredBinding>> _storedOf = [];
    private readonly TeamAliases _aliases;
    private readonly TeamForms _forms;
    private readonly long _bucketTicks;
    private long _looks;

    /// <summary>Makes an empty binder.</summary>
    public EventBinder(BindingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _aliases = new TeamAliases(options.Aliases);
        _forms = new TeamForms(_aliases);
        _leagues = new LeagueBook(options.LeagueFixtures);
        _bucketTicks = Math.Max(options.KickOffTolerance.Ticks, TimeSpan.TicksPerMinute);
    }

    /// <summary>Events known.</summary>
    public int Events => _events.Count;

    /// <summary>Matches bound now, by name.</summary>
    public IReadOnlyList<BoundEvent> Matches => [.. _matches.Values.Select(Tell)];

    /// <summary>Open questions, by their events.</summary>
    public IReadOnlyList<BindingQuestion> Questions => [.. _questions.Values];

    /// <summary>True for a match that the operator's word holds together.</summary>
    public bool IsByOperator(MatchId match) => _stored.TryGetValue(match.Value, out var stored) && stored.Source == BindingSource.Operator;

    /// <summary>What it has of a provider.</summary>
    /// <param name="provider">Whose events.</param>
    /// <param name="unsaved">Bindings that wait to be stored.</param>
    public Health.BindingEvidence EvidenceOf(ProviderId provider, int unsaved)
    {
        var counts = _events.Keys.GroupBy(key => key.Provider).ToDictionary(group => group.Key, group => group.Count());
        var bound = Matches.Where(match => match.Members.Any(member => member.Event.Key.Provider == provider)).ToList();
        var others = counts.Where(count => count.Key != provider).ToDictionary(count => count.Key.Value, count => count.Value, StringComparer.Ordinal);
        var missing = Missing().Count(candidate => candidate.Key.Provider == provider);
        var offsets = Offsets().Where(offset => offset.First == provider || offset.Second == provider).ToList();
        var sample = bound.Count == 0 ? null : $"{bound[0].Home} - {bound[0].Away}: {string.Join(" = ", bound[0].Members.Select(member => member.Event.Key))}";
        var questions = _questions.Values.Count(question => question.First.Key.Provider == provider || question.Second.Key.Provider == provider);
        return new Health.BindingEvidence(true, counts.GetValueOrDefault(provider), others, bound.Count, questions, unsaved, sample) { Unbound = missing, Offsets = offsets };
    }

    /// <summary>
    /// Takes what is stored; to be called once, before the first event. Operator's bindings teach that their teams' names mean the same. A refusal outweighs a binding of the same pair.
    /// </summary>
    public void Load(IReadOnlyList<StoredBinding> bindings, IReadOnlyList<BindingRefusal> refusals, IReadOnlyList<TeamAlias>? aliases = null)
    {
        ArgumentNullException.ThrowIfNull(bindings);
        ArgumentNullException.ThrowIfNull(refusals);
        Take(aliases ?? [], default, out _);
        foreach (var refusal in refusals)
            _refusals.Add(new EventPair(refusal.First, refusal.Second));
        foreach (var binding in bindings)
        {
            Remember(binding);
            if (binding.Source == BindingSource.Operator)
                for (var i = 0; i < binding.Members.Count; i++)
                    for (var k = i + 1; k < binding.Members.Count; k++)
                        Learn(new OperatorWord(binding.Members[i], binding.Members[k]));
        }
    }

    /// <summary>
    /// Takes what one answer of a feed changed, and decides when all of it is known: an event that was bound before its rival in the same list was looked at would be a wrong match for that moment.
    /// An event of which only markets changed has its match told again; of any other the binding is decided anew.
    /// </summary>
    public BindingOutcome Apply(RegistryChanged message, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(message);
        var step = new Step();
        foreach (var removed in message.Removed)
            Leave(removed.Key, step);
        foreach (var changed in message.Changed)
            Enter(changed, step);
        var decided = step.Touched.Count == 0 && _flipped.Count == 0 ? BindingOutcome.None : Decide(step.Touched, at, step);
        var told = decided.Bound.Select(match => match.Match).ToHashSet();
        var again = step.Quoted.Select(candidate => candidate.Match).OfType<LiveMatch>().Where(match => told.Add(match.Id)).Select(Tell);
        return decided with { Bound = [.. decided.Bound, .. again], Refused = step.Refused };
    }

    private void Enter(RegistryEventChanged message, Step step)
    {
        var item = message.Event;
        if (!_events.TryGetValue(item.Key, out var candidate))
        {
            if (_events.Count >= _options.MaxEvents)
            {
                step.Refused++;
                return;
            }
            candidate = new Candidate(item, message.Markets);
            _events.Add(item.Key, candidate);
            Place(candidate);
            step.Touched.Add(candidate);
            step.Shown.Add(item.Key);
            return;
        }
        var several = SeveralSources(candidate);
        candidate.Markets = message.Markets;
        var winner = PriceEvidence.Of(message.Markets);
        var repriced = candidate.Winner != winner;
        candidate.Winner = winner;
        step.Shown.Add(item.Key);
        if (candidate.Event == item)
        {
            (repriced || several != SeveralSources(candidate) ? step.Touched : step.Quoted).Add(candidate);
            return;
        }
        step.Touched.UnionWith(Neighbours(candidate));
        Lift(candidate);
        // Another fixture under the same id must not inherit the old one's name.
        if (!Fingerprint.SameIdentity(candidate.Event, item, _options.OperatorTolerance) && Detach(candidate) is { } left)
            step.Left.Add(left);
        candidate.Event = item;
        Place(candidate);
        step.Touched.Add(candidate);
    }

    private void Leave(EventKey key, Step step)
    {
        if (!_events.TryGetValue(key, out var candidate))
            return;
        step.Touched.UnionWith(Neighbours(candidate));
        Lift(candidate);
        if (Detach(candidate) is { } left)
            step.Left.Add(left);
        _events.Remove(key);
        CloseQuestions([key]);
    }

    /// <summary>True when the operator refused the pair and has not bound it since.</summary>
    public bool IsRefused(EventKey first, EventKey second) => _refusals.Contains(new EventPair(first, second));

    /// <summary>Why two events cannot be one match on anybody's word: an event is unknown, both are of one provider, or their days differ; null when they can. A marker that was read wrongly is the operator's to overrule.</summary>
    public string? Objection(EventKey first, EventKey second)
    {
        if (!_events.TryGetValue(first, out var a) || !_events.TryGetValue(second, out var b))
            return $"{(_events.ContainsKey(first) ? second : first)} is not known now";
        return Objection(a.Event, b.Event);
    }

    /// <summary>
    /// The operator says that two events are one match; stands until refused, and across restarts while the events show the same teams. A refusal of the pair is over; the caller forgets
    /// the stored one first. False with the <see cref="Objection(EventKey, EventKey)"/> in <paramref name="error"/> when there is one.
    /// </summary>
    public bool TryBind(EventKey first, EventKey second, bool mirrored, DateTimeOffset at, out BindingOutcome outcome, out string? error)
    {
        outcome = BindingOutcome.None;
        error = Objection(first, second);
        if (error is not null)
            return false;
        var (a, b) = (_events[first], _events[second]);
        var pair = new EventPair(first, second);
        _refusals.Remove(pair);
        var touched = Neighbours(a);
        touched.UnionWith(Neighbours(b));
        touched.Add(a);
        touched.Add(b);
        Renew(Learn(new OperatorWord(Fingerprint.Of(a.Event, false), Fingerprint.Of(b.Event, mirrored))), touched);
        outcome = Decide(touched, at);
        return true;
    }

    /// <summary>The operator says that two events are not one match; the caller stores the refusal first. Dissolves their binding.</summary>
    public BindingOutcome Refuse(EventKey first, EventKey second, DateTimeOffset at)
    {
        var pair = new EventPair(first, second);
        _refusals.Add(pair);
        var touched = new HashSet<Candidate>();
        if (_words.Remove(pair, out var word))
        {
            foreach (var key in new[] { first, second })
                _wordsOf[key].Remove(word);
            Renew(Unlearn(word), touched);
        }
        foreach (var key in new[] { first, second })
            if (_events.TryGetValue(key, out var candidate))
            {
                touched.UnionWith(Neighbours(candidate));
                touched.Add(candidate);
            }
        if (_events.TryGetValue(first, out var a) && _events.TryGetValue(second, out var b))
            Disconnect(a, b);
        return Decide(touched, at);
    }

    private string? Objection(ProviderEvent a, ProviderEvent b)
    {
        if (a.Key.Provider == b.Key.Provider)
            return $"{a.Key} and {b.Key} are of one provider";
        return (a.KickOff - b.KickOff).Duration() > _options.OperatorTolerance ? $"{a.Key} and {b.Key} start too far apart" : null;
    }

    private static LiveMatch? Detach(Candidate candidate)
    {
        var match = candidate.Match;
        match?.Members.Remove(candidate.Key);
        candidate.Match = null;
        return match;
    }

    // Everything that its going or coming can change directly.
    private HashSet<Candidate> Neighbours(Candidate candidate)
    {
        var found = new HashSet<Candidate>();
        foreach (var key in candidate.Edges.Keys)
            found.Add(_events[key]);
        foreach (var word in _wordsOf.GetValueOrDefault(candidate.Key) ?? [])
            if (_events.TryGetValue(word.First.Key == candidate.Key ? word.Second.Key : word.First.Key, out var other))
                found.Add(other);
        foreach (var key in candidate.Match?.Members.Keys ?? Enumerable.Empty<EventKey>())
            if (key != candidate.Key)
                found.Add(_events[key]);
        return found;
    }

    // Answers which questions were open about the events.
    private HashSet<EventPair> CloseQuestions(IEnumerable<EventKey> about)
    {
        var closed = new HashSet<EventPair>();
        foreach (var key in about)
            if (_questionsOf.Remove(key, out var pairs))
                closed.UnionWith(pairs);
        foreach (var pair in closed)
        {
            _questions.Remove((pair.First, pair.Second));
            foreach (var key in new[] { pair.First, pair.Second })
                if (_questionsOf.TryGetValue(key, out var rest) && rest.Remove(pair) && rest.Count == 0)
                    _questionsOf.Remove(key);
        }
        return closed;
    }

    private bool OpenQuestion(EventPair pair, BindingQuestion question)
    {
        if (_questions.Count >= _options.MaxQuestions || !_questions.TryAdd((pair.First, pair.Second), question))
            return false;
        foreach (var key in new[] { pair.First, pair.Second })
        {
            if (!_questionsOf.TryGetValue(key, out var pairs))
                _questionsOf.Add(key, pairs = []);
            pairs.Add(pair);
        }
        return true;
    }

    private HashSet<string> Learn(OperatorWord word)
    {
        var pair = new EventPair(word.First.Key, word.Second.Key);
        if (_refusals.Contains(pair) || word.First.Key.Provider == word.Second.Key.Provider)
            return [];
        if (_words.Remove(pair, out var old))
        {
            foreach (var key in new[] { pair.First, pair.Second })
                _wordsOf[key].Remove(old);
            SayLeagues(old, -1);
        }
        _words.Add(pair, word);
        SayLeagues(word, 1);
        foreach (var key in new[] { pair.First, pair.Second })
        {
            if (!_wordsOf.TryGetValue(key, out var words))
                _wordsOf.Add(key, words = []);
            words.Add(word);
        }
        return Teach(word);
    }

    // Whoever says that two events are one match says that their leagues are one.
    private void SayLeagues(OperatorWord word, int by)
    {
        if (word.First.League.Length == 0 || word.Second.League.Length == 0 || word.First.League == word.Second.League)
            return;
        var (a, b) = (new ProviderLeague(word.First.Key.Provider, word.First.League), new ProviderLeague(word.Second.Key.Provider, word.Second.League));
        _leagues.Word(a, b, by);
        _flipped.Add(a);
        _flipped.Add(b);
    }

    // What the word taught is forgotten unless another word teaches it too.
    private HashSet<string> Unlearn(OperatorWord word)
    {
        var names = new HashSet<string>();
        SayLeagues(word, -1);
        foreach (var print in new[] { word.First.Home, word.First.Away, word.Second.Home, word.Second.Away })
        {
            names.UnionWith(_aliases.Same(Fingerprint.Canonical(print)));
            names.UnionWith(_aliases.Same(print).Select(Fingerprint.Canonical));
        }
        _aliases.Clear();
        foreach (var other in _words.Values)
            names.UnionWith(Teach(other));
        return names;
    }

    private HashSet<string> Teach(OperatorWord word)
    {
        var names = new HashSet<string>();
        foreach (var (one, two) in Taught(word))
        {
            if (IsDenied(Fingerprint.Canonical(one), Fingerprint.Canonical(two)))
                continue;
            // Marked differently: a marker was read wrongly, and these two names alone are one team.
            if (Fingerprint.Markers(one) == Fingerprint.Markers(two))
                names.UnionWith(_aliases.Join(Fingerprint.Canonical(one), Fingerprint.Canonical(two)));
            else
                names.UnionWith(_aliases.Join(one, two).Select(Fingerprint.Canonical));
        }
        return names;
    }

    // Compares anew every event of a team that has one of the names.
    private void Renew(HashSet<string> names, HashSet<Candidate> touched)
    {
        if (names.Count == 0)
            return;
        _forms.Clear();
        foreach (var same in _events.Values.Where(e => names.Contains(e.Event.Home.Canonical) || names.Contains(e.Event.Away.Canonical)).ToList())
        {
            touched.UnionWith(Neighbours(same));
            Lift(same);
            Place(same);
            touched.Add(same);
        }
    }

    private void Remember(StoredBinding binding)
    {
        if (_stored.Count >= _options.MaxStored && !_stored.ContainsKey(binding.Match.Value))
            foreach (var oldest in _stored.Values.OrderBy(s => s.At).ThenBy(s => s.Match.Value, StringComparer.Ordinal).Take(_options.MaxStored / 10 + 1).ToList())
            {
                _stored.Remove(oldest.Match.Value);
                Unlink(oldest);
            }

        if (_stored.TryGetValue(binding.Match.Value, out var old))
            Unlink(old);
        _stored[binding.Match.Value] = binding;
        foreach (var member in binding.Members)
        {
            if (!_storedOf.TryGetValue(member.Key, out var list))
                _storedOf.Add(member.Key, list = []);
            list.Add(binding);
        }
    }

    private void Unlink(StoredBinding binding)
    {
        foreach (var member in binding.Members)
            if (_storedOf.TryGetValue(member.Key, out var list) && list.Remove(binding) && list.Count == 0)
                _storedOf.Remove(member.Key);
    }
}
