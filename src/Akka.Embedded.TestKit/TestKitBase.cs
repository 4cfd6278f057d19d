using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Event;
using Akka.TestKit.Internal;

namespace Akka.TestKit;

/// <summary>
/// A test around an actor system: a test actor whose messages are queued, and assertions on them.
/// The test actor is the implicit sender of the test's thread unless the test is an <see cref="INoImplicitSender"/>.
/// </summary>
public abstract partial class TestKitBase : IActorRefFactory
{
    private readonly ITestKitAssertions _assertions;
    private readonly TestQueue _queue = new();
    private ActorSystem _system = null!;
    private TestKitSettings _settings = null!;
    private IActorRef _testActor = null!;
    private ILoggingAdapter _log = null!;
    private EventFilterFactory _eventFilter = null!;
    private MessageEnvelope _lastMessage = NullMessageEnvelope.Instance;
    private TimeSpan? _end;

    // After an expected silence a Within block may use up its whole time.
    private bool _lastWasNoMsg;

    /// <summary>Around the given system, or a new one with the default configuration.</summary>
    protected TestKitBase(ITestKitAssertions assertions, ActorSystem? system = null, string? testActorName = null)
        : this(assertions, system, ActorSystemSetup.Empty, null, testActorName)
    {
    }

    /// <summary>Around a new system with the setup.</summary>
    protected TestKitBase(ITestKitAssertions assertions, ActorSystemSetup setup, string? actorSystemName = null, string? testActorName = null)
        : this(assertions, null, setup, actorSystemName, testActorName)
    {
    }

    /// <summary>Around a new system with the configuration.</summary>
    protected TestKitBase(ITestKitAssertions assertions, Config config, string? actorSystemName = null, string? testActorName = null)
        : this(assertions, null, SetupOf(config), actorSystemName, testActorName)
    {
    }

    /// <summary>Around the given system, or a new one with the setup.</summary>
    protected TestKitBase(ITestKitAssertions assertions, ActorSystem? system, ActorSystemSetup config, string? actorSystemName, string? testActorName)
    {
        ArgumentNullException.ThrowIfNull(assertions);
        _assertions = assertions;
        InitializeTest(system, config, actorSystemName, testActorName);
    }

    /// <summary>The default configuration of test systems: every one falls back to it.</summary>
    public static Config DefaultConfig => TestKitDefaults.Config;

    /// <summary>Log level debug and every debug switch of actors on.</summary>
    public static Config FullDebugConfig => TestKitDefaults.FullDebug;

    /// <summary>The wall clock as ticks since year one.</summary>
    public static TimeSpan Now => TimeSpan.FromTicks(DateTime.UtcNow.Ticks);

    /// <summary>The system under test.</summary>
    public ActorSystem Sys => _system;

    /// <summary>The settings of the kit.</summary>
    public TestKitSettings TestKitSettings => _settings;

    /// <summary>The actor that receives what the assertions look at.</summary>
    public IActorRef TestActor => _testActor;

    /// <summary>The last message taken from the queue.</summary>
    /// <exception cref="IllegalActorStateException">The last receive took none.</exception>
    public object LastMessage => _lastMessage.Message;

    /// <summary>The sender of the last message taken from the queue.</summary>
    /// <exception cref="IllegalActorStateException">The last receive took none.</exception>
    public IActorRef LastSender => _lastMessage.Sender;

    /// <summary>A logger of the system under test.</summary>
    public ILoggingAdapter Log => _log;

    /// <summary>Expects or mutes log events.</summary>
    public EventFilterFactory EventFilter => _eventFilter;

    /// <summary>Whether a message waits in the queue.</summary>
    public bool HasMessages => _queue.Count > 0;

    /// <summary>The time left in the enclosing Within.</summary>
    /// <exception cref="InvalidOperationException">There is no enclosing Within.</exception>
    public TimeSpan Remaining => _end is { } end
        ? NotNegative(end - Now)
        : throw new InvalidOperationException("Remaining may not be called outside of \"within\"");

    /// <summary>The time left in the enclosing Within, or the dilated default of a single expectation.</summary>
    public TimeSpan RemainingOrDefault => RemainingOr(Dilated(_settings.SingleExpectDefault));

    /// <summary>The time left in the enclosing Within, or the given time.</summary>
    protected TimeSpan RemainingOr(TimeSpan duration) => _end is { } end ? NotNegative(end - Now) : duration;

    /// <summary>The given time dilated; without one, <see cref="RemainingOrDefault"/>.</summary>
    /// <exception cref="ArgumentException">The time is negative.</exception>
    public TimeSpan RemainingOrDilated(TimeSpan? duration) => duration is { } given ? Dilated(given) : RemainingOrDefault;

    /// <summary>The time multiplied by the time factor.</summary>
    /// <exception cref="ArgumentException">The time is negative.</exception>
    public TimeSpan Dilated(TimeSpan duration)
    {
        if (duration < TimeSpan.Zero)
            throw new ArgumentException("Must not be negative", nameof(duration));
        return new TimeSpan((long)(duration.Ticks * _settings.TestTimeFactor));
    }

    /// <summary>The given time, or the default of a single expectation, undilated.</summary>
    public TimeSpan GetTimeoutOrDefault(TimeSpan? timeout) => timeout ?? _settings.SingleExpectDefault;

    /// <summary>A filter of log events of another system.</summary>
    public EventFilterFactory CreateEventFilter(ActorSystem system) => new(this, system);

    /// <summary>Drops the messages for which the predicate is true, before they are queued.</summary>
    public void IgnoreMessages(Func<object, bool> shouldIgnoreMessage) => _testActor.Tell(new TestActor.SetIgnore(m => shouldIgnoreMessage(m)));

    /// <summary>Drops the messages of the type for which the predicate is true.</summary>
    public void IgnoreMessages<TMsg>(Func<TMsg, bool> shouldIgnoreMessage) => IgnoreMessages(m => m is TMsg typed && shouldIgnoreMessage(typed));

    /// <summary>Drops all messages of the type.</summary>
    public void IgnoreMessages<TMsg>() => IgnoreMessages(m => m is TMsg);

    /// <summary>Drops no messages any more.</summary>
    public void IgnoreNoMessages() => _testActor.Tell(new TestActor.SetIgnore(null));

    /// <summary>Makes the test actor watch the actor; returns when it does.</summary>
    public IActorRef Watch(IActorRef actorToWatch)
    {
        WatchAsync(actorToWatch).WaitAsync(RemainingOrDefault).GetAwaiter().GetResult();
        return actorToWatch;
    }

    /// <summary>Makes the test actor watch the actor; completes when it does.</summary>
    public async Task<IActorRef> WatchAsync(IActorRef actorToWatch)
    {
        await _testActor.Ask(new TestActor.Watch(actorToWatch), RemainingOrDefault).ConfigureAwait(false);
        return actorToWatch;
    }

    /// <summary>Makes the test actor watch the actor no longer; returns when that is so.</summary>
    public IActorRef Unwatch(IActorRef actorToUnwatch)
    {
        UnwatchAsync(actorToUnwatch).WaitAsync(RemainingOrDefault).GetAwaiter().GetResult();
        return actorToUnwatch;
    }

    /// <summary>Makes the test actor watch the actor no longer; completes when that is so.</summary>
    public async Task<IActorRef> UnwatchAsync(IActorRef actorToUnwatch)
    {
        await _testActor.Ask(new TestActor.Unwatch(actorToUnwatch), RemainingOrDefault).ConfigureAwait(false);
        return actorToUnwatch;
    }

    /// <summary>Installs an auto-pilot, which sees every message before it is queued.</summary>
    public void SetAutoPilot(AutoPilot pilot) => _testActor.Tell(new TestActor.SetAutoPilot(pilot));

    /// <summary>Terminates the system under test and waits for it.</summary>
    /// <exception cref="TimeoutException">It did not end in time and <paramref name="verifySystemShutdown"/> is true.</exception>
    public virtual void Shutdown(TimeSpan? duration = null, bool verifySystemShutdown = false) => Shutdown(_system, duration, verifySystemShutdown);

    /// <summary>Terminates a system and waits for it.</summary>
    /// <exception cref="TimeoutException">It did not end in time and <paramref name="verifySystemShutdown"/> is true.</exception>
    protected virtual void Shutdown(ActorSystem system, TimeSpan? duration = null, bool verifySystemShutdown = false)
    {
        system ??= _system;
        var limit = duration ?? Dilated(TimeSpan.FromSeconds(5)).Min(TimeSpan.FromSeconds(10));
        if (system.Terminate().Wait(limit))
            return;
        ((ExtendedActorSystem)system).Abort();
        const string message = "Failed to stop [{0}] within [{1}]. It is stopped by force.";
        if (verifySystemShutdown)
            throw new TimeoutException(string.Format(message, system.Name, limit));
        system.Log.Warning(message, system.Name, limit);
    }

    /// <summary>Prepares the kit; called by the constructor.</summary>
    protected void InitializeTest(ActorSystem? system, Config config, string? actorSystemName, string? testActorName)
        => InitializeTest(system, SetupOf(config), actorSystemName, testActorName);

    /// <summary>Prepares the kit; called by the constructor.</summary>
    protected virtual void InitializeTest(ActorSystem? system, ActorSystemSetup config, string? actorSystemName, string? testActorName)
    {
        if (system is null)
            system = ActorSystem.Create(actorSystemName ?? "test", WithDefaults(config));
        else
            system.Settings.InjectTopLevelFallback(DefaultConfig);
        _system = system;
        system.RegisterExtension(new TestKitExtension());
        system.RegisterExtension(new TestKitAssertionsExtension(_assertions));
        _settings = TestKitExtension.For(system);
        _log = Logging.GetLogger(system, GetType());
        _eventFilter = new EventFilterFactory(this);
        system.Dispatchers.RegisterConfigurator(
            CallingThreadDispatcher.Id,
            new CallingThreadDispatcherConfigurator(system.Settings.Config, system.Dispatchers.Prerequisites));

        _testActor = CreateTestActor(system, string.IsNullOrEmpty(testActorName) ? _settings.NextTestActorName() : testActorName);
        BindThread();
    }

    private static ActorSystemSetup SetupOf(Config config) => ActorSystemSetup.Create(BootstrapSetup.Create().WithConfig(config));

    private static ActorSystemSetup WithDefaults(ActorSystemSetup setup)
    {
        var bootstrap = setup.Get<BootstrapSetup>();
        var config = DefaultConfig;
        if (bootstrap.HasValue && bootstrap.Value.Config.HasValue && !ReferenceEquals(bootstrap.Value.Config.Value, DefaultConfig))
            config = bootstrap.Value.Config.Value.WithFallback(DefaultConfig);
        var complete = BootstrapSetup.Create().WithConfig(config);
        if (bootstrap.HasValue && bootstrap.Value.ActorRefProvider.HasValue)
            complete = complete.WithActorRefProvider(bootstrap.Value.ActorRefProvider.Value);
        return setup.WithSetup(complete);
    }

    private static TimeSpan NotNegative(TimeSpan span) => span < TimeSpan.Zero ? TimeSpan.Zero : span;

    /// <summary>Makes the test actor the implicit sender of this thread and of what is awaited on it. A probe leaves the test's sender alone.</summary>
    private void BindThread()
    {
        if (this is not INoImplicitSender)
            ActorCell.Exit(((LocalActorRef)_testActor).Cell);
        else if (this is not TestProbe)
            ActorCell.Exit(null);
        SynchronizationContext.SetSynchronizationContext(new TestSynchronizationContext(ActorCell.Current));
    }
}
