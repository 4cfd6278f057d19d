using System.Text.Json;
using Arb.Domain.Commands;
using Arb.Domain.Health;
using Arb.Domain.Sessions;
using Arb.E2E.Tests.Crash;
using Arb.Host.Control;
using Arb.Providers;
using Arb.Sandbox;

namespace Arb.E2E.Tests;

/// <summary>README's "A real account, on paper first", typed as it stands there, at two simulated bookmakers: nobody ever placed a bet by hand.</summary>
public sealed class PaperWalkSpecs : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private readonly ScratchFolder _folder = new();

    private string Data => _folder.New("d");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Should_end_in_an_execution_on_paper_without_a_recorded_placement()
    {
        await using var sandbox = await SandboxHost.StartAsync(new SandboxOptions
        {
            Seed = 42,
            Bookmakers = [new BookmakerOptions("anna", "CMD"), new BookmakerOptions("bert", "ISPORT")],
            Matches = 10,
            InPlayPercent = 0,
            SurebetsPerMinute = 0,
            Tick = TimeSpan.FromMilliseconds(250),
        });
        await using var engine = ArbProcess.Start(
            _folder.Path, "run", "--data", Data, "--set", "arb.session.source=import", "--set", "arb.harvest.odds-every=500ms", "--set", "arb.harvest.matches-every=1s");
        await engine.SaysAsync("paper trading");
        await engine.SaysAsync("not started yet");
        using var client = new ControlClient(Data);

        foreach (var bookmaker in sandbox.Bookmakers)
        {
            var visit = await SandboxVisitor.VisitAsync(bookmaker.Url, bookmaker.User, bookmaker.Password);
            var har = _folder.New($"{bookmaker.Name}.har");
            await File.WriteAllTextAsync(har, Har(visit.Captures.Where(capture => BuiltInProtocols.All().All(protocol => protocol.Recognise(capture) != EndpointRole.Place))));
            await ArbAsync("account", "add", bookmaker.Name, bookmaker.Url.ToString(), "--currency", "EUR");
            await ArbAsync("account", "on", bookmaker.Name);
            await ArbAsync("contract", "import", bookmaker.Name, "--har", har);
            var marked = await ArbAsync("contract", "mark", bookmaker.Name, bookmaker.Protocol);
            Assert.Contains("enough for paper trading", marked, StringComparison.Ordinal);
            await ArbAsync("session", "import", bookmaker.Name, "--har", har);
        }

        await UntilAsync(status => status.BoundMatches > 0 && status.Accounts.All(account => account.Lamp == Lamp.Green && account.CanBet));
        var status = await ArbAsync("status", "--json");
        Assert.Contains("not captured yet", status, StringComparison.Ordinal); // what live would need is told
        await ArbAsync("engine", "start");
        Assert.NotNull(sandbox.MakeSurebet(new SurebetRequest { Market = "OU", Edge = 0.03m, Seconds = 300, Bookmakers = ["anna", "bert"] }));
        await UntilAsync(now => now.ExecutionsCompleted >= 1);
        Assert.Contains("Complete", await ArbAsync("executions", "list"), StringComparison.OrdinalIgnoreCase);
        Assert.All(sandbox.Bookmakers, bookmaker => Assert.Empty(bookmaker.Bets));

        async Task UntilAsync(Func<StatusReport, bool> holds) => await Eventually.Async(
            "the status as wanted", Patience, async () => await client.SendAsync(new GetStatus()) is StatusReport now && holds(now), () => engine.Text);
    }

    private async Task<string> ArbAsync(params string[] arguments)
    {
        var (code, text) = await ArbProcess.RunAsync(_folder.Path, [.. arguments, "--data", Data]);
        Assert.True(code == 0, $"arb {string.Join(' ', arguments)}: {code}\n{text}");
        return text;
    }

    private static string Har(IEnumerable<CapturedExchange> captures) => JsonSerializer.Serialize(new
    {
        log = new
        {
            version = "1.2",
            entries = captures.Select(capture => new
            {
                startedDateTime = capture.At.ToString("O"),
                request = new
                {
                    method = capture.Method,
                    url = capture.Url.ToString(),
                    headers = capture.RequestHeaders.Select(Named),
                    postData = capture.RequestBody is { } body ? new { mimeType = capture.RequestHeaders.LastOrDefault(h => h.Key == "Content-Type").Value, text = body } : null,
                },
                response = new { status = capture.Status, headers = capture.ResponseHeaders.Select(Named), content = new { mimeType = "", text = capture.ResponseBody } },
            }),
        },
    });

    private static object Named(KeyValuePair<string, string> header) => new { name = header.Key, value = header.Value };
}
