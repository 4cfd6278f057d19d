using Akka.Actor;
using Akka.Event;
using Arb.Domain.Discovery;
using Arb.Domain.Health;
using Arb.Domain.Pairing;
using Arb.Domain.Primitives;
using Arb.Domain.Registry;

namespace Arb.Actors.Pairing;

/// <summary>pairing: comparable markets of bound events (L11); gives every source's selections their slots in the book. Decides by <see cref="PairingTable"/>.</summary>
public sealed class PairingActor : ReceiveActor
{
    private readonly IReadOnlyList<IActorRef> _shards;
    private readonly PairingTable _table;
    private readonly Dictionary<SourceKey, IActorRef> _workers = [];
    private readonly ILoggingAdapter _log = Context.GetLogger();

    /// <summary>Makes an empty pairing over the arbitrage actors <paramref name="shards"/>.</summary>
    public PairingActor(PairingOptions options, IReadOnlyList<IActorRef> shards)
    {
        _shards = shards;
        _table = new PairingTable(options);
        Receive<RegisterSource>(OnRegister);
        Receive<SourceRetired>(OnRetired);
        Receive<GetMarketEvidence>(ask => Sender.Tell(_table.EvidenceOf(ask.Source)));
        Receive<BoundEvent>(bound => Tell(_table.Apply(bound)));
    }

    private void OnRegister(RegisterSource register)
    {
        var (answer, outcome) = _table.Register(register);
        _workers[register.Source] = Sender;
        Tell(outcome);
        if (answer is not null)
            Sender.Tell(answer);
        else
            _log.Error("pairing: no column left for {0}: raise arb.market.max-sources", register.Source);
    }

    private void OnRetired(SourceRetired retired)
    {
        Tell(_table.Retire(retired.Source));
        _workers.Remove(retired.Source);
    }

    /// <summary>The book first, then the workers: a slot is open before its first price is sent.</summary>
    private void Tell(PairingOutcome outcome)
    {
        foreach (var (shard, message) in outcome.Book)
        {
            // The worker is the sender of its column's opening, so each shard can introduce itself to it.
            if (message is OpenBookSource opened && _workers.TryGetValue(opened.Source, out var owner))
                _shards[shard].Tell(message, owner);
            else
                _shards[shard].Tell(message);
        }
        foreach (var slots in outcome.Slots)
            if (_workers.TryGetValue(slots.Source, out var worker))
                worker.Tell(slots);
    }
}
