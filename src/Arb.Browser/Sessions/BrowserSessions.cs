using System.Collections.Concurrent;
using Arb.Browser.Launching;
using Arb.Domain;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;

namespace Arb.Browser.Sessions;

/// <summary>Real browsers of accounts, each on a profile folder of its own.</summary>
public sealed class BrowserSessions : IBrowserSessions
{
    private readonly BrowserOptions _options;
    private readonly string _root;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<AccountId, bool> _busy = new();

    private BrowserSessions(BrowserOptions options, string root, TimeProvider time)
    {
        _options = options;
        _root = root;
        _time = time;
    }

    /// <summary>The port as the engine composes it: mocks in CI safe mode (L22), else real browsers.</summary>
    /// <param name="mode">Production or CI safe mode.</param>
    /// <param name="options">How browsers are started and watched.</param>
    /// <param name="root">Folder for the accounts' browser folders, inside the data folder.</param>
    /// <param name="time">The engine's clock.</param>
    public static IBrowserSessions For(RuntimeMode mode, BrowserOptions options, string root, TimeProvider time) =>
        mode.CiSafe ? new MockBrowserSessions() : new BrowserSessions(options, root, time);

    /// <inheritdoc/>
    public async Task<IBrowserSession> OpenAsync(AccountId account, Uri address, Action<BrowserEvent> observer, CancellationToken cancel)
    {
        ChromeSession.Check(address);
        Claim(account);
        try
        {
            var folder = new ProfileFolder(_root, account);
            folder.Make();
            await new OrphanSweeper(_options, _time).SweepAsync(folder, cancel).ConfigureAwait(false);
            return await ChromeSession.OpenAsync(account, address, observer, _options, folder, _time, () => _busy.TryRemove(account, out _), cancel).ConfigureAwait(false);
        }
        catch
        {
            _busy.TryRemove(account, out _);
            throw;
        }
    }

    /// <inheritdoc/>
    public async Task<bool> CleanUpAsync(AccountId account, CancellationToken cancel)
    {
        Claim(account);
        try
        {
            return await new OrphanSweeper(_options, _time).SweepAsync(new ProfileFolder(_root, account), cancel).ConfigureAwait(false);
        }
        finally
        {
            _busy.TryRemove(account, out _);
        }
    }

    private void Claim(AccountId account)
    {
        if (!_busy.TryAdd(account, true))
            throw new BrowserException($"{account} has a browser already");
    }
}
