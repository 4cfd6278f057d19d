using System.Text.Json.Nodes;
using Arb.Browser.DevTools;
using Arb.Browser.Launching;
using Arb.Browser.Recording;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;

namespace Arb.Browser.Sessions;

/// <summary>
/// One account's Chrome: its tab, its recorder, its signs of life, its end. Everything is reported to one observer, one event at a time; <see cref="BrowserEvent.Closed"/> is the last.
/// </summary>
internal sealed class ChromeSession : IBrowserSession
{
    private static readonly TimeSpan SweepEvery = TimeSpan.FromMilliseconds(200);

    private readonly BrowserOptions _options;
    private readonly ProfileFolder _folder;
    private readonly TimeProvider _time;
    private readonly ChromeProcess _process;
    private readonly DevToolsClient _client;
    private readonly CaptureBuffer _captures;
    private readonly NetworkRecorder _recorder;
    private readonly TabSet _tabs;
    private readonly CookieWatch _cookies;
    private readonly Action<BrowserEvent> _observer;
    private readonly Action _released;
    private readonly Lock _notify = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _closeAsked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _firstTab = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _end = Task.CompletedTask;
    private Task _dispatch = Task.CompletedTask;
    private bool _ended;
    private long _odd;
    private volatile bool _hung;

    private ChromeSession(
        AccountId account, Action<BrowserEvent> observer, BrowserOptions options, ProfileFolder folder, TimeProvider time, ChromeProcess process, Action released)
    {
        Account = account;
        _observer = observer;
        _options = options;
        _folder = folder;
        _time = time;
        _process = process;
        _released = released;
        var limits = new DevToolsLimits(options.CommandDeadline, options.MaxInFlight, options.MaxMessage, options.EventQueue);
        _captures = new CaptureBuffer(options.Captures.MaxCaptures, options.Captures.MaxBytes, last => Notify(new BrowserEvent.CapturesArrived(last)));
        _client = new DevToolsClient(process.Transport, limits, time);
        _cookies = new CookieWatch(_client);
        _recorder = new NetworkRecorder(_client, options.Captures, _captures, time, _cookies.Expect);
        _tabs = new TabSet(_client, _recorder.EnableParameters, options.TabGrace, time, Notify);
    }

    /// <inheritdoc/>
    public AccountId Account { get; }

    /// <inheritdoc/>
    public string Description { get; private set; } = "";

    /// <summary>The browser's process.</summary>
    internal int ProcessId => _process.Id;

    /// <inheritdoc/>
    public BrowserCounts Counts => new(_captures.Added, _captures.Dropped, _client.DroppedEvents, _client.Malformed + Interlocked.Read(ref _odd));

    /// <summary>Sends a command to the tab, or to the browser: for tests that do what a user does.</summary>
    internal Task<System.Text.Json.JsonElement> CommandAsync(string method, JsonObject? parameters = null, bool browser = false) =>
        _client.SendAsync(method, browser ? null : _tabs.ActiveSession, parameters);

    /// <summary>Starts a browser. Throws <see cref="BrowserException"/>; nothing is left running then.</summary>
    public static async Task<ChromeSession> OpenAsync(
        AccountId account, Uri address, Action<BrowserEvent> observer, BrowserOptions options, ProfileFolder folder, TimeProvider time, Action released, CancellationToken cancel)
    {
        using var late = new CancellationTokenSource(options.StartDeadline, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancel);
        var refused = "";
        for (var link = 0; ; link++)
        {
            var isLast = link == options.Links.Count - 1;
            // A browser that never answers must leave time for the other way.
            using var patience = new CancellationTokenSource(isLast ? options.StartDeadline : options.StartDeadline / 2, time);
            using var attempt = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, either.Token);
            ChromeProcess? process = null;
            ChromeSession? session = null;
            try
            {
                process = await ChromeProcess.StartAsync(options, options.Links[link], folder, time, attempt.Token).ConfigureAwait(false);
                session = new ChromeSession(account, observer, options, folder, time, process, released);
                var product = await session.GreetAsync(attempt.Token).ConfigureAwait(false);
                session.Description = $"{product} ({process.Executable}) over {(options.Links[link] == DevToolsLink.Pipes ? "pipes" : "a local port")}{refused}";
                await session.ConnectAsync(either.Token).ConfigureAwait(false);
                session.Begin(address);
                return session;
            }
            catch (Exception failed)
            {
                var said = process?.Errors ?? "";
                if (session is not null)
                    await session._client.DisposeAsync().ConfigureAwait(false);
                if (process is not null)
                    await process.DisposeAsync().ConfigureAwait(false);
                await folder.RemoveLeftoversAsync(options.KillDeadline, time).ConfigureAwait(false);
                var why = failed is OperationCanceledException ? "it did not answer in time" : failed.Message;
                if (process is not null && session is not { Description.Length: > 0 } && !isLast && !either.IsCancellationRequested)
                {
                    refused = $", for it did not answer over pipes: {why}";
                    continue;
                }
                if (cancel.IsCancellationRequested || failed is BrowserException)
                    throw;
                if (failed is OperationCanceledException)
                    why = $"it did not answer within {options.StartDeadline.TotalSeconds:0} s";
                throw new BrowserException($"the browser of {account} could not be started: {why}{(said.Length > 0 ? $"; it said: {said}" : "")}", failed);
            }
        }
    }

    /// <summary>Throws for an address that is not the web's.</summary>
    public static void Check(Uri address)
    {
        if (!address.IsAbsoluteUri || address.Scheme is not ("http" or "https"))
            throw new BrowserException("only http and https addresses can be opened");
    }

    /// <inheritdoc/>
    public async Task NavigateAsync(Uri address, CancellationToken cancel)
    {
        Check(address);
        var session = _tabs.ActiveSession ?? throw new BrowserException($"{Account} has no tab");
        try
        {
            var answer = await _client.SendAsync("Page.navigate", session, new JsonObject { ["url"] = address.AbsoluteUri }, _options.NavigationDeadline, cancel).ConfigureAwait(false);
            if (answer.Text("errorText") is { Length: > 0 } error)
                throw new BrowserException($"{address.Host} cannot be opened: {error}");
        }
        catch (DevToolsException failed)
        {
            throw new BrowserException($"{address.Host} cannot be opened: {failed.Message}", failed);
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<BrowserCookie>> GetCookiesAsync(CancellationToken cancel)
    {
        try
        {
            return await _cookies.ReadAsync(cancel).ConfigureAwait(false);
        }
        catch (DevToolsException failed)
        {
            throw new BrowserException($"the cookies of {Account} cannot be read: {failed.Message}", failed);
        }
    }

    /// <inheritdoc/>
    public CaptureBatch ReadCaptures(long after, int max) => _captures.Read(after, max);

    /// <inheritdoc/>
    public Task CloseAsync()
    {
        _closeAsked.TrySetResult();
        return _end;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await CloseAsync().ConfigureAwait(false);

    /// <summary>Waits for the browser's first answer: its name.</summary>
    private async Task<string> GreetAsync(CancellationToken cancel)
    {
        var alive = _client.SendAsync("Browser.getVersion", deadline: _options.StartDeadline, cancel: cancel);
        // Whoever gives up waiting for it has a better reason than it will have.
        _ = alive.ContinueWith(given => given.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        // A browser that cannot start ends at once; its pipes, kept alive by us, would not tell, or tell a moment before.
        if (await Task.WhenAny(alive, _process.Exited).ConfigureAwait(false) != alive)
            throw await _process.EndedAsync(cancel).ConfigureAwait(false);
        if (alive.Exception?.InnerException is DevToolsClosedException && await Task.WhenAny(_process.Exited, Task.Delay(_options.CloseDeadline, _time, cancel)).ConfigureAwait(false) == _process.Exited)
            throw await _process.EndedAsync(cancel).ConfigureAwait(false);
        var answer = await alive.ConfigureAwait(false);
        _process.Answered();
        return answer.Text("product") is { Length: > 0 } product ? product : "a browser";
    }

    private async Task ConnectAsync(CancellationToken cancel)
    {
        var events = _client.Subscribe();
        _dispatch = Task.Run(() => DispatchAsync(events), CancellationToken.None);
        // One deadline for the whole start, the one the cancellation carries: a browser that just started on a busy machine answers late.
        await StartAsync("Target.setDiscoverTargets", null, new JsonObject { ["discover"] = true }, cancel).ConfigureAwait(false);
        await StartAsync("Target.setAutoAttach", null, TabSet.AutoAttach(), cancel).ConfigureAwait(false);
        await _firstTab.Task.WaitAsync(cancel).ConfigureAwait(false);
        // The first tab does not wait for us as later ones do: nothing is opened in it before the recorder listens.
        var tab = _tabs.ActiveSession;
        await Task.WhenAll(
            StartAsync("Network.enable", tab, _recorder.EnableParameters(), cancel),
            StartAsync("Page.enable", tab, null, cancel),
            StartAsync("Target.setAutoAttach", tab, TabSet.AutoAttach(), cancel)).ConfigureAwait(false);
    }

    private Task StartAsync(string method, string? session, JsonObject? parameters, CancellationToken cancel) =>
        _client.SendAsync(method, session, parameters, _options.StartDeadline, cancel);

    private void Begin(Uri address)
    {
        // Not waited for: the site may be slow or down, the user sees that in the window, and the events say it.
        _client.Post("Page.navigate", _tabs.ActiveSession, new JsonObject { ["url"] = address.AbsoluteUri });
        _ = Task.Run(WatchLifeAsync);
        _ = Task.Run(WatchCookiesAsync);
        _ = Task.Run(SweepAsync);
        _end = Task.Run(EndAsync);
        // An end that failed is reported as an event too; who asks again gets the failure.
        _ = _end.ContinueWith(end => end.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
    }

    private async Task DispatchAsync(System.Threading.Channels.ChannelReader<DevToolsEvent> events)
    {
        await foreach (var happened in events.ReadAllAsync().ConfigureAwait(false))
        {
            try
            {
                if (happened.Method.StartsWith("Network.", StringComparison.Ordinal))
                    _recorder.On(happened);
                else
                    _tabs.On(happened);
            }
            catch (Exception odd) when (odd is InvalidOperationException or ArgumentException or FormatException)
            {
                // A shape that no browser had so far: that event is lost, those after it are not.
                Interlocked.Increment(ref _odd);
            }
            if (_tabs.ActiveSession is not null)
                _firstTab.TrySetResult();
        }
    }

    /// <summary>One sign of life after the other: what a stopped browser owes shows within the pause and the deadline.</summary>
    private async Task WatchLifeAsync()
    {
        using var timer = new PeriodicTimer(_options.HeartbeatEvery, _time);
        var lastAnswer = _time.GetTimestamp();
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token).ConfigureAwait(false))
                try
                {
                    await _client.SendAsync("Browser.getVersion", deadline: _options.HeartbeatDeadline, cancel: _stop.Token).ConfigureAwait(false);
                    lastAnswer = _time.GetTimestamp();
                    if (_hung)
                    {
                        _hung = false;
                        Notify(new BrowserEvent.Recovered());
                    }
                }
                catch (DevToolsClosedException)
                {
                    return;
                }
                catch (DevToolsException) when (!_hung)
                {
                    _hung = true;
                    Notify(new BrowserEvent.Hung(_time.GetElapsedTime(lastAnswer)));
                }
                catch (DevToolsException)
                {
                    // Still hung; said already.
                }
        }
        catch (OperationCanceledException)
        {
            // Closed.
        }
    }

    private async Task WatchCookiesAsync()
    {
        try
        {
            while (await _cookies.WaitAsync(_options.CookiesEvery, _time, _stop.Token).ConfigureAwait(false))
                try
                {
                    if (await _cookies.ChangedAsync(_stop.Token).ConfigureAwait(false) is { } changed)
                        Notify(new BrowserEvent.CookiesChanged(changed));
                }
                catch (DevToolsClosedException)
                {
                    return;
                }
                catch (DevToolsException)
                {
                    // The signs of life say what is wrong; the next look comes.
                }
        }
        catch (OperationCanceledException)
        {
            // Closed.
        }
    }

    private async Task SweepAsync()
    {
        using var timer = new PeriodicTimer(SweepEvery, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token).ConfigureAwait(false))
            {
                _recorder.Sweep();
                _tabs.Sweep();
            }
        }
        catch (OperationCanceledException)
        {
            // Closed.
        }
    }

    /// <summary>Waits for the end of the browser, by itself or as asked, and leaves nothing behind.</summary>
    private async Task EndAsync()
    {
        await Task.WhenAny(_closeAsked.Task, _client.Closed, _process.Exited).ConfigureAwait(false);
        var asked = _closeAsked.Task.IsCompleted;
        var end = asked ? BrowserEnd.Asked : BrowserEnd.Lost;
        var detail = "closed as asked";
        try
        {
            // A connection that is gone: the process is going too, or has lost its mind.
            if (!_hung && (!asked || _client.Post("Browser.close")))
                await Task.WhenAny(_process.Exited, Task.Delay(_options.CloseDeadline, _time)).ConfigureAwait(false);
            if (!_process.Exited.IsCompleted)
            {
                await _process.KillAsync().ConfigureAwait(false);
                detail = asked ? "killed: it did not close in time" : "killed: the connection to it broke";
            }
            else if (!asked)
            {
                var code = await _process.Exited.ConfigureAwait(false);
                (end, detail) = code == 0 ? (BrowserEnd.ByUser, "the browser was closed") : (BrowserEnd.Lost, $"the browser ended with code {code}");
            }
            await _process.DisposeAsync().ConfigureAwait(false);
            await _folder.RemoveLeftoversAsync(_options.KillDeadline, _time).ConfigureAwait(false);
        }
        catch (BrowserException left)
        {
            detail = left.Message;
            throw;
        }
        finally
        {
            await _stop.CancelAsync().ConfigureAwait(false);
            await _client.DisposeAsync().ConfigureAwait(false);
            await _dispatch.ConfigureAwait(false);
            _recorder.Finish();
            // In this order: who hears of the end may open again at once.
            _released();
            NotifyEnd(new BrowserEvent.Closed(end, detail));
        }
    }

    private void Notify(BrowserEvent happened)
    {
        lock (_notify)
            if (!_ended)
                _observer(happened);
    }

    private void NotifyEnd(BrowserEvent.Closed closed)
    {
        lock (_notify)
        {
            _ended = true;
            _observer(closed);
        }
    }
}
