using Arb.Browser.Launching;
using Arb.E2E.Tests.Crash;
using OpenQA.Selenium;
using OpenQA.Selenium.Chrome;

namespace Arb.E2E.Tests.Dashboard;

/// <summary>The operator's browser: real Chromium, driven by what a person sees and clicks.</summary>
internal sealed class DeskBrowser : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly ChromeDriver _chrome;

    private DeskBrowser(ChromeDriver chrome) => _chrome = chrome;

    /// <summary>Path of chromedriver, or null.</summary>
    public static string? Driver { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Where(folder => folder.Length > 0)
        .Select(folder => Path.Combine(folder, OperatingSystem.IsWindows() ? "chromedriver.exe" : "chromedriver"))
        .FirstOrDefault(File.Exists);

    public string Address => _chrome.Url;

    public string Text => _chrome.FindElement(By.TagName("body")).Text;

    /// <summary>Opens a login link.</summary>
    public static DeskBrowser Open(string link)
    {
        var options = new ChromeOptions { BinaryLocation = ChromeFinder.Find("") };
        options.AddArguments("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--window-size=1366,900");
        options.SetLoggingPreference(LogType.Browser, LogLevel.All);
        var service = ChromeDriverService.CreateDefaultService(Path.GetDirectoryName(Driver)!, Path.GetFileName(Driver)!);
        service.SuppressInitialDiagnosticInformation = true;
        service.HideCommandPromptWindow = true;
        var browser = new DeskBrowser(new ChromeDriver(service, options));
        browser.Go(link);
        return browser;
    }

    public void Go(string address) => _chrome.Navigate().GoToUrl(address);

    /// <summary>A page of the desk that is open.</summary>
    public void GoTo(string path) => Go(new Uri(new Uri(Address), path).ToString());

    /// <summary>Clicks, as soon as it can be clicked: the page is renewed meanwhile.</summary>
    public Task ClickAsync(string selector) => TryAsync($"click on {selector}", () => _chrome.FindElement(By.CssSelector(selector)).Click());

    public Task TypeAsync(string selector, string text) => TryAsync($"type into {selector}", () =>
    {
        var field = _chrome.FindElement(By.CssSelector(selector));
        field.Clear();
        field.SendKeys(text);
    });

    public void Press(string keys) => new OpenQA.Selenium.Interactions.Actions(_chrome).SendKeys(keys).Perform();

    public void PressWithShift(string key) => new OpenQA.Selenium.Interactions.Actions(_chrome).KeyDown(Keys.Shift).SendKeys(key).KeyUp(Keys.Shift).Perform();

    /// <summary>Waits until an element shows a text.</summary>
    public Task SeesAsync(string selector, string text) => Eventually.Async(
        $"'{text}' in {selector}", Patience, () => TextOf(selector).Contains(text, StringComparison.Ordinal), () => $"{selector} shows '{TextOf(selector)}'; the page:\n{Text}");

    public bool Has(string selector) => _chrome.FindElements(By.CssSelector(selector)).Count > 0;

    public string TextOf(string selector)
    {
        try
        {
            return string.Join('\n', _chrome.FindElements(By.CssSelector(selector)).Select(element => element.Text));
        }
        catch (StaleElementReferenceException)
        {
            return "";
        }
    }

    public T Run<T>(string script) => (T)_chrome.ExecuteScript(script)!;

    /// <summary>A picture of the window, for people.</summary>
    public void Picture(string file) => _chrome.GetScreenshot().SaveAsFile(file);

    /// <summary>The window as wide as a phone's, with its colours.</summary>
    public void AsPhone(bool dark)
    {
        _chrome.ExecuteCdpCommand("Emulation.setDeviceMetricsOverride", new Dictionary<string, object?> { ["width"] = 390, ["height"] = 844, ["deviceScaleFactor"] = 1, ["mobile"] = true });
        _chrome.ExecuteCdpCommand("Emulation.setEmulatedMedia", new Dictionary<string, object?>
        {
            ["features"] = new object[] { new Dictionary<string, object> { ["name"] = "prefers-color-scheme", ["value"] = dark ? "dark" : "light" } },
        });
    }

    /// <summary>What the browser complained about since the last call: refused resources, script errors, policy violations.</summary>
    public IReadOnlyList<string> Complaints() => [.. _chrome.Manage().Logs.GetLog(LogType.Browser).Where(entry => entry.Level >= LogLevel.Warning).Select(entry => entry.Message)];

    public void Dispose() => _chrome.Quit();

    private Task TryAsync(string what, Action act)
    {
        var last = "";
        return Eventually.Async(what, Patience, () =>
        {
            try
            {
                act();
                return true;
            }
            catch (WebDriverException not)
            {
                last = not.Message;
                return false;
            }
        }, () => $"{last}\n{Text}");
    }
}
