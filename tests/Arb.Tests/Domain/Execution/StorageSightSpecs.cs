using Arb.Domain.Execution;

namespace Arb.Tests.Domain.Execution;

public sealed class StorageSightSpecs
{
    private static readonly SeenFile Folder = new("/d", SeenRole.Folder, new FileIdentity(1, 10), true);
    private static readonly SeenFile Tables = new("/d/arb.db", SeenRole.Data, new FileIdentity(1, 11), true);

    [Fact]
    public void Should_find_nothing_wrong_with_what_was_opened() => Assert.Null(See(Folder, Tables));

    [Fact]
    public void Should_see_a_file_that_is_gone() => Assert.Equal(new StorageFault(StorageFaultKind.FileGone, "/d/arb.db"), See(Folder, Tables with { Identity = null }));

    [Fact]
    public void Should_see_another_file_of_the_same_name() =>
        Assert.Equal(new StorageFault(StorageFaultKind.FileReplaced, "/d/arb.db"), See(Folder, Tables with { Identity = new FileIdentity(1, 12) }));

    [Fact]
    public void Should_take_the_same_inode_of_another_device_for_another_file() =>
        Assert.Equal(StorageFaultKind.FileReplaced, See(Folder, Tables with { Identity = new FileIdentity(2, 11) })!.Kind);

    [Fact]
    public void Should_say_of_a_folder_what_it_would_else_say_of_each_file_in_it() =>
        Assert.Equal(new StorageFault(StorageFaultKind.FolderGone, "/d"), StorageSight.Compare([Tables, Folder], [Tables with { Identity = null }, Folder with { Identity = null }]));

    [Theory]
    [InlineData(null)]
    [InlineData(14UL)]
    public void Should_see_that_the_lock_was_taken_away(ulong? number)
    {
        var held = new SeenFile("/d/engine.lock", SeenRole.Lock, new FileIdentity(1, 13), true);
        var now = held with { Identity = number is { } other ? new FileIdentity(1, other) : null };
        Assert.Equal(new StorageFault(StorageFaultKind.LockGone, "/d/engine.lock"), StorageSight.Compare([held], [now]));
    }

    [Fact]
    public void Should_see_another_folder_in_its_place() => Assert.Equal(StorageFaultKind.FolderReplaced, See(Folder with { Identity = new FileIdentity(3, 1) }, Tables)!.Kind);

    [Fact]
    public void Should_see_that_nothing_can_be_written_any_more() => Assert.Equal(new StorageFault(StorageFaultKind.ReadOnly, "/d"), See(Folder with { Writable = false }, Tables));

    [Fact]
    public void Should_say_what_to_do_whatever_is_wrong() =>
        Assert.All(Enum.GetValues<StorageFaultKind>(), kind => Assert.Contains("arb ", new StorageFault(kind, "/d").Describe(), StringComparison.Ordinal));

    private static StorageFault? See(params SeenFile[] found) => StorageSight.Compare([Folder, Tables], found);
}
