using System.Net;
using Akka.Actor;
using Akka.Hosting;
using Arb.Actors.Execution;
using Arb.Actors.Telemetry;
using Arb.Domain;
using Arb.Host.Configuration;
using Arb.Host.Engine;
using Arb.Host.Telemetry;
using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace Arb.Tests.Host.Telemetry;

/// <summary>Readiness tells the truth: each thing that is broken makes it 503 with the reason.</summary>
public sealed class ReadinessSpecs : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private EngineHost _engine = null!;

    public async Task InitializeAsync()
    {
        string[] settings = ["arb.session.source=import", "arb.log.level=error", "arb.telemetry.ready-max-age=0s", "arb.telemetry.ready-timeout=1s", "arb.telemetry.min-free-disk=0", "arb.dashboard.enabled=off"];
        _engine = await EngineHost.StartAsync(ArbSettings.From(ConfigLoader.Load(null, null, settings)) with { DataFolder = _folder.Path }, RuntimeMode.Production, consoleLog: false);
        // Right after its start it says, truly, that it is recovering.
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while ((await GetAsync("/health/ready")).Status != StatusCodes.Status200OK)
            deadline.Token.ThrowIfCancellationRequested();
    }

    public async Task DisposeAsync()
    {
        await _engine.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Should_be_ready_when_everything_works()
    {
        var (status, body) = await GetAsync("/health/ready");
        Assert.True(status == StatusCodes.Status200OK, body);
    }

    [Fact]
    public async Task Should_not_be_ready_when_the_executions_do_not_answer()
    {
        var registry = _engine.Services.GetRequiredService<IReadOnlyActorRegistry>();
        await registry.Get<ExecutionsActor>().GracefulStop(TimeSpan.FromSeconds(5));
        var (status, body) = await GetAsync("/health/ready");
        Assert.Equal(StatusCodes.Status503ServiceUnavailable, status);
        Assert.Contains("recovery: no answer within 1 s", body, StringComparison.Ordinal);
        Assert.Contains("engine: ", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_not_be_ready_when_nothing_can_be_written()
    {
        using var other = new SqliteConnection($"Data Source={_folder.File("arb.db")};Pooling=False");
        other.Open();
        using var begin = other.CreateCommand();
        begin.CommandText = "BEGIN IMMEDIATE";
        begin.ExecuteNonQuery();
        var (status, body) = await GetAsync("/health/ready");
        Assert.Equal(StatusCodes.Status503ServiceUnavailable, status);
        Assert.Contains("\"database: ", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_not_be_ready_after_a_failed_journal_write_until_one_succeeds()
    {
        var telemetry = EngineTelemetry.Of(_engine.Services.GetRequiredService<ActorSystem>());
        telemetry.JournalFailed("disk full");
        Assert.Contains("journal: the last write failed: disk full", (await GetAsync("/health/ready")).Body, StringComparison.Ordinal);
        telemetry.JournalWritten(TimeSpan.Zero);
        Assert.Equal(StatusCodes.Status200OK, (await GetAsync("/health/ready")).Status);
    }

    [Fact]
    public async Task Should_live_while_it_is_not_ready()
    {
        EngineTelemetry.Of(_engine.Services.GetRequiredService<ActorSystem>()).JournalFailed("disk full");
        Assert.Equal(StatusCodes.Status200OK, (await GetAsync("/health/live")).Status);
    }

    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1:9000", StatusCodes.Status200OK)]
    [InlineData("127.0.0.1", "localhost:9000", StatusCodes.Status200OK)]
    [InlineData("127.0.0.1", "evil.example", StatusCodes.Status421MisdirectedRequest)]
    [InlineData("10.0.0.7", "127.0.0.1:9000", StatusCodes.Status421MisdirectedRequest)]
    public async Task Should_answer_this_machine_by_its_own_names_only(string from, string host, int expected) => Assert.Equal(expected, (await GetAsync("/metrics", from, host)).Status);

    private async Task<(int Status, string Body)> GetAsync(string path, string from = "127.0.0.1", string host = "127.0.0.1")
    {
        using var body = new MemoryStream();
        var http = new DefaultHttpContext { RequestServices = _engine.Services };
        http.Request.Method = "GET";
        http.Request.Path = path;
        http.Request.Host = new HostString(host);
        http.Connection.RemoteIpAddress = IPAddress.Parse(from);
        http.Response.Body = body;
        Assert.True(await TelemetryEndpoints.TryAnswerAsync(http, _engine.Services.GetRequiredService<EngineWatch>()));
        return (http.Response.StatusCode, System.Text.Encoding.UTF8.GetString(body.ToArray()));
    }
}
