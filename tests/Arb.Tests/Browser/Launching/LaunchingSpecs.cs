using Arb.Browser;
using Arb.Browser.Launching;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;

namespace Arb.Tests.Browser.Launching;

public sealed class LaunchingSpecs
{
    [Fact]
    public void Should_open_a_window_for_the_user_unless_asked_otherwise()
    {
        Assert.DoesNotContain("--headless=new", Arguments(new BrowserOptions()));
        Assert.Contains("--headless=new", Arguments(new BrowserOptions { Headless = true }));
    }

    [Fact]
    public void Should_open_no_port_where_pipes_do()
    {
        var arguments = Arguments(new BrowserOptions());
        Assert.Contains("--remote-debugging-pipe", arguments);
        Assert.DoesNotContain(arguments, a => a.StartsWith("--remote-debugging-port", StringComparison.Ordinal) || a.StartsWith("--remote-allow-origins", StringComparison.Ordinal));
        Assert.Contains("--remote-debugging-port=0", Arguments(new BrowserOptions(), DevToolsLink.Port));
    }

    [Fact]
    public void Should_give_up_the_browsers_sandbox_only_when_asked_or_for_root()
    {
        Assert.DoesNotContain("--no-sandbox", Arguments(new BrowserOptions { Sandbox = SandboxMode.On }));
        Assert.Contains("--no-sandbox", Arguments(new BrowserOptions { Sandbox = SandboxMode.Off }));
        Assert.Equal(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, Arguments(new BrowserOptions()).Contains("--no-sandbox"));
    }

    [Theory]
    [InlineData("--remote-debugging-port=9222")]
    [InlineData("--Remote-Allow-Origins=*")]
    [InlineData("--remote-debugging-io-pipes=3,4")]
    [InlineData("--user-data-dir=/tmp/other")]
    [InlineData("--disable-web-security")]
    [InlineData("https://site.example/")]
    public void Should_refuse_arguments_that_open_the_browser_to_others(string argument) =>
        Assert.Throws<BrowserException>(() => Arguments(new BrowserOptions { ExtraArguments = [argument] }));

    [Fact]
    public void Should_not_pretend_to_be_another_browser()
    {
        // L30: nothing that hides how the browser is run.
        Assert.DoesNotContain(Arguments(new BrowserOptions()), a => a.Contains("AutomationControlled", StringComparison.OrdinalIgnoreCase) || a.StartsWith("--user-agent", StringComparison.Ordinal));
    }

    [Fact]
    public void Should_give_every_account_a_profile_of_its_own() =>
        Assert.NotEqual(new ProfileFolder("data", new AccountId("a")).Profile, new ProfileFolder("data", new AccountId("b")).Profile);

    [Fact]
    public void Should_say_that_the_configured_browser_is_not_there() =>
        Assert.Contains("arb.browser.executable", Assert.Throws<BrowserException>(() => ChromeFinder.Find("no-such-browser")).Message, StringComparison.Ordinal);

    [Fact]
    public void Should_keep_the_end_of_the_error_output_without_what_follows_a_host()
    {
        var tail = new ErrorTail();
        for (var i = 0; i < 100; i++)
            tail.Add($"line {i} https://site.example:8080/path/secret?token=secret end " + new string('x', 1_000));
        Assert.Contains("line 99 https://site.example:8080… end", tail.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("secret", tail.ToString(), StringComparison.Ordinal);
        Assert.InRange(tail.ToString().Length, 1, 4_000);
        tail.Seal();
        tail.Add("later");
        Assert.Equal("", tail.ToString());
    }

    private static IReadOnlyList<string> Arguments(BrowserOptions options, DevToolsLink link = DevToolsLink.Pipes) => ChromeArguments.For(options, link, "profile");
}
