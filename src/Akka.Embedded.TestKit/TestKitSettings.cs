using Akka.Actor;
using Akka.Configuration;

namespace Akka.TestKit;

/// <summary>The settings of <c>akka.test</c>.</summary>
public class TestKitSettings : IExtension
{
    private int _testActors;
    private long _testActorRefs;

    /// <summary>Reads the settings.</summary>
    /// <exception cref="ConfigurationException">The time factor is not positive.</exception>
    public TestKitSettings(Config config)
    {
        DefaultTimeout = config.GetTimeSpan("akka.test.default-timeout", null, false);
        SingleExpectDefault = config.GetTimeSpan("akka.test.single-expect-default", null, false);
        TestEventFilterLeeway = config.GetTimeSpan("akka.test.filter-leeway", null, false);
        TestTimeFactor = config.GetDouble("akka.test.timefactor");
        LogTestKitCalls = config.GetBoolean("akka.test.testkit.debug");
        if (TestTimeFactor <= 0)
            throw new ConfigurationException($"akka.test.timefactor must be positive, but is {TestTimeFactor}.");
    }

    /// <summary>Time limit of Ask and of latches in tests.</summary>
    public TimeSpan DefaultTimeout { get; }

    /// <summary>Time limit of an expectation outside of Within, before dilation.</summary>
    public TimeSpan SingleExpectDefault { get; }

    /// <summary>How long an event filter waits for missing events after its action.</summary>
    public TimeSpan TestEventFilterLeeway { get; }

    /// <summary>Factor on all time limits, for slow machines.</summary>
    public double TestTimeFactor { get; }

    /// <summary>Whether calls of the kit are logged at debug level.</summary>
    public bool LogTestKitCalls { get; }

    internal string NextTestActorName() => "testActor" + Interlocked.Increment(ref _testActors);

    internal string NextTestActorRefName() => "$$" + (Interlocked.Increment(ref _testActorRefs) - 1).ToString("x");
}

/// <summary>The settings of <c>akka.test</c> as an extension.</summary>
public class TestKitExtension : ExtensionIdProvider<TestKitSettings>
{
    /// <summary>The settings of the system.</summary>
    public static TestKitSettings For(ActorSystem system) => system.GetExtension<TestKitSettings>();

    /// <inheritdoc/>
    public override TestKitSettings CreateExtension(ExtendedActorSystem system) => new(system.Settings.Config);
}
