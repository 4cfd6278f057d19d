using System.Text.Json.Nodes;
using Arb.Browser.DevTools;
using Arb.Browser.Sessions;
using Arb.Domain.Sessions;
using Arb.Tests.Browser.DevTools;
using Arb.Tests.Sandbox;

namespace Arb.Tests.Browser.Sessions;

public sealed class TabSetSpecs
{
    private readonly MemoryTransport _browser = new();
    private readonly SandboxClock _time = new();
    private readonly List<BrowserEvent> _events = [];
    private readonly TabSet _tabs;
    private readonly System.Threading.Channels.ChannelReader<DevToolsEvent> _reader;

    public TabSetSpecs()
    {
        var client = new DevToolsClient(_browser, MemoryTransport.Limits, _time);
        _reader = client.Subscribe();
        _tabs = new TabSet(client, () => new JsonObject(), TimeSpan.FromSeconds(5), _time, _events.Add);
    }

    [Theory]
    [InlineData("page")]
    [InlineData("iframe")]
    [InlineData("worker")]
    [InlineData("shared_worker")]
    [InlineData("service_worker")]
    public void Should_listen_before_a_new_target_may_run(string type)
    {
        Attach("t", type: type);
        var methods = Sent();
        Assert.Equal("Network.enable", methods[0]);
        Assert.Contains("Target.setAutoAttach", methods);
        Assert.Equal("Runtime.runIfWaitingForDebugger", methods[^1]);
    }

    [Fact]
    public void Should_close_the_old_tab_when_the_new_one_shows_a_site()
    {
        Attach("a");
        Attach("b");
        Assert.Equal("session-b", _tabs.ActiveSession);
        Assert.DoesNotContain("Target.closeTarget a", Sent());
        Navigate("b", "about:blank");
        Assert.DoesNotContain("Target.closeTarget a", Sent());
        Navigate("b", "https://site.example/odds?token=1");
        Assert.Contains("Target.closeTarget a", Sent());
        Assert.Equal("at site.example", _events[^1].ToString());
    }

    [Fact]
    public void Should_close_the_old_tab_after_its_grace_in_any_case()
    {
        Attach("a");
        Attach("b");
        _time.Advance(TimeSpan.FromSeconds(4));
        _tabs.Sweep();
        Assert.DoesNotContain("Target.closeTarget a", Sent());
        _time.Advance(TimeSpan.FromSeconds(1));
        _tabs.Sweep();
        Assert.Contains("Target.closeTarget a", Sent());
    }

    [Fact]
    public void Should_let_no_page_ask_whether_its_old_tab_may_close()
    {
        Attach("a");
        Attach("b");
        Take("Page.javascriptDialogOpening", """{"type":"beforeunload","hasBrowserHandler":true}""", "session-b");
        Assert.DoesNotContain("Page.handleJavaScriptDialog", Sent());
        Navigate("b", "https://site.example/odds");
        Take("Page.javascriptDialogOpening", """{"type":"beforeunload","hasBrowserHandler":true}""", "session-a");
        Assert.Contains("Page.handleJavaScriptDialog", Sent());
    }

    [Fact]
    public void Should_take_the_old_tab_back_when_the_new_one_closes_before_it_showed_anything()
    {
        Attach("a");
        Attach("b");
        Destroy("b");
        Assert.Equal("session-a", _tabs.ActiveSession);
        Assert.Equal(["a", "b", "a"], _events.OfType<BrowserEvent.TabAdopted>().Select(e => e.Tab));
        _time.Advance(TimeSpan.FromSeconds(10));
        _tabs.Sweep();
        Assert.DoesNotContain("Target.closeTarget a", Sent());
    }

    [Fact]
    public void Should_say_that_the_last_tab_is_gone()
    {
        Attach("a");
        Destroy("a");
        Assert.IsType<BrowserEvent.TabLost>(_events[^1]);
        Assert.Null(_tabs.ActiveSession);
    }

    [Fact]
    public void Should_not_take_developer_tools_or_pages_rendered_in_advance_for_tabs()
    {
        Attach("a");
        Attach("d", url: "devtools://devtools/bundled/inspector.html");
        Attach("p", subtype: "prerender");
        Assert.Equal("session-a", _tabs.ActiveSession);
    }

    [Fact]
    public void Should_record_a_service_worker_through_the_browsers_session_only()
    {
        Attach("w", type: "service_worker", session: "by-page", parent: "session-a");
        Attach("w", type: "service_worker", session: "by-browser", parent: null);
        Attach("w", type: "service_worker", session: "by-page-2", parent: "session-a");
        Assert.Equal(["by-page", "by-page-2"], _browser.Sent.Where(c => c.GetProperty("method").GetString() == "Target.detachFromTarget").Select(c => c.GetProperty("params").Text("sessionId")));
        Assert.Equal(2, Sent().Count(m => m == "Network.enable"));
    }

    [Fact]
    public void Should_notice_a_crash_of_the_tab_only()
    {
        Attach("a");
        Take("Inspector.targetCrashed", "{}", "session-other");
        Assert.DoesNotContain(_events, e => e is BrowserEvent.TabCrashed);
        Take("Inspector.targetCrashed", "{}", "session-a");
        Assert.IsType<BrowserEvent.TabCrashed>(_events[^1]);
    }

    [Fact]
    public void Should_report_where_the_main_frame_goes_and_no_frame_in_it()
    {
        Attach("a");
        Take("Page.frameNavigated", """{"frame":{"id":"f","parentId":"a","url":"https://ads.example/"}}""", "session-a");
        Assert.DoesNotContain(_events, e => e is BrowserEvent.Navigated);
        Take("Page.frameNavigated", """{"frame":{"id":"a","url":"chrome-error://chromewebdata/","unreachableUrl":"https://site.example/"}}""", "session-a");
        Assert.Equal(new BrowserEvent.Navigated(new Uri("https://site.example/"), Failed: true), _events[^1]);
    }

    private void Attach(string tab, string type = "page", string url = "", string subtype = "", string? session = null, string? parent = null) =>
        Take("Target.attachedToTarget", $$$"""{"sessionId":"{{{session ?? "session-" + tab}}}","waitingForDebugger":true,"targetInfo":{"targetId":"{{{tab}}}","type":"{{{type}}}","subtype":"{{{subtype}}}","url":"{{{url}}}"}}""", parent);

    private void Destroy(string tab) => Take("Target.targetDestroyed", $$"""{"targetId":"{{tab}}"}""", null);

    private void Navigate(string tab, string url) => Take("Page.frameNavigated", $$$"""{"frame":{"id":"{{{tab}}}","url":"{{{url}}}"}}""", "session-" + tab);

    private void Take(string method, string parameters, string? session)
    {
        _browser.Event(method, parameters, session);
        Assert.True(_reader.TryRead(out var happened));
        _tabs.On(happened);
    }

    private string[] Sent() => [.. _browser.Sent.Select(c => c.GetProperty("method").GetString() + (c.Child("params").Text("targetId") is { } target ? " " + target : ""))];
}
