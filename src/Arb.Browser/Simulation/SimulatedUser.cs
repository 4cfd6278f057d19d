using System.Text.Json.Nodes;
using Arb.Browser.DevTools;
using Arb.Browser.Sessions;
using Arb.Domain.Sessions;

namespace Arb.Browser.Simulation;

/// <summary>
/// A person at the keyboard of an account's browser, for the demo and for tests at simulated bookmakers only: presses keys and types, reads no page and runs no script. The engine itself never
/// types (L06, L28).
/// </summary>
public sealed class SimulatedUser
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(50);

    // The answer is there before the page stands.
    private static readonly TimeSpan Reaction = TimeSpan.FromMilliseconds(250);

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
        await SeeAsync("login page", 0, c => (shown = c.Resource == "Document" && c.Status == 200 ? c : shown) is null, () => shown?.Url.AbsolutePath == "/login", cancel).ConfigureAwait(false);
        await Task.Delay(Reaction, cancel).ConfigureAwait(false);
        await PressAsync("Tab", 9, cancel).ConfigureAwait(false);
        await TypeAsync(user, cancel).ConfigureAwait(false);
        await PressAsync("Tab", 9, cancel).ConfigureAwait(false);
        await TypeAsync(password, cancel).ConfigureAwait(false);
        await PressAsync("Enter", 13, cancel, "\r").ConfigureAwait(false);
        await SeeAsync("odds", after, c => _reader.Recognise(c) is { Role: EndpointRole.Odds }, cancel).ConfigureAwait(false);
    }

    /// <summary>Quotes the first selection and places the smallest bet by the page's two buttons: a real bet in the simulated bookmaker's book.</summary>
    public async Task BetAsync(CancellationToken cancel = default)
    {
        var after = _browser.ReadCaptures(0, 5_000).Last;
        await PressAsync("Tab", 9, cancel).ConfigureAwait(false); // the log-out link
        await PressAsync("Tab", 9, cancel).ConfigureAwait(false);
        await PressAsync(" ", 32, cancel, " ").ConfigureAwait(false);
        await SeeAsync("quote", after, c => _reader.Recognise(c) is { Role: EndpointRole.Quote }, cancel).ConfigureAwait(false);
        await PressAsync("Tab", 9, cancel).ConfigureAwait(false);
        await PressAsync(" ", 32, cancel, " ").ConfigureAwait(false);
        await SeeAsync("bet", after, c => _reader.Recognise(c) is { Role: EndpointRole.Place }, cancel).ConfigureAwait(false);
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

    private Task SeeAsync(string what, long after, Func<CapturedExchange, bool> seen, CancellationToken cancel) => SeeAsync(what, after, seen, () => false, cancel);

    private async Task SeeAsync(string what, long after, Func<CapturedExchange, bool> seen, Func<bool> enough, CancellationToken cancel)
    {
        using var late = new CancellationTokenSource(Patience);
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
            throw new BrowserException($"the simulated user saw no {what} within {Patience.TotalSeconds:0} s");
        }
    }
}
