using Akka.Actor;
using Arb.Domain.Commands;
using Arb.Domain.Execution;
using Arb.Domain.Primitives;

namespace Arb.Actors.Commands;

/// <content>A person's decisions on executions and bets, exposure, profit.</content>
public sealed partial class CommandsActor
{
    private const int NoteMax = 500;
    private const int ReferenceMax = 100;
    private const int DaysMax = 366;
    private const int DaysStandard = 30;
    private const int ReportMax = 20_000;
    private const decimal MoneyMax = 100_000_000m;
    private const decimal LowestOdds = Odds.MinTenThousandths / (decimal)Odds.Unit;
    private const decimal HighestOdds = Odds.MaxTenThousandths / (decimal)Odds.Unit;

    private void ReceiveMoney()
    {
        Receive<DecideExecution>(OnDecideExecution);
        Receive<KnownExecution>(OnKnown);
        Receive<SettleBet>(OnSettleBet);
        Receive<ArmOpportunity>(OnArm);
        Receive<ListExposure>(_ => Collect<ExposureCollector>());
        Receive<SetExposure>(OnSetExposure);
        Receive<GetProfit>(profit => Limited(profit.Limit, () => OnProfit(profit)));
        Receive<GetReport>(report => Limited(report.Limit, () => OnReport(report)));
    }

    private void OnDecideExecution(DecideExecution command)
    {
        var wrong = WrongNote(command.Note)
            ?? (command.Verdict != PersonVerdict.Settled && command.Leg is null ? $"say which leg is {Word(command.Verdict)}: --leg N (arb executions show {command.Execution})" : null)
            ?? (command.Verdict == PersonVerdict.Settled && command.Leg is not null ? "settled closes the whole execution: leave --leg out" : null)
            ?? (command.Reference is { } reference && (reference.Length is 0 or > ReferenceMax || reference.Any(char.IsControl)) ? $"a reference has 1 to {ReferenceMax} printable characters" : null)
            ?? (command.Reference is not null && command.Verdict != PersonVerdict.Placed ? "only a placed bet has a reference" : null)
            ?? ((command.Odds ?? command.Stake) is not null && command.Verdict != PersonVerdict.Placed ? "only a placed bet has odds and a stake" : null)
            ?? (command.Odds is { } odds && (odds < LowestOdds || odds > HighestOdds || decimal.Round(odds, 4) != odds) ? "odds are decimal, 1.0001 to 10000, with at most four decimals" : null)
            ?? (command.Stake is { } stake && (stake is <= 0m or > MoneyMax || decimal.Round(stake, 2) != stake) ? $"a stake is above 0, at most {MoneyMax}, and has at most two decimals" : null);
        if (wrong is not null)
        {
            Sender.Tell(new CommandFailed(FailureKind.BadRequest, wrong));
            return;
        }

        var asker = Sender;
        _targets.Audit.FindAsync(new ExecutionId(command.Execution)).PipeTo(
            Self, Self, history => new KnownExecution(command, history is not null, null, asker), failure => new KnownExecution(command, false, failure.Message, asker));
    }

    private void OnKnown(KnownExecution known)
    {
        var command = known.Command;
        if (known.Error is not null)
            known.Asker.Tell(new CommandFailed(FailureKind.Failed, known.Error));
        else if (!known.Exists)
            known.Asker.Tell(new CommandFailed(FailureKind.BadRequest, $"unknown execution '{command.Execution}' (arb executions list)"));
        else
            Relay(known.Asker, _targets.Executions, new ResolveExecution(new ExecutionId(command.Execution), command.Leg, command.Verdict, command.Reference, command.Note, command.Odds is { } odds ? Odds.FromDecimal(odds) : null, command.Stake), answer => answer switch
            {
                ResolutionAnswered { Done: true } done => new Done($"{done.Execution}: {done.Reason}"),
                ResolutionAnswered refused => new CommandFailed(FailureKind.Refused, $"{refused.Execution}: {refused.Reason}"),
                _ => null,
            });
    }

    private void OnSettleBet(SettleBet command)
    {
        var wrong = WrongNote(command.Note)
            ?? (Settlement.IsFinal(command.Status) ? null : $"{command.Status} is not how a bet ends: won, halfwon, halflost, lost, void or rejected")
            ?? (command.Returned is < 0m or > MoneyMax || decimal.Round(command.Returned, 2) != command.Returned ? $"the amount returned is 0 to {MoneyMax} and has at most two decimals" : null);
        if (wrong is not null)
        {
            Sender.Tell(new CommandFailed(FailureKind.BadRequest, wrong));
            return;
        }

        Relay(Sender, _targets.Settlement, new SettleByHand(new ExecutionId(command.Execution), command.Leg, command.Status, command.Returned, command.Note), answer => answer switch
        {
            BetSettledByHand { Done: true } done => new Done($"{done.Execution}: {done.Reason}"),
            BetSettledByHand failed => new CommandFailed(failed.IsFailure ? FailureKind.Failed : FailureKind.Refused, failed.Reason),
            _ => null,
        });
    }

    private void OnArm(ArmOpportunity command) => Relay(Sender, _targets.Executions, new RearmOpportunity(new OpportunityId(command.Opportunity)), answer => answer switch
    {
        OpportunityRearmed { WasExecuted: true } => new Done($"{command.Opportunity} may execute again"),
        OpportunityRearmed => new CommandFailed(FailureKind.Refused, $"{command.Opportunity} is not blocked: it was not executed, or may execute again already"),
        _ => null,
    });

    private void OnSetExposure(SetExposure command)
    {
        var wrong = !AccountId.IsValid(command.Account) ? $"'{command.Account}' is no account id"
            : command.MaxPerMatch is < 0m or > 1_000_000m ? "the cap per match is between 0 and 1000000"
            : command.MaxTotal > MoneyMax ? $"the cap over all matches is at most {MoneyMax}"
            : command.MaxTotal < command.MaxPerMatch ? "the cap over all matches must not be below the cap per match"
            : null;
        if (wrong is not null)
        {
            Sender.Tell(new CommandFailed(FailureKind.BadRequest, wrong));
            return;
        }

        var account = new AccountId(command.Account);
        var caps = new ExposureSettings(command.MaxPerMatch, command.MaxTotal);
        Relay(Sender, _targets.Accounts, new ToExposure(account, new SetExposureCaps(account, caps)), answer => answer switch
        {
            ExposureCapsSet set => new Done(FormattableString.Invariant($"{account}: {set.Caps.MaxPerMatch:0.##} a match, {set.Caps.MaxTotal:0.##} in all (was {set.Before.MaxPerMatch:0.##}, {set.Before.MaxTotal:0.##})")),
            ExposureCapsRefused refused => new CommandFailed(refused.IsFailure ? FailureKind.Failed : FailureKind.Refused, refused.Reason),
            AccountUnknown => new CommandFailed(FailureKind.BadRequest, $"unknown account '{account}' (arb account list)"),
            _ => null,
        });
    }

    private void OnProfit(GetProfit command)
    {
        if (Period(command.From, command.To) is { } period)
            Read(_targets.Profit.ProfitAsync(Midnight(period.From), Midnight(period.To.AddDays(1)), command.Limit), summary => new ProfitReport(period.From, period.To, summary));
    }

    private void OnReport(GetReport command)
    {
        if (Period(command.From, command.To) is { } period)
            Read(ReportAsync(_targets, period.From, period.To, command.Limit), report => report);
    }

    private static async Task<CommandReply> ReportAsync(CommandTargets targets, DateOnly from, DateOnly to, int limit)
    {
        var opened = await targets.Reports.OpenedAsync(Midnight(from), Midnight(to.AddDays(1)), ReportMax + 1).ConfigureAwait(false);
        if (opened.Count > ReportMax)
            return new CommandFailed(FailureKind.Refused, $"more than {ReportMax} executions from {from:yyyy-MM-dd} to {to:yyyy-MM-dd}: ask for fewer days");
        var settled = await targets.Profit.ProfitAsync(Midnight(from), Midnight(to.AddDays(1)), 1).ConfigureAwait(false);
        return new TradeReport(
            from, to, TradeReporter.Figures(opened, paper: false), TradeReporter.Figures(opened, paper: true), settled with { Executions = [] },
            [.. opened.Reverse().Take(limit).Select(TradeReporter.Trade)])
        {
            PlayMoney = targets.Settings.PlayMoney,
        };
    }

    /// <summary>The days asked for, or null when the asker was told what is wrong with them.</summary>
    private (DateOnly From, DateOnly To)? Period(DateOnly? first, DateOnly? last)
    {
        var to = last ?? DateOnly.FromDateTime(EngineClock.Of(Context.System).Now.UtcDateTime);
        var from = first ?? (to.DayNumber < DaysStandard ? DateOnly.MinValue : to.AddDays(1 - DaysStandard));
        var days = to.DayNumber - from.DayNumber + 1;
        if (days is >= 1 and <= DaysMax && to != DateOnly.MaxValue)
            return (from, to);
        Sender.Tell(new CommandFailed(FailureKind.BadRequest, $"from {from:yyyy-MM-dd} to {to:yyyy-MM-dd} is {days} days: 1 to {DaysMax} are possible"));
        return null;
    }

    private static DateTimeOffset Midnight(DateOnly day) => new(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);

    private static string? WrongNote(string note) =>
        string.IsNullOrWhiteSpace(note) || note.Length > NoteMax || note.Any(char.IsControl) ? $"say why in 1 to {NoteMax} characters: --note \"…\"" : null;

    private static string Word(PersonVerdict verdict) => verdict.ToString().ToLowerInvariant();

    private sealed record KnownExecution(DecideExecution Command, bool Exists, string? Error, IActorRef Asker);
}
