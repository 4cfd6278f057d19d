using System.Text.Json;
using Arb.Browser.DevTools;
using Arb.Domain.Sessions;

namespace Arb.Browser.Sessions;

/// <summary>Reads the browser's cookies, and tells when they changed: the protocol has no event for that. Ends of life that move with every answer are no change.</summary>
internal sealed class CookieWatch(DevToolsClient client)
{
    private static readonly TimeSpan LeastPause = TimeSpan.FromMilliseconds(200);

    private readonly SemaphoreSlim _expected = new(0, 1);
    private HashSet<(string, string, string, string?, string)>? _known;

    /// <summary>An answer set a cookie: the next look is due now.</summary>
    public void Expect()
    {
        try
        {
            _expected.Release();
        }
        catch (SemaphoreFullException)
        {
            // Due already.
        }
    }

    /// <summary>Waits until a look is due.</summary>
    public async Task<bool> WaitAsync(TimeSpan atMost, TimeProvider time, CancellationToken cancel)
    {
        await Task.Delay(LeastPause, time, cancel).ConfigureAwait(false);
        using var late = new CancellationTokenSource(atMost, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancel);
        try
        {
            await _expected.WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            // Time for a look anyway: scripts set cookies without an answer.
        }
        return true;
    }

    /// <summary>All cookies when they are not what they were at the last look, else null.</summary>
    public async Task<IReadOnlyList<BrowserCookie>?> ChangedAsync(CancellationToken cancel)
    {
        var cookies = await ReadAsync(cancel).ConfigureAwait(false);
        var now = cookies.Select(c => (c.Name, c.Domain, c.Path, c.Partition, c.Value)).ToHashSet();
        if (_known is null ? now.Count == 0 : _known.SetEquals(now))
            return null;
        _known = now;
        return cookies;
    }

    public async Task<IReadOnlyList<BrowserCookie>> ReadAsync(CancellationToken cancel)
    {
        var answer = await client.SendAsync("Storage.getCookies", cancel: cancel).ConfigureAwait(false);
        return [.. answer.Items("cookies").Select(Read)];
    }

    private static BrowserCookie Read(JsonElement cookie)
    {
        var expires = cookie.Number("expires");
        return new BrowserCookie(
            cookie.Text("name") ?? "",
            cookie.Text("value") ?? "",
            cookie.Text("domain") ?? "",
            cookie.Text("path") ?? "/",
            // Negative: a cookie of the browser session. Beyond the calendar: never.
            expires is > 0 and < 253_402_300_799 ? DateTimeOffset.UnixEpoch.AddSeconds(expires.Value) : null,
            cookie.Flag("secure"),
            cookie.Flag("httpOnly"),
            cookie.Text("sameSite"),
            cookie.Child("partitionKey").Text("topLevelSite"));
    }
}
