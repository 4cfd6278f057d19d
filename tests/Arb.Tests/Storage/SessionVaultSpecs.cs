using System.Text;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;
using Arb.Host.Configuration;
using Arb.Host.Engine;
using Arb.Storage;

namespace Arb.Tests.Storage;

/// <summary>Sessions at rest.</summary>
public sealed class SessionVaultSpecs : IDisposable
{
    private const string Secret = "canary-of-the-vault";
    private static readonly AccountId A1 = new("a1");
    private readonly TempFolder _folder = new();

    private string Folder => _folder.File("sessions");

    private string KeyFile => Path.Combine(_folder.File("config"), "session.key");

    private string FileOfA1 => Path.Combine(Folder, "a1.bin");

    private SessionVault Vault => new(Folder, KeyFile);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Should_give_back_what_was_stored()
    {
        var session = Session();
        await Vault.SaveAsync(session);
        var back = await Vault.LoadAsync(A1);
        Assert.Equal((session.Account, session.BaseUrl, 0), (back!.Account, back.BaseUrl, back.Generation));
        Assert.Equal(session.Cookies, back.Cookies);
        Assert.Equal(session.Headers, back.Headers);
        Assert.Equal(session.Tokens, back.Tokens);
    }

    [Fact]
    public async Task Should_have_nothing_of_an_account_that_nothing_was_stored_of() => Assert.Null(await Vault.LoadAsync(A1));

    [Fact]
    public async Task Should_keep_the_newest_only()
    {
        var vault = Vault;
        await Task.WhenAll(Enumerable.Range(1, 20).Select(i => vault.SaveAsync(Session($"{Secret}-{i}"))));
        Assert.Equal($"{Secret}-20", (await vault.LoadAsync(A1))!.Cookies["sid"]);
        Assert.Equal([FileOfA1], Directory.GetFiles(Folder));
    }

    [Fact]
    public async Task Should_write_no_value_in_the_clear()
    {
        await Vault.SaveAsync(Session());
        Assert.True(File.ReadAllBytes(FileOfA1).AsSpan().IndexOf(Encoding.UTF8.GetBytes("canary")) < 0);
    }

    [Fact]
    public async Task Should_never_write_the_same_bytes_twice()
    {
        await Vault.SaveAsync(Session());
        var first = File.ReadAllBytes(FileOfA1);
        await Vault.SaveAsync(Session());
        Assert.NotEqual(first, File.ReadAllBytes(FileOfA1));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(6)]
    [InlineData(20)]
    [InlineData(40)]
    [InlineData(-1)]
    public async Task Should_refuse_a_file_of_which_one_bit_was_changed(int at)
    {
        await Vault.SaveAsync(Session());
        var bytes = File.ReadAllBytes(FileOfA1);
        bytes[at < 0 ? ^1 : at] ^= 1;
        File.WriteAllBytes(FileOfA1, bytes);
        Assert.Contains(FileOfA1, await RefusalAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    [InlineData(60)]
    public async Task Should_refuse_a_file_that_was_cut(int length)
    {
        await Vault.SaveAsync(Session());
        File.WriteAllBytes(FileOfA1, File.ReadAllBytes(FileOfA1)[..length]);
        Assert.Contains("cannot be used", await RefusalAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_refuse_the_session_of_another_account()
    {
        await Vault.SaveAsync(Session() with { Account = new AccountId("b2") });
        File.Move(Path.Combine(Folder, "b2.bin"), FileOfA1);
        Assert.Contains("another account's", await RefusalAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_refuse_a_session_made_with_another_key()
    {
        await Vault.SaveAsync(Session());
        File.WriteAllText(KeyFile, Convert.ToBase64String(new byte[32]));
        Assert.Contains("another key", await RefusalAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_say_that_the_key_file_is_missing_and_make_none_to_read()
    {
        await Vault.SaveAsync(Session());
        File.Delete(KeyFile);
        Assert.Contains($"{KeyFile} is missing", await RefusalAsync(), StringComparison.Ordinal);
        Assert.False(File.Exists(KeyFile));
    }

    [Theory]
    [InlineData("")]
    [InlineData("no base 64 !")]
    [InlineData("c2hvcnQ=")]
    public async Task Should_say_that_the_key_file_is_corrupt_and_not_replace_it(string text)
    {
        await Vault.SaveAsync(Session());
        File.WriteAllText(KeyFile, text);
        Assert.Contains("holds no key", await RefusalAsync(), StringComparison.Ordinal);
        Assert.Contains("holds no key", (await Assert.ThrowsAsync<StorageException>(() => Vault.SaveAsync(Session()))).Message, StringComparison.Ordinal);
        Assert.Equal(text, File.ReadAllText(KeyFile));
    }

    [Fact]
    public async Task Should_not_use_a_key_that_others_may_read()
    {
        if (OperatingSystem.IsWindows())
            return;
        await Vault.SaveAsync(Session());
        File.SetUnixFileMode(KeyFile, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        Assert.Contains("chmod 600", await RefusalAsync(), StringComparison.Ordinal);
        await Assert.ThrowsAsync<StorageException>(() => Vault.SaveAsync(Session()));
    }

    [Fact]
    public async Task Should_open_files_and_folder_to_their_owner_only()
    {
        if (OperatingSystem.IsWindows())
            return;
        await Vault.SaveAsync(Session());
        const UnixFileMode owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        Assert.Equal((owner, owner, owner | UnixFileMode.UserExecute), (File.GetUnixFileMode(FileOfA1), File.GetUnixFileMode(KeyFile), File.GetUnixFileMode(Folder)));
    }

    [Fact]
    public async Task Should_leave_nothing_of_a_forgotten_session()
    {
        await Vault.SaveAsync(Session());
        File.WriteAllText(FileOfA1 + ".new", "half of a write");
        await Vault.ForgetAsync(A1);
        Assert.Empty(Directory.GetFiles(Folder));
        Assert.Null(await Vault.LoadAsync(A1));
        await Vault.ForgetAsync(A1);
    }

    [Fact]
    public async Task Should_replace_what_a_write_left_behind_that_never_ended()
    {
        Directory.CreateDirectory(Folder);
        File.WriteAllText(FileOfA1 + ".new", "half of a write");
        await Vault.SaveAsync(Session());
        Assert.NotNull(await Vault.LoadAsync(A1));
    }

    [Fact]
    public async Task Should_refuse_a_session_that_is_too_large_and_keep_the_old_one()
    {
        await Vault.SaveAsync(Session());
        await Assert.ThrowsAsync<StorageException>(() => Vault.SaveAsync(Session(new string('x', 1024 * 1024))));
        Assert.Equal(Secret, (await Vault.LoadAsync(A1))!.Cookies["sid"]);
    }

    [Fact]
    public void Should_refuse_a_key_file_in_the_data_folder()
    {
        var settings = ArbSettings.From(ConfigLoader.Load(null, null, [$"arb.session.key-file={_folder.File("session.key")}"]));
        Assert.Contains("arb.session.key-file", Assert.Throws<SettingsException>(() => StoredSessions.KeyFile(settings, _folder.Path)).Message, StringComparison.Ordinal);
        Assert.Equal(_folder.File("session.key"), StoredSessions.KeyFile(settings, _folder.File("data")));
    }

    private static ProviderSession Session(string value = Secret) => new(
        A1, new Uri("https://sports.example:8443/"), new Dictionary<string, string> { ["sid"] = value, ["ü"] = "" }, [new("User-Agent", "canary-agent"), new("Accept", "a"), new("Accept", "b")],
        new Dictionary<string, string> { ["path"] = "canary-token" }, 7);

    /// <summary>Why it was not loaded; never a value of it.</summary>
    private async Task<string> RefusalAsync()
    {
        var refused = await Assert.ThrowsAsync<StorageException>(() => Vault.LoadAsync(A1));
        Assert.DoesNotContain("canary", refused.ToString(), StringComparison.Ordinal);
        return refused.Message;
    }
}
