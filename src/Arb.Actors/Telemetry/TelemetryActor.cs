using Akka.Actor;
using Akka.Event;
using Akka.Hosting;
using Arb.Actors.Execution;
using Arb.Actors.Market;
using Arb.Actors.Sessions;
using Arb.Domain.Execution;
using Arb.Domain.Health;
using Arb.Domain.Primitives;

namespace Arb.Actors.Telemetry;

/// <summary>/user/telemetry: asks the engine's parts on a timer how they stand and counts what goes over the event stream. Nobody waits for it and it decides nothing.</summary>
public sealed class TelemetryActor : ReceiveActor, IWithTimers
{
    private readonly TelemetryTargets _targets;
    private readonly EngineTelemetry _telemetry = EngineTelemetry.Of(Context.System);

    /// <summary>Made by <see cref="TelemetryHosting.AddTelemetry"/>.</summary>
    public TelemetryActor(TelemetryTargets targets)
    {
        _targets = targets;
        var gauges = _telemetry.Gauges;
        gauges.Now = () => _telemetry.Clock.Now;
        Receive<Look>(_ => Ask());
        Receive<AccountsAnswered>(OnAccounts);
        Receive<ExposureAnswered>(gauges.Set);
        Receive<EngineStatus>(gauges.Set);
        Receive<MarketStatus>(gauges.Set);
        Receive<LocksAnswered>(gauges.Set);
        Receive<AccountUnknown>(_ => { }); // removed while we asked
        Receive<LampChanged>(changed => gauges.Set(changed.Account, changed.Lamp));
        Receive<ExecutionEnded>(ended => _telemetry.Execution.Executions.Add(1, new KeyValuePair<string, object?>("result", SourceTelemetry.Snake(ended.Finished.Result.ToString()))));
        Receive<DeadLetter>(_ => _telemetry.DeadLetters.Add(1, new KeyValuePair<string, object?>("kind", "dead_letter")));
        Receive<UnhandledMessage>(_ => _telemetry.DeadLetters.Add(1, new KeyValuePair<string, object?>("kind", "unhandled")));
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <inheritdoc/>
    protected override void PreStart()
    {
        foreach (var type in new[] { typeof(LampChanged), typeof(ExecutionEnded), typeof(EngineStatus), typeof(DeadLetter), typeof(UnhandledMessage) })
            Context.System.EventStream.Subscribe(Self, type);
        Ask();
        Timers.StartPeriodicTimer(nameof(Look), Look.Instance, _targets.Interval);
    }

    private void Ask()
    {
        _targets.Accounts.Tell(GetAccounts.Instance);
        _targets.Engine.Tell(GetEngineStatus.Instance);
        _targets.Market.Tell(GetMarketStatus.Instance);
        _targets.Executions.Tell(GetLocks.Instance);
    }

    private void OnAccounts(AccountsAnswered answer)
    {
        _telemetry.Gauges.Keep(answer.Accounts.ToDictionary(view => new AccountId(view.Account), view => view.Lamp));
        foreach (var view in answer.Accounts)
            _targets.Accounts.Tell(new ToExposure(new AccountId(view.Account), new GetExposure(null)));
    }

    private sealed class Look
    {
        public static readonly Look Instance = new();
    }
}

/// <summary>Whom the telemetry asks.</summary>
/// <param name="Accounts">Accounts.</param>
/// <param name="Engine">Engine.</param>
/// <param name="Executions">Executions.</param>
/// <param name="Market">Market.</param>
/// <param name="Interval">How often.</param>
public sealed record TelemetryTargets(IActorRef Accounts, IActorRef Engine, IActorRef Executions, IActorRef Market, TimeSpan Interval);

/// <summary>Adds the telemetry: <c>/user/telemetry</c>.</summary>
public static class TelemetryHosting
{
    /// <summary>Starts <c>telemetry</c>, registered under <see cref="TelemetryActor"/>; asks every <paramref name="interval"/>. Needs accounts, engine, executions and market before it.</summary>
    public static AkkaConfigurationBuilder AddTelemetry(this AkkaConfigurationBuilder builder, TimeSpan interval) =>
        builder.WithActors((system, registry) => registry.Register<TelemetryActor>(system.ActorOf(
            Props.Create(
                typeof(TelemetryActor),
                new TelemetryTargets(registry.Get<AccountsActor>(), registry.Get<EngineActor>(), registry.Get<ExecutionsActor>(), registry.Get<MarketActor>(), interval)),
            "telemetry")));
}
