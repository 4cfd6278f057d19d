using Arb.Domain.Primitives;

namespace Arb.Domain.Discovery;

/// <summary>Bounds and thresholds of discovery; from <c>arb.discovery</c>. Scores run from 0 to 100.</summary>
/// <param name="KickOffTolerance">Events whose starts differ by more are never bound by evidence.</param>
/// <param name="OperatorTolerance">A binding of the operator, or a stored one, is not used when an event's start moved by more than this since.</param>
/// <param name="AcceptScore">A pair below it is not bound by evidence.</param>
/// <param name="MinTeamScore">Neither team of a bound pair is below it.</param>
/// <param name="MinGap">A pair is bound only when it is better than the second best on both sides by this much.</param>
/// <param name="MaxEvents">Events kept at most.</param>
/// <param name="MaxQuestions">Open questions kept at most.</param>
/// <param name="MaxStored">Stored bindings remembered at most; the oldest are forgotten (here, not in the store).</param>
public sealed record BindingOptions(
    TimeSpan KickOffTolerance, TimeSpan OperatorTolerance, int AcceptScore = 78, int MinTeamScore = 65, int MinGap = 10, int MaxEvents = 50_000, int MaxQuestions = 500, int MaxStored = 50_000)
{
    /// <summary>Percentage points that two books' probabilities of one match differ at most, each without its margin. Of 168,399 pairs of honest books' prices of one match, 29 differ by more than 10.</summary>
    public int MaxPriceGap { get; init; } = 10;

    /// <summary>Prices this near each other, in percentage points, support that it is one match.</summary>
    public int AgreePriceGap { get; init; } = 5;

    /// <summary>Percent that the best prices of two books may win; above it they are not of one match.</summary>
    public int MaxMargin { get; init; } = 8;

    /// <summary>Fixtures that must fit before two leagues whose names don't say it count as the same.</summary>
    public int LeagueFixtures { get; init; } = 3;

    /// <summary>Names known to mean the same team before any operator said so.</summary>
    public TeamAliasList Aliases { get; init; } = TeamAliasList.BuiltIn;
}

/// <summary>What a step of discovery has to tell.</summary>
/// <param name="Bound">Present state of the matches that changed, in the order to send them: gone ones (no members) and those that lost a member first.</param>
/// <param name="Save">Bindings to be stored, before <paramref name="Bound"/> is sent.</param>
/// <param name="Asked">Questions that were not open before.</param>
/// <param name="Refused">Events not taken because of the bound.</param>
public sealed record BindingOutcome(IReadOnlyList<BoundEvent> Bound, IReadOnlyList<StoredBinding> Save, IReadOnlyList<BindingQuestion> Asked, int Refused)
{
    /// <summary>Nothing to tell.</summary>
    public static BindingOutcome None { get; } = new([], [], [], 0);
}

/// <summary>Two events in an order that does not depend on who names them.</summary>
internal readonly record struct EventPair
{
    public EventPair(EventKey a, EventKey b) => (First, Second) = a.CompareTo(b) <= 0 ? (a, b) : (b, a);

    public EventKey First { get; }

    public EventKey Second { get; }
}
