namespace Akka.Actor;

public sealed partial class CoordinatedShutdown
{
    /// <summary>First phase: for application tasks before anything is closed.</summary>
    public const string PhaseBeforeServiceUnbind = "before-service-unbind";

    /// <summary>Stop accepting new connections.</summary>
    public const string PhaseServiceUnbind = "service-unbind";

    /// <summary>Wait for requests in progress.</summary>
    public const string PhaseServiceRequestsDone = "service-requests-done";

    /// <summary>Close what is left of connections.</summary>
    public const string PhaseServiceStop = "service-stop";

    /// <summary>For application tasks after the services stopped.</summary>
    public const string PhaseBeforeClusterShutdown = "before-cluster-shutdown";

    /// <summary>Hand over shard regions (cluster only).</summary>
    public const string PhaseClusterShardingShutdownRegion = "cluster-sharding-shutdown-region";

    /// <summary>Leave the cluster (cluster only).</summary>
    public const string PhaseClusterLeave = "cluster-leave";

    /// <summary>Shut down cluster singletons (cluster only).</summary>
    public const string PhaseClusterExiting = "cluster-exiting";

    /// <summary>Wait until exiting is complete (cluster only).</summary>
    public const string PhaseClusterExitingDone = "cluster-exiting-done";

    /// <summary>Shut the cluster extension down (cluster only).</summary>
    public const string PhaseClusterShutdown = "cluster-shutdown";

    /// <summary>For application tasks before the actor system stops.</summary>
    public const string PhaseBeforeActorSystemTerminate = "before-actor-system-terminate";

    /// <summary>Last phase: the actor system terminates.</summary>
    public const string PhaseActorSystemTerminate = "actor-system-terminate";

    /// <summary>Why a shutdown was started. Derive from it for reasons of your own.</summary>
    public class Reason
    {
        /// <summary>For derived reasons.</summary>
        protected Reason()
        {
        }
    }

    /// <summary>No reason given.</summary>
    public class UnknownReason : Reason
    {
        /// <summary>The one instance.</summary>
        public static readonly Reason Instance = new UnknownReason();

        private UnknownReason()
        {
        }
    }

    /// <summary>Someone called <see cref="ActorSystem.Terminate"/>.</summary>
    public class ActorSystemTerminateReason : Reason
    {
        /// <summary>The one instance.</summary>
        public static readonly Reason Instance = new ActorSystemTerminateReason();

        private ActorSystemTerminateReason()
        {
        }
    }

    /// <summary>The process ends.</summary>
    public class ClrExitReason : Reason
    {
        /// <summary>The one instance.</summary>
        public static readonly Reason Instance = new ClrExitReason();

        private ClrExitReason()
        {
        }
    }

    /// <summary>This node was downed (cluster only).</summary>
    public class ClusterDowningReason : Reason
    {
        /// <summary>The one instance.</summary>
        public static readonly Reason Instance = new ClusterDowningReason();

        private ClusterDowningReason()
        {
        }
    }

    /// <summary>This node leaves the cluster (cluster only).</summary>
    public class ClusterLeavingReason : Reason
    {
        /// <summary>The one instance.</summary>
        public static readonly Reason Instance = new ClusterLeavingReason();

        private ClusterLeavingReason()
        {
        }
    }

    /// <summary>This node could not join the cluster (cluster only).</summary>
    public class ClusterJoinUnsuccessfulReason : Reason
    {
        /// <summary>The one instance.</summary>
        public static readonly Reason Instance = new ClusterJoinUnsuccessfulReason();

        private ClusterJoinUnsuccessfulReason()
        {
        }
    }
}
