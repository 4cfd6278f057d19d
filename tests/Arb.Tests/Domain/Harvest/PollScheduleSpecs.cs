using Arb.Domain.Harvest;
using Arb.Domain.Primitives;

namespace Arb.Tests.Domain.Harvest;

public sealed class PollScheduleSpecs
{
    private static readonly DateTimeOffset Start = new(2026, 9, 8, 12, 0, 0, TimeSpan.Zero);
    private static readonly HarvestPoll[] Polls = [new(0, HarvestRole.Leagues, "leagues"), new(1, HarvestRole.Matches, "matches"), new(2, HarvestRole.Odds, "odds")];
    private readonly PollSchedule _schedule = new(Polls, Settings(jitter: 0), Start);

    [Fact]
    public void Should_ask_for_everything_once_in_the_protocols_order_first()
    {
        var asked = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            var (poll, at) = _schedule.Next(Start);
            Assert.Equal(Start, at);
            asked.Add(poll.Name);
            _schedule.Answered(poll, Start);
        }
        Assert.Equal(["leagues", "matches", "odds"], asked);
    }

    [Fact]
    public void Should_ask_for_odds_fast_matches_slower_and_leagues_slowest()
    {
        var asked = new Dictionary<string, int> { ["leagues"] = 0, ["matches"] = 0, ["odds"] = 0 };
        for (var (poll, now) = _schedule.Next(Start); now < Start.AddMinutes(10); (poll, now) = _schedule.Next(now))
        {
            asked[poll.Name]++;
            _schedule.Answered(poll, now);
        }
        Assert.Equal((1, 20, 150), (asked["leagues"], asked["matches"], asked["odds"]));
    }

    [Fact]
    public void Should_not_let_two_sources_that_begin_together_beat_in_step()
    {
        Assert.NotEqual(Times("a1"), Times("a2"));
        Assert.Equal(Times("a1"), Times("a1"));

        static List<DateTimeOffset> Times(string account)
        {
            var schedule = new PollSchedule(Polls, Settings(jitter: 0.25).For(new SourceKey(new AccountId(account), new ProviderId("CMD"))), Start);
            var times = new List<DateTimeOffset>();
            for (var (poll, now) = schedule.Next(Start); times.Count < 10; (poll, now) = schedule.Next(now))
            {
                times.Add(now);
                schedule.Answered(poll, now);
            }
            return times;
        }
    }

    [Fact]
    public void Should_double_the_wait_with_each_failure_up_to_the_longest()
    {
        var waits = Enumerable.Range(0, 7).Select(_ => _schedule.Failed(Polls[2], null, Start).TotalSeconds);
        Assert.Equal([2, 4, 8, 16, 32, 60, 60], waits);
    }

    [Fact]
    public void Should_ask_nothing_at_all_before_a_retry_after_has_passed()
    {
        _schedule.Failed(Polls[2], TimeSpan.FromMinutes(2), Start);
        Assert.Equal(Start.AddMinutes(2), _schedule.Next(Start.AddSeconds(5)).At);
    }

    [Fact]
    public void Should_cut_a_retry_after_that_is_longer_than_the_bound() =>
        Assert.Equal(TimeSpan.FromMinutes(10), _schedule.Failed(Polls[2], TimeSpan.FromDays(1), Start));

    [Fact]
    public void Should_wait_longer_by_at_most_the_jitter_and_the_same_for_the_same_seed()
    {
        DateTimeOffset Due(PollSchedule schedule)
        {
            schedule.Answered(Polls[0], Start);
            schedule.Answered(Polls[1], Start);
            schedule.Answered(Polls[2], Start);
            return schedule.Next(Start).At;
        }

        var due = Due(new PollSchedule(Polls, Settings(jitter: 0.25), Start));
        Assert.InRange(due, Start.AddSeconds(4), Start.AddSeconds(5));
        Assert.Equal(due, Due(new PollSchedule(Polls, Settings(jitter: 0.25), Start)));
    }

    private static WorkerSettings Settings(double jitter) => new(
        TimeSpan.FromMinutes(10), TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(4), jitter, TimeSpan.FromSeconds(2), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(10),
        3, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(15), new HarvestLimits(100, 100), 1);
}
