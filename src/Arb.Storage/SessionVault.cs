using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;

namespace Arb.Storage;

/// <summary>
/// One file per remembered account, <c>ACCOUNT.bin</c> in a folder for the owner only: AES-256-GCM with a new nonce for each write. Account and format are authenticated with it, so a file that was changed,
/// or is another account's, does not open. The key is in a file of its own outside the data folder: who copies the one has nothing without the other.
/// </summary>
public sealed class SessionVault : ISessionVault
{
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const int MaxPlain = 1024 * 1024;
    private static readonly byte[] Magic = [(byte)'A', (byte)'R', (byte)'B', (byte)'S', 1];

    private readonly string _folder;
    private readonly SessionKeyFile _key;
    private readonly Lock _gate = new();
    private Task _last = Task.CompletedTask;

    /// <summary>Makes one; nothing is read or written before it is asked for.</summary>
    /// <param name="folder">Folder of the files; made (0700) at the first write.</param>
    /// <param name="keyFile">The key's file; made (0600) at the first write.</param>
    public SessionVault(string folder, string keyFile)
    {
        _folder = Path.GetFullPath(folder);
        _key = new SessionKeyFile(Path.GetFullPath(keyFile));
    }

    /// <inheritdoc/>
    public Task<ProviderSession?> LoadAsync(AccountId account) => InTurn(() => Load(account));

    /// <inheritdoc/>
    public Task SaveAsync(ProviderSession session) => InTurn(() => Save(session));

    /// <inheritdoc/>
    public Task ForgetAsync(AccountId account) => InTurn(() => Forget(account));

    private string FileOf(AccountId account) => Path.Combine(_folder, $"{account.Value}.bin");

    private static string Unfinished(string file) => file + ".new";

    private Task<T> InTurn<T>(Func<T> work)
    {
        lock (_gate)
        {
            var mine = _last.ContinueWith(_ => work(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            _last = mine;
            return mine;
        }
    }

    private ProviderSession? Load(AccountId account)
    {
        var file = FileOf(account);
        try
        {
            if (!File.Exists(file))
                return null;
            if (new FileInfo(file).Length is var length && (length < Magic.Length + NonceBytes + TagBytes || length > Magic.Length + NonceBytes + TagBytes + MaxPlain))
                throw Unusable(file, "it is no stored session");
            return Open(account, file, File.ReadAllBytes(file));
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw new StorageException($"{file} cannot be read: {failed.Message}", failed);
        }
    }

    private ProviderSession Open(AccountId account, string file, byte[] bytes)
    {
        if (!bytes.AsSpan(0, Magic.Length).SequenceEqual(Magic))
            throw Unusable(file, "it is no stored session of this version");
        var nonce = bytes.AsSpan(Magic.Length, NonceBytes);
        var tag = bytes.AsSpan(Magic.Length + NonceBytes, TagBytes);
        var hidden = bytes.AsSpan(Magic.Length + NonceBytes + TagBytes);
        var key = _key.Read();
        var plain = new byte[hidden.Length];
        try
        {
            using var cipher = new AesGcm(key, TagBytes);
            cipher.Decrypt(nonce, hidden, tag, plain, Context(account));
            var stored = JsonSerializer.Deserialize<Stored>(plain);
            return stored is { BaseUrl: not null, Cookies: not null, Headers: not null, Tokens: not null }
                ? new ProviderSession(account, new Uri(stored.BaseUrl), stored.Cookies, stored.Headers, stored.Tokens, Generation: 0) { PathCookies = stored.PathCookies ?? [] }
                : throw Unusable(file, "it holds no session");
        }
        catch (AuthenticationTagMismatchException changed)
        {
            throw Unusable(file, $"it was changed, is another account's, or was made with another key than {_key.Path}", changed);
        }
        catch (Exception wrong) when (wrong is JsonException or UriFormatException)
        {
            // Not passed on: its message may quote what it could not read.
            throw Unusable(file, "it holds no session");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    private bool Save(ProviderSession session)
    {
        var file = FileOf(session.Account);
        var plain = JsonSerializer.SerializeToUtf8Bytes(new Stored(
            session.BaseUrl.ToString(), new Dictionary<string, string>(session.Cookies), [.. session.Headers], new Dictionary<string, string>(session.Tokens), [.. session.PathCookies]));
        byte[] key = [];
        try
        {
            if (plain.Length > MaxPlain)
                throw new StorageException($"the session of {session.Account} is too large to be stored: {plain.Length} bytes, at most {MaxPlain}");
            key = _key.ReadOrMake();
            var bytes = new byte[Magic.Length + NonceBytes + TagBytes + plain.Length];
            Magic.CopyTo(bytes, 0);
            var nonce = bytes.AsSpan(Magic.Length, NonceBytes);
            RandomNumberGenerator.Fill(nonce);
            using (var cipher = new AesGcm(key, TagBytes))
                cipher.Encrypt(nonce, plain, bytes.AsSpan(Magic.Length + NonceBytes + TagBytes), bytes.AsSpan(Magic.Length + NonceBytes, TagBytes), Context(session.Account));
            OwnersOnly.MakeFolder(_folder);
            OwnersOnly.Replace(file, bytes);
            return true;
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw new StorageException($"{file} cannot be written: {failed.Message}", failed);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    private bool Forget(AccountId account)
    {
        var file = FileOf(account);
        try
        {
            if (!Directory.Exists(_folder))
                return true;
            File.Delete(Unfinished(file));
            File.Delete(file);
            return true;
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw new StorageException($"{file} cannot be deleted: {failed.Message}", failed);
        }
    }

    private static byte[] Context(AccountId account) => [.. Magic, .. Encoding.UTF8.GetBytes(account.Value)];

    private static StorageException Unusable(string file, string why, Exception? inner = null) => new($"{file} cannot be used: {why}", inner);

    private sealed record Stored(string? BaseUrl, Dictionary<string, string>? Cookies, List<KeyValuePair<string, string>>? Headers, Dictionary<string, string>? Tokens, List<PathCookie>? PathCookies);
}
