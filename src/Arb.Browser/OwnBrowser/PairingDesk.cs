using System.Security.Cryptography;
using System.Text;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;

namespace Arb.Browser.OwnBrowser;

/// <summary>
/// Which accounts are logged in from the user's own browser, and what proves it: a short code, shown once to the user and good once, is exchanged for a token that the extension keeps. Of codes
/// and tokens only hashes are held; of pairings at rest see <see cref="PairedAccounts"/>. One pairing per account: a new one replaces it. Any thread may call it.
/// </summary>
public sealed class PairingDesk
{
    /// <summary>Characters of a code, without the dash: 40 bits of nothing that looks like something else.</summary>
    private const int CodeLength = 8;

    private const string Alphabet = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    private const int TokenBytes = 32;

    private readonly ExtensionOptions _options;
    private readonly TimeProvider _time;
    private readonly PairedAccounts _file;
    private readonly Lock _gate = new();
    private readonly Dictionary<AccountId, OpenCode> _codes = [];
    private readonly Dictionary<AccountId, Pairing?> _accounts;
    private int _wrongCodes;

    /// <summary>Opens the desk. Throws <see cref="BrowserException"/> when the file of an earlier run cannot be read.</summary>
    /// <param name="options">Bounds.</param>
    /// <param name="file">File of the accounts, in the data folder.</param>
    /// <param name="time">The engine's clock.</param>
    public PairingDesk(ExtensionOptions options, string file, TimeProvider time)
    {
        _options = options;
        _time = time;
        _file = new PairedAccounts(file);
        _accounts = _file.Read();
        if (!options.Remember)
            foreach (var account in _accounts.Keys)
                _accounts[account] = null;
    }

    /// <summary>True when an account is logged in from the user's own browser: the engine starts none for it, whether the extension is there or not.</summary>
    public bool UsesOwnBrowser(AccountId account)
    {
        lock (_gate)
            return _accounts.ContainsKey(account);
    }

    /// <summary>Makes a code, which replaces an open one of the account. A pairing that exists stays until the code is used. Throws <see cref="BrowserException"/> when it cannot be stored.</summary>
    /// <returns>The code, to be shown to the user only, and until when it is good.</returns>
    public (string Code, DateTimeOffset Until) Begin(AccountId account)
    {
        var code = RandomNumberGenerator.GetString(Alphabet, CodeLength);
        lock (_gate)
        {
            if (_accounts.TryAdd(account, null))
                Store();
            _wrongCodes = 0;
            _codes[account] = new OpenCode(Hash(code), _time.GetUtcNow() + _options.CodeValid);
            return ($"{code[..4]}-{code[4..]}", _codes[account].Until);
        }
    }

    /// <summary>Exchanges a code for a token; the code is used up. Throws <see cref="BrowserException"/> that says what to do.</summary>
    /// <param name="code">As the user typed it: case and dashes do not count.</param>
    /// <param name="origin">The extension that asks, <c>chrome-extension://ID</c>: nobody else may use the token.</param>
    public (AccountId Account, string Token) Redeem(string code, string origin)
    {
        var given = Hash(string.Concat(code.Where(char.IsAsciiLetterOrDigit)).ToUpperInvariant());
        lock (_gate)
        {
            var now = _time.GetUtcNow();
            foreach (var (account, open) in _codes)
            {
                if (!CryptographicOperations.FixedTimeEquals(open.Hash, given))
                    continue;
                _codes.Remove(account);
                if (open.Until <= now)
                    throw new BrowserException($"the code has expired: make another with arb extension pair {account}");
                var token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(TokenBytes));
                _accounts[account] = new Pairing(Hash(token), origin);
                if (_options.Remember)
                    Store();
                return (account, token);
            }
            if (_codes.Count > 0 && ++_wrongCodes >= _options.CodeTries)
            {
                _codes.Clear();
                throw new BrowserException($"wrong code for the {_options.CodeTries}th time: every open code is void; make another with arb extension pair ACCOUNT");
            }
            throw new BrowserException("wrong code, or used up: make one with arb extension pair ACCOUNT");
        }
    }

    /// <summary>The account that a token of an extension is for, or null.</summary>
    public AccountId? Find(string token, string origin)
    {
        var given = Hash(token);
        lock (_gate)
        {
            AccountId? found = null;
            foreach (var (account, pairing) in _accounts)
                if (pairing is not null && CryptographicOperations.FixedTimeEquals(pairing.TokenHash, given) && pairing.Origin == origin)
                    found = account;
            return found;
        }
    }

    /// <summary>Ends pairing and code; from the account's next start on the engine's own browser is used. False when there was none. Throws <see cref="BrowserException"/> when it cannot be stored.</summary>
    public bool End(AccountId account)
    {
        lock (_gate)
        {
            _codes.Remove(account);
            if (!_accounts.Remove(account))
                return false;
            Store();
            return true;
        }
    }

    /// <summary>Every account that uses the user's own browser: the extension it is paired with (null: none yet), and until when a code is open (null: none).</summary>
    public IReadOnlyList<(AccountId Account, string? Origin, DateTimeOffset? CodeUntil)> List()
    {
        lock (_gate)
        {
            var now = _time.GetUtcNow();
            return [.. _accounts
                .OrderBy(one => one.Key.Value, StringComparer.Ordinal)
                .Select(one => (one.Key, one.Value?.Origin, _codes.TryGetValue(one.Key, out var open) && open.Until > now ? open.Until : (DateTimeOffset?)null))];
        }
    }

    private void Store() => _file.Write(_options.Remember ? _accounts : _accounts.ToDictionary(one => one.Key, _ => (Pairing?)null));

    private static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));

    private sealed record OpenCode(byte[] Hash, DateTimeOffset Until);
}

/// <summary>What is known of a paired extension.</summary>
/// <param name="TokenHash">SHA-256 of its token.</param>
/// <param name="Origin"><c>chrome-extension://ID</c>.</param>
internal sealed record Pairing(byte[] TokenHash, string Origin);
