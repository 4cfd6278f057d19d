using System.Diagnostics;
using System.Text;

namespace Arb.E2E.Tests.Windows;

/// <summary>The scripts for Windows' own shell, with a <c>dotnet</c> that writes down what it is asked for and leaves results as the real one does.</summary>
[Collection(WineCollection.Name)]
public sealed class CommandScriptSpecs(WineMachine wine) : IDisposable
{
    private const string Results = """
        <?xml version="1.0" encoding="utf-8"?>
        <TestRun>
          <Results>
            <UnitTestResult executionId="1" testId="2" testName="A.Should_hold(a: &quot;x&quot;)" outcome="Passed" />
          </Results>
          <ResultSummary outcome="Completed">
            <Counters total="7" executed="5" passed="PASSED" failed="FAILED" error="0" timeout="0" />
          </ResultSummary>
        </TestRun>
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [WineOnlyFact]
    public async Task Should_count_the_results_of_both_projects_and_end_with_the_line()
    {
        var (code, said, asked) = await RunAsync("test", Dotnet(passed: 5, failed: 0, exit: 0), "--filter", "Laws");
        Assert.Equal("10 passed, 0 failed, 4 skipped", said.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1].Trim());
        Assert.Equal(0, code);
        Assert.Equal(2, asked.Count(line => line.Contains("--filter \"FullyQualifiedName~Laws\"", StringComparison.Ordinal)));
        Assert.Contains(asked, line => line.StartsWith("format Arb.Actors.sln --verify-no-changes", StringComparison.Ordinal));
    }

    [WineOnlyFact]
    public async Task Should_fail_when_a_test_failed_and_when_a_run_broke_without_a_result()
    {
        var (code, said, _) = await RunAsync("test", Dotnet(passed: 4, failed: 1, exit: 1), "--no-format");
        Assert.Equal((1, "8 passed, 2 failed, 4 skipped"), (code, said.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1].Trim()));

        (code, said, _) = await RunAsync("test", "if \"%1\"==\"test\" exit /b 134", "--no-format");
        Assert.Equal((1, "0 passed, 2 failed, 0 skipped"), (code, said.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1].Trim()));

        (code, said, _) = await RunAsync("test", "if \"%1\"==\"build\" exit /b 1");
        Assert.Equal((1, "0 passed, 0 failed, 0 skipped"), (code, said.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1].Trim()));
        Assert.Contains("the build failed", said, StringComparison.Ordinal);
    }

    [WineOnlyFact]
    public async Task Should_build_and_run_the_demo_with_the_given_words_and_say_when_it_cannot()
    {
        var (code, _, asked) = await RunAsync("demo", "if \"%2\"==\"demo\" exit /b 7", "--for", "60");
        Assert.NotEqual(0, code); // Wine's shell makes 1 of every code of a called script
        Assert.EndsWith("arb.dll\" demo --for 60", asked[^1].Trim(), StringComparison.Ordinal);

        (code, var said, _) = await RunAsync("demo", "if \"%1\"==\"--version\" exit /b 1");
        Assert.Equal(4, code);
        Assert.Contains(".NET 10 SDK", said, StringComparison.Ordinal);
    }

    private static string Dotnet(int passed, int failed, int exit) =>
        string.Join("\r\n", [
            "if not \"%1\"==\"test\" exit /b 0",
            $"copy /y \"%ANSWERS%\\{passed}-{failed}.trx\" \"TestResults\\%~n2.trx\" > nul",
            $"exit /b {exit}",
        ]);

    private async Task<(int Code, string Said, string[] Asked)> RunAsync(string script, string dotnet, params string[] words)
    {
        // A folder as people have them.
        var (root, bin, asked) = (_folder.New("my repo"), _folder.New("bin"), _folder.New("asked"));
        Directory.CreateDirectory(Path.Combine(root, "scripts"));
        Directory.CreateDirectory(Path.Combine(root, "src/Arb.Host/Dashboard/Web"));
        Directory.CreateDirectory(bin);
        File.Delete(asked);
        foreach (var file in Directory.GetFiles(Path.Combine(WineMachine.Root, "scripts"), "*.cmd"))
            File.Copy(file, Path.Combine(root, "scripts", Path.GetFileName(file)), overwrite: true);
        foreach (var (passed, failed) in ((int, int)[])[(5, 0), (4, 1)])
            await File.WriteAllTextAsync(Path.Combine(bin, $"{passed}-{failed}.trx"), Results.Replace("PASSED", $"{passed}", StringComparison.Ordinal).Replace("FAILED", $"{failed}", StringComparison.Ordinal));
        await File.WriteAllTextAsync(Path.Combine(bin, "dotnet.bat"), $"@echo off\r\necho %* >> \"%ASKED%\"\r\n{dotnet}\r\nexit /b 0\r\n");

        var start = await wine.CommandAsync("cmd", ["/c", Windows(Path.Combine(root, "scripts", script + ".cmd")), .. words]);
        start.Environment["WINEPATH"] = Windows(bin);
        start.Environment["ANSWERS"] = Windows(bin);
        start.Environment["ASKED"] = Windows(asked);
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        using var shell = new Process { StartInfo = start };
        var (said, warned) = (new StringBuilder(), new StringBuilder());
        shell.OutputDataReceived += (_, line) => said.AppendLine(line.Data);
        shell.ErrorDataReceived += (_, line) => warned.AppendLine(line.Data);
        shell.Start();
        shell.BeginOutputReadLine();
        shell.BeginErrorReadLine();
        await shell.EndedAsync().WaitAsync(Patience);
        return (shell.ExitCode, $"{warned}{said}", File.Exists(asked) ? await File.ReadAllLinesAsync(asked) : []);
    }

    private static string Windows(string path) => "Z:" + path.Replace('/', '\\');
}
