using Arb.Browser.Recording;
using Arb.Browser.Sessions;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;

namespace Arb.Browser.OwnBrowser;

/// <summary>
/// The user's own browser as the engine sees it: what its extension hands in. The engine cannot start, steer or end it, and its silence means nothing: a user closes a browser, and the login stays good
/// until the bookmaker says otherwise, which the worker notices.
/// </summary>
internal sealed class OwnBrowserSession : IBrowserSession
{
    private readonly Action<BrowserEvent> _observer;
    private readonly Action _released;
    private readonly TimeProvider _time;
    private readonly CaptureBuffer _captures;
    private readonly Lock _notify = new();
    private readonly Lock _gate = new();
    private IReadOnlyList<BrowserCookie> _cookies = [];
    private DateTimeOffset? _lastHeard;
    private string _queue = "";
    private long _last;
    private long _lost;
    private long _lostBefore;
    private long _refused;
    private bool _loginWanted;
    private bool _ended;

    public OwnBrowserSession(AccountId account, Action<BrowserEvent> observer, CaptureOptions bounds, TimeProvider time, Action released)
    {
        Account = account;
        _observer = observer;
        _released = released;
        _time = time;
        _captures = new CaptureBuffer(bounds.MaxCaptures, bounds.MaxBytes, last => Notify(new BrowserEvent.CapturesArrived(last)));
    }

    public AccountId Account { get; }

    /// <inheritdoc/>
    public string Description => "the user's own browser, by its extension";

    public BrowserCounts Counts
    {
        get
        {
            lock (_gate)
                return new BrowserCounts(_captures.Added, _captures.Dropped, _lostBefore + _lost, _refused);
        }
    }

    public DateTimeOffset? LastHeard
    {
        get
        {
            lock (_gate)
                return _lastHeard;
        }
    }

    /// <summary>The engine opens nothing in a browser that is not its own: the extension shows the user that a login is wanted.</summary>
    public Task NavigateAsync(Uri address, CancellationToken cancel)
    {
        ChromeSession.Check(address);
        lock (_gate)
            _loginWanted = true;
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<BrowserCookie>> GetCookiesAsync(CancellationToken cancel)
    {
        lock (_gate)
            return Task.FromResult(_cookies);
    }

    public CaptureBatch ReadCaptures(long after, int max) => _captures.Read(after, max);

    /// <summary>Takes what the extension handed in; a part of it that came before is passed over.</summary>
    public ReportTaken Take(ExtensionReport report)
    {
        var fresh = new List<CapturedExchange>();
        var repeated = 0;
        var refused = 0;
        bool changed;
        bool login;
        lock (_gate)
        {
            _lastHeard = _time.GetUtcNow();
            if (_queue != report.Queue)
            {
                _lostBefore += _lost;
                (_queue, _last) = (report.Queue, 0);
            }
            _lost = report.Lost;
            for (var i = 0; i < report.Captures.Count; i++)
            {
                if (report.First + i <= _last)
                    repeated++;
                else if (report.Captures[i] is { } capture)
                    fresh.Add(capture);
                else
                    refused++;
            }
            _last = Math.Max(_last, report.First + report.Captures.Count - 1);
            _refused += refused;
            changed = !_cookies.ToHashSet().SetEquals(report.Cookies);
            _cookies = report.Cookies;
            // A login shows itself by new cookies.
            _loginWanted &= !changed;
            login = _loginWanted;
        }
        // Cookies first: a request is made with the cookies of its time.
        if (changed)
            Notify(new BrowserEvent.CookiesChanged(report.Cookies));
        foreach (var capture in fresh)
            _captures.Add(capture);
        return new ReportTaken(fresh.Count, refused, repeated, login);
    }

    public Task CloseAsync()
    {
        Notify(new BrowserEvent.Closed(BrowserEnd.Asked, "closed as asked"));
        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync() => await CloseAsync().ConfigureAwait(false);

    private void Notify(BrowserEvent happened)
    {
        lock (_notify)
        {
            if (_ended)
                return;
            _ended = happened is BrowserEvent.Closed;
            _observer(happened);
        }
        if (happened is BrowserEvent.Closed)
            _released();
    }
}
