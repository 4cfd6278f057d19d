using Akka.Actor;
using Arb.Domain.Commands;
using Arb.Domain.Health;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;

namespace Arb.Actors.Sessions;

/// <summary>What the account's browser recorded: listed by endpoint, and looked through for plain JSON feeds that no protocol knows.</summary>
public sealed partial class AccountActor
{
    private const int CapturesAtOnce = 5_000;
    private const int MostReadings = 10;
    private const int MostStudies = 4;

    private int _studies;

    private void ReceiveCaptures()
    {
        Receive<ShowCaptures>(_ =>
        {
            var (account, isOn, contracts) = (Id.Value, _state is not (AccountState.Idle or AccountState.Stopping), _contracts.Values.ToList());
            Study(Sender, (study, captures) => CaptureList.Make(account, isOn, study.Group(captures, contracts), contracts));
        });
        Receive<SuggestContract>(command =>
        {
            if (command.Accept is not null && (RefusedNow(contract: true) || RefusedName(command.Accept)))
                return;
            var (asker, account) = (Sender, Id);
            Study(asker, (study, captures) =>
            {
                var answer = study.Suggest(account, captures, new MappingWish(command.Group, command.Bookmaker));
                return command.Accept is null ? new SuggestedContract(answer, null) : new MappingFound(asker, answer, command.Accept);
            });
        });
        Receive<Studied>(studied =>
        {
            _studies--;
            if (studied.Found is MappingFound found)
                OnMappingFound(found);
            else
                studied.Asker.Tell(studied.Found);
        });
        Receive<StudyFailed>(failed =>
        {
            _studies--;
            // What an exception says may quote a captured body: only its kind is told.
            Log(LogSeverity.Warning, $"{Id}: the captures could not be read: {failed.Cause.GetBaseException().GetType().Name}");
            failed.Asker.Tell(new CommandFailed(FailureKind.Failed, $"the captures of {Id} could not be read: try again in a moment"));
        });
    }

    /// <summary>Looking through captures takes a while: it is done beside the actor, which hands over nothing of its own but the captures' memory.</summary>
    private void Study(IActorRef asker, Func<ICaptureStudy, IReadOnlyList<CapturedExchange>, object> look)
    {
        if (!HasBrowser || _environment.Study is not { } study)
        {
            asker.Tell(new CommandFailed(FailureKind.Refused, $"{Id} has no browser of the engine to look at: use a HAR file (--har FILE)"));
            return;
        }
        if (_studies == MostStudies)
        {
            asker.Tell(new CommandFailed(FailureKind.Refused, $"the captures of {Id} are being looked through for others: try again in a moment"));
            return;
        }
        _studies++;
        ReadAllAsync(_sessionLayer, Id, _environment.Settings.ResetDeadline)
            .ContinueWith(read => look(study, read.GetAwaiter().GetResult()), CancellationToken.None, TaskContinuationOptions.None, _environment.StudyOn)
            .PipeTo(
                Self,
                success: found => new Studied(asker, found),
                failure: cause => new StudyFailed(asker, cause));
    }

    private static async Task<IReadOnlyList<CapturedExchange>> ReadAllAsync(IActorRef session, AccountId account, TimeSpan deadline)
    {
        var captures = new List<CapturedExchange>();
        var position = 0L;
        for (var i = 0; i < MostReadings; i++)
        {
            var batch = await session.Ask<CaptureBatch>(new ReadCaptures(account, position, CapturesAtOnce), deadline).ConfigureAwait(false);
            captures.AddRange(batch.Captures);
            position = batch.Last;
            if (batch.Captures.Count < CapturesAtOnce)
                break;
        }
        return captures;
    }

    private bool RefusedName(string name)
    {
        var problem = "";
        try
        {
            var id = new ProviderId(name);
            if (_environment.Protocols.Any(protocol => protocol.Id == id))
                problem = $"{id} is a protocol of this build: choose another name for the feed";
            else if (_contracts.TryGetValue(id, out var known) && known.Active)
                problem = $"{id} is the marked provider of {Id}: reset the account first (arb account reset {Id})";
        }
        catch (ArgumentException wrong)
        {
            problem = wrong.Message;
        }
        if (problem.Length == 0)
            return false;
        Sender.Tell(new CommandFailed(FailureKind.BadRequest, problem));
        return true;
    }

    private void OnMappingFound(MappingFound found)
    {
        if (found.Answer.Proposal is not { } proposal)
        {
            found.Asker.Tell(new SuggestedContract(found.Answer, null));
            return;
        }
        if (_state == AccountState.Stopping || _removing || _savingContract)
        {
            found.Asker.Tell(new CommandFailed(FailureKind.Refused, $"{Id} is being reset, removed or saved: try again in a moment"));
            return;
        }
        var contract = proposal.Contract with { Account = Id, Provider = new ProviderId(found.Name), Active = false, MarkedAt = null };
        SaveContracts([contract], found.Asker, _ => new SuggestedContract(new MappingAnswer(proposal with { Contract = contract }, null), contract.Provider.Value));
    }

    private sealed record Studied(IActorRef Asker, object Found);

    private sealed record StudyFailed(IActorRef Asker, Exception Cause);

    private sealed record MappingFound(IActorRef Asker, MappingAnswer Answer, string Name);
}
