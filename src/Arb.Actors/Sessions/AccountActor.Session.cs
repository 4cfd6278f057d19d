using Akka.Actor;
using Akka.Event;
using Arb.Domain.Commands;
using Arb.Domain.Execution;
using Arb.Domain.Health;
using Arb.Domain.Sessions;

namespace Arb.Actors.Sessions;

/// <summary>The session of the account: taken over, handed on, lost; and the browser that it lives in.</summary>
public sealed partial class AccountActor
{
    private string? _trouble;
    private string? _whyOff;
    private string? _elsewhere;
    private string? _elsewhereOf;
    private bool _handedOver;
    private string? _lost;
    private DateTimeOffset? _woke;

    private bool HasBrowser => _environment.Browsers is not null;

    private void ReceiveSession()
    {
        Receive<SessionLayerStarted>(_ =>
        {
            if (_state == AccountState.Starting)
                Trigger(AccountTrigger.SessionLayerReady, "session layer started");
        });
        Receive<SessionLayerFailed>(OnSessionLayerFailed);
        Receive<SessionActorReady>(_ => OnSessionActorReady());
        Receive<SessionOpened>(opened => OnSession(opened.Session, opened.HandedOver));
        Receive<SeenElsewhere>(OnSeenElsewhere);
        Receive<SessionLost>(OnSessionLost);
        Receive<BrowserTrouble>(trouble => OnTrouble(trouble.Reason));
        Receive<BrowserBack>(_ => OnTrouble(null));
        Receive<ReadCaptures>(_sessionLayer.Forward);
        Receive<MachineSlept>(OnSlept);
        ReceiveCaptures();
    }

    private void OnSessionLayerFailed(SessionLayerFailed failed)
    {
        Log(LogSeverity.Error, $"{Id}: start failed: {failed.Reason} (without browsers: arb.session.source = import)");
        if (_state != AccountState.Starting)
            return;
        _whyOff = $"the start failed: {failed.Reason}";
        Trigger(AccountTrigger.ResetBegun, "start failed");
    }

    /// <summary>It crashed and knows nothing any more. Its browser has ended with it.</summary>
    private void OnSessionActorReady()
    {
        _sessionLayer.Tell(new SessionsSoFar(_session?.Generation ?? _lastGeneration));
        if (_state == AccountState.Stopping && _executionsDone && !_sessionGone)
            _sessionLayer.Tell(StopSessionLayer.Instance);
        if (_state is not (AccountState.Starting or AccountState.WaitProvider or AccountState.Active))
            return;
        if (HasBrowser && _state != AccountState.Starting)
            OnTrouble("the session layer failed; the browser is started again");
        TellProvider();
        _sessionLayer.Tell(StartSessionLayer.Instance);
    }

    private void TellProvider() => _sessionLayer.Tell(new UseProvider(ActiveContract?.Provider, ActiveContract?.Mapping is null ? null : ActiveContract, ActiveContract?.Host));

    /// <summary>Asked for by the page, or by a frame of somebody else in it: only the user can tell, and says so by marking anew.</summary>
    private void OnSeenElsewhere(SeenElsewhere seen)
    {
        if (ActiveContract is not { } contract)
            return;
        _elsewhere = seen.Host;
        Log(LogSeverity.Warning, $"{Id}: requests like those of {contract.Provider} go to {seen.Host}, the marked contract is of {contract.Host}: they are ignored; {Moved()}");
        RefreshLamp();
    }

    private string Moved() => $"if the bookmaker moved there: arb account reset {Id}, log in, mark again";

    /// <summary>A session that was found at another site than that of the marked contract is no session of it.</summary>
    private void DropForeignSession()
    {
        if (ActiveContract?.Host != _elsewhereOf)
            (_elsewhere, _elsewhereOf) = (null, ActiveContract?.Host);
        if (_session is null || _handedOver || ActiveContract is not { } contract || Sites.Same(contract.Host, _session.BaseUrl))
            return;
        _worker.Tell(new WithdrawSession(_session.Generation, "it is of another site"));
        _session = null;
        _sessionSince = null;
    }

    private void OnImportSession(ImportSession import)
    {
        if (RefusedNow(contract: false))
            return;
        if (!Uri.TryCreate(import.BaseUrl, UriKind.Absolute, out var baseUrl) || baseUrl.Scheme is not ("http" or "https"))
        {
            Sender.Tell(new CommandFailed(FailureKind.BadRequest, "the session's base URL must be an absolute http or https address"));
            return;
        }
        _sessionLayer.Tell(new OfferSession(baseUrl, import.Cookies, import.Headers, import.Tokens) { PathCookies = import.PathCookies });
        Sender.Tell(new Done(_state == AccountState.Idle
            ? $"session of {Id} kept in memory; it is used when the account is on (arb account on {Id})"
            : $"session of {Id} at {baseUrl.Host} taken over"));
    }

    private void OnSession(ProviderSession session, bool handedOver)
    {
        if (_state is AccountState.Idle or AccountState.Stopping || (!handedOver && ActiveContract is { } contract && !Sites.Same(contract.Host, session.BaseUrl)))
            return;
        _session = session;
        _lost = null;
        _handedOver = handedOver;
        _trouble = null;
        _lastGeneration = session.Generation;
        _sessionSince = _clock.Now;
        StoreIfRemembered(session);
        if (_state == AccountState.Active)
        {
            _worker.Tell(new InjectSession(session));
            OpenBettor();
        }
        TryActivate("session opened");
        RefreshLamp();
        Announce();
    }

    private void OnSessionLost(SessionLost lost)
    {
        if (_session is null || lost.Generation != _session.Generation)
            return;
        Log(LogSeverity.Warning, $"{Id}: session lost: {lost.Reason}");
        _session = null;
        _lost = lost.Reason;
        _sessionSince = null;
        if (_remember)
            Forget(null);
        // Betting with a session that was shown to be lost could only end in unknown outcomes; whoever saw it first, the other waits too.
        _bettor.Tell(new CloseBettor($"session lost: {lost.Reason}"));
        _worker.Tell(new WithdrawSession(lost.Generation, lost.Reason));
        _sessionLayer.Tell(new SessionRejected(lost.Generation));
        RefreshLamp();
        Announce();
        Context.System.EventStream.Publish(lost);
    }

    /// <summary>
    /// RED while the browser is gone, so that the engine begins nothing at this account. Bettor and worker keep their session: an execution that is under way needs both to end safely,
    /// and neither of them needs the browser.
    /// </summary>
    private void OnTrouble(string? reason)
    {
        if (reason == _trouble || (reason is not null && _state is AccountState.Idle or AccountState.Stopping))
            return;
        _trouble = reason;
        if (reason is null)
            _log.Info("[SESSION] {0}: the browser is back", Id);
        else
            Log(LogSeverity.Warning, $"{Id}: no session: {reason}");
        RefreshLamp();
        Announce();
    }

    /// <summary>Session and odds of before prove nothing: the worker starts over, the bookmaker is asked for the balance, and the lamp is RED until odds came that were asked for since.</summary>
    private void OnSlept(MachineSlept slept)
    {
        if (_state is AccountState.Idle or AccountState.Stopping)
            return;
        _woke = slept.WokeAt;
        if (_state == AccountState.Active)
        {
            _worker.Tell(slept);
            if (_session is not null)
                _bettor.Tell(ReadBalance.Instance);
        }

        RefreshLamp();
        Announce();
    }

    /// <summary>Where the user logs in, and what else is to be done with it.</summary>
    private string Where() => HasBrowser && !_handedOver ? $" at {_settings.Url.Host} in the browser window of {Id}" : $", then arb session import {Id}";

    private string WaitingFor() => (_session, ActiveContract) switch
    {
        (null, null) when HasBrowser => $"waiting for login: log in at {_settings.Url.Host} in the browser window and open the odds page, then arb contract mark {Id} PROVIDER",
        (null, null) => $"waiting for login and provider: log in, then arb session import {Id} and arb contract mark {Id} PROVIDER",
        (null, { } contract) when HasBrowser && _elsewhere is not null => $"waiting for login at {contract.Host}: the browser asks {_elsewhere}; {Moved()}",
        (null, _) when HasBrowser => $"waiting for login: log in at {_settings.Url.Host} in the browser window and open the odds page",
        (null, _) => $"waiting for login: log in, then arb session import {Id}",
        (_, null) => _contracts.Count > 0 ? $"waiting for the provider: arb contract mark {Id} {string.Join('|', _contracts.Keys)}"
            : HasBrowser ? $"waiting for the provider: arb contract mark {Id} PROVIDER"
            : $"waiting for a contract: arb contract import {Id}",
        (_, { } contract) => $"contract invalid: {string.Join("; ", Validate(contract).Problems)}",
    };
}
