using Arb.Domain.Primitives;

namespace Arb.Domain.Execution;

/// <summary>How far an execution is; its life cycle is the table in <see cref="ExecutionTransitions"/>.</summary>
public enum ExecutionPhase : byte
{
    /// <summary>No execution.</summary>
    Idle,

    /// <summary>Locked.</summary>
    Locked,

    /// <summary>Audit row committed.</summary>
    Audited,

    /// <summary>Exposure reserved, quotes being taken.</summary>
    Reserved,

    /// <summary>Legs being placed or reconciled.</summary>
    Placing,

    /// <summary>Hedging.</summary>
    Hedging,

    /// <summary>The end is decided, the audit is being closed.</summary>
    Concluded,

    /// <summary>Audit closed, lock held.</summary>
    AuditClosed,
}

/// <summary>One bet of an execution.</summary>
/// <param name="Number">0, 1, …: the plan's legs in placing order, then hedge bets.</param>
/// <param name="Hedge">Kind of hedge, or null for a leg of the plan.</param>
/// <param name="Slip">What.</param>
/// <param name="Mirrored">Provider's event mirrored against the match.</param>
/// <param name="Commission">Commission on winnings, a fraction.</param>
/// <param name="Stake">Planned, then final, then booked.</param>
/// <param name="Odds">Planned, then quoted, then booked.</param>
/// <param name="Status">How far.</param>
/// <param name="Ticket">What is or was sent, once quoted.</param>
/// <param name="Attempt">Sends intended.</param>
/// <param name="Reference">The provider's, once known.</param>
/// <param name="IntendedAt">When the intent became durable.</param>
/// <param name="UnknownAt">Since when the outcome is open (unknown or pending), in this life of the engine.</param>
/// <param name="Detail">Last answer in words.</param>
public sealed record LegState(
    int Number,
    HedgeKind? Hedge,
    BetSlip Slip,
    bool Mirrored,
    decimal Commission,
    decimal Stake,
    Odds Odds,
    LegStatus Status,
    PlacementTicket? Ticket,
    int Attempt,
    string? Reference,
    DateTimeOffset IntendedAt,
    DateTimeOffset UnknownAt,
    string? Detail)
{
    /// <summary>Why it was rejected; null while it is not.</summary>
    public RefusalReason? Refusal { get; init; }

    /// <summary>True when the bookmaker took it back after it had accepted it.</summary>
    public bool IsTakenBack { get; init; }

    /// <summary>How it ended, where it was settled when the execution was taken up again; null otherwise.</summary>
    public BetStatus? Settled { get; init; }

    /// <summary>True when it is booked and was not taken back: part of the position.</summary>
    public bool Stands => Status == LegStatus.Accepted && !IsTakenBack;

    /// <summary>The account.</summary>
    public AccountId Account => Slip.Account;

    /// <summary>True while a bet may exist and its outcome is open.</summary>
    public bool Unresolved => Status is LegStatus.Intended or LegStatus.Pending or LegStatus.Unknown;

    /// <summary>The bet in the match's orientation.</summary>
    public BetPosition Position => BetPosition.Of(Slip, Mirrored, Odds, Stake, Commission);
}

/// <summary>What is collected in memory for the step that runs; empty after a crash.</summary>
/// <param name="Reserved">Accounts that reserved.</param>
/// <param name="Quotes">Quotes asked for.</param>
/// <param name="Baselines">Bet lists read before a send; null while one is open; removed when it could not be read.</param>
/// <param name="Rooms">Exposure set aside for a hedge by account; null while the answer is open.</param>
/// <param name="Absences">Absent readings per leg.</param>
/// <param name="AskingPrices">True while a hedge round waits for prices.</param>
/// <param name="DeadlinePassed">True once the reconcile deadline has passed for the open legs.</param>
/// <param name="Contradictions">Readings in a row per leg in which the balance contradicted the list.</param>
public sealed record ExecutionWork(
    IReadOnlyList<AccountId> Reserved,
    IReadOnlyList<QuoteWanted> Quotes,
    IReadOnlyDictionary<AccountId, Baseline?> Baselines,
    IReadOnlyDictionary<AccountId, decimal?> Rooms,
    IReadOnlyDictionary<int, int> Absences,
    bool AskingPrices,
    bool DeadlinePassed,
    IReadOnlyDictionary<int, int> Contradictions)
{
    /// <summary>True while it is asked when the match begins.</summary>
    public bool AskingStarts { get; init; }

    /// <summary>When a complete list was last asked for that did not show an open leg.</summary>
    public IReadOnlyDictionary<int, DateTimeOffset> Missed { get; init; } = new Dictionary<int, DateTimeOffset>();

    /// <summary>What the balance said last about an open leg that no list shows.</summary>
    public IReadOnlyDictionary<int, BalanceVerdict> Balances { get; init; } = new Dictionary<int, BalanceVerdict>();

    /// <summary>True when the tickets that are not sent yet were quoted in an earlier life of the engine: how old they are, no clock can say.</summary>
    public bool QuotesLost { get; init; }

    /// <summary>Nothing collected.</summary>
    public static ExecutionWork Empty { get; } = new([], [], new Dictionary<AccountId, Baseline?>(), new Dictionary<AccountId, decimal?>(), new Dictionary<int, int>(), false, false, new Dictionary<int, int>());
}

/// <summary>A hedge round as the audit wants it.</summary>
/// <param name="Sequence">Sequence of its event.</param>
/// <param name="Event">The event.</param>
/// <param name="FirstLeg">Number of its first bet.</param>
public sealed record HedgeRoundRecord(int Sequence, HedgeChosen Event, int FirstLeg);

/// <summary>State of the saga of one match: the execution that runs, or the last one that ended. Immutable; made by <see cref="ExecutionTransitions.Apply"/> only.</summary>
public sealed record ExecutionState
{
    /// <summary>Before the first event.</summary>
    public static ExecutionState Empty { get; } = new();

    /// <summary>How far.</summary>
    public ExecutionPhase Phase { get; init; }

    /// <summary>The first event; null before.</summary>
    public LockTaken? Lock { get; init; }

    /// <summary>Events of this execution so far.</summary>
    public int Sequence { get; init; }

    /// <summary>Legs and hedge bets by number.</summary>
    public IReadOnlyList<LegState> Legs { get; init; } = [];

    /// <summary>Bets that stood before anything was sent, by account.</summary>
    public IReadOnlyList<Baseline> Baselines { get; init; } = [];

    /// <summary>Hedge rounds so far.</summary>
    public IReadOnlyList<HedgeRoundRecord> Rounds { get; init; } = [];

    /// <summary>Rounds before a person last answered: what the answer changed is hedged with a new number of rounds.</summary>
    public int RoundsBeforeAnswer { get; init; }

    /// <summary>Rounds that count against the limits.</summary>
    public int RoundsUsed => Rounds.Count - RoundsBeforeAnswer;

    /// <summary>True once hedging began.</summary>
    public bool HedgeBegun { get; init; }

    /// <summary>True while a person is asked to look.</summary>
    public bool WithPerson { get; init; }

    /// <summary>Legs on which list and balance contradict each other: only their appearance in the list, or a person, settles them.</summary>
    public IReadOnlyList<int> Contested { get; init; } = [];

    /// <summary>How it ended, once decided.</summary>
    public Concluded? End { get; init; }

    /// <summary>Every event in words.</summary>
    public IReadOnlyList<AuditStep> Steps { get; init; } = [];

    /// <summary>When the last durable event happened.</summary>
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Collected in memory.</summary>
    public ExecutionWork Work { get; init; } = ExecutionWork.Empty;

    /// <summary>The execution, or default before the first.</summary>
    public ExecutionId Execution => Lock?.Execution ?? default;

    /// <summary>True when at least one placement may have left the house.</summary>
    public bool AnythingSent => Legs.Any(leg => leg.Attempt > 0);

    /// <summary>True while an outcome is open.</summary>
    public bool AnyUnresolved => Legs.Any(leg => leg.Unresolved);

    /// <summary>True when a person had closed it before it was taken up again: what else they did is not known here, so nothing is hedged on its own.</summary>
    public bool HandsOff { get; init; }

    /// <summary>True when a leg has a result: the match is over.</summary>
    public bool IsOver => Legs.Any(leg => leg.Settled is BetStatus.Won or BetStatus.Lost or BetStatus.HalfWon or BetStatus.HalfLost);

    /// <summary>Bets that stand.</summary>
    public IReadOnlyList<BetPosition> Accepted => [.. Legs.Where(leg => leg.Stands).Select(leg => leg.Position)];

    /// <summary>Profit in the worst outcome over the accepted bets.</summary>
    public decimal Worst => PayoffMatrix.Worst(Accepted);

    /// <summary>Accounts on the plan and on hedges.</summary>
    public IReadOnlyList<AccountId> Accounts => [.. Legs.Select(leg => leg.Account).Distinct()];

    /// <summary>Accounts with a bet whose outcome needs evidence. A placement that is just being answered is not among them.</summary>
    public IReadOnlyList<AccountId> UnknownAccounts => [.. Legs.Where(leg => leg.Status is LegStatus.Pending or LegStatus.Unknown).Select(leg => leg.Account).Distinct()];

    /// <summary>Accounts where a bet may exist whose outcome is open in any way: what a crash leaves behind.</summary>
    public IReadOnlyList<AccountId> OpenAccounts => [.. Legs.Where(leg => leg.Unresolved).Select(leg => leg.Account).Distinct()];

    /// <summary>
    /// The positions that are possible: every open outcome stands or not. At most 2⁶ of them; with more open outcomes the rest counts as placed.
    /// </summary>
    public IReadOnlyList<IReadOnlyList<BetPosition>> Worlds
    {
        get
        {
            var open = Legs.Where(leg => leg.Unresolved).Select(leg => leg.Position).ToArray();
            var free = Math.Min(open.Length, 6);
            var worlds = new List<IReadOnlyList<BetPosition>>();
            for (var mask = 0; mask < 1 << free; mask++)
                worlds.Add([.. Accepted, .. open.Where((_, i) => i >= free || (mask >> i & 1) == 1)]);
            return worlds;
        }
    }

    /// <summary>Who is playing, for people.</summary>
    public string MatchName => Lock is null ? "" : $"{Lock.Match.Home} v {Lock.Match.Away}";
}
