using Arb.Domain.Harvest;
using Arb.Domain.Pairing;
using Arb.Domain.Primitives;
using Arb.Domain.Registry;

namespace Arb.Tests.Domain.Harvest;

public sealed class OddsCacheSpecs
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly SourceKey Source = new(new AccountId("a1"), new ProviderId("CMD"));
    private static readonly HarvestPoll Today = new(2, HarvestRole.Odds, "odds t");
    private static readonly HarvestPoll Live = new(3, HarvestRole.Odds, "odds l");
    private readonly PriceBatchPool _pool = new(capacity: 2, maxKept: 4);
    private readonly OddsCache _cache;

    public OddsCacheSpecs()
    {
        _cache = new OddsCache(Source, new HarvestLimits(2, 8), 2, _pool);
        _cache.Confirm(Today, Now);
    }

    [Fact]
    public void Should_announce_normalised_events_and_markets_once()
    {
        Announce();
        var change = _cache.TakeCatalogue()!;
        Assert.Equal("arsenal", Assert.Single(change.Events).Home.Canonical);
        Assert.Equal((0, 1, new Line(-2)), (change.Markets[0].Handle, change.Markets[0].Revision, change.Markets[0].Line));
        Assert.Null(_cache.TakeCatalogue());
    }

    [Fact]
    public void Should_tell_the_winners_prices_with_the_market_and_again_when_they_moved_two_points()
    {
        Announce();
        _cache.OnMarket(Raw(1, MarketKind.OneXTwo, OddsFormat.Decimal));
        _cache.OnOdds(new RawOdds(1, true, Wire(2.1m), Wire(3.3m), Wire(3.6m)));
        Assert.Equal(new PriceSketch(21_000, 33_000, 36_000), _cache.TakeCatalogue()!.Markets.Single(market => market.Handle == 1).Sketch);
        _cache.OnOdds(new RawOdds(1, true, Wire(2.08m), Wire(3.3m), Wire(3.65m)));
        Assert.Null(_cache.TakeCatalogue());
        _cache.OnOdds(new RawOdds(1, true, Wire(1.9m), Wire(3.4m), Wire(4.2m)));
        var told = Assert.Single(_cache.TakeCatalogue()!.Markets);
        Assert.Equal((1, 1, new PriceSketch(19_000, 34_000, 42_000)), (told.Handle, told.Revision, told.Sketch));
    }

    [Fact]
    public void Should_close_a_full_market_whose_prices_add_up_to_nothing_plausible_until_they_do()
    {
        Announce();
        _cache.OnMarket(Raw(1, MarketKind.OneXTwo, OddsFormat.Decimal));
        _cache.OnOdds(new RawOdds(1, true, Wire(4.1m), Wire(4.3m), Wire(4.6m)));
        Assert.Equal((0, 1), (_cache.OpenPrices, _cache.Dropped(DropReason.ImplausiblePrices)));
        _cache.OnOdds(new RawOdds(1, true, Wire(2.1m), Wire(3.3m), Wire(3.6m)));
        Assert.Equal(3, _cache.OpenPrices);
    }

    [Fact]
    public void Should_send_no_price_before_a_slot_is_assigned()
    {
        Announce();
        Odds(0, 0.95m, 0.93m);
        Assert.Empty(Drain());
        Assert.Equal(2, _cache.OpenPrices);
    }

    [Fact]
    public void Should_send_the_present_prices_when_a_slot_is_assigned()
    {
        Announce();
        Odds(0, 0.95m, -0.87m);
        Assign(0, 1, Slot(5));
        Assert.Equal(new PriceUpdate(Slot(5), 19_500, 21_494, 0), Assert.Single(Drain()));
    }

    [Fact]
    public void Should_clear_the_slot_when_it_is_assigned_to_a_market_without_open_prices()
    {
        Announce();
        Assign(0, 1, Slot(5));
        Assert.Equal(new PriceUpdate(Slot(5), 0, 0, 0), Assert.Single(Drain()));
    }

    [Fact]
    public void Should_send_a_changed_price_to_its_shard_with_the_time_of_the_response()
    {
        Announce();
        Assign(0, 1, Slot(5, shard: 1));
        Drain();
        _cache.Confirm(Today, Now.AddSeconds(4));
        Odds(0, 0.95m, 0.93m);
        var batches = new List<ShardBatch>();
        _cache.DrainBatches(batches);
        var batch = Assert.Single(batches);
        Assert.Equal((1, 7, Now.AddSeconds(4), 1), (batch.Shard, batch.Batch.Source, batch.Batch.At, batch.Batch.Count));
    }

    [Fact]
    public void Should_send_nothing_when_the_prices_are_the_same()
    {
        Announce();
        Assign(0, 1, Slot(5));
        Odds(0, 0.95m, 0.93m);
        Drain();
        Odds(0, 0.950m, 0.93m);
        Assert.Empty(Drain());
    }

    [Fact]
    public void Should_swap_the_ends_of_a_mirrored_two_way_market()
    {
        Announce();
        Odds(0, 0.95m, 0.93m);
        Assign(0, 1, Slot(5), swap: true);
        Assert.Equal(new PriceUpdate(Slot(5), 19_300, 19_500, 0), Assert.Single(Drain()));
    }

    [Fact]
    public void Should_swap_the_ends_of_a_mirrored_three_way_market()
    {
        Announce();
        _cache.OnMarket(Raw(1, MarketKind.OneXTwo, OddsFormat.Decimal));
        _cache.OnOdds(new RawOdds(1, true, Wire(2.1m), Wire(3.3m), Wire(3.6m)));
        Assign(1, 1, Slot(5), swap: true);
        Assert.Equal(new PriceUpdate(Slot(5), 36_000, 33_000, 21_000), Assert.Single(Drain()));
    }

    [Fact]
    public void Should_ignore_a_slot_for_an_older_revision()
    {
        Announce();
        _cache.OnMarket(Raw(0, line: -1m));
        Odds(0, 0.95m, 0.93m);
        Assign(0, 1, Slot(5));
        Assert.Empty(Drain());
        Assert.Equal(0, _cache.Slots);
    }

    [Fact]
    public void Should_empty_and_forget_the_slot_when_the_market_changes()
    {
        Announce();
        Odds(0, 0.95m, 0.93m);
        Assign(0, 1, Slot(5));
        Drain();
        _cache.OnMarket(Raw(0, line: -1m));
        Odds(0, 0.80m, 0.90m);
        Assert.Equal(new PriceUpdate(Slot(5), 0, 0, 0), Assert.Single(Drain()));
        Assert.Equal(2, _cache.TakeCatalogue()!.Markets[0].Revision);
    }

    [Fact]
    public void Should_empty_the_slot_and_tell_the_registry_when_the_market_is_gone()
    {
        Announce();
        Odds(0, 0.95m, 0.93m);
        Assign(0, 1, Slot(5));
        Drain();
        _cache.TakeCatalogue();
        _cache.OnMarketGone(0);
        Assert.Equal(new PriceUpdate(Slot(5), 0, 0, 0), Assert.Single(Drain()));
        Assert.Equal([0], _cache.TakeCatalogue()!.MarketsGone);
        Assert.Equal((0, 0), (_cache.OpenPrices, _cache.Markets));
    }

    [Fact]
    public void Should_go_on_counting_revisions_when_a_handle_is_reused()
    {
        Announce();
        _cache.OnMarketGone(0);
        _cache.OnMarket(Raw(0));
        Assert.Equal(2, _cache.TakeCatalogue()!.Markets[0].Revision);
    }

    [Fact]
    public void Should_take_the_markets_with_the_event()
    {
        Announce();
        Odds(0, 0.95m, 0.93m);
        Assign(0, 1, Slot(5));
        Drain();
        _cache.TakeCatalogue();
        _cache.OnEventGone("1");
        var change = _cache.TakeCatalogue()!;
        Assert.Equal(("cmd:1", 0), (change.EventsGone[0].ToString(), change.MarketsGone[0]));
        Assert.Equal(0, Assert.Single(Drain()).First);
    }

    [Fact]
    public void Should_close_all_prices_of_a_suspended_market()
    {
        Announce();
        Assign(0, 1, Slot(5));
        Odds(0, 0.95m, 0.93m);
        Drain();
        _cache.OnOdds(new RawOdds(0, false, Wire(0.95m), Wire(0.93m), WireNumber.Missing));
        Assert.Equal(new PriceUpdate(Slot(5), 0, 0, 0), Assert.Single(Drain()));
    }

    [Fact]
    public void Should_close_one_selection_at_minus_999_and_count_an_invalid_price()
    {
        Announce();
        Assign(0, 1, Slot(5));
        Drain();
        Odds(0, -999m, 0.93m);
        Assert.Equal(new PriceUpdate(Slot(5), 0, 19_300, 0), Assert.Single(Drain()));
        Assert.Equal(0, _cache.TotalDropped);
        Odds(0, 1.5m, 0.93m);
        Assert.Equal(1, _cache.Dropped(DropReason.InvalidPrice));
    }

    [Fact]
    public void Should_pull_the_prices_when_the_event_shows_other_teams()
    {
        Announce();
        Odds(0, 0.95m, 0.93m);
        Assign(0, 1, Slot(5));
        Drain();
        _cache.TakeCatalogue();
        _cache.OnEvent(RawMatch() with { Home = "Leeds" });
        Assert.Equal(new PriceUpdate(Slot(5), 0, 0, 0), Assert.Single(Drain()));
        Assert.Equal(2, _cache.TakeCatalogue()!.Markets[0].Revision);
        Assign(0, 2, Slot(6));
        Assert.Equal(19_500, Assert.Single(Drain()).First);
    }

    [Fact]
    public void Should_keep_the_slot_when_the_event_only_goes_in_play()
    {
        Announce();
        Odds(0, 0.95m, 0.93m);
        Assign(0, 1, Slot(5));
        Drain();
        _cache.OnEvent(RawMatch() with { InPlay = true });
        Assert.Empty(Drain());
        Assert.Equal(1, _cache.Slots);
    }

    [Fact]
    public void Should_close_everything_when_the_session_is_lost()
    {
        Announce();
        Odds(0, 0.95m, 0.93m);
        Assign(0, 1, Slot(5));
        Drain();
        _cache.RevokeAll();
        Assert.Equal(new PriceUpdate(Slot(5), 0, 0, 0), Assert.Single(Drain()));
        Assert.Equal((0, 0, 0, 0), (_cache.Events, _cache.Markets, _cache.OpenPrices, _cache.Slots));
        Assert.Null(_cache.TakeCatalogue());
    }

    [Fact]
    public void Should_forget_a_retired_slot_without_a_word()
    {
        Announce();
        Odds(0, 0.95m, 0.93m);
        Assign(0, 1, Slot(5));
        Drain();
        _cache.Assign(new SlotsAssigned(Source, [], [0]));
        Odds(0, 0.90m, 0.93m);
        Assert.Empty(Drain());
    }

    [Theory]
    [InlineData(DropReason.UnknownEvent, "9", "m", 0, -0.5)]
    [InlineData(DropReason.MissingId, "", "m", 0, -0.5)]
    [InlineData(DropReason.MissingId, "1", "", 0, -0.5)]
    [InlineData(DropReason.InvalidLine, "1", "m", 0, 0.3)]
    [InlineData(DropReason.OverLimit, "1", "m", 8, -0.5)]
    public void Should_drop_and_count_a_market_it_cannot_use(DropReason reason, string eventId, string marketId, int handle, double line)
    {
        _cache.OnEvent(RawMatch());
        _cache.OnMarket(Raw(handle, line: (decimal)line) with { EventId = eventId, MarketId = marketId });
        Assert.Equal((1, 0), (_cache.Dropped(reason), _cache.Markets));
        Odds(handle, 0.9m, 0.9m);
        Assert.Equal(1, _cache.TotalDropped);
    }

    [Fact]
    public void Should_drop_events_without_a_name_an_id_or_room()
    {
        _cache.OnEvent(RawMatch() with { Home = "--" });
        _cache.OnEvent(RawMatch() with { EventId = "" });
        for (var i = 1; i <= 3; i++)
            _cache.OnEvent(RawMatch() with { EventId = "e" + i });
        Assert.Equal((1, 1, 1, 2), (_cache.Dropped(DropReason.InvalidName), _cache.Dropped(DropReason.MissingId), _cache.Dropped(DropReason.OverLimit), _cache.Events));
    }

    [Fact]
    public void Should_confirm_prices_only_as_far_as_every_list_was_read()
    {
        _cache.Confirm(Live, Now.AddSeconds(3));
        _cache.Confirm(Live, Now.AddSeconds(6));
        Assert.Equal(Now, _cache.ConfirmedAt);
        _cache.Confirm(Today, Now.AddSeconds(7));
        Assert.Equal(Now.AddSeconds(6), _cache.ConfirmedAt);
    }

    [Fact]
    public void Should_beat_on_every_shard_with_empty_batches()
    {
        var batches = new List<ShardBatch>();
        _cache.TakeHeartbeat(7, batches);
        Assert.Equal([(0, 0, 7), (1, 0, 7)], batches.Select(b => ((int)b.Shard, b.Batch.Count, (int)b.Batch.Source)));
    }

    [Fact]
    public void Should_split_updates_over_batches_of_the_pools_size()
    {
        Announce();
        for (var handle = 1; handle < 5; handle++)
            _cache.OnMarket(Raw(handle));
        for (var handle = 0; handle < 5; handle++)
        {
            Odds(handle, 0.95m, 0.93m);
            Assign(handle, 1, Slot(handle));
        }
        var batches = new List<ShardBatch>();
        _cache.DrainBatches(batches);
        Assert.Equal([2, 2, 1], batches.Select(b => b.Batch.Count));
    }

    [Fact]
    public void Should_allocate_nothing_for_steady_price_changes()
    {
        Announce();
        Assign(0, 1, Slot(5));
        var batches = new List<ShardBatch>(8);
        long Run(int rounds)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < rounds; i++)
            {
                _cache.Confirm(Today, Now.AddSeconds(i));
                _cache.OnOdds(new RawOdds(0, true, WireNumber.FromNano(900_000_000 + i % 7 * 10_000_000), WireNumber.FromNano(-870_000_000), WireNumber.Missing));
                _cache.DrainBatches(batches);
                foreach (var (_, batch) in batches)
                    _pool.Return(batch);
                batches.Clear();
            }
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
        Run(500);
        Assert.Equal(0, Run(1_000));
    }

    [Fact]
    public void Should_keep_no_more_batches_than_allowed()
    {
        for (var i = 0; i < 6; i++)
            _pool.Return(new PriceBatch(2));
        _pool.Return(new PriceBatch(3));
        Assert.Equal(4, _pool.Kept);
    }

    private void Announce()
    {
        _cache.OnEvent(RawMatch());
        _cache.OnMarket(Raw(0));
    }

    private List<PriceUpdate> Drain()
    {
        var batches = new List<ShardBatch>();
        _cache.DrainBatches(batches);
        return [.. batches.SelectMany(b => b.Batch.Items.Take(b.Batch.Count))];
    }

    private void Odds(int handle, decimal first, decimal second) => _cache.OnOdds(new RawOdds(handle, true, Wire(first), Wire(second), WireNumber.Missing));

    private void Assign(int handle, int revision, Slot slot, bool swap = false) =>
        _cache.Assign(new SlotsAssigned(Source, [new SlotAssignment(handle, revision, slot, swap)], []));

    private static Slot Slot(int market, byte shard = 0) => new(market, 1, 7, shard);

    private static WireNumber Wire(decimal value) => WireNumber.FromDecimal(value);

    private static RawEvent RawMatch() => new("1", "Premier League", "Arsenal FC", "Chelsea", Now.AddHours(3), false);

    private static RawMarket Raw(int handle, MarketKind kind = MarketKind.AsianHandicap, OddsFormat format = OddsFormat.Malay, decimal line = -0.5m) =>
        new(handle, "1", "m" + handle, kind, Period.FullTime, Wire(line), format, false, null);
}
