using Akka.Actor;
using Arb.Actors.Harvest;
using Arb.Actors.Market;
using Arb.Domain.Harvest;
using Arb.Domain.Health;
using Arb.Domain.Pairing;
using Arb.Domain.Registry;
using Arb.Domain.Sessions;
using Arb.Tests.Actors.Support;

namespace Arb.Tests.Actors.Harvest;

public sealed class WorkerSpecs : WorkerKit
{
    [Fact]
    public void Should_announce_itself_and_halt_without_a_session()
    {
        var worker = StartWorker();
        Register(worker);
        Pass(60);
        Assert.Empty(Site.Requests);
        Assert.Equal(Source, Account.Only<WorkerStarted>().Source);
        Assert.Equal(Source, Market.Only<RegisterSource>().Source);
        Assert.Equal((true, 0, "waiting for a session"), (HealthNow.Halted, HealthNow.SessionGeneration, HealthNow.Reason));
    }

    [Fact]
    public void Should_halt_without_a_column_of_the_book()
    {
        var worker = StartWorker();
        worker.Tell(new InjectSession(Session()));
        worker.Tell(new SourceRegistered(Source, 3));
        Pass(60);
        Assert.Empty(Site.Requests);
        Assert.True(HealthNow.Halted);
    }

    [Fact]
    public void Should_ask_for_matches_before_odds_and_for_odds_at_their_cadence()
    {
        StartPolling(new ScriptedProtocol());
        Assert.Equal(EndpointRole.Matches, Site.Requests[0].Role);
        Site.Answer("empty");
        Pass(0.25);
        Assert.Equal(EndpointRole.Odds, Site.Requests[1].Role);
        Site.Answer("odds 2.10 1.80");
        Pass(3.75);
        Assert.Equal(2, Site.Requests.Count);
        Pass(0.5);
        Assert.Equal(EndpointRole.Odds, Site.Requests[2].Role);
    }

    [Fact]
    public void Should_send_one_request_at_a_time()
    {
        StartPolling(new ScriptedProtocol());
        Pass(120);
        Assert.Equal((1, 1), (Site.Requests.Count, Site.MostOpen));
    }

    [Fact]
    public void Should_back_off_longer_with_each_failure_and_forget_it_after_a_success()
    {
        StartPolling();
        Assert.Equal([2, 4, 8, 16, 16], [Gap(), Gap(), Gap(), Gap(), Gap()]);
        Site.Answer("odds 2.10 1.80");
        Pass(4.25);
        Assert.Equal(2, Gap());

        int Gap()
        {
            var count = Site.Requests.Count;
            Site.Answer("fail", 500);
            var quarters = 0;
            while (Site.Requests.Count == count)
            {
                Pass(0.25);
                quarters++;
            }
            return quarters / 4;
        }
    }

    [Fact]
    public void Should_honour_Retry_After()
    {
        StartPolling();
        Site.Answer("fail", 429, TimeSpan.FromSeconds(90));
        Pass(89.5);
        Assert.Single(Site.Requests);
        Pass(1);
        Assert.Equal(2, Site.Requests.Count);
    }

    [Fact]
    public void Should_treat_a_broken_connection_as_a_failure()
    {
        StartPolling();
        Site.Fail(TransportFailure.ConnectionLost);
        Assert.Equal((1, 0), (HealthNow.ConsecutiveFailures, HealthNow.LastStatus));
        Assert.Contains("ConnectionLost", HealthNow.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_ask_for_a_snapshot_at_once_after_a_gap_and_back_off_after_three()
    {
        StartPolling();
        for (var asked = 1; asked <= 3; asked++)
        {
            Site.Answer("gap");
            Pass(0.25);
            Assert.Equal(asked + 1, Site.Requests.Count);
        }
        Site.Answer("gap");
        Pass(1.75);
        Assert.Equal(4, Site.Requests.Count);
        Pass(0.5);
        Assert.Equal(5, Site.Requests.Count);
        Assert.Equal("/snapshot", Site.Requests[^1].Uri.AbsolutePath);
    }

    [Fact]
    public void Should_send_prices_to_the_shard_and_then_the_heartbeat_that_confirms_the_rest()
    {
        var worker = StartPolling();
        Site.Answer("odds 2.10 1.80");
        Assert.Equal("e1", Market.Only<CatalogueChanged>().Events[0].Key.EventId);
        AssignSlot(worker);
        Assert.Equal((21_000, 18_000), (Shard.Last<PriceBatch>().Items[0].First, Shard.Last<PriceBatch>().Items[0].Second));
        Shard.Clear();
        Pass(4.25);
        Site.Answer("odds 2.20 1.80");
        Assert.Equal([1, 0], Shard.Of<PriceBatch>().Select(Priced));
        Shard.Clear();
        Pass(4.25);
        Site.Answer("same");
        Assert.Equal([0], Shard.Of<PriceBatch>().Select(Priced));
        Assert.Equal((byte)3, Shard.Only<PriceBatch>().Source);
    }

    [Fact]
    public void Should_stamp_prices_with_the_time_of_the_request()
    {
        var asked = Now;
        StartPolling();
        Pass(3);
        Site.Answer("odds 2.10 1.80");
        Assert.Equal(asked, Shard.Last<PriceBatch>().At);
        Assert.Equal(asked, HealthNow.LastOddsAt);
    }

    [Fact]
    public void Should_revoke_prices_tell_the_account_and_wait_when_the_session_is_lost()
    {
        var worker = StartPolling();
        Site.Answer("odds 2.10 1.80");
        AssignSlot(worker);
        Pass(4.25);
        Shard.Clear();
        Site.Answer("login");
        Assert.Equal((0, 0), (Shard.Only<PriceBatch>().Items[0].First, Shard.Only<PriceBatch>().Items[0].Second));
        Assert.Single(Market.Of<SourceRetired>());
        Assert.Equal((1, "login page"), (Account.Only<SessionLost>().Generation, Account.Only<SessionLost>().Reason));
        Register(worker);
        var polls = Site.Requests.Count;
        Pass(60);
        Assert.Equal(polls, Site.Requests.Count);
        Assert.True(HealthNow.Halted);
        worker.Tell(new InjectSession(Session()));
        Pass(0.25);
        Assert.Equal((polls + 1, "/snapshot"), (Site.Requests.Count, Site.Requests[^1].Uri.AbsolutePath));
    }

    [Fact]
    public void Should_keep_a_new_session_when_an_answer_turns_away_the_one_before()
    {
        var worker = StartPolling();
        worker.Tell(new InjectSession(Session()));
        Site.Answer("login");
        Pass(1.25);
        Assert.Empty(Account.Of<SessionLost>());
        Assert.Equal((2, false, 2), (Site.Requests.Count, HealthNow.Halted, HealthNow.SessionGeneration));
    }

    [Fact]
    public void Should_count_the_session_as_lost_when_it_lacks_a_token_that_the_contract_needs()
    {
        var worker = StartWorker(new ScriptedProtocol(matches: false, needsToken: true));
        Register(worker);
        worker.Tell(new InjectSession(Session(token: false)));
        Pass(0.25);
        Assert.Empty(Site.Requests);
        Assert.Contains("no token 'path'", Account.Only<SessionLost>().Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_start_over_when_the_market_does_and_ignore_the_answer_of_before()
    {
        var worker = StartPolling();
        Sys.EventStream.Publish(new MarketStarted(2));
        Assert.Equal(2, Market.Of<RegisterSource>().Count);
        Assert.Equal(0, Site.Open);
        Register(worker, column: 4);
        Pass(0.25);
        Assert.Equal(2, Site.Requests.Count);
        Site.Answer("odds 9.90 9.90", number: 0);
        Assert.Empty(Market.Of<CatalogueChanged>());
        Site.Answer("odds 2.10 1.80", number: 1);
        Assert.Single(Market.Of<CatalogueChanged>());
        Assert.Equal((byte)4, Shard.Last<PriceBatch>().Source);
    }

    [Fact]
    public void Should_drop_its_request_and_poll_anew_when_the_guardian_restarts_it()
    {
        var worker = StartPolling();
        worker.Tell(RestartNow.Instance);
        Register(worker);
        Pass(0.25);
        Assert.Equal((2, 1), (Site.Requests.Count, Site.MostOpen));
    }

    [Fact]
    public void Should_start_empty_after_a_crash_and_ask_for_its_session()
    {
        var worker = StartPolling();
        Site.Answer("odds 2.10 1.80");
        var before = Market.Last<CatalogueChanged>().Markets[0].Revision;
        Pass(4.25);
        Site.Answer("crash");
        Assert.Single(Market.Of<SourceRetired>());
        Assert.Equal(2, Account.Of<WorkerStarted>().Count);
        Assert.Equal((true, 0), (HealthNow.Halted, HealthNow.OpenPrices));
        worker.Tell(new InjectSession(Session()));
        Register(worker);
        Pass(0.25);
        Site.Answer("odds 2.10 1.80");
        Assert.True(Market.Last<CatalogueChanged>().Markets[0].Revision > before);
    }

    [Fact]
    public void Should_give_its_column_back_when_it_stops()
    {
        var worker = StartPolling();
        Sys.Stop(worker);
        Assert.Single(Market.Of<SourceRetired>());
        Assert.Equal(0, Site.Open);
    }

    [Fact]
    public void Should_report_itself_once_a_second()
    {
        StartPolling();
        Account.Clear();
        Pass(5);
        Assert.Equal(5, Account.Of<WorkerHealth>().Count);
    }

    [Fact]
    public void Should_report_what_it_dropped()
    {
        StartPolling();
        Site.Answer("noid");
        Pass(1);
        Assert.Equal(2, HealthNow.Drops[DropReason.MissingId]);
    }
}
