using Arb.Sandbox.Http;

namespace Arb.Sandbox;

/// <summary>One running bookmaker, seen from behind the counter: faults, the oracle's book of bets, sessions. Safe to call from any thread.</summary>
public sealed class BookmakerControl
{
    private readonly BookmakerSite _site;

    internal BookmakerControl(BookmakerSite site, Uri url)
    {
        _site = site;
        Url = url;
    }

    /// <summary>Name in the control API.</summary>
    public string Name => _site.Book.Name;

    /// <summary><c>CMD</c>, <c>ISPORT</c> or <c>SBO</c>.</summary>
    public string Protocol => _site.Book.Protocol;

    /// <summary>The whitelabel's address; its login page is at <c>/login</c>.</summary>
    public Uri Url { get; }

    /// <summary>User name of the first account.</summary>
    public string User => _site.Desk.Accounts[0].User;

    /// <summary>Password of the first account.</summary>
    public string Password => _site.Desk.Accounts[0].Password;

    /// <summary>What it does wrong; setting takes effect at once.</summary>
    public SandboxFaults Faults
    {
        get
        {
            lock (_site.World.Gate)
                return _site.Faults.Current;
        }

        set
        {
            ArgumentNullException.ThrowIfNull(value);
            lock (_site.World.Gate)
            {
                _site.World.Advance();
                _site.Faults.Current = value;
                _site.Book.SuspendAll(value.SuspendAll);
            }
        }
    }

    /// <summary>Every bet ever booked, oldest first: the oracle.</summary>
    public IReadOnlyList<BookedBet> Bets
    {
        get
        {
            lock (_site.World.Gate)
            {
                _site.World.Advance();
                return _site.Desk.Bets.Select(b => b.Snapshot(Name)).ToArray();
            }
        }
    }

    /// <summary>Counts since the start.</summary>
    public BookmakerStats Stats
    {
        get
        {
            lock (_site.World.Gate)
            {
                _site.World.Advance();
                return new BookmakerStats(
                    _site.Requests, _site.Faults.Injected, _site.Desk.Bets.Count, _site.Desk.RefusedCount, _site.Sessions.Count,
                    _site.Book.Matches.Count, _site.Book.Matches.Sum(m => m.Markets.Count), _site.Book.Version);
            }
        }
    }

    /// <summary>Balance of an account, USD; throws <see cref="ArgumentException"/> for an unknown user.</summary>
    public decimal Balance(string? user = null)
    {
        lock (_site.World.Gate)
        {
            _site.World.Advance();
            return (_site.Desk.Accounts.FirstOrDefault(a => a.User == (user ?? User)) ?? throw new ArgumentException($"no account '{user}' at {Name}", nameof(user))).Balance;
        }
    }

    /// <summary>Ends all sessions, or those of one user; returns how many.</summary>
    public int ExpireSessions(string? user = null)
    {
        lock (_site.World.Gate)
            return _site.Sessions.ExpireAll(user);
    }
}
