using Arb.Domain.Discovery;
using Arb.Domain.Pairing;
using Arb.Domain.Primitives;
using static Arb.Tests.Domain.Pairing.Bound;

namespace Arb.Tests.Domain.Pairing;

public sealed class PairingTableSpecs
{
    private readonly PairingTable _table = new(new PairingOptions(1, 4, 8));
    private readonly BookModel _book = new();

    public PairingTableSpecs()
    {
        foreach (var provider in new[] { "CMD", "SBO" })
            Register(Source(provider));
    }

    [Fact]
    public void Should_open_a_market_that_two_sources_quote()
    {
        var outcome = Apply(Event(Member("CMD", false, Market("CMD", 3)), Member("SBO", false, Market("SBO", 4))));
        Assert.Equal(new MarketKey(Match, MarketKind.Total, Period.FullTime, new Line(10)), Assert.Single(_book.Markets).Value.Key);
        Assert.Equal([(Source("CMD"), 3), (Source("SBO"), 4)], outcome.Slots.Select(s => (s.Source, s.Assigned[0].Handle)));
    }

    [Fact]
    public void Should_say_nothing_when_nothing_changed()
    {
        Apply(Event(Member("CMD", false, Market("CMD", 3)), Member("SBO", false, Market("SBO", 4))));
        var again = Apply(Event(Member("CMD", false, Market("CMD", 3)), Member("SBO", false, Market("SBO", 4))));
        Assert.Equal((0, 0), (again.Book.Count, again.Slots.Count));
    }

    [Fact]
    public void Should_not_open_what_one_source_quotes()
    {
        Apply(Event(Member("CMD", false, Market("CMD", 3, line: 2.5)), Member("SBO", false, Market("SBO", 4, line: 3.5))));
        Assert.Empty(_book.Markets);
    }

    [Theory]
    [InlineData(2.0)]
    [InlineData(2.25)]
    public void Should_count_other_than_half_lines_as_unsupported(double line)
    {
        Apply(Event(Member("CMD", false, Market("CMD", 3, line: line)), Member("SBO", false, Market("SBO", 4, line: line))));
        Assert.Equal((0, 2), (_book.Markets.Count, _table.Unsupported));
    }

    [Fact]
    public void Should_negate_the_handicap_and_swap_the_prices_of_a_mirrored_event()
    {
        var outcome = Apply(Event(
            Member("CMD", false, Market("CMD", 3, MarketKind.AsianHandicap, -0.5)), Member("SBO", true, Market("SBO", 4, MarketKind.AsianHandicap, 0.5))));
        Assert.Equal(new Line(-2), Assert.Single(_book.Markets).Value.Key.Line);
        Assert.Equal([false, true], outcome.Slots.Select(s => s.Assigned[0].SwapEnds));
    }

    [Fact]
    public void Should_not_swap_over_and_under_of_a_mirrored_event()
    {
        var outcome = Apply(Event(Member("CMD", false, Market("CMD", 3)), Member("SBO", true, Market("SBO", 4))));
        Assert.All(outcome.Slots, s => Assert.False(s.Assigned[0].SwapEnds));
    }

    [Fact]
    public void Should_not_compare_a_handicap_with_its_opposite()
    {
        Apply(Event(Member("CMD", false, Market("CMD", 3, MarketKind.AsianHandicap, -0.5)), Member("SBO", false, Market("SBO", 4, MarketKind.AsianHandicap, 0.5))));
        Assert.Empty(_book.Markets);
    }

    [Fact]
    public void Should_open_1x2_and_double_chance_as_sisters_when_they_cover_each_other()
    {
        Apply(Event(Member("CMD", false, Market("CMD", 3, MarketKind.OneXTwo)), Member("SBO", false, Market("SBO", 4, MarketKind.DoubleChance))));
        Assert.Equal(2, _book.Markets.Count);
        Assert.All(_book.Markets.Values, m => Assert.True(m.Sister >= 0));
    }

    [Fact]
    public void Should_not_open_1x2_and_double_chance_of_one_source_alone()
    {
        Apply(Event(Member("CMD", false, Market("CMD", 3, MarketKind.OneXTwo), Market("CMD", 4, MarketKind.DoubleChance)), Member("SBO", false)));
        Assert.Empty(_book.Markets);
    }

    [Fact]
    public void Should_close_quotes_before_the_market_and_retire_the_slots_when_a_source_drops_it()
    {
        Apply(Event(Member("CMD", false, Market("CMD", 3)), Member("SBO", false, Market("SBO", 4))));
        var outcome = Apply(Event(Member("CMD", false, Market("CMD", 3)), Member("SBO", false)));
        Assert.Equal(["CloseBookQuote", "CloseBookQuote", "CloseBookMarket"], outcome.Book.Select(m => m.Message.GetType().Name));
        Assert.Equal([3, 4], outcome.Slots.Select(s => s.Retired[0]));
    }

    [Fact]
    public void Should_reuse_an_index_under_a_new_generation()
    {
        Apply(Event(Member("CMD", false, Market("CMD", 3)), Member("SBO", false, Market("SBO", 4))));
        var first = Assert.Single(_book.Markets).Value;
        Apply(Event());
        Apply(Event(Member("CMD", false, Market("CMD", 3, revision: 2)), Member("SBO", false, Market("SBO", 4, revision: 2))));
        var second = Assert.Single(_book.Markets).Value;
        Assert.Equal((first.Market, first.Generation + 1), (second.Market, (int)second.Generation));
    }

    [Fact]
    public void Should_compare_neither_of_two_markets_of_a_book_that_claim_to_be_the_same()
    {
        Apply(Event(Member("CMD", false, Market("CMD", 9)), Member("SBO", false, Market("SBO", 4))));
        Apply(Event(Member("CMD", false, Market("CMD", 3), Market("CMD", 9)), Member("SBO", false, Market("SBO", 4))));
        Assert.Empty(_book.Quotes);
        Assert.Equal(1, _table.ClaimedTwice);
        Apply(Event(Member("CMD", false, Market("CMD", 3)), Member("SBO", false, Market("SBO", 4))));
        Assert.Contains(_book.Quotes.Values, q => q.Market.Handle == 3);
        Assert.Equal(0, _table.ClaimedTwice);
    }

    [Fact]
    public void Should_use_a_new_generation_when_another_market_of_the_source_takes_the_place()
    {
        Apply(Event(Member("CMD", false, Market("CMD", 9)), Member("SBO", false, Market("SBO", 4))));
        var first = Assert.Single(_book.Markets).Value;
        Apply(Event(Member("CMD", false, Market("CMD", 3)), Member("SBO", false, Market("SBO", 4))));
        var second = Assert.Single(_book.Markets).Value;
        Assert.NotEqual((first.Market, first.Generation), (second.Market, second.Generation));
    }

    [Fact]
    public void Should_keep_the_market_when_the_worker_itself_renewed_its_market()
    {
        Apply(Event(Member("CMD", false, Market("CMD", 3)), Member("SBO", false, Market("SBO", 4))));
        var outcome = Apply(Event(Member("CMD", false, Market("CMD", 3, revision: 2)), Member("SBO", false, Market("SBO", 4))));
        Assert.Equal(["CloseBookQuote", "OpenBookQuote"], outcome.Book.Select(m => m.Message.GetType().Name));
        Assert.Equal(2, Assert.Single(outcome.Slots).Assigned[0].Revision);
    }

    [Fact]
    public void Should_send_an_open_market_again_when_a_third_provider_joins_the_match()
    {
        Register(Source("ISPORT"));
        Apply(Event(Member("CMD", false, Market("CMD", 3)), Member("SBO", false, Market("SBO", 4))));
        Apply(Event(Member("CMD", false, Market("CMD", 3)), Member("ISPORT", false), Member("SBO", false, Market("SBO", 4))));
        Assert.Equal(3, Assert.Single(_book.Markets).Value.Info.Members.Count);
    }

    [Fact]
    public void Should_leave_out_a_source_until_it_registers()
    {
        Apply(Event(Member("CMD", false, Market("CMD", 3)), Member("ISPORT", false, Market("ISPORT", 5))));
        Assert.Empty(_book.Markets);
        var outcome = Register(Source("ISPORT"));
        Assert.Single(_book.Markets);
        Assert.Equal(2, outcome.Slots.Count);
    }

    [Fact]
    public void Should_give_a_source_the_same_column_and_new_slots_when_it_registers_again()
    {
        Apply(Event(Member("CMD", false, Market("CMD", 3)), Member("SBO", false, Market("SBO", 4))));
        var (answer, outcome) = _table.Register(new RegisterSource(Source("CMD"), TimeSpan.FromSeconds(9)));
        _book.Apply(outcome);
        Assert.Equal((byte)0, answer!.Column);
        Assert.Equal(2, _book.Quotes.Count);
        Assert.Contains(outcome.Slots, s => s.Source == Source("CMD") && s.Assigned.Count == 1);
    }

    [Fact]
    public void Should_take_a_retired_source_out_of_the_book_at_once()
    {
        Apply(Event(Member("CMD", false, Market("CMD", 3)), Member("SBO", false, Market("SBO", 4))));
        var outcome = _table.Retire(Source("CMD"));
        _book.Apply(outcome);
        Assert.IsType<CloseBookSource>(outcome.Book[^1].Message);
        Assert.Equal(Source("SBO"), Assert.Single(outcome.Slots).Source);
        Assert.Empty(_book.Markets);
    }

    [Fact]
    public void Should_refuse_a_source_when_all_columns_are_taken_and_reuse_a_free_one()
    {
        Register(Source("A1"));
        Register(Source("A2"));
        Assert.Null(_table.Register(new RegisterSource(Source("A3"), TimeSpan.FromSeconds(9))).Answer);
        _table.Retire(Source("SBO"));
        Assert.Equal((byte)1, _table.Register(new RegisterSource(Source("A3"), TimeSpan.FromSeconds(9))).Answer!.Column);
    }

    [Fact]
    public void Should_refuse_markets_beyond_the_bound()
    {
        var cmd = Enumerable.Range(0, 10).Select(i => Market("CMD", i, line: i + 0.5)).ToArray();
        var sbo = Enumerable.Range(0, 10).Select(i => Market("SBO", i, line: i + 0.5)).ToArray();
        Apply(Event(Member("CMD", false, cmd), Member("SBO", false, sbo)));
        Assert.Equal((8, 2), (_table.OpenMarkets, _table.Refused));
    }

    [Fact]
    public void Should_not_retire_a_market_that_already_stands_in_another_match()
    {
        var other = new MatchId("cmd:1+sbo:8");
        Apply(Event(Member("CMD", false, Market("CMD", 3)), Member("SBO", false, Market("SBO", 4))));
        Apply(Event(other, Member("CMD", false, Market("CMD", 3)), Member("SBO", false, Market("SBO", 5, id: "8"))));
        var outcome = Apply(Event());
        Assert.DoesNotContain(outcome.Slots, s => s.Source == Source("CMD"));
    }

    [Fact]
    public void Should_send_a_match_to_the_same_shard_on_every_run() =>
        Assert.Equal([0, 0, 1], new[] { "cmd:123+sbo:77", "cmd:1+sbo:7", "isport:9+sbo:7" }.Select(m => (int)MatchShards.Of(new MatchId(m), 4)));

    private PairingOutcome Register(SourceKey source)
    {
        var (_, outcome) = _table.Register(new RegisterSource(source, TimeSpan.FromSeconds(9)));
        _book.Apply(outcome);
        return outcome;
    }

    private PairingOutcome Apply(BoundEvent bound)
    {
        var outcome = _table.Apply(bound);
        _book.Apply(outcome);
        return outcome;
    }
}
