using Arb.Domain.Sessions;

namespace Arb.E2E.Tests.Chrome;

/// <summary>L01 and L02 with real browsers: one tab per account, no cookie shared between two.</summary>
[Collection(ChromeKit.OneAtATime)]
public sealed class TabsAndCookiesSpecs
{
    [ChromeFact]
    public async Task Should_adopt_a_new_window_and_close_the_old_one()
    {
        await using var site = await ChromeSite.StartAsync();
        await using var kit = new ChromeKit();
        var opened = await kit.OpenAsync(site.At("/opener"));
        await opened.UntilAtAsync(site.At("/opener"));
        // A click before the page is drawn is none; the page counts the first.
        await ChromeKit.Until("a second tab", async () =>
        {
            await opened.ClickAsync();
            return opened.Events.OfType<BrowserEvent.TabAdopted>().Count() > 1;
        });
        await opened.UntilAtAsync(site.At("/window"));
        await opened.UntilCapturedAsync("/item?i=77");
        await ChromeKit.Until("one page is left", async () => await opened.TabsAsync() is [var only] && only == site.At("/window").AbsoluteUri);
        Assert.Equal(2, opened.Events.OfType<BrowserEvent.TabAdopted>().Count());
        await opened.Session.NavigateAsync(site.At("/quiet"), CancellationToken.None);
        await opened.UntilAtAsync(site.At("/quiet"));
    }

    [ChromeFact]
    public async Task Should_close_an_old_tab_that_asks_whether_it_may_close()
    {
        await using var site = await ChromeSite.StartAsync();
        await using var kit = new ChromeKit();
        var opened = await kit.OpenAsync(site.At("/clinging"));
        await opened.UntilAtAsync(site.At("/clinging"));
        await ChromeKit.Until("a second tab", async () =>
        {
            await opened.ClickAsync();
            return opened.Events.OfType<BrowserEvent.TabAdopted>().Count() > 1;
        });
        await ChromeKit.Until("one page is left", async () => await opened.TabsAsync() is [var only] && only == site.At("/window").AbsoluteUri);
    }

    [ChromeFact]
    public async Task Should_read_cookies_and_say_when_they_change()
    {
        await using var site = await ChromeSite.StartAsync();
        await using var kit = new ChromeKit();
        var opened = await kit.OpenAsync(site.At("/login?user=first"));
        await ChromeKit.Until("the first cookie", () => Has(opened, "first"));
        await opened.Session.NavigateAsync(site.At("/login?user=second"), CancellationToken.None);
        await ChromeKit.Until("the second cookie", () => Has(opened, "second"));
        var cookie = Assert.Single(await opened.Session.GetCookiesAsync(CancellationToken.None));
        Assert.Equal(("user", "second", "127.0.0.1", "/", null), (cookie.Name, cookie.Value, cookie.Domain, cookie.Path, cookie.Expires));
    }

    [ChromeFact]
    public async Task Should_share_no_cookie_between_two_accounts()
    {
        await using var site = await ChromeSite.StartAsync();
        await using var kit = new ChromeKit();
        var one = await kit.OpenAsync(site.At("/login?user=one"), "one");
        var two = await kit.OpenAsync(site.At("/login?user=two"), "two");
        await one.UntilAtAsync(site.At("/quiet"));
        await two.UntilAtAsync(site.At("/quiet"));
        Assert.Equal("one", Assert.Single(await one.Session.GetCookiesAsync(CancellationToken.None)).Value);
        Assert.Equal("two", Assert.Single(await two.Session.GetCookiesAsync(CancellationToken.None)).Value);
        Assert.NotEqual(one.Session.ProcessId, two.Session.ProcessId);
    }

    [ChromeFact]
    public async Task Should_say_that_a_site_cannot_be_reached()
    {
        Uri nobody;
        await using var kit = new ChromeKit();
        await using (var site = await ChromeSite.StartAsync())
            nobody = site.Address;
        var opened = await kit.OpenAsync(nobody);
        await ChromeKit.Until("failed", () => opened.Events.OfType<BrowserEvent.Navigated>().Any(e => e.Failed), () => string.Join(", ", opened.Events));
        await Assert.ThrowsAsync<BrowserException>(() => opened.Session.NavigateAsync(nobody, CancellationToken.None));
    }

    private static bool Has(ChromeKit.Opened opened, string value) =>
        opened.Events.OfType<BrowserEvent.CookiesChanged>().Any(e => e.Cookies.Any(c => c.Name == "user" && c.Value == value));
}
