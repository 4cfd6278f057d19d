using Akka.Actor;
using Akka.Event;
using Akka.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Xunit;
using LogLevel = Akka.Event.LogLevel;

namespace Akka.Embedded.Tests.Hosting;

public sealed class AddAkkaSpecs
{
    [Fact]
    public async Task The_host_should_start_actors_in_order_and_then_the_startup_tasks()
    {
        var steps = new List<string>();
        await RunAsync(builder => builder
            .AddStartup((_, _) => steps.Add("startup"))
            .WithActors((system, registry) =>
            {
                steps.Add("first");
                registry.Register<Greeter>(system.ActorOf(Props.Create(() => new Greeter(new Greeting("hello"))), "greeter"));
            })
            .StartActors(async (_, registry) =>
            {
                await registry.GetAsync<Greeter>();
                steps.Add("second");
            }));
        Assert.Equal(["first", "second", "startup"], steps);
    }

    [Fact]
    public async Task Actors_should_get_services_and_services_actors()
    {
        await RunAsync(
            builder => builder.WithActors((system, registry, resolver) =>
                registry.Register<Greeter>(system.ActorOf(resolver.Props<Greeter>(), "greeter"))),
            async services =>
            {
                var greeter = await services.GetRequiredService<IRequiredActor<Greeter>>().GetAsync();
                Assert.Equal("hello you", await greeter.Ask<string>("you", TimeSpan.FromSeconds(5)));
            },
            services => services.AddSingleton(new Greeting("hello")));
    }

    [Fact]
    public async Task The_system_should_end_with_the_host()
    {
        ActorSystem? system = null;
        await RunAsync(_ => { }, services =>
        {
            system = services.GetRequiredService<ActorSystem>();
            Assert.Equal("hosted", system.Name);
            return Task.CompletedTask;
        });
        Assert.True(system!.WhenTerminated.IsCompleted);
        Assert.Same(CoordinatedShutdown.ClrExitReason.Instance, CoordinatedShutdown.Get(system).ShutdownReason);
    }

    [Fact]
    public async Task The_host_should_end_with_the_system()
    {
        using var host = Build(_ => { }, null);
        await host.StartAsync();
        var stopping = new TaskCompletionSource();
        host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(stopping.SetResult);
        await host.Services.GetRequiredService<ActorSystem>().Terminate();
        await stopping.Task.WaitAsync(TimeSpan.FromSeconds(10));
        await host.StopAsync();
    }

    [Fact]
    public async Task A_failing_starter_should_fail_the_host()
    {
        using var host = Build(builder => builder.WithActors((_, _) => throw new DivideByZeroException()), null);
        await Assert.ThrowsAsync<DivideByZeroException>(() => host.StartAsync());
        Assert.True(host.Services.GetRequiredService<ActorSystem>().WhenTerminated.IsCompleted);
    }

    [Fact]
    public async Task Hocon_should_be_added_above_or_below()
    {
        await RunAsync(
            builder => builder
                .AddHocon("a = 1, b = 1", HoconAddMode.Append)
                .AddHocon("a = 2", HoconAddMode.Prepend)
                .AddHocon("b = 2, c = 2", HoconAddMode.Append),
            services =>
            {
                var config = services.GetRequiredService<ActorSystem>().Settings.Config;
                Assert.Equal([2, 1, 2], new[] { "a", "b", "c" }.Select(key => config.GetInt(key)));
                return Task.CompletedTask;
            });
    }

    [Fact]
    public async Task A_file_should_be_read_as_hocon()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, "from-file = on");
        await RunAsync(builder => builder.AddHoconFile(file, HoconAddMode.Prepend), services =>
        {
            Assert.True(services.GetRequiredService<ActorSystem>().Settings.Config.GetBoolean("from-file"));
            return Task.CompletedTask;
        });
        File.Delete(file);
    }

    [Fact]
    public async Task Logs_should_reach_the_logger_factory()
    {
        var sink = new Sink();
        await RunAsync(
            builder => builder.ConfigureLoggers(loggers =>
            {
                loggers.LogLevel = LogLevel.InfoLevel;
                loggers.ClearLoggers();
                loggers.AddLoggerFactory();
            }),
            services =>
            {
                services.GetRequiredService<ActorSystem>().Log.Info("to the factory {0}", 7);
                return sink.Seen.Task.WaitAsync(TimeSpan.FromSeconds(10));
            },
            services => services.AddLogging(logging => logging.ClearProviders().AddProvider(sink)));
    }

    [Fact]
    public async Task Extensions_should_be_loaded_at_the_start()
    {
        await RunAsync(builder => builder.WithExtension<MarkExtension>(), services =>
        {
            Assert.True(services.GetRequiredService<ActorSystem>().HasExtension<Mark>());
            return Task.CompletedTask;
        });
    }

    private static IHost Build(Action<AkkaConfigurationBuilder> configure, Action<IServiceCollection>? more)
        => new HostBuilder()
            .ConfigureServices(services =>
            {
                more?.Invoke(services);
                services.AddAkka("hosted", (builder, _) =>
                {
                    builder.ConfigureLoggers(loggers => loggers.ClearLoggers());
                    configure(builder);
                });
            })
            .Build();

    private static async Task RunAsync(
        Action<AkkaConfigurationBuilder> configure, Func<IServiceProvider, Task>? check = null, Action<IServiceCollection>? more = null)
    {
        using var host = Build(configure, more);
        await host.StartAsync();
        if (check is not null)
            await check(host.Services);
        await host.StopAsync();
    }

    private sealed record Greeting(string Word);

    private sealed class Greeter : ReceiveActor
    {
        public Greeter(Greeting greeting) => Receive<string>(name => Sender.Tell($"{greeting.Word} {name}"));
    }

    private sealed class Mark : IExtension;

    private sealed class MarkExtension : ExtensionIdProvider<Mark>
    {
        public override Mark CreateExtension(ExtendedActorSystem system) => new();
    }

    private sealed class Sink : ILoggerProvider, ILogger
    {
        public TaskCompletionSource Seen { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(Microsoft.Extensions.Logging.LogLevel logLevel) => true;

        public void Log<TState>(Microsoft.Extensions.Logging.LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (formatter(state, exception).Contains("to the factory 7"))
                Seen.TrySetResult();
        }

        public void Dispose()
        {
        }
    }
}
