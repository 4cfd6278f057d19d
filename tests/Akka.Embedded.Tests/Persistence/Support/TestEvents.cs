using System.Text;
using Akka.Actor;
using Akka.Serialization;

namespace Akka.Embedded.Tests.Persistence.Support;

/// <summary>What the serializer below writes.</summary>
public interface ITestEvent;

public sealed record Placed(string Match, int Stake) : ITestEvent;

public sealed record Settled(string Match) : ITestEvent;

/// <summary>Cannot be serialized.</summary>
public sealed record Opaque : ITestEvent;

/// <summary>Writes test events as text with manifests of its own.</summary>
public sealed class TestEventSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    public static string Config { get; } = $$"""
        akka.actor {
          serializers.test-events = "{{Name(typeof(TestEventSerializer))}}"
          serialization-bindings { "{{Name(typeof(ITestEvent))}}" = test-events }
        }
        """;

    public override int Identifier => 4711;

    public override string Manifest(object o) => o switch
    {
        Placed => "placed.v1",
        Settled => "settled.v1",
        _ => throw new ArgumentException($"no manifest for {o.GetType().Name}"),
    };

    public override byte[] ToBinary(object obj) => obj switch
    {
        Placed placed => Encoding.UTF8.GetBytes($"{placed.Match}|{placed.Stake}"),
        Settled settled => Encoding.UTF8.GetBytes(settled.Match),
        _ => throw new ArgumentException($"cannot write {obj.GetType().Name}"),
    };

    public override object FromBinary(byte[] bytes, string manifest)
    {
        string[] parts = Encoding.UTF8.GetString(bytes).Split('|');
        return manifest switch
        {
            "placed.v1" => new Placed(parts[0], int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture)),
            "settled.v1" => new Settled(parts[0]),
            _ => throw new ArgumentException($"unknown manifest {manifest}"),
        };
    }

    private static string Name(Type type) => $"{type.FullName}, {type.Assembly.GetName().Name}";
}

/// <summary>Persists any test event it gets and reports what it stores and replays.</summary>
public sealed class Keeper : Akka.Persistence.ReceivePersistentActor
{
    private readonly IActorRef _report;
    private readonly List<ITestEvent> _events = [];

    public Keeper(string persistenceId, IActorRef report)
    {
        PersistenceId = persistenceId;
        _report = report;
        Recover<ITestEvent>(@event =>
        {
            _events.Add(@event);
            report.Tell(@event);
        });
        Recover<Akka.Persistence.SnapshotOffer>(offer => report.Tell(offer));
        Recover<Akka.Persistence.RecoveryCompleted>(_ => report.Tell($"completed {LastSequenceNr}"));
        Command<ITestEvent>(@event => Persist(@event, stored =>
        {
            _events.Add(stored);
            report.Tell($"stored {LastSequenceNr}");
        }));
        Command<ITestEvent[]>(events => PersistAll(events, stored => report.Tell($"stored {LastSequenceNr}")));
        Command<string>(text => text == "save", _ => SaveSnapshot(new Placed("snapshot", _events.Count)));
        Command<long>(number => DeleteMessages(number));
        CommandAny(message => report.Tell(message));
    }

    public override string PersistenceId { get; }

    public static Props Props(string persistenceId, IActorRef report) => Akka.Actor.Props.Create(typeof(Keeper), persistenceId, report);

    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr) => _report.Tell($"failure {sequenceNr}");

    protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr) => _report.Tell($"rejected {sequenceNr}: {cause.Message}");

    protected override void OnRecoveryFailure(Exception reason, object? message = null) => _report.Tell($"recovery failure: {reason.Message}");
}
