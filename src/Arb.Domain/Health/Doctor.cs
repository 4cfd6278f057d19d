using Arb.Domain.Commands;

namespace Arb.Domain.Health;

/// <summary>The nine questions of L27, in the order in which a problem is looked for.</summary>
public enum DoctorCheck : byte
{
    /// <summary>Session valid?</summary>
    Session = 1,

    /// <summary>Worker requesting?</summary>
    Worker,

    /// <summary>Endpoint right?</summary>
    Endpoint,

    /// <summary>Response has data?</summary>
    Data,

    /// <summary>Parser works?</summary>
    Parser,

    /// <summary>Registry filled?</summary>
    Registry,

    /// <summary>Binding there?</summary>
    Binding,

    /// <summary>Pairing there?</summary>
    Pairing,

    /// <summary>Arbitrage loop alive?</summary>
    Arbitrage,
}

/// <summary>How a step ended.</summary>
public enum DoctorOutcome : byte
{
    /// <summary>The evidence says yes.</summary>
    Passed,

    /// <summary>The evidence says no, or it is missing; the examination stops here.</summary>
    Failed,

    /// <summary>Not looked at: an earlier step failed.</summary>
    NotReached,
}

/// <summary>One piece of evidence, as people read it; no secret in it.</summary>
/// <param name="Name">What was looked at, e.g. <c>last status</c>.</param>
/// <param name="Value">What was found, e.g. <c>200</c>.</param>
public sealed record DoctorEvidence(string Name, string Value);

/// <summary>One of the nine steps.</summary>
/// <param name="Number">1 to 9.</param>
/// <param name="Check">Which.</param>
/// <param name="Question">The question of L27, e.g. <c>session valid?</c>.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Finding">The answer in one line; empty when not reached.</param>
/// <param name="Evidence">What the answer rests on; empty when not reached.</param>
/// <param name="Cause">The likely cause of a failure, else null.</param>
/// <param name="Remedy">What to do about it, else null.</param>
public sealed record DoctorStep(
    int Number, DoctorCheck Check, string Question, DoctorOutcome Outcome, string Finding, IReadOnlyList<DoctorEvidence> Evidence, string? Cause, string? Remedy);

/// <summary>What the doctor says of one account.</summary>
/// <param name="Account">Which.</param>
/// <param name="Provider">Its marked provider, or null.</param>
/// <param name="Lamp">Its lamp.</param>
/// <param name="Healthy">True when all nine steps passed.</param>
/// <param name="Verdict">The whole in one sentence.</param>
/// <param name="Steps">All nine, in order.</param>
/// <param name="Notes">What keeps a healthy account from being executed on (engine stopped, contract without betting, …); not a failure.</param>
public sealed record DoctorExamination(string Account, string? Provider, Lamp Lamp, bool Healthy, string Verdict, IReadOnlyList<DoctorStep> Steps, IReadOnlyList<string> Notes);

/// <summary>Examines an account, or all of them, in the nine steps of L27; answered by <see cref="DoctorReport"/>.</summary>
/// <param name="Account">Which, or null: all.</param>
public sealed record RunDoctor(string? Account) : ArbCommand;

/// <summary>What the doctor found.</summary>
/// <param name="At">When it looked.</param>
/// <param name="Healthy">True when there is an account and every examined one is healthy.</param>
/// <param name="Accounts">By id.</param>
public sealed record DoctorReport(DateTimeOffset At, bool Healthy, IReadOnlyList<DoctorExamination> Accounts) : CommandReply;
