using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Arb.Browser;
using Arb.Browser.Sessions;
using Arb.Domain;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;
using Arb.E2E.Tests.Crash;

namespace Arb.E2E.Tests.Chrome;

/// <summary>Browsers of one test, with everything they reported; all ended and all files gone afterwards.</summary>
internal sealed class ChromeKit : IAsyncDisposable
{
    /// <summary>Browsers are heavy: these tests run one after the other.</summary>
    public const string OneAtATime = "chrome";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly List<Opened> _opened = [];
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("arb-chrome-");

    public string Root => Path.Combine(_folder.FullName, "browser");

    public BrowserOptions Options { get; set; } = new() { Headless = true, ExtraArguments = ["--disable-quic"] };

    /// <summary>Real browsers whatever the environment says: these tests ask for production mode (L22).</summary>
    public IBrowserSessions Sessions => _sessions ??= BrowserSessions.For(RuntimeMode.Production, Options, Root, TimeProvider.System);

    private IBrowserSessions? _sessions;

    public async Task<Opened> OpenAsync(Uri address, string account = "a1")
    {
        var events = new ConcurrentQueue<BrowserEvent>();
        var session = await Sessions.OpenAsync(new AccountId(account), address, events.Enqueue, CancellationToken.None);
        var opened = new Opened((ChromeSession)session, events);
        _opened.Add(opened);
        return opened;
    }

    public static Task Until(string what, Func<bool> holds, Func<string>? why = null) => Eventually.Async(what, Patience, holds, why);

    public static Task Until(string what, Func<Task<bool>> holds, Func<string>? why = null) => Eventually.Async(what, Patience, holds, why);

    public async ValueTask DisposeAsync()
    {
        foreach (var opened in _opened)
            await opened.Session.CloseAsync();
        _folder.Delete(recursive: true);
    }

    internal sealed record Opened(ChromeSession Session, ConcurrentQueue<BrowserEvent> Events)
    {
        public IReadOnlyList<CapturedExchange> Captures => Session.ReadCaptures(0, 10_000).Captures;

        public IReadOnlyList<CapturedExchange> Of(string pathAndQuery) => [.. Captures.Where(c => c.Url.PathAndQuery == pathAndQuery)];

        /// <summary>A click of the user in the middle of the page.</summary>
        public async Task ClickAsync()
        {
            foreach (var type in (string[])["mousePressed", "mouseReleased"])
                await Session.CommandAsync("Input.dispatchMouseEvent", new JsonObject { ["type"] = type, ["x"] = 100, ["y"] = 100, ["button"] = "left", ["clickCount"] = 1 });
        }

        /// <summary>Addresses of the tabs that are open now.</summary>
        public async Task<string[]> TabsAsync()
        {
            var answer = await Session.CommandAsync("Target.getTargets", browser: true);
            return [.. answer.GetProperty("targetInfos").EnumerateArray().Where(t => t.GetProperty("type").GetString() == "page").Select(t => t.GetProperty("url").GetString()!)];
        }

        public Task UntilAtAsync(Uri address) =>
            Until($"at {address.AbsolutePath}", () => Events.OfType<BrowserEvent.Navigated>().Any(e => e.Address == address), () => string.Join(", ", Events));

        public Task UntilCapturedAsync(string pathAndQuery) => Until($"captured {pathAndQuery}", () => Of(pathAndQuery).Count > 0, () => string.Join(", ", Captures.Select(c => c.Url.PathAndQuery)));

        public Task UntilAsync<T>()
            where T : BrowserEvent => Until(typeof(T).Name, () => Events.OfType<T>().Any(), () => string.Join(", ", Events));
    }
}
