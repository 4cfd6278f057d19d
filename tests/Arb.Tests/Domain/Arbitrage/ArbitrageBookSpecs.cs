using Arb.Domain.Arbitrage;
using Arb.Domain.Pairing;
using Arb.Domain.Primitives;
using Arb.Domain.Registry;
using FsCheck;
using FsCheck.Fluent;

namespace Arb.Tests.Domain.Arbitrage;

public sealed class ArbitrageBookSpecs
{
    private static readonly DateTimeOffset Start = new(2026, 9, 8, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(10);
    private readonly Recorder _seen = new();
    private readonly ArbitrageBook _book;

    public ArbitrageBookSpecs()
    {
        _book = new ArbitrageBook(4, 1_000, _seen);
        for (byte column = 0; column < 3; column++)
            _book.Open(new OpenBookSource(column, SourceOf(column), Freshness));
    }

    [Fact]
    public void Should_find_a_surebet_between_two_sources()
    {
        Open(0, MarketKind.Total);
        Price(0, 0, 21_000, 18_000);
        Assert.Empty(_seen.Standing);
        Price(0, 1, 17_000, 19_200);
        var found = Assert.Single(_seen.Standing.Values);
        Assert.Equal([(Selection.Over, 21_000, "a0"), (Selection.Under, 19_200, "a1")], found.Legs.Select(l => (l.Selection, l.Odds.TenThousandths, l.Market.Source.Account.Value)));
    }

    [Fact]
    public void Should_not_take_over_what_confirmed_the_owner_that_a_column_had_before()
    {
        Open(0, MarketKind.Total);
        Price(0, 0, 21_000, 18_000);
        _book.Close(new CloseBookSource(0), Start);
        _book.Open(new OpenBookSource(0, SourceOf(3), Freshness));
        Assert.Equal((null, false), _book.ColumnState(0));
    }

    [Fact]
    public void Should_withdraw_it_when_a_price_moves_away()
    {
        Open(0, MarketKind.Total);
        Price(0, 0, 21_000, 18_000);
        Price(0, 1, 17_000, 19_200);
        Price(0, 1, 17_000, 19_000);
        Assert.Empty(_seen.Standing);
    }

    [Fact]
    public void Should_withdraw_it_when_a_price_closes()
    {
        Open(0, MarketKind.Total);
        Price(0, 0, 21_000, 18_000);
        Price(0, 1, 17_000, 19_200);
        Price(0, 0, 0, 0);
        Assert.Empty(_seen.Standing);
    }

    [Fact]
    public void Should_not_call_one_source_against_itself_an_opportunity()
    {
        Open(0, MarketKind.Total);
        Price(0, 0, 21_000, 21_000);
        Assert.Empty(_seen.Standing);
    }

    [Fact]
    public void Should_withdraw_when_a_source_is_not_confirmed_within_its_freshness_and_bring_it_back_when_it_is()
    {
        Open(0, MarketKind.Total);
        Price(0, 0, 21_000, 18_000);
        Price(0, 1, 17_000, 19_200);
        _book.Expire(Start + Freshness);
        Assert.Single(_seen.Standing);
        _book.Expire(Start + Freshness + TimeSpan.FromTicks(1));
        Assert.Empty(_seen.Standing);
        var later = Start + Freshness * 2;
        _book.Apply(new PriceBatch(0) { Source = 0, At = later }, later);
        Assert.Empty(_seen.Standing);
        _book.Apply(new PriceBatch(0) { Source = 1, At = later }, later);
        Assert.Single(_seen.Standing);
    }

    [Fact]
    public void Should_ignore_prices_for_a_slot_of_an_older_generation()
    {
        Open(0, MarketKind.Total);
        _book.Close(new CloseBookMarket(0, 1), Start);
        Open(0, MarketKind.Total, generation: 2);
        Price(0, 0, 21_000, 18_000, generation: 1);
        Price(0, 1, 17_000, 19_200, generation: 2);
        Assert.Empty(_seen.Standing);
        Assert.Equal(1, _book.StaleSlotUpdates);
    }

    [Fact]
    public void Should_ignore_a_late_price_for_a_slot_that_is_closed()
    {
        Open(0, MarketKind.Total);
        _book.Close(new CloseBookQuote(new Slot(0, 1, 0, 0)), Start);
        Price(0, 0, 21_000, 18_000);
        Price(0, 1, 17_000, 19_200);
        Price(0, 2, 20_900, 18_000);
        Assert.Equal("a2", Assert.Single(_seen.Standing.Values).Legs[0].Market.Source.Account.Value);
        Assert.Equal(1, _book.StaleSlotUpdates);
    }

    [Fact]
    public void Should_find_a_surebet_of_three_legs()
    {
        Open(0, MarketKind.OneXTwo);
        Price(0, 0, 31_000, 29_000, 29_000);
        Price(0, 1, 29_000, 31_000, 29_000);
        Price(0, 2, 29_000, 29_000, 31_000);
        Assert.Equal(3, Assert.Single(_seen.Standing.Values).Legs.Count);
    }

    [Fact]
    public void Should_find_a_surebet_across_1X2_and_double_chance()
    {
        Open(0, MarketKind.OneXTwo);
        Open(1, MarketKind.DoubleChance, sister: 0);
        Price(0, 0, 20_000, 30_000, 40_000);
        Price(1, 1, 13_000, 13_000, 20_500);
        var found = Assert.Single(_seen.Standing.Values);
        Assert.Equal([Selection.Home, Selection.DrawOrAway], found.Legs.Select(l => l.Selection));
        Assert.Equal(MarketKind.OneXTwo, found.Market.Kind);
    }

    [Fact]
    public void Should_never_call_double_chance_alone_a_surebet()
    {
        Open(0, MarketKind.DoubleChance);
        Price(0, 0, 90_000, 90_000, 90_000);
        Price(0, 1, 90_000, 90_000, 90_000);
        Assert.Empty(_seen.Standing);
    }

    [Fact]
    public void Should_withdraw_across_covers_when_the_double_chance_market_closes()
    {
        Open(0, MarketKind.OneXTwo);
        Open(1, MarketKind.DoubleChance, sister: 0);
        Price(0, 0, 20_000, 30_000, 40_000);
        Price(1, 1, 13_000, 13_000, 20_500);
        _book.Close(new CloseBookMarket(1, 1), Start);
        Assert.Empty(_seen.Standing);
    }

    [Fact]
    public void Should_drop_every_price_of_a_source_that_closes()
    {
        Open(0, MarketKind.Total);
        Price(0, 0, 21_000, 18_000);
        Price(0, 1, 17_000, 19_200);
        _book.Close(new CloseBookSource(1), Start);
        Assert.Empty(_seen.Standing);
    }

    [Fact]
    public void Should_stand_exactly_for_the_surebets_of_the_present_prices_after_any_sequence_of_updates()
    {
        var price = Gen.OneOf(Gen.Constant(0), Gen.Choose(17_000, 23_000));
        var update = from market in Gen.Choose(0, 3)
                     from column in Gen.Choose(0, 2)
                     from a in price
                     from b in price
                     select (market, column, a, b);
        Prop.ForAll(update.ListOf().ToArbitrary(), updates =>
        {
            var specs = new ArbitrageBookSpecs();
            var model = new (int A, int B)[4, 3];
            for (var market = 0; market < 4; market++)
                specs.Open(market, MarketKind.Total);
            foreach (var (market, column, a, b) in updates)
            {
                specs.Price(market, (byte)column, a, b);
                model[market, column] = (a, b);
            }
            var expected = Enumerable.Range(0, 4).Count(market => Stands(model, market));
            return specs._seen.Standing.Count == expected && specs._book.ActiveCount == expected && specs._seen.Wrong == 0;
        }).QuickCheckThrowOnFailure();

        static bool Stands((int A, int B)[,] model, int market)
        {
            var a = Enumerable.Range(0, 3).MaxBy(c => model[market, c].A);
            var b = Enumerable.Range(0, 3).MaxBy(c => model[market, c].B);
            return a != b && SurebetTest.IsSurebet(model[market, a].A, model[market, b].B);
        }
    }

    [Fact]
    public void Should_allocate_nothing_for_updates_that_find_nothing()
    {
        Open(0, MarketKind.Total);
        var batch = new PriceBatch(1) { Source = 0, At = Start, Count = 1 };
        for (var i = 0; i < 2; i++)
            Round();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
            Round();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Round()
        {
            batch.Items[0] = new PriceUpdate(new Slot(0, 1, 0, 0), 18_000 + batch.Items[0].First % 7, 19_000, 0);
            _book.Apply(batch, Start);
        }
    }

    [Fact]
    public void Should_say_what_every_source_knows_of_the_start_whatever_its_prices()
    {
        Open(0, MarketKind.OneXTwo, sister: 1);
        Open(1, MarketKind.DoubleChance, sister: 0);
        Price(0, 0, 21_000, 0, 0);
        var starts = _book.StartsOf(new MarketKey(new MatchId("cmd:0+sbo:0"), MarketKind.OneXTwo, Period.FullTime, new Line(10)));
        Assert.Equal(6, starts.Count);
        Assert.All(starts, start => Assert.Equal((Start.AddHours(1), false), (start.KickOff, start.InPlay)));
        Assert.Contains(starts, start => start.Account == new AccountId("a2") && start.Event.EventId == "1");
        Assert.Empty(_book.StartsOf(new MarketKey(new MatchId("nobody"), MarketKind.Total, Period.FullTime, new Line(10))));
    }

    private static SourceKey SourceOf(byte column) => new(new AccountId($"a{column}"), new ProviderId(column == 0 ? "CMD" : column == 1 ? "ISPORT" : "SBO"));

    private void Open(int market, MarketKind kind, int sister = -1, ushort generation = 1)
    {
        var match = new MatchId($"cmd:{market}+sbo:{market}");
        var info = new MatchInfo(match, "Home", "Away", "League", Start, []);
        _book.Open(new OpenBookMarket(market, generation, new MarketKey(match, kind, Period.FullTime, new Line(10)), info, sister));
        for (byte column = 0; column < 3; column++)
        {
            var quoted = new ProviderMarket(
                SourceOf(column), market, 1, new EventKey(SourceOf(column).Provider, $"{market}"), $"m{market}", kind, Period.FullTime, new Line(10), OddsFormat.Decimal, false, "x")
            {
                KickOff = Start.AddHours(1),
            };
            _book.Open(new OpenBookQuote(new Slot(market, generation, column, 0), quoted, false));
        }
    }

    private void Price(int market, byte column, int first, int second, int third = 0, ushort generation = 1)
    {
        var batch = new PriceBatch(1) { Source = column, At = Start, Count = 1 };
        batch.Items[0] = new PriceUpdate(new Slot(market, generation, column, 0), first, second, third);
        _book.Apply(batch, Start);
    }

    private sealed class Recorder : IOpportunitySink
    {
        public Dictionary<OpportunityId, Opportunity> Standing { get; } = [];

        public int Wrong { get; private set; }

        public void Found(Opportunity opportunity)
        {
            if (!SurebetTest.IsSurebet([.. opportunity.Legs.Select(l => l.Odds)]))
                Wrong++;
            Standing[opportunity.Id] = opportunity;
        }

        public void Withdrawn(OpportunityId id, DateTimeOffset at)
        {
            if (!Standing.Remove(id))
                Wrong++;
        }
    }
}
