using Arb.Domain.Primitives;
using Arb.Domain.Registry;

namespace Arb.Domain.Discovery;

/// <summary>An event that discovery knows.</summary>
internal sealed class Candidate(ProviderEvent item, IReadOnlyList<ProviderMarket> markets)
{
    public ProviderEvent Event { get; set; } = item;

    public IReadOnlyList<ProviderMarket> Markets { get; set; } = markets;

    /// <summary>Prices of the winner, for <see cref="PriceEvidence"/>.</summary>
    public (MarketKind Kind, PriceSketch Prices) Winner { get; set; } = PriceEvidence.Of(markets);

    public TeamForm Home { get; set; } = null!;

    public TeamForm Away { get; set; } = null!;

    public LeagueFacts League { get; set; } = null!;

    public Dictionary<EventKey, Edge> Edges { get; } = [];

    public LiveMatch? Match { get; set; }

    public EventKey Key => Event.Key;

    /// <summary>Stamp of the last look through the index, so that an event found under several keys is compared once.</summary>
    public long Seen { get; set; }
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
    public static BindingMember Of(ProviderEvent item, bool mirrored) => new(item.Key, mirrored, Of(item.Home), Of(item.Away), item.KickOff, item.League);

    public static string Of(TeamName team) => team.Markers == TeamMarkers.None ? team.Canonical : $"{team.Canonical} #{team.Markers}";

    /// <summary>The canonical name without the markers.</summary>
    public static string Canonical(string print) => print.Split(" #")[0];

    /// <summary>The markers alone, as written in a print.</summary>
    public static string Markers(string print) => print.Split(" #") is [_, var markers] ? markers : "";

    /// <summary>True when the event still shows the same teams at about the same time.</summary>
    public static bool Fits(BindingMember member, ProviderEvent item, TimeSpan tolerance) =>
        (member.Home.Length == 0 || (member.Home == Of(item.Home) && member.Away == Of(item.Away)))
        && (member.KickOff == default || (member.KickOff - item.KickOff).Duration() <= tolerance);

    public static bool SameIdentity(ProviderEvent a, ProviderEvent b, TimeSpan tolerance) => Fits(Of(a, false), b, tolerance);
}
