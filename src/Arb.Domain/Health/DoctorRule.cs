using System.Globalization;

namespace Arb.Domain.Health;

/// <summary>
/// The doctor's judgement, pure: the nine questions of L27 in order, each answered from evidence, none skipped; the first "no" ends the examination and says the likely cause
/// and what to do. It reads what the parts report of themselves and nothing else (L26).
/// </summary>
public static partial class DoctorRule
{
    private static readonly (DoctorCheck Check, string Question, Func<Case, Judgement> Judge)[] Steps =
    [
        (DoctorCheck.Session, "session valid?", Session),
        (DoctorCheck.Worker, "worker requesting?", Worker),
        (DoctorCheck.Endpoint, "endpoint right?", Endpoint),
        (DoctorCheck.Data, "response has data?", Data),
        (DoctorCheck.Parser, "parser works?", Parser),
        (DoctorCheck.Registry, "registry filled?", Registry),
        (DoctorCheck.Binding, "binding there?", Binding),
        (DoctorCheck.Pairing, "pairing there?", Pairing),
        (DoctorCheck.Arbitrage, "arbitrage loop alive?", Arbitrage),
    ];

    /// <summary>Examines one account.</summary>
    public static DoctorExamination Examine(DoctorFacts facts, HealthLimits limits)
    {
        ArgumentNullException.ThrowIfNull(facts);
        ArgumentNullException.ThrowIfNull(limits);
        var seen = new Case(facts, limits);
        var steps = new List<DoctorStep>(Steps.Length);
        DoctorStep? failed = null;
        foreach (var (check, question, judge) in Steps)
        {
            if (failed is not null)
            {
                steps.Add(new DoctorStep((int)check, check, question, DoctorOutcome.NotReached, "", [], null, null));
                continue;
            }
            var (finding, evidence, cause, remedy) = judge(seen);
            var step = new DoctorStep((int)check, check, question, cause is null ? DoctorOutcome.Passed : DoctorOutcome.Failed, finding, evidence, cause, remedy);
            steps.Add(step);
            failed = cause is null ? null : step;
        }
        var view = facts.Account.View;
        var verdict = failed is null ? "all nine steps hold" : $"step {failed.Number}, {failed.Question} {failed.Finding}: {failed.Cause}";
        return new DoctorExamination(view.Account, view.Provider, view.Lamp, failed is null, verdict, steps, failed is null ? Notes(facts) : []);
    }

    private static List<string> Notes(DoctorFacts facts)
    {
        var notes = new List<string>();
        var view = facts.Account.View;
        if (!view.CanBet)
            notes.Add($"the contract is good for odds only, nothing is bet here: {(view.ContractProblems.Count == 0 ? "mark it again" : string.Join("; ", view.ContractProblems))}");
        else if (view.MissingForLive.Count > 0)
            notes.Add($"good for bets on paper; before live trading: {string.Join("; ", view.MissingForLive)}");
        if (view.Lamp != Lamp.Green)
            notes.Add($"the lamp is {view.Lamp.ToString().ToUpperInvariant()}: {view.LampReason}");
        if (facts.Engine is { State: not Execution.EngineState.Running } engine)
            notes.Add($"the engine is {engine.State.ToString().ToUpperInvariant()} ({engine.Reason}), nothing is executed: arb engine start");
        return notes;
    }

    private static Judgement Yes(string finding, List<DoctorEvidence> evidence) => new(finding, evidence, null, null);

    private static Judgement No(string finding, List<DoctorEvidence> evidence, string cause, string remedy) => new(finding, evidence, cause, remedy);

    private static string Number(long value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    private static string Span(TimeSpan span) => span.TotalSeconds switch
    {
        < 0 => "0 s",
        < 120 => span.TotalSeconds.ToString("0", CultureInfo.InvariantCulture) + " s",
        < 7200 => span.TotalMinutes.ToString("0", CultureInfo.InvariantCulture) + " min",
        _ => span.TotalHours.ToString("0", CultureInfo.InvariantCulture) + " h",
    };

    /// <summary>An answer to one question; without a cause it is yes.</summary>
    private sealed record Judgement(string Finding, List<DoctorEvidence> Evidence, string? Cause, string? Remedy);

    /// <summary>The facts with what every step needs of them.</summary>
    private sealed class Case(DoctorFacts facts, HealthLimits limits)
    {
        public DoctorFacts Facts => facts;

        public HealthLimits Limits => limits;

        public AccountEvidence Account => facts.Account;

        public Commands.AccountView View => facts.Account.View;

        public string Id => View.Account;

        public string Ago(DateTimeOffset? at) => at is { } time ? $"{Span(facts.At - time)} ago" : "never";

        public bool IsOld(DateTimeOffset? at, TimeSpan limit) => at is not { } time || facts.At - time > limit;
    }
}
