using Arb.Domain;
using Arb.Domain.Commands;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;
using Arb.E2E.Tests.Chrome;
using Arb.Host.Configuration;
using Arb.Host.Control;
using Arb.Host.Engine;

namespace Arb.E2E.Tests.OwnBrowser;

/// <summary>A whole engine that listens for extensions, and a user with a browser of their own.</summary>
internal sealed class OwnBrowserWorld : IAsyncDisposable
{
    private readonly DirectoryInfo _folder;

    private OwnBrowserWorld(DirectoryInfo folder, EngineHost engine, ControlClient client, UserBrowser browser)
    {
        _folder = folder;
        Engine = engine;
        Client = client;
        Browser = browser;
    }

    public EngineHost Engine { get; }

    public ControlClient Client { get; }

    public UserBrowser Browser { get; }

    public int Port => Engine.Extension!.Address.Port;

    public string Folder => _folder.FullName;

    public static async Task<OwnBrowserWorld> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("arbown");
        var settings = ArbSettings.From(ConfigLoader.Load(null, "demo.conf", ["arb.log.level=debug", "arb.session.source=chrome", "arb.extension.enabled=on", "arb.extension.port=0", "arb.browser.headless=on"])) with { DataFolder = folder.FullName };
        // Real sockets and real workers whatever the environment says: these tests ask for production mode (L22).
        var engine = await EngineHost.StartAsync(settings, RuntimeMode.Production, consoleLog: false);
        return new OwnBrowserWorld(folder, engine, new ControlClient(folder.FullName), await UserBrowser.StartAsync());
    }

    public async Task<T> DoAsync<T>(ArbCommand command)
        where T : CommandReply =>
        await Client.SendAsync(command) switch
        {
            T reply => reply,
            CommandFailed failed => throw new InvalidOperationException($"{command.GetType().Name}: {failed.Message}"),
            var other => throw new InvalidOperationException($"{command.GetType().Name}: {other}"),
        };

    /// <summary>Adds an account that uses the user's own browser, switches it on, and sets the extension up for a site.</summary>
    public async Task OpenAccountAsync(string account, Uri url)
    {
        await DoAsync<Done>(new AddAccount(account, url.ToString(), "USD", 0m));
        var code = await DoAsync<ExtensionCode>(new PairExtension(account));
        await DoAsync<Done>(new SwitchAccount(account, true));
        await Browser.SetUpAsync(Port, code.Code, $"{url.Scheme}://{url.Host}");
    }

    /// <summary>What the account's browser handed in.</summary>
    public IReadOnlyList<CapturedExchange> Captures(string account) => Engine.Browsers!.Find(new AccountId(account))?.ReadCaptures(0, 10_000).Captures ?? [];

    public async Task<CapturedExchange> CapturedAsync(string account, Func<CapturedExchange, bool> wanted)
    {
        CapturedExchange? found = null;
        await ChromeKit.Until("captured", () => (found = Captures(account).FirstOrDefault(wanted)) is not null, () => string.Join("; ", Captures(account).Select(c => $"{c.Method} {c.Url.PathAndQuery} {c.Status}")));
        return found!;
    }

    public async Task<AccountView> StatusAsync(string account, Func<AccountView, bool> wanted)
    {
        AccountView? last = null;
        await ChromeKit.Until("status", async () =>
        {
            last = (await DoAsync<StatusReport>(new GetStatus())).Accounts.Single(one => one.Account == account);
            return wanted(last);
        });
        return last!;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Browser.DisposeAsync();
        await Engine.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
