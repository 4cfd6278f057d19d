using Arb.Domain.Harvest;

namespace Arb.Tests.Providers.Harvest;

/// <summary>Answers that are no feed: pages, other statuses, other bodies.</summary>
public abstract partial class HarvestContractSpecs
{
    [Theory]
    [InlineData("<!DOCTYPE html><html><form action='/login'></form></html>", "text/html")]
    [InlineData("  <html><body>Maintenance</body></html>", "text/plain")]
    [InlineData("\uFEFF<html></html>", "")]
    public void Should_say_session_lost_for_a_page_with_status_200(string page, string type)
    {
        var feed = Fixture.Harness();
        feed.File("snapshot");
        feed.Sink.ResetCounts();
        Assert.Equal(HarvestKind.SessionLost, feed.Feed(page, contentType: type).Kind);
        Assert.Equal(0, feed.Sink.Calls);
    }

    [Theory]
    [InlineData(401, null, HarvestKind.SessionLost)]
    [InlineData(403, null, HarvestKind.SessionLost)]
    [InlineData(302, "/Account/Login.aspx?from=odds", HarvestKind.SessionLost)]
    [InlineData(302, "/elsewhere?next=login", HarvestKind.Failed)]
    [InlineData(302, "https://login.h.example/", HarvestKind.SessionLost)]
    [InlineData(302, "https://mylogin.example/maintenance", HarvestKind.Failed)]
    [InlineData(500, null, HarvestKind.Failed)]
    [InlineData(429, null, HarvestKind.Failed)]
    [InlineData(204, null, HarvestKind.Failed)]
    public void Should_judge_other_statuses(int status, string? location, HarvestKind kind)
    {
        Assert.Equal(kind, Fixture.Harness().Feed([], status, location: location).Kind);
    }

    [Fact]
    public void Should_know_the_protocols_own_words_for_a_lost_session()
    {
        var feed = Fixture.Harness();
        feed.File("snapshot");
        if (Fixture.LostBody is { } lost)
            Assert.Equal(HarvestKind.SessionLost, feed.Feed(lost).Kind);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\"ok\"")]
    [InlineData("$P.onUpdate();")]
    [InlineData("{\"cursor\":1,\"full\":true}")]
    [InlineData("{\"t\":1,\"a\":true}")]
    public void Should_say_failed_for_no_body_or_no_envelope(string body)
    {
        var feed = Fixture.Harness();
        feed.File("snapshot");
        var before = feed.Sink.State();
        Force(feed);
        Assert.Equal(HarvestKind.Failed, feed.Feed(body).Kind);
        Assert.Equal(before, feed.Sink.State());
    }

    [Fact]
    public void Should_change_nothing_for_a_cut_body()
    {
        var body = Fixture.Payload("changed");
        foreach (var length in Enumerable.Range(1, body.Length - 5))
        {
            var feed = Fixture.Harness();
            feed.File("snapshot");
            Force(feed);
            feed.Sink.ResetCounts();
            Assert.Equal(HarvestKind.Failed, feed.Feed(body[..length]).Kind);
            Assert.Equal(0, feed.Sink.Calls);
        }
    }
}
