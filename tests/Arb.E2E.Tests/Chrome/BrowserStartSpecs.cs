using Arb.E2E.Tests.Windows;

namespace Arb.E2E.Tests.Chrome;

/// <summary>The same checks as on Windows, of this system's way to start browsers, with the same stand-in: they need no browser.</summary>
[Collection(ChromeKit.OneAtATime)]
public sealed class BrowserStartSpecs
{
    [UnixTheory]
    [InlineData("pipes-carry-a-megabyte-both-ways")]
    [InlineData("arguments-arrive-as-given")]
    [InlineData("falls-back-when-the-browser-ends")]
    [InlineData("falls-back-when-the-browser-is-silent")]
    [InlineData("says-why-it-did-not-start")]
    [InlineData("a-killed-browser-is-noticed-at-once")]
    [InlineData("closes-as-asked")]
    [InlineData("kills-with-all-children")]
    [InlineData("browsers-end-apart")]
    public async Task Should_hold_here_as_on_windows(string check)
    {
        using var folder = new ScratchFolder();
        await using var run = StandInRun.Here("checks", folder.New("checks"), check);
        await run.HoldsAsync(check);
    }
}
