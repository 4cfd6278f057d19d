using Arb.Domain.Primitives;

namespace Arb.Domain.Pairing;

/// <summary>Bounds of pairing; from <c>arb.market</c>.</summary>
/// <param name="Shards">Arbitrage actors, 1 to 256.</param>
/// <param name="MaxSources">Columns of the book, 1 to 200.</param>
/// <param name="MaxMarketsPerShard">Book markets open at once in a shard.</param>
public sealed record PairingOptions(int Shards, int MaxSources, int MaxMarketsPerShard);

/// <summary>A message for one arbitrage actor.</summary>
/// <param name="Shard">Which one.</param>
/// <param name="Message"><see cref="OpenBookSource"/>, <see cref="OpenBookMarket"/>, <see cref="OpenBookQuote"/>, <see cref="CloseBookQuote"/>, <see cref="CloseBookMarket"/> or <see cref="CloseBookSource"/>.</param>
public readonly record struct BookMessage(byte Shard, object Message);

/// <summary>What pairing has to tell after a step: the book first, in order, then the sources.</summary>
/// <param name="Book">For the arbitrage actors, in order.</param>
/// <param name="Slots">For the workers; at most one message per source.</param>
public sealed record PairingOutcome(IReadOnlyList<BookMessage> Book, IReadOnlyList<SlotsAssigned> Slots);

/// <summary>Which arbitrage actor has a match: the same on every run and machine.</summary>
public static class MatchShards
{
    /// <summary>FNV-1a of the name's UTF-8 bytes, modulo <paramref name="shards"/>.</summary>
    public static byte Of(MatchId match, int shards)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(shards);
        return (byte)(StableHash.Of(match.Value) % (uint)shards);
    }
}
