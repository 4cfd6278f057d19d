using System.Diagnostics.CodeAnalysis;
using Akka.Actor;
using Akka.Event;
using Arb.Domain.Health;

namespace Arb.Actors.Health;

/// <summary>An alert for a sink. From <c>alerts</c> to a sink; no answer.</summary>
internal sealed record DeliverAlert(Alert Alert);

/// <summary>A test for a sink: tried once, past its queue. From a tester; answered by <see cref="AlertTestResult"/>.</summary>
internal sealed record TestSink(Alert Alert);

/// <summary>Asks a sink how it fares; answered by <see cref="AlertSinkView"/>.</summary>
internal sealed class GetSinkStatus
{
    public static readonly GetSinkStatus Instance = new();
}

/// <summary>
/// One sink: one try at a time, each with a deadline, a bounded number of tries an alert, and a bounded queue. A sink that hangs is left behind at its deadline: its late end is ignored.
/// </summary>
internal sealed class AlertSinkActor : ReceiveActor, IWithTimers
{
    private readonly IAlertSink _sink;
    private readonly AlertSettings _settings;
    private readonly EngineClock _clock = EngineClock.Of(Context.System);
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly List<Alert> _queue = [];
    private readonly Dictionary<long, (IActorRef Asker, DateTimeOffset Begun, CancellationTokenSource Cancel)> _tests = [];
    private CancellationTokenSource? _calls;
    private long _try;
    private long _test;
    private int _attempt;
    private long _delivered;
    private long _failed;
    private long _dropped;
    private string? _last;

    public AlertSinkActor(IAlertSink sink, AlertSettings settings)
    {
        _sink = sink;
        _settings = settings;
        Receive<DeliverAlert>(deliver => Enqueue(deliver.Alert));
        Receive<Tried>(OnTried);
        Receive<Late>(late => OnTried(new Tried(late.Try, LateAnswer)));
        Receive<Again>(_ => Try());
        Receive<TestSink>(OnTest);
        Receive<Tested>(OnTested);
        Receive<TestLate>(late => OnTested(new Tested(late.Try, LateAnswer)));
        Receive<GetSinkStatus>(_ => Sender.Tell(new AlertSinkView(_sink.Name, _sink.Target, _delivered, _failed, _dropped, _queue.Count, _last)));
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    private AlertDelivery LateAnswer => new(false, $"no answer within {_settings.Deadline.TotalSeconds:0.#} s");

    /// <inheritdoc/>
    protected override void PostStop()
    {
        End(ref _calls);
        foreach (var (_, _, cancel) in _tests.Values)
        {
            cancel.Cancel();
            cancel.Dispose();
        }
    }

    private void Enqueue(Alert alert)
    {
        if (_queue.Count >= _settings.Queue && !MakeRoom(alert))
            return;
        _queue.Add(alert);
        if (_queue.Count == 1)
            Begin();
    }

    /// <summary>Drops the oldest of the lowest severity among those that wait; the one under way stays. False when the new one is the least of all.</summary>
    private bool MakeRoom(Alert coming)
    {
        _dropped++;
        var victim = -1;
        for (var i = 1; i < _queue.Count; i++)
            if (victim < 0 || _queue[i].Severity < _queue[victim].Severity)
                victim = i;
        if (victim < 0 || _queue[victim].Severity > coming.Severity)
            return false;
        _queue.RemoveAt(victim);
        return true;
    }

    private void Begin()
    {
        _attempt = 0;
        Try();
    }

    private void Try()
    {
        _attempt++;
        var number = ++_try;
        _calls = new CancellationTokenSource();
        Timers.StartSingleTimer(nameof(Late), new Late(number), _settings.Deadline);
        Call(_queue[0], _calls.Token).PipeTo(Self, success: delivery => new Tried(number, delivery), failure: cause => new Tried(number, Broken(cause)));
    }

    private void OnTried(Tried tried)
    {
        if (tried.Try != _try || _calls is null)
            return;
        End(ref _calls);
        Timers.Cancel(nameof(Late));
        _last = tried.Delivery.Detail;
        if (!tried.Delivery.Delivered && tried.Delivery.Retry && _attempt < _settings.Attempts)
        {
            Timers.StartSingleTimer(nameof(Again), Again.Instance, _settings.RetryAfter);
            return;
        }
        if (tried.Delivery.Delivered)
            _delivered++;
        else if (_failed++ % 100 == 0)
            _log.Warning("[ALERTS] {0}: given up after {1} tries: {2} ({3} so far)", _sink.Name, _attempt, tried.Delivery.Detail, _failed);
        _queue.RemoveAt(0);
        if (_queue.Count > 0)
            Begin();
    }

    private void OnTest(TestSink test)
    {
        var number = ++_test;
        var cancel = new CancellationTokenSource();
        _tests[number] = (Sender, _clock.Now, cancel);
        Timers.StartSingleTimer((nameof(TestLate), number), new TestLate(number), _settings.Deadline);
        Call(test.Alert, cancel.Token).PipeTo(Self, success: delivery => new Tested(number, delivery), failure: cause => new Tested(number, Broken(cause)));
    }

    private void OnTested(Tested tested)
    {
        if (!_tests.Remove(tested.Try, out var test))
            return;
        Timers.Cancel((nameof(TestLate), tested.Try));
        test.Cancel.Cancel();
        test.Cancel.Dispose();
        _last = tested.Delivery.Detail;
        test.Asker.Tell(new AlertTestResult(_sink.Name, _sink.Target, tested.Delivery.Delivered, tested.Delivery.Detail, (int)(_clock.Now - test.Begun).TotalMilliseconds));
    }

    /// <summary>A sink of someone's making may throw at once, too.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "A sink must not take the engine's alerts down with it.")]
    private Task<AlertDelivery> Call(Alert alert, CancellationToken cancel)
    {
        try
        {
            return _sink.DeliverAsync(alert, cancel);
        }
        catch (Exception cause)
        {
            return Task.FromResult(Broken(cause));
        }
    }

    private static AlertDelivery Broken(Exception cause) => new(false, cause.Message);

    private static void End(ref CancellationTokenSource? source)
    {
        source?.Cancel();
        source?.Dispose();
        source = null;
    }

    private sealed record Tried(long Try, AlertDelivery Delivery);

    private sealed record Tested(long Try, AlertDelivery Delivery);

    private sealed record Late(long Try);

    private sealed record TestLate(long Try);

    private sealed class Again
    {
        public static readonly Again Instance = new();
    }
}

/// <summary>Sends a test to every sink and answers when all have answered; each keeps its own deadline.</summary>
internal sealed class SinkTester : ReceiveActor
{
    public SinkTester(IActorRef asker, Alert test, IReadOnlyList<IActorRef> sinks)
    {
        var results = new List<AlertTestResult>();
        foreach (var sink in sinks)
            sink.Tell(new TestSink(test));
        Receive<AlertTestResult>(result =>
        {
            results.Add(result);
            Answer();
        });
        Answer();

        void Answer()
        {
            if (results.Count < sinks.Count)
                return;
            asker.Tell(new AlertTestReport(test, [.. results.OrderBy(result => result.Name, StringComparer.Ordinal)]));
            Context.Stop(Self);
        }
    }
}

/// <summary>Adds to a list of alerts how the sinks fare; they are local and never wait.</summary>
internal sealed class SinkStatusCollector : ReceiveActor
{
    public SinkStatusCollector(IActorRef asker, DateTimeOffset since, IReadOnlyList<Alert> alerts, IReadOnlyList<IActorRef> sinks)
    {
        var views = new List<AlertSinkView>();
        foreach (var sink in sinks)
            sink.Tell(GetSinkStatus.Instance);
        SetReceiveTimeout(TimeSpan.FromSeconds(1));
        Receive<AlertSinkView>(view =>
        {
            views.Add(view);
            if (views.Count == sinks.Count)
                Answer();
        });
        Receive<ReceiveTimeout>(_ => Answer());
        if (sinks.Count == 0)
            Answer();

        void Answer()
        {
            asker.Tell(new AlertList(since, alerts, [.. views.OrderBy(view => view.Name, StringComparer.Ordinal)]));
            Context.Stop(Self);
        }
    }
}
