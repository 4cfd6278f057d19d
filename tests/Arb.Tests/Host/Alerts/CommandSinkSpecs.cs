using System.Diagnostics;
using System.Text.Json;
using Arb.Domain.Commands;
using Arb.Domain.Health;
using Arb.Host.Alerts;

namespace Arb.Tests.Host.Alerts;

public sealed class CommandSinkSpecs : IDisposable
{
    private static readonly Alert Alert = new(7, AlertKind.Alarm, LogSeverity.Alarm, DateTimeOffset.UnixEpoch, "$(touch evil); `touch evil`", null, null, 1);
    private readonly TempFolder _folder = new();

    [Fact]
    public async Task Should_give_the_program_the_alert_on_its_input_and_nothing_of_it_to_a_shell()
    {
        var delivery = await DeliverAsync("sh", "-c", "cat > got.json");
        Assert.Equal(new AlertDelivery(true, "exit code 0"), delivery);
        Assert.Equal(Alert, JsonSerializer.Deserialize<Alert>(File.ReadAllText(Path.Combine(_folder.Path, "got.json")), CommandJson.Compact));
        Assert.Equal(["got.json"], Directory.GetFiles(_folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Should_pass_arguments_as_they_are()
    {
        await DeliverAsync("sh", "-c", "printf %s \"$1\" > argument", "sh", "a b; $HOME");
        Assert.Equal("a b; $HOME", File.ReadAllText(Path.Combine(_folder.Path, "argument")));
    }

    [Fact]
    public async Task Should_be_content_with_a_program_that_does_not_read_its_input() => Assert.True((await DeliverAsync("true")).Delivered);

    [Fact]
    public async Task Should_not_be_stopped_by_a_program_that_talks_much() => Assert.True((await DeliverAsync("sh", "-c", "head -c 1000000 /dev/zero; cat > /dev/null")).Delivered);

    [Fact]
    public async Task Should_tell_the_exit_code() => Assert.Equal(new AlertDelivery(false, "exit code 3"), await DeliverAsync("sh", "-c", "exit 3"));

    [Fact]
    public async Task Should_say_that_a_program_is_not_there()
    {
        var delivery = await DeliverAsync("/nowhere/notify");
        Assert.Equal((false, false), (delivery.Delivered, delivery.Retry));
        Assert.StartsWith("/nowhere/notify did not start", delivery.Detail);
    }

    [Fact]
    public async Task Should_kill_a_program_that_hangs_and_what_it_started()
    {
        using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(500));
        var delivery = await new CommandSink("sh", ["-c", "sleep 300 & echo $! > child; echo $$ > self; wait"], _folder.Path).DeliverAsync(Alert, cancel.Token);
        Assert.Equal(new AlertDelivery(false, "it did not end in time and was killed"), delivery);
        foreach (var file in new[] { "child", "self" })
            await GoneAsync(int.Parse(File.ReadAllText(Path.Combine(_folder.Path, file)), System.Globalization.CultureInfo.InvariantCulture));
    }

    public void Dispose() => _folder.Dispose();

    private static async Task GoneAsync(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5));
            await process.WaitForExitAsync(limit.Token);
        }
        catch (ArgumentException)
        {
            // It is gone already.
        }
    }

    private async Task<AlertDelivery> DeliverAsync(string program, params string[] arguments)
    {
        using var cancel = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        return await new CommandSink(program, arguments, _folder.Path).DeliverAsync(Alert, cancel.Token);
    }
}
