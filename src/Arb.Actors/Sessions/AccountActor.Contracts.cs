using Akka.Actor;
using Arb.Domain.Commands;
using Arb.Domain.Health;
using Arb.Domain.Sessions;

namespace Arb.Actors.Sessions;

/// <summary>Contracts of the account (L04): imported, or recorded from what its browser captured; the user marks which one counts.</summary>
public sealed partial class AccountActor
{
    private static readonly EndpointRole[] HarvestRoles = [EndpointRole.Leagues, EndpointRole.Matches, EndpointRole.Odds, EndpointRole.OddsDelta];

    private bool _newContract;

    private void OnImportContract(ImportContract command)
    {
        if (RefusedNow(contract: true))
            return;
        var contract = command.Contract with { Account = Id, Active = false, MarkedAt = null };
        var known = _contracts.GetValueOrDefault(contract.Provider);
        if (contract.Mapping is not null && known?.Mapping?.ToJson() != contract.Mapping.ToJson() && RefusedName(contract.Provider.Value))
            return;
        if (_environment.Find(contract) is null)
        {
            Sender.Tell(new CommandFailed(FailureKind.BadRequest, $"this build knows no protocol {contract.Provider}; known: {string.Join(", ", _environment.Protocols.Select(p => p.Id))}"));
            return;
        }
        if (known is not { Active: true })
        {
            SaveContracts([contract.FilledFrom(known)], Sender);
            return;
        }
        // A fuller recording for the marked provider is what marking again is for the engine's own browser.
        var merged = contract.FilledFrom(known) with { Active = true, MarkedAt = _clock.Now };
        if (known.Host != contract.Host)
            Sender.Tell(new CommandFailed(FailureKind.Refused, $"the marked {contract.Provider} contract of {Id} is of {known.Host}, this recording is of {contract.Host}: if the bookmaker moved there, reset the account first (arb account reset {Id}), and import and mark again"));
        else if (Validate(known).CanHarvest && Validate(merged) is { CanHarvest: false } worse)
            Sender.Tell(new CommandFailed(FailureKind.Refused, $"the marked {contract.Provider} contract of {Id} stays: with this recording it would be good for nothing: {string.Join("; ", worse.Problems)}"));
        else
            SaveContracts([merged], Sender);
    }

    private void OnMarkContract(MarkContract command)
    {
        if (RefusedNow(contract: true))
            return;
        var asker = Sender;
        if (!HasBrowser)
        {
            Mark(command.Provider, [], asker);
            return;
        }
        _sessionLayer.Ask<ContractsRecorded>(RecordContracts.Instance, _environment.Settings.ResetDeadline).PipeTo(
            Self, success: recorded => new ContractsCaptured(asker, command.Provider, recorded.Contracts), failure: _ => new ContractsCaptured(asker, command.Provider, []));
    }

    private void OnContractsCaptured(ContractsCaptured captured)
    {
        if (_state == AccountState.Stopping || _removing || _savingContract)
            captured.Asker.Tell(new CommandFailed(FailureKind.Refused, $"{Id} is being reset, removed or saved: try again in a moment"));
        else
            Mark(captured.Provider, captured.Contracts, captured.Asker);
    }

    /// <summary>What the browser recorded counts; an endpoint that it has not seen is taken from the stored contract of the same site.</summary>
    private void Mark(string provider, IReadOnlyList<ProviderContract> recorded, IActorRef asker)
    {
        var name = provider.ToUpperInvariant();
        var stored = _contracts.Values.FirstOrDefault(c => c.Provider.Value == name);
        var contract = recorded.FirstOrDefault(c => c.Provider.Value == name)?.FilledFrom(stored) ?? stored;
        if (contract is null)
        {
            asker.Tell(new CommandFailed(FailureKind.BadRequest, NoContract(provider, recorded)));
            return;
        }
        var active = _contracts.Values.Count(c => c.Active && c.Provider != contract.Provider);
        if (active >= _environment.Settings.MaxContracts)
        {
            asker.Tell(new CommandFailed(FailureKind.Refused, $"{Id} has {ActiveContract!.Provider} marked and may have {_environment.Settings.MaxContracts}: reset the account first (arb account reset {Id})"));
            return;
        }
        var validation = Validate(contract);
        if (!validation.CanHarvest)
            Log(LogSeverity.Warning, $"{Id}: the {contract.Provider} contract is marked but invalid: {string.Join("; ", validation.Problems)}");
        SaveContracts([contract with { Active = true, MarkedAt = _clock.Now }], asker);
    }

    private string NoContract(string provider, IReadOnlyList<ProviderContract> recorded)
    {
        var known = _contracts.Keys.Concat(recorded.Select(c => c.Provider)).Select(p => p.Value).Distinct().Order(StringComparer.Ordinal).ToList();
        if (known.Count > 0)
            return HasBrowser
                ? $"nothing of {provider} was captured at {Id}; there is {string.Join(", ", known)} (arb captures {Id})"
                : $"{Id} has no contract {provider}; it has {string.Join(", ", known)}";
        return HasBrowser
            ? $"nothing that the browser of {Id} captured is a known protocol: log in and open the odds page; what was captured: arb captures {Id}; a plain JSON feed: arb contract suggest {Id}"
            : $"{Id} has no contract yet: arb contract import {Id} --har FILE";
    }

    private ContractList Contracts() => new([.. _contracts.Values.OrderBy(c => c.Provider.Value, StringComparer.Ordinal).Select(c => new ContractView(c, Validate(c)))]);

    private void SaveContracts(IReadOnlyList<ProviderContract> contracts, IActorRef asker, Func<ContractList, CommandReply>? answer = null)
    {
        _savingContract = true;
        Task.WhenAll(contracts.Select(_environment.Contracts.SaveAsync)).PipeTo(
            Self,
            success: () => new Saved(asker, null, () =>
            {
                _savingContract = false;
                var before = ActiveContract;
                foreach (var contract in contracts)
                    _contracts[contract.Provider] = contract;
                asker.Tell(answer?.Invoke(Contracts()) ?? Contracts());
                DropForeignSession();
                TellProvider();
                OnContractChanged(before);
                TryActivate("contract marked");
                RefreshLamp();
                Announce();
            }),
            failure: cause => new NotSaved(asker, cause, true));
    }

    /// <summary>A marked contract that was recorded anew: the bettor gets it at once, the worker is replaced when what it asks for is different.</summary>
    private void OnContractChanged(ProviderContract? before)
    {
        if (_state != AccountState.Active || before is null || ActiveContract is not { } now || ReferenceEquals(before, now))
            return;
        OpenBettor();
        if (SameHarvest(before, now) || !Validate(now).CanHarvest || _worker.IsNobody())
            return;
        _newContract = true;
        Context.Stop(_worker);
    }

    private static bool SameHarvest(ProviderContract first, ProviderContract second) => HarvestRoles.All(role => (first.Find(role), second.Find(role)) switch
    {
        (null, null) => true,
        ({ } a, { } b) => a.Method == b.Method && a.Path == b.Path && a.Body == b.Body && a.ContentType == b.ContentType && a.Headers.SequenceEqual(b.Headers),
        _ => false,
    });

    private sealed record ContractsCaptured(IActorRef Asker, string Provider, IReadOnlyList<ProviderContract> Contracts);
}
