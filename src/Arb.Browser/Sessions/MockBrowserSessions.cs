using System.Collections.Concurrent;
using Arb.Browser.Recording;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;

namespace Arb.Browser.Sessions;

/// <summary>Browsers of CI safe mode (L22): no process, no socket, no file. They open at once and show what they are told.</summary>
public sealed class MockBrowserSessions : IBrowserSessions
{
    private readonly ConcurrentDictionary<AccountId, MockBrowserSession> _open = new();

    /// <summary>The open session of an account, or null.</summary>
    public MockBrowserSession? Find(AccountId account) => _open.GetValueOrDefault(account);

    /// <inheritdoc/>
    public Task<IBrowserSession> OpenAsync(AccountId account, Uri address, Action<BrowserEvent> observer, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        ChromeSession.Check(address);
        var session = new MockBrowserSession(account, observer, () => _open.TryRemove(account, out _));
        if (!_open.TryAdd(account, session))
            throw new BrowserException($"{account} has a browser already");
        session.Begin(address);
        return Task.FromResult<IBrowserSession>(session);
    }

    /// <inheritdoc/>
    public Task<bool> CleanUpAsync(AccountId account, CancellationToken cancel) => Task.FromResult(false);
}

/// <summary>A browser that shows what it is told.</summary>
public sealed class MockBrowserSession : IBrowserSession
{
    private readonly Action<BrowserEvent> _observer;
    private readonly Action _released;
    private readonly CaptureBuffer _captures;
    private readonly Lock _gate = new();
    private IReadOnlyList<BrowserCookie> _cookies = [];
    private int _tab;
    private bool _ended;

    internal MockBrowserSession(AccountId account, Action<BrowserEvent> observer, Action released)
    {
        var bounds = new CaptureOptions();
        Account = account;
        _observer = observer;
        _released = released;
        _captures = new CaptureBuffer(bounds.MaxCaptures, bounds.MaxBytes, last => Report(new BrowserEvent.CapturesArrived(last)));
    }

    /// <inheritdoc/>
    public AccountId Account { get; }

    /// <inheritdoc/>
    public string Description => "no browser but its stand-in (CI safe mode)";

    /// <inheritdoc/>
    public BrowserCounts Counts => new(_captures.Added, _captures.Dropped, 0, 0);

    /// <inheritdoc/>
    public Task NavigateAsync(Uri address, CancellationToken cancel)
    {
        ChromeSession.Check(address);
        Report(new BrowserEvent.Navigated(address, Failed: false));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<BrowserCookie>> GetCookiesAsync(CancellationToken cancel)
    {
        lock (_gate)
            return Task.FromResult(_cookies);
    }

    /// <inheritdoc/>
    public CaptureBatch ReadCaptures(long after, int max) => _captures.Read(after, max);

    /// <summary>Something went over the wire.</summary>
    public void Capture(CapturedExchange capture) => _captures.Add(capture);

    /// <summary>The browser holds these cookies now.</summary>
    public void SetCookies(IReadOnlyList<BrowserCookie> cookies)
    {
        lock (_gate)
            _cookies = cookies;
        Report(new BrowserEvent.CookiesChanged(cookies));
    }

    /// <summary>Anything else happened; nothing is reported after the end.</summary>
    public void Report(BrowserEvent happened)
    {
        lock (_gate)
        {
            if (_ended)
                return;
            _ended = happened is BrowserEvent.Closed;
            if (_ended)
                _released();
            _observer(happened);
        }
    }

    /// <inheritdoc/>
    public Task CloseAsync()
    {
        Report(new BrowserEvent.Closed(BrowserEnd.Asked, "closed as asked"));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await CloseAsync().ConfigureAwait(false);

    internal void Begin(Uri address)
    {
        Report(new BrowserEvent.TabAdopted($"mock-{++_tab}"));
        Report(new BrowserEvent.Navigated(address, Failed: false));
    }
}
