using Akka.Actor;
using Arb.Actors.Commands;
using Arb.Actors.Sessions;
using Arb.Domain.Commands;
using Arb.Domain.Execution;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;
using Arb.Tests.Actors.Support;
using Arb.Tests.Domain.Execution;

namespace Arb.Tests.Actors.Commands;

public sealed class MoneyCommandsSpecs : ActorKit
{
    private static readonly ExecutionId Seven = ExecutionId.FromToken(7);
    private readonly EmptyAudit _audit = new();
    private readonly MemorySettlementLog _profit = new();
    private readonly List<object> _heard = [];
    private Func<object, object?> _answer = _ => null;

    [Fact]
    public void Should_bring_a_persons_decision_to_the_execution()
    {
        _audit.Found = History();
        _answer = message => message is ResolveExecution ? new ResolutionAnswered(Seven, true, "noted") : null;
        Assert.Equal($"{Seven}: noted", Ask<Done>(Commands(), new DecideExecution(Seven.Value, 1, PersonVerdict.Placed, "B1", "seen")).Message);
        Assert.Equal(new ResolveExecution(Seven, 1, PersonVerdict.Placed, "B1", "seen"), Assert.Single(_heard));
    }

    [Fact]
    public void Should_refuse_a_decision_that_nobody_waits_for()
    {
        _audit.Found = History();
        _answer = message => message is ResolveExecution ? new ResolutionAnswered(Seven, false, "no person was asked") : null;
        Assert.Equal(FailureKind.Refused, Ask<CommandFailed>(Commands(), new DecideExecution(Seven.Value, null, PersonVerdict.Settled, null, "by hand")).Kind);
    }

    [Fact]
    public void Should_know_no_execution_that_is_not_in_the_audit() => Assert.Equal(FailureKind.BadRequest, Ask<CommandFailed>(Commands(), new DecideExecution("x", 0, PersonVerdict.Absent, null, "n")).Kind);

    [Fact]
    public void Should_decide_nothing_while_the_audit_cannot_be_read()
    {
        _audit.Failure = new StorageException("locked");
        Assert.Equal(FailureKind.Failed, Ask<CommandFailed>(Commands(), new DecideExecution("x", 0, PersonVerdict.Absent, null, "n")).Kind);
    }

    public static TheoryData<ArbCommand> Wrong =>
    [
        new DecideExecution("x", null, PersonVerdict.Placed, null, "note"),
        new DecideExecution("x", 1, PersonVerdict.Settled, null, "note"),
        new DecideExecution("x", 1, PersonVerdict.Absent, "B1", "note"),
        new DecideExecution("x", 1, PersonVerdict.Absent, null, "note", Stake: 5m),
        new DecideExecution("x", 1, PersonVerdict.Placed, null, "note", Odds: 1m),
        new DecideExecution("x", 1, PersonVerdict.Placed, null, "note", Odds: 2.00001m),
        new DecideExecution("x", 1, PersonVerdict.Placed, null, "note", Odds: decimal.MaxValue),
        new DecideExecution("x", 1, PersonVerdict.Placed, null, "note", Stake: 0m),
        new DecideExecution("x", 1, PersonVerdict.Placed, null, "note", Stake: 100_000_000.01m),
        new DecideExecution("x", 1, PersonVerdict.Placed, null, "note", Stake: 5.001m),
        new DecideExecution("x", 1, PersonVerdict.Placed, "", "note"),
        new DecideExecution("x", 1, PersonVerdict.Absent, null, " "),
        new DecideExecution("x", 1, PersonVerdict.Absent, null, new string('n', 501)),
        new SettleBet("x", 0, BetStatus.Accepted, 0m, "note"),
        new SettleBet("x", 0, BetStatus.Won, -1m, "note"),
        new SettleBet("x", 0, BetStatus.Won, 1.001m, "note"),
        new SettleBet("x", 0, BetStatus.Won, decimal.MaxValue, "note"),
        new SettleBet("x", 0, BetStatus.Won, 1m, ""),
        new SetExposure("A B", 1m, 2m),
        new SetExposure("a1", -1m, 2m),
        new SetExposure("a1", 3m, 2m),
        new SetExposure("a1", 1m, 100_000_001m),
        new GetProfit(new DateOnly(2026, 2, 2), new DateOnly(2026, 2, 1), 20),
        new GetProfit(new DateOnly(2025, 1, 1), new DateOnly(2026, 2, 1), 20),
        new GetProfit(null, DateOnly.MaxValue, 20),
        new GetProfit(null, null, 0),
    ];

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Should_pass_nothing_on_that_is_wrong_in_itself(ArbCommand command)
    {
        _audit.Found = History();
        Assert.Equal(FailureKind.BadRequest, Ask<CommandFailed>(Commands(), command).Kind);
        Assert.Empty(_heard);
    }

    [Theory]
    [InlineData(true, false, null)]
    [InlineData(false, false, FailureKind.Refused)]
    [InlineData(false, true, FailureKind.Failed)]
    public void Should_say_what_became_of_a_bet_settled_by_hand(bool done, bool failure, FailureKind? kind)
    {
        _answer = message => message is SettleByHand m ? new BetSettledByHand(m.Execution, m.Leg, done, failure, "so") : null;
        Assert.Equal(kind, (Ask<CommandReply>(Commands(), new SettleBet(Seven.Value, 0, BetStatus.Won, 126m, "statement")) as CommandFailed)?.Kind);
    }

    [Theory]
    [InlineData(true, null)]
    [InlineData(false, FailureKind.Refused)]
    public void Should_arm_an_opportunity_again(bool wasExecuted, FailureKind? kind)
    {
        _answer = message => message is RearmOpportunity m ? new OpportunityRearmed(m.Opportunity, wasExecuted) : null;
        Assert.Equal(kind, (Ask<CommandReply>(Commands(), new ArmOpportunity("opp-1")) as CommandFailed)?.Kind);
    }

    [Fact]
    public void Should_set_caps_at_the_account()
    {
        _answer = message => message is ToExposure { Message: SetExposureCaps m } ? new ExposureCapsSet(m.Account, new ExposureSettings(100m, 200m), m.Caps) : null;
        Assert.Equal("a1: 50 a match, 60.5 in all (was 100, 200)", Ask<Done>(Commands(), new SetExposure("a1", 50m, 60.5m)).Message);
    }

    [Fact]
    public void Should_say_that_the_account_for_caps_is_unknown()
    {
        _answer = message => message is ToExposure m ? new AccountUnknown(m.Account, m.Message) : null;
        Assert.Equal(FailureKind.BadRequest, Ask<CommandFailed>(Commands(), new SetExposure("a1", 50m, 60m)).Kind);
    }

    [Fact]
    public void Should_show_the_exposure_of_every_account()
    {
        _answer = message => message switch
        {
            GetAccounts => new AccountsAnswered([View("a2"), View("a1")]),
            ToExposure { Message: GetExposure } m => new ExposureAnswered(m.Account, null, 30m, 10m, 20m) { Caps = new ExposureSettings(40m, 60m) },
            _ => null,
        };
        var report = Ask<ExposureReport>(Commands(), new ListExposure());
        Assert.Equal([new ExposureView(new AccountId("a1"), 40m, 60m, 10m, 20m, 30m), new ExposureView(new AccountId("a2"), 40m, 60m, 10m, 20m, 30m)], report.Accounts.Select(account => account with { Matches = null }));
        Assert.All(report.Accounts, account => Assert.Empty(account.Matches!));
    }

    [Fact]
    public void Should_not_guess_the_exposure_of_an_account_that_does_not_answer()
    {
        _answer = message => message is GetAccounts ? new AccountsAnswered([View("a1")]) : null;
        var (asker, log) = Recorder();
        Commands().Tell(new ListExposure(), asker);
        Pass(10.5);
        Assert.Equal("no answer in time from: a1", log.Only<CommandFailed>().Message);
    }

    [Fact]
    public void Should_ask_profit_for_whole_days()
    {
        Ask<ProfitReport>(Commands(), new GetProfit(null, new DateOnly(2026, 1, 31), 20));
        Assert.Equal((new DateTimeOffset(2026, 1, 2, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2026, 2, 1, 0, 0, 0, TimeSpan.Zero)), _profit.Asked);
    }

    private IActorRef Commands()
    {
        var all = Sys.ActorOf(AnsweringActor.Props(message =>
        {
            _heard.Add(message);
            return _answer(message);
        }));
        return Sys.ActorOf(Props.Create(typeof(CommandsActor), new CommandTargets(all, all, all, all, all, all, _audit, _profit, new MemoryReportLog(), new MemorySystemLog(), new CommandSettings(TimeSpan.FromSeconds(10)), new Arb.Domain.Health.HealthLimits(TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(15)))));
    }

    private static AuditHistory History() => new(
        new AuditRow(Seven, 7, new OpportunityId("opp-1"), Given.Market, "Ajax - Feyenoord", ExecutionResult.WithPerson, "Placing", 1m, null, null, Given.Start, Given.Start, null, 3, []), [], []);

    private static AccountView View(string id) => new(id, "https://example.test/", true, AccountState.Active, null, Arb.Domain.Health.Lamp.Green, "", 1, null, true, [], null, null, 0m);
}
