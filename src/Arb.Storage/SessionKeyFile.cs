using System.Security.Cryptography;
using System.Text;
using Arb.Domain.Sessions;

namespace Arb.Storage;

/// <summary>The key of stored sessions: 32 random bytes, as one line of Base64, in a file that nobody but its owner may read.</summary>
internal sealed class SessionKeyFile(string path)
{
    private const int KeyBytes = 32;
    private const int MaxFile = 256;

    public string Path => path;

    /// <summary>The key; the caller wipes it. Throws <see cref="StorageException"/> when there is none that may be used.</summary>
    public byte[] Read()
    {
        try
        {
            if (!File.Exists(path))
                throw new StorageException($"the key file {path} is missing (arb.session.key-file): put it back, or log in again");
            if (OwnersOnly.OthersMayRead(path) is { } others)
                throw new StorageException($"others may read the key file {path} ({others}): {(OperatingSystem.IsWindows() ? "take their rights away (icacls)" : "chmod 600 it")}; when somebody may have read it, delete it and log in again everywhere");
            if (new FileInfo(path).Length > MaxFile || KeyOf(File.ReadAllText(path)) is not { } key)
                throw new StorageException($"the key file {path} holds no key (arb.session.key-file): put the right one back, or delete it and log in again");
            return key;
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw new StorageException($"the key file {path} cannot be read: {failed.Message}", failed);
        }
    }

    /// <summary>As <see cref="Read"/>, with a new key where there is no file.</summary>
    public byte[] ReadOrMake()
    {
        if (!File.Exists(path))
            Make();
        return Read();
    }

    /// <summary>It is written beside and moved into place, so that another engine that uses the same file never sees half of it; whoever is first wins.</summary>
    private void Make()
    {
        var key = RandomNumberGenerator.GetBytes(KeyBytes);
        var beside = $"{path}.{Environment.ProcessId}.new";
        try
        {
            OwnersOnly.MakeFolder(System.IO.Path.GetDirectoryName(path)!);
            OwnersOnly.Write(beside, Encoding.ASCII.GetBytes(Convert.ToBase64String(key) + "\n"));
            if (File.Exists(path))
                File.Delete(beside);
            else
            {
                File.Move(beside, path, overwrite: false);
                OwnersOnly.Sync(System.IO.Path.GetDirectoryName(path)!);
            }
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(beside);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw new StorageException($"the key file {path} cannot be made: {failed.Message}", failed);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    private static byte[]? KeyOf(string text)
    {
        var key = new byte[KeyBytes];
        return Convert.TryFromBase64String(text.Trim(), key, out var length) && length == KeyBytes ? key : null;
    }
}
