using System.Text;
using Arb.Domain.Arbitrage;
using Arb.Domain.Discovery;
using Arb.Domain.Harvest;
using Arb.Domain.Pairing;
using Arb.Domain.Primitives;
using Arb.Domain.Registry;
using Arb.Domain.Sessions;
using Arb.Tests.Providers.Harvest;

namespace Arb.Tests.Laws;

/// <summary>L29, Determinism: no ambient clock, randomness or ids; the same recorded input gives the same opportunities, byte for byte.</summary>
public sealed class L29_DeterminismSpecs
{
    private static readonly string[] Recorded = ["snapshot", "delta", "grown", "closed_zero", "changed", "snapshot"];

    [Fact]
    public void Should_give_the_same_opportunities_for_the_same_recorded_input()
    {
        var first = Replay();
        Assert.Contains("found ", first, StringComparison.Ordinal);
        Assert.Contains("withdrawn ", first, StringComparison.Ordinal);
        Assert.Equal(Encoding.UTF8.GetBytes(first), Encoding.UTF8.GetBytes(Replay()));
    }

    [Fact]
    public void Should_give_the_same_decisions_for_the_same_answers()
    {
        Assert.Equal(Trace(), Trace());

        static string Trace()
        {
            var run = new SagaRun { Placing = (leg, ticket) => leg == 1 ? SagaRun.Refused : SagaRun.Accepted(leg, ticket) }.Run();
            return string.Join('\n', run.Trace) + string.Join('\n', run.State.Steps) + string.Join('\n', run.Hedges);
        }
    }

    [Fact]
    public void Should_use_no_ambient_time_randomness_or_ids()
    {
        string[] ambient =
        [
            "System.DateTime.get_Now/", "System.DateTime.get_UtcNow/", "System.DateTime.get_Today/", "System.DateTimeOffset.get_Now/", "System.DateTimeOffset.get_UtcNow/", "System.Guid.NewGuid/",
            "System.Random..ctor/0", "System.Random.get_Shared/", "System.Diagnostics.Stopwatch.GetTimestamp/", "System.Environment.get_TickCount",
        ];
        foreach (var assembly in (System.Reflection.Assembly[])[AssemblyFacts.Domain, AssemblyFacts.Actors])
            Assert.DoesNotContain(AssemblyFacts.Calls(assembly), call => ambient.Any(forbidden => call.StartsWith(forbidden, StringComparison.Ordinal)));
    }

    /// <summary>Three feeds of the same matches through every stage, one answer of each in turn; one feed prices a handicap otherwise, so that there is something to find.</summary>
    private static string Replay()
    {
        var transcript = new StringBuilder();
        var market = new Stages(transcript);
        ProtocolFixture[] fixtures = [new CmdFixture(), new IsportFixture(), new SboFixture()];
        var feeds = fixtures.Select((fixture, i) => market.Add(fixture, (byte)i)).ToArray();
        var now = ProtocolFixture.Now;
        foreach (var name in Recorded)
            for (var i = 0; i < feeds.Length; i++)
            {
                now = now.AddSeconds(1);
                var text = fixtures[i].Text(name);
                market.Feed(feeds[i], i == 0 ? text.Replace("0.95, 0.93", "0.70, -0.80", StringComparison.Ordinal) : text, now);
            }
        return transcript.ToString();
    }

    private sealed class Feed(ProtocolFixture fixture, SourceKey source, byte column, PriceBatchPool pool)
    {
        public ProtocolFixture Fixture => fixture;

        public SourceKey Source => source;

        public byte Column => column;

        public IHarvester Harvester { get; } = fixture.Protocol.CreateHarvester(fixture.Contract, new HarvestLimits(1000, 10_000));

        public OddsCache Cache { get; } = new(source, new HarvestLimits(1000, 10_000), 1, pool);
    }

    private sealed class Stages(StringBuilder transcript) : IOpportunitySink
    {
        private readonly PriceBatchPool _pool = new();
        private readonly Dictionary<ProviderId, ProviderRegistry> _registries = [];
        private readonly EventBinder _binder = new(new BindingOptions(TimeSpan.FromMinutes(15), TimeSpan.FromHours(3)));
        private readonly PairingTable _pairing = new(new PairingOptions(1, 8, 1000));
        private readonly List<Feed> _feeds = [];
        private ArbitrageBook? _book;

        private ArbitrageBook Book => _book ??= new ArbitrageBook(8, 1000, this);

        public Feed Add(ProtocolFixture fixture, byte column)
        {
            var source = new SourceKey(new AccountId($"a{column}"), fixture.Protocol.Id);
            var feed = new Feed(fixture, source, column, _pool);
            _feeds.Add(feed);
            Tell(_pairing.Register(new RegisterSource(source, TimeSpan.FromMinutes(5))).Item2, ProtocolFixture.Now);
            return feed;
        }

        public void Feed(Feed feed, string text, DateTimeOffset now)
        {
            var poll = feed.Harvester.Polls.First(p => p.Role == HarvestRole.Odds);
            feed.Harvester.BuildRequest(poll, feed.Fixture.Session, now);
            feed.Cache.Confirm(poll, now);
            var result = feed.Harvester.Accept(poll, new ProviderResponse(200, feed.Fixture.ContentType, null, Encoding.UTF8.GetBytes(text)), now, feed.Cache);
            transcript.Append($"{feed.Source} {result}\n");
            Send(feed, now);
            if (feed.Cache.TakeCatalogue() is not { } catalogue)
                return;
            if (!_registries.TryGetValue(feed.Source.Provider, out var registry))
                _registries[feed.Source.Provider] = registry = new ProviderRegistry(feed.Source.Provider, new RegistryOptions(TimeSpan.FromHours(6), 1000, 10_000));
            var outcome = registry.Apply(catalogue);
            Bound(_binder.Apply(new RegistryChanged(outcome.Removed, outcome.Changed), now), now);
        }

        public void Found(Opportunity opportunity) => transcript.Append(
            $"found {opportunity.Id} {string.Join(' ', opportunity.Legs.Select(leg => $"{leg.Selection} {leg.Odds} {leg.Market.Source}"))} {opportunity.Margin} {opportunity.At:O}\n");

        public void Withdrawn(OpportunityId id, DateTimeOffset at) => transcript.Append($"withdrawn {id} {at:O}\n");

        private void Bound(BindingOutcome outcome, DateTimeOffset now)
        {
            foreach (var bound in outcome.Bound)
            {
                transcript.Append($"bound {bound.Match}\n");
                Tell(_pairing.Apply(bound), now);
            }
        }

        private void Tell(PairingOutcome outcome, DateTimeOffset now)
        {
            foreach (var (_, message) in outcome.Book)
            {
                transcript.Append($"{message}\n");
                switch (message)
                {
                    case OpenBookSource m: Book.Open(m); break;
                    case CloseBookSource m: Book.Close(m, now); break;
                    case OpenBookMarket m: Book.Open(m); break;
                    case CloseBookMarket m: Book.Close(m, now); break;
                    case OpenBookQuote m: Book.Open(m); break;
                    case CloseBookQuote m: Book.Close(m, now); break;
                }
            }
            foreach (var slots in outcome.Slots)
            {
                var feed = _feeds.First(known => known.Source == slots.Source);
                feed.Cache.Assign(slots);
                Send(feed, now);
            }
        }

        private void Send(Feed feed, DateTimeOffset now)
        {
            var batches = new List<ShardBatch>();
            feed.Cache.DrainBatches(batches);
            feed.Cache.TakeHeartbeat(feed.Column, batches);
            foreach (var (_, batch) in batches)
            {
                foreach (var update in batch.Items.AsSpan(0, batch.Count))
                    transcript.Append($"{update}\n");
                Book.Apply(batch, now);
                _pool.Return(batch);
            }
        }
    }
}
