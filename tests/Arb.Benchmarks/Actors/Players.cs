using Akka.Actor;

namespace Arb.Benchmarks.Actors;

/// <summary>The one message of these benchmarks.</summary>
internal sealed class Tick
{
    public static readonly Tick Instance = new();
}

/// <summary>Counts down to a moment that the measuring thread waits for.</summary>
internal sealed class Finish
{
    private readonly ManualResetEventSlim _done = new();

    private long _left;
    private int _underWay;

    public void Begin(long count, int underWay = 1)
    {
        _left = count;
        _underWay = underWay;
        _done.Reset();
    }

    /// <summary>One less, only from the actor that counts; true when it should send another, so that at the end nothing is under way.</summary>
    public bool Count()
    {
        if (--_left == 0)
            _done.Set();
        return _left >= _underWay;
    }

    public void Wait()
    {
        if (!_done.Wait(TimeSpan.FromMinutes(2)))
            throw new TimeoutException("messages were lost");
    }
}

internal sealed class CountingActor : ReceiveActor
{
    public CountingActor(Finish finish) => Receive<Tick>(_ => finish.Count());
}

/// <summary>Answers every message until as many have come as were to come.</summary>
internal sealed class RallyActor : ReceiveActor
{
    public RallyActor(Finish finish) => Receive<Tick>(tick =>
    {
        if (finish.Count())
            Sender.Tell(tick, Self);
    });
}

internal sealed class ReturningActor : ReceiveActor
{
    public ReturningActor() => Receive<Tick>(tick => Sender.Tell(tick, Self));
}

internal sealed class BareCounter(Finish finish) : BareActor
{
    protected override void Receive(object message, BareActor? sender)
    {
        if (message is Tick)
            finish.Count();
    }
}

internal sealed class BareRally(Finish finish) : BareActor
{
    protected override void Receive(object message, BareActor? sender)
    {
        if (message is Tick && finish.Count())
            sender!.Tell(message, this);
    }
}

internal sealed class BareReturner : BareActor
{
    protected override void Receive(object message, BareActor? sender)
    {
        if (message is Tick)
            sender!.Tell(message, this);
    }
}
