using System.Text;
using Akka.Actor;
using Akka.Persistence;
using Akka.Serialization;
using Arb.Benchmarks.Actors;

namespace Arb.Benchmarks.Durable;

/// <summary>An event of about the size of a leg's.</summary>
internal sealed record Noted(string Text);

/// <summary>Text as bytes: what an event's own serializer should cost.</summary>
internal sealed class NotedSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    public override int Identifier => 9001;

    public override string Manifest(object o) => "noted.v1";

    public override byte[] ToBinary(object obj) => Encoding.UTF8.GetBytes(((Noted)obj).Text);

    public override object FromBinary(byte[] bytes, string manifest) => new Noted(Encoding.UTF8.GetString(bytes));
}

/// <summary>Persists one event after the other, each after the last is durable, until the bench has had enough.</summary>
internal sealed class Keeper : ReceivePersistentActor
{
    private readonly Noted _event = new(new string('x', 300));

    public Keeper(string id, Countdown countdown)
    {
        PersistenceId = id;
        Recover<Noted>(_ => { });
        Command<Tick>(_ => Next(countdown));
    }

    public override string PersistenceId { get; }

    private void Next(Countdown countdown) => Persist(_event, _ =>
    {
        if (countdown.Take())
            Self.Tell(Tick.Instance);
    });
}

/// <summary>Events still to be written, over several writers.</summary>
internal sealed class Countdown
{
    private readonly ManualResetEventSlim _done = new();
    private int _left;

    public void Begin(int count)
    {
        _left = count;
        _done.Reset();
    }

    /// <summary>One is durable; true when its writer should write another. With n writers, n − 1 of the counted events are still under way when the last is started.</summary>
    public bool Take()
    {
        var left = Interlocked.Decrement(ref _left);
        if (left == 0)
            _done.Set();
        return left >= Writers;
    }

    public int Writers { get; init; } = 1;

    public void Wait()
    {
        if (!_done.Wait(TimeSpan.FromMinutes(2)))
            throw new TimeoutException("events were lost");
    }
}
