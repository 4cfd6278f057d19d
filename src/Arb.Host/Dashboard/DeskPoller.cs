using System.Text;
using System.Threading.Channels;
using Arb.Domain.Commands;
using Arb.Host.Configuration;
using Arb.Host.Dashboard.Components;

namespace Arb.Host.Dashboard;

/// <summary>What is sent to a page: server-sent events, ready to write. The same objects go to everybody who looks at the same page.</summary>
/// <param name="Head">Engine state.</param>
/// <param name="Main">The page.</param>
internal sealed record DeskFrame(byte[] Head, byte[] Main);

/// <summary>One open page. It holds the newest frame only: a slow browser misses frames, it does not pile them up.</summary>
internal sealed class DeskWatcher(DeskView view, DeskLogin login)
{
    private readonly Channel<DeskFrame> _frames = Channel.CreateBounded<DeskFrame>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    public DeskView View => view;

    public DeskLogin Login => login;

    /// <summary>The newest frame that was not read yet; ends when the page is parked.</summary>
    public ChannelReader<DeskFrame> Frames => _frames.Reader;

    public void Show(DeskFrame frame) => _frames.Writer.TryWrite(frame);

    /// <summary>Another page of the same login took its place.</summary>
    public void Park() => _frames.Writer.TryComplete();
}

/// <summary>
/// Looks at the engine for everybody: once an interval while at least one page is open, each question once, each page rendered once, however many browsers show it. Answers are kept no longer than a
/// page may show them. Thread-safe.
/// </summary>
internal sealed class DeskPoller(
    DashboardOptions options, Func<ArbCommand, CancellationToken, Task<CommandReply>> ask, DeskRenderer renderer, TimeProvider time, Action<string> log) : IAsyncDisposable
{
    /// <summary>Answers kept at most; far more than the pages that may be open ask for.</summary>
    private const int MaxAnswers = 512;

    private readonly Lock _gate = new();
    private readonly List<DeskWatcher> _watchers = [];
    private readonly Dictionary<ArbCommand, (Task<CommandReply> Reply, long At)> _answers = [];
    private readonly Dictionary<DeskView, DeskFrame> _last = [];
    private readonly SemaphoreSlim _hurry = new(0, 1);
    private readonly CancellationTokenSource _stop = new();
    private Task _loop = Task.CompletedTask;
    private bool _looping;
    private string? _told;

    /// <summary>Looks at the engine since the start, for tests and the curious.</summary>
    public long Looks { get; private set; }

    /// <summary>Pages open now.</summary>
    public int Watching
    {
        get
        {
            lock (_gate)
                return _watchers.Count;
        }
    }

    /// <summary>Opens a page, or null when too many are open. A login that has its share open loses its oldest.</summary>
    public DeskWatcher? Watch(DeskView view, DeskLogin login)
    {
        var watcher = new DeskWatcher(view, login);
        lock (_gate)
        {
            var own = _watchers.Where(one => one.Login == login).ToList();
            if (own.Count >= options.MaxWatchersPerLogin)
            {
                own[0].Park();
                _watchers.Remove(own[0]);
            }
            if (_watchers.Count >= options.MaxWatchers)
                return null;
            _watchers.Add(watcher);
            if (!_looping)
            {
                _looping = true;
                _loop = Task.Run(LoopAsync);
            }
        }
        Wake();
        return watcher;
    }

    /// <summary>The page was closed.</summary>
    public void Leave(DeskWatcher watcher)
    {
        lock (_gate)
            _watchers.Remove(watcher);
    }

    /// <summary>Something was changed: what is known is old, look at once.</summary>
    public void Hurry()
    {
        lock (_gate)
            _answers.Clear();
        Wake();
    }

    /// <summary>What a page shows now.</summary>
    public async Task<DeskData> ReadAsync(DeskView view)
    {
        var now = time.GetUtcNow();
        var questions = view.Page.Questions(new DeskMoment(view.Subject, view.Query, options.Rows, now)).ToList();
        var replies = await Task.WhenAll(questions.Select(Answer));
        return new DeskData(now, view, questions.Select((question, i) => (question.Command, Reply: replies[i])).ToDictionary(one => one.Command, one => one.Reply), options.Rows);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        lock (_gate)
        {
            _watchers.ForEach(watcher => watcher.Park());
            _watchers.Clear();
        }
        await _loop;
        _stop.Dispose();
    }

    private void Wake()
    {
        lock (_hurry)
            if (_hurry.CurrentCount == 0)
                _hurry.Release();
    }

    private Task<CommandReply> Answer(DeskQuestion question)
    {
        lock (_gate)
        {
            // While it is asked, and a moment after, the same answer is good for whoever asks the same.
            var good = question.Good > options.Interval / 2 ? question.Good : options.Interval / 2;
            if (_answers.TryGetValue(question.Command, out var known) && (!known.Reply.IsCompleted || time.GetElapsedTime(known.At) < good))
                return known.Reply;
            if (_answers.Count >= MaxAnswers)
                _answers.Remove(_answers.MinBy(one => one.Value.At).Key);
            var asked = AskAsync(question.Command);
            _answers[question.Command] = (asked, time.GetTimestamp());
            return asked;
        }
    }

    private async Task<CommandReply> AskAsync(ArbCommand command)
    {
        // Not under the lock of whoever asks.
        await Task.Yield();
        try
        {
            return await ask(command, _stop.Token);
        }
        catch (OperationCanceledException)
        {
            return new CommandFailed(FailureKind.Failed, "the engine is shutting down");
        }
    }

    private async Task LoopAsync()
    {
        while (true)
        {
            DeskView[] views;
            lock (_gate)
            {
                views = [.. _watchers.Select(watcher => watcher.View).Distinct()];
                if (views.Length == 0 || _stop.IsCancellationRequested)
                {
                    _looping = false;
                    _answers.Clear();
                    _last.Clear();
                    return;
                }
            }
            try
            {
                await LookAsync(views);
                await _hurry.WaitAsync(options.Interval, _stop.Token);
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                // The next turn ends it.
            }
        }
    }

    private async Task LookAsync(DeskView[] views)
    {
        Looks++;
        foreach (var gone in _last.Keys.Except(views).ToList())
            _last.Remove(gone);
        byte[]? head = null;
        foreach (var view in views)
        {
            try
            {
                var data = await ReadAsync(view);
                head ??= Event("head", await renderer.RenderAsync(typeof(Head), data));
                var main = Event("main", await renderer.RenderAsync(view.Page.Live, data));
                var before = _last.GetValueOrDefault(view);
                Show(view, _last[view] = new DeskFrame(head, before is not null && before.Main.AsSpan().SequenceEqual(main) ? before.Main : main));
            }
            catch (Exception broken) when (broken is not OperationCanceledException)
            {
                // One page that cannot be rendered must not take the others with it.
                Tell($"[DASHBOARD] {view.Page.Title} could not be rendered: {broken.GetType().Name}: {broken.Message}");
            }
        }
    }

    private void Show(DeskView view, DeskFrame frame)
    {
        lock (_gate)
            foreach (var watcher in _watchers)
                if (watcher.View == view)
                    watcher.Show(frame);
    }

    /// <summary>Once, until it is something else.</summary>
    private void Tell(string line)
    {
        if (line == _told)
            return;
        _told = line;
        log(line);
    }

    private static byte[] Event(string name, string markup)
    {
        var text = new StringBuilder(markup.Length + 64).Append("event: ").Append(name).Append('\n');
        foreach (var line in markup.AsSpan().EnumerateLines())
            text.Append("data: ").Append(line).Append('\n');
        return Encoding.UTF8.GetBytes(text.Append('\n').ToString());
    }
}
