using System.Collections.Concurrent;
using Arb.Browser.OwnBrowser;
using Arb.Browser.Sessions;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;
using Arb.E2E.Tests.Chrome;
using Arb.Host.Control;

namespace Arb.E2E.Tests.OwnBrowser;

/// <summary>The extension in a real browser, a site, and the endpoint without the rest of the engine.</summary>
internal sealed class RecorderBench : IAsyncDisposable
{
    private static readonly AccountId Account = new("a1");
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("arb-recorder-");
    private readonly ConcurrentQueue<BrowserEvent> _events = new();
    private PairingDesk _desk = null!;
    private OwnBrowserSessions _sessions = null!;
    private IBrowserSession _session = null!;
    private ExtensionServer? _server;
    private int _port;

    public ChromeSite Site { get; private set; } = null!;

    public UserBrowser Browser { get; private set; } = null!;

    public int Port => _port;

    public IReadOnlyList<CapturedExchange> Captures => _session.ReadCaptures(0, 10_000).Captures;

    /// <summary>Starts all of it; the site is not recorded yet.</summary>
    public static async Task<RecorderBench> StartAsync()
    {
        var bench = new RecorderBench();
        var options = new ExtensionOptions { Enabled = true, Port = 0 };
        bench._desk = new PairingDesk(options, Path.Combine(bench._folder.FullName, "own-browsers.json"), TimeProvider.System);
        bench._sessions = new OwnBrowserSessions(new MockBrowserSessions(), bench._desk, options, TimeProvider.System);
        bench.Site = await ChromeSite.StartAsync();
        await bench.ListenAsync();
        bench.Browser = await UserBrowser.StartAsync();
        return bench;
    }

    /// <summary>The user pairs, and has the site recorded.</summary>
    public async Task RecordAsync()
    {
        var (code, _) = _desk.Begin(Account);
        _session = await _sessions.OpenAsync(Account, Site.Address, _events.Enqueue, CancellationToken.None);
        await Browser.SetUpAsync(_port, code, "http://127.0.0.1");
    }

    /// <summary>The engine is there again, at the same place.</summary>
    public async Task ListenAsync()
    {
        var options = new ExtensionOptions { Enabled = true, Port = _port };
        _server = await ExtensionServer.StartAsync(new ExtensionGate(options, _desk, _sessions) { SiteOf = (_, _) => Task.FromResult<string?>(Site.Address.ToString()) }, TimeProvider.System, _ => { });
        _port = _server.Address.Port;
    }

    /// <summary>The engine is gone.</summary>
    public async Task StopListeningAsync()
    {
        await _server!.DisposeAsync();
        _server = null;
    }

    public IReadOnlyList<CapturedExchange> Of(string pathAndQuery) => [.. Captures.Where(c => c.Url.PathAndQuery == pathAndQuery)];

    public Task UntilCapturedAsync(string pathAndQuery) =>
        ChromeKit.Until($"captured {pathAndQuery}", () => Of(pathAndQuery).Count > 0, () => string.Join(", ", Captures.Select(c => $"{c.Method} {c.Url.PathAndQuery}")));

    public async Task<IReadOnlyList<BrowserCookie>> CookiesAsync() => await _session.GetCookiesAsync(CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await Browser.DisposeAsync();
        if (_server is not null)
            await _server.DisposeAsync();
        await Site.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
