using System.Text.Json;
using System.Text.Json.Nodes;
using Arb.Browser;
using Arb.Browser.DevTools;
using Arb.Browser.Launching;
using Arb.Domain.Primitives;
using Arb.E2E.Tests.Chrome;
using Arb.Host.Cli;

namespace Arb.E2E.Tests.OwnBrowser;

/// <summary>A user's own browser with the extension in it, and the user: opens pages, types, clicks.</summary>
internal sealed class UserBrowser : IAsyncDisposable
{
    private readonly DirectoryInfo _folder;
    private readonly ChromeProcess _process;
    private readonly DevToolsClient _client;

    private UserBrowser(DirectoryInfo folder, ChromeProcess process, DevToolsClient client)
    {
        _folder = folder;
        _process = process;
        _client = client;
    }

    /// <summary>The extension's id.</summary>
    public string Extension { get; private set; } = "";

    public static async Task<UserBrowser> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("arb-own-");
        var profile = new ProfileFolder(Path.Combine(folder.FullName, "browser"), new AccountId("user"));
        profile.Make();
        var extension = ExtensionCommands.Folder;
        var options = new BrowserOptions { Headless = true, ExtraArguments = ["--disable-quic", $"--load-extension={extension}", $"--disable-extensions-except={extension}"] };
        var process = await ChromeProcess.StartAsync(options, DevToolsLink.Pipes, profile, TimeProvider.System, CancellationToken.None);
        var client = new DevToolsClient(process.Transport, new DevToolsLimits(TimeSpan.FromSeconds(20), 64, 64 * 1024 * 1024, 65_536), TimeProvider.System);
        var browser = new UserBrowser(folder, process, client);
        await client.SendAsync("Target.setDiscoverTargets", null, new JsonObject { ["discover"] = true });
        process.Answered();
        await ChromeKit.Until("the extension's worker", async () => (browser.Extension = new Uri(await browser.WorkerAsync() is { } url ? url : "none://none/").Host) != "none");
        return browser;
    }

    /// <summary>Opens a page in a tab of its own.</summary>
    public async Task<Page> OpenAsync(string url)
    {
        var target = (await _client.SendAsync("Target.createTarget", null, new JsonObject { ["url"] = url })).GetProperty("targetId").GetString()!;
        var session = await AttachAsync(target);
        var page = new Page(_client, session);
        await page.UntilAsync("document.readyState === 'complete' && location.href !== 'about:blank'");
        return page;
    }

    /// <summary>The extension's own page.</summary>
    public Task<Page> PopupAsync() => OpenAsync($"chrome-extension://{Extension}/popup.html");

    /// <summary>Pairs with a code, and has a site recorded for the account: what a user types and clicks.</summary>
    public async Task SetUpAsync(int port, string code, string site)
    {
        var popup = await PopupAsync();
        await popup.TypeAsync("#code", code);
        await popup.TypeAsync("#port", $"{port}");
        await popup.ClickAsync("#pair-now");
        await popup.UntilAsync("document.querySelector('#message').textContent.startsWith('paired')");
        await popup.TypeAsync("#site", site);
        await popup.ClickAsync("#add-now");
        await popup.UntilAsync("document.querySelector('#message').textContent.includes('is recorded')");
        await popup.CloseAsync();
    }

    /// <summary>Ends the service worker, as the browser does after half a minute without work. True when there was one.</summary>
    public async Task<bool> StopWorkerAsync()
    {
        if (await TargetAsync("service_worker") is not { } target)
            return false;
        await _client.SendAsync("Target.closeTarget", null, new JsonObject { ["targetId"] = target.Id });
        await ChromeKit.Until("the worker is gone", async () => await TargetAsync("service_worker") is not { } left || left.Id != target.Id);
        return true;
    }

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        await _process.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private async Task<string?> WorkerAsync() => (await TargetAsync("service_worker"))?.Url;

    private async Task<(string Id, string Url)?> TargetAsync(string type)
    {
        var targets = await _client.SendAsync("Target.getTargets");
        foreach (var target in targets.GetProperty("targetInfos").EnumerateArray())
            if (target.GetProperty("type").GetString() == type && target.GetProperty("url").GetString()!.StartsWith("chrome-extension://", StringComparison.Ordinal))
                return (target.GetProperty("targetId").GetString()!, target.GetProperty("url").GetString()!);
        return null;
    }

    private async Task<string> AttachAsync(string target) =>
        (await _client.SendAsync("Target.attachToTarget", null, new JsonObject { ["targetId"] = target, ["flatten"] = true })).GetProperty("sessionId").GetString()!;

    /// <summary>A page, and the user's hands on it.</summary>
    internal sealed class Page(DevToolsClient client, string session)
    {
        /// <summary>The value of an expression in the page; promises are waited for. Throws what the page throws.</summary>
        public async Task<JsonElement> ValueAsync(string expression)
        {
            var answer = await client.SendAsync("Runtime.evaluate", session, new JsonObject { ["expression"] = expression, ["awaitPromise"] = true, ["returnByValue"] = true, ["userGesture"] = false });
            if (answer.TryGetProperty("exceptionDetails", out var thrown))
                throw new InvalidOperationException(thrown.GetRawText());
            return answer.GetProperty("result").TryGetProperty("value", out var value) ? value : default;
        }

        /// <summary>Waits until an expression is true; a page that is just loading says nothing yet.</summary>
        public async Task UntilAsync(string expression)
        {
            var last = "nothing";
            await ChromeKit.Until(expression, async () =>
            {
                try
                {
                    var value = await ValueAsync($"(async () => [Boolean(await ({expression})), document.body?.innerText])()");
                    last = value.GetRawText();
                    return value[0].GetBoolean();
                }
                catch (Exception early) when (early is InvalidOperationException or DevToolsException)
                {
                    last = early.Message;
                    return false;
                }
            }, () => last);
        }

        /// <summary>Replaces what an input holds by typing.</summary>
        public async Task TypeAsync(string selector, string text)
        {
            await ValueAsync($"(() => {{ const e = document.querySelector('{selector}'); e.focus(); e.select(); }})()");
            await client.SendAsync("Input.insertText", session, new JsonObject { ["text"] = text });
        }

        /// <summary>Clicks what is there, as soon as it is.</summary>
        public async Task ClickAsync(string selector)
        {
            await UntilAsync($"document.querySelector('{selector}') !== null");
            var at = await ValueAsync($"(() => {{ const e = document.querySelector('{selector}'); e.scrollIntoView(); const r = e.getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2]; }})()");
            foreach (var type in (string[])["mousePressed", "mouseReleased"])
                await client.SendAsync("Input.dispatchMouseEvent", session, new JsonObject { ["type"] = type, ["x"] = at[0].GetDouble(), ["y"] = at[1].GetDouble(), ["button"] = "left", ["clickCount"] = 1 });
        }

        public Task CloseAsync() => client.SendAsync("Page.close", session);
    }
}
