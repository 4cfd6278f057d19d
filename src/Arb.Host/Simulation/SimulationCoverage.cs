using Arb.Domain.Execution;
using Arb.Domain.Primitives;

namespace Arb.Host.Simulation;

/// <summary>What can go wrong in a simulated world.</summary>
internal enum SimulationFault : byte
{
    /// <summary>A request never arrives.</summary>
    RequestLost,

    /// <summary>A request arrives, its answer does not.</summary>
    AnswerLost,

    /// <summary>The caller is told that the connection broke.</summary>
    ConnectionBroken,

    /// <summary>A request is under way for seconds.</summary>
    Slow,

    /// <summary>A bet is booked after its caller gave up.</summary>
    AcceptedAfterTimeOut,

    /// <summary>An answer is an error page.</summary>
    Garbage,

    /// <summary>A bettor's answer reaches the saga twice.</summary>
    AnswerTwice,

    /// <summary>A bettor's answer reaches the saga when it has long given up.</summary>
    AnswerHeldUp,

    /// <summary>A bet list shows a row twice.</summary>
    RowTwice,

    /// <summary>A bet list is not complete.</summary>
    ListCut,

    /// <summary>A bookmaker's bet list cannot be read any more, for good.</summary>
    ListBroken,

    /// <summary>A bet shows in the list only later.</summary>
    BetHidden,

    /// <summary>A list says that it is complete and leaves a bet out for longer than the bookmaker's settle time.</summary>
    ListLies,

    /// <summary>The balance leaves a bet out as long as the list does, and its answer is an error page: nothing shows it.</summary>
    BalanceLate,

    /// <summary>The balance cannot be read for a while.</summary>
    BalanceUnreadable,

    /// <summary>A bookmaker takes back a bet that it had accepted, while another of its execution stands.</summary>
    BetTakenBack,

    /// <summary>No connection: a placement never left, and the transport says so.</summary>
    NotSent,

    /// <summary>The account's owner places a bet by hand that looks like ours.</summary>
    BetByHand,

    /// <summary>A bet is accepted later.</summary>
    PendingAccepted,

    /// <summary>A bet is refused after it was booked as pending.</summary>
    PendingRejected,

    /// <summary>A placement is refused.</summary>
    Refused,

    /// <summary>A bet is booked at another price than was quoted.</summary>
    OtherOdds,

    /// <summary>A price moves.</summary>
    OddsMoved,

    /// <summary>No quote is given.</summary>
    QuoteClosed,

    /// <summary>A quote allows only a small stake.</summary>
    LowLimit,

    /// <summary>A market closes everywhere, for good.</summary>
    MarketClosed,

    /// <summary>A session ends.</summary>
    LoggedOut,

    /// <summary>A request of an ended session is answered with the login page.</summary>
    LoginPage,

    /// <summary>The market does not answer.</summary>
    PricesSilent,

    /// <summary>An opportunity is withdrawn while it executes.</summary>
    Withdrawn,

    /// <summary>Somebody who lost the match's lock long ago orders a bet from a bettor that has sent one under a newer token.</summary>
    OldHolder,

    /// <summary>A write to the audit fails.</summary>
    AuditRefused,

    /// <summary>A write to the audit fails after it was stored.</summary>
    AuditStoredButFailed,

    /// <summary>The audit cannot be read.</summary>
    AuditUnreadable,

    /// <summary>A write to the journal fails.</summary>
    JournalRefused,

    /// <summary>A write to the journal fails after it was stored.</summary>
    JournalStoredButFailed,

    /// <summary>The engine's process ends at once.</summary>
    Crash,

    /// <summary>A person says something that cannot be taken now: too early, too late, about the wrong leg.</summary>
    PersonAtWrongTime,
}

/// <summary>The table "After a crash": the last durable state of an execution, as the journal shows it from outside.</summary>
internal enum RecoveryRow : byte
{
    /// <summary>Lock taken.</summary>
    LockTaken,

    /// <summary>Audit open.</summary>
    AuditOpen,

    /// <summary>Exposure reserved.</summary>
    ExposureReserved,

    /// <summary>Intent of leg A, no outcome.</summary>
    LegAIntended,

    /// <summary>Leg A rejected.</summary>
    LegARejected,

    /// <summary>Leg A accepted, B not begun.</summary>
    LegAAccepted,

    /// <summary>Intent of leg B, no outcome.</summary>
    LegBIntended,

    /// <summary>Leg B rejected.</summary>
    LegBRejected,

    /// <summary>All legs accepted.</summary>
    AllAccepted,

    /// <summary>Hedge intent, no outcome.</summary>
    HedgeIntended,

    /// <summary>Hedge failed.</summary>
    HedgeFailed,

    /// <summary>Handed to a person.</summary>
    WithPerson,

    /// <summary>Audit closed, lock held.</summary>
    AuditClosed,
}

/// <summary>What a world came across.</summary>
internal sealed class SimulationCoverage
{
    /// <summary>Faults that happened.</summary>
    public HashSet<SimulationFault> Faults { get; } = [];

    /// <summary>Rows of the recovery table that a restart (of the process or of one actor) found.</summary>
    public HashSet<RecoveryRow> Rows { get; } = [];

    /// <summary>Verdicts of a person that the engine took.</summary>
    public HashSet<PersonVerdict> Verdicts { get; } = [];

    /// <summary>Executions that were handed to a person at some time.</summary>
    public HashSet<ExecutionId> WithPerson { get; } = [];
}
