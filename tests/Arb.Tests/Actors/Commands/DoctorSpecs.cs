using Akka.Actor;
using Arb.Actors.Commands;
using Arb.Actors.Sessions;
using Arb.Domain.Commands;
using Arb.Domain.Execution;
using Arb.Domain.Health;
using Arb.Domain.Sessions;
using Arb.Tests.Actors.Support;

namespace Arb.Tests.Actors.Commands;

/// <summary>The doctor over real accounts, workers and market.</summary>
public sealed class DoctorSpecs : AccountKit
{
    private readonly IActorRef _accounts;
    private readonly IActorRef _commands;
    private bool _marketHears = true;

    public DoctorSpecs()
    {
        Accounts.Accounts["a1"] = Stored();
        _accounts = Sys.ActorOf(Props.Create(typeof(AccountsActor), Environment()), "accounts");
        var engine = Sys.ActorOf(AnsweringActor.Props(message =>
            message is GetEngineStatus ? new EngineStatus(EngineState.Running, "started", "paper", 0, 0, 0, 0, new Dictionary<string, long>()) : null));
        var market = Sys.ActorOf(Props.Create(typeof(Gate), Market, (Func<bool>)(() => _marketHears)));
        _commands = Sys.ActorOf(Props.Create(typeof(CommandsActor), new CommandTargets(
            _accounts, engine, Executions, market, ActorRefs.Nobody, ActorRefs.Nobody, new EmptyAudit(), new MemorySettlementLog(), new MemoryReportLog(), new MemorySystemLog(), new CommandSettings(TimeSpan.FromSeconds(6)), Health)));
    }

    [Fact]
    public void Should_say_that_an_account_is_off()
    {
        var step = Failed("a1");
        Assert.Equal((1, "arb account on a1, then log in"), (step.Number, step.Remedy));
    }

    [Fact]
    public void Should_show_the_last_status_of_an_endpoint_that_fails()
    {
        GoActive(null);
        for (var i = 0; i < 40; i++)
        {
            if (Site().Open > 0)
                Site().Answer("fail", 404);
            Pass(0.5);
        }
        var step = Failed("a1");
        Assert.Equal(DoctorCheck.Endpoint, step.Check);
        Assert.Contains(step.Evidence, item => item.Name == "matches" && item.Value.StartsWith("last status 404", StringComparison.Ordinal));
    }

    [Fact]
    public void Should_say_that_an_answer_with_data_cannot_be_read()
    {
        GoActive(_ => "fail");
        Pass(30);
        Assert.Equal(DoctorCheck.Parser, Failed("a1").Check);
    }

    [Fact]
    public void Should_find_that_an_account_alone_has_nothing_to_bind_with()
    {
        GoActive(request => request.Role == EndpointRole.Odds ? "odds 2.10 1.80" : "empty");
        Pass(5);
        var step = Failed("a1");
        Assert.Equal(DoctorCheck.Binding, step.Check);
        Assert.Contains("one bookmaker alone", step.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_find_nothing_wrong_when_two_accounts_compare_their_markets()
    {
        GoActive(request => request.Role == EndpointRole.Odds ? "odds 2.10 1.80" : "empty");
        Ask<Done>(_accounts, new AddAccount("a2", "https://other.example", "EUR", 0m));
        GoActive(request => request.Role == EndpointRole.Odds ? "odds 2.00 1.90" : "empty", "a2", "SBO");
        Pass(10);
        var report = Ask<DoctorReport>(_commands, new RunDoctor(null));
        Assert.Equal(["all nine steps hold", "all nine steps hold"], report.Accounts.Select(one => one.Verdict));
        Assert.True(report.Healthy);
    }

    [Fact]
    public void Should_judge_a_market_that_does_not_answer_as_silent()
    {
        GoActive(request => request.Role == EndpointRole.Odds ? "odds 2.10 1.80" : "empty");
        Pass(5);
        _marketHears = false;
        var (asker, log) = Recorder();
        _commands.Tell(new RunDoctor("a1"), asker);
        Pass(2.5);
        var failed = log.Only<DoctorReport>().Accounts.Single().Steps.Single(step => step.Outcome == DoctorOutcome.Failed);
        Assert.Equal((DoctorCheck.Registry, "the market did not answer"), (failed.Check, failed.Finding));
    }

    [Fact]
    public void Should_refuse_an_unknown_account_and_name_the_known_ones() =>
        Assert.Equal("unknown account 'bob'; known: a1", Ask<CommandFailed>(_commands, new RunDoctor("bob")).Message);

    [Fact]
    public void Should_not_call_an_engine_without_accounts_healthy()
    {
        Ask<Done>(_accounts, new RemoveAccount("a1"));
        Assert.False(Ask<DoctorReport>(_commands, new RunDoctor(null)).Healthy);
    }

    private void GoActive(Func<ProviderRequest, string>? site, string account = "a1", string provider = "CMD")
    {
        Ask<Done>(_accounts, new SwitchAccount(account, true));
        Ask<ContractList>(_accounts, new ImportContract(Contract(account, provider)));
        Ask<ContractList>(_accounts, new MarkContract(account, provider));
        Site(account).Auto = site;
        Ask<Done>(_accounts, Session(account));
        Pass(0.5);
    }

    private DoctorStep Failed(string account)
    {
        var report = Ask<DoctorReport>(_commands, new RunDoctor(account));
        Assert.False(report.Healthy);
        return Assert.Single(Assert.Single(report.Accounts).Steps, step => step.Outcome == DoctorOutcome.Failed);
    }

    private sealed class Gate : ReceiveActor
    {
        public Gate(IActorRef market, Func<bool> open) => ReceiveAny(message =>
        {
            if (open())
                market.Forward(message);
        });
    }
}
