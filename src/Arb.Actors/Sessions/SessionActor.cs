using Akka.Actor;
using Akka.Event;
using Arb.Domain.Health;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;

namespace Arb.Actors.Sessions;

/// <summary>
/// What a user's browser export hands over, with no generation yet. From the account, on <c>session import</c>, to its session actor; answered (to the account) by <see cref="SessionOpened"/>.
/// </summary>
/// <param name="BaseUrl">Real site.</param>
/// <param name="Cookies">Cookies.</param>
/// <param name="Headers">Header profile.</param>
/// <param name="Tokens">Protocol tokens.</param>
public sealed record OfferSession(
    Uri BaseUrl, IReadOnlyDictionary<string, string> Cookies, IReadOnlyList<KeyValuePair<string, string>> Headers, IReadOnlyDictionary<string, string> Tokens)
{
    /// <summary>Where cookies go that do not go everywhere.</summary>
    public IReadOnlyList<PathCookie> PathCookies { get; init; } = [];

    /// <inheritdoc/>
    public override string ToString() => $"offer of a session at {BaseUrl.Host}";
}

/// <summary>
/// The session layer of one account: holds what a login left behind, in memory only (L06), and gives every session a generation. It drives the account's browser where the engine has browsers
/// (the other half of this class); a session that a user exports from a browser of their own is taken too: offered while the account is off, it waits until it is on.
/// <code>
///   no session ── recognised request and cookies seen ──► session n ── cookies, tokens or site changed ──► session n+1
///                                                          │ turned away by the bookmaker                    ▲
///                                                          └──► lost ── another login seen in the browser ───┘
/// </code>
/// </summary>
public sealed partial class SessionActor : ReceiveActor, IWithTimers
{
    private readonly AccountId _account;
    private readonly Uri _address;
    private readonly IBrowserSessions? _browsers;
    private readonly ICaptureReader? _plainReader;
    private ICaptureReader? _reader;
    private ProviderContract? _mapped;
    private readonly SessionLayerSettings _settings;
    private readonly CaptureShelf? _shelf;
    private readonly EngineClock _clock = EngineClock.Of(Context.System);
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private ProviderSession? _session;
    private ProviderId? _wanted;
    private string? _host;
    private bool _elsewhere;
    private IReadOnlyList<BrowserCookie> _cookies = [];
    private DateTimeOffset? _unsentSince;
    private int _generation;
    private long _seenAtLoss;
    private bool _lost;
    private bool _exported;
    private bool _started;

    /// <summary>Makes an empty session layer.</summary>
    /// <param name="account">Whose.</param>
    /// <param name="address">Where the user logs in.</param>
    /// <param name="environment">Browsers and capture reader, or none of both.</param>
    public SessionActor(AccountId account, Uri address, AccountEnvironment environment)
    {
        _account = account;
        _address = address;
        _settings = environment.SessionLayer;
        (_browsers, _reader) = (environment.Browsers, environment.Captures);
        _plainReader = _reader;
        if (_browsers is not null)
            _shelf = new CaptureShelf(_reader ?? throw new ArgumentException("browsers without a capture reader", nameof(environment)), _settings.KeptCaptures);
        Receive<StartSessionLayer>(_ => OnStart());
        Receive<StopSessionLayer>(_ => OnStop());
        Receive<SessionsSoFar>(past => _generation = Math.Max(_generation, past.Generation));
        Receive<UseProvider>(OnUseProvider);
        Receive<OfferSession>(OnOffer);
        Receive<SessionRejected>(OnRejected);
        Receive<Assemble>(_ => OnAssemble());
        Receive<RecordContracts>(_ => Sender.Tell(new ContractsRecorded(_shelf is null ? [] : _reader!.ReadContracts(_account, OfItsSite()))));
        ReceiveBrowser();
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <inheritdoc/>
    protected override void PostRestart(Exception reason)
    {
        base.PostRestart(reason);
        Context.Parent.Tell(SessionActorReady.Instance);
    }

    private void OnStart()
    {
        if (_browsers is not null)
        {
            StartBrowser();
            return;
        }
        _started = true;
        Context.Parent.Tell(SessionLayerStarted.Instance);
        if (_session is not null)
            Context.Parent.Tell(new SessionOpened(_session, _exported));
    }

    private void OnStop()
    {
        _started = false;
        _session = null;
        _lost = false;
        (_wanted, _host, _elsewhere) = (null, null, false);
        UseMapping(null);
        _cookies = [];
        _unsentSince = null;
        _shelf?.Clear();
        Timers.CancelAll();
        if (_browsers is not null)
            StopBrowser(Sender);
        else
            Sender.Tell(SessionLayerStopped.Instance);
    }

    private void OnOffer(OfferSession offer)
    {
        _session = new ProviderSession(_account, offer.BaseUrl, offer.Cookies, offer.Headers, offer.Tokens, ++_generation) { PathCookies = offer.PathCookies };
        _lost = false;
        _exported = true;
        if (_started)
            Context.Parent.Tell(new SessionOpened(_session, HandedOver: true));
    }

    private void OnUseProvider(UseProvider use)
    {
        _elsewhere &= use.Host == _host && use.Provider == _wanted;
        (_wanted, _host) = (use.Provider, use.Host);
        if (_session is not null && !_exported && _host is not null && !Sites.Same(_host, _session.BaseUrl))
            _session = null;
        UseMapping(use.Mapped);
        AssembleSoon();
    }

    /// <summary>Which requests are those of a mapped feed, its contract says: what was captured before is looked at again.</summary>
    private void UseMapping(ProviderContract? contract)
    {
        if (_shelf is null || ReferenceEquals(contract, _mapped))
            return;
        _mapped = contract;
        _reader = contract is null ? _plainReader! : _plainReader!.With(contract);
        _shelf.Reader = _reader;
        if (contract is null)
            return;
        _position = 0;
        ReadSome();
    }

    private void OnRejected(SessionRejected rejected)
    {
        if (_session?.Generation != rejected.Generation)
            return;
        _lost = true;
        _seenAtLoss = _shelf?.Recognised ?? 0;
        BringLogin();
    }

    // ---- a session of what the browser holds and really sent ----

    /// <summary>Not restarted by further changes: a site that changes cookies all the time renews its session all the same.</summary>
    private void AssembleSoon()
    {
        if (_browser is not null && !Timers.IsTimerActive(nameof(Assemble)))
            Timers.StartSingleTimer(nameof(Assemble), Assemble.Instance, _settings.Debounce);
    }

    private void OnAssemble()
    {
        if (!_started || _browser is null || (_wanted ?? _shelf!.Newest) is not { } provider || _reader!.ReadSession(_account, provider, OfItsSite(), _cookies) is not { } found)
            return;
        var seenHere = _shelf!.Recognised > _seenBefore;
        if (_session is not null && CaptureShelf.SameSent(found, _session))
        {
            _unsentSince = null;
            if (!_lost && (seenHere || found.CookieCount > 0))
                Back();
            return;
        }
        // A browser that was started anew, or whose login was turned away, must show a request of its own first.
        if (!seenHere || (_lost && _shelf.Recognised == _seenAtLoss) || !MayUse(found))
            return;
        _unsentSince = null;
        _lost = false;
        _exported = false;
        _session = found with { Generation = ++_generation };
        _log.Info("[SESSION] {0}: session {1} at {2}: {3} cookies, {4} tokens", _account, _generation, found.BaseUrl.Host, found.CookieCount, found.Tokens.Count);
        Context.Parent.Tell(new SessionOpened(_session));
        Back();
    }

    /// <summary>
    /// What is kept without requests that only look like a provider's: those at another site than that of the marked contract, or, before one is marked, at another site than the account's own where that
    /// one speaks the protocol too. A frame of somebody else in the bookmaker's page could have made them.
    /// </summary>
    private IReadOnlyList<CapturedExchange> OfItsSite()
    {
        var kept = _shelf!.Kept;
        var providers = kept.Select(capture => (Capture: capture, Provider: _reader!.Recognise(capture)?.Provider)).ToList();
        var atHome = providers.Where(one => one.Provider is not null && Sites.Same(_address.Authority, one.Capture.Url)).Select(one => one.Provider).ToHashSet();
        return [.. providers.Where(one => one.Provider is null
            || (_host is not null && one.Provider == _wanted ? Sites.Same(_host, one.Capture.Url) : !atHome.Contains(one.Provider) || Sites.Same(_address.Authority, one.Capture.Url))).Select(one => one.Capture)];
    }

    private void LookElsewhere(CapturedExchange capture)
    {
        if (_elsewhere || _host is null || Sites.Same(_host, capture.Url) || _reader!.Recognise(capture)?.Provider != _wanted)
            return;
        _elsewhere = true;
        Context.Parent.Tell(new SeenElsewhere(capture.Url.Authority));
    }

    /// <summary>Cookies change before the next request carries them: between two logins that would be neither the old session nor the new one.</summary>
    private bool MayUse(ProviderSession found)
    {
        if (_shelf!.Sent(found))
            return true;
        if (_session is null || _lost)
            return false;
        _unsentSince ??= _clock.Now;
        var left = _unsentSince.Value + _settings.RenewAfter - _clock.Now;
        if (left <= TimeSpan.Zero)
            return true;
        Timers.StartSingleTimer(nameof(SessionLayerSettings.RenewAfter), Assemble.Instance, left);
        return false;
    }

    private void Publish(LogSeverity severity, string message) =>
        Context.System.EventStream.Publish(new SystemLogEntry(_clock.Now, severity, "session", message, _account));

    private sealed class Assemble
    {
        public static readonly Assemble Instance = new();
    }
}
