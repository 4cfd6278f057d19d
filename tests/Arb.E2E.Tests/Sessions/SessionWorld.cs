using System.Diagnostics;
using Arb.Browser.Exports;
using Arb.Browser.Simulation;
using Arb.Domain;
using Arb.Domain.Commands;
using Arb.Domain.Execution;
using Arb.Domain.Health;
using Arb.Domain.Primitives;
using Arb.E2E.Tests.Crash;
using Arb.Host.Cli;
using Arb.Host.Configuration;
using Arb.Host.Control;
using Arb.Host.Engine;
using Arb.Providers;
using Arb.Sandbox;

namespace Arb.E2E.Tests.Sessions;

/// <summary>An engine with real browsers at simulated bookmakers, and the person in front of it: everything as L28 says, and nothing else.</summary>
internal sealed class SessionWorld : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);
    private readonly DirectoryInfo _folder;
    private readonly EngineHost _engine;
    private readonly ControlClient _client;
    private bool _stopped;

    private SessionWorld(SandboxHost sandbox, DirectoryInfo folder, EngineHost engine)
    {
        Sandbox = sandbox;
        _folder = folder;
        _engine = engine;
        _client = new ControlClient(folder.FullName);
    }

    public SandboxHost Sandbox { get; }

    /// <summary>The operator's desk.</summary>
    public Arb.Host.Dashboard.DashboardServer Desk => _engine.Dashboard!;

    public string Folder => _folder.FullName;

    /// <summary>Real browsers and live bets whatever the environment says (L22).</summary>
    public static async Task<SessionWorld> StartAsync(IReadOnlyList<BookmakerOptions> bookmakers, params string[] settings)
    {
        var folder = Directory.CreateTempSubdirectory("arbs");
        var sandbox = await SandboxHost.StartAsync(new SandboxOptions
        {
            Seed = 11,
            Bookmakers = bookmakers,
            Matches = 10,
            InPlayPercent = 0,
            SurebetsPerMinute = 0,
            Tick = TimeSpan.FromMilliseconds(250),
        });
        var read = ArbSettings.From(ConfigLoader.Load(null, "demo.conf", ["arb.session.source=chrome", "arb.browser.headless=on", "arb.engine.auto-start=off", "arb.dashboard.port=0", .. settings]));
        return new SessionWorld(sandbox, folder, await EngineHost.StartAsync(read with { DataFolder = folder.FullName }, RuntimeMode.Production, consoleLog: false));
    }

    /// <summary>The person at the keyboard of an account's browser.</summary>
    public SimulatedUser User(string account) => new(
        _engine.Browsers!.Find(new AccountId(account)) ?? throw new InvalidOperationException($"{account} has no browser"), new CaptureReader(BuiltInProtocols.All()));

    public async Task OnAsync(string account, Uri url)
    {
        await DoAsync(new AddAccount(account, url.ToString(), "USD", 0m));
        await DoAsync(new SwitchAccount(account, true));
        await UntilAsync(account, view => view.State == Domain.Sessions.AccountState.WaitProvider);
    }

    /// <summary>URL, on, login by hand, a look at a bet, provider picked: GREEN.</summary>
    public async Task GreenAsync(BookmakerControl bookmaker, string? account = null)
    {
        var name = account ?? bookmaker.Name;
        await OnAsync(name, bookmaker.Url);
        await User(name).LogInAsync(bookmaker.User, bookmaker.Password);
        await User(name).BetAsync();
        await MarkAsync(name, bookmaker.Protocol);
        await UntilAsync(name, view => view.Lamp == Lamp.Green && view.CanBet);
    }

    /// <summary>Picks the provider; what was captured a moment ago is there at once or in the next.</summary>
    public async Task<ContractView> MarkAsync(string account, string protocol)
    {
        ContractView? marked = null;
        await Eventually.Async($"{account} marked", Patience, async () =>
        {
            marked = await _client.SendAsync(new MarkContract(account, protocol)) is ContractList list ? list.Contracts.Single(c => c.Contract.Active) : null;
            return marked is { Validation: { CanHarvest: true, CanBet: true } };
        }, () => marked is null ? "no contract" : string.Join("; ", marked.Validation.Problems));
        return marked!;
    }

    public async Task<AccountView> ViewAsync(string account) => ((StatusReport)await DoAsync(new GetStatus())).Accounts.Single(a => a.Account == account);

    public async Task<AccountView> UntilAsync(string account, Func<AccountView, bool> holds)
    {
        AccountView? view = null;
        await Eventually.Async($"{account} as wanted", Patience, async () => holds(view = await ViewAsync(account)), () => $"{view}\n{LogText()}");
        return view!;
    }

    public Task UntilAsync(string what, Func<Task<bool>> holds) => Eventually.Async(what, Patience, holds, LogText);

    /// <summary>Sends a command that must be carried out.</summary>
    public async Task<CommandReply> DoAsync(ArbCommand command)
    {
        var reply = await _client.SendAsync(command);
        return reply is CommandFailed failed ? throw new InvalidOperationException($"{command.GetType().Name}: {failed.Message}") : reply;
    }

    /// <summary>What the user types in a terminal, without <c>arb</c>; gives what it prints.</summary>
    public async Task<string> RunAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        return await ArbCommandLine.InvokeAsync([.. args, "--data", Folder], output, error) == 0
            ? output.ToString()
            : throw new InvalidOperationException($"arb {string.Join(' ', args)}: {error}");
    }

    public async Task<IReadOnlyList<AuditHistory>> AuditAsync()
    {
        var found = new List<AuditHistory>();
        foreach (var row in ((ExecutionList)await DoAsync(new ListExecutions(100))).Executions)
            found.Add(((ExecutionDetails)await DoAsync(new ShowExecution(row.Execution.Value))).Execution);
        return found;
    }

    /// <summary>SIGKILL to an account's browser.</summary>
    public void KillBrowser(string account)
    {
        using var chrome = Process.GetProcessById(User(account).ProcessId);
        chrome.Kill();
    }

    public bool HasBrowser(string account) => _engine.Browsers!.Find(new AccountId(account)) is not null;

    public async Task SignalAsync(string signal, int process)
    {
        using var kill = Process.Start("kill", [$"-{signal}", process.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    /// <summary>What must never be found in a file: values of cookies, and the session tokens in paths and queries that the browser really sent.</summary>
    public async Task<IReadOnlyCollection<string>> SecretsAsync(string account)
    {
        var browser = _engine.Browsers!.Find(new AccountId(account))!;
        var secrets = (await browser.GetCookiesAsync(CancellationToken.None)).Select(cookie => cookie.Value).ToHashSet(StringComparer.Ordinal);
        var captures = browser.ReadCaptures(0, 5_000).Captures;
        foreach (var protocol in BuiltInProtocols.All())
            foreach (var token in protocol.FindTokens(captures))
                secrets.Add(token.Value);
        return [.. secrets.Where(secret => secret.Length >= 5)];
    }

    /// <summary>The engine's own log.</summary>
    public string LogText()
    {
        using var file = new FileStream(Path.Combine(Folder, "arb.log"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        return new StreamReader(file).ReadToEnd();
    }

    /// <summary>Ends the engine; the folder stays until this is disposed.</summary>
    public async Task StopAsync()
    {
        _stopped = true;
        await _engine.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        if (!_stopped)
            await _engine.DisposeAsync();
        await Sandbox.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
