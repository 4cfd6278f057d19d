using Arb.Browser.Launching;
using Arb.Domain.Sessions;

namespace Arb.E2E.Tests.Chrome;

/// <summary>A fact about a real browser: reported as skipped, by name, where there is none.</summary>
internal sealed class ChromeFactAttribute : FactAttribute
{
    public ChromeFactAttribute(bool unixOnly = false)
    {
        if (unixOnly && OperatingSystem.IsWindows())
            Skip = "Unix only";
        try
        {
            ChromeFinder.Find("");
        }
        catch (BrowserException none)
        {
            Skip = none.Message;
        }
    }
}
