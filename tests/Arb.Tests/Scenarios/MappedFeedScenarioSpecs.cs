using Arb.Browser.Contracts;
using Arb.Domain;
using Arb.Domain.Commands;
using Arb.Domain.Health;
using Arb.Domain.Primitives;
using Arb.Host.Cli;
using Arb.Host.Configuration;
using Arb.Host.Control;
using Arb.Host.Engine;

namespace Arb.Tests.Scenarios;

/// <summary>A plain JSON feed over real HTTP, read without code by a whole engine: from the user's export to prices in the book, by the command line only.</summary>
public sealed class MappedFeedScenarioSpecs : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly TempFolder _files = new();
    private FeedSite _site = null!;
    private string _har = null!;

    public async Task InitializeAsync()
    {
        var now = TimeProvider.System.GetUtcNow();
        _site = await FeedSite.StartAsync(now);
        _har = _files.File("feed.har");
        await File.WriteAllTextAsync(_har, _site.Har(now));
    }

    public async Task DisposeAsync()
    {
        await _site.DisposeAsync();
        _files.Dispose();
    }

    [Fact]
    public async Task Should_bring_a_feed_that_no_protocol_knows_to_the_book_and_find_the_surebet_but_never_bet()
    {
        await using var engine = await Engine.StartAsync();
        await OpenAsync(engine, "one", "bookone");
        await OpenAsync(engine, "two", "booktwo");
        var status = await engine.UntilAsync(s => s.Accounts.All(a => a.Lamp == Lamp.Green) && s.BoundMatches == 3 && s.Opportunities == 3);
        Assert.Equal(["BOOKONE", "BOOKTWO"], status.Accounts.Select(a => a.Provider));
        Assert.All(status.Accounts, a => Assert.False(a.CanBet));
        Assert.All(status.Accounts, a => Assert.Equal(6, a.Worker!.OpenPrices));
        var found = (OpportunityList)await engine.Client.SendAsync(new ListOpportunities(10));
        Assert.All(found.Opportunities, o => Assert.Equal([1.95m, 2.15m], o.Opportunity.Legs.Select(leg => leg.Odds.Value).Order()));
        Assert.Equal((0, 0), (status.ExecutionsRunning, status.ExecutionsCompleted));
        Assert.True(_site.Served >= 2);
    }

    [Fact]
    public async Task Should_take_over_an_exported_contract_on_a_fresh_data_folder_without_the_secret_that_it_never_had()
    {
        string exported;
        await using (var first = await Engine.StartAsync())
        {
            await OpenAsync(first, "one", "bookone");
            await first.UntilAsync(s => s.Accounts.All(a => a.Lamp == Lamp.Green));
            await first.RunAsync("contract", "export", "one", _files.Path);
            exported = await File.ReadAllTextAsync(_files.File("BOOKONE_CONTRACT.json"));
            Assert.DoesNotContain(FeedSite.Key, exported, StringComparison.Ordinal);
            Assert.Contains("{{token:apiKey}}", exported, StringComparison.Ordinal);
            Assert.Equal([], SecretsIn(first.Folder));
        }
        await using var second = await Engine.StartAsync();
        await second.RunAsync("account", "add", "other", _site.Address.ToString());
        await second.RunAsync("account", "on", "other");
        await second.RunAsync("contract", "import", "other", "--file", _files.File("BOOKONE_CONTRACT.json"));
        var known = Assert.Single(((ContractList)await second.Client.SendAsync(new ShowContracts("other"))).Contracts).Contract;
        var before = ContractFile.Read(exported);
        Assert.Equal(ContractFile.Write(before with { Account = new AccountId("other"), Active = false, MarkedAt = null }), ContractFile.Write(known));
        await second.RunAsync("contract", "mark", "other", "BOOKONE");
        await second.RunAsync("session", "import", "other", "--har", _har);
        await second.UntilAsync(s => s.Accounts.Single() is { Lamp: Lamp.Green, Worker.OpenPrices: 6 });
    }

    [Fact]
    public async Task Should_say_for_odds_and_for_bets_what_a_contract_lacks()
    {
        await using var engine = await Engine.StartAsync();
        await OpenAsync(engine, "one", "bookone");
        var shown = await engine.RunAsync("contract", "show", "one");
        Assert.Contains("for bets:", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("for odds:", shown, StringComparison.Ordinal);
        Assert.Contains("\"ability\": \"Bet\"", await engine.RunAsync("contract", "show", "one", "--json"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_list_an_export_by_endpoint_without_an_engine_and_without_its_secret()
    {
        var (code, output, _) = await Cli("captures", "one", "--har", _har);
        Assert.Equal(0, code);
        Assert.Contains("/v4/odds?apiKey&regions", output, StringComparison.Ordinal);
        Assert.Contains("arb contract suggest one", output, StringComparison.Ordinal);
        Assert.DoesNotContain(FeedSite.Key, output, StringComparison.Ordinal);
        Assert.Contains("\"oddsCount\": 12", (await Cli("captures", "one", "--har", _har, "--json")).Output, StringComparison.Ordinal);
    }

    /// <summary>What a user does: add, on, look at the proposal, accept it, mark it, hand the session over.</summary>
    private async Task OpenAsync(Engine engine, string account, string bookmaker)
    {
        await engine.RunAsync("account", "add", account, _site.Address.ToString());
        await engine.RunAsync("account", "on", account);
        var shown = await engine.RunAsync("contract", "suggest", account, "--har", _har, "--bookmaker", bookmaker);
        Assert.Contains("3 events, 3 markets, 6 open prices", shown, StringComparison.Ordinal);
        Assert.Contains("Northport Rovers v Eastvale Hawks", shown, StringComparison.Ordinal);
        await engine.RunAsync("contract", "suggest", account, "--har", _har, "--bookmaker", bookmaker, "--accept", bookmaker.ToUpperInvariant());
        await engine.RunAsync("contract", "mark", account, bookmaker.ToUpperInvariant());
        await engine.RunAsync("session", "import", account, "--har", _har);
    }

    private static List<string> SecretsIn(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(file => Path.GetExtension(file) is not (".sock" or ".lock") && Text(file).Contains(FeedSite.Key, StringComparison.Ordinal))];

    private static string Text(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        return new StreamReader(stream, System.Text.Encoding.Latin1).ReadToEnd();
    }

    private static async Task<(int Code, string Output, string Error)> Cli(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await ArbCommandLine.InvokeAsync(args, output, error);
        return (code, output.ToString(), error.ToString());
    }

    private sealed class Engine : IAsyncDisposable
    {
        private readonly TempFolder _folder;
        private readonly EngineHost _host;

        private Engine(TempFolder folder, EngineHost host)
        {
            (_folder, _host) = (folder, host);
            Client = new ControlClient(folder.Path);
        }

        public ControlClient Client { get; }

        public string Folder => _folder.Path;

        public static async Task<Engine> StartAsync()
        {
            var folder = new TempFolder();
            var settings = ArbSettings.From(ConfigLoader.Load(null, "demo.conf", ["arb.log.level=warning"])) with { DataFolder = folder.Path };
            return new Engine(folder, await EngineHost.StartAsync(settings, RuntimeMode.Production, consoleLog: false));
        }

        /// <summary>A command of the user that must be carried out.</summary>
        public async Task<string> RunAsync(params string[] args)
        {
            var (code, output, error) = await Cli([.. args, "--data", _folder.Path]);
            Assert.True(code == 0, $"arb {string.Join(' ', args)}: {error}");
            return output;
        }

        public async Task<StatusReport> UntilAsync(Func<StatusReport, bool> holds)
        {
            using var deadline = new CancellationTokenSource(Patience);
            StatusReport? last = null;
            try
            {
                await foreach (var reply in Client.WatchAsync(deadline.Token))
                {
                    last = reply as StatusReport ?? last;
                    if (last is not null && holds(last))
                        return last;
                }
            }
            catch (OperationCanceledException)
            {
                // Told below.
            }
            throw new Xunit.Sdk.XunitException($"not reached within {Patience.TotalSeconds} s; last: {last}: {string.Join("; ", last?.Accounts.Select(a => a.ToString()) ?? [])}");
        }

        public async ValueTask DisposeAsync()
        {
            Client.Dispose();
            await _host.DisposeAsync();
            _folder.Dispose();
        }
    }
}
