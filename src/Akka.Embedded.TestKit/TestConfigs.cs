using Akka.Configuration;

namespace Akka.TestKit.Configs
{
    /// <summary>Ready configurations for tests.</summary>
    public static class TestConfigs
    {
        /// <summary>What every test system falls back to.</summary>
        public static Config DefaultConfig => TestKitBase.DefaultConfig;

        /// <summary>The default configuration with virtual time: <see cref="TestScheduler"/>.</summary>
        public static Config TestSchedulerConfig { get; } = ConfigurationFactory
            .ParseString("akka.scheduler.implementation = \"Akka.TestKit.TestScheduler, Akka.TestKit\"")
            .WithFallback(Internal.TestKitDefaults.Config);
    }
}

namespace Akka.TestKit.Internal
{
    internal static class TestKitDefaults
    {
        internal static readonly Config Config = ConfigurationFactory.ParseString(
            """
            akka {
              loggers = ["Akka.TestKit.TestEventListener, Akka.TestKit"]
              test {
                timefactor = 1.0
                filter-leeway = 3s
                single-expect-default = 3s
                default-timeout = 5s
                calling-thread-dispatcher {
                  type = "Akka.TestKit.CallingThreadDispatcherConfigurator, Akka.TestKit"
                  throughput = 2147483647
                }
                test-actor.dispatcher {
                  type = "Akka.TestKit.CallingThreadDispatcherConfigurator, Akka.TestKit"
                  throughput = 2147483647
                }
              }
            }
            """);

        internal static readonly Config FullDebug = ConfigurationFactory.ParseString(
            """
            akka {
              loglevel = DEBUG
              stdout-loglevel = DEBUG
              log-dead-letters = on
              log-dead-letters-during-shutdown = on
              actor.debug {
                receive = on
                autoreceive = on
                lifecycle = on
                event-stream = on
                unhandled = on
                fsm = on
                router-misconfiguration = on
              }
            }
            """);
    }
}
