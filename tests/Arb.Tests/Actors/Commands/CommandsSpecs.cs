using Akka.Actor;
using Arb.Actors.Commands;
using Arb.Actors.Market;
using Arb.Actors.Sessions;
using Arb.Domain.Commands;
using Arb.Domain.Execution;
using Arb.Domain.Health;
using Arb.Domain.Sessions;
using Arb.Tests.Actors.Support;
using ExecutionMessages = Arb.Domain.Execution;
using StartEngine = Arb.Domain.Commands.StartEngine;

namespace Arb.Tests.Actors.Commands;

public sealed class CommandsSpecs : ActorKit
{
    private readonly EmptyAudit _audit = new();
    private readonly MemorySystemLog _log = new();
    private readonly List<object> _engineHeard = [];
    private readonly List<object> _marketHeard = [];
    private readonly List<object> _accountsHeard = [];
    private readonly IActorRef _commands;
    private bool _engineAnswers = true;
    private bool _marketAnswers = true;

    public CommandsSpecs()
    {
        var accounts = Actor(_accountsHeard, message => message is GetAccounts ? new AccountsAnswered([]) : message is ArbCommand ? new CommandFailed(FailureKind.BadRequest, "unknown account 'x'") : null);
        var engine = Actor(_engineHeard, message => !_engineAnswers ? null : message is GetOpportunities ? new OpportunitiesAnswered([]) : Status());
        var market = Actor(_marketHeard, message => !_marketAnswers ? null : message is GetMarketStatus ? new MarketStatus(2, 1, 30, 4, 500) : message is ListBindings ? new BindingList([], []) : new Done("decided"));
        var executions = Actor([], message => message is GetLocks ? new LocksAnswered([], false) : null);
        _commands = Sys.ActorOf(Props.Create(typeof(CommandsActor), new CommandTargets(accounts, engine, executions, market, ActorRefs.Nobody, ActorRefs.Nobody, _audit, new MemorySettlementLog(), new MemoryReportLog(), _log, new CommandSettings(TimeSpan.FromSeconds(10)), new HealthLimits(TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(15)))), "commands");
    }

    [Fact]
    public void Should_put_the_status_together_from_everybody()
    {
        var status = Ask<StatusReport>(_commands, new GetStatus());
        Assert.Equal(("RUNNING", "paper", 2, 1, 30, 4), (status.State, status.Trading, status.BoundMatches, status.BindingQuestions, status.BookMarkets, status.Opportunities));
        Assert.Equal((1, 3, 4, 2, 6m), (status.ExecutionsRunning, status.ExecutionsCompleted, status.Hedged, status.NeedsPerson, status.LockedProfit));
    }

    [Fact]
    public void Should_tell_the_parts_of_the_status_that_it_knows_and_name_who_did_not_answer_in_time()
    {
        _marketAnswers = _engineAnswers = false;
        var (asker, log) = Recorder();
        _commands.Tell(new GetStatus(), asker);
        Pass(9);
        Assert.Empty(log.All);
        Pass(1.5);
        var status = log.Only<StatusReport>();
        Assert.Equal([new StatusGap(StatusPart.Engine, null), new StatusGap(StatusPart.Market, null)], status.Gaps);
        Assert.Equal(("UNKNOWN", "unknown", 1, 3, 6m), (status.State, status.Trading, status.ExecutionsRunning, status.ExecutionsCompleted, status.LockedProfit));
        Assert.Equal((true, false), (status.Knows(StatusPart.Audit), status.Knows(StatusPart.Market)));
    }

    [Fact]
    public void Should_tell_the_rest_of_the_status_when_the_audit_cannot_be_read()
    {
        _audit.Failure = new StorageException("locked");
        var status = Ask<StatusReport>(_commands, new GetStatus());
        Assert.Equal(new StatusGap(StatusPart.Audit, "locked"), Assert.Single(status.Gaps));
        Assert.Equal(("RUNNING", 2), (status.State, status.BoundMatches));
    }

    [Fact]
    public void Should_pass_orders_to_the_engine()
    {
        Assert.Contains("RUNNING", Ask<Done>(_commands, new StartEngine()).Message, StringComparison.Ordinal);
        Ask<Done>(_commands, new KillSwitch("panic"));
        Assert.Equal([new ExecutionMessages.StartEngine("operator"), new KillEngine("panic")], _engineHeard);
    }

    [Fact]
    public void Should_fail_an_order_that_the_engine_does_not_answer()
    {
        _engineAnswers = false;
        var (asker, log) = Recorder();
        _commands.Tell(new StartEngine(), asker);
        Pass(10.5);
        Assert.Equal(FailureKind.Failed, log.Only<CommandFailed>().Kind);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(10_001)]
    public void Should_refuse_a_limit_out_of_range(int limit)
    {
        foreach (var command in (ArbCommand[])[new ListOpportunities(limit), new ListExecutions(limit), new ListLog(limit, LogSeverity.Info), new ListBindings(limit)])
            Assert.Equal(FailureKind.BadRequest, Ask<CommandFailed>(_commands, command).Kind);
        Assert.Empty(_marketHeard);
    }

    [Fact]
    public void Should_answer_lists()
    {
        Ask<OpportunityList>(_commands, new ListOpportunities(10));
        Ask<ExecutionList>(_commands, new ListExecutions(10));
        Ask<LogList>(_commands, new ListLog(10, LogSeverity.Info));
        Ask<BindingList>(_commands, new ListBindings(10));
    }

    [Fact]
    public void Should_say_that_an_execution_is_unknown()
    {
        Assert.Equal((FailureKind.BadRequest, "unknown execution 'x9' (arb executions list)"), Kind(Ask<CommandFailed>(_commands, new ShowExecution("x9"))));
    }

    [Theory]
    [InlineData("cmd:1", "sbo")]
    [InlineData("c:1", "sbo:2")]
    [InlineData("cmd:", "sbo:2")]
    [InlineData("cmd:1", "s-b:2")]
    [InlineData("", "")]
    public void Should_let_no_malformed_event_through(string first, string second)
    {
        Assert.Contains("is no event", Ask<CommandFailed>(_commands, new DecideBinding(first, second, true, false)).Message, StringComparison.Ordinal);
        Assert.Empty(_marketHeard);
    }

    [Fact]
    public void Should_pass_everything_about_accounts_on()
    {
        Assert.Equal("unknown account 'x'", Ask<CommandFailed>(_commands, new SwitchAccount("x", true)).Message);
    }

    private static (FailureKind, string) Kind(CommandFailed failed) => (failed.Kind, failed.Message);

    private static EngineStatus Status() => new(EngineState.Running, "started", "paper", 4, 0, 0, 0, new Dictionary<string, long>());

    private IActorRef Actor(List<object> heard, Func<object, object?> answer) => Sys.ActorOf(AnsweringActor.Props(message =>
    {
        heard.Add(message);
        return answer(message);
    }));
}
