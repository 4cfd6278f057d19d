using Arb.Sandbox.Books;
using Arb.Sandbox.World;

namespace Arb.Sandbox.Http;

/// <summary>A logged-in browser.</summary>
internal sealed class SiteSession(string token, string ts, int fieldSeed, BettingAccount account, PriceStyle style)
{
    /// <summary>Cookie value, or ISPORT's path token.</summary>
    internal string Token { get; } = token;

    /// <summary>SBO's eight hexadecimal digits.</summary>
    internal string Ts { get; } = ts;

    /// <summary>Decides the order of ISPORT's fields.</summary>
    internal int FieldSeed { get; } = fieldSeed;

    internal BettingAccount Account { get; } = account;

    internal PriceStyle Style { get; set; } = style;

    internal DateTimeOffset LastSeen { get; set; }
}

/// <summary>The live sessions of one bookmaker. Under the world's lock.</summary>
internal sealed class SiteSessions(SandboxWorld world, SeededRandom random)
{
    private const int MaxSessions = 10_000;
    private readonly Dictionary<string, SiteSession> _sessions = new(StringComparer.Ordinal);

    internal int Count => _sessions.Count;

    internal SiteSession Open(BettingAccount account)
    {
        if (_sessions.Count >= MaxSessions)
            _sessions.Remove(_sessions.MinBy(s => s.Value.LastSeen).Key);
        var session = new SiteSession(random.Hex(24), random.Hex(8), random.Next(int.MaxValue), account, (PriceStyle)world.Options.SboPriceStyle) { LastSeen = world.Now };
        _sessions[session.Token] = session;
        return session;
    }

    /// <summary>The session, or null when it is unknown or too long idle. Each find keeps it alive.</summary>
    internal SiteSession? Find(string? token)
    {
        if (token is null || !_sessions.TryGetValue(token, out var session))
            return null;
        if (world.Now - session.LastSeen > world.Options.SessionIdle)
        {
            _sessions.Remove(token);
            return null;
        }
        session.LastSeen = world.Now;
        return session;
    }

    internal void Close(SiteSession session) => _sessions.Remove(session.Token);

    internal int ExpireAll(string? user)
    {
        var gone = _sessions.Where(s => user is null || s.Value.Account.User == user).Select(s => s.Key).ToArray();
        foreach (var token in gone)
            _sessions.Remove(token);
        return gone.Length;
    }
}
