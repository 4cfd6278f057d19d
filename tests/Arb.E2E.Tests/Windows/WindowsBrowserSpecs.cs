using Arb.E2E.Tests.Crash;

namespace Arb.E2E.Tests.Windows;

/// <summary>
/// How the engine starts, reaches and ends browsers on Windows, with a stand-in for the browser that speaks the same pipes. All run once, in one Windows; each fact reads what was found.
/// </summary>
public sealed class WindowsBrowserSpecs(WindowsBrowserSpecs.OneRun run) : IClassFixture<WindowsBrowserSpecs.OneRun>
{
    private static readonly TimeSpan EndsWithin = TimeSpan.FromSeconds(10);

    [WindowsBrowserFact]
    public Task Should_carry_a_megabyte_both_ways_over_inherited_pipes() => run.HoldsAsync("pipes-carry-a-megabyte-both-ways");

    [WindowsBrowserFact]
    public Task Should_hand_over_arguments_with_spaces_quotes_and_backslashes_as_they_are() => run.HoldsAsync("arguments-arrive-as-given");

    [WindowsBrowserFact]
    public Task Should_take_the_local_port_when_the_browser_ends_over_pipes() => run.HoldsAsync("falls-back-when-the-browser-ends");

    [WindowsBrowserFact]
    public Task Should_take_the_local_port_when_the_browser_never_answers_over_pipes() => run.HoldsAsync("falls-back-when-the-browser-is-silent");

    [WindowsBrowserFact]
    public Task Should_say_why_a_browser_does_not_start() => run.HoldsAsync("says-why-it-did-not-start");

    [WindowsBrowserFact]
    public Task Should_notice_a_killed_browser_at_once_and_end_what_it_started() => run.HoldsAsync("a-killed-browser-is-noticed-at-once");

    [WindowsBrowserFact]
    public Task Should_end_as_asked() => run.HoldsAsync("closes-as-asked");

    [WindowsBrowserFact]
    public Task Should_kill_a_browser_that_does_not_close_with_all_its_children() => run.HoldsAsync("kills-with-all-children");

    [WindowsBrowserFact]
    public Task Should_not_end_one_browser_with_another() => run.HoldsAsync("browsers-end-apart");

    [WindowsBrowserFact]
    public Task Should_hand_down_no_other_handle_of_the_engine() => run.HoldsAsync("no-other-handle-is-inherited");

    [WindowsBrowserFact]
    public Task Should_keep_profiles_at_long_paths() => run.HoldsAsync("long-paths-do");

    [WindowsBrowserFact]
    public Task Should_end_an_orphan_and_leave_alone_what_only_has_its_number() => run.HoldsAsync("an-orphan-is-ended-and-a-stranger-is-not");

    [WindowsBrowserFact]
    public Task Should_wait_a_bounded_time_for_a_profile_that_is_still_held() => run.HoldsAsync("a-held-profile-is-waited-for-and-refused");

    [WindowsBrowserFact]
    public Task Should_give_the_folder_to_its_owner_alone() => run.HoldsAsync("the-folder-is-the-owners");

    [WindowsBrowserFact]
    public Task Should_believe_of_the_registry_only_what_is_there() => run.HoldsAsync("the-registry-is-read");

    [WindowsBrowserFact(wineOnly: true)]
    public async Task Should_end_the_browser_and_its_child_when_the_engine_is_killed()
    {
        var name = $"held-{Guid.NewGuid():N}";
        await using var engine = await StandInRun.InWineAsync(run.Wine, "hold", $@"C:\{name}");
        await engine.LineAsync("holding");
        // The engine, the browser, its child: each names the folder on its command line.
        Assert.Equal(3, Running(name).Count);
        Assert.Contains(engine.Id, Running(name));
        engine.Kill();
        await Eventually.Async("the browser and its child end with the engine", EndsWithin, () => Running(name).Count == 0, () => string.Join(", ", Running(name)));
    }

    /// <summary>Processes that name something on their command line; a process of Windows is one of this system too.</summary>
    private static List<int> Running(string name)
    {
        var found = new List<int>();
        foreach (var process in Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).Where(id => int.TryParse(id, out _)))
            try
            {
                if (File.ReadAllText($"/proc/{process}/cmdline").Contains(name, StringComparison.Ordinal))
                    found.Add(int.Parse(process!, System.Globalization.CultureInfo.InvariantCulture));
            }
            catch (IOException)
            {
                // Ended meanwhile.
            }
        return found;
    }

    /// <summary>The run that all facts read; begins with the first that is not skipped.</summary>
    public sealed class OneRun : IAsyncLifetime
    {
        private readonly SemaphoreSlim _gate = new(1, 1);
        private readonly ScratchFolder _folder = new();
        private StandInRun? _run;

        internal WineMachine Wine { get; } = new();

        public Task InitializeAsync() => Task.CompletedTask;

        internal async Task HoldsAsync(string check)
        {
            await _gate.WaitAsync();
            try
            {
                _run ??= OperatingSystem.IsWindows() ? StandInRun.Here("checks", _folder.New("checks")) : await StandInRun.InWineAsync(Wine, "checks", @"C:\checks");
            }
            finally
            {
                _gate.Release();
            }
            await _run.HoldsAsync(check);
        }

        public async Task DisposeAsync()
        {
            if (_run is not null)
                await _run.DisposeAsync();
            await Wine.DisposeAsync();
            _folder.Dispose();
            _gate.Dispose();
        }
    }
}
