using Arb.Actors.Harvest;
using Arb.Domain.Harvest;
using Arb.Tests.Providers.Harvest;

namespace Arb.Tests.Laws;

/// <summary>L06, Browser for authentication only: workers never touch a browser; they are handed a session and ask the site themselves.</summary>
public sealed class L06_BrowserForAuthenticationOnlySpecs
{
    private static readonly string[] Browsers = ["Arb.Browser", "Playwright", "Puppeteer", "Selenium", "WebDriver", "Chrome", "AngleSharp", "HtmlAgilityPack"];

    [Fact]
    public void Should_know_no_browser_where_odds_are_read()
    {
        foreach (var assembly in (System.Reflection.Assembly[])[AssemblyFacts.Domain, AssemblyFacts.Providers, AssemblyFacts.Actors])
            Assert.DoesNotContain(AssemblyFacts.References(assembly), name => Browsers.Any(browser => name.Contains(browser, StringComparison.OrdinalIgnoreCase)));
    }

    [Fact]
    public void Should_read_no_odds_where_the_browser_is_known()
    {
        Assert.DoesNotContain(AssemblyFacts.Types(AssemblyFacts.Browser), type => type.StartsWith("Arb.Domain.Harvest.Raw", StringComparison.Ordinal) || type.StartsWith("Arb.Domain.Arbitrage", StringComparison.Ordinal));
    }

    [Fact]
    public void Should_hand_a_worker_no_browser()
    {
        var given = Assert.Single(typeof(WorkerActor).GetConstructors()).GetParameters().Select(parameter => parameter.ParameterType.Assembly);
        Assert.DoesNotContain(AssemblyFacts.Browser, given);
    }

    [Fact]
    public void Should_type_nothing_and_run_no_script_of_its_own()
    {
        string[] forbidden = ["Input.", "Runtime.evaluate", "Runtime.callFunctionOn", "Page.addScriptToEvaluateOnNewDocument", "DOM.", "DOMSnapshot.", "Storage.setCookies", "Network.setCookie", "Fetch.enable"];
        var sources = Directory.EnumerateFiles(Path.Combine(AssemblyFacts.Root, "src", "Arb.Browser"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Where(file => !file.EndsWith("SimulatedUser.cs", StringComparison.Ordinal)); // the demo's person at the keyboard
        foreach (var file in sources)
        {
            var text = File.ReadAllText(file);
            Assert.DoesNotContain(forbidden, command => text.Contains($"\"{command}", StringComparison.Ordinal));
        }
    }

    public static TheoryData<ProtocolFixture> Protocols => new() { new CmdFixture(), new IsportFixture(), new SboFixture() };

    [Theory]
    [MemberData(nameof(Protocols))]
    public void Should_build_every_request_from_session_and_contract(ProtocolFixture fixture)
    {
        var harvester = fixture.Protocol.CreateHarvester(fixture.Contract, new HarvestLimits(10, 10));
        foreach (var poll in harvester.Polls)
        {
            var request = harvester.BuildRequest(poll, fixture.Session, ProtocolFixture.Now);
            Assert.Equal(fixture.Session.BaseUrl.Authority, request.Uri.Authority);
            Assert.Equal("sid=secret-cookie; lang=en", Assert.Single(request.Headers, header => header.Key == "Cookie").Value);
        }
    }
}
