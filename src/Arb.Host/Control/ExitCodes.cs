using Arb.Domain.Commands;

namespace Arb.Host.Control;

/// <summary>Exit codes of <c>arb</c>; documented in <c>arb --help</c>.</summary>
internal static class ExitCodes
{
    public const int Ok = 0;

    /// <summary>A check failed: of the demo, the simulator or the doctor.</summary>
    public const int CheckFailed = 1;

    /// <summary>Wrong arguments, settings or names.</summary>
    public const int BadRequest = 2;

    /// <summary>Right as a request, but not now; or no engine runs.</summary>
    public const int Refused = 3;

    /// <summary>The engine could not do it: database, time-out.</summary>
    public const int Failed = 4;

    /// <summary>Another engine uses the data folder.</summary>
    public const int FolderInUse = 5;

    public static int Of(CommandReply reply) => reply is CommandFailed failed
        ? failed.Kind switch
        {
            FailureKind.BadRequest => BadRequest,
            FailureKind.Refused => Refused,
            _ => Failed,
        }
        : reply is StatusReport { Gaps.Count: > 0 } ? Failed : Ok;
}
