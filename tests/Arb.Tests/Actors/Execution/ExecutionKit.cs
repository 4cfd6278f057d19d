using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using Arb.Actors;
using Arb.Actors.Execution;
using Arb.Domain.Arbitrage;
using Arb.Domain.Execution;
using Arb.Domain.Primitives;
using Arb.Host.Simulation;
using Arb.Tests.Actors.Support;
using Arb.Tests.Domain.Execution;

namespace Arb.Tests.Actors.Execution;

/// <summary>A system on virtual time with a journal in memory, an audit in memory, and probes for accounts, market and engine.</summary>
public abstract class ExecutionKit : TestKit
{
    private const string Hocon = """
        akka.scheduler.implementation = "Arb.Host.Simulation.VirtualScheduler, arb"
        akka.persistence.journal.plugin = "akka.persistence.journal.inmem"
        akka.loglevel = ERROR
        # How long a spec waits before it calls a message missing, on a machine with other work too.
        akka.test.single-expect-default = 15s
        akka.test.default-timeout = 15s
        """;

    /// <summary>Makes the system; <paramref name="settings"/> in HOCON win over the usual ones.</summary>
    protected ExecutionKit(string settings = "")
        : this(new SleepingMachine(), settings)
    {
    }

    private ExecutionKit(SleepingMachine machine, string settings)
        : base(ActorSystemSetup.Create(
            BootstrapSetup.Create().WithConfig(ConfigurationFactory.ParseString($"{Hocon}\n{ExecutionEventSerializer.Hocon}\n{settings}").WithFallback(DefaultConfig)),
            new EngineClockSetup(machine, SleepingMachine.Gap)))
    {
        Machine = machine;
        machine.Clock = Clock;
        Accounts = CreateTestProbe();
        Market = CreateTestProbe();
        Market.SetAutoPilot(new DelegateAutoPilot((sender, message) =>
        {
            if (message is GetMatchStarts ask && Starts is { } starts)
                sender.Tell(new MatchStartsAnswered(ask.Execution, starts));
            return AutoPilot.KeepRunning;
        }));
        Market.IgnoreMessages(message => message is GetMatchStarts);
        Engine = CreateTestProbe();
        Time = new SchedulerTime(EngineClock.Of(Sys));
    }

    protected TestProbe Accounts { get; }

    protected TestProbe Market { get; }

    protected TestProbe Engine { get; }

    protected TimeProvider Time { get; }

    internal MemoryAudit Audit { get; } = new();

    protected ExecutionSettings Settings { get; init; } = new();

    /// <summary>Sleeps when a spec says so.</summary>
    internal SleepingMachine Machine { get; }

    internal VirtualClock Clock => ((VirtualScheduler)Sys.Scheduler).Clock;

    /// <summary>Placements that left the house, over all restarts.</summary>
    protected List<Place> Sent { get; } = [];

    /// <summary>What the feeds say about the start; null: the market does not answer.</summary>
    protected IReadOnlyList<EventStart>? Starts { get; set; } = Given.Starts;

    /// <summary>What bet lists show, and the money beside them, when they are answered kindly.</summary>
    protected (IReadOnlyList<BetListEntry> Bets, decimal? Balance, decimal Unlisted) Lists { get; set; } = ([], null, 0m);

    protected IActorRef StartExecutions()
    {
        var context = new MatchExecutionContext(Settings, new ExecutionDecider(Settings).Decide, Audit, Accounts.Ref, Market.Ref, Time);
        return Sys.ActorOf(Props.Create(typeof(ExecutionsActor), context));
    }

    /// <summary>Stops everything at once, as a crash does, and starts it from the journal.</summary>
    protected IActorRef Restart(IActorRef executions)
    {
        Watch(executions);
        Sys.Stop(executions);
        ExpectTerminated(executions);
        while (Accounts.HasMessages)
            Accounts.ReceiveOne(TimeSpan.Zero);
        var next = StartExecutions();
        next.Tell(GetRecovery.Instance, Engine.Ref);
        return next;
    }

    /// <summary>An engine that has seen the end of recovery.</summary>
    protected IActorRef StartRecovered()
    {
        var executions = StartExecutions();
        executions.Tell(GetRecovery.Instance, Engine.Ref);
        Engine.ExpectMsg<RecoveryFinished>();
        return executions;
    }

    /// <summary>Answers exposure, bet lists and quotes kindly until a placement is asked for; the placement stays unanswered.</summary>
    protected (Place Place, IActorRef From) NextPlacement(Func<AskQuote, QuoteResult>? quote = null)
    {
        while (true)
        {
            var message = Accounts.ExpectMsg<object>(TimeSpan.FromSeconds(5));
            var from = Accounts.LastSender;
            if (message is ToBettor { Message: Place place })
            {
                Sent.Add(place);
                return (place, from);
            }

            AnswerKindly(message, from, quote);
        }
    }

    /// <summary>Answers kindly until the engine hears something of type T.</summary>
    protected T UntilEngineHears<T>(Func<AskQuote, QuoteResult>? quote = null)
    {
        for (var i = 0; i < 200; i++)
        {
            if (Engine.HasMessages && Engine.ExpectMsg<object>() is T heard)
                return heard;
            if (Accounts.ReceiveOne(TimeSpan.FromMilliseconds(50)) is { } message)
                AnswerKindly(message, Accounts.LastSender, quote);
        }

        throw new InvalidOperationException($"the engine never heard {typeof(T).Name}");
    }

    protected void AnswerKindly(object message, IActorRef from, Func<AskQuote, QuoteResult>? quote = null)
    {
        object? answer = message switch
        {
            ToExposure { Message: ReserveExposure m } => new ExposureReserved(m.Execution, m.Account),
            ToExposure { Message: ReserveHedgeRoom m } => new HedgeRoomReserved(m.Execution, m.Account, m.Wanted),
            ToBettor { Message: AskQuote m } => new QuoteAnswered(m.Execution, m.Leg, quote?.Invoke(m) ?? QuoteResult.Ok(Given.Quote(m.Slip))) { AskedAt = Time.GetUtcNow() },
            ToBettor { Message: ReadBetList m } box => new BetListAnswered(m.Execution, box.Account, new BetListReading(true, true, Lists.Bets, 0, null), Time.GetUtcNow(), TimeSpan.Zero) { Balance = Lists.Balance, Unlisted = Lists.Unlisted == 0m ? [] : [new UnlistedBet("R9", Lists.Unlisted, "K9")] },
            _ => null,
        };
        if (answer is not null)
            from.Tell(answer, Accounts.Ref);
    }

    protected void Accept((Place Place, IActorRef From) sent) => Answer(
        sent, new PlacementOutcome.Accepted($"R{sent.Place.Leg}", sent.Place.Ticket.Quote.Slip.Odds, sent.Place.Ticket.Stake));

    protected void Answer((Place Place, IActorRef From) sent, PlacementOutcome outcome) =>
        sent.From.Tell(new PlacementAnswered(sent.Place.Execution, sent.Place.Leg, sent.Place.Attempt, outcome), Accounts.Ref);

    private sealed class SchedulerTime(EngineClock clock) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => clock.Now;
    }
}

/// <summary>Audit tables in memory; every write is kept in order.</summary>
internal sealed class MemoryAudit : IAuditLog
{
    private readonly Lock _gate = new();

    public List<string> Writes { get; } = [];

    public Dictionary<ExecutionId, AuditRow> Rows { get; } = [];

    public List<HedgeRow> Hedges { get; } = [];

    public Exception? Failure { get; set; }

    public Task OpenAsync(AuditRow row, IReadOnlyList<AuditStep> steps) => Write("open", row);

    /// <summary>Updates that fail from now on.</summary>
    public int UpdatesThatFail { get; set; }

    public Task UpdateAsync(AuditRow row, IReadOnlyList<AuditStep> steps)
    {
        lock (_gate)
            if (UpdatesThatFail > 0 && UpdatesThatFail-- > 0)
                return Task.FromException(new InvalidOperationException("database is locked"));
        return Write("update", row);
    }

    public Task CloseAsync(AuditRow row, IReadOnlyList<AuditStep> steps, IReadOnlyList<HedgeRow> hedges) => Write("close", row);

    public Task AppendHedgeAsync(HedgeRow hedge)
    {
        lock (_gate)
            Hedges.Add(hedge);
        return Task.CompletedTask;
    }

    public IReadOnlyList<OpenStake> Stakes { get; set; } = [new OpenStake(ExecutionId.FromToken(1), Given.Match, 0, 40m)];

    public Task SettleLegAsync(ExecutionId execution, int leg, BetStatus status, decimal returned, DateTimeOffset at) => Task.CompletedTask;

    public Task<IReadOnlyList<AuditRow>> UnfinishedAsync() => Task.FromResult<IReadOnlyList<AuditRow>>([.. Rows.Values.Where(row => row.ClosedAt is null)]);

    public Task<IReadOnlyList<AuditRow>> ListAsync(int limit) => Task.FromResult<IReadOnlyList<AuditRow>>([.. Rows.Values]);

    public Task<AuditHistory?> FindAsync(ExecutionId execution) => Task.FromResult<AuditHistory?>(null);

    public Task<AuditTotals> TotalsAsync() => Task.FromResult(new AuditTotals(0, 0, 0, 0, 0, 0m));

    public Task<IReadOnlyList<OpenStake>> OpenStakesAsync(AccountId account) => Failure is null
        ? Task.FromResult(Stakes)
        : Task.FromException<IReadOnlyList<OpenStake>>(Failure);

    public Task<long> HighestTokenAsync() => Task.FromResult(41L);

    /// <summary>Live executions before those in <see cref="Rows"/>.</summary>
    public long BegunBefore { get; set; }

    public Task<long> LiveBegunAsync() => Task.FromResult(BegunBefore + Rows.Values.Count(row => !row.Paper && row.Result != ExecutionResult.Aborted));

    public Task MarkExecutedAsync(OpportunityId opportunity, ExecutionId execution, DateTimeOffset at) => Task.CompletedTask;

    public Task UnmarkExecutedAsync(OpportunityId opportunity) => Task.CompletedTask;

    public Task<IReadOnlyDictionary<OpportunityId, DateTimeOffset>> ExecutedSinceAsync(DateTimeOffset since, int limit) =>
        Task.FromResult<IReadOnlyDictionary<OpportunityId, DateTimeOffset>>(new Dictionary<OpportunityId, DateTimeOffset>());

    private Task Write(string what, AuditRow row)
    {
        if (Failure is not null)
            return Task.FromException(Failure);
        lock (_gate)
        {
            Writes.Add(what);
            Rows[row.Execution] = row;
        }

        return Task.CompletedTask;
    }
}
