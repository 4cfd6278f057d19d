using Arb.Benchmarks.Feeds;
using Arb.Benchmarks.Measuring;
using Arb.Domain.Arbitrage;
using Arb.Domain.Pairing;
using Arb.Domain.Primitives;
using Arb.Domain.Registry;

namespace Arb.Benchmarks.Book;

/// <summary>One price update of a book of a million markets at random places, and what a market costs in memory.</summary>
internal sealed class BookBench : IOpportunitySink
{
    private const int Columns = 10;
    private const int Quoting = 2; // sources with an open quote per market; every update looks at all columns all the same

    private long _told;

    public static void Run(bool quick, Report report) => new BookBench().Measure(quick, report);

    void IOpportunitySink.Found(Opportunity opportunity) => _told++;

    void IOpportunitySink.Withdrawn(OpportunityId id, DateTimeOffset at) => _told++;

    private void Measure(bool quick, Report report)
    {
        var markets = quick ? 200_000 : 1_000_000;
        Report.Progress($"book of {markets:N0} markets …");
        var start = GC.GetTotalMemory(forceFullCollection: true);
        var book = new ArbitrageBook(Columns, markets, this);
        for (byte column = 0; column < Columns; column++)
            book.Open(new OpenBookSource(column, Source(column), TimeSpan.FromDays(1)));
        // The last market first: the book makes room for all of them.
        Open(book, markets - 1);
        var cells = GC.GetTotalMemory(forceFullCollection: true);
        report.Add("book", "price cells per market, ten sources", $"{markets:N0} markets", (cells - start) / (double)markets, "B", Bound.AtMost, 150);
        for (var market = 0; market < markets - 1; market++)
            Open(book, market);
        for (var market = 0; market < markets; market++)
            for (byte column = 0; column < Quoting; column++)
                book.Open(new OpenBookQuote(new Slot(market, 1, column, 0), Market(market, column), Mirrored: false));
        var all = GC.GetTotalMemory(forceFullCollection: true);
        report.Add("book", "with names, keys and two quotes' owners", $"{(all - start) / 1048576:N0} MB in all", (all - start) / (double)markets, "B");
        Updates(quick, report, book, markets);
        GC.KeepAlive(book);
    }

    private void Updates(bool quick, Report report, ArbitrageBook book, int markets)
    {
        var random = new Random(7);
        var now = Feed.Now;
        for (byte column = 0; column < Columns; column++)
            book.Apply(new PriceBatch(0) { Source = column, At = now }, now);
        for (byte column = 0; column < Quoting; column++)
            foreach (var batch in Batches(random, column, Enumerable.Range(0, markets)))
                book.Apply(batch, now);
        const int perRound = 100_000;
        var rounds = Enumerable.Range(0, 8).Select(round => Batches(random, (byte)(round % Quoting), Enumerable.Range(0, perRound).Select(_ => random.Next(markets))).ToArray()).ToArray();
        // The floor: the same random places, three integers written to each, nothing decided.
        var floor = new int[markets * 33];
        var (one, two) = (0, 0);
        var told = _told;
        var compared = Stopper.Compare(
            TimeSpan.FromSeconds(quick ? 0.4 : 1.5), quick ? 15 : 61, ThreadClock.Now,
            () =>
            {
                foreach (var batch in rounds[one++ % rounds.Length])
                    Write(floor, batch);
                return perRound;
            },
            () =>
            {
                foreach (var batch in rounds[two++ % rounds.Length])
                    book.Apply(batch, now);
                return perRound;
            });
        if (book.StaleSlotUpdates > 0 || _told > told)
            throw new InvalidOperationException($"{book.StaleSlotUpdates} stale updates, {_told - told} opportunities: not what was to be measured");
        report.Add("book", "update, slot known, random market", $"bare writes to such places {Report.Time(compared.Baseline)}", compared.Subject, "ns", Bound.AtMost, 100);
    }

    private static void Write(int[] cells, PriceBatch batch)
    {
        foreach (ref readonly var update in batch.Items.AsSpan(0, batch.Count))
        {
            var at = update.Slot.Market * 33 + 3 + update.Slot.Source;
            cells[at] = update.First;
            cells[at + 10] = update.Second;
            cells[at + 20] = update.Third;
        }
    }

    private static IEnumerable<PriceBatch> Batches(Random random, byte column, IEnumerable<int> markets)
    {
        foreach (var chunk in markets.Chunk(512))
        {
            var batch = new PriceBatch(512) { Source = column, At = Feed.Now };
            foreach (var market in chunk)
                batch.Items[batch.Count++] = new PriceUpdate(
                    new Slot(market, 1, column, 0), random.Next(18_000, 19_800), random.Next(18_000, 19_800), 0);
            yield return batch;
        }
    }

    private static void Open(ArbitrageBook book, int market)
    {
        var match = new MatchId($"cmd:{market / 9}+sbo:{market / 9}");
        book.Open(new OpenBookMarket(
            market, 1, new MarketKey(match, MarketKind.Total, Period.FullTime, new Line(2 + market % 9 * 4)), new MatchInfo(match, "Home", "Away", "League", Feed.Now, []), -1));
    }

    private static SourceKey Source(byte column) => new(new AccountId($"account{column}"), new ProviderId(column % 2 == 0 ? "CMD" : "SBO"));

    private static ProviderMarket Market(int market, byte column) => new(
        Source(column), market, 1, new EventKey(Source(column).Provider, "1"), "2", MarketKind.Total, Period.FullTime, new Line(10), OddsFormat.Malay, false, null);
}
