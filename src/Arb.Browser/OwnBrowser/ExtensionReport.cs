using Arb.Domain.Sessions;

namespace Arb.Browser.OwnBrowser;

/// <summary>What an extension hands in: captures in order, and all cookies that the browser holds for the account's sites. Untrusted: a page can forge captures. Printing it shows counts.</summary>
/// <param name="Queue">Name of the extension's queue; positions of another one begin anew.</param>
/// <param name="First">Position of the first record.</param>
/// <param name="Captures">By position; null where a record made no sense.</param>
/// <param name="Lost">Records that the extension had no room for, since its queue began.</param>
/// <param name="Cookies">Cookies.</param>
public sealed record ExtensionReport(string Queue, long First, IReadOnlyList<CapturedExchange?> Captures, long Lost, IReadOnlyList<BrowserCookie> Cookies)
{
    /// <summary>Counts only.</summary>
    public override string ToString() => $"{Captures.Count} records, {Cookies.Count} cookies";
}

/// <summary>What became of a report.</summary>
/// <param name="Taken">Captures recorded.</param>
/// <param name="Refused">Records that made no sense.</param>
/// <param name="Repeated">Records that had come before: their answer had been lost.</param>
/// <param name="LoginWanted">True when the user must log in again.</param>
public sealed record ReportTaken(int Taken, int Refused, int Repeated, bool LoginWanted);
