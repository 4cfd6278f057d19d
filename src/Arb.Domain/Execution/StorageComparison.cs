namespace Arb.Domain.Execution;

/// <summary>In what audit and journal disagree.</summary>
public enum StorageFindingKind : byte
{
    /// <summary>The audit has an execution open whose lock the journal does not hold: nobody would own its bets.</summary>
    NobodyOwns,

    /// <summary>The audit knows more of an execution than its journal.</summary>
    JournalLacksEvents,

    /// <summary>The audit knows executions, a kill among the lock events, or both, that came after the journal's end.</summary>
    JournalBehind,

    /// <summary>The journal knows an execution whose row the audit had committed, and has not.</summary>
    AuditLacksExecution,

    /// <summary>The journal knows that the audit had closed an execution, and the audit has it open.</summary>
    AuditLacksEnd,

    /// <summary>The folder was restored from a backup: what happened since is in neither.</summary>
    Restored,
}

/// <summary>One disagreement.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Execution">Of which execution; null: of all.</param>
/// <param name="Audit">What the audit says: events of the execution, or the highest token.</param>
/// <param name="Journal">The same of the journal.</param>
public sealed record StorageFinding(StorageFindingKind Kind, Primitives.ExecutionId? Execution, long Audit, long Journal)
{
    /// <summary>Of a restored folder: when the backup was made.</summary>
    public DateTimeOffset? BackupOf { get; init; }

    /// <summary>Of an open execution: its bets that may stand, for people.</summary>
    public IReadOnlyList<AuditBet> Bets { get; init; } = [];

    /// <summary>In words.</summary>
    public string Describe() => Kind switch
    {
        StorageFindingKind.NobodyOwns => $"{Execution} is open in arb.db, and journal.db holds no lock for it: {(Bets.Count == 0 ? "no bet of it was sent" : string.Join("; ", Bets))}",
        StorageFindingKind.JournalLacksEvents => $"{Execution} has {Audit} events in arb.db and {Journal} in journal.db",
        StorageFindingKind.JournalBehind => $"journal.db ends before arb.db (its mark is {Journal}, that of arb.db {Audit}): events, or a kill, are missing at its end",
        StorageFindingKind.AuditLacksExecution => $"{Execution} is in journal.db and not in arb.db",
        StorageFindingKind.AuditLacksEnd => $"{Execution} has ended in journal.db and is open in arb.db",
        StorageFindingKind.Restored => $"the folder was restored from a backup of {BackupOf:yyyy-MM-dd HH:mm} UTC: bets placed since may stand at the bookmakers, and no file here knows of them",
        _ => $"{Kind} {Execution}",
    };
}

/// <summary>A bet of an open row, as a person looks for it at the bookmaker.</summary>
/// <param name="Leg">Number.</param>
/// <param name="Account">Account.</param>
/// <param name="Status">How far it was.</param>
/// <param name="Stake">Stake.</param>
/// <param name="Reference">The bookmaker's, or null.</param>
public sealed record AuditBet(int Leg, Primitives.AccountId Account, LegStatus Status, decimal Stake, string? Reference)
{
    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"leg {Leg} at {Account} {Status}, stake {Stake:0.00}, reference {Reference ?? "unknown"}");
}

/// <summary>One execution as the audit has it.</summary>
/// <param name="Token">Its token.</param>
/// <param name="IsOpen">True while the row is not closed.</param>
/// <param name="Sequence">Events that it tells.</param>
/// <param name="Bets">Bets of an open row that may stand.</param>
public sealed record AuditedExecution(long Token, bool IsOpen, long Sequence, IReadOnlyList<AuditBet> Bets);

/// <summary>What the audit says of the journal.</summary>
/// <param name="Executions">Every execution above <paramref name="AcceptedToken"/>.</param>
/// <param name="LockSequence">The lock journal had this many events at least: noted with each kill.</param>
/// <param name="AcceptedToken">A person accepted disagreements up to this token.</param>
/// <param name="RestoredFrom">When the backup was made that was restored and not accepted yet; null otherwise.</param>
public sealed record AuditFacts(IReadOnlyList<AuditedExecution> Executions, long LockSequence, long AcceptedToken, DateTimeOffset? RestoredFrom)
{
    /// <summary>Executions up to this token are only a person's (see <see cref="ExecutionSettings.HandedOverTo"/>).</summary>
    public long HandedOverTo { get; init; }

    /// <summary>Why the engine starts killed after a person accepted disagreements; null otherwise.</summary>
    public string? Hold { get; init; }

    /// <summary>Highest token.</summary>
    public long HighestToken => Executions.Select(one => one.Token).DefaultIfEmpty(0).Max();
}

/// <summary>One execution as its journal has it.</summary>
/// <param name="Token">Its token.</param>
/// <param name="Sequence">Number of its last event.</param>
/// <param name="AuditOpened">The audit row was committed.</param>
/// <param name="AuditClosed">The closed audit row was committed.</param>
public sealed record JournaledExecution(long Token, long Sequence, bool AuditOpened, bool AuditClosed);

/// <summary>What the journal says.</summary>
/// <param name="Executions">Every execution with events.</param>
/// <param name="Held">Tokens of the locks that are held.</param>
/// <param name="HighestToken">Highest token granted.</param>
/// <param name="LockSequence">Number of the last lock event.</param>
public sealed record JournalFacts(IReadOnlyList<JournaledExecution> Executions, IReadOnlyList<long> Held, long HighestToken, long LockSequence);

/// <summary>
/// Compares audit and journal before the engine starts; pure. The journal is written first and the audit follows it, so after a crash the audit may lack the last steps of an execution whose lock is held, or
/// all of it: that is no disagreement. The audit never knows what the journal does not.
/// </summary>
public static class StorageComparison
{
    /// <summary>Every disagreement, the general ones first; empty: the engine may start.</summary>
    public static IReadOnlyList<StorageFinding> Of(AuditFacts audit, JournalFacts journal)
    {
        var found = new List<StorageFinding>();
        if (audit.RestoredFrom is { } backup)
            found.Add(new StorageFinding(StorageFindingKind.Restored, null, 0, 0) { BackupOf = backup });
        if (audit.HighestToken > journal.HighestToken)
            found.Add(new StorageFinding(StorageFindingKind.JournalBehind, null, audit.HighestToken, journal.HighestToken));
        else if (audit.LockSequence > journal.LockSequence)
            found.Add(new StorageFinding(StorageFindingKind.JournalBehind, null, audit.LockSequence, journal.LockSequence));
        var held = journal.Held.ToHashSet();
        var journaled = journal.Executions.ToDictionary(one => one.Token);
        foreach (var row in audit.Executions.OrderBy(row => row.Token))
        {
            var told = journaled.GetValueOrDefault(row.Token);
            if (row.IsOpen && !held.Contains(row.Token))
                found.Add(Make(StorageFindingKind.NobodyOwns, row.Token, row.Sequence, told?.Sequence ?? 0) with { Bets = row.Bets });
            else if (row.Sequence > (told?.Sequence ?? 0) && (told is not null || row.IsOpen)) // a closed one without a journal lies below the journal's end
                found.Add(Make(StorageFindingKind.JournalLacksEvents, row.Token, row.Sequence, told?.Sequence ?? 0));
            else if (row.IsOpen && told is { AuditClosed: true })
                found.Add(Make(StorageFindingKind.AuditLacksEnd, row.Token, row.Sequence, told.Sequence));
        }

        var audited = audit.Executions.Select(row => row.Token).ToHashSet();
        foreach (var told in journal.Executions.Where(told => told.AuditOpened && told.Token > audit.AcceptedToken && !audited.Contains(told.Token)).OrderBy(told => told.Token))
            found.Add(Make(StorageFindingKind.AuditLacksExecution, told.Token, 0, told.Sequence));
        return found;
    }

    private static StorageFinding Make(StorageFindingKind kind, long token, long audit, long journal) => new(kind, Primitives.ExecutionId.FromToken(token), audit, journal);
}

/// <summary>Audit and journal disagree: the engine does not start before the right files are back, or a person accepted it.</summary>
public sealed class StorageDisagreementException(string folder, IReadOnlyList<StorageFinding> findings) : Sessions.StorageException(Words(folder, findings))
{
    private const int Shown = 20;

    /// <summary>In what.</summary>
    public IReadOnlyList<StorageFinding> Findings => findings;

    private static string Words(string folder, IReadOnlyList<StorageFinding> findings) => string.Join(
        "\n",
        [
            findings is [{ Kind: StorageFindingKind.Restored }]
                ? "the engine does not start before you have looked at the bookmakers:"
                : "arb.db and journal.db do not belong together, so the engine does not start:",
            .. findings.Take(Shown).Select(finding => $"  {finding.Describe()}"),
            .. findings.Count > Shown ? (string[])[$"  … and {findings.Count - Shown} more"] : [],
            .. findings.Any(finding => finding.Kind != StorageFindingKind.Restored) ? (string[])[$"Put the right files back, or restore the last backup: arb restore FOLDER --data {folder}"] : [],
            $"Else compare every account's bet list with what stands here; then: arb accept --note \"what you found\" --data {folder}",
        ]);
}
