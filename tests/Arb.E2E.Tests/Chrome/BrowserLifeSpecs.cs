using System.Diagnostics;
using System.Globalization;
using Arb.Browser.Launching;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;

namespace Arb.E2E.Tests.Chrome;

/// <summary>Start, end and every way to die of a real browser.</summary>
[Collection(ChromeKit.OneAtATime)]
public sealed class BrowserLifeSpecs
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    [ChromeFact]
    public async Task Should_end_as_asked_and_leave_no_process()
    {
        await using var site = await ChromeSite.StartAsync();
        await using var kit = new ChromeKit();
        var opened = await kit.OpenAsync(site.At("/quiet"));
        await opened.UntilAtAsync(site.At("/quiet"));
        var began = TimeProvider.System.GetTimestamp();
        await opened.Session.CloseAsync();

        Assert.InRange(TimeProvider.System.GetElapsedTime(began), TimeSpan.Zero, kit.Options.CloseDeadline);
        Assert.Equal(new BrowserEvent.Closed(BrowserEnd.Asked, "closed as asked"), opened.Events.Last());
        Assert.False(Lives(opened.Session.ProcessId));
        await Assert.ThrowsAsync<BrowserException>(() => opened.Session.GetCookiesAsync(CancellationToken.None));
    }

    [ChromeFact]
    public async Task Should_notice_a_killed_browser_within_three_seconds()
    {
        await using var site = await ChromeSite.StartAsync();
        await using var kit = new ChromeKit();
        var opened = await kit.OpenAsync(site.At("/quiet"));
        await opened.UntilAtAsync(site.At("/quiet"));
        var began = TimeProvider.System.GetTimestamp();
        using (var chrome = Process.GetProcessById(opened.Session.ProcessId))
            chrome.Kill();
        await opened.UntilAsync<BrowserEvent.Closed>();

        Assert.InRange(TimeProvider.System.GetElapsedTime(began), TimeSpan.Zero, TimeSpan.FromSeconds(3));
        Assert.Equal(BrowserEnd.Lost, opened.Events.OfType<BrowserEvent.Closed>().Single().End);
        var again = await kit.OpenAsync(site.At("/quiet"));
        await again.UntilAtAsync(site.At("/quiet"));
    }

    [ChromeFact(unixOnly: true)]
    public async Task Should_notice_a_stopped_browser_and_that_it_goes_on()
    {
        await using var site = await ChromeSite.StartAsync();
        await using var kit = new ChromeKit();
        var opened = await kit.OpenAsync(site.At("/quiet"));
        await opened.UntilAtAsync(site.At("/quiet"));
        var began = TimeProvider.System.GetTimestamp();
        await SignalAsync("STOP", opened.Session.ProcessId);
        await opened.UntilAsync<BrowserEvent.Hung>();
        Assert.InRange(TimeProvider.System.GetElapsedTime(began), TimeSpan.Zero, TimeSpan.FromMilliseconds(3_500));

        await SignalAsync("CONT", opened.Session.ProcessId);
        await opened.UntilAsync<BrowserEvent.Recovered>();
    }

    [ChromeFact(unixOnly: true)]
    public async Task Should_end_a_stopped_browser_by_force()
    {
        await using var site = await ChromeSite.StartAsync();
        await using var kit = new ChromeKit();
        var opened = await kit.OpenAsync(site.At("/quiet"));
        await SignalAsync("STOP", opened.Session.ProcessId);
        await opened.UntilAsync<BrowserEvent.Hung>();
        await opened.Session.CloseAsync();

        Assert.Equal(BrowserEnd.Asked, opened.Events.OfType<BrowserEvent.Closed>().Single().End);
        Assert.False(Lives(opened.Session.ProcessId));
    }

    [ChromeFact]
    public async Task Should_notice_a_crashed_page()
    {
        await using var site = await ChromeSite.StartAsync();
        await using var kit = new ChromeKit();
        var opened = await kit.OpenAsync(site.At("/quiet"));
        await opened.UntilAtAsync(site.At("/quiet"));
        var never = opened.Session.CommandAsync("Page.crash");
        await opened.UntilAsync<BrowserEvent.TabCrashed>();
        Assert.DoesNotContain(opened.Events, e => e is BrowserEvent.Closed);
        await Assert.ThrowsAnyAsync<Exception>(() => never);
    }

    [ChromeFact(unixOnly: true)]
    public async Task Should_keep_the_profile_from_everybody_else()
    {
        await using var site = await ChromeSite.StartAsync();
        await using var kit = new ChromeKit();
        var opened = await kit.OpenAsync(site.At("/quiet"));
        var folder = new ProfileFolder(kit.Root, opened.Session.Account);
        Assert.All([kit.Root, folder.Root, folder.Profile], path => Assert.Equal(OwnerOnly, OperatingSystem.IsWindows() ? OwnerOnly : File.GetUnixFileMode(path)));
        Assert.DoesNotContain(ChromeArguments.For(kit.Options, DevToolsLink.Pipes, folder.Profile), argument => argument.Contains(site.Address.Authority, StringComparison.Ordinal));
    }

    [ChromeFact(unixOnly: true)]
    public async Task Should_end_what_an_earlier_life_of_the_engine_left_running()
    {
        await using var site = await ChromeSite.StartAsync();
        await using var kit = new ChromeKit();
        var account = new AccountId("a1");
        var folder = new ProfileFolder(kit.Root, account);
        folder.Make();
        var start = new ProcessStartInfo(ChromeFinder.Find(""), ChromeArguments.For(kit.Options, DevToolsLink.Port, folder.Profile))
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        using var orphan = Process.Start(start)!;
        await ChromeKit.Until("the orphan holds the profile", () => new FileInfo(folder.LockLink).LinkTarget is not null);

        Assert.True(await kit.Sessions.CleanUpAsync(account, CancellationToken.None));
        Assert.True(orphan.HasExited);
        Assert.Null(new FileInfo(folder.LockLink).LinkTarget);
        Assert.False(await kit.Sessions.CleanUpAsync(account, CancellationToken.None));
        var opened = await kit.OpenAsync(site.At("/quiet"));
        await opened.UntilAtAsync(site.At("/quiet"));
    }

    [ChromeFact(unixOnly: true)]
    public async Task Should_leave_a_process_alone_that_only_has_the_recorded_number()
    {
        await using var kit = new ChromeKit();
        var folder = new ProfileFolder(kit.Root, new AccountId("a1"));
        folder.Make();
        using var stranger = Process.Start("sleep", "60");
        OrphanSweeper.Record(folder, stranger.Id, stranger.StartTime.ToUniversalTime());
        Assert.False(await kit.Sessions.CleanUpAsync(new AccountId("a1"), CancellationToken.None));
        Assert.False(stranger.HasExited);
        stranger.Kill();
    }

    [ChromeFact]
    public async Task Should_say_why_a_browser_does_not_start()
    {
        await using var kit = new ChromeKit();
        kit.Options = kit.Options with { Executable = OperatingSystem.IsWindows() ? @"C:\Windows\System32\whoami.exe" : "/bin/false" };
        var failure = await Assert.ThrowsAsync<BrowserException>(() => kit.OpenAsync(new Uri("http://127.0.0.1:9/")));
        Assert.Contains("ended while it started", failure.Message, StringComparison.Ordinal);
    }

    [ChromeFact]
    public async Task Should_have_one_browser_per_account()
    {
        await using var site = await ChromeSite.StartAsync();
        await using var kit = new ChromeKit();
        await kit.OpenAsync(site.At("/quiet"));
        await Assert.ThrowsAsync<BrowserException>(() => kit.OpenAsync(site.At("/quiet")));
    }

    [ChromeFact]
    public async Task Should_work_over_a_local_port_where_there_are_no_pipes()
    {
        await using var site = await ChromeSite.StartAsync();
        await using var kit = new ChromeKit();
        kit.Options = kit.Options with { Links = [DevToolsLink.Port] };
        var folder = new ProfileFolder(kit.Root, new AccountId("a1"));
        folder.Make();
        await File.WriteAllTextAsync(folder.PortFile, "9\n/devtools/browser/stale");
        var opened = await kit.OpenAsync(site.At("/window"));
        await opened.UntilCapturedAsync("/item?i=77");
        await opened.Session.CloseAsync();
        Assert.Equal(BrowserEnd.Asked, opened.Events.OfType<BrowserEvent.Closed>().Single().End);
    }

    private static async Task SignalAsync(string signal, int pid)
    {
        using var kill = Process.Start("kill", ["-" + signal, pid.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
        Assert.Equal(0, kill.ExitCode);
    }

    private static bool Lives(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
