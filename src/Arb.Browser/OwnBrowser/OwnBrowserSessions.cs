using System.Collections.Concurrent;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;

namespace Arb.Browser.OwnBrowser;

/// <summary>
/// Browsers of accounts, where some are the user's own: for an account that is paired with an extension nothing is started; what the extension hands in takes the place of what the engine's own browser
/// would have recorded. All other accounts get a browser of the engine.
/// </summary>
/// <param name="inner">The engine's own browsers.</param>
/// <param name="desk">Says which account is which.</param>
/// <param name="options">Bounds.</param>
/// <param name="time">The engine's clock.</param>
public sealed class OwnBrowserSessions(IBrowserSessions inner, PairingDesk desk, ExtensionOptions options, TimeProvider time) : IBrowserSessions
{
    private readonly ConcurrentDictionary<AccountId, OwnBrowserSession> _open = new();

    /// <inheritdoc/>
    public Task<IBrowserSession> OpenAsync(AccountId account, Uri address, Action<BrowserEvent> observer, CancellationToken cancel)
    {
        if (!desk.UsesOwnBrowser(account))
            return inner.OpenAsync(account, address, observer, cancel);
        cancel.ThrowIfCancellationRequested();
        OwnBrowserSession? session = null;
        session = new OwnBrowserSession(account, observer, options.Captures, time, () => _open.TryRemove(new KeyValuePair<AccountId, OwnBrowserSession>(account, session!)));
        if (!_open.TryAdd(account, session))
            throw new BrowserException($"{account} has a browser already");
        return Task.FromResult<IBrowserSession>(session);
    }

    /// <inheritdoc/>
    public Task<bool> CleanUpAsync(AccountId account, CancellationToken cancel) => inner.CleanUpAsync(account, cancel);

    /// <summary>Takes a report for an account. Null when the account is off: then nothing of it is kept.</summary>
    public ReportTaken? Take(AccountId account, ExtensionReport report) => _open.TryGetValue(account, out var session) ? session.Take(report) : null;

    /// <summary>What an account's own browser handed in since the account was switched on, or null while it is off.</summary>
    public (BrowserCounts Counts, DateTimeOffset? LastHeard)? Look(AccountId account) => _open.TryGetValue(account, out var session) ? (session.Counts, session.LastHeard) : null;
}
