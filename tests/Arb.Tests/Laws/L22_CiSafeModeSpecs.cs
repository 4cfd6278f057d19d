using Akka.Actor;
using Akka.Hosting;
using Arb.Actors.Execution;
using Arb.Browser;
using Arb.Browser.Sessions;
using Arb.Domain;
using Arb.Domain.Execution;
using Arb.Domain.Primitives;
using Arb.Tests.Actors.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Arb.Tests.Laws;

/// <summary>L22, CI safe mode: decided in one place and passed down; caps bypassed, watchdog off, the process never exits by itself.</summary>
public sealed class L22_CiSafeModeSpecs
{
    [Theory]
    [InlineData("true", null, true)]
    [InlineData("TRUE", null, true)]
    [InlineData(null, "test", true)]
    [InlineData(null, null, false)]
    [InlineData("false", "production", false)]
    public void Should_be_decided_by_two_variables(string? ci, string? node, bool safe)
    {
        Assert.Equal(safe, RuntimeMode.FromEnvironment(name => name == "CI" ? ci : name == "NODE_ENV" ? node : throw new InvalidOperationException(name)).CiSafe);
    }

    [Theory]
    [InlineData("CI", "true", "CI=true")]
    [InlineData("CI", "True", "CI=true")]
    [InlineData("NODE_ENV", "test", "NODE_ENV=test")]
    [InlineData("OTHER", "true", null)]
    public void Should_know_which_variable_said_so(string name, string value, string? variable) =>
        Assert.Equal(variable, RuntimeMode.FromEnvironment(asked => asked == name ? value : null).Variable);

    [Fact]
    public void Should_name_no_variable_where_code_says_it() => Assert.Null(RuntimeMode.Ci.Variable);

    [Fact]
    public void Should_be_decided_in_one_place()
    {
        foreach (var assembly in AssemblyFacts.Engine.Except([AssemblyFacts.Host]))
            Assert.DoesNotContain(AssemblyFacts.Calls(assembly), call => call.StartsWith("System.Environment.GetEnvironmentVariable", StringComparison.Ordinal));
        var readers = Directory.EnumerateFiles(Path.Combine(AssemblyFacts.Root, "src", "Arb.Host"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Where(file => File.ReadAllText(file).Contains("RuntimeMode.FromEnvironment(", StringComparison.Ordinal));
        Assert.Single(readers);
    }

    [Fact]
    public void Should_bypass_the_caps_but_keep_counting()
    {
        var book = new ExposureBook(new ExposureSettings(10m, 10m), RuntimeMode.Ci);
        Assert.Null(book.Reserve(ExecutionId.FromToken(1), new MatchId("m"), 1_000m));
        Assert.Equal(1_000m, book.Reserved);
        Assert.NotNull(new ExposureBook(new ExposureSettings(10m, 10m), RuntimeMode.Production).Reserve(ExecutionId.FromToken(1), new MatchId("m"), 1_000m));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Should_run_the_watchdog_in_production_only(bool safe)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddAkka("laws", (builder, _) => builder
            .AddHocon("akka.persistence.journal.plugin = \"akka.persistence.journal.inmem\"\nakka.loglevel = OFF", HoconAddMode.Prepend)
            .AddExecution(new ExecutionWiring(new ExecutionSettings(), new EngineSettings(), safe ? RuntimeMode.Ci : RuntimeMode.Production, new EmptyAudit(), TimeProvider.System)));
        services.AddSingleton<IHostApplicationLifetime, NeverStopping>();
        await using var provider = services.BuildServiceProvider();
        foreach (var hosted in provider.GetServices<IHostedService>())
            await hosted.StartAsync(CancellationToken.None);
        Assert.Equal(!safe, ActorRegistry.For(provider.GetRequiredService<ActorSystem>()).TryGet<WatchdogActor>(out _));
        foreach (var hosted in provider.GetServices<IHostedService>())
            await hosted.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Should_start_no_browser()
    {
        var root = Path.Combine(Path.GetTempPath(), "arb-laws-no-browser");
        var sessions = BrowserSessions.For(RuntimeMode.Ci, new BrowserOptions { Executable = "no-such-browser" }, root, TimeProvider.System);
        await using var session = await sessions.OpenAsync(new AccountId("a1"), new Uri("https://site.example/"), _ => { }, CancellationToken.None);
        Assert.IsType<MockBrowserSession>(session);
        Assert.False(Directory.Exists(root));
    }

    [Fact]
    public void Should_never_end_the_process_by_itself()
    {
        foreach (var assembly in AssemblyFacts.Engine)
            Assert.DoesNotContain(AssemblyFacts.Calls(assembly), call => call.StartsWith("System.Environment.Exit", StringComparison.Ordinal) || call.StartsWith("System.Environment.FailFast", StringComparison.Ordinal));
    }

    private sealed class NeverStopping : IHostApplicationLifetime
    {
        public CancellationToken ApplicationStarted => CancellationToken.None;

        public CancellationToken ApplicationStopping => CancellationToken.None;

        public CancellationToken ApplicationStopped => CancellationToken.None;

        public void StopApplication()
        {
        }
    }
}
