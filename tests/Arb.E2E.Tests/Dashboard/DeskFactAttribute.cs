using Arb.Browser.Launching;
using Arb.Domain.Sessions;
using Arb.Host.Dashboard;

namespace Arb.E2E.Tests.Dashboard;

/// <summary>A fact about the dashboard in a real browser: reported as skipped, by name, where browser, driver or the dashboard's scripts are missing.</summary>
internal sealed class DeskFactAttribute : FactAttribute
{
    public DeskFactAttribute()
    {
        try
        {
            ChromeFinder.Find("");
        }
        catch (BrowserException none)
        {
            Skip = none.Message;
        }
        if (DeskBrowser.Driver is null)
            Skip = "no chromedriver (Debian: chromium-driver)";
        if (!new DeskAssets().Live)
            Skip = "built without the dashboard's scripts (npm, scripts/setup)";
    }
}
