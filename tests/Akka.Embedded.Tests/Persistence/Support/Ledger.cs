using Akka.Actor;
using Akka.Persistence;

namespace Akka.Embedded.Tests.Persistence.Support;

/// <summary>A persistent actor that keeps texts and reports everything that happens to it.</summary>
public sealed class Ledger : ReceivePersistentActor
{
    private readonly IActorRef _report;
    private readonly Recovery _recovery;
    private List<string> _texts = [];

    public Ledger(string persistenceId, IActorRef report, Recovery recovery)
    {
        PersistenceId = persistenceId;
        _report = report;
        _recovery = recovery;
        Recover<string>(text =>
        {
            if (text == "poison")
            {
                throw new InvalidOperationException("poisoned");
            }

            _texts.Add(text);
            report.Tell($"replayed {text} {LastSequenceNr}");
        });
        Recover<SnapshotOffer>(offer =>
        {
            _texts = [.. ((string)offer.Snapshot).Split(',')];
            report.Tell($"offered {offer.Snapshot} {offer.Metadata.SequenceNr}");
        });
        Recover<RecoveryCompleted>(_ => report.Tell($"completed {LastSequenceNr} {IsRecovering}"));
        Commands();
    }

    public override string PersistenceId { get; }

    public override Recovery Recovery => _recovery;

    public static Props Props(string persistenceId, IActorRef report, Recovery? recovery = null) =>
        Akka.Actor.Props.Create(typeof(Ledger), persistenceId, report, recovery ?? Recovery.Default);

    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr)
    {
        _report.Tell($"failure {@event} {sequenceNr}: {cause.Message}");
        base.OnPersistFailure(cause, @event, sequenceNr);
    }

    protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr)
    {
        _report.Tell($"rejected {@event} {sequenceNr}: {cause.Message}");
        base.OnPersistRejected(cause, @event, sequenceNr);
    }

    protected override void OnRecoveryFailure(Exception reason, object? message = null)
    {
        _report.Tell($"recovery failure {message}: {reason.GetType().Name}");
        base.OnRecoveryFailure(reason, message);
    }

    private void Commands()
    {
        Command<Put>(put => Persist(put.Text, Apply));
        Command<PutAll>(put => PersistAll(put.Texts, Apply));
        Command<PutAsync>(put =>
        {
            PersistAsync(put.Text, Apply);
            _report.Tell($"left {put.Text}");
        });
        Command<PutAllAsync>(put =>
        {
            PersistAllAsync(put.Texts, Apply);
            _report.Tell("left all");
        });
        Command<Defer>(defer => DeferAsync(defer.Text, text => _report.Tell($"deferred {text}")));
        CommandAsync<PutLater>(async put =>
        {
            await put.When;
            Persist(put.Text, Apply);
        });
        Command<PutTwice>(put => Persist(put.Text, text =>
        {
            Apply(text);
            Persist(text + "'", Apply);
        }));
        Command<PutAndThrow>(put => Persist(put.Text, text =>
        {
            Apply(text);
            throw new InvalidOperationException("after the event");
        }));
        Command<Throw>(_ => throw new InvalidOperationException("a command failed"));
        Command<Delete>(delete => DeleteMessages(delete.ToSequenceNr));
        Command<Save>(_ => SaveSnapshot(string.Join(',', _texts)));
        Command<DropSnapshots>(_ => DeleteSnapshots(SnapshotSelectionCriteria.Latest));
        Command<SetAside>(_ =>
        {
            Stash.Stash();
            _report.Tell("stashed");
        });
        Command<Resume>(_ => Become(() =>
        {
            Command<SetAside>(aside => _report.Tell($"resumed {aside.Text}"));
            Commands();
        }));
        Command<Unstash>(_ => Stash.UnstashAll());
        Command<Ask>(_ => Sender.Tell(string.Join(',', _texts)));
        CommandAny(message => _report.Tell(message));
    }

    private void Apply(string text)
    {
        _texts.Add(text);
        _report.Tell($"stored {text} {LastSequenceNr}");
    }

    public sealed record Put(string Text);

    public sealed record PutAll(params string[] Texts);

    public sealed record PutAsync(string Text);

    public sealed record PutAllAsync(params string[] Texts);

    public sealed record PutLater(string Text, Task When);

    public sealed record PutTwice(string Text);

    public sealed record PutAndThrow(string Text);

    public sealed record Throw;

    public sealed record Defer(string Text);

    public sealed record Delete(long ToSequenceNr);

    public sealed record Save;

    public sealed record DropSnapshots;

    public sealed record SetAside(string Text);

    public sealed record Resume;

    public sealed record Unstash;

    public sealed record Ask;
}
