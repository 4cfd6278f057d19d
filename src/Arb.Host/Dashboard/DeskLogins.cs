using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Arb.Domain.Commands;
using Arb.Host.Configuration;

namespace Arb.Host.Dashboard;

/// <summary>Somebody who is logged in. Not a record: its secrets must not be printed.</summary>
internal sealed class DeskLogin(string key, string form, DateTimeOffset until)
{
    /// <summary>Hash of the cookie.</summary>
    public string Key => key;

    /// <summary>What every form of this login must carry.</summary>
    public string FormToken => form;

    public DateTimeOffset Until => until;

    /// <summary>True once the login was ended.</summary>
    public bool Ended { get; private set; }

    public void End() => Ended = true;

    public bool Allows(string? token) => token is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(token), Encoding.UTF8.GetBytes(form));
}

/// <summary>
/// Who may use the dashboard. A link carries a code that is good once and for a short while; it buys a cookie. Only hashes of codes and cookies are kept, in memory: a new start of the engine
/// ends every login. Thread-safe.
/// </summary>
internal sealed class DeskLogins(DashboardOptions options, TimeProvider time)
{
    private const int Bytes = 32;

    /// <summary>Links that wait to be opened; the oldest goes.</summary>
    private const int MaxCodes = 16;

    private readonly Lock _gate = new();
    private readonly List<(string Key, DateTimeOffset Until)> _codes = [];
    private readonly List<DeskLogin> _logins = [];

    /// <summary>Port that is listened on; known once the server stands.</summary>
    public int Port { get; set; }

    /// <summary>The cookie's name. Browsers do not tell ports apart, so it does: two engines must not log each other out.</summary>
    public string CookieName => string.Create(CultureInfo.InvariantCulture, $"arb-desk-{Port}");

    /// <summary>A link with a new code.</summary>
    public DashboardLink NewLink()
    {
        var code = NewSecret();
        var until = time.GetUtcNow() + options.CodeValid;
        lock (_gate)
        {
            _codes.Add((Hash(code), until));
            if (_codes.Count > MaxCodes)
                _codes.RemoveAt(0);
        }
        return new DashboardLink(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Port}/login#{code}"), until);
    }

    /// <summary>Exchanges a code for a cookie's value and its login; null when the code is unknown, used or too old.</summary>
    public (string Cookie, DeskLogin Login)? Redeem(string code)
    {
        var key = Hash(code);
        var now = time.GetUtcNow();
        lock (_gate)
        {
            _codes.RemoveAll(one => one.Until <= now);
            if (_codes.RemoveAll(one => one.Key == key) == 0)
                return null;
            var cookie = NewSecret();
            var login = new DeskLogin(Hash(cookie), NewSecret(), now + options.SessionLifetime);
            _logins.Add(login);
            if (_logins.Count > options.MaxSessions)
                Drop(_logins[0]);
            return (cookie, login);
        }
    }

    /// <summary>The login of a cookie's value, or null.</summary>
    public DeskLogin? Find(string? cookie)
    {
        if (string.IsNullOrEmpty(cookie))
            return null;
        var key = Hash(cookie);
        lock (_gate)
        {
            var found = _logins.Find(login => login.Key == key);
            if (found is null || found.Until > time.GetUtcNow())
                return found;
            Drop(found);
            return null;
        }
    }

    /// <summary>Logs out.</summary>
    public void End(DeskLogin login)
    {
        lock (_gate)
            Drop(login);
    }

    private void Drop(DeskLogin login)
    {
        login.End();
        _logins.Remove(login);
    }

    private static string NewSecret() => Convert.ToHexString(RandomNumberGenerator.GetBytes(Bytes)).ToLowerInvariant();

    private static string Hash(string secret) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}
