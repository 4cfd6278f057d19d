using Arb.Browser.Sessions;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;

namespace Arb.Tests.Actors.Support;

/// <summary>Mock browsers that fail or wait when the test says so, and the person in front of them.</summary>
public sealed class ScriptedBrowsers : IBrowserSessions
{
    public const string Site = "https://site.example";
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly MockBrowserSessions _mocks = new();
    private int _captures;

    /// <summary>Why a browser does not start, or null.</summary>
    public string? Failure { get; set; }

    /// <summary>Why what is left cannot be ended, or null.</summary>
    public string? CleanUpFailure { get; set; }

    /// <summary>Starts wait until they are cancelled.</summary>
    public bool Hold { get; set; }

    public int Opened { get; private set; }

    public int CleanUps { get; private set; }

    /// <summary>Addresses that tabs were brought to, the first one of each browser included.</summary>
    public List<Uri> Shown { get; } = [];

    public MockBrowserSession? Of(string account = "a1") => _mocks.Find(new AccountId(account));

    public async Task<IBrowserSession> OpenAsync(AccountId account, Uri address, Action<BrowserEvent> observer, CancellationToken cancel)
    {
        Opened++;
        if (Hold)
            await new TaskCompletionSource().Task.WaitAsync(cancel);
        return Failure is null
            ? await _mocks.OpenAsync(account, address, happened =>
            {
                if (happened is BrowserEvent.Navigated moved)
                    Shown.Add(moved.Address);
                observer(happened);
            }, cancel)
            : throw new BrowserException(Failure);
    }

    public Task<bool> CleanUpAsync(AccountId account, CancellationToken cancel)
    {
        CleanUps++;
        return CleanUpFailure is null ? Task.FromResult(true) : Task.FromException<bool>(new BrowserException(CleanUpFailure));
    }

    /// <summary>The browser holds this session cookie from now on, and nothing else.</summary>
    public void Cookie(string value, string account = "a1") =>
        Of(account)!.SetCookies([new BrowserCookie("sid", value, "site.example", "/", null, true, true, null, null), new BrowserCookie("other", "x", "elsewhere.example", "/", null, true, true, null, null)]);

    /// <summary>The page asks for something and is answered.</summary>
    public void Ask(string path, string cookie, string account = "a1") => See("GET", path, null, "{}", cookie, account);

    /// <summary>The page asks for something, with a form or not, and is answered by JSON.</summary>
    public void See(string method, string path, string? form, string answer, string cookie = "one", string account = "a1") => Of(account)!.Capture(new CapturedExchange(
        method, new Uri(Site + path), [new("User-Agent", "UA"), new("Cookie", $"sid={cookie}"), .. form is null ? Array.Empty<KeyValuePair<string, string>>() : [new("Content-Type", "application/x-www-form-urlencoded")]],
        form, 200, [new("Content-Type", "application/json")], answer, Start.AddSeconds(++_captures)));

    /// <summary>A login by hand and a look at the odds.</summary>
    public void LogIn(string cookie, string account = "a1")
    {
        Cookie(cookie, account);
        Ask("/cmd/matches", cookie, account);
        Ask("/cmd/odds?path=t", cookie, account);
        Ask("/cmd/place", cookie, account);
    }
}
