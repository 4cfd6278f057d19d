namespace Arb.Domain.Discovery;

/// <summary>What an accepted binding taught.</summary>
/// <param name="First">What the one event has: a team's name, or a league.</param>
/// <param name="Second">What the other has.</param>
/// <param name="IsLeague">Leagues, not teams.</param>
/// <param name="Binding">The two events whose binding taught it.</param>
public sealed record LearnedName(string First, string Second, bool IsLeague, string Binding);

public sealed partial class EventBinder
{
    private readonly Dictionary<(string, string), TeamAlias> _kept = [];
    private readonly Queue<Candidate> _stale = [];

    /// <summary>Names kept of the operator and of files, newest first.</summary>
    public IReadOnlyList<TeamAlias> Kept => [.. _kept.Values.OrderByDescending(alias => alias.At).ThenBy(alias => alias.First, StringComparer.Ordinal).ThenBy(alias => alias.Second, StringComparer.Ordinal)];

    /// <summary>What the operator's bindings taught: spellings, marks and leagues.</summary>
    public IReadOnlyList<LearnedName> Learned =>
    [
        .. _words.OrderBy(word => word.Key.First).ThenBy(word => word.Key.Second).SelectMany(word => Taught(word.Value).Select(pair => new LearnedName(pair.One, pair.Two, false, $"{word.Key.First} {word.Key.Second}"))
            .Concat(LeaguesOf(word.Value).Select(pair => new LearnedName(pair.One, pair.Two, true, $"{word.Key.First} {word.Key.Second}")))),
    ];

    /// <summary>Events of a team whose names changed, and which are still to be compared anew: <see cref="CompareAnew"/>.</summary>
    public int Stale => _stale.Count;

    /// <summary>
    /// Takes names that mean the same team, or don't; to be stored by the caller first. Events of those teams are to be compared anew (<see cref="CompareAnew"/>); until then what was known of them
    /// stands, except that names which no longer mean the same bind nothing from now on. A name that a list has for another team is left out of what a file brings.
    /// </summary>
    /// <param name="aliases">In order.</param>
    /// <param name="at">Now.</param>
    /// <param name="outcome">What it does to matches at once.</param>
    /// <returns>How many were left out.</returns>
    public int Take(IReadOnlyList<TeamAlias> aliases, DateTimeOffset at, out BindingOutcome outcome)
    {
        ArgumentNullException.ThrowIfNull(aliases);
        var keys = aliases.Select(alias => Key(alias.First, alias.Second)).ToList();
        var named = keys.OfType<(string, string)>().SelectMany(key => new[] { key.Item1, key.Item2 }).ToHashSet();
        var changed = Meaning(named);
        for (var i = 0; i < aliases.Count; i++)
            if (keys[i] is { } key)
            {
                _kept.Remove((key.Item2, key.Item1));
                _kept[key] = aliases[i];
            }
        _aliases.Use(_options.Aliases.With(_kept.Values));
        foreach (var word in _words.Values)
            Teach(word);
        _forms.Clear();
        changed.UnionWith(Meaning(named));
        foreach (var candidate in _events.Values.Where(e => changed.Contains(e.Event.Home.Canonical) || changed.Contains(e.Event.Away.Canonical)).OrderBy(e => e.Event.KickOff).ThenBy(e => e.Home.Root, StringComparer.Ordinal))
            _stale.Enqueue(candidate);
        outcome = aliases.All(alias => alias.Same) ? BindingOutcome.None : CompareAnew(int.MaxValue, at);
        return keys.Count(key => key is null);
    }

    /// <summary>Compares events anew whose names changed meaning, the next <paramref name="most"/> of them: all at once would keep new events waiting.</summary>
    public BindingOutcome CompareAnew(int most, DateTimeOffset at)
    {
        var touched = new HashSet<Candidate>();
        var slice = new List<Candidate>();
        while (slice.Count < most && _stale.TryDequeue(out var candidate))
            if (_events.GetValueOrDefault(candidate.Key) == candidate)
                slice.Add(candidate);
        foreach (var candidate in slice)
        {
            touched.UnionWith(Neighbours(candidate));
            touched.Add(candidate);
            Lift(candidate);
        }
        foreach (var candidate in slice)
            Place(candidate);
        return touched.Count == 0 ? BindingOutcome.None : Decide(touched, at);
    }

    // The names, all that mean the same, and those that bindings of theirs taught.
    private HashSet<string> Meaning(HashSet<string> names)
    {
        var all = names.SelectMany(_aliases.Same).Select(Fingerprint.Canonical).ToHashSet();
        foreach (var (one, two) in _words.Values.SelectMany(Taught).Select(pair => (Fingerprint.Canonical(pair.One), Fingerprint.Canonical(pair.Two))))
            if (names.Contains(one) || names.Contains(two))
                all.UnionWith([.. _aliases.Same(one), .. _aliases.Same(two)]);
        return all;
    }

    // The operator took it back: bindings don't teach it any more.
    private bool IsDenied(string one, string two) => _kept.TryGetValue((one, two), out var kept) || _kept.TryGetValue((two, one), out kept) ? !kept.Same : false;

    private static IEnumerable<(string One, string Two)> Taught(OperatorWord word)
    {
        var (a, b) = (word.First, word.Second);
        foreach (var (one, two) in word.Mirrored ? new[] { (a.Home, b.Away), (a.Away, b.Home) } : [(a.Home, b.Home), (a.Away, b.Away)])
            if (one.Length > 0 && two.Length > 0 && one != two)
                yield return (one, two);
    }

    private static IEnumerable<(string One, string Two)> LeaguesOf(OperatorWord word) =>
        word.First.League.Length > 0 && word.Second.League.Length > 0 && word.First.League != word.Second.League
            ? [($"{word.First.Key.Provider}: {word.First.League}", $"{word.Second.Key.Provider}: {word.Second.League}")]
            : [];

    private static (string, string)? Key(string first, string second) =>
        Normalization.TeamNames.Normalise(first) is { } one && Normalization.TeamNames.Normalise(second) is { } two && one.Canonical != two.Canonical ? (one.Canonical, two.Canonical) : null;
}
