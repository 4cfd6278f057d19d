using Akka.Actor;
using Akka.Hosting;
using Arb.Actors.Market;
using Arb.Actors.Sessions;
using Arb.Domain.Commands;
using Arb.Domain.Execution;
using Arb.Domain.Health;
using Arb.Domain.Primitives;
using ExecutionMessages = Arb.Domain.Execution;
using StartEngine = Arb.Domain.Commands.StartEngine;
using StopEngine = Arb.Domain.Commands.StopEngine;

namespace Arb.Actors.Commands;

/// <summary>Bounds of the command channel; from <c>arb.commands</c>.</summary>
/// <param name="Timeout">A command not answered within this fails.</param>
public sealed record CommandSettings(TimeSpan Timeout)
{
    /// <summary>True in the demo; see <see cref="TradeReport.PlayMoney"/>.</summary>
    public bool PlayMoney { get; init; }
}

/// <summary>/user/commands: the one door for CLI, dashboard and extension. Routes a command to who can answer it; holds no state.</summary>
public sealed partial class CommandsActor : ReceiveActor
{
    private readonly CommandTargets _targets;

    /// <summary>Makes the door to <paramref name="targets"/>.</summary>
    public CommandsActor(CommandTargets targets)
    {
        _targets = targets;
        Receive<GetStatus>(_ => Collect<StatusCollector>());
        Receive<StartEngine>(_ => AskEngine(new ExecutionMessages.StartEngine("operator")));
        Receive<StopEngine>(_ => AskEngine(new ExecutionMessages.StopEngine("operator")));
        Receive<KillSwitch>(kill => AskEngine(new KillEngine(kill.Reason)));
        Receive<ListOpportunities>(list => Limited(list.Limit, () => Relay(
            _targets.Engine,
            new GetOpportunities(list.Limit) { From = list.From, Text = list.Text, Account = list.Account, LeastMargin = list.LeastMargin },
            answer => answer is OpportunitiesAnswered found ? new OpportunityList(found.Opportunities) { Total = found.Total } : null)));
        Receive<GetOpportunityStatistics>(_ => Relay(_targets.Engine, GetOpportunityFigures.Instance, answer =>
            answer is OpportunityFigures found ? new OpportunityStatistics(found.Lifetimes, found.Margins) : null));
        Receive<ListPlans>(_ => Relay(_targets.Engine, GetPending.Instance, answer => answer is PendingAnswered pending ? PlanList.Of(pending) : null));
        Receive<ApprovePlan>(approve => Relay(_targets.Engine, new ApprovePending(approve.Plan, "the operator"), answer => answer is PlanAnswered answered ? Tell(approve.Plan, answered) : null));
        Receive<ListExecutions>(list => Limited(list.Limit, () => Read(_targets.Audit.ListAsync(list.Limit), rows => new ExecutionList(rows) { PlayMoney = _targets.Settings.PlayMoney })));
        Receive<ShowExecution>(show => Read(_targets.Audit.FindAsync(new ExecutionId(show.Execution)), history => history is null
            ? new CommandFailed(FailureKind.BadRequest, $"unknown execution '{show.Execution}' (arb executions list)")
            : new ExecutionDetails(history) { PlayMoney = _targets.Settings.PlayMoney }));
        Receive<ListLog>(list => Limited(list.Limit, () => Read(_targets.Log.ReadAsync(new LogQuery(list.Limit, list.AtLeast, list.Since, list.After)), page => new LogList(page.Entries) { Last = page.Last })));
        Receive<ListBindings>(list => Limited(list.Limit, () => _targets.Market.Forward(list)));
        Receive<DecideBinding>(OnDecide);
        Receive<ListAliases>(list => Limited(list.Limit, () => _targets.Market.Forward(list)));
        Receive<ChangeAliases>(change => _targets.Market.Forward(change));
        Receive<ImportAliases>(import => _targets.Market.Forward(import));
        Receive<RunDoctor>(doctor => Context.ActorOf(Props.Create(typeof(DoctorCollector), Sender, _targets, doctor)));
        Receive<ListAlerts>(list => _targets.Alerts.Forward(list));
        Receive<TestAlerts>(test => _targets.Alerts.Forward(test));
        Receive<ShutDown>(_ => OnShutDown());
        ReceiveMoney();
        Receive<ArbCommand>(command => _targets.Accounts.Forward(command));
    }

    private void OnDecide(DecideBinding command)
    {
        foreach (var text in new[] { command.First, command.Second })
        {
            if (IsEventKey(text))
                continue;
            Sender.Tell(new CommandFailed(FailureKind.BadRequest, $"'{text}' is no event: write provider:id, e.g. cmd:123 (arb bindings list)"));
            return;
        }
        _targets.Market.Forward(command);
    }

    private static bool IsEventKey(string text)
    {
        var colon = text.IndexOf(':');
        return colon > 0 && colon < text.Length - 1 && ProviderId.IsValid(text[..colon]);
    }

    private void OnShutDown()
    {
        Sender.Tell(new Done("engine is shutting down; executions under way are taken up again at the next start"));
        _ = CoordinatedShutdown.Get(Context.System).Run(OperatorShutDown.Instance);
    }

    private static CommandReply Tell(string plan, PlanAnswered answered) => answered.Outcome switch
    {
        ApprovalOutcome.Approved => new Done($"{plan} is approved: fresh balances and quotes decide now, and nothing is staked above {PlanWords.Legs(answered.Plan!.Plan)}"),
        ApprovalOutcome.AlreadyApproved => new Done($"{plan} is approved already and waits for fresh balances"),
        ApprovalOutcome.GateShut => new CommandFailed(FailureKind.Refused, $"{plan} can't be executed now: {answered.Gate.Detail}; it goes on waiting until {answered.Plan!.Until:HH:mm:ss} UTC"),
        _ => new CommandFailed(FailureKind.BadRequest, $"no plan '{plan}' waits: it lapsed, was withdrawn, or never was (arb plans)"),
    };

    private void AskEngine(object message) => Relay(_targets.Engine, message, answer =>
        answer is EngineStatus status ? new Done($"engine is {status.State.ToString().ToUpperInvariant()}: {status.Reason}") : null);

    private void Limited(int limit, Action then)
    {
        if (limit is >= 1 and <= 10_000)
            then();
        else
            Sender.Tell(new CommandFailed(FailureKind.BadRequest, $"limit {limit} is outside 1 to 10000"));
    }

    private void Relay(IActorRef target, object message, Func<object, CommandReply?> map) => Relay(Sender, target, message, map);

    private void Relay(IActorRef asker, IActorRef target, object message, Func<object, CommandReply?> map) =>
        Context.ActorOf(Props.Create(typeof(RelayActor), asker, target, message, map, _targets.Settings.Timeout));

    private void Collect<T>()
        where T : ActorBase => Context.ActorOf(Props.Create(typeof(T), Sender, _targets));

    private void Read<T>(Task<T> task, Func<T, CommandReply> map)
    {
        var asker = Sender;
        task.PipeTo(asker, success: result => map(result), failure: cause => new CommandFailed(FailureKind.Failed, cause.Message));
    }

    private sealed class OperatorShutDown : CoordinatedShutdown.Reason
    {
        public static readonly OperatorShutDown Instance = new();

        /// <summary>Used only where the system ends the process itself, which the engine's does not.</summary>
        public override int ExitCode => 0;
    }
}

/// <summary>Adds the command stage: <c>/user/commands</c>.</summary>
public static class CommandsHosting
{
    /// <summary>Starts <c>commands</c>, registered under <see cref="CommandsActor"/>; the last stage, it needs all others.</summary>
    public static AkkaConfigurationBuilder AddCommands(
        this AkkaConfigurationBuilder builder, IAuditLog audit, ISettlementLog profit, IReportLog reports, ISystemLog log, CommandSettings settings, HealthLimits health) =>
        builder.WithActors((system, registry) => registry.Register<CommandsActor>(system.ActorOf(
            Props.Create(
                typeof(CommandsActor),
                new CommandTargets(
                    registry.Get<AccountsActor>(), registry.Get<Execution.EngineActor>(), registry.Get<Execution.ExecutionsActor>(), registry.Get<MarketActor>(),
                    registry.Get<Execution.SettlementActor>(), registry.Get<Health.AlertsActor>(), audit, profit, reports, log, settings, health)),
            "commands")));
}

/// <summary>Who answers commands.</summary>
/// <param name="Accounts">Accounts.</param>
/// <param name="Engine">Engine.</param>
/// <param name="Executions">Executions.</param>
/// <param name="Market">Market.</param>
/// <param name="Settlement">Settlement.</param>
/// <param name="Alerts">Alerts.</param>
/// <param name="Audit">Audit.</param>
/// <param name="Profit">Settled bets.</param>
/// <param name="Reports">Executions of a period.</param>
/// <param name="Log">System log.</param>
/// <param name="Settings">Bounds.</param>
/// <param name="Health">Limits of the lamp, which are the doctor's too.</param>
public sealed record CommandTargets(
    IActorRef Accounts, IActorRef Engine, IActorRef Executions, IActorRef Market, IActorRef Settlement, IActorRef Alerts, IAuditLog Audit, ISettlementLog Profit, IReportLog Reports, ISystemLog Log, CommandSettings Settings,
    HealthLimits Health);

/// <summary>Passes one question on and its answer back, or a time-out.</summary>
internal sealed class RelayActor : ReceiveActor
{
    public RelayActor(IActorRef asker, IActorRef target, object message, Func<object, CommandReply?> map, TimeSpan timeout)
    {
        target.Tell(message);
        SetReceiveTimeout(timeout);
        Receive<ReceiveTimeout>(_ => Answer(new CommandFailed(FailureKind.Failed, "the engine did not answer in time")));
        ReceiveAny(answer => Answer(map(answer) ?? new CommandFailed(FailureKind.Failed, $"unexpected answer {answer.GetType().Name}")));

        void Answer(CommandReply reply)
        {
            asker.Tell(reply);
            Context.Stop(Self);
        }
    }
}
