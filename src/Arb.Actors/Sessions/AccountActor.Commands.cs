using Akka.Actor;
using Akka.Event;
using Arb.Domain.Commands;
using Arb.Domain.Execution;
using Arb.Domain.Health;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;

namespace Arb.Actors.Sessions;

/// <summary>Asks an account how it stands. From <c>accounts</c>; answered by <see cref="AccountView"/>.</summary>
internal sealed class GetAccount
{
    public static readonly GetAccount Instance = new();
}

/// <summary>Ends the account's actor once it is IDLE. From <c>accounts</c>; answered by <see cref="Done"/>, then the actor stops, or by <see cref="CommandFailed"/>.</summary>
internal sealed class RemoveNow
{
    public static readonly RemoveNow Instance = new();
}

/// <summary>Commands of the user, and the hard reset.</summary>
public sealed partial class AccountActor
{
    private readonly List<IActorRef> _waitForReset = [];
    private bool _onAgain;
    private bool _sessionGone;
    private bool _workerGone;
    private bool _contractGone;
    private bool _executionsDone;
    private bool _savingContract;
    private bool _removing;

    private void OnSwitch(SwitchAccount command)
    {
        if (command.On)
        {
            if (_removing)
            {
                Sender.Tell(new CommandFailed(FailureKind.Refused, $"{Id} is being removed"));
                return;
            }
            if (_state != AccountState.Idle)
            {
                Sender.Tell(new CommandFailed(FailureKind.Refused, $"{Id} is {_state}, not IDLE"));
                return;
            }
            Save(_settings with { Enabled = true }, Sender, new Done($"{Id} is on"), () => Trigger(AccountTrigger.ToggledOn, "switched on"));
            return;
        }
        if (_state is AccountState.Idle)
        {
            // After a late start it is off but still wanted on: then the toggle must be stored, or the next start of the engine switches it on.
            if (_settings.Enabled)
                Save(_settings with { Enabled = false }, Sender, new Done($"{Id} is off"), () => { });
            else
                Sender.Tell(new Done($"{Id} is off already"));
            return;
        }
        _onAgain = false;
        _waitForReset.Add(Sender);
        Save(_settings with { Enabled = false }, Sender, null, () =>
        {
            if (_state != AccountState.Stopping)
                Trigger(AccountTrigger.ResetBegun, "switched off");
        });
    }

    private void OnReset()
    {
        if (_state == AccountState.Idle)
        {
            Sender.Tell(new Done($"{Id} is off; nothing to reset"));
            return;
        }
        _waitForReset.Add(Sender);
        if (_state == AccountState.Stopping)
            return;
        _onAgain = true;
        Trigger(AccountTrigger.ResetBegun, "reset by the user");
    }

    private void OnRemove()
    {
        if (_state != AccountState.Idle)
        {
            Sender.Tell(new CommandFailed(FailureKind.Refused, $"{Id} is {_state}: switch it off first (arb account off {Id})"));
            return;
        }
        // A person may still own an execution of an account that is off; without its actors nobody could settle or hedge it.
        var asker = Sender;
        _environment.Executions.Ask<LocksAnswered>(GetLocks.Instance, _environment.Settings.ResetDeadline).PipeTo(
            Self, success: locks => new RemovalChecked(asker, locks), failure: cause => new NotSaved(asker, cause, false));
    }

    private void OnRemovalChecked(RemovalChecked check)
    {
        if (_state != AccountState.Idle || _removing || check.Locks.Recovering || check.Locks.Locks.Any(held => held.Accounts.Contains(Id)))
        {
            check.Asker.Tell(new CommandFailed(FailureKind.Refused, $"{Id} has open executions or is in use: see arb executions list"));
            return;
        }
        _removing = true;
        var self = Self;
        RemoveAsync(_environment, Id).PipeTo(
            self,
            success: () => new Saved(check.Asker, new Done($"{Id} removed"), () => Context.Stop(self)),
            failure: cause => new NotSaved(check.Asker, cause, false));
    }

    /// <summary>What is secret goes first: an account that is still listed can be removed again.</summary>
    private static async Task RemoveAsync(AccountEnvironment environment, AccountId account)
    {
        if (environment.Vault is not null)
            await environment.Vault.ForgetAsync(account).ConfigureAwait(false);
        await environment.Accounts.RemoveAsync(account).ConfigureAwait(false);
    }

    /// <summary>A command that touches contract or session while the reset clears both would leave half of them behind (L21).</summary>
    private bool RefusedNow(bool contract)
    {
        var reason = _state == AccountState.Stopping ? $"{Id} is being reset"
            : _removing ? $"{Id} is being removed"
            : contract && _savingContract ? $"a contract of {Id} is being saved"
            : null;
        if (reason is not null)
            Sender.Tell(new CommandFailed(FailureKind.Refused, $"{reason}: try again in a moment"));
        return reason is not null;
    }

    // ---- saving: nothing is believed before the database has it ----

    private void Save(AccountSettings settings, IActorRef asker, CommandReply? reply, Action then) =>
        _environment.Accounts.SaveAsync(settings).PipeTo(
            Self,
            success: () => new Saved(asker, reply, () =>
            {
                _settings = settings;
                then();
            }),
            failure: cause => new NotSaved(asker, cause, false));

    private void OnSaved(Saved saved)
    {
        saved.Then();
        if (saved.Reply is not null)
            saved.Asker.Tell(saved.Reply);
    }

    private void OnNotSaved(NotSaved failed)
    {
        Log(LogSeverity.Error, $"{Id}: not saved: {failed.Cause.Message}");
        failed.Asker.Tell(new CommandFailed(FailureKind.Failed, failed.Cause.Message));
        _waitForReset.Remove(failed.Asker);
        _removing = false;
        if (failed.Contract)
            _savingContract = false;
    }

    // ---- the hard reset (L21): executions end, then tab, worker, cache and contract go; all of it or an alarm ----

    private void ReceiveReset()
    {
        Receive<LocksAnswered>(OnLocks);
        Receive<SessionLayerStopped>(_ => ResetStep(ref _sessionGone));
        Receive<Terminated>(terminated => OnTerminated(terminated.ActorRef));
        Receive<ContractsCleared>(_ =>
        {
            _contracts.Clear();
            ResetStep(ref _contractGone);
        });
        Receive<ContractsNotCleared>(failed =>
        {
            Log(LogSeverity.Alarm, $"{Id}: reset not complete: the contract could not be removed: {failed.Cause.Message}; it is tried again");
            Timers.StartSingleTimer(nameof(ClearContracts), RetryClear.Instance, TimeSpan.FromSeconds(5));
        });
        Receive<RetryClear>(_ => ClearContracts());
        Receive<AskLocks>(_ => AskForLocks());
        Receive<ResetLate>(_ => OnResetLate());
        Receive<NewWorker>(_ => OnNewWorker());
        Receive<RemovalChecked>(OnRemovalChecked);
    }

    private void BeginReset(string reason)
    {
        (_sessionGone, _workerGone, _contractGone, _forgotten, _executionsDone) = (false, false, false, false, false);
        _remember = false;
        Timers.StartPeriodicTimer(nameof(ResetLate), ResetLate.Instance, _environment.Settings.ResetDeadline);
        _log.Info("[ACCOUNT] {0} reset begins: {1}", Id, reason);
        AskForLocks();
    }

    /// <summary>Asks again until there is an answer: while the lock table is down, questions to it are lost.</summary>
    private void AskForLocks()
    {
        _environment.Executions.Tell(GetLocks.Instance);
        Timers.StartSingleTimer(nameof(AskLocks), AskLocks.Instance, TimeSpan.FromSeconds(2));
    }

    private void OnLocks(LocksAnswered locks)
    {
        if (_state != AccountState.Stopping || _executionsDone)
            return;
        // The lamp is RED already, so no new execution begins; those that run still need session and bettor. One that is with a person is not forgotten: its lock stays.
        if (locks.Recovering || locks.Locks.Any(held => !held.WithPerson && held.Accounts.Contains(Id)))
        {
            Timers.StartSingleTimer(nameof(AskLocks), AskLocks.Instance, TimeSpan.FromMilliseconds(250));
            return;
        }
        _executionsDone = true;
        Timers.Cancel(nameof(AskLocks));
        _bettor.Tell(new CloseBettor("account off"));
        _sessionLayer.Tell(StopSessionLayer.Instance);
        if (_worker.IsNobody())
        {
            _workerGone = true;
        }
        else
        {
            Context.Stop(_worker);
        }
        ClearContracts();
        Forget(null);
    }

    private void ClearContracts() => _environment.Contracts.RemoveAsync(Id, null).PipeTo(
        Self, success: () => ContractsCleared.Instance, failure: cause => new ContractsNotCleared(cause));

    private void OnTerminated(IActorRef child)
    {
        // Session, exposure and bettor end only when they failed too often. An account that lacks one of them would look alive and answer nothing: it is made anew as a whole.
        if (child.Equals(_sessionLayer) || child.Equals(_exposure) || child.Equals(_bettor))
            throw new InvalidOperationException($"{Id}: {child.Path.Name} failed too often");
        if (!child.Equals(_worker))
            return;
        _worker = ActorRefs.Nobody;
        _health = null;
        if (_state == AccountState.Stopping)
        {
            ResetStep(ref _workerGone);
            return;
        }
        if (_newContract)
        {
            _newContract = false;
            StartWorker();
            return;
        }
        // It failed too often. No worker, no prices, lamp RED at once; a new one after a pause.
        Log(LogSeverity.Error, $"{Id}: the worker failed too often; a new one starts in {_environment.Settings.Health.HeartbeatLimit.TotalSeconds:0} s");
        RefreshLamp();
        Timers.StartSingleTimer(nameof(NewWorker), NewWorker.Instance, _environment.Settings.Health.HeartbeatLimit);
    }

    private void OnNewWorker()
    {
        if (_state == AccountState.Active && _worker.IsNobody())
            StartWorker();
    }

    private void ResetStep(ref bool step)
    {
        step = true;
        if (_state != AccountState.Stopping || !(_executionsDone && _sessionGone && _workerGone && _contractGone && _forgotten))
            return;
        _session = null;
        _lost = null;
        _sessionSince = null;
        _elsewhere = null;
        _balance = null;
        _trouble = null;
        _newContract = false;
        Timers.Cancel(nameof(ResetLate));
        Trigger(AccountTrigger.ResetDone, "reset complete");
        foreach (var waiting in _waitForReset)
            waiting.Tell(new Done(_onAgain ? $"{Id} reset; log in again" : $"{Id} is off"));
        _waitForReset.Clear();
        if (_onAgain && _settings.Enabled)
            Trigger(AccountTrigger.ToggledOn, "on again after reset");
        _onAgain = false;
    }

    private void OnResetLate()
    {
        if (_state != AccountState.Stopping)
            return;
        var missing = new List<string>();
        if (!_executionsDone)
            missing.Add("open executions");
        if (_executionsDone && !_sessionGone)
            missing.Add("session layer");
        if (_executionsDone && !_workerGone)
            missing.Add("worker");
        if (_executionsDone && !_contractGone)
            missing.Add("contract");
        if (_executionsDone && !_forgotten)
            missing.Add("stored session");
        Log(LogSeverity.Alarm, $"{Id}: reset not complete after {_environment.Settings.ResetDeadline.TotalSeconds:0} s, waiting for: {string.Join(", ", missing)}");
    }

    private sealed record Saved(IActorRef Asker, CommandReply? Reply, Action Then);

    private sealed record NotSaved(IActorRef Asker, Exception Cause, bool Contract);

    private sealed record RemovalChecked(IActorRef Asker, LocksAnswered Locks);

    private sealed class NewWorker
    {
        public static readonly NewWorker Instance = new();
    }

    private sealed record ContractsNotCleared(Exception Cause);

    private sealed class ContractsCleared
    {
        public static readonly ContractsCleared Instance = new();
    }

    private sealed class RetryClear
    {
        public static readonly RetryClear Instance = new();
    }

    private sealed class AskLocks
    {
        public static readonly AskLocks Instance = new();
    }

    private sealed class ResetLate
    {
        public static readonly ResetLate Instance = new();
    }
}
