using Arb.Domain.Commands;
using Arb.Domain.Sessions;

namespace Arb.Domain.Health;

/// <summary>What the guardian does about one account. It may restart a worker and ask for a login; it cannot touch a status (L26).</summary>
public enum GuardianAction : byte
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The worker shows no sign of life although it has a session: restart it.</summary>
    RestartWorker,

    /// <summary>The account is on, has a marked contract and no session: ask the user to log in.</summary>
    AskForLogin,
}

/// <summary>Limits of the guardian; from <c>arb.guardian</c>.</summary>
/// <param name="Interval">How often it looks.</param>
/// <param name="WorkerSilence">A worker that reports no failure and no answer for this long is restarted.</param>
/// <param name="LoginReminder">How often the same login is asked for again.</param>
public sealed record GuardianSettings(TimeSpan Interval, TimeSpan WorkerSilence, TimeSpan LoginReminder);

/// <summary>The guardian's rule, pure.</summary>
public static class GuardianRule
{
    /// <summary>Decides about one account from its own report. A worker that fails and backs off is alive: restarting it would only ask more often.</summary>
    public static GuardianAction Decide(AccountView account, GuardianSettings settings, DateTimeOffset now)
    {
        if (account.SessionGeneration == 0)
            return account.State is AccountState.WaitProvider or AccountState.Active && account.Provider is not null ? GuardianAction.AskForLogin : GuardianAction.None;
        if (account.State != AccountState.Active || account.Worker is not { ConsecutiveFailures: 0 } worker)
            return GuardianAction.None;
        var lastSign = worker.LastResponseAt ?? account.SessionSince;
        return lastSign is { } sign && now - sign > settings.WorkerSilence ? GuardianAction.RestartWorker : GuardianAction.None;
    }
}
