using Arb.Browser;
using Arb.Browser.Sessions;
using Arb.Domain;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;

namespace Arb.Tests.Browser.Sessions;

/// <summary>L22: in CI safe mode launcher and session are mocks.</summary>
public sealed class MockBrowserSessionsSpecs
{
    private static readonly AccountId Account = new("a1");
    private static readonly Uri Address = new("https://site.example/login?token=secret");
    private readonly List<BrowserEvent> _events = [];

    [Fact]
    public void Should_be_what_the_engine_gets_in_CI_safe_mode()
    {
        Assert.IsType<MockBrowserSessions>(BrowserSessions.For(RuntimeMode.Ci, new BrowserOptions(), "data", TimeProvider.System));
        Assert.IsType<BrowserSessions>(BrowserSessions.For(RuntimeMode.Production, new BrowserOptions(), "data", TimeProvider.System));
    }

    [Fact]
    public async Task Should_show_what_it_is_told()
    {
        var sessions = new MockBrowserSessions();
        var session = await sessions.OpenAsync(Account, Address, _events.Add, CancellationToken.None);
        var mock = sessions.Find(Account)!;
        mock.SetCookies([new BrowserCookie("sid", "secret", "site.example", "/", null, true, true, "Lax", null)]);
        mock.Capture(Captures.Get(1, "https://site.example/odds?token=secret"));
        mock.Report(new BrowserEvent.Hung(TimeSpan.FromSeconds(3)));
        Assert.Equal("secret", Assert.Single(await session.GetCookiesAsync(CancellationToken.None)).Value);
        Assert.Single(session.ReadCaptures(0, 10).Captures);
        Assert.Equal(["TabAdopted", "Navigated", "CookiesChanged", "CapturesArrived", "Hung"], _events.Select(e => e.GetType().Name));
        Assert.DoesNotContain("secret", string.Join(' ', _events), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_report_its_end_once_and_last()
    {
        var sessions = new MockBrowserSessions();
        var session = await sessions.OpenAsync(Account, Address, _events.Add, CancellationToken.None);
        var mock = sessions.Find(Account)!;
        await session.CloseAsync();
        await session.CloseAsync();
        mock.Report(new BrowserEvent.TabLost());
        Assert.Equal(BrowserEnd.Asked, Assert.IsType<BrowserEvent.Closed>(_events[^1]).End);
        Assert.Single(_events.OfType<BrowserEvent.Closed>());
        Assert.Null(sessions.Find(Account));
        await sessions.OpenAsync(Account, Address, _events.Add, CancellationToken.None);
    }

    [Fact]
    public async Task Should_have_one_browser_per_account_and_open_web_addresses_only()
    {
        var sessions = new MockBrowserSessions();
        await sessions.OpenAsync(Account, Address, _events.Add, CancellationToken.None);
        await Assert.ThrowsAsync<BrowserException>(() => sessions.OpenAsync(Account, Address, _events.Add, CancellationToken.None));
        await Assert.ThrowsAsync<BrowserException>(() => sessions.OpenAsync(new AccountId("a2"), new Uri("file:///etc/hosts"), _events.Add, CancellationToken.None));
    }
}
