using Arb.Domain.Execution;
using Arb.Storage;

namespace Arb.Tests.Storage;

/// <summary>A second engine at the folder of a first, with the lock's file out of the way.</summary>
public sealed class FolderClaimSpecs : IDisposable
{
    private static readonly TimeSpan Patient = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Hasty = TimeSpan.FromMilliseconds(50);
    private readonly TempFolder _temp = new();
    private readonly List<IDisposable> _open = [];

    public void Dispose()
    {
        for (var i = _open.Count - 1; i >= 0; i--)
            _open[i].Dispose();
        _temp.Dispose();
    }

    [UnixFact]
    public void Should_refuse_while_the_owner_answers_in_the_tables()
    {
        var first = Take(Patient);
        File.Delete(first.Folder.LockFile);
        Assert.Contains("another engine", Assert.Throws<FolderInUseException>(() => Take(Patient)).Message, StringComparison.Ordinal);
        Assert.False(first.Claim.IsLost);
        Assert.Equal(StorageFaultKind.LockGone, first.Files.Look()!.Kind); // whoever took its lock's file away made it stop betting
    }

    [UnixFact]
    public void Should_take_the_folder_of_an_owner_that_is_silent_and_let_it_see_so_before_anything_is_sent()
    {
        var first = Take(Hasty);
        first.Claim.Dispose(); // it sleeps
        File.Delete(first.Folder.LockFile);
        var second = Take(Patient);
        Assert.Null(second.Files.Look());
        Assert.Equal(StorageFaultKind.LockGone, first.Files.Look()!.Kind);
        Assert.False(second.Claim.IsLost);
    }

    [Fact]
    public void Should_ask_nobody_when_the_lock_of_the_owner_is_free()
    {
        var first = Take(TimeSpan.FromDays(1)); // to wait for its answer would take two
        first.Files.Dispose();
        first.Database.Dispose();
        first.Folder.Dispose();
        Assert.Null(Take(Patient).Files.Look());
    }

    [UnixFact]
    public async Task Should_ask_nobody_when_the_owner_gave_the_folder_up()
    {
        var first = Take(TimeSpan.FromDays(1));
        await first.Claim.ReleaseAsync(first.Database);
        first.Files.Dispose();
        first.Database.Dispose();
        first.Folder.Dispose();
        File.Delete(first.Folder.LockFile);
        Assert.Null(Take(Patient).Files.Look());
    }

    [UnixFact]
    public async Task Should_let_one_of_two_in_that_start_at_once_without_a_lock()
    {
        var silent = Take(Hasty);
        silent.Claim.Dispose();
        silent.Files.Dispose();
        silent.Database.Dispose();
        var (one, other) = (TakeFolder(silent.Folder.LockFile), TakeFolder(silent.Folder.LockFile));
        Task<bool>[] starts = [.. new[] { one, other }.Select(folder => Task.Run(() => Opens(folder)))];
        Assert.Single(await Task.WhenAll(starts), won => won);
    }

    private bool Opens(DataFolder folder)
    {
        try
        {
            var database = ArbDatabase.Open(folder.DatabaseFile, claim: new FolderClaim(folder, Patient, TimeProvider.System));
            lock (_open)
                _open.Add(database);
            return true;
        }
        catch (FolderInUseException)
        {
            return false;
        }
    }

    private DataFolder TakeFolder(string lockFile)
    {
        File.Delete(lockFile);
        var folder = DataFolder.Take(_temp.File("d"));
        _open.Add(folder);
        return folder;
    }

    private Owned Take(TimeSpan answersWithin)
    {
        var folder = DataFolder.Take(_temp.File("d"));
        _open.Add(folder);
        var claim = new FolderClaim(folder, answersWithin, TimeProvider.System);
        var database = ArbDatabase.Open(folder.DatabaseFile, claim: claim);
        _open.Add(database);
        var files = DataFiles.Watch(folder, database, claim);
        _open.Add(files);
        return new Owned(folder, claim, database, files);
    }

    private sealed record Owned(DataFolder Folder, FolderClaim Claim, ArbDatabase Database, DataFiles Files);
}
