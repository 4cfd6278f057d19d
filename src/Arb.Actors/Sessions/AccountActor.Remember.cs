using Akka.Actor;
using Akka.Event;
using Arb.Domain.Commands;
using Arb.Domain.Health;
using Arb.Domain.Sessions;

namespace Arb.Actors.Sessions;

/// <summary>The session at rest, when the user asked for it: stored at each renewal, offered at the start of the engine, deleted at its loss and by the hard reset.</summary>
public sealed partial class AccountActor
{
    private bool _remember;
    private bool _forgotten;

    private void ReceiveRemember()
    {
        Receive<RememberSession>(_ => OnRemember());
        Receive<ForgetSession>(_ => OnForget());
        Receive<SessionStored>(stored => stored.Asker?.Tell(new Done($"the session of {Id} is stored, encrypted, and from now on each that follows it; arb session forget {Id} ends it")));
        Receive<SessionNotStored>(OnNotStored);
        Receive<SessionForgotten>(forgotten =>
        {
            forgotten.Asker?.Tell(new Done($"no session of {Id} is stored any more; the one in use stays in memory"));
            ResetStep(ref _forgotten);
        });
        Receive<SessionNotForgotten>(OnNotForgotten);
        Receive<RetryForget>(_ =>
        {
            // A session that was stored since stands in the place of the old one.
            if (!_remember || _session is null)
                Forget(null);
        });
    }

    /// <summary>What was stored is used before anybody is asked to log in. Of an account that is off nothing may be left: its reset did not come to an end.</summary>
    private void TakeStored(Loaded loaded)
    {
        if (loaded.Unusable is { } why)
            Log(LogSeverity.Error, $"{Id}: the stored session is not used: {why}. Log in as usual; then arb session remember {Id} stores the new session in its place");
        if (!_settings.Enabled)
        {
            if (loaded.Stored is not null)
                Forget(null);
            return;
        }
        if (loaded.Stored is not { } stored)
            return;
        _remember = true;
        _log.Info("[SESSION] {0}: the remembered session at {1} is used", Id, stored.BaseUrl.Host);
        _sessionLayer.Tell(new OfferSession(stored.BaseUrl, stored.Cookies, stored.Headers, stored.Tokens) { PathCookies = stored.PathCookies });
    }

    private void OnRemember()
    {
        if (RefusedNow(contract: false))
            return;
        if (_environment.Vault is null || _session is null)
        {
            Sender.Tell(new CommandFailed(FailureKind.Refused, _session is null ? $"{Id} has no session now: log in first" : "this engine stores no sessions"));
            return;
        }
        var already = _remember;
        _remember = true;
        Store(_session, Sender, already);
    }

    private void OnForget()
    {
        _remember = false;
        Forget(Sender);
    }

    private void StoreIfRemembered(ProviderSession session)
    {
        if (_remember)
            Store(session, null, true);
    }

    private void Store(ProviderSession session, IActorRef? asker, bool already) =>
        _environment.Vault!.SaveAsync(session).PipeTo(Self, success: () => new SessionStored(asker), failure: cause => new SessionNotStored(asker, already, cause.Message));

    private void Forget(IActorRef? asker)
    {
        if (_environment.Vault is null)
            Self.Tell(new SessionForgotten(asker));
        else
            _environment.Vault.ForgetAsync(Id).PipeTo(Self, success: () => new SessionForgotten(asker), failure: cause => new SessionNotForgotten(asker, cause.Message));
    }

    /// <summary>The session goes on from memory; the next renewal is tried again.</summary>
    private void OnNotStored(SessionNotStored failed)
    {
        if (failed.Asker is null)
        {
            Log(LogSeverity.Error, $"{Id}: the session could not be stored: {failed.Reason}");
            return;
        }
        _remember &= failed.Already;
        failed.Asker.Tell(new CommandFailed(FailureKind.Failed, failed.Reason));
    }

    /// <summary>A secret that should be gone is not: it is tried until it is.</summary>
    private void OnNotForgotten(SessionNotForgotten failed)
    {
        failed.Asker?.Tell(new CommandFailed(FailureKind.Failed, $"{failed.Reason}; it is tried again"));
        Log(LogSeverity.Alarm, _state == AccountState.Stopping
            ? $"{Id}: reset not complete: {failed.Reason}; it is tried again"
            : $"{Id}: a stored session could not be deleted: {failed.Reason}; it is tried again");
        Timers.StartSingleTimer(nameof(RetryForget), RetryForget.Instance, TimeSpan.FromSeconds(5));
    }

    private sealed record SessionStored(IActorRef? Asker);

    private sealed record SessionNotStored(IActorRef? Asker, bool Already, string Reason);

    private sealed record SessionForgotten(IActorRef? Asker);

    private sealed record SessionNotForgotten(IActorRef? Asker, string Reason);

    private sealed class RetryForget
    {
        public static readonly RetryForget Instance = new();
    }
}
