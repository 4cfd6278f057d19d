using Arb.Domain.Execution;
using Arb.Domain.Primitives;

namespace Arb.Tests.Domain.Execution;

public sealed class StorageComparisonSpecs
{
    private static readonly AuditFacts Empty = new([], 0, 0, null);
    private static readonly JournalFacts Nothing = new([], [], 0, 0);

    [Fact]
    public void Should_find_nothing_in_an_empty_folder() => Assert.Empty(StorageComparison.Of(Empty, Nothing));

    [Fact]
    public void Should_accept_what_a_crash_leaves_between_journal_and_audit()
    {
        var audit = Empty with { Executions = [Row(1, open: false, 9), Row(2, open: true, 3)] };
        var journal = new JournalFacts([Told(1, 10, closed: true), Told(2, 5), new JournaledExecution(3, 1, false, false)], [2, 3, 4], 4, 6); // 3: no row yet; 4: no event yet
        Assert.Empty(StorageComparison.Of(audit, journal));
    }

    [Fact]
    public void Should_accept_a_row_that_was_closed_just_before_the_crash() =>
        Assert.Empty(StorageComparison.Of(Empty with { Executions = [Row(1, open: false, 9)] }, new JournalFacts([Told(1, 9)], [1], 1, 1)));

    [Fact]
    public void Should_find_every_open_row_that_a_lost_journal_leaves_without_an_owner()
    {
        var bet = new AuditBet(1, new AccountId("anna"), LegStatus.Unknown, 25.50m, null);
        var found = StorageComparison.Of(Empty with { Executions = [Row(1, open: false, 9), Row(2, open: true, 7) with { Bets = [bet] }] }, Nothing);
        Assert.Equal([StorageFindingKind.JournalBehind, StorageFindingKind.NobodyOwns], found.Select(finding => finding.Kind));
        Assert.Equal(ExecutionId.FromToken(2), found[1].Execution);
        Assert.Contains("leg 1 at anna Unknown, stake 25.50", found[1].Describe(), StringComparison.Ordinal);
    }

    [Fact]
    public void Should_find_that_a_kill_is_lost_with_the_journal() =>
        Assert.Equal(StorageFindingKind.JournalBehind, Assert.Single(StorageComparison.Of(Empty with { LockSequence = 1 }, Nothing)).Kind);

    [Fact]
    public void Should_find_an_older_journal_by_the_events_of_an_execution()
    {
        var found = Assert.Single(StorageComparison.Of(Empty with { Executions = [Row(1, open: true, 8)] }, new JournalFacts([Told(1, 5)], [1], 1, 1)));
        Assert.Equal((StorageFindingKind.JournalLacksEvents, ExecutionId.FromToken(1), 8L, 5L), (found.Kind, found.Execution!.Value, found.Audit, found.Journal));
    }

    [Fact]
    public void Should_find_that_tables_were_lost_beside_a_journal() =>
        Assert.Equal([StorageFindingKind.AuditLacksExecution], StorageComparison.Of(Empty, new JournalFacts([Told(1, 10, closed: true)], [], 1, 2)).Select(finding => finding.Kind));

    [Fact]
    public void Should_find_older_tables_by_an_end_that_they_lack() =>
        Assert.Equal([StorageFindingKind.AuditLacksEnd], StorageComparison.Of(Empty with { Executions = [Row(1, open: true, 4)] }, new JournalFacts([Told(1, 10, closed: true)], [1], 1, 1)).Select(finding => finding.Kind));

    [Fact]
    public void Should_not_let_a_restored_backup_pass_though_its_files_agree() =>
        Assert.Equal(StorageFindingKind.Restored, Assert.Single(StorageComparison.Of(Empty with { RestoredFrom = Given.Start }, Nothing)).Kind);

    [Fact]
    public void Should_ask_no_more_about_what_a_person_accepted() =>
        Assert.Empty(StorageComparison.Of(Empty with { AcceptedToken = 7 }, new JournalFacts([Told(7, 10, closed: true)], [], 7, 2)));

    [Fact]
    public void Should_name_both_ways_on_when_it_refuses()
    {
        var refused = new StorageDisagreementException("/d", StorageComparison.Of(Empty with { Executions = [Row(1, open: true, 8)] }, Nothing));
        Assert.Contains("arb restore FOLDER --data /d", refused.Message, StringComparison.Ordinal);
        Assert.Contains("arb accept --note", refused.Message, StringComparison.Ordinal);
        Assert.Equal(2, refused.Findings.Count);
    }

    private static AuditedExecution Row(long token, bool open, long sequence) => new(token, open, sequence, []);

    private static JournaledExecution Told(long token, long sequence, bool closed = false) => new(token, sequence, true, closed);
}
