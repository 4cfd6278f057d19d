namespace Arb.E2E.Tests;

/// <summary>The demo as a new user runs it: bookmakers as a process of their own, real HTTP, and the bookmakers' books as the oracle.</summary>
public sealed class DemoSpecs : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(150);

    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Should_execute_and_hedge_surebets_that_the_bookmakers_own_books_confirm()
    {
        var data = _folder.New("d");
        await using var demo = ArbProcess.Start(_folder.Path, "demo", "--for", "40", "--data", data);
        var code = await demo.ExitAsync(Deadline);
        Assert.True(code == 0, $"exit code {code}:\n{demo.Text}");
        Assert.StartsWith("demo: ", demo.Output.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries)[^1], StringComparison.Ordinal); // the engine ends after it, and in silence
        Assert.True(File.Exists(Path.Combine(data, "arb.db")));
    }

    [LinuxFact]
    public async Task Should_end_well_at_Ctrl_C_twice_in_a_row()
    {
        for (var presses = 1; presses <= 2; presses++)
        {
            await using var demo = ArbProcess.StartInGroup(_folder.Path, "demo", "--data", _folder.New($"c{presses}"));
            await demo.SaysAsync("opportunities=");
            for (var press = 0; press < presses; press++)
                await demo.InterruptAsync();
            var code = await demo.ExitAsync(Deadline);
            Assert.True(code == 0, $"exit code {code}:\n{demo.Text}");
            Assert.Contains("demo: every check", demo.Text, StringComparison.Ordinal);
            Assert.Contains("DEMO, play money", demo.Text, StringComparison.Ordinal);
            var log = await File.ReadAllTextAsync(Path.Combine(_folder.Path, $"c{presses}", "arb.log"));
            Assert.Contains("DEMO: simulated bookmakers on this machine, play money", log, StringComparison.Ordinal);
            foreach (var seen in new[] { demo.Text, log.Replace("provider -> LIVE", "", StringComparison.Ordinal) })
            {
                Assert.DoesNotContain("LIVE", seen, StringComparison.Ordinal);
                Assert.DoesNotContain("Live", seen, StringComparison.Ordinal);
                Assert.DoesNotContain("REAL", seen, StringComparison.Ordinal);
            }
            Assert.Contains("the bookmakers' books and the audit agree to the cent", demo.Text, StringComparison.Ordinal);
        }
    }

    [LinuxFact]
    public async Task Should_end_well_at_Ctrl_C_before_it_runs()
    {
        await using var demo = ArbProcess.StartInGroup(_folder.Path, "demo", "--data", _folder.New("e"));
        await demo.SaysAsync("starting the bookmakers");
        await demo.InterruptAsync();
        var code = await demo.ExitAsync(Deadline);
        Assert.True(code == 0, $"exit code {code}:\n{demo.Text}");
    }

    [Chrome.ChromeFact]
    public async Task Should_do_the_same_through_real_browsers()
    {
        await using var demo = ArbProcess.Start(_folder.Path, "demo", "--browser", "--headless", "--for", "30", "--data", _folder.New("d"));
        var code = await demo.ExitAsync(Deadline);
        Assert.True(code == 0, $"exit code {code}:\n{demo.Text}");
        Assert.Contains("SIMULATED USER", demo.Text, StringComparison.Ordinal);
    }
}
