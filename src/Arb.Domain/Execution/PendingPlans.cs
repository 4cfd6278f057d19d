using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Arb.Domain.Arbitrage;
using Arb.Domain.Primitives;

namespace Arb.Domain.Execution;

/// <summary>Which live plans a person approves before their fresh quotes are asked for.</summary>
public enum ApprovalMode : byte
{
    /// <summary>None.</summary>
    Off,

    /// <summary>Those of the first live executions.</summary>
    First,

    /// <summary>Every one.</summary>
    All,
}

/// <summary><c>arb.engine.approve</c>: <c>all</c>, <c>off</c> or <c>first-N</c>.</summary>
/// <param name="Mode">Which plans.</param>
/// <param name="Count">With <see cref="ApprovalMode.First"/>: until so many live executions of the data folder have begun; 0 otherwise.</param>
public readonly record struct ApprovalRule(ApprovalMode Mode, int Count)
{
    /// <summary>The highest N of <c>first-N</c>.</summary>
    public const int MaxCount = 100_000;

    private const string FirstWord = "first-";

    /// <summary>Nobody approves.</summary>
    public static ApprovalRule Off { get; } = new(ApprovalMode.Off, 0);

    /// <summary>A person approves every plan.</summary>
    public static ApprovalRule All { get; } = new(ApprovalMode.All, 0);

    /// <summary>A person approves until so many live executions have begun.</summary>
    public static ApprovalRule First(int count) => new(ApprovalMode.First, count);

    /// <summary>Reads <c>all</c>, <c>off</c> or <c>first-N</c> with N from 1 to <see cref="MaxCount"/>.</summary>
    public static bool TryParse(string text, out ApprovalRule rule)
    {
        rule = text == "all" ? All : Off;
        if (text is "all" or "off")
            return true;
        if (!text.StartsWith(FirstWord, StringComparison.Ordinal)
            || !int.TryParse(text.AsSpan(FirstWord.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count is < 1 or > MaxCount)
            return false;
        rule = First(count);
        return true;
    }

    /// <summary>True when the next plan needs a person's word; <paramref name="begun"/> is null while nobody knows how many live executions began.</summary>
    public bool Asks(long? begun) => Mode switch
    {
        ApprovalMode.Off => false,
        ApprovalMode.First => begun is null || begun < Count,
        _ => true,
    };

    /// <inheritdoc/>
    public override string ToString() => Mode == ApprovalMode.First ? string.Create(CultureInfo.InvariantCulture, $"{FirstWord}{Count}") : Mode.ToString().ToLowerInvariant();
}

/// <summary>A plan that waits for a person's word, or has it and waits for fresh balances.</summary>
/// <param name="Id">What a person calls it by; of exactly this plan, so that a word for one never counts for another.</param>
/// <param name="Opportunity">As it was when it was sized.</param>
/// <param name="Plan">What is approved: stakes are not raised above these.</param>
/// <param name="At">Since when.</param>
/// <param name="Until">Lapses then.</param>
/// <param name="By">Who approved it, or null.</param>
public sealed record PendingPlan(string Id, Opportunity Opportunity, StakePlan Plan, DateTimeOffset At, DateTimeOffset Until, string? By)
{
    /// <summary>True once a person said yes.</summary>
    public bool Approved => By is not null;
}

/// <summary>What came of a word for a plan.</summary>
public enum ApprovalOutcome : byte
{
    /// <summary>Approved: balances, exposure and fresh quotes decide now, as always.</summary>
    Approved,

    /// <summary>It was approved before.</summary>
    AlreadyApproved,

    /// <summary>No plan of that id waits: it lapsed, was withdrawn, or never was.</summary>
    Unknown,

    /// <summary>The gate is shut for it now; it goes on waiting.</summary>
    GateShut,
}

/// <summary>Why a plan does not wait any more.</summary>
public enum PlanEnding : byte
{
    /// <summary>Approved, still within what was approved, and handed on for its fresh quotes.</summary>
    Executed,

    /// <summary>Nobody answered, or what was approved could not begin, in time.</summary>
    Lapsed,

    /// <summary>The opportunity is gone.</summary>
    Gone,

    /// <summary>The engine was stopped or killed.</summary>
    Stopped,

    /// <summary>The machine slept: what it was sized on is from before.</summary>
    Slept,

    /// <summary>Approved, but within the approved stakes no profit is left.</summary>
    Changed,
}

/// <summary>
/// The plans that wait for a person, one for each match, and every decision about them; who asks brings the time. Bounded; forgotten with the process: a
/// plan that nobody approved is sized anew. Not thread-safe: owned by one actor.
/// </summary>
/// <param name="settings">Rule, bound and time.</param>
public sealed class PendingPlans(EngineSettings settings)
{
    private readonly Dictionary<MatchId, PendingPlan> _plans = [];

    /// <summary>How many live executions of this data folder have begun, as the audit says; null until it was read.</summary>
    public long? Begun { get; set; }

    /// <summary>True when a plan that is sized now needs a person's word. Paper trading sends nothing and needs none.</summary>
    public bool Asks => settings.Trading == TradingMode.Live && settings.Approve.Asks(Begun);

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<PendingPlan> All => [.. _plans.Values.OrderBy(plan => plan.At).ThenBy(plan => plan.Id, StringComparer.Ordinal)];

    /// <summary>Plans that nobody answered yet.</summary>
    public int Waiting => _plans.Values.Count(plan => !plan.Approved);

    /// <summary>True when nothing may be sized for the opportunity: its match waits for a person, or there is no room for one more that would.</summary>
    public bool Blocks(Opportunity opportunity) => _plans.TryGetValue(opportunity.Market.Match, out var plan)
        ? !plan.Approved || plan.Opportunity.Id != opportunity.Id
        : Asks && _plans.Count >= settings.MaxPendingPlans;

    /// <summary>The approved plan of an opportunity.</summary>
    public bool IsApproved(Opportunity opportunity, [NotNullWhen(true)] out PendingPlan? plan) =>
        _plans.TryGetValue(opportunity.Market.Match, out plan) && plan.Approved && plan.Opportunity.Id == opportunity.Id;

    /// <summary>A plan waits from now on; null when there is no room.</summary>
    public PendingPlan? Add(Opportunity opportunity, StakePlan plan, DateTimeOffset now)
    {
        if (_plans.Count >= settings.MaxPendingPlans || _plans.ContainsKey(opportunity.Market.Match))
            return null;
        var stakes = string.Join('/', plan.Legs.Select(leg => leg.Stake.ToString(CultureInfo.InvariantCulture)));
        var hash = StableHash.Of(string.Create(CultureInfo.InvariantCulture, $"{opportunity.Id.Value}|{stakes}|{now.UtcTicks}"));
        return _plans[opportunity.Market.Match] = new PendingPlan($"p{hash:x8}", opportunity, plan, now, now + settings.ApproveWithin, null);
    }

    /// <summary>The plan that a person means, or null.</summary>
    public PendingPlan? Find(string id) => _plans.Values.FirstOrDefault(plan => plan.Id.Equals(id, StringComparison.OrdinalIgnoreCase));

    /// <summary>A person's word. <paramref name="gate"/> is what the gate says of the opportunity as it is now.</summary>
    public ApprovalOutcome Approve(string id, string by, GateVerdict gate, DateTimeOffset now)
    {
        if (Find(id) is not { } plan || plan.Until <= now)
            return ApprovalOutcome.Unknown;
        if (plan.Approved)
            return ApprovalOutcome.AlreadyApproved;
        if (!gate.IsOpen)
            return ApprovalOutcome.GateShut;
        _plans[plan.Opportunity.Market.Match] = plan with { By = by };
        return ApprovalOutcome.Approved;
    }

    /// <summary>It does not wait any more: the opportunity's plan, or null when there was none.</summary>
    public PendingPlan? Remove(OpportunityId id)
    {
        var plan = _plans.Values.FirstOrDefault(one => one.Opportunity.Id == id);
        if (plan is not null)
            _plans.Remove(plan.Opportunity.Market.Match);
        return plan;
    }

    /// <summary>Takes out what waited too long.</summary>
    public IReadOnlyList<PendingPlan> Lapse(DateTimeOffset now) => TakeOut(plan => plan.Until <= now);

    /// <summary>Takes out everything: the engine does not run any more.</summary>
    public IReadOnlyList<PendingPlan> Clear() => TakeOut(_ => true);

    private PendingPlan[] TakeOut(Func<PendingPlan, bool> which)
    {
        PendingPlan[] gone = [.. All.Where(which)];
        foreach (var plan in gone)
            _plans.Remove(plan.Opportunity.Market.Match);
        return gone;
    }
}
