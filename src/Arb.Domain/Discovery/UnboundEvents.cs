using Arb.Domain.Primitives;
using Arb.Domain.Registry;

namespace Arb.Domain.Discovery;

/// <summary>An event that another book surely has (its league corresponds and has fixtures at that hour) and that is bound to none.</summary>
/// <param name="Event">The event.</param>
/// <param name="Partners">The likeliest events of other books and why each is not bound, best first.</param>
public sealed record UnboundEvent(ProviderEvent Event, IReadOnlyList<UnboundPartner> Partners);

/// <summary>An event that an unbound one may be.</summary>
/// <param name="Event">The other book's event.</param>
/// <param name="Mirrored">Home and away would be exchanged.</param>
/// <param name="Score">How alike the names are, 0 to 100.</param>
/// <param name="Reason">Why they are not bound.</param>
public sealed record UnboundPartner(ProviderEvent Event, bool Mirrored, int Score, BindingReason Reason);

/// <summary>Two books whose kick-offs differ by the same time for many matches: one of them is read in the wrong time zone.</summary>
/// <param name="First">A provider.</param>
/// <param name="Second">Another.</param>
/// <param name="Minutes">By how much the second one's are later; negative: earlier.</param>
/// <param name="Events">Matches with the same teams that are so far apart.</param>
public sealed record KickOffOffset(ProviderId First, ProviderId Second, int Minutes, int Events);

public sealed partial class EventBinder
{
    private const int Partners = 3;
    private const int OffsetEvents = 3;
    private const int MaxAgreeing = 500_000;
    private readonly Dictionary<(LeagueFacts, LeagueFacts), bool> _agreeing = [];

    /// <summary>Events that are in no match and that another book surely has; by kick-off, <paramref name="limit"/> at most.</summary>
    /// <param name="limit">How many to look at closely.</param>
    /// <param name="total">How many there are.</param>
    public IReadOnlyList<UnboundEvent> Unbound(int limit, out int total)
    {
        var missing = Missing().OrderBy(c => c.Event.KickOff).ThenBy(c => c.Key).ToList();
        total = missing.Count;
        return [.. missing.Take(limit).Select(c => new UnboundEvent(c.Event, [.. PartnersOf(c)]))];
    }

    /// <summary>Books whose starts differ by the same half hours for at least three matches that would fit otherwise.</summary>
    public IReadOnlyList<KickOffOffset> Offsets()
    {
        var counts = new Dictionary<(ProviderId, ProviderId, int), int>();
        foreach (var same in _byTeams.Values)
            foreach (var a in same)
                foreach (var b in same)
                    if (a.Key.CompareTo(b.Key) < 0 && a.Key.Provider != b.Key.Provider && a.Match is null && b.Match is null && StartsApart(a, b) is { } apart && apart.Minutes % 30 == 0)
                    {
                        var key = (a.Key.Provider, b.Key.Provider, apart.Minutes);
                        counts[key] = counts.GetValueOrDefault(key) + 1;
                    }
        return [.. counts.Where(c => c.Value >= OffsetEvents).OrderByDescending(c => c.Value).ThenBy(c => c.Key.Item1.Value, StringComparer.Ordinal).ThenBy(c => c.Key.Item2.Value, StringComparer.Ordinal)
            .Select(c => new KickOffOffset(c.Key.Item1, c.Key.Item2, c.Key.Item3, c.Value))];
    }

    // Unbound events whose league, at their hour, another book has too.
    private IEnumerable<Candidate> Missing()
    {
        var hours = _byLeague.ToDictionary(league => league.Key, league => (Facts: league.Value.First().League, Hours: league.Value.Select(Hour).ToHashSet()));
        foreach (var (league, events) in _byLeague)
        {
            // Most leagues have none, and there are many pairs of leagues.
            List<HashSet<long>>? others = null;
            foreach (var candidate in events)
                if (candidate.Match is null && (candidate.Edges.Count > 0 || (others ??= HoursElsewhere(league)).Any(other => other.Contains(Hour(candidate)))))
                    yield return candidate;
        }

        List<HashSet<long>> HoursElsewhere(ProviderLeague league) =>
            [.. hours.Where(other => other.Key.Provider != league.Provider && IsSameLeague(league, hours[league].Facts, other.Key, other.Value.Facts)).Select(other => other.Value.Hours)];
    }

    private static long Hour(Candidate candidate) => candidate.Event.KickOff.UtcTicks / TimeSpan.TicksPerHour;

    private bool IsSameLeague(ProviderLeague a, LeagueFacts ofA, ProviderLeague b, LeagueFacts ofB) =>
        AgreeByName(ofA, ofB) || _leagues.Corresponds(a, b) || _leagues.IsSaid(a, b);

    private bool AgreeByName(LeagueFacts a, LeagueFacts b)
    {
        if (_agreeing.TryGetValue((a, b), out var agree))
            return agree;
        if (_agreeing.Count >= MaxAgreeing)
            _agreeing.Clear();
        return _agreeing[(a, b)] = LeagueComparison.Relate(a, b) == LeagueRelation.Agree;
    }

    private IEnumerable<UnboundPartner> PartnersOf(Candidate candidate)
    {
        var near = _byLeague.Where(other => other.Key.Provider != candidate.Key.Provider && IsSameLeague(LeagueOf(candidate), candidate.League, other.Key, other.Value.First().League)).SelectMany(other => other.Value)
            .Where(other => (other.Event.KickOff - candidate.Event.KickOff).Duration() <= _options.KickOffTolerance)
            .Concat(candidate.Edges.Keys.Select(key => _events[key])).Concat(Twins(candidate)).Distinct();
        return near.Where(other => !HasMatchWith(other, candidate.Key.Provider) && !_refusals.Contains(new EventPair(candidate.Key, other.Key)))
            .Select(other => PartnerOf(candidate, other)).OrderByDescending(partner => partner.Score).ThenBy(partner => partner.Event.Key).Take(Partners);
    }

    private UnboundPartner PartnerOf(Candidate a, Candidate b)
    {
        var straight = NameSimilarity.Of(a.Home.Name, b.Home.Name) + NameSimilarity.Of(a.Away.Name, b.Away.Name);
        var mirrored = NameSimilarity.Of(a.Home.Name, b.Away.Name) + NameSimilarity.Of(a.Away.Name, b.Home.Name);
        var (home, away) = mirrored > straight ? (b.Away, b.Home) : (b.Home, b.Away);
        if (a.Edges.TryGetValue(b.Key, out var edge))
            return new UnboundPartner(b.Event, edge.Mirrored, edge.Score, Judge(a, b, edge).Reason ?? new BindingReason(BindingReasonCode.RivalFits));
        var reason = StartsApart(a, b)
            ?? (a.Home.Team.Markers != home.Team.Markers || a.Away.Team.Markers != away.Team.Markers
                ? new BindingReason(BindingReasonCode.MarkersDiffer)
                : new BindingReason(BindingReasonCode.TeamsUnlike) { Low = Math.Min(_forms.Fit(a.Home, home).Score, _forms.Fit(a.Away, away).Score), High = Math.Max(_forms.Fit(a.Home, home).Score, _forms.Fit(a.Away, away).Score) });
        return new UnboundPartner(b.Event, mirrored > straight, Math.Max(straight, mirrored) / 2, reason);
    }

    // Events with the same teams, however far away.
    private IEnumerable<Candidate> Twins(Candidate candidate) => (_byTeams.GetValueOrDefault(TeamsOf(candidate)) ?? []).Where(twin => twin.Key.Provider != candidate.Key.Provider && StartsApart(candidate, twin) is not null);

    // Not null for events beyond the tolerance whose starts an operator may still take for one.
    private BindingReason? StartsApart(Candidate a, Candidate b)
    {
        var apart = b.Event.KickOff - a.Event.KickOff;
        return apart.Duration() > _options.KickOffTolerance && apart.Duration() <= _options.OperatorTolerance && LeagueComparison.Relate(a.League, b.League) is LeagueRelation.Agree or LeagueRelation.Silent or LeagueRelation.Unsure
            ? new BindingReason(BindingReasonCode.StartsApart) { Minutes = (int)apart.TotalMinutes }
            : null;
    }

    // The same teams at another time: shown where neither has a match with the other's book.
    private IEnumerable<(EventPair Pair, bool Mirrored, BindingReason Reason)> Apart(SortedDictionary<EventKey, Candidate> component)
    {
        foreach (var candidate in component.Values)
            foreach (var twin in Twins(candidate))
                if (!HasMatchWith(candidate, twin.Key.Provider) && !HasMatchWith(twin, candidate.Key.Provider))
                    yield return candidate.Key.CompareTo(twin.Key) < 0
                        ? (new EventPair(candidate.Key, twin.Key), candidate.Home.PrintRoot != twin.Home.PrintRoot, StartsApart(candidate, twin)!)
                        : (new EventPair(twin.Key, candidate.Key), candidate.Home.PrintRoot != twin.Home.PrintRoot, StartsApart(twin, candidate)!);
    }

    private static bool HasMatchWith(Candidate candidate, ProviderId provider) => candidate.Match?.Members.Keys.Any(key => key.Provider == provider) == true;

    private static (string, string) TeamsOf(Candidate candidate) =>
        string.CompareOrdinal(candidate.Home.PrintRoot, candidate.Away.PrintRoot) <= 0 ? (candidate.Home.PrintRoot, candidate.Away.PrintRoot) : (candidate.Away.PrintRoot, candidate.Home.PrintRoot);
}
