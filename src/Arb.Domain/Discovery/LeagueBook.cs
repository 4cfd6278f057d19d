using Arb.Domain.Primitives;

namespace Arb.Domain.Discovery;

/// <summary>A league as one provider names it.</summary>
internal readonly record struct ProviderLeague(ProviderId Provider, string League);

/// <summary>
/// Which leagues of two providers correspond, learned from the feeds: fixtures whose names and starts fit count for their leagues, and the operator's word on a pair counts for good.
/// </summary>
internal sealed class LeagueBook(int enough)
{
    private readonly Dictionary<(ProviderLeague, ProviderLeague), int> _fixtures = [];
    private readonly Dictionary<(ProviderLeague, ProviderId), SortedSet<string>> _corresponding = [];
    private readonly Dictionary<(ProviderLeague, ProviderLeague), int> _words = [];

    /// <summary>A fixture that fits came (1) or went (−1); true when the leagues correspond since, or no longer.</summary>
    public bool Count(ProviderLeague a, ProviderLeague b, int by)
    {
        if (a.League.Length == 0 || b.League.Length == 0)
            return false;
        var pair = Ordered(a, b);
        var before = _fixtures.GetValueOrDefault(pair);
        var after = before + by;
        if (after == 0)
            _fixtures.Remove(pair);
        else
            _fixtures[pair] = after;
        if (before < enough == after < enough)
            return false;
        Note(a, b, after >= enough);
        Note(b, a, after >= enough);
        return true;
    }

    /// <summary>The operator bound events of these leagues (1), or took it back (−1).</summary>
    public void Word(ProviderLeague a, ProviderLeague b, int by)
    {
        var pair = Ordered(a, b);
        var after = _words.GetValueOrDefault(pair) + by;
        if (after == 0)
            _words.Remove(pair);
        else
            _words[pair] = after;
    }

    /// <summary>The operator said that they are one league.</summary>
    public bool IsSaid(ProviderLeague a, ProviderLeague b) => _words.ContainsKey(Ordered(a, b));

    /// <summary>Enough fixtures fit.</summary>
    public bool Corresponds(ProviderLeague a, ProviderLeague b) => _fixtures.GetValueOrDefault(Ordered(a, b)) >= enough;

    /// <summary>One of them corresponds to another league of the other's provider.</summary>
    public bool IsElsewhere(ProviderLeague a, ProviderLeague b) => _corresponding.ContainsKey((a, b.Provider)) || _corresponding.ContainsKey((b, a.Provider));

    /// <summary>Every pair of leagues that the operator said to be one.</summary>
    public IEnumerable<(ProviderLeague First, ProviderLeague Second)> Said => _words.Keys;

    private void Note(ProviderLeague a, ProviderLeague b, bool corresponds)
    {
        var key = (a, b.Provider);
        if (corresponds)
        {
            if (!_corresponding.TryGetValue(key, out var leagues))
                _corresponding.Add(key, leagues = new SortedSet<string>(StringComparer.Ordinal));
            leagues.Add(b.League);
        }
        else if (_corresponding.TryGetValue(key, out var leagues) && leagues.Remove(b.League) && leagues.Count == 0)
        {
            _corresponding.Remove(key);
        }
    }

    private static (ProviderLeague, ProviderLeague) Ordered(ProviderLeague a, ProviderLeague b) => string.CompareOrdinal(a.Provider.Value, b.Provider.Value) <= 0 ? (a, b) : (b, a);
}
