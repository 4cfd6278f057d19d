using System.Text;
using Arb.Domain.Commands;
using Arb.Host.Configuration;
using Arb.Host.Dashboard;

namespace Arb.Tests.Host.Dashboard;

/// <summary>One look at the engine for everybody. The pause is an hour, so the only looks are those that the test asks for.</summary>
public sealed class DeskPollerSpecs : IAsyncDisposable
{
    private static readonly DashboardOptions Options = new() { Interval = TimeSpan.FromHours(1), MaxWatchers = 40, MaxWatchersPerLogin = 30 };
    private readonly DeskAnswers _engine = new();
    private readonly DeskTime _time = new();
    private readonly List<string> _log = [];
    private readonly DeskLogin _anna = new("anna", "token", DateTimeOffset.MaxValue);
    private readonly DeskLogin _bert = new("bert", "token", DateTimeOffset.MaxValue);
    private DeskPoller? _made;

    private DeskPoller Poller => _made ??= Make(Options);

    public ValueTask DisposeAsync() => _made?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Fact]
    public async Task Should_ask_the_engine_for_twenty_pages_what_it_asks_for_one()
    {
        var one = Poller.Watch(View("/opportunities"), _anna)!;
        await FrameAsync(one);
        _engine.Asked.Clear();
        var others = Enumerable.Range(0, 19).Select(_ => Poller.Watch(View("/opportunities"), _anna)!).ToList();
        Poller.Hurry();
        var frames = await Task.WhenAll(others.Append(one).Select(FrameAsync));
        Assert.InRange(_engine.Times<GetStatus>(), 0, 2); // none when the look that a new page wakes was first
        Assert.InRange(_engine.Times<ListOpportunities>(), 0, 2);
        Assert.All(frames, frame => Assert.Contains("Ajax", Encoding.UTF8.GetString(frame.Main), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Should_ask_once_what_several_pages_show()
    {
        await FrameAsync(Poller.Watch(View("/"), _anna)!);
        var pages = new[] { "/opportunities", "/executions", "/log", "/exposure", "/profit" }.Select(path => Poller.Watch(View(path), _anna)!).ToList();
        _engine.Asked.Clear();
        Poller.Hurry();
        await Task.WhenAll(pages.Select(FrameAsync));
        Assert.InRange(_engine.Times<GetStatus>(), 0, 2); // none when the look that a new page wakes was first
        Assert.InRange(_engine.Times<ListExecutions>(), 0, 4);
    }

    [Fact]
    public async Task Should_send_the_same_bytes_to_everybody()
    {
        var first = Poller.Watch(View("/"), _anna)!;
        await FrameAsync(first);
        var second = Poller.Watch(View("/"), _bert)!;
        Poller.Hurry();
        var both = await Task.WhenAll(FrameAsync(first), FrameAsync(second));
        Assert.Same(both[0].Main, both[1].Main);
    }

    [Fact]
    public async Task Should_not_look_while_nobody_watches()
    {
        var watcher = Poller.Watch(View("/"), _anna)!;
        await FrameAsync(watcher);
        Poller.Leave(watcher);
        Poller.Hurry();
        await Poller.DisposeAsync();
        var looks = Poller.Looks;
        Assert.InRange(looks, 1, 2);
        Assert.Equal(0, Poller.Watching);
    }

    [Fact]
    public async Task Should_hold_the_newest_frame_only_for_a_slow_browser()
    {
        var slow = Poller.Watch(View("/"), _anna)!;
        var quick = Poller.Watch(View("/"), _bert)!;
        await FrameAsync(quick);
        for (var i = 0; i < 5; i++)
        {
            _engine.Name = $"look {i}";
            Poller.Hurry();
            while (!Encoding.UTF8.GetString((await FrameAsync(quick)).Main).Contains(_engine.Name, StringComparison.Ordinal))
            {
            }
        }
        Assert.Contains("look 4", Encoding.UTF8.GetString((await FrameAsync(slow)).Main), StringComparison.Ordinal);
        Assert.False(slow.Frames.TryRead(out _));
    }

    [Fact]
    public async Task Should_pause_the_oldest_page_of_a_login_that_has_its_share()
    {
        await using var poller = Make(Options with { MaxWatchersPerLogin = 2 });
        var pages = Enumerable.Range(0, 3).Select(_ => poller.Watch(View("/"), _anna)!).ToList();
        Assert.Equal(2, poller.Watching);
        // What it already has may be read; then it ends.
        while (await pages[0].Frames.WaitToReadAsync())
            pages[0].Frames.TryRead(out _);
        Assert.True(pages[0].Frames.Completion.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Should_refuse_more_pages_than_it_may_keep()
    {
        await using var poller = Make(Options with { MaxWatchers = 1 });
        Assert.NotNull(poller.Watch(View("/"), _anna));
        Assert.Null(poller.Watch(View("/"), _bert));
    }

    [Fact]
    public async Task Should_go_on_when_one_page_cannot_be_rendered()
    {
        _engine.Instead = command => command is ListLog ? new LogList(null!) : null;
        var broken = Poller.Watch(View("/log"), _anna)!;
        var fine = Poller.Watch(View("/"), _anna)!;
        await FrameAsync(fine);
        Assert.False(broken.Frames.TryRead(out _));
        Assert.Contains("Log could not be rendered", Assert.Single(_log), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_write_each_line_of_markup_as_a_line_of_its_event()
    {
        _engine.Name = "two\nlines\r\n\nevent: main";
        var watcher = Poller.Watch(View("/"), _anna)!;
        var text = Encoding.UTF8.GetString((await FrameAsync(watcher)).Main);
        Assert.StartsWith("event: main\ndata: ", text, StringComparison.Ordinal);
        Assert.All(text.TrimEnd('\n').Split('\n').Skip(1), line => Assert.StartsWith("data: ", line, StringComparison.Ordinal));
    }

    private static DeskView View(string path) => DeskPage.Find(path, DeskQuery.All)!;

    private DeskPoller Make(DashboardOptions options) => new(options, _engine.AskAsync, new DeskRenderer(), _time, line =>
    {
        lock (_log)
            _log.Add(line);
    });

    private static async Task<DeskFrame> FrameAsync(DeskWatcher watcher)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        return await watcher.Frames.ReadAsync(late.Token);
    }
}
