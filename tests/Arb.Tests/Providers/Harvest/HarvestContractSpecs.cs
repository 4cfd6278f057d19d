using System.Text;
using Arb.Domain.Harvest;

namespace Arb.Tests.Providers.Harvest;

public sealed class CmdHarvestContractSpecs() : DeltaHarvestContractSpecs(new CmdFixture());

public sealed class IsportHarvestContractSpecs() : DeltaHarvestContractSpecs(new IsportFixture());

public sealed class SboHarvestContractSpecs() : DeltaHarvestContractSpecs(new SboFixture());

public sealed class MappedHarvestContractSpecs() : HarvestContractSpecs(new MappedFixture());

/// <summary>What every adapter must do with the same feed, told in its own protocol by the payload files of its folder.</summary>
public abstract partial class HarvestContractSpecs(ProtocolFixture fixture)
{
    private const string Snapshot = """
        1001 AsianHandicap FirstHalf 0.25 Malay 0.88 -0.98 bet
        1001 AsianHandicap FullTime -0.5 Malay 0.95 0.93 bet
        1001 OddEven FullTime 0 Malay 0.92 0.94 
        1001 OneXTwo FullTime 0 Decimal 2.1 3.4 3.2 bet
        1001 TEST LEAGUE ONE: Alpha FC v Beta 'United' 2026-11-21 12:00
        1001 Total FullTime 2.5 Malay 0.9 0.96 bet
        1002 AsianHandicap FullTime 0 Malay 0.85 -0.97 bet
        1002 TEST LEAGUE ONE: Gamma v Delta Women 2026-11-21 12:00
        1002 Total FirstHalf 1.25 Malay 0.8 -0.92 bet
        1003 AsianHandicap FullTime -1 Malay live 0.97 0.91 bet
        1003 Ligue d’Été: Epsilon v Zeta 2026-11-21 12:00 live
        1003 OneXTwo FirstHalf 0 Decimal live 2.5 2.2 4.1 bet
        1003 Total FullTime 3.5 Malay live 0.99 0.87 bet
        """;

    protected ProtocolFixture Fixture { get; } = fixture;

    [Fact]
    public void Should_report_a_snapshot_with_signs_orders_times_and_formats_right()
    {
        var feed = Fixture.Harness();
        var result = feed.File("snapshot");
        Assert.Equal(HarvestKind.Applied, result.Kind);
        Assert.Equal(Odd(Bets(Snapshot)), Odd(feed.Sink.State()));
        Assert.Empty(feed.Sink.Drops);
    }

    [Fact]
    public void Should_count_the_open_prices()
    {
        Assert.Equal(22, Fixture.Harness().File("snapshot").Prices);
    }

    [Fact]
    public void Should_give_dense_handles_from_zero()
    {
        var feed = Fixture.Harness();
        feed.File("snapshot");
        Assert.Equal(Enumerable.Range(0, 10), feed.Sink.Markets.Keys.Order());
    }

    [Fact]
    public void Should_reach_by_a_second_snapshot_what_a_fresh_harvester_reaches()
    {
        var feed = Fixture.Harness();
        feed.File("snapshot");
        Force(feed);
        Assert.Equal(HarvestKind.Applied, feed.File("grown").Kind);
        Assert.Equal(Fresh("grown"), feed.Sink.State());
        Force(feed);
        Assert.Equal(HarvestKind.Applied, feed.File("changed").Kind);
        Assert.Equal(Fresh("changed"), feed.Sink.State());
    }

    [Fact]
    public void Should_return_to_the_first_snapshot_after_a_delta_although_its_rows_are_byte_equal()
    {
        var feed = Fixture.Harness();
        feed.File("snapshot");
        feed.File("delta");
        Force(feed);
        Assert.Equal(HarvestKind.Applied, feed.File("snapshot").Kind);
        Assert.Equal(Fresh("snapshot"), feed.Sink.State());
    }

    [Fact]
    public void Should_report_only_what_changed()
    {
        var feed = Fixture.Harness();
        feed.File("snapshot");
        feed.Sink.ResetCounts();
        feed.File("delta");
        // The moved line is a market and its odds; prices moved at one market, and two are suspended now.
        Assert.Equal((0, 1, 4), (feed.Sink.EventCalls, feed.Sink.MarketCalls, feed.Sink.OddsCalls));
    }

    [Fact]
    public void Should_reuse_handles_of_withdrawn_markets()
    {
        var feed = Fixture.Harness();
        feed.File("snapshot");
        Force(feed);
        feed.File("empty");
        Assert.Empty(feed.Sink.Markets);
        Force(feed);
        feed.File("snapshot");
        Assert.Equal(Enumerable.Range(0, 10), feed.Sink.Markets.Keys.Order());
    }

    [Fact]
    public void Should_say_unchanged_for_the_same_bytes()
    {
        var feed = Fixture.Harness();
        feed.File("snapshot");
        feed.Sink.ResetCounts();
        var result = feed.File("snapshot");
        Assert.Equal((HarvestKind.Unchanged, 22), (result.Kind, result.Prices));
        Assert.Equal(0, feed.Sink.Calls);
    }

    [Fact]
    public void Should_say_unchanged_for_the_same_delta_again()
    {
        var feed = Fixture.Harness();
        feed.File("snapshot");
        feed.File("delta");
        feed.Sink.ResetCounts();
        Assert.Equal(HarvestKind.Unchanged, feed.File("delta").Kind);
        Assert.Equal(0, feed.Sink.Calls);
    }

    [Fact]
    public void Should_say_unchanged_for_status_304()
    {
        var feed = Fixture.Harness();
        feed.File("snapshot");
        Assert.Equal(HarvestKind.Unchanged, feed.Feed([], status: 304).Kind);
    }

    [Fact]
    public void Should_not_take_304_for_a_snapshot_that_it_never_had()
    {
        Assert.Equal(HarvestKind.Failed, Fixture.Harness().Feed([], status: 304).Kind);
    }

    [Fact]
    public void Should_close_selections_in_a_delta_without_rejecting_it()
    {
        var feed = Fixture.Harness();
        feed.File("snapshot");
        Assert.Equal(HarvestKind.Applied, feed.File("delta_closed").Kind);
        Assert.Contains(Bets("1001 Total FullTime 2.5 Malay - 0.95 bet"), feed.Sink.State(), StringComparison.Ordinal);
        Assert.Contains(Bets("1001 AsianHandicap FirstHalf 0.25 Malay - 0.5 bet"), feed.Sink.State(), StringComparison.Ordinal);
        Assert.DoesNotContain("0.95 0.93", feed.Sink.State(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("closed_999")]
    [InlineData("closed_null")]
    [InlineData("closed_empty")]
    [InlineData("closed_zero")]
    public void Should_close_a_selection_in_a_snapshot_and_keep_the_rest(string file)
    {
        var feed = Fixture.Harness();
        Assert.Equal((HarvestKind.Applied, 21), (feed.File(file).Kind, feed.File(file).Prices));
        Assert.Contains(Bets("1001 Total FullTime 2.5 Malay - 0.96 bet"), feed.Sink.State(), StringComparison.Ordinal);
        Assert.Empty(feed.Sink.Drops);
    }

    [Fact]
    public void Should_read_prices_written_as_texts()
    {
        Assert.Equal(Fresh("snapshot"), Fresh("text_prices"));
    }

    [Fact]
    public void Should_not_read_a_price_with_an_exponent()
    {
        var feed = Fixture.Harness();
        feed.File("exponent");
        Assert.Contains(Bets("1001 Total FullTime 2.5 Malay - 0.96 bet"), feed.Sink.State(), StringComparison.Ordinal);
        Assert.Equal([DropReason.InvalidPrice], feed.Sink.Drops);
    }

    [Theory]
    [InlineData("duplicate", DropReason.DuplicateId)]
    [InlineData("missing_id", DropReason.MissingId)]
    [InlineData("undecodable", DropReason.Undecodable)]
    public void Should_drop_and_count_one_bad_row_and_keep_the_others(string file, DropReason reason)
    {
        var feed = Fixture.Harness();
        Assert.Equal(HarvestKind.Applied, feed.File(file).Kind);
        Assert.Equal([reason], feed.Sink.Drops);
        Assert.Equal(Fresh("snapshot"), feed.Sink.State());
    }

    [Theory]
    [InlineData("duplicate")]
    [InlineData("missing_id")]
    [InlineData("undecodable")]
    public void Should_drop_the_bad_row_also_when_the_other_rows_are_known(string file)
    {
        var feed = Fixture.Harness();
        feed.File("snapshot");
        Force(feed);
        feed.Sink.ResetCounts();
        feed.File(file);
        Assert.Equal((1, 0), (feed.Sink.Drops.Count, feed.Sink.Calls));
    }

    [Fact]
    public void Should_withdraw_everything_when_a_right_envelope_has_no_rows()
    {
        var feed = Fixture.Harness();
        feed.File("snapshot");
        Force(feed);
        var result = feed.File("empty");
        Assert.Equal((HarvestKind.Applied, 0, 0), (result.Kind, result.Rows, result.Prices));
        Assert.Equal("", feed.Sink.State());
    }

    [Fact]
    public void Should_read_a_body_with_a_byte_order_mark()
    {
        var feed = Fixture.Harness();
        Assert.Equal(HarvestKind.Applied, feed.Feed([.. Encoding.UTF8.Preamble, .. Fixture.Payload("snapshot")]).Kind);
        Assert.Equal(Fresh("snapshot"), feed.Sink.State());
    }

    [Fact]
    public void Should_keep_no_more_events_than_the_limit()
    {
        var feed = Fixture.Harness(maxEvents: 2);
        feed.File("snapshot");
        Assert.Equal(2, feed.Sink.Events.Count);
        Assert.Contains(DropReason.OverLimit, feed.Sink.Drops);
    }

    [Fact]
    public void Should_keep_no_more_markets_than_the_limit()
    {
        var feed = Fixture.Harness(maxMarkets: 4);
        feed.File("snapshot");
        Assert.Equal(4, feed.Sink.Markets.Count);
        Assert.Contains(DropReason.OverLimit, feed.Sink.Drops);
    }

    [Fact]
    public void Should_try_again_what_found_no_room_even_if_the_bytes_do_not_change()
    {
        var feed = Fixture.Harness(maxMarkets: 4);
        feed.File("snapshot");
        feed.Sink.ResetCounts();
        Force(feed);
        Assert.Equal(HarvestKind.Applied, feed.File("snapshot").Kind);
        Assert.Contains(DropReason.OverLimit, feed.Sink.Drops);
    }

    [Fact]
    public void Should_begin_anew_after_a_reset()
    {
        var feed = Fixture.Harness();
        feed.File("snapshot");
        feed.Harvester.Reset();
        Assert.True(Fixture.AsksSnapshot(feed.Request()));
        var sink = new RecordingSink();
        var answer = new Arb.Domain.Sessions.ProviderResponse(200, Fixture.ContentType, null, Fixture.Payload("snapshot"));
        Assert.Equal(HarvestKind.Applied, feed.Harvester.Accept(feed.Poll, answer, ProtocolFixture.Now, sink).Kind);
        Assert.Equal(Fresh("snapshot"), sink.State());
    }

    [Fact]
    public void Should_keep_nothing_of_the_transports_buffer()
    {
        var feed = Fixture.Harness();
        var buffer = Fixture.Payload("snapshot");
        feed.Feed(buffer);
        Array.Fill(buffer, (byte)'#');
        Assert.Equal(HarvestKind.Unchanged, feed.File("snapshot").Kind);
    }

    [OptimisedFact]
    public void Should_allocate_nothing_worth_naming_for_unchanged_bodies_and_rows()
    {
        var feed = Fixture.Harness();
        var sink = new SilentSink();
        var answers = new[] { "snapshot", "closed_999" }
            .Select(file => new Arb.Domain.Sessions.ProviderResponse(200, Fixture.ContentType, null, Fixture.Payload(file))).ToArray();
        feed.Request();
        var before = 0L;
        for (var i = 0; i < 400; i++)
        {
            if (i == 200)
                before = GC.GetAllocatedBytesForCurrentThread();
            feed.Harvester.Accept(feed.Poll, answers[i / 2 % 2], ProtocolFixture.Now, sink);
        }
        // 200 answers, half of them byte-equal to the one before, half with one changed row.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 200 * 200);
    }

    [Fact]
    public void Should_send_cookies_and_profile_and_show_no_secret_when_printed()
    {
        var request = Fixture.Harness().Request();
        Assert.Contains(request.Headers, h => h is { Key: "Cookie", Value: "sid=secret-cookie; lang=en" });
        Assert.Equal(["Accept", "Referer", "User-Agent", "Cookie"], request.Headers.Select(h => h.Key));
        Assert.Equal("https://white.example:8443/home", request.Headers[1].Value);
        Assert.DoesNotContain("secret", request.ToString(), StringComparison.Ordinal);
    }

    /// <summary>Odd/even can be bet in some protocols only.</summary>
    private static string Odd(string state) => state.ReplaceLineEndings("\n").Replace("0.92 0.94 bet", "0.92 0.94 ", StringComparison.Ordinal).Replace("0.92 0.94 -", "0.92 0.94 ", StringComparison.Ordinal);

    /// <summary>What cannot be bet has no reference.</summary>
    private string Bets(string state) => Fixture.CanBet ? state : state.Replace(" bet", " -", StringComparison.Ordinal).Replace("0.92 0.94 \r", "0.92 0.94 -\r", StringComparison.Ordinal).Replace("0.92 0.94 \n", "0.92 0.94 -\n", StringComparison.Ordinal);

    protected string Fresh(string file)
    {
        var feed = Fixture.Harness();
        Assert.Equal(HarvestKind.Applied, feed.File(file).Kind);
        return feed.Sink.State();
    }

    /// <summary>Makes the next request one for a snapshot.</summary>
    protected void Force(Harness feed)
    {
        if (!Fixture.HasDeltas)
            return;
        Assert.Equal(HarvestKind.NeedsSnapshot, feed.File("delta_broken").Kind);
        feed.Sink.Drops.Clear();
    }
}

/// <summary>What every adapter must do whose feed sends changes.</summary>
public abstract class DeltaHarvestContractSpecs(ProtocolFixture fixture) : HarvestContractSpecs(fixture)
{
    [Fact]
    public void Should_reach_by_a_delta_what_a_fresh_harvester_reaches_by_a_snapshot()
    {
        var feed = Fixture.Harness();
        feed.File("snapshot");
        Assert.False(Fixture.AsksSnapshot(feed.Request()));
        Assert.Equal(HarvestKind.Applied, feed.File("delta").Kind);
        Assert.Equal(Fresh("changed"), feed.Sink.State());
    }

    [Theory]
    [InlineData("delta_unknown")]
    [InlineData("delta_broken")]
    public void Should_discard_a_whole_delta_that_it_cannot_decode_and_ask_for_a_snapshot(string delta)
    {
        var feed = Fixture.Harness();
        feed.File("snapshot");
        feed.Sink.ResetCounts();
        Assert.Equal(HarvestKind.NeedsSnapshot, feed.File(delta).Kind);
        Assert.Equal(0, feed.Sink.Calls);
        Assert.True(Fixture.AsksSnapshot(feed.Request()));
        Assert.Equal(HarvestKind.Unchanged, feed.File("snapshot").Kind);
        Assert.False(Fixture.AsksSnapshot(feed.Request()));
    }
}
