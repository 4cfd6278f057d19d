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

    /// <summary>Names kept of the operator and of files, newest first.</summary>
    public IReadOnlyList<TeamAlias> Kept => [.. _kept.Values.OrderByDescending(alias => alias.At).ThenBy(alias => alias.First, StringComparer.Ordinal).ThenBy(alias => alias.Second, StringComparer.Ordinal)];

    /// <summary>What the operator's bindings taught: spellings, marks and leagues.</summary>
    public IReadOnlyList<LearnedName> Learned =>
    [
        .. _words.OrderBy(word => word.Key.First).ThenBy(word => word.Key.Second).SelectMany(word => Taught(word.Value).Select(pair => new LearnedName(pair.One, pair.Two, false, $"{word.Key.First} {word.Key.Second}"))
            .Concat(LeaguesOf(word.Value).Select(pair => new LearnedName(pair.One, pair.Two, true, $"{word.Key.First} {word.Key.Second}")))),
    ];

    /// <summary>
    /// Takes names that mean the same team, or don't; to be stored by the caller first. Everything is compared anew. A name that a list has for another team is left out of what a file brings.
    /// </summary>
    /// <param name="aliases">In order.</param>
    /// <param name="at">Now.</param>
    /// <param name="outcome">What it does to matches.</param>
    /// <returns>How many were left out.</returns>
    public int Take(IReadOnlyList<TeamAlias> aliases, DateTimeOffset at, out BindingOutcome outcome)
    {
        ArgumentNullException.ThrowIfNull(aliases);
        foreach (var alias in aliases)
            if (Key(alias.First, alias.Second) is { } key)
            {
                _kept.Remove((key.Item2, key.Item1));
                _kept[key] = alias;
            }
        _aliases.Use(_options.Aliases.With(_kept.Values));
        foreach (var word in _words.Values)
            Teach(word);
        _forms.Clear();
        var touched = _events.Values.ToHashSet();
        foreach (var candidate in touched)
            Lift(candidate);
        foreach (var candidate in touched)
            Place(candidate);
        outcome = touched.Count == 0 ? BindingOutcome.None : Decide(touched, at, null);
        return aliases.Count(alias => Key(alias.First, alias.Second) is null);
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
