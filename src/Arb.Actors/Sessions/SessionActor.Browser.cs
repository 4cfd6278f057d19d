using Akka.Actor;
using Akka.Event;
using Arb.Domain.Health;
using Arb.Domain.Sessions;

namespace Arb.Actors.Sessions;

/// <summary>
/// The life of the account's browser.
/// <code>
///   OFF ── start ──► OPENING ──────────────► UP ── closed, crashed, hung too long ──► (pause) ──► OPENING
///    ▲                 │ attempts used up     │
///    │◄────────────────┘                      │
///    └── nothing left ◄── CLOSING ◄── stop ───┘
/// </code>
/// Trouble is told to the account at once, so that nothing new is executed; what is under way ends by its own HTTP calls.
/// </summary>
public sealed partial class SessionActor
{
    private static readonly TimeSpan StopAgainAfter = TimeSpan.FromSeconds(5);

    private IBrowserSession? _browser;
    private CancellationTokenSource? _opening;
    private IActorRef? _stopAsker;
    private DateTimeOffset _upSince;
    private long _position;
    private long _seenBefore;
    private int _life;
    private int _attempts;
    private bool _firstStart;
    private bool _troubled;
    private bool _hung;
    private bool _moved;

    /// <inheritdoc/>
    protected override void PostStop()
    {
        // Whoever composed the browsers waits for their end; here nobody is left who could.
        _opening?.Cancel();
        _browser?.CloseAsync().ContinueWith(closed => closed.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
    }

    private void ReceiveBrowser()
    {
        Receive<Happened>(happened =>
        {
            if (happened.Life == _life)
                On(happened.Event);
        });
        Receive<Launched>(OnLaunched);
        Receive<NotLaunched>(OnNotLaunched);
        Receive<Launch>(_ => LaunchNow());
        Receive<ReadMore>(_ => ReadSome());
        Receive<CookiesRead>(read => OnCookies(read.Life, read.Cookies));
        Receive<BrowserRefused>(refused => _log.Warning("[SESSION] {0}: {1}", _account, refused.Reason));
        Receive<HungTooLong>(_ => EndBrowser());
        Receive<BrowserEnded>(_ => OnEnded());
        Receive<BrowserNotEnded>(OnNotEnded);
        Receive<StopAgain>(_ => CleanUp());
        Receive<CleanUpBrowser>(_ => OnCleanUp());
        Receive<ReadCaptures>(read => Sender.Tell(_browser?.ReadCaptures(read.After, Math.Clamp(read.Max, 1, 5_000)) ?? new CaptureBatch([], read.After, 0)));
    }

    // ---- start ----

    private void StartBrowser()
    {
        if (_started)
            return;
        _started = true;
        _firstStart = true;
        _attempts = 0;
        LaunchNow();
    }

    private void LaunchNow()
    {
        if (!_started || _browser is not null || _opening is not null)
            return;
        var life = ++_life;
        var self = Self;
        _attempts++;
        _opening = new CancellationTokenSource();
        _browsers!.OpenAsync(_account, _address, happened => self.Tell(new Happened(life, happened)), _opening.Token).PipeTo(
            Self, success: browser => new Launched(browser), failure: cause => new NotLaunched(cause.Message));
    }

    private void OnLaunched(Launched launched)
    {
        EndOpening();
        _browser = launched.Browser;
        if (_stopAsker is not null)
        {
            CloseForStop();
            return;
        }
        _position = 0;
        _seenBefore = _shelf!.Recognised;
        _upSince = _clock.Now;
        _cookies = [];
        _log.Info("[SESSION] {0}: browser up at {1}: {2}", _account, _address.Host, _browser.Description);
        if (_firstStart)
        {
            _firstStart = false;
            Context.Parent.Tell(SessionLayerStarted.Instance);
            if (_session is not null)
                Context.Parent.Tell(new SessionOpened(_session, _exported));
        }
        // A session from an export never was in this browser.
        if (_session is null || _lost || _exported)
            Back();
        else if (_troubled)
            Trouble($"the browser is back; log in at {_address.Host} if it shows no login");
        var life = _life;
        _browser.GetCookiesAsync(CancellationToken.None).PipeTo(Self, success: cookies => new CookiesRead(life, cookies), failure: cause => new BrowserRefused(cause.Message));
        ReadSome();
    }

    private void OnNotLaunched(NotLaunched failed)
    {
        EndOpening();
        if (_stopAsker is not null)
            CleanUp();
        else if (_started)
            Again(failed.Reason);
    }

    private void EndOpening()
    {
        _opening?.Dispose();
        _opening = null;
    }

    private void Again(string reason)
    {
        if (_attempts < _settings.StartAttempts)
        {
            var pause = _settings.BackoffMin * Math.Pow(2, Math.Min(_attempts - 1, 16));
            if (pause > _settings.BackoffMax)
                pause = _settings.BackoffMax;
            Timers.StartSingleTimer(nameof(Launch), Launch.Instance, pause);
            if (_firstStart)
                _log.Warning("[SESSION] {0}: {1}; next try in {2} s", _account, reason, pause.TotalSeconds.ToString("0.0"));
            else
                Trouble($"{reason}; the browser is started again");
            return;
        }
        if (_firstStart)
        {
            _started = false;
            Context.Parent.Tell(new SessionLayerFailed(reason));
            return;
        }
        Publish(LogSeverity.Alarm, $"{_account}: the browser was started {_attempts} times in vain: {reason}; when that is put right: arb account reset {_account}");
        Trouble($"{reason}; given up: arb account reset {_account}");
    }

    // ---- up ----

    private void On(BrowserEvent happened)
    {
        switch (happened)
        {
            case BrowserEvent.CapturesArrived:
                ReadSome();
                break;
            case BrowserEvent.CookiesChanged changed:
                OnCookies(_life, changed.Cookies);
                break;
            case BrowserEvent.Navigated moved:
                _moved = true;
                if (moved.Failed)
                    _log.Warning("[SESSION] {0}: the browser cannot reach {1}", _account, moved.Address.Host);
                break;
            case BrowserEvent.TabAdopted or BrowserEvent.Recovered:
                OnAnswering();
                break;
            case BrowserEvent.TabLost:
                OnSilent("its last tab was closed");
                break;
            case BrowserEvent.Hung hung:
                OnSilent($"the browser has not answered for {hung.Silence.TotalSeconds:0.0} s");
                break;
            case BrowserEvent.TabCrashed:
                OnSilent("the page crashed; the browser is started again");
                EndBrowser();
                break;
            case BrowserEvent.Closed closed:
                OnClosed(closed);
                break;
        }
    }

    private void OnSilent(string reason)
    {
        _hung = true;
        Timers.StartSingleTimer(nameof(HungTooLong), HungTooLong.Instance, _settings.HangLimit);
        Trouble(reason);
    }

    private void OnAnswering()
    {
        Timers.Cancel(nameof(HungTooLong));
        if (!_hung)
            return;
        _hung = false;
        // The same browser with the same cookies: the session was never gone, only its browser was silent.
        Back();
        AssembleSoon();
    }

    private void OnClosed(BrowserEvent.Closed closed)
    {
        _browser = null;
        _hung = false;
        Timers.Cancel(nameof(HungTooLong));
        Timers.Cancel(nameof(Assemble));
        if (!_started)
            return;
        if (_clock.Now - _upSince > _settings.BackoffMax)
            _attempts = 0;
        _attempts = Math.Max(_attempts, 1);
        Publish(LogSeverity.Warning, $"{_account}: browser gone: {closed.Detail}");
        Again(closed.Detail);
    }

    private void EndBrowser() => _browser?.CloseAsync().PipeTo(Self, success: () => ReadMore.Instance, failure: cause => new BrowserRefused(cause.Message));

    private void OnCookies(int life, IReadOnlyList<BrowserCookie> cookies)
    {
        if (life != _life)
            return;
        _cookies = cookies;
        AssembleSoon();
    }

    /// <summary>Captures are read in turns, so that a flood of them keeps nothing else waiting.</summary>
    private void ReadSome()
    {
        if (_browser is null || _shelf is null || !_started)
            return;
        var batch = _browser.ReadCaptures(_position, _settings.CaptureBatch);
        _position = batch.Last;
        if (batch.Missed > 0)
            _log.Warning("[SESSION] {0}: {1} captures were dropped before they were read", _account, batch.Missed);
        var before = _shelf.Recognised;
        var changed = false;
        foreach (var capture in batch.Captures)
        {
            changed |= _shelf.Add(capture);
            LookElsewhere(capture);
        }
        if (_shelf.Recognised > before)
            _moved = false;
        if (changed)
            AssembleSoon();
        if (batch.Captures.Count == _settings.CaptureBatch)
            Self.Tell(ReadMore.Instance);
    }

    /// <summary>Brings the tab to the whitelabel's address, where the user logs in, unless the site or the user has moved it since: nobody's half-filled form is taken away.</summary>
    private void BringLogin()
    {
        if (_browser is not null && !_moved)
            _browser.NavigateAsync(_address, CancellationToken.None).PipeTo(Self, success: () => ReadMore.Instance, failure: cause => new BrowserRefused(cause.Message));
    }

    private void Trouble(string reason)
    {
        _troubled = true;
        Context.Parent.Tell(new BrowserTrouble(reason));
    }

    private void Back()
    {
        if (!_troubled || _hung)
            return;
        _troubled = false;
        Context.Parent.Tell(BrowserBack.Instance);
    }

    // ---- stop: done when no process is left (L21) ----

    private void StopBrowser(IActorRef asker)
    {
        var running = _stopAsker is not null;
        _stopAsker = asker;
        _troubled = false;
        _hung = false;
        if (running && (_browser is not null || _opening is not null))
            return;
        if (_browser is not null)
            CloseForStop();
        else if (_opening is not null)
            _opening.Cancel();
        else
            CleanUp();
    }

    private void CloseForStop() => _browser!.CloseAsync().PipeTo(Self, success: () => BrowserEnded.Instance, failure: cause => new BrowserNotEnded(cause.Message));

    private void CleanUp() => _browsers!.CleanUpAsync(_account, CancellationToken.None).PipeTo(
        Self, success: _ => BrowserEnded.Instance, failure: cause => new BrowserNotEnded(cause.Message));

    private void OnCleanUp()
    {
        if (_browsers is not null && !_started && _stopAsker is null)
            _browsers.CleanUpAsync(_account, CancellationToken.None).PipeTo(Self, success: _ => ReadMore.Instance, failure: cause => new BrowserRefused(cause.Message));
    }

    private void OnEnded()
    {
        _browser = null;
        if (_stopAsker is not { } asker)
            return;
        _stopAsker = null;
        _life++;
        asker.Tell(SessionLayerStopped.Instance);
    }

    private void OnNotEnded(BrowserNotEnded failed)
    {
        _browser = null;
        Publish(LogSeverity.Alarm, $"{_account}: reset not complete: {failed.Reason}; it is tried again");
        Timers.StartSingleTimer(nameof(StopAgain), StopAgain.Instance, StopAgainAfter);
    }

    /// <summary>Something that the browser of a life reported. Older lives do not count.</summary>
    private sealed record Happened(int Life, BrowserEvent Event);

    private sealed record Launched(IBrowserSession Browser);

    private sealed record NotLaunched(string Reason);

    private sealed record CookiesRead(int Life, IReadOnlyList<BrowserCookie> Cookies)
    {
        public override string ToString() => $"{Cookies.Count} cookies";
    }

    private sealed record BrowserRefused(string Reason);

    private sealed record BrowserNotEnded(string Reason);

    private sealed class BrowserEnded
    {
        public static readonly BrowserEnded Instance = new();
    }

    private sealed class Launch
    {
        public static readonly Launch Instance = new();
    }

    private sealed class ReadMore
    {
        public static readonly ReadMore Instance = new();
    }

    private sealed class HungTooLong
    {
        public static readonly HungTooLong Instance = new();
    }

    private sealed class StopAgain
    {
        public static readonly StopAgain Instance = new();
    }
}
