using System.Collections.Concurrent;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;

namespace Arb.Host.Engine;

/// <summary>Knows the browsers that are open, so that the engine's end waits for theirs.</summary>
internal sealed class OpenBrowsers(IBrowserSessions browsers) : IBrowserSessions, IAsyncDisposable
{
    private readonly ConcurrentDictionary<IBrowserSession, bool> _open = new();

    /// <summary>The browser of an account, or null: for tests that do what a user does.</summary>
    internal IBrowserSession? Find(AccountId account) => _open.Keys.FirstOrDefault(session => session.Account == account);

    public async Task<IBrowserSession> OpenAsync(AccountId account, Uri address, Action<BrowserEvent> observer, CancellationToken cancel)
    {
        IBrowserSession? session = null;
        var ended = false;
        session = await browsers.OpenAsync(account, address, happened =>
        {
            if (happened is BrowserEvent.Closed)
            {
                Volatile.Write(ref ended, true);
                if (Volatile.Read(ref session) is { } closed)
                    _open.TryRemove(closed, out _);
            }
            observer(happened);
        }, cancel);
        _open[session] = true;
        if (Volatile.Read(ref ended))
            _open.TryRemove(session, out _);
        return session;
    }

    public Task<bool> CleanUpAsync(AccountId account, CancellationToken cancel) => browsers.CleanUpAsync(account, cancel);

    /// <summary>All at the same time: a system that goes down waits a few seconds, however many there are.</summary>
    public async ValueTask DisposeAsync() => await Task.WhenAll(_open.Keys.Select(EndAsync));

    private static async Task EndAsync(IBrowserSession session)
    {
        try
        {
            await session.CloseAsync();
        }
        catch (BrowserException)
        {
            // The next start of the engine ends what is left; nothing else can be done by now.
        }
    }
}
