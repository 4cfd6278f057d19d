using System.Text;
using Arb.Domain.Harvest;
using Arb.Domain.Pairing;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;

namespace Arb.Tests.Providers.Harvest;

/// <summary>Price changes in known markets, and unchanged snapshots, make no objects of their own from the bytes to the batches. Speed is measured by the benchmarks, never here.</summary>
public sealed class SteadyStateSpecs
{
    private const int Markets = 500;
    private const int Runs = 10;
    private const int Snapshot = 1024; // for the whole answer: nothing per row
    private const int Row = 256; // code that is not optimised yet boxes a few numbers per row; the optimised build's exact figures (a few bytes per answer) are in docs/benchmarks.md

    public static TheoryData<string> Protocols => ["CMD", "ISPORT", "SBO"];

    [Theory]
    [MemberData(nameof(Protocols))]
    public void Should_allocate_nothing_per_row_for_an_unchanged_snapshot(string protocol)
    {
        var feed = new Steady(protocol);
        var body = feed.Answer(0);
        feed.Take(body);
        Assert.Equal(HarvestKind.Unchanged, feed.Take(body).Kind);
        Assert.InRange(Allocated(() => feed.Take(body)), 0, Snapshot);
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public void Should_make_no_records_for_changed_prices(string protocol)
    {
        var feed = new Steady(protocol);
        var (one, other) = (feed.Answer(0), feed.Answer(1));
        // Both bodies twice, so that every buffer has its size.
        foreach (var body in (ProviderResponse[])[one, other, one, other])
            feed.Take(body);
        var before = feed.Updates;
        Assert.InRange(
            Allocated(() =>
            {
                feed.Take(one);
                feed.Take(other);
            }),
            0,
            2 * Markets * Row);
        Assert.Equal(2 * Markets * Runs, feed.Updates - before);
    }

    /// <summary>The least of several runs: the runtime itself allocates on a thread now and then (a tier change, a lazily made cast table).</summary>
    private static long Allocated(Action action)
    {
        var least = long.MaxValue;
        for (var i = 0; i < Runs; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            action();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        return least;
    }

    /// <summary>A feed of one market per match whose prices differ from answer to answer, read into a cache with a slot for each market.</summary>
    private sealed class Steady
    {
        private readonly ProtocolFixture _fixture;
        private readonly IHarvester _harvester;
        private readonly HarvestPoll _poll;
        private readonly PriceBatchPool _pool = new();
        private readonly OddsCache _cache;
        private readonly List<ShardBatch> _batches = new(64);

        public Steady(string protocol)
        {
            _fixture = protocol switch { "CMD" => new CmdFixture(), "ISPORT" => new IsportFixture(), _ => new SboFixture() };
            var limits = new HarvestLimits(10_000, 10_000);
            _harvester = _fixture.Protocol.CreateHarvester(_fixture.Contract, limits);
            _poll = _harvester.Polls.First(poll => poll.Role == HarvestRole.Odds);
            _harvester.BuildRequest(_poll, _fixture.Session, ProtocolFixture.Now);
            var source = new SourceKey(new AccountId("a1"), _fixture.Protocol.Id);
            _cache = new OddsCache(source, limits, 1, _pool);
            Take(Answer(2));
            var markets = _cache.TakeCatalogue()!.Markets;
            Assert.Equal(Markets, markets.Count);
            _cache.Assign(new SlotsAssigned(source, [.. markets.Select(m => new SlotAssignment(m.Handle, m.Revision, new Slot(m.Handle, 1, 0, 0), false))], []));
        }

        public long Updates { get; private set; }

        public HarvestResult Take(ProviderResponse response)
        {
            _cache.Confirm(_poll, ProtocolFixture.Now);
            var result = _harvester.Accept(_poll, response, ProtocolFixture.Now, _cache);
            _cache.DrainBatches(_batches);
            _cache.TakeHeartbeat(0, _batches);
            foreach (var (_, batch) in _batches)
            {
                Updates += batch.Count;
                _pool.Return(batch);
            }
            _batches.Clear();
            return result;
        }

        public ProviderResponse Answer(int version)
        {
            var rows = Enumerable.Range(0, Markets).Select(i => (Match: 1000 + i, Home: $"0.{80 + version}", Away: $"-0.{90 + version}")).ToArray();
            var body = _fixture switch
            {
                CmdFixture => $$"""{"t":1,"a":true,"data":[],"today":[{{string.Join(',', rows.Select(r => CmdRow(r.Match, r.Home, r.Away)))}}],"f":[]}""",
                IsportFixture => $$"""
                    {"cursor":1,"full":true,"f":{"l":["leagueid","leaguenameen"],"m":["matchid","leagueid","hteamnameen","ateamnameen","kickofftime","matchstatus"],
                    "o":["oddsid","matchid","bettype","hdp1","hdp2","odds1a","odds2a","oddsstatus"]},"l":[[1,"League"]],
                    "m":[{{string.Join(',', rows.Select(r => $"[{r.Match},1,\"Home {r.Match}\",\"Away {r.Match}\",1795262400,\"running\"]"))}}],
                    "o":[{{string.Join(',', rows.Select(r => $"[{r.Match},{r.Match},1,0.5,0,{r.Home},{r.Away},\"running\"]"))}}]}
                    """,
                _ => "$P.onUpdate('od',[1,1,[[1,["
                    + string.Join(',', rows.Select(r => $"[{r.Match},1,'League','Home {r.Match}','Away {r.Match}','11/21/2026 20:00',0,null,null]")) + "],["
                    + string.Join(',', rows.Select(r => $"[{r.Match},[{r.Match},1,0,5,100,-0.5],[{r.Home},{r.Away}]]")) + "],null]],{},{},false]);",
            };
            return new ProviderResponse(200, _fixture.ContentType, null, Encoding.UTF8.GetBytes(body));
        }

        private static string CmdRow(int match, string home, string away)
        {
            var cells = Enumerable.Repeat("null", 91).ToArray();
            (cells[0], cells[37], cells[38], cells[39]) = ($"{match}", "\"League\"", $"\"Home {match}\"", $"\"Away {match}\"");
            (cells[53], cells[56], cells[10], cells[24], cells[40], cells[41]) = ("\"20:00\"", "\"11/21\"", "0.5", "1", home, away);
            return $"[{string.Join(',', cells)}]";
        }
    }
}
