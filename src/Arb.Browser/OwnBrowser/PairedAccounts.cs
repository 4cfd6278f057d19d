using System.Text.Json;
using System.Text.Json.Nodes;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;

namespace Arb.Browser.OwnBrowser;

/// <summary>
/// The accounts that use the user's own browser, in a file that only the owner may read. No secret is in it: a token is there as its hash, and only where pairings shall survive a restart.
/// </summary>
internal sealed class PairedAccounts(string path)
{
    private const int MaxBytes = 1024 * 1024;

    public Dictionary<AccountId, Pairing?> Read()
    {
        if (!File.Exists(path))
            return [];
        try
        {
            if (new FileInfo(path).Length > MaxBytes)
                throw new FormatException("it is far too large");
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            return document.RootElement.EnumerateArray().ToDictionary(
                one => new AccountId(one.GetProperty("account").GetString()!),
                one => one.TryGetProperty("token-hash", out var hash) ? new Pairing(Convert.FromHexString(hash.GetString()!), one.GetProperty("origin").GetString()!) : null);
        }
        catch (Exception broken) when (broken is JsonException or FormatException or ArgumentException or InvalidOperationException or KeyNotFoundException or IOException or UnauthorizedAccessException)
        {
            throw new BrowserException($"{path} cannot be read ({broken.Message}): delete it, and pair again", broken);
        }
    }

    public void Write(IReadOnlyDictionary<AccountId, Pairing?> accounts)
    {
        var all = new JsonArray();
        foreach (var (account, pairing) in accounts)
            all.Add((JsonNode)(pairing is null
                ? new JsonObject { ["account"] = account.Value }
                : new JsonObject { ["account"] = account.Value, ["origin"] = pairing.Origin, ["token-hash"] = Convert.ToHexStringLower(pairing.TokenHash) }));
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) // there it has the access list of the data folder, which is its owner's only
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        try
        {
            using (var file = new FileStream(path + ".new", options))
                file.Write(JsonSerializer.SerializeToUtf8Bytes(all));
            File.Move(path + ".new", path, overwrite: true);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw new BrowserException($"{path} cannot be written: {failed.Message}", failed);
        }
    }
}
