using Arb.Domain.Discovery;
using Arb.Domain.Pairing;
using Arb.Domain.Primitives;
using FsCheck;
using FsCheck.Fluent;
using static Arb.Tests.Domain.Pairing.Bound;

namespace Arb.Tests.Domain.Pairing;

public sealed class PairingPropertySpecs
{
    private static readonly string[] Providers = ["CMD", "ISPORT", "SBO"];
    private static readonly MarketKind[] Kinds = [MarketKind.OneXTwo, MarketKind.DoubleChance, MarketKind.AsianHandicap, MarketKind.Total, MarketKind.OddEven];

    [Fact]
    public void Should_be_in_the_same_state_as_a_table_built_from_the_last_events_alone() =>
        Prop.ForAll(Histories(twins: true), history =>
        {
            var (table, book) = New();
            foreach (var bound in history)
                book.Apply(table.Apply(bound));
            var (fresh, _) = New();
            foreach (var bound in history.GroupBy(b => b.Match).Select(g => g.Last()))
                fresh.Apply(bound);
            return Assert.IsAssignableFrom<IEnumerable<string>>(State(table)).SequenceEqual(State(fresh)) && State(book).SequenceEqual(State(table));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Fact]
    public void Should_never_let_a_late_price_land_in_the_quote_of_another_market() =>
        Prop.ForAll(Histories(twins: true), Gen.Choose(0, 6).ListOf(40).ToArbitrary(), (history, lags) =>
        {
            var (table, book) = New();
            var workers = Providers.ToDictionary(p => Source(p), _ => new WorkerModel());
            var underWay = new Queue<SlotsAssigned>();
            var step = 0;
            foreach (var bound in history)
            {
                var outcome = table.Apply(bound);
                book.Apply(outcome);
                foreach (var message in outcome.Slots)
                    underWay.Enqueue(message);
                // Workers hear of their slots late, and write into those they know.
                while (underWay.Count > lags[step % lags.Count])
                    Deliver(workers, underWay.Dequeue());
                step++;
                foreach (var (source, worker) in workers)
                    foreach (var (handle, assignment) in worker.Slots)
                        if (book.Quotes.TryGetValue(assignment.Slot, out var quote) && (quote.Market.Source != source || quote.Market.Handle != handle))
                            return false;
            }
            while (underWay.TryDequeue(out var rest))
                Deliver(workers, rest);
            return book.Quotes.Values.All(q => workers[q.Market.Source].Slots.TryGetValue(q.Market.Handle, out var a) && a.Slot == q.Slot && a.Revision == q.Market.Revision)
                && workers.Values.Sum(w => w.Slots.Count) == book.Quotes.Count;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    private static void Deliver(Dictionary<SourceKey, WorkerModel> workers, SlotsAssigned message) => workers[message.Source].Apply(message);

    private static (PairingTable Table, BookModel Book) New()
    {
        var table = new PairingTable(new PairingOptions(2, 8, 1_000));
        var book = new BookModel();
        foreach (var provider in Providers)
            book.Apply(table.Register(new RegisterSource(Source(provider), TimeSpan.FromSeconds(9))).Outcome);
        return (table, book);
    }

    // Two matches; each provider has one event in each (ids 1 and 2), with markets on handles of its own.
    private static Arbitrary<List<BoundEvent>> Histories(bool twins)
    {
        var markets =
            from count in Gen.Choose(0, 4)
            from picks in Gen.ArrayOf(
                from kind in Gen.Elements(Kinds)
                from line in Gen.Choose(-3, 3)
                from revision in Gen.Choose(1, 3)
                select (kind, line, revision), count)
            select picks;
        var member =
            from present in Gen.Choose(0, 4)
            from mirrored in Gen.Elements(false, false, true)
            from picks in markets
            select (present: present > 0, mirrored, picks);
        var bound =
            from match in Gen.Choose(1, 2)
            from members in Gen.ArrayOf(member, Providers.Length)
            select (match, members);
        var histories =
            from length in Gen.Choose(1, 25)
            from steps in Gen.ArrayOf(bound, length)
            select Build(steps, twins);
        return histories.ToArbitrary();
    }

    private static List<BoundEvent> Build((int Match, (bool Present, bool Mirrored, (MarketKind Kind, int Line, int Revision)[] Picks)[] Members)[] steps, bool twins)
    {
        var history = new List<BoundEvent>();
        var revision = 1;
        foreach (var (match, members) in steps)
        {
            var list = new List<BoundMember>();
            for (var p = 0; p < members.Length; p++)
            {
                var (present, mirrored, picks) = members[p];
                if (!present)
                    continue;
                // A handle's content changes under a higher revision only.
                var list2 = picks.Select((pick, i) => Market(Providers[p], match * 100 + i, pick.Kind, Math.Abs(pick.Line) + (pick.Kind == MarketKind.Total ? 0.5 : -1.5), revision + pick.Revision, id: $"{match}"));
                list.Add(Member(Providers[p], mirrored, [.. twins ? list2 : list2.DistinctBy(m => (m.Kind, m.Line))]));
            }
            revision += 3;
            history.Add(new BoundEvent(new MatchId("match" + match), "H", "A", "L", KickOff, list.Count < 2 ? [] : list));
        }
        return history;
    }

    private static List<string> State(PairingTable table) =>
        [.. table.Snapshot().Select(m => $"{m.Market.Key} {m.Market.Sister >= 0} {m.Market.Info.Members.Count}: {string.Join(',', m.Quotes.Select(q => $"{q.Market.Source}{q.Mirrored}").Order())}").Order()];

    private static List<string> State(BookModel book) =>
        [.. book.Markets.Select(m => $"{m.Value.Key} {m.Value.Sister >= 0} {m.Value.Info.Members.Count}: {string.Join(',', book.Quotes.Values.Where(q => q.Slot.Market == m.Key.Market && q.Slot.Shard == m.Key.Shard).Select(q => $"{q.Market.Source}{q.Mirrored}").Order())}").Order()];
}
