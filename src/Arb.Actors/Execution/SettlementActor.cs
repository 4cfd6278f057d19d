using Akka.Actor;
using Akka.Hosting;
using Arb.Actors.Sessions;
using Arb.Domain.Execution;
using Arb.Domain.Health;
using Arb.Domain.Primitives;

namespace Arb.Actors.Execution;

/// <summary>
/// /user/settlement: reads the bet lists of accounts with open bets now and then, notes in the audit how bets ended, and frees their exposure (L17). Lists are compared with legs that were judged absent, too:
/// one that turns up, and a bet that is taken back while another is open, is handed to its execution.
/// Holds nothing that must survive: what is open stands in the audit, so a restart does everything again that was not durable, and nothing twice.
/// <code>
/// tick → open bets and absent legs from the audit → ReadBetList to each account's bettor → Settlement.Decide → one transaction per account → SettleExposure per bet
///                                                                                       → TakeUpBets to executions → BetsTakenUp
/// </code>
/// </summary>
public sealed partial class SettlementActor : ReceiveActor, IWithTimers
{
    /// <summary>A bettor that was restarted forgets its calls: after this many ticks without an answer it is asked again.</summary>
    private const int PatienceTicks = 3;

    /// <summary>Says in <see cref="ReadBetList"/> that no execution asks.</summary>
    private static readonly ExecutionId Asker = new("settlement");

    private readonly ICanTell _accounts;
    private readonly ICanTell _executions;
    private readonly ISettlementLog _log;
    private readonly SettlementSettings _settings;
    private readonly TimeProvider _time;
    private readonly Dictionary<AccountId, Reading> _readings = [];
    private readonly HashSet<(ExecutionId Execution, int Leg)> _warned = [];
    private readonly HashSet<(ExecutionId Execution, int Leg)> _alarmed = [];
    private IReadOnlyList<OpenBet> _open = [];
    private bool _loading;

    /// <summary>Made by <see cref="SettlementHosting.AddSettlement"/>; <paramref name="accounts"/> takes <see cref="ToBettor"/> and <see cref="ToExposure"/>, <paramref name="executions"/> takes <see cref="TakeUpBets"/>.</summary>
    public SettlementActor(ICanTell accounts, ICanTell executions, ISettlementLog log, SettlementSettings settings, TimeProvider time)
    {
        _accounts = accounts;
        _executions = executions;
        _log = log;
        _settings = settings;
        _time = time;
        Receive<Tick>(_ => OnTick());
        Receive<Loaded>(OnLoaded);
        Receive<LoadFailed>(OnLoadFailed);
        Receive<BetListAnswered>(OnList);
        Receive<AccountUnknown>(OnAccountUnknown);
        Receive<Written>(OnWritten);
        Receive<NotWritten>(OnNotWritten);
        Receive<BetsTakenUp>(OnTakenUp);
        Receive<SettleByHand>(OnByHand);
        Receive<Found>(OnFound);
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    private DateTimeOffset Now => _time.GetUtcNow();

    /// <inheritdoc/>
    protected override void PreStart() => Timers.StartPeriodicTimer("tick", Tick.Instance, _settings.Interval);

    private void OnTick()
    {
        if (_loading)
            return;
        _loading = true;
        LoadAsync(_log, _settings, Now).PipeTo(Self, Self, loaded => loaded, failure => new LoadFailed(failure.Message));
    }

    private static async Task<Loaded> LoadAsync(ISettlementLog log, SettlementSettings settings, DateTimeOffset now)
    {
        var open = await log.OpenBetsAsync(settings.MaxBets).ConfigureAwait(false);
        return new Loaded(open, settings.Paper ? [] : await log.AbsentLegsAsync(now - settings.WatchAbsent, settings.MaxBets).ConfigureAwait(false));
    }

    private void OnLoaded(Loaded loaded)
    {
        _loading = false;
        _open = loaded.Bets;
        _warned.IntersectWith(loaded.Bets.Select(Key));
        _alarmed.IntersectWith(loaded.Bets.Select(Key));
        Forget(loaded);
        FreeStored(loaded);
        if (Settlement.Expired(loaded.Bets.Where(bet => !bet.IsRunning).ToArray(), Now, _settings) is { Count: > 0 } expired)
            Write(expired, null, ActorRefs.Nobody);
        if (_settings.Paper)
            foreach (var bet in loaded.Bets.Where(bet => !bet.IsPaper))
                WarnOnce(bet, "it is a real bet and the engine trades on paper");
        var open = loaded.Bets.Where(bet => !bet.IsPaper && !_settings.Paper).ToLookup(bet => bet.Account);
        var absent = loaded.Absent.ToLookup(leg => leg.Account);
        var accounts = open.Select(bets => bets.Key).Union(absent.Select(legs => legs.Key)).ToArray();
        foreach (var gone in _readings.Keys.Except(accounts).ToArray())
            _readings.Remove(gone);
        foreach (var account in accounts)
        {
            if (_readings.TryGetValue(account, out var reading) && reading.Ticks < PatienceTicks)
            {
                _readings[account] = reading with { Ticks = reading.Ticks + 1 };
                continue;
            }

            var asked = new Reading([.. open[account]], [.. absent[account]], 1);
            _readings[account] = asked;
            _accounts.Tell(new ToBettor(account, new ReadBetList(Asker, Settlement.ReadFrom(asked.Bets, asked.Absent))), Self);
        }
    }

    private void OnLoadFailed(LoadFailed failed)
    {
        _loading = false;
        Publish(LogSeverity.Error, $"open bets could not be read, tried again in {_settings.Interval.TotalSeconds:0} s: {failed.Reason}", null, null);
    }

    private void OnList(BetListAnswered answer)
    {
        if (answer.Execution != Asker || !_readings.Remove(answer.Account, out var reading))
            return;
        var decision = Settlement.Decide(reading.Bets, answer);
        foreach (var problem in decision.Problems.Where(problem => !problem.Bet.IsRunning))
        {
            if (!problem.IsUncovered)
                WarnOnce(problem.Bet, $"{problem.Reason}; its stake stays counted");
            else if (_warned.Add(Key(problem.Bet)))
                Publish(LogSeverity.Alarm, $"leg {problem.Bet.Leg}: {problem.Reason}; the other bets of this execution do not match it", problem.Bet.Account, problem.Bet.Execution);
        }

        Compare(reading.Absent, answer.Reading);
        var alone = Settlement.LeavingOthersAlone(decision.Settled, _open);
        foreach (var back in alone)
            _back[Key(back.Bet)] = back;
        // Before the write: after a crash between the two nothing would say it any more.
        foreach (var taken in decision.Settled.Except(alone).Where(one => one.Status == BetStatus.Rejected && _alarmed.Add(Key(one.Bet))))
            Publish(LogSeverity.Alarm, $"leg {taken.Bet.Leg} ({taken.Bet.Reference}) is Rejected: the bookmaker took back a bet that it had accepted; the other bets of this execution stand alone", taken.Bet.Account, taken.Bet.Execution);
        var ended = decision.Settled.Except(alone).Where(one => !one.Bet.IsRunning).ToArray();
        _open = [.. _open.Except(ended.Select(one => one.Bet))];
        if (ended.Length > 0)
            Write(ended, null, ActorRefs.Nobody);
        HandOver(late: false);
    }

    private void OnAccountUnknown(AccountUnknown unknown)
    {
        if (!_readings.Remove(unknown.Account, out var reading))
            return;
        foreach (var bet in reading.Bets)
            WarnOnce(bet, "the account was removed");
    }

    private void Write(IReadOnlyList<BetSettlement> settled, string? note, IActorRef person) => _log.SettleAsync(settled, Now).PipeTo(
        Self, Self, noted => new Written(noted, note, person, settled[0].Bet), failure => new NotWritten(settled, failure.Message, person));

    private void OnWritten(Written written)
    {
        if (written.Settled.Count == 0 && !written.Person.IsNobody())
            written.Person.Tell(SettledMeanwhile(written.Asked));
        foreach (var settlement in written.Settled)
        {
            var bet = settlement.Bet;
            _accounts.Tell(new ToExposure(bet.Account, new SettleExposure(bet.Execution, bet.Account, bet.Leg)), Self);
            var (severity, consequence) = settlement.Status switch
            {
                BetStatus.Rejected when written.Note is not null => (LogSeverity.Alarm, ": the other bets of this execution stand alone"),
                BetStatus.Void => (LogSeverity.Warning, ": the stake came back"),
                BetStatus.Expired => (LogSeverity.Info, ": not settled, a paper bet has no result and stops counting"),
                _ => (LogSeverity.Info, ""),
            };
            var by = written.Note is null ? "" : $", said by a person: {written.Note}";
            var stake = settlement.Booked is { } booked ? $"{booked:0.00} (that is what was booked, not {bet.Stake:0.00})" : $"{bet.Stake:0.00}";
            Publish(settlement.Booked is null ? severity : LogSeverity.Warning, $"leg {bet.Leg} ({bet.Reference ?? "no reference"}) is {settlement.Status}, {settlement.Returned:0.00} returned on {stake}{consequence}{by}", bet.Account, bet.Execution);
            if (written.Note is not null && settlement.Status is BetStatus.Void or BetStatus.Rejected && bet.Of is { } execution && _open.Any(other => other.Execution == bet.Execution && other.Leg != bet.Leg))
                Hand(execution, [new BetChange.TakenBack(bet.Leg, settlement.Status)]);
            if (!written.Person.IsNobody())
                written.Person.Tell(new BetSettledByHand(bet.Execution, bet.Leg, true, false, $"leg {bet.Leg} at {bet.Account} is {settlement.Status}, {settlement.Returned:0.00} returned"));
        }
    }

    private static BetSettledByHand SettledMeanwhile(OpenBet bet) => new(bet.Execution, bet.Leg, false, false, $"leg {bet.Leg} at {bet.Account} was settled by the bet list meanwhile");

    private void OnNotWritten(NotWritten failed)
    {
        _unsure.AddRange(failed.Settled.Select(one => one.Bet));
        Publish(LogSeverity.Error, $"{failed.Settled.Count} settled bets could not be noted, their stakes stay counted: {failed.Reason}", failed.Settled[0].Bet.Account, null);
        if (!failed.Person.IsNobody())
            failed.Person.Tell(new BetSettledByHand(failed.Settled[0].Bet.Execution, failed.Settled[0].Bet.Leg, false, true, failed.Reason));
    }

    private void OnByHand(SettleByHand order)
    {
        var person = Sender;
        _log.FindOpenBetAsync(order.Execution, order.Leg).PipeTo(Self, Self, bet => new Found(order, bet, null, person), failure => new Found(order, null, failure.Message, person));
    }

    private void OnFound(Found found)
    {
        var order = found.Order;
        if (found.Error is not null)
            found.Person.Tell(new BetSettledByHand(order.Execution, order.Leg, false, true, found.Error));
        else if (found.Bet is not { } bet)
            found.Person.Tell(new BetSettledByHand(order.Execution, order.Leg, false, false, $"{order.Execution} has no open bet {order.Leg}: not accepted, settled already, or the execution still runs"));
        else if (!Settlement.Fits(order.Status, bet.Stake, order.Returned))
            found.Person.Tell(new BetSettledByHand(order.Execution, order.Leg, false, false, $"{order.Returned:0.00} returned on a stake of {bet.Stake:0.00} does not fit {order.Status}"));
        else
            Write([new BetSettlement(bet, order.Status, order.Returned)], order.Note, found.Person);
    }

    private void WarnOnce(OpenBet bet, string reason)
    {
        if (_warned.Add(Key(bet)))
            Publish(LogSeverity.Warning, $"leg {bet.Leg} cannot be settled: {reason}; look it up and say arb executions settle {bet.Execution} --leg {bet.Leg} …", bet.Account, bet.Execution);
    }

    private static (ExecutionId Execution, int Leg) Key(OpenBet bet) => (bet.Execution, bet.Leg);

    private void Publish(LogSeverity severity, string message, AccountId? account, ExecutionId? execution) =>
        Context.System.EventStream.Publish(new SystemLogEntry(Now, severity, "settlement", message, account, execution));

    /// <summary>A bet list that was asked for.</summary>
    /// <param name="Bets">The bets it is asked about.</param>
    /// <param name="Absent">The legs it is compared with.</param>
    /// <param name="Ticks">Ticks since then.</param>
    private sealed record Reading(IReadOnlyList<OpenBet> Bets, IReadOnlyList<AbsentLeg> Absent, int Ticks);

    private sealed record Loaded(IReadOnlyList<OpenBet> Bets, IReadOnlyList<AbsentLeg> Absent);

    private sealed record LoadFailed(string Reason);

    private sealed record Written(IReadOnlyList<BetSettlement> Settled, string? Note, IActorRef Person, OpenBet Asked);

    private sealed record NotWritten(IReadOnlyList<BetSettlement> Settled, string Reason, IActorRef Person);

    private sealed record Found(SettleByHand Order, OpenBet? Bet, string? Error, IActorRef Person);

    private sealed class Tick
    {
        public static readonly Tick Instance = new();
    }
}

/// <summary>Adds the settlement stage: <c>/user/settlement</c>.</summary>
public static class SettlementHosting
{
    /// <summary>Starts the actor, registered under <see cref="SettlementActor"/>. Needs the execution and account stages before it.</summary>
    public static AkkaConfigurationBuilder AddSettlement(this AkkaConfigurationBuilder builder, ISettlementLog log, SettlementSettings settings, TimeProvider time) =>
        builder.WithActors((system, registry) => registry.Register<SettlementActor>(system.ActorOf(
            Props.Create(typeof(SettlementActor), registry.Get<AccountsActor>(), registry.Get<ExecutionsActor>(), log, settings, time), "settlement")));
}
