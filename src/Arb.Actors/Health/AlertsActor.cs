using Akka.Actor;
using Akka.Hosting;
using Arb.Domain.Commands;
using Arb.Domain.Health;

namespace Arb.Actors.Health;

/// <summary>
/// /user/alerts: tells from published events what a person wants to hear of at once, keeps the recent ones for the dashboard and hands them to sinks. Nothing waits for it: it only listens,
/// and each sink is an actor with a bounded queue of its own.
/// </summary>
public sealed class AlertsActor : ReceiveActor, IWithTimers
{
    private readonly AlertSettings _settings;
    private readonly AlertRule _rule;
    private readonly AlertLimiter _limiter;
    private readonly EngineClock _clock = EngineClock.Of(Context.System);
    private readonly LinkedList<Alert> _kept = new();
    private readonly Dictionary<string, IActorRef> _sinks = [];
    private readonly DateTimeOffset _since;
    private long _number;

    /// <summary>Made by <see cref="AlertsHosting.AddAlerts"/>.</summary>
    public AlertsActor(AlertSettings settings, IReadOnlyList<IAlertSink> sinks)
    {
        _settings = settings;
        _rule = new AlertRule(settings.NearCap);
        _limiter = new AlertLimiter(settings.MinInterval);
        _since = _clock.Now;
        foreach (var sink in sinks)
            _sinks[sink.Name] = Context.ActorOf(Props.Create(typeof(AlertSinkActor), sink, settings), $"sink-{sink.Name}");
        Receive<ListAlerts>(OnList);
        Receive<TestAlerts>(_ => OnTest());
        Receive<Release>(_ => Take(_limiter.Due(_clock.Now)));
        ReceiveAny(happened => Take([.. _rule.See(happened, _clock.Now).Select(Offer).OfType<Alert>()]));
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <inheritdoc/>
    protected override void PreStart()
    {
        foreach (var type in AlertRule.Events)
            Context.System.EventStream.Subscribe(Self, type);
    }

    private Alert? Offer(Alert alert)
    {
        if (alert is { Kind: AlertKind.PositionClosed, Execution: { } execution })
            _limiter.Drop(execution);
        return _limiter.Offer(alert, _clock.Now);
    }

    private void Take(IReadOnlyList<Alert> alerts)
    {
        foreach (var alert in alerts)
        {
            var kept = Keep(alert);
            Note(kept);
            if (kept.Severity < _settings.AtLeast)
                continue;
            foreach (var sink in _sinks.Values)
                sink.Tell(new DeliverAlert(kept));
        }
        if (_limiter.NextDue is { } due)
            Timers.StartSingleTimer(nameof(Release), Release.Instance, due > _clock.Now ? due - _clock.Now : TimeSpan.Zero);
    }

    private Alert Keep(Alert alert)
    {
        var kept = alert with { Number = ++_number };
        _kept.AddFirst(kept);
        if (_kept.Count > _settings.Kept)
            _kept.RemoveLast();
        return kept;
    }

    /// <summary>What no other actor writes into the system log is written here, so that the log has every alert.</summary>
    private void Note(Alert alert)
    {
        if (alert.Kind is AlertKind.LampChanged or AlertKind.ExposureNearCap)
            Context.System.EventStream.Publish(new SystemLogEntry(alert.At, alert.Severity, "alerts", alert.Message, alert.Account) { Topic = LogTopic.Repeats });
    }

    private void OnList(ListAlerts list)
    {
        if (list.Limit is < 1 or > 10_000)
        {
            Sender.Tell(new CommandFailed(FailureKind.BadRequest, $"limit {list.Limit} is outside 1 to 10000"));
            return;
        }
        IReadOnlyList<Alert> chosen = [.. _kept.TakeWhile(alert => alert.Number > list.After).Take(list.Limit)];
        Context.ActorOf(Props.Create(typeof(SinkStatusCollector), Sender, _since, chosen, (IReadOnlyList<IActorRef>)[.. _sinks.Values]));
    }

    private void OnTest()
    {
        var test = Keep(new Alert(0, AlertKind.Test, LogSeverity.Info, _clock.Now, "a test: this is how an alert looks", null, null, 1));
        Context.ActorOf(Props.Create(typeof(SinkTester), Sender, test, (IReadOnlyList<IActorRef>)[.. _sinks.Values]));
    }

    private sealed class Release
    {
        public static readonly Release Instance = new();
    }
}

/// <summary>Adds the alerts: <c>/user/alerts</c>.</summary>
public static class AlertsHosting
{
    /// <summary>Starts <c>alerts</c>, registered under <see cref="AlertsActor"/>; add it right after the system log, so that no event is missed.</summary>
    public static AkkaConfigurationBuilder AddAlerts(this AkkaConfigurationBuilder builder, AlertSettings settings, IReadOnlyList<IAlertSink> sinks) =>
        builder.WithActors((system, registry) =>
        {
            var alerts = system.ActorOf(Props.Create(typeof(AlertsActor), settings, sinks), "alerts");
            // Here too: the actor itself begins to listen a moment after it is made.
            foreach (var type in AlertRule.Events)
                system.EventStream.Subscribe(alerts, type);
            registry.Register<AlertsActor>(alerts);
        });
}
