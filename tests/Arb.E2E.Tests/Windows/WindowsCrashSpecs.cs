using Arb.E2E.Tests.Crash;

namespace Arb.E2E.Tests.Windows;

/// <summary>
/// Eight cells of the kill matrix with the Windows build, two of each group. The kill is SIGKILL to the Wine process, which is what Wine makes of TerminateProcess: handles, locks and pipes are closed by
/// others than the process, and nothing of it runs any more.
/// </summary>
public sealed class WindowsCrashSpecs(WineMachine windows) : IClassFixture<WineMachine>
{
    [WineTheory]
    [InlineData("lock taken, audit not open")]
    [InlineData("exposure taken, quotes under way")]
    [InlineData("A under way, not booked")]
    [InlineData("A booked, not answered")]
    [InlineData("B booked, not answered, and killed again while it reconciles")]
    [InlineData("both accepted, final audit not written")]
    [InlineData("B rejected, hedge begun")]
    [InlineData("hedge booked, not answered")]
    public async Task Should_lose_no_bet_when_the_Windows_engine_is_killed(string point) => await CrashMatrix.RunAsync(point, await windows.ArbAsync());
}
