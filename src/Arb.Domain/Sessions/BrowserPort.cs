using Arb.Domain.Primitives;

namespace Arb.Domain.Sessions;

/// <summary>
/// Port: starts the browsers of accounts (L02, L06). One browser per account, with a profile folder of its own; nothing is shared between two of them (L01).
/// In CI safe mode (L22) it is a mock that starts no process and opens no socket.
/// </summary>
public interface IBrowserSessions
{
    /// <summary>
    /// Ends what an earlier life of the engine left running on the account's profile, starts the browser and opens the address in its one tab.
    /// Throws <see cref="BrowserException"/> when the browser cannot be found, started or reached in time; nothing is left running then, nor after a cancellation, and no
    /// <see cref="BrowserEvent.Closed"/> is reported. The site itself is not waited for: <see cref="BrowserEvent.Navigated"/> tells.
    /// </summary>
    /// <param name="account">Whose; at most one open session per account.</param>
    /// <param name="address">Where the user logs in; http or https.</param>
    /// <param name="observer">Is told everything that happens, in order, one call at a time, from the first event on; must not block and not throw (an actor is told a message).</param>
    /// <param name="cancel">Gives up the start.</param>
    Task<IBrowserSession> OpenAsync(AccountId account, Uri address, Action<BrowserEvent> observer, CancellationToken cancel);

    /// <summary>
    /// Ends a browser that an earlier life of the engine left running on the account's profile, without starting one: for a hard reset (L21). True when there was one.
    /// Throws <see cref="BrowserException"/> when it cannot be ended.
    /// </summary>
    /// <param name="account">Whose.</param>
    /// <param name="cancel">Gives up.</param>
    Task<bool> CleanUpAsync(AccountId account, CancellationToken cancel);
}

/// <summary>Port: the running browser of one account. Its methods may be called from any thread.</summary>
public interface IBrowserSession : IAsyncDisposable
{
    /// <summary>Whose it is.</summary>
    AccountId Account { get; }

    /// <summary>Which browser it is and how it is reached, for people; no secret.</summary>
    string Description { get; }

    /// <summary>What was recorded and what was lost so far, for people.</summary>
    BrowserCounts Counts { get; }

    /// <summary>Opens an address in the account's tab. Throws <see cref="BrowserException"/> when there is no tab, the browser refuses, or it does not answer in time.</summary>
    /// <param name="address">http or https.</param>
    /// <param name="cancel">Gives up.</param>
    Task NavigateAsync(Uri address, CancellationToken cancel);

    /// <summary>Every cookie the browser holds now, partitioned ones included. Throws <see cref="BrowserException"/> when it does not answer in time.</summary>
    /// <param name="cancel">Gives up.</param>
    Task<IReadOnlyList<BrowserCookie>> GetCookiesAsync(CancellationToken cancel);

    /// <summary>
    /// What was recorded after a position, oldest first. After <see cref="BrowserEvent.CapturesArrived"/> a reader reads until it gets less than it asked for; several readers may
    /// each keep a position of their own. Works after the end of the browser too.
    /// </summary>
    /// <param name="after">The <see cref="CaptureBatch.Last"/> of the reading before, or 0.</param>
    /// <param name="max">At most this many.</param>
    CaptureBatch ReadCaptures(long after, int max);

    /// <summary>
    /// Ends the browser: asks it to close, kills it with all its children when it does not in time (at once when it hangs). Done when no process is left; <see cref="BrowserEvent.Closed"/>
    /// was reported by then. May be called repeatedly; every call waits for the same end. Throws <see cref="BrowserException"/> when a process could not be ended.
    /// </summary>
    Task CloseAsync();
}

/// <summary>What happens to a browser. Printing it shows hosts and counts, nothing secret.</summary>
public abstract record BrowserEvent
{
    private BrowserEvent()
    {
    }

    /// <summary>The account's tab shows another address. Addresses hold tokens: never log them, log <see cref="object.ToString"/>.</summary>
    /// <param name="Address">The whole address; absolute.</param>
    /// <param name="Failed">True when the browser shows its own error page because the site could not be reached.</param>
    public sealed record Navigated(Uri Address, bool Failed) : BrowserEvent
    {
        /// <summary>The host only.</summary>
        public override string ToString() => $"{(Failed ? "cannot reach" : "at")} {Address.Host}";
    }

    /// <summary>The account has a new tab (L02): the first one, or a window that the site or the user opened; the old one is being closed.</summary>
    /// <param name="Tab">The browser's id of it.</param>
    public sealed record TabAdopted(string Tab) : BrowserEvent;

    /// <summary>The user closed the last tab. The browser may end now, or stay until the user opens another.</summary>
    public sealed record TabLost : BrowserEvent;

    /// <summary>The page of the account's tab crashed: the session may be good, the page is not. Close and open again.</summary>
    public sealed record TabCrashed : BrowserEvent;

    /// <summary>Something was recorded since the last reading. Reported once until <see cref="IBrowserSession.ReadCaptures"/> is called.</summary>
    /// <param name="Last">Position of the newest capture.</param>
    public sealed record CapturesArrived(long Last) : BrowserEvent;

    /// <summary>The browser's cookies are not what they were; also reported for the first ones.</summary>
    /// <param name="Cookies">All of them.</param>
    public sealed record CookiesChanged(IReadOnlyList<BrowserCookie> Cookies) : BrowserEvent
    {
        /// <summary>How many.</summary>
        public override string ToString() => $"{Cookies.Count} cookies";
    }

    /// <summary>The browser does not answer. The account is quarantined until <see cref="Recovered"/>; closing ends the browser by force.</summary>
    /// <param name="Silence">For how long.</param>
    public sealed record Hung(TimeSpan Silence) : BrowserEvent;

    /// <summary>The browser answers again after <see cref="Hung"/>.</summary>
    public sealed record Recovered : BrowserEvent;

    /// <summary>The browser is gone. Always the last event, exactly once.</summary>
    /// <param name="End">How it ended.</param>
    /// <param name="Detail">For people; no secret.</param>
    public sealed record Closed(BrowserEnd End, string Detail) : BrowserEvent;
}

/// <summary>How a browser ended.</summary>
public enum BrowserEnd : byte
{
    /// <summary>As asked by <see cref="IBrowserSession.CloseAsync"/>.</summary>
    Asked,

    /// <summary>By itself with code 0: the user closed the window.</summary>
    ByUser,

    /// <summary>Crashed, was killed, or the connection to it broke.</summary>
    Lost,
}

/// <summary>A cookie of a browser. Printing it shows no value.</summary>
/// <param name="Name">Name.</param>
/// <param name="Value">Value; secret.</param>
/// <param name="Domain">Host, or with a leading dot a domain.</param>
/// <param name="Path">Path it is sent to.</param>
/// <param name="Expires">End of life, or null for a cookie of the browser session.</param>
/// <param name="Secure">Sent over TLS only.</param>
/// <param name="HttpOnly">Not visible to scripts.</param>
/// <param name="SameSite"><c>Strict</c>, <c>Lax</c>, <c>None</c>, what a newer browser says, or null.</param>
/// <param name="Partition">Top-level site that a partitioned cookie belongs to, or null.</param>
public sealed record BrowserCookie(
    string Name, string Value, string Domain, string Path, DateTimeOffset? Expires, bool Secure, bool HttpOnly, string? SameSite, string? Partition)
{
    /// <summary>Name and domain.</summary>
    public override string ToString() => $"cookie {Name} of {Domain}";
}

/// <summary>What a browser's recorder did so far.</summary>
/// <param name="Captures">Recorded.</param>
/// <param name="Dropped">Of these, no longer kept for want of room.</param>
/// <param name="LostEvents">Reports of the browser that came faster than they could be recorded: captures may be missing.</param>
/// <param name="OddMessages">Messages of the browser that were too large or made no sense, and were passed over.</param>
public sealed record BrowserCounts(long Captures, long Dropped, long LostEvents, long OddMessages);

/// <summary>Recorded exchanges in order.</summary>
/// <param name="Captures">Oldest first.</param>
/// <param name="Last">Position of the last one of them; the place to go on from.</param>
/// <param name="Missed">Captures since the asked position that were dropped for want of room before this reading.</param>
public sealed record CaptureBatch(IReadOnlyList<CapturedExchange> Captures, long Last, long Missed)
{
    /// <summary>Counts only.</summary>
    public override string ToString() => $"{Captures.Count} captures up to {Last}, {Missed} missed";
}

/// <summary>A browser could not be started, reached or ended. The message says what to do and holds no secret.</summary>
public sealed class BrowserException : Exception
{
    /// <summary>Makes one.</summary>
    public BrowserException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
