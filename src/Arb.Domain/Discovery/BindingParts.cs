using Arb.Domain.Primitives;
using Arb.Domain.Registry;

namespace Arb.Domain.Discovery;

/// <summary>How two events of different providers compare.</summary>
/// <param name="Score">0 to 100, both teams, kick-off and league.</param>
/// <param name="Mirrored">Home and away are exchanged.</param>
/// <param name="Accepted">Good enough to bind, as far as the pair alone can say.</param>
/// <param name="Reason">What keeps it from being accepted.</param>
internal sealed record Edge(int Score, bool Mirrored, bool Accepted, string Reason);

/// <summary>An event that discovery knows.</summary>
internal sealed class Candidate(ProviderEvent item, IReadOnlyList<ProviderMarket> markets)
{
    public ProviderEvent Event { get; set; } = item;

    public IReadOnlyList<ProviderMarket> Markets { get; set; } = markets;

    public ComparableName Home { get; set; } = null!;

    public ComparableName Away { get; set; } = null!;

    public Dictionary<EventKey, Edge> Edges { get; } = [];

    public LiveMatch? Match { get; set; }

    public EventKey Key => Event.Key;
}

/// <summary>A match as it was told last.</summary>
internal sealed class LiveMatch(MatchId id)
{
    public MatchId Id { get; } = id;

    /// <summary>Members and whether they are mirrored.</summary>
    public SortedDictionary<EventKey, bool> Members { get; set; } = [];
}

/// <summary>The operator's word that two events are one match, and what the events showed then.</summary>
internal sealed record OperatorWord(BindingMember First, BindingMember Second)
{
    public bool Mirrored => First.Mirrored != Second.Mirrored;
}

/// <summary>What an event showed when it was bound.</summary>
internal static class Fingerprint
{
    public static BindingMember Of(ProviderEvent item, bool mirrored) => new(item.Key, mirrored, Of(item.Home), Of(item.Away), item.KickOff);

    public static string Of(TeamName team) => team.Markers == TeamMarkers.None ? team.Canonical : $"{team.Canonical} #{team.Markers}";

    /// <summary>The canonical name without the markers.</summary>
    public static string Canonical(string print) => print.Split(" #")[0];

    /// <summary>True when the event still shows the same teams at about the same time.</summary>
    public static bool Fits(BindingMember member, ProviderEvent item, TimeSpan tolerance) =>
        (member.Home.Length == 0 || (member.Home == Of(item.Home) && member.Away == Of(item.Away)))
        && (member.KickOff == default || (member.KickOff - item.KickOff).Duration() <= tolerance);

    public static bool SameIdentity(ProviderEvent a, ProviderEvent b, TimeSpan tolerance) => Fits(Of(a, false), b, tolerance);
}

/// <summary>Compares two events.</summary>
internal static class EventComparison
{
    private const int Strong = 90;
    private const int SameLeague = 75;

    /// <summary>Null when they can't be the same match, as far as the evidence goes.</summary>
    public static Edge? Compare(Candidate a, Candidate b, BindingOptions options)
    {
        var apart = (a.Event.KickOff - b.Event.KickOff).Duration();
        if (a.Key.Provider == b.Key.Provider || apart > options.KickOffTolerance)
            return null;
        var straight = Orientation(a.Event.Home, a.Home, b.Event.Home, b.Home, a.Event.Away, a.Away, b.Event.Away, b.Away);
        var mirrored = Orientation(a.Event.Home, a.Home, b.Event.Away, b.Away, a.Event.Away, a.Away, b.Event.Home, b.Home);
        var turned = mirrored.Sum > straight.Sum;
        var (low, high, sum) = turned ? mirrored : straight;
        if (high < Strong && low < options.MinTeamScore)
            return null;
        var leagues = NameSimilarity.OfLeagues(a.Event.League, b.Event.League) >= SameLeague;
        var score = Math.Min(100, sum / 2 - (apart > TimeSpan.FromMinutes(1) ? 4 : 0) + (leagues ? 4 : 0));
        if (low >= options.MinTeamScore && score >= options.AcceptScore)
        {
            var either = Math.Abs(mirrored.Sum - straight.Sum) / 2 < options.MinGap;
            return new Edge(score, turned, !either, either ? "home and away can't be told apart" : "");
        }
        // One team is sure: at the same time in the same league it would have to be the same match, but the other name says otherwise.
        return high >= Strong && leagues || low >= options.MinTeamScore
            ? new Edge(score, turned, false, $"the teams are alike to {low} and {high} of 100")
            : null;
    }

    private static (int Low, int High, int Sum) Orientation(
        TeamName first, ComparableName firstName, TeamName firstOther, ComparableName firstOtherName,
        TeamName second, ComparableName secondName, TeamName secondOther, ComparableName secondOtherName)
    {
        if (first.Markers != firstOther.Markers || second.Markers != secondOther.Markers)
            return default;
        var one = NameSimilarity.Of(firstName, firstOtherName);
        var two = NameSimilarity.Of(secondName, secondOtherName);
        return (Math.Min(one, two), Math.Max(one, two), one + two);
    }
}
