using System.Net;
using Arb.Domain.Commands;
using Arb.Host.Configuration;

namespace Arb.Tests.Host.Dashboard;

/// <summary>Who may use the desk: nobody but the browser that opened a login link, and only from the desk's own pages.</summary>
public sealed class DeskAccessSpecs
{
    public static TheoryData<string> Actions => [.. "engine-start engine-stop engine-kill account-add account-on account-off account-reset account-remove contract-mark contract-suggest extension-pair extension-unpair execution-resolve bet-settle opportunity-rearm exposure-set binding-same binding-mirrored binding-different".Split(' ')];

    [Fact]
    public async Task Should_refuse_a_name_that_was_made_to_point_here()
    {
        await using var kit = await DeskKit.LoggedInAsync();
        using var answer = await kit.GetAsync("/", request => request.Headers.Host = $"evil.example:{kit.Server.Address.Port}");
        Assert.Equal(HttpStatusCode.MisdirectedRequest, answer.StatusCode);
        Assert.Empty(kit.Engine.Asked);
    }

    [Fact]
    public async Task Should_refuse_localhost_too_because_its_cookies_are_others()
    {
        await using var kit = await DeskKit.LoggedInAsync();
        using var answer = await kit.GetAsync("/", request => request.Headers.Host = $"localhost:{kit.Server.Address.Port}");
        Assert.Equal(HttpStatusCode.MisdirectedRequest, answer.StatusCode);
    }

    [Theory]
    [InlineData("http://evil.example")]
    [InlineData("null")]
    [InlineData("http://127.0.0.1:1")]
    public async Task Should_refuse_what_another_site_asks_even_with_cookie_and_token(string origin)
    {
        await using var kit = await DeskKit.LoggedInAsync();
        foreach (var (method, path) in new[] { (HttpMethod.Get, "/"), (HttpMethod.Get, "/live?at=/"), (HttpMethod.Post, "/do/engine-start"), (HttpMethod.Post, "/login") })
        {
            using var answer = await kit.SendAsync(method, path, request =>
            {
                request.Headers.Remove("Origin");
                request.Headers.Add("Origin", origin);
            }, ("form-token", kit.FormToken));
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        }
        Assert.Empty(kit.Engine.Asked);
    }

    [Theory]
    [InlineData(null, "same-origin")]
    [InlineData("own", "cross-site")]
    [InlineData("own", "same-site")]
    public async Task Should_refuse_a_form_that_does_not_come_from_the_desk(string? origin, string site)
    {
        await using var kit = await DeskKit.LoggedInAsync();
        using var answer = await kit.SendAsync(HttpMethod.Post, "/do/engine-start", request =>
        {
            if (origin is null)
                request.Headers.Remove("Origin");
            request.Headers.Add("Sec-Fetch-Site", site);
        }, ("form-token", kit.FormToken));
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Empty(kit.Engine.Asked);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0000")]
    public async Task Should_refuse_a_form_without_the_token_of_this_login(string token)
    {
        await using var kit = await DeskKit.LoggedInAsync();
        using var answer = await kit.PostAsync("/do/engine-start", ("form-token", token));
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Empty(kit.Engine.Asked);
    }

    [Fact]
    public async Task Should_not_take_the_form_token_of_another_login()
    {
        await using var kit = await DeskKit.LoggedInAsync();
        var (cookie, _) = kit.Logins.Redeem(kit.Code())!.Value;
        kit.Cookie = $"{kit.Logins.CookieName}={cookie}";
        using var answer = await kit.DoAsync("engine-start");
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Empty(kit.Engine.Asked);
    }

    [Theory]
    [MemberData(nameof(Actions))]
    public async Task Should_do_nothing_by_GET(string action)
    {
        await using var kit = await DeskKit.LoggedInAsync();
        using var answer = await kit.GetAsync($"/do/{action}?account=a1&form-token={kit.FormToken}");
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Empty(kit.Engine.Asked);
    }

    [Theory]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("OPTIONS")]
    public async Task Should_know_no_other_method(string method)
    {
        await using var kit = await DeskKit.LoggedInAsync();
        using var answer = await kit.SendAsync(new HttpMethod(method), "/");
        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
    }

    [Fact]
    public async Task Should_send_who_is_not_logged_in_to_the_login()
    {
        await using var kit = await DeskKit.StartAsync();
        using var page = await kit.GetAsync("/executions");
        Assert.Equal((HttpStatusCode.SeeOther, "/login"), (page.StatusCode, page.Headers.Location!.ToString()));
        using var form = await kit.PostAsync("/do/engine-kill");
        using var stream = await kit.GetAsync("/live?at=/");
        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), (form.StatusCode, stream.StatusCode));
        Assert.Empty(kit.Engine.Asked);
    }

    [Fact]
    public async Task Should_take_a_login_link_once()
    {
        await using var kit = await DeskKit.StartAsync();
        var code = kit.Code();
        using var first = await kit.PostAsync("/login", ("code", code));
        using var second = await kit.PostAsync("/login", ("code", code));
        Assert.Equal((HttpStatusCode.SeeOther, HttpStatusCode.Forbidden), (first.StatusCode, second.StatusCode));
    }

    [Fact]
    public async Task Should_not_take_a_login_link_that_is_too_old()
    {
        await using var kit = await DeskKit.StartAsync(new DashboardOptions { CodeValid = TimeSpan.FromMinutes(1) });
        var code = kit.Code();
        kit.Time.Move(TimeSpan.FromMinutes(1));
        using var answer = await kit.PostAsync("/login", ("code", code));
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public async Task Should_end_a_login_after_its_time()
    {
        await using var kit = await DeskKit.LoggedInAsync(new DashboardOptions { SessionLifetime = TimeSpan.FromHours(1) });
        kit.Time.Move(TimeSpan.FromHours(1));
        using var answer = await kit.GetAsync("/");
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
    }

    [Fact]
    public async Task Should_log_out()
    {
        await using var kit = await DeskKit.LoggedInAsync();
        using var gone = await kit.PostAsync("/logout", ("form-token", kit.FormToken));
        using var answer = await kit.GetAsync("/");
        Assert.Equal("/login", answer.Headers.Location!.ToString());
    }

    [Fact]
    public async Task Should_keep_as_many_logins_as_it_may_and_drop_the_oldest()
    {
        await using var kit = await DeskKit.LoggedInAsync(new DashboardOptions { MaxSessions = 1 });
        kit.Logins.Redeem(kit.Code());
        using var answer = await kit.GetAsync("/");
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
    }

    [Fact]
    public async Task Should_hand_out_a_cookie_that_no_script_reads_and_no_other_site_sends()
    {
        await using var kit = await DeskKit.StartAsync();
        using var answer = await kit.PostAsync("/login", ("code", kit.Code()));
        var cookie = answer.Headers.GetValues("Set-Cookie").Single();
        Assert.Contains("; HttpOnly", cookie, StringComparison.Ordinal);
        Assert.Contains("; SameSite=Strict", cookie, StringComparison.Ordinal);
        Assert.StartsWith($"arb-desk-{kit.Server.Address.Port}=", cookie, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_slow_down_who_guesses_codes()
    {
        await using var kit = await DeskKit.StartAsync();
        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < 12; i++)
        {
            using var answer = await kit.PostAsync("/login", ("code", "guess"));
            answers.Add(answer.StatusCode);
        }
        Assert.Equal(HttpStatusCode.TooManyRequests, answers[^1]);
    }

    [Fact]
    public async Task Should_leave_the_operator_room_while_strangers_flood_the_desk()
    {
        await using var kit = await DeskKit.LoggedInAsync();
        var last = HttpStatusCode.OK;
        for (var i = 0; i < 1_000 && last != HttpStatusCode.TooManyRequests; i++)
        {
            using var stranger = await kit.GetAsync("/", request => request.Headers.Remove("Cookie"));
            last = stranger.StatusCode;
        }
        Assert.Equal(HttpStatusCode.TooManyRequests, last);
        using var answer = await kit.DoAsync("engine-kill");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Should_tell_no_code_cookie_or_token_to_the_log_or_in_print()
    {
        await using var kit = await DeskKit.LoggedInAsync();
        var link = kit.Server.NewLink();
        using var refused = await kit.PostAsync("/login", ("code", "not-a-code-at-all"));
        var said = string.Join('\n', kit.Log) + link;
        foreach (var secret in new[] { link.Url.Split('#')[1], kit.Cookie!.Split('=')[1], kit.FormToken, "not-a-code-at-all" })
            Assert.DoesNotContain(secret, said, StringComparison.Ordinal);
        Assert.Equal(2, kit.Log.Count(line => line.Contains("login", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/login")]
    [InlineData("/nowhere")]
    [InlineData("/live?at=/")]
    public async Task Should_forbid_frames_foreign_scripts_and_keeping(string path)
    {
        await using var kit = await DeskKit.LoggedInAsync();
        using var answer = await kit.GetAsync(path);
        var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal(("nosniff", "no-store"), (answer.Headers.GetValues("X-Content-Type-Options").Single(), answer.Headers.CacheControl!.ToString()));
    }

    [Fact]
    public async Task Should_answer_the_control_channel_only_with_a_link()
    {
        await using var kit = await DeskKit.LoggedInAsync();
        using var answer = await kit.DoAsync("dashboard-open");
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal(0, kit.Engine.Times<OpenDashboard>());
    }
}
