using Arb.Domain.Discovery;
using Arb.Domain.Normalization;
using Arb.Domain.Pairing;
using Arb.Domain.Primitives;
using Arb.Domain.Registry;

namespace Arb.Tests.Domain.Pairing;

/// <summary>Builders for bound events.</summary>
internal static class Bound
{
    public static readonly DateTimeOffset KickOff = new(2026, 3, 1, 15, 0, 0, TimeSpan.Zero);
    public static readonly MatchId Match = new("cmd:1+sbo:7");

    public static SourceKey Source(string provider, int account = 1) => new(new AccountId("a" + account), new ProviderId(provider));

    public static ProviderMarket Market(
        string provider, int handle, MarketKind kind = MarketKind.Total, double line = 2.5, int revision = 1, int account = 1, string id = "1", Period period = Period.FullTime) =>
        new(Source(provider, account), handle, revision, new EventKey(new ProviderId(provider), id), $"m{handle}", kind, period,
            MarketKinds.HasLine(kind) ? new Line((int)(line * 4)) : Line.None, OddsFormat.Malay, false, null);

    public static BoundMember Member(string provider, bool mirrored, params ProviderMarket[] markets) => new(
        new ProviderEvent(new EventKey(new ProviderId(provider), markets.Length == 0 ? "1" : markets[0].Event.EventId), "league", TeamNames.Normalise("Arsenal")!, TeamNames.Normalise("Chelsea")!, KickOff, false),
        mirrored, markets);

    public static BoundEvent Event(params BoundMember[] members) => Event(Match, members);

    public static BoundEvent Event(MatchId match, params BoundMember[] members) => new(match, "Arsenal", "Chelsea", "league", KickOff, members);
}

/// <summary>What the arbitrage actors would have made of pairing's messages; fails on any message that makes no sense.</summary>
internal sealed class BookModel
{
    public Dictionary<(byte Shard, int Market), OpenBookMarket> Markets { get; } = [];

    public Dictionary<Slot, OpenBookQuote> Quotes { get; } = [];

    public Dictionary<byte, SourceKey> Sources { get; } = [];

    public void Apply(PairingOutcome outcome)
    {
        foreach (var (shard, message) in outcome.Book)
            Apply(shard, message);
        foreach (var ((shard, _), market) in Markets)
            if (market.Sister >= 0)
                Assert.Equal(market.Market, Markets[(shard, market.Sister)].Sister);
    }

    private void Apply(byte shard, object message)
    {
        switch (message)
        {
            case OpenBookSource open:
                Sources[open.Column] = open.Source;
                break;
            case CloseBookSource close:
                Assert.DoesNotContain(Quotes.Keys, s => s.Source == close.Column && s.Shard == shard);
                break;
            case OpenBookMarket open:
                if (Markets.TryGetValue((shard, open.Market), out var present))
                    Assert.Equal((present.Generation, present.Key), (open.Generation, open.Key));
                Markets[(shard, open.Market)] = open;
                break;
            case CloseBookMarket close:
                Assert.Equal(close.Generation, Markets[(shard, close.Market)].Generation);
                Assert.DoesNotContain(Quotes.Keys, s => s.Market == close.Market && s.Shard == shard);
                Markets.Remove((shard, close.Market));
                break;
            case OpenBookQuote open:
                Assert.Equal(open.Slot.Generation, Markets[(shard, open.Slot.Market)].Generation);
                Assert.Equal(open.Market.Source, Sources[open.Slot.Source]);
                Assert.True(Quotes.TryAdd(open.Slot, open));
                break;
            case CloseBookQuote close:
                Assert.True(Quotes.Remove(close.Slot));
                break;
            default:
                Assert.Fail($"unknown message {message}");
                break;
        }
    }
}

/// <summary>What a worker knows of its slots.</summary>
internal sealed class WorkerModel
{
    public Dictionary<int, SlotAssignment> Slots { get; } = [];

    public void Apply(SlotsAssigned message)
    {
        foreach (var handle in message.Retired)
            Slots.Remove(handle);
        foreach (var assignment in message.Assigned)
            Slots[assignment.Handle] = assignment;
    }
}
