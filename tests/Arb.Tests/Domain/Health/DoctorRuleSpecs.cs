using Arb.Domain.Execution;
using Arb.Domain.Harvest;
using Arb.Domain.Health;
using Arb.Domain.Sessions;

namespace Arb.Tests.Domain.Health;

public sealed class DoctorRuleSpecs
{
    [Fact]
    public void Should_pass_all_nine_steps_of_an_account_that_is_well()
    {
        var examined = DoctorCase.Well.Examine();
        Assert.True(examined.Healthy);
        Assert.Equal([.. Enumerable.Range(1, 9)], examined.Steps.Select(step => step.Number));
        Assert.All(examined.Steps, step => Assert.Equal(DoctorOutcome.Passed, step.Outcome));
        Assert.All(examined.Steps, step => Assert.NotEmpty(step.Evidence));
        Assert.All(examined.Steps, step => Assert.Null(step.Cause));
        Assert.Empty(examined.Notes);
    }

    [Fact]
    public void Should_ask_the_questions_of_L27_in_its_order() => Assert.Equal(
        ["session valid?", "worker requesting?", "endpoint right?", "response has data?", "parser works?", "registry filled?", "binding there?", "pairing there?", "arbitrage loop alive?"],
        DoctorCase.Well.Examine().Steps.Select(step => step.Question));

    [Fact]
    public void Should_stop_at_the_first_no_and_leave_the_rest_unjudged()
    {
        var examined = DoctorCase.Well.Registry(null).Binding(binding => binding with { Bound = 0 }).Examine();
        Assert.Equal(
            [.. Enumerable.Repeat(DoctorOutcome.Passed, 5), DoctorOutcome.Failed, .. Enumerable.Repeat(DoctorOutcome.NotReached, 3)],
            examined.Steps.Select(step => step.Outcome));
        Assert.All(examined.Steps.Skip(6), step => Assert.Empty(step.Evidence));
        Assert.StartsWith("step 6, registry filled?", examined.Verdict);
    }

    [Fact]
    public void Should_note_what_keeps_a_healthy_account_from_being_executed_on()
    {
        var facts = DoctorCase.Well.View(view => view with { CanBet = false, ContractProblems = ["no place endpoint"], Lamp = Lamp.Yellow });
        var examined = (facts with { Engine = facts.Engine! with { State = EngineState.Stopped, Reason = "not started yet" } }).Examine();
        Assert.True(examined.Healthy);
        Assert.Collection(
            examined.Notes, note => Assert.Contains("no place endpoint", note), note => Assert.Contains("YELLOW", note), note => Assert.Contains("STOPPED (not started yet)", note));
    }

    [Fact]
    public void Should_tell_on_paper_what_only_live_bets_will_need()
    {
        var examined = DoctorCase.Well.View(view => view with { MissingForLive = ["place: not captured yet"] }).Examine();
        Assert.True(examined.Healthy);
        Assert.Equal("good for bets on paper; before live trading: place: not captured yet", Assert.Single(examined.Notes));
    }

    [Fact]
    public void Should_take_one_failed_answer_between_good_ones_for_the_network() =>
        Assert.True(DoctorCase.Well.OddsPoll(DoctorCase.Odds with { FailuresInRow = 1, LastStatus = 502, Reason = "status 502" }).Examine().Healthy);

    [Fact]
    public void Should_say_what_the_last_status_was() =>
        Assert.Contains(DoctorCase.Well.Examine().Steps[2].Evidence, item => item.Name == "odds" && item.Value.StartsWith("last status 200, 20 sent, 20 good, last good 2 s ago", StringComparison.Ordinal));

    [Fact]
    public void Should_show_a_sample_of_what_was_decoded() =>
        Assert.Contains(DoctorCase.Well.Examine().Steps[4].Evidence, item => item is { Name: "sample", Value: "Ajax - PSV, OneXTwo: 2.10 3.40 3.60" });

    [Theory]
    [MemberData(nameof(Failures))]
    public void Should_name_step_cause_and_remedy(string name, int number, string cause, string remedy)
    {
        var examined = Spoiled[name].Examine();
        Assert.False(examined.Healthy);
        var failed = Assert.Single(examined.Steps, step => step.Outcome == DoctorOutcome.Failed);
        Assert.Equal(number, failed.Number);
        Assert.Contains(cause, failed.Cause, StringComparison.Ordinal);
        Assert.Contains(remedy, failed.Remedy, StringComparison.Ordinal);
        Assert.Empty(examined.Notes);
    }

    public static TheoryData<string, int, string, string> Failures => new()
    {
        { "off", 1, "nobody switched it on", "arb account on anna" },
        { "start failed", 1, "no Chrome found", "put right" },
        { "starting", 1, "starting", "wait" },
        { "stopping", 1, "reset", "arb executions list" },
        { "browser gone", 1, "window closed", "arb account reset anna" },
        { "no login, browser", 1, "nobody has logged in", "log in at site.example" },
        { "no login, import", 1, "nobody has logged in", "arb session import anna" },
        { "session lost", 1, "a page instead of data", "log in at" },
        { "no contract, browser", 2, "nobody said", "open the odds page" },
        { "no contract, import", 2, "no contract yet", "arb contract import anna" },
        { "contract unmarked", 2, "nobody said", "arb contract mark anna CMD" },
        { "contract invalid", 2, "no odds endpoint", "mark again" },
        { "worker failed too often", 2, "failed too often", "arb logs" },
        { "not active", 2, "not ACTIVE", "moment" },
        { "worker silent", 2, "hangs", "arb account reset anna" },
        { "no column", 2, "columns", "arb.market.max-sources" },
        { "halted", 2, "waiting for a session", "log in" },
        { "not asked yet", 2, "just begun", "wait" },
        { "stuck", 2, "never answered", "guardian" },
        { "not sent", 3, "no connection to odds.site.example", "network" },
        { "timed out", 3, "in time", "arb.http.response-timeout" },
        { "connection lost", 3, "connection broke", "by itself" },
        { "too large", 3, "arb.http.max-body", "raise" },
        { "headers too large", 3, "arb.http.max-headers", "raise" },
        { "malformed", 3, "no HTTP", "proxy" },
        { "404", 3, "moved", "arb contract mark anna CMD" },
        { "404, import", 3, "moved", "arb contract import anna" },
        { "302", 3, "elsewhere", "arb contract mark" },
        { "429", 3, "too often", "arb.harvest.odds-every" },
        { "503", 3, "trouble", "wait" },
        { "403", 3, "refuses", "log in" },
        { "400", 3, "does not understand", "arb contract mark" },
        { "418", 3, "status 418", "arb contract mark" },
        { "odds never answered", 3, "not answered yet", "wait" },
        { "empty body", 4, "with nothing", "arb contract mark anna CMD" },
        { "page", 4, "a page instead of data", "browser" },
        { "no rows", 4, "no matches", "browser" },
        { "odds stopped", 4, "have stopped", "arb logs" },
        { "unreadable", 5, "changed its format", "report" },
        { "all dropped", 5, "UnknownMarket", "report" },
        { "over limit", 5, "OverLimit", "arb.harvest.max-events" },
        { "no markets", 5, "without markets", "browser" },
        { "all prices dropped", 5, "InvalidPrice", "odds format" },
        { "all closed", 5, "suspended", "wait" },
        { "market silent", 6, "overloaded", "arb logs" },
        { "market down", 6, "failed too often", "restart the engine" },
        { "market starts over", 6, "failed a moment ago", "wait" },
        { "no registry", 6, "did not hear", "arb logs" },
        { "registry full", 6, "full", "arb.registry.max-events" },
        { "registry empty", 6, "just started over", "wait" },
        { "discovery silent", 7, "overloaded", "arb logs" },
        { "bindings unread", 7, "cannot be read", "disk" },
        { "bindings unsaved", 7, "cannot be stored", "disk" },
        { "discovery empty", 7, "no event of this provider", "wait" },
        { "alone", 7, "one bookmaker alone", "another protocol" },
        { "undecided", 7, "look alike", "arb bindings accept" },
        { "other matches", 7, "different matches", "same leagues" },
        { "pairing silent", 8, "overloaded", "arb logs" },
        { "no column in pairing", 8, "starting over", "wait" },
        { "no markets bound", 8, "no markets of this account", "arb bindings list" },
        { "book full", 8, "full", "arb.market.max-markets" },
        { "other lines", 8, "other lines", "half line" },
        { "no partner", 8, "no other account", "other provider" },
        { "shard silent", 9, "1 shards", "arb logs" },
        { "no prices in book", 9, "still under way", "wait" },
        { "stale in book", 9, "heard nothing for 40 s", "too slow" },
        { "engine silent", 9, "overloaded", "arb logs" },
    };

    private static DoctorFacts Bad(int status, string? reason = null) => DoctorCase.Well.OddsPoll(DoctorCase.Odds with { FailuresInRow = 2, LastStatus = status, Reason = reason ?? $"status {status}" });

    private static DoctorFacts NoAnswer(TransportFailure failure) => DoctorCase.Well.OddsPoll(DoctorCase.Odds with { FailuresInRow = 2, LastStatus = 0, LastFailure = failure });

    private static DoctorFacts Dropped(DropReason reason, int events, int markets) => DoctorCase.Well
        .Worker(worker => worker with { Events = events, Markets = markets }).WorkerHealth(health => health with { OpenPrices = 0, Drops = new Dictionary<DropReason, long> { [reason] = 7 } });

    private static DoctorFacts Unmarked(bool browser, params string[] contracts) =>
        DoctorCase.Well.View(view => view with { Provider = null, State = AccountState.WaitProvider }).Account(account => account with { HasBrowser = browser, Contracts = contracts, HasWorker = false });

    private static DoctorFacts NoSession(bool browser) => (DoctorCase.Well with { Worker = null }).View(view => view with { SessionGeneration = 0 }).Account(account => account with { HasBrowser = browser });

    private static readonly Dictionary<string, DoctorFacts> Spoiled = new(StringComparer.Ordinal)
    {
        ["off"] = DoctorCase.Well.View(view => view with { Enabled = false, State = AccountState.Idle }),
        ["start failed"] = DoctorCase.Well.View(view => view with { State = AccountState.Idle, LampReason = "off: the start failed: no Chrome found" }),
        ["starting"] = DoctorCase.Well.View(view => view with { State = AccountState.Starting }),
        ["stopping"] = DoctorCase.Well.View(view => view with { State = AccountState.Stopping }),
        ["browser gone"] = DoctorCase.Well.Account(account => account with { BrowserTrouble = "window closed" }),
        ["no login, browser"] = NoSession(browser: true),
        ["no login, import"] = NoSession(browser: false),
        ["session lost"] = DoctorCase.Well.View(view => view with { SessionGeneration = 0 }).WorkerHealth(health => health with { Halted = true, Reason = "session lost: a page instead of data" }),
        ["no contract, browser"] = Unmarked(browser: true),
        ["no contract, import"] = Unmarked(browser: false),
        ["contract unmarked"] = Unmarked(browser: false, "CMD"),
        ["contract invalid"] = DoctorCase.Well.View(view => view with { ContractProblems = ["no odds endpoint"] }).Account(account => account with { CanHarvest = false }),
        ["worker failed too often"] = DoctorCase.Well.Account(account => account with { HasWorker = false }),
        ["not active"] = DoctorCase.Well.View(view => view with { State = AccountState.WaitProvider }).Account(account => account with { HasWorker = false }),
        ["worker silent"] = DoctorCase.Well with { Worker = null },
        ["no column"] = DoctorCase.Well.Worker(worker => worker with { Registered = false }),
        ["halted"] = DoctorCase.Well.WorkerHealth(health => health with { Halted = true, Reason = "waiting for a session" }),
        ["not asked yet"] = DoctorCase.Well.Worker(worker => worker with { LastSentAt = null }),
        ["stuck"] = DoctorCase.Well.Worker(worker => worker with { LastSentAt = DoctorCase.Ago(21) }),
        ["not sent"] = NoAnswer(TransportFailure.NotSent),
        ["timed out"] = NoAnswer(TransportFailure.TimedOut),
        ["connection lost"] = NoAnswer(TransportFailure.ConnectionLost),
        ["too large"] = NoAnswer(TransportFailure.TooLarge),
        ["headers too large"] = NoAnswer(TransportFailure.HeadersTooLarge),
        ["malformed"] = NoAnswer(TransportFailure.Malformed),
        ["404"] = Bad(404),
        ["404, import"] = Bad(404).Account(account => account with { HasBrowser = false }),
        ["302"] = Bad(302),
        ["429"] = Bad(429),
        ["503"] = Bad(503),
        ["403"] = Bad(403),
        ["400"] = Bad(400),
        ["418"] = Bad(418),
        ["odds never answered"] = DoctorCase.Well.OddsPoll(DoctorCase.Odds with { Good = 0, LastStatus = 0, LastGoodAt = null }),
        ["empty body"] = DoctorCase.Well.OddsPoll(DoctorCase.Odds with { FailuresInRow = 2, LastBody = BodyKind.Empty, Reason = "no body" }),
        ["page"] = DoctorCase.Well.OddsPoll(DoctorCase.Odds with { FailuresInRow = 2, LastBody = BodyKind.Page }),
        ["no rows"] = DoctorCase.Well.OddsPoll(DoctorCase.Odds with { Rows = 0 }).Worker(worker => worker with { Events = 0 }),
        ["odds stopped"] = DoctorCase.Well.OddsPoll(DoctorCase.Odds with { LastGoodAt = DoctorCase.Ago(16) }),
        ["unreadable"] = Bad(200, "no envelope"),
        ["all dropped"] = Dropped(DropReason.UnknownMarket, 10, 0),
        ["over limit"] = Dropped(DropReason.OverLimit, 0, 0),
        ["no markets"] = DoctorCase.Well.Worker(worker => worker with { Markets = 0 }),
        ["all prices dropped"] = Dropped(DropReason.InvalidPrice, 10, 30),
        ["all closed"] = DoctorCase.Well.WorkerHealth(health => health with { OpenPrices = 0 }),
        ["market silent"] = DoctorCase.Well with { Market = null },
        ["market down"] = DoctorCase.Well.Market(market => market with { Condition = MarketCondition.Down }),
        ["market starts over"] = DoctorCase.Well.Market(market => market with { Condition = MarketCondition.StartingOver }),
        ["no registry"] = DoctorCase.Well.Registry(null),
        ["registry full"] = DoctorCase.Well.Registry(new RegistryEvidence(1000, 5000, 0, 0, 40, null)),
        ["registry empty"] = DoctorCase.Well.Registry(new RegistryEvidence(3, 9, 0, 0, 0, null)),
        ["discovery silent"] = DoctorCase.Well.Market(market => market with { Binding = null }),
        ["bindings unread"] = DoctorCase.Well.Binding(binding => binding with { Bound = 0, Loaded = false }),
        ["bindings unsaved"] = DoctorCase.Well.Binding(binding => binding with { Bound = 0, Unsaved = 3 }),
        ["discovery empty"] = DoctorCase.Well.Binding(binding => binding with { Bound = 0, Events = 0 }),
        ["alone"] = DoctorCase.Well.Binding(binding => binding with { Bound = 0, OtherEvents = new Dictionary<string, int>() }),
        ["undecided"] = DoctorCase.Well.Binding(binding => binding with { Bound = 0 }),
        ["other matches"] = DoctorCase.Well.Binding(binding => binding with { Bound = 0, Questions = 0 }),
        ["pairing silent"] = DoctorCase.Well.Market(market => market with { Pairing = null }),
        ["no column in pairing"] = DoctorCase.Well.Pairing(pairing => pairing with { Slots = 0, Column = null }),
        ["no markets bound"] = DoctorCase.Well.Pairing(pairing => pairing with { Slots = 0, Markets = 0 }),
        ["book full"] = DoctorCase.Well.Pairing(pairing => pairing with { Slots = 0, Refused = 4 }),
        ["other lines"] = DoctorCase.Well.Pairing(pairing => pairing with { Slots = 0 }),
        ["no partner"] = DoctorCase.Well.Pairing(pairing => pairing with { Slots = 0, Unsupported = 0 }),
        ["shard silent"] = DoctorCase.Well.Market(market => market with { Shards = [market.Shards[0]] }),
        ["no prices in book"] = DoctorCase.Well.Market(market => market with { Shards = [.. market.Shards.Select(shard => shard with { IsFresh = false, ConfirmedAt = null })] }),
        ["stale in book"] = DoctorCase.Well.Market(market => market with { Shards = [market.Shards[0], market.Shards[1] with { IsFresh = false, ConfirmedAt = DoctorCase.Ago(40) }] }),
        ["engine silent"] = DoctorCase.Well with { Engine = null },
    };
}
