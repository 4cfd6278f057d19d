using Akka.Actor;
using Arb.Domain;
using Arb.Domain.Commands;
using Arb.Domain.Health;
using Arb.Domain.Primitives;
using Arb.Host.Configuration;
using Arb.Host.Control;
using Arb.Host.Engine;
using Microsoft.Extensions.DependencyInjection;

namespace Arb.Tests.Host.Alerts;

/// <summary>A whole engine and a real receiver that is ill: alerts are lost in bounds, the engine answers as ever.</summary>
public sealed class EngineAlertsSpecs : IDisposable
{
    private const int Burst = 2_000;
    private readonly TempFolder _folder = new();

    [Fact]
    public async Task Should_post_what_the_engine_publishes()
    {
        var come = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var receiver = await Receiver.StartAsync(http =>
        {
            come.TrySetResult();
            return Receiver.Status(200)(http);
        });
        await using var engine = await StartAsync(receiver.Url);
        using var client = new ControlClient(_folder.Path);
        for (var tries = 0; tries < 10_000 && await client.SendAsync(new GetStatus()) is StatusReport { State: "RECOVERING" }; tries++)
        {
            // Only an engine that has recovered can be killed.
        }
        await client.SendAsync(new KillSwitch("panic"));
        await come.Task.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Contains("kill switch: panic", System.Text.Encoding.UTF8.GetString(receiver.Got[0].Body), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("hangs")]
    [InlineData("answers 500")]
    [InlineData("is away")]
    public async Task Should_answer_as_ever_and_stay_within_bounds_while_the_receiver(string ills)
    {
        var receiver = await Receiver.StartAsync(ills == "hangs" ? Receiver.Hanging : Receiver.Status(500));
        var url = receiver.Url;
        if (ills == "is away")
            await receiver.DisposeAsync();
        await using (var engine = await StartAsync(url))
        {
            using var client = new ControlClient(_folder.Path);
            var events = engine.Services.GetRequiredService<ActorSystem>().EventStream;
            for (var i = 0; i < Burst; i++)
                events.Publish(new SystemLogEntry(DateTimeOffset.UnixEpoch, LogSeverity.Alarm, "test", "alarm", new AccountId($"a{i}")));
            Assert.IsType<StatusReport>(await client.SendAsync(new GetStatus()).WaitAsync(TimeSpan.FromSeconds(5)));
            var list = Assert.IsType<AlertList>(await client.SendAsync(new ListAlerts(10_000, 0)));
            Assert.Equal(50, list.Alerts.Count);
            var sink = Assert.Single(list.Sinks);
            Assert.InRange(sink.Waiting, 0, 20);
            Assert.Equal(Burst, sink.Delivered + sink.Failed + sink.Dropped + sink.Waiting);
            var tested = Assert.IsType<AlertTestReport>(await client.SendAsync(new TestAlerts()));
            Assert.False(Assert.Single(tested.Sinks).Delivered);
        }
        if (ills != "is away")
            await receiver.DisposeAsync();
    }

    public void Dispose() => _folder.Dispose();

    private Task<EngineHost> StartAsync(Uri url)
    {
        string[] set = [$"arb.alerts.webhook.url=\"{url}\"", "arb.alerts.kept=50", "arb.alerts.queue=20", "arb.alerts.deadline=500ms", "arb.alerts.retry-after=50ms"];
        var settings = ArbSettings.From(ConfigLoader.Load(null, "ci.conf", set)) with { DataFolder = _folder.Path };
        return EngineHost.StartAsync(settings, RuntimeMode.Ci, consoleLog: false);
    }
}
