using System.Runtime.CompilerServices;
using Arb.Domain.Registry;

namespace Arb.Domain.Discovery;

/// <summary>Teams as they are compared, and how they fit: many books write the same names, so each is taken apart, and each two compared, once. Bounded; starts over when full.</summary>
internal sealed class TeamForms(TeamAliases aliases)
{
    private const int MaxForms = 100_000;
    private const int MaxFits = 400_000;
    private readonly Dictionary<(string Canonical, TeamMarkers Markers, string Marks), TeamForm> _forms = [];
    private readonly Dictionary<Pair, NameFit> _fits = [];

    public TeamForm Of(TeamName team)
    {
        var key = (team.Canonical, team.Markers, team.Marks);
        if (_forms.TryGetValue(key, out var form))
            return form;
        if (_forms.Count >= MaxForms)
            Clear();
        return _forms[key] = new TeamForm(team, aliases);
    }

    public NameFit Fit(TeamForm a, TeamForm b)
    {
        var pair = new Pair(a, b);
        if (_fits.TryGetValue(pair, out var fit))
            return fit;
        if (_fits.Count >= MaxFits)
            _fits.Clear();
        return _fits[pair] = TeamForm.Fit(a, b);
    }

    /// <summary>Aliases changed: everything is taken apart anew.</summary>
    public void Clear()
    {
        _forms.Clear();
        _fits.Clear();
    }

    private readonly struct Pair(TeamForm first, TeamForm second) : IEquatable<Pair>
    {
        private readonly TeamForm _first = first;
        private readonly TeamForm _second = second;

        public bool Equals(Pair other) => ReferenceEquals(_first, other._first) && ReferenceEquals(_second, other._second);

        public override bool Equals(object? obj) => obj is Pair other && Equals(other);

        public override int GetHashCode() => RuntimeHelpers.GetHashCode(_first) * 31 + RuntimeHelpers.GetHashCode(_second);
    }
}
