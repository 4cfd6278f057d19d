using Arb.Domain.Harvest;
using Arb.Domain.Primitives;

namespace Arb.Tests.Providers.Harvest;

public sealed class SharedSampleSpecs
{
    [SharedDataFact]
    public void Should_read_the_published_row()
    {
        var feed = new CmdFixture().Harness();
        var body = File.ReadAllBytes(SharedData.PathOf("../protocols/samples/cmd_dataodds_full_row.json"));
        Assert.Equal(HarvestKind.Applied, feed.Feed(body).Kind);
        Assert.Empty(feed.Sink.Drops);
        var one = Assert.Single(feed.Sink.Events.Values);
        Assert.Equal(("Ulsan HD FC", "FC Seoul", false), (one.Home, one.Away, one.InPlay));
        Assert.Equal(new DateTimeOffset(2026, 9, 8, 10, 30, 0, TimeSpan.Zero), one.KickOff);
        Assert.Equal(5, feed.Sink.Markets.Count);
        // Neither flag is set: away gives, at full time and in the first half.
        Assert.Equal("0.25", feed.Sink.Market(one.EventId, MarketKind.AsianHandicap, Period.FullTime)!.Line.ToString());
        Assert.Equal("0.25", feed.Sink.Market(one.EventId, MarketKind.AsianHandicap, Period.FirstHalf)!.Line.ToString());
        Assert.Equal("-0.94", feed.Sink.Odds(one.EventId, MarketKind.Total, Period.FullTime).First.ToString());
    }
}
