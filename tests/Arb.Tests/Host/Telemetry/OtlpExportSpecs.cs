using System.Diagnostics;
using Akka.Actor;
using Akka.Hosting;
using Arb.Actors.Telemetry;
using Arb.Host.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Arb.Tests.Host.Telemetry;

/// <summary>The life of the export within a host. The interval is longer than a test, so what arrives is what the end sends.</summary>
[Collection("telemetry")]
public sealed class OtlpExportSpecs
{
    private const int FullQueue = 2_048;

    [Fact]
    public async Task Should_send_what_happened_while_the_actors_started_and_ended()
    {
        await using var collector = await Collector.StartAsync();
        await using (var engine = await Engine.StartAsync(collector.Address, "anna"))
            Assert.Empty(collector.Metrics);
        Assert.Equal(["ended.anna", "started.anna"], Own(collector.Metrics));
        Assert.Equal(["ended.anna", "started.anna"], Own((await collector.UntilAsync(_ => true)).Select(span => span.Name)));
    }

    [Fact]
    public async Task Should_tell_nothing_of_another_engine_of_the_process_and_outlive_it()
    {
        await using var ofAnna = await Collector.StartAsync();
        await using var ofBert = await Collector.StartAsync();
        await using (var bert = await Engine.StartAsync(ofBert.Address, "bert"))
        {
            await using (var anna = await Engine.StartAsync(ofAnna.Address, "anna"))
                anna.Tell("between");
            bert.Tell("after");
        }
        Assert.Equal(["between.anna", "ended.anna", "started.anna"], Own(ofAnna.Metrics));
        Assert.Equal(["after.bert", "ended.bert", "started.bert"], Own(ofBert.Metrics));
        Assert.Equal(["between.anna", "ended.anna", "started.anna"], Own((await ofAnna.UntilAsync(_ => true)).Select(span => span.Name)));
        Assert.Equal(["after.bert", "ended.bert", "started.bert"], Own((await ofBert.UntilAsync(_ => true)).Select(span => span.Name)));
    }

    [Fact]
    public async Task Should_end_within_the_deadline_of_one_export_when_the_collector_never_answers()
    {
        await using var collector = await Collector.StartAsync(answers: false);
        var engine = await Engine.StartAsync(collector.Address, "anna");
        for (var i = 0; i < FullQueue; i++)
            engine.Trace("many");
        await engine.StopAsync();
        var ending = Stopwatch.StartNew();
        await engine.DisposeAsync();
        Assert.InRange(ending.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(4)); // a full queue is four exports of a second each, and then come the metrics
    }

    [Fact]
    public async Task Should_say_once_that_the_collector_is_away()
    {
        var gone = await Collector.StartAsync();
        var address = gone.Address;
        await gone.DisposeAsync();
        var said = new List<string>();
        await using (var engine = await Engine.StartAsync(address, "anna", said.Add))
            engine.Tell("between");
        Assert.StartsWith($"telemetry: the collector does not take what it is sent (Http to {address.Host}:{address.Port}): ", Assert.Single(said), StringComparison.Ordinal);
    }

    private static IEnumerable<string> Own(IEnumerable<string> names) => names.Where(name => name.EndsWith(".anna", StringComparison.Ordinal) || name.EndsWith(".bert", StringComparison.Ordinal)).Order(StringComparer.Ordinal);

    /// <summary>A host with an actor system that counts and traces its start and its end.</summary>
    private sealed class Engine : IAsyncDisposable
    {
        private readonly IHost _host;
        private readonly EngineTelemetry _telemetry;
        private readonly string _name;

        private Engine(IHost host, string name)
        {
            (_host, _name) = (host, name);
            _telemetry = EngineTelemetry.Of(host.Services.GetRequiredService<ActorSystem>());
        }

        public static async Task<Engine> StartAsync(Uri collector, string name, Action<string>? warn = null)
        {
            var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(null);
            OtlpExport.Add(
                builder.Services,
                new OtlpSettings { Endpoint = collector, Protocol = OtlpProtocol.Http, Interval = TimeSpan.FromMinutes(10), Timeout = TimeSpan.FromSeconds(1), MaxQueue = FullQueue },
                warn ?? (_ => { }));
            builder.Services.AddAkka("arb", (akka, _) => akka
                .AddHocon("akka { loglevel = OFF, stdout-loglevel = OFF }", HoconAddMode.Prepend)
                .WithActors((system, _) =>
                {
                    Tell(EngineTelemetry.Of(system), $"started.{name}");
                    CoordinatedShutdown.Get(system).AddTask(CoordinatedShutdown.PhaseBeforeActorSystemTerminate, "tell", () =>
                    {
                        Tell(EngineTelemetry.Of(system), $"ended.{name}");
                        return Task.FromResult(Akka.Done.Instance);
                    });
                }));
            var host = builder.Build();
            await host.StartAsync();
            host.Services.GetRequiredService<OtlpExport>();
            return new Engine(host, name);
        }

        public void Trace(string what) => _telemetry.Activities.StartActivity(what)?.Dispose();

        public void Tell(string what) => Tell(_telemetry, $"{what}.{_name}");

        public Task StopAsync() => _host.StopAsync();

        public async ValueTask DisposeAsync()
        {
            await _host.StopAsync();
            await ((IAsyncDisposable)_host).DisposeAsync();
        }

        private static void Tell(EngineTelemetry telemetry, string what)
        {
            telemetry.Meter.CreateCounter<long>(what).Add(1);
            telemetry.Activities.StartActivity(what)?.Dispose();
        }
    }
}
