using System.Text.Json;
using System.Text.Json.Nodes;
using Arb.Browser.DevTools;
using Arb.Browser.Tabs;
using Arb.Domain.Sessions;

namespace Arb.Browser.Sessions;

/// <summary>
/// Attaches to every page, frame and worker before its first request, and keeps one tab (L02): the newest is adopted at once, the old one is closed as soon as the new one shows a site.
/// Not at once, because sites open an empty window first and tell it where to go from the old one.
/// </summary>
internal sealed class TabSet(DevToolsClient client, Func<JsonObject> networkParameters, TimeSpan grace, TimeProvider time, Action<BrowserEvent> notify)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, string> _sessions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string Session, string? Parent)> _attached = new(StringComparer.Ordinal);
    private readonly List<(string Tab, long Since)> _closing = [];
    private TabState _state = TabState.Empty;
    private volatile string? _active;

    /// <summary>The flat session of the account's tab, or null.</summary>
    public string? ActiveSession => _active;

    /// <summary>Parameters of <c>Target.setAutoAttach</c>: everything new waits until the recorder listens to it.</summary>
    public static JsonObject AutoAttach() => new() { ["autoAttach"] = true, ["waitForDebuggerOnStart"] = true, ["flatten"] = true };

    public void On(in DevToolsEvent happened)
    {
        var p = happened.Parameters;
        lock (_gate)
        {
            switch (happened.Method)
            {
                case "Target.attachedToTarget":
                    OnAttached(p, happened.Session);
                    break;
                case "Target.detachedFromTarget":
                    OnDetached(p.Text("sessionId"));
                    break;
                case "Target.targetDestroyed":
                    OnDestroyed(p.Text("targetId"));
                    break;
                case "Page.frameNavigated" when happened.Session is { } session && session == _active:
                    OnNavigated(p.Child("frame"));
                    break;
                case "Page.navigatedWithinDocument" when happened.Session is { } session && session == _active && p.Text("frameId") == _state.Active:
                    Report(p.Text("url"), failed: false);
                    break;
                case "Page.javascriptDialogOpening" when happened.Session is { } session && (!p.Flag("hasBrowserHandler") || (p.Text("type") == "beforeunload" && IsLeaving(session))):
                    // Without a window nobody can answer, and the page would wait for good; and an old tab that asks whether it may close would stay (L02).
                    client.Post("Page.handleJavaScriptDialog", happened.Session, new JsonObject { ["accept"] = true });
                    break;
                case "Inspector.targetCrashed" when happened.Session is { } session && session == _active:
                    notify(new BrowserEvent.TabCrashed());
                    break;
            }
        }
    }

    /// <summary>Closes old tabs whose grace is over. To be called a few times per second.</summary>
    public void Sweep()
    {
        lock (_gate)
            if (_closing.Exists(old => time.GetElapsedTime(old.Since) >= grace))
                CloseOld();
    }

    private void OnAttached(JsonElement p, string? parent)
    {
        var target = p.Child("targetInfo");
        if (p.Text("sessionId") is not { } session || target.Text("targetId") is not { } id || !IsFirst(id, session, parent))
            return;
        var type = target.Text("type");
        if (type is "page" or "iframe" or "worker" or "shared_worker" or "service_worker")
        {
            client.Post("Network.enable", session, networkParameters());
            if (type is "page" or "iframe")
            {
                client.Post("Page.enable", session);
                client.Post("Inspector.enable", session);
            }
            client.Post("Target.setAutoAttach", session, AutoAttach());
        }
        client.Post("Runtime.runIfWaitingForDebugger", session);
        // The browser's own tools and pages rendered in advance are pages too, but no tabs.
        if (type != "page" || target.Text("subtype") is { Length: > 0 } || target.Text("url")?.StartsWith("devtools://", StringComparison.Ordinal) == true)
            return;
        _sessions[id] = session;
        if (id == _state.Active)
            _active = session;
        Apply(new TabEvent.Opened(id));
    }

    /// <summary>
    /// A service worker or a window is announced by the browser and by the page that it belongs to. One session records it, or every request would count twice: the browser's, because it
    /// outlives the page.
    /// </summary>
    private bool IsFirst(string target, string session, string? parent)
    {
        if (_attached.TryGetValue(target, out var known) && known.Session != session)
        {
            var (left, owner) = known.Parent is null || parent is not null ? (session, parent) : known;
            client.Post("Runtime.runIfWaitingForDebugger", left);
            client.Post("Target.detachFromTarget", owner, new JsonObject { ["sessionId"] = left });
            if (left == session)
                return false;
        }
        _attached[target] = (session, parent);
        return true;
    }

    private void OnDetached(string? session)
    {
        foreach (var (target, attached) in _attached)
            if (attached.Session == session)
            {
                _attached.Remove(target);
                return;
            }
    }

    /// <summary>True for a tab that was told to close.</summary>
    private bool IsLeaving(string session) =>
        _sessions.FirstOrDefault(tab => tab.Value == session).Key is { } tab && _state.Closing.Contains(tab) && !_closing.Exists(old => old.Tab == tab);

    private void OnDestroyed(string? tab)
    {
        if (tab is null || !_sessions.Remove(tab))
            return;
        _closing.RemoveAll(old => old.Tab == tab);
        Apply(new TabEvent.Closed(tab));
    }

    private void Apply(TabEvent happened)
    {
        (_state, var actions) = TabKeeper.On(_state, happened);
        foreach (var action in actions)
            switch (action)
            {
                case TabAction.Adopt(var tab):
                    _active = _sessions[tab];
                    notify(new BrowserEvent.TabAdopted(tab));
                    break;
                case TabAction.Close(var tab):
                    _closing.Add((tab, time.GetTimestamp()));
                    break;
                case TabAction.TabLost when _closing.Count > 0:
                    // The window closed before it showed anything: the tab that opened it is still there, and is the newest again.
                    var back = _closing[^1].Tab;
                    _closing.RemoveAt(_closing.Count - 1);
                    _state = _state with { Closing = _state.Closing.Remove(back) };
                    Apply(new TabEvent.Opened(back));
                    break;
                case TabAction.TabLost:
                    _active = null;
                    notify(new BrowserEvent.TabLost());
                    break;
            }
    }

    private void OnNavigated(JsonElement frame)
    {
        if (frame.Text("parentId") is not null)
            return;
        var unreachable = frame.Text("unreachableUrl");
        Report(unreachable ?? frame.Text("url"), failed: unreachable is not null);
    }

    private void Report(string? address, bool failed)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
            return;
        CloseOld();
        notify(new BrowserEvent.Navigated(url, failed));
    }

    private void CloseOld()
    {
        foreach (var (tab, _) in _closing)
            client.Post("Target.closeTarget", null, new JsonObject { ["targetId"] = tab });
        _closing.Clear();
    }
}
