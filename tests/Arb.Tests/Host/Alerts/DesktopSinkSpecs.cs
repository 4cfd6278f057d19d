using System.Text;
using Arb.Domain.Health;
using Arb.Domain.Primitives;
using Arb.Host.Alerts;
using Arb.Host.Configuration;
using Arb.Host.Logging;

namespace Arb.Tests.Host.Alerts;

/// <summary>What each desktop's own program is given, through a stand-in that writes it down; none of them runs here.</summary>
public sealed class DesktopSinkSpecs : IDisposable
{
    private const string Hostile = "x000012 is naked; $(touch evil) `touch evil` \"; touch evil; \" <b>&amp; -h\u001b[2J\0\nKørs";
    private static readonly Alert Alert = new(7, AlertKind.NakedPosition, LogSeverity.Alarm, DateTimeOffset.UnixEpoch, Hostile, new AccountId("anna"), null, 1);
    private readonly TempFolder _folder = new();

    [Fact]
    public async Task Should_give_notify_send_title_and_text_as_arguments_and_no_markup()
    {
        await DeliverAsync(Desktop.Linux);
        Assert.Equal(
            ["--app-name=arb", "--urgency=critical", "--", "arb: ALARM, anna", "x000012 is naked; $(touch evil) `touch evil` \"; touch evil; \" &lt;b&gt;&amp;amp; -h [2J  Kørs"],
            Written("arguments"));
        NothingElseHappened();
    }

    [Fact]
    public async Task Should_give_osascript_a_script_that_knows_nothing_of_the_alert()
    {
        await DeliverAsync(Desktop.MacOs);
        var arguments = Written("arguments");
        Assert.Equal(["-e", "on run argv", "-e", "display notification (item 2 of argv) with title (item 1 of argv)", "-e", "end run"], arguments[..6]);
        Assert.Equal(["arb: ALARM, anna", "x000012 is naked; $(touch evil) `touch evil` \"; touch evil; \" <b>&amp; -h [2J  Kørs"], arguments[6..]);
        NothingElseHappened();
    }

    [Fact]
    public async Task Should_give_PowerShell_a_script_that_knows_nothing_of_the_alert_and_the_texts_as_variables()
    {
        await DeliverAsync(Desktop.Windows);
        var arguments = Written("arguments");
        Assert.Equal(["-NoProfile", "-NonInteractive", "-OutputFormat", "Text", "-EncodedCommand"], arguments[..^1]);
        var script = Encoding.Unicode.GetString(Convert.FromBase64String(arguments[^1]));
        Assert.Contains("InnerText = $env:ARB_ALERT_TEXT", script, StringComparison.Ordinal);
        Assert.DoesNotContain("naked", script, StringComparison.Ordinal);
        Assert.Equal(["arb: ALARM, anna", "x000012 is naked; $(touch evil) `touch evil` \"; touch evil; \" <b>&amp; -h [2J  Kørs"], Written("variables"));
        NothingElseHappened();
    }

    [Fact]
    public async Task Should_tell_what_is_no_alarm_as_what_it_is_and_cut_what_nobody_could_read()
    {
        await DeliverAsync(Desktop.Linux, Alert with { Severity = LogSeverity.Warning, Account = null, Message = new string('a', 5_000) });
        Assert.Equal(["--app-name=arb", "--urgency=normal", "--", "arb: warning", new string('a', 400) + "…"], Written("arguments"));
    }

    [Fact]
    public async Task Should_tell_the_exit_code_and_the_first_complaint() =>
        Assert.Equal(new AlertDelivery(false, "exit code 1: no session [2Jbus"), await RunAsync("printf '\\nno session\\033[2Jbus\\nand more\\n' >&2; exit 1"));

    [Fact]
    public async Task Should_say_that_the_program_is_not_there()
    {
        var delivery = await new DesktopSink(Desktop.Linux, "/nowhere/notify-send").DeliverAsync(Alert, CancellationToken.None);
        Assert.Equal((false, false), (delivery.Delivered, delivery.Retry));
        Assert.StartsWith("/nowhere/notify-send did not start", delivery.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_kill_a_program_that_waits_for_a_click()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromMilliseconds(500));
        Assert.Equal(new AlertDelivery(false, "it did not end in time and was killed"), await RunAsync("exec sleep 300", deadline.Token));
    }

    [Fact]
    public async Task Should_leave_no_secret_on_the_screen()
    {
        var mask = new SecretMask();
        mask.Know("s3cr3t-s3ss10n");
        await new MaskedAlertSink(new DesktopSink(Desktop.Linux, Program("for a; do printf '%s\\0' \"$a\"; done > arguments")), mask).DeliverAsync(Alert with { Message = "lost: s3cr3t-s3ss10n" }, CancellationToken.None);
        Assert.DoesNotContain("s3cr3t", string.Concat(Written("arguments")), StringComparison.Ordinal);
    }

    [Fact]
    public void Should_be_opened_only_when_it_is_asked_for()
    {
        using var asked = ArbSettings.From(ConfigLoader.Load(null, null, ["arb.alerts.desktop=on"])).AlertHooks.Open(_folder.Path);
        Assert.Equal(["desktop"], asked.All.Select(sink => sink.Name));
        using var not = ArbSettings.From(ConfigLoader.Load(null, null, [])).AlertHooks.Open(_folder.Path);
        Assert.Empty(not.All);
    }

    public void Dispose() => _folder.Dispose();

    private async Task DeliverAsync(Desktop desktop, Alert? alert = null)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var stand = Program("for a; do printf '%s\\0' \"$a\"; done > arguments; printf '%s\\0%s\\0' \"$ARB_ALERT_TITLE\" \"$ARB_ALERT_TEXT\" > variables");
        Assert.Equal(new AlertDelivery(true, "exit code 0"), await new DesktopSink(desktop, stand).DeliverAsync(alert ?? Alert, deadline.Token));
    }

    private async Task<AlertDelivery> RunAsync(string script, CancellationToken cancel = default) => await new DesktopSink(Desktop.Linux, Program(script)).DeliverAsync(Alert, cancel);

    /// <summary>A script that is read and not executed itself: a file that was just written may be busy.</summary>
    private string[] Program(string script)
    {
        var file = Path.Combine(_folder.Path, "stand-in");
        File.WriteAllText(file, $"cd '{_folder.Path}'\n{script}\n");
        return ["sh", file];
    }

    private string[] Written(string file) => File.ReadAllText(Path.Combine(_folder.Path, file)).Split('\0')[..^1];

    private void NothingElseHappened() => Assert.Equal(["arguments", "stand-in", "variables"], Directory.GetFiles(_folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
}
