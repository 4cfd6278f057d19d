using System.Text.Json;
using System.Text.Json.Nodes;
using Arb.Browser.DevTools;
using Arb.Browser.Sessions;
using Arb.Domain.Sessions;

namespace Arb.Browser.Simulation;

/// <summary>
/// A person at the keyboard of an account's browser, for the demo and for tests at simulated bookmakers only: sees whether a field or button is there, goes to it, presses keys and types; runs no script.
/// What did not come of it is done again, a few times. The engine itself never types (L06, L28).
/// </summary>
public sealed class SimulatedUser
{
    private const int Tries = 4;
    private const int SelectAllModifier = 2;

    // A machine that is busy with other things takes its time; all of it together stays under the demo's own patience.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan TryPatience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(50);

    private readonly ChromeSession _browser;
    private readonly ICaptureReader _reader;

    /// <summary>Sits down at a browser. Throws <see cref="ArgumentException"/> for a mock: it has no keyboard.</summary>
    /// <param name="browser">An open browser.</param>
    /// <param name="reader">Tells which answer came, as a person sees it on the page.</param>
    public SimulatedUser(IBrowserSession browser, ICaptureReader reader)
    {
        _browser = browser as ChromeSession ?? throw new ArgumentException("this browser has no keyboard", nameof(browser));
        _reader = reader;
    }

    /// <summary>The browser's process, for tests that end it.</summary>
    public int ProcessId => _browser.ProcessId;

    /// <summary>
    /// Types user name and password into the login form that the tab shows or is about to show, and waits for the odds page. Throws <see cref="BrowserException"/> when either does not come.
    /// </summary>
    public async Task LogInAsync(string user, string password, CancellationToken cancel = default)
    {
        // Whatever was seen before this login was seen with another session.
        var after = _browser.ReadCaptures(0, 5_000).Last;
        CapturedExchange? shown = null;
        await SeeAsync("login page", 0, Patience, c => (shown = c.Resource == "Document" && c.Status == 200 ? c : shown) is null, () => shown?.Url.AbsolutePath == "/login", cancel).ConfigureAwait(false);
        var typed = false;
        await AgainAsync("odds", async () =>
        {
            if (typed && await IsThereAsync("#quote", cancel).ConfigureAwait(false))
                return; // It went through; the odds are still on their way.
            await WriteAsync("#username", user, cancel).ConfigureAwait(false);
            await WriteAsync("#password", password, cancel).ConfigureAwait(false);
            await PressAsync("Enter", 13, cancel, "\r").ConfigureAwait(false);
            typed = true;
        }, after, c => _reader.Recognise(c) is { Role: EndpointRole.Odds }, cancel).ConfigureAwait(false);
    }

    /// <summary>Quotes the first selection and places the smallest bet by the page's two buttons: a real bet in the simulated bookmaker's book.</summary>
    public async Task BetAsync(CancellationToken cancel = default)
    {
        var after = _browser.ReadCaptures(0, 5_000).Last;
        await AgainAsync("quote", () => PushAsync("#quote", cancel), after, c => _reader.Recognise(c) is { Role: EndpointRole.Quote }, cancel).ConfigureAwait(false);
        await AgainAsync("bet", () => PushAsync("#place", cancel), after, c => _reader.Recognise(c) is { Role: EndpointRole.Place }, cancel).ConfigureAwait(false);
    }

    /// <summary>Does something until it is seen to have worked, a bounded number of times.</summary>
    private async Task AgainAsync(string what, Func<Task> act, long after, Func<CapturedExchange, bool> seen, CancellationToken cancel)
    {
        for (var left = Tries; ; left--)
        {
            try
            {
                await act().ConfigureAwait(false);
                await SeeAsync(what, after, TryPatience, seen, () => false, cancel).ConfigureAwait(false);
                return;
            }
            catch (BrowserException) when (left > 1)
            {
                // The page changed under the fingers, or the machine was busy.
            }
        }
    }

    /// <summary>Goes to a field and writes into it, over what stands there.</summary>
    private async Task WriteAsync(string field, string text, CancellationToken cancel)
    {
        await GoToAsync(field, cancel).ConfigureAwait(false);
        await SendAsync("Input.dispatchKeyEvent", new JsonObject
        {
            ["type"] = "rawKeyDown",
            ["key"] = "a",
            ["windowsVirtualKeyCode"] = 65,
            ["modifiers"] = SelectAllModifier,
            ["commands"] = new JsonArray("selectAll"),
        }, cancel).ConfigureAwait(false);
        await SendAsync("Input.dispatchKeyEvent", new JsonObject { ["type"] = "keyUp", ["key"] = "a", ["windowsVirtualKeyCode"] = 65, ["modifiers"] = SelectAllModifier }, cancel).ConfigureAwait(false);
        await TypeAsync(text, cancel).ConfigureAwait(false);
    }

    private async Task PushAsync(string button, CancellationToken cancel)
    {
        await GoToAsync(button, cancel).ConfigureAwait(false);
        await PressAsync(" ", 32, cancel, " ").ConfigureAwait(false);
    }

    /// <summary>Waits until a field or button is there and takes keys.</summary>
    private async Task GoToAsync(string selector, CancellationToken cancel)
    {
        // A window that nobody looks at takes no keys.
        await SendAsync("Emulation.setFocusEmulationEnabled", new JsonObject { ["enabled"] = true }, cancel).ConfigureAwait(false);
        using var late = new CancellationTokenSource(TryPatience);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancel);
        using var timer = new PeriodicTimer(Glance);
        try
        {
            while (true)
            {
                if (await FindAsync(selector, cancel).ConfigureAwait(false) is > 0 and var node)
                {
                    await TrySendAsync("DOM.focus", new JsonObject { ["nodeId"] = node }, cancel).ConfigureAwait(false);
                    if (await IsThereAsync(selector + ":focus", cancel).ConfigureAwait(false))
                        return;
                }
                await timer.WaitForNextTickAsync(either.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new BrowserException($"the simulated user found no {selector} within {TryPatience.TotalSeconds:0} s");
        }
    }

    private async Task<bool> IsThereAsync(string selector, CancellationToken cancel) => await FindAsync(selector, cancel).ConfigureAwait(false) > 0;

    /// <summary>The number of what a selector finds on the page that is shown now; 0 when there is none, or the page is just being changed for another.</summary>
    private async Task<int> FindAsync(string selector, CancellationToken cancel)
    {
        if (await TrySendAsync("DOM.getDocument", new JsonObject { ["depth"] = 0 }, cancel).ConfigureAwait(false) is not { } document)
            return 0;
        var root = document.GetProperty("root").GetProperty("nodeId").GetInt32();
        var found = await TrySendAsync("DOM.querySelector", new JsonObject { ["nodeId"] = root, ["selector"] = selector }, cancel).ConfigureAwait(false);
        return found?.GetProperty("nodeId").GetInt32() ?? 0;
    }

    private async Task<JsonElement?> TrySendAsync(string method, JsonObject parameters, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        try
        {
            return await _browser.CommandAsync(method, parameters).ConfigureAwait(false);
        }
        catch (DevToolsException)
        {
            // The node went with its page.
            return null;
        }
    }

    private async Task TypeAsync(string text, CancellationToken cancel)
    {
        foreach (var letter in text)
            await SendAsync("Input.dispatchKeyEvent", new JsonObject { ["type"] = "char", ["text"] = letter.ToString() }, cancel).ConfigureAwait(false);
    }

    private async Task PressAsync(string key, int code, CancellationToken cancel, string? text = null)
    {
        var down = new JsonObject { ["type"] = text is null ? "rawKeyDown" : "keyDown", ["key"] = key, ["windowsVirtualKeyCode"] = code, ["nativeVirtualKeyCode"] = code };
        if (text is not null)
            down["text"] = text;
        await SendAsync("Input.dispatchKeyEvent", down, cancel).ConfigureAwait(false);
        await SendAsync("Input.dispatchKeyEvent", new JsonObject { ["type"] = "keyUp", ["key"] = key, ["windowsVirtualKeyCode"] = code, ["nativeVirtualKeyCode"] = code }, cancel).ConfigureAwait(false);
    }

    private async Task SendAsync(string method, JsonObject parameters, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        try
        {
            await _browser.CommandAsync(method, parameters).ConfigureAwait(false);
        }
        catch (DevToolsException failed)
        {
            throw new BrowserException($"the simulated user cannot type: {failed.Message}", failed);
        }
    }

    private async Task SeeAsync(string what, long after, TimeSpan patience, Func<CapturedExchange, bool> seen, Func<bool> enough, CancellationToken cancel)
    {
        using var late = new CancellationTokenSource(patience);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancel);
        using var timer = new PeriodicTimer(Glance);
        try
        {
            do
            {
                var batch = _browser.ReadCaptures(after, 5_000);
                after = batch.Last;
                if (batch.Captures.Count(seen) > 0 || enough())
                    return;
            }
            while (await timer.WaitForNextTickAsync(either.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new BrowserException($"the simulated user saw no {what} within {patience.TotalSeconds:0} s");
        }
    }
}
