using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Arb.Domain.Commands;
using Arb.Domain.Execution;
using Arb.Host.Views;

namespace Arb.Host.Cli;

/// <summary><c>arb exposure</c>, <c>arb profit</c>, and what a person decides about executions, bets and opportunities.</summary>
internal static class MoneyCommands
{
    public static Command Exposure()
    {
        var account = new Option<string>("--account") { Description = "Account id.", HelpName = "id", Required = true };
        var perMatch = new Option<decimal>("--max-per-match") { Description = "Cap per match, account currency.", HelpName = "amount", Required = true, CustomParser = Values.Amount };
        account.CompletionSources.Add(AccountCompletion.Names);
        var total = new Option<decimal>("--max-total") { Description = "Cap over all matches, account currency; not below the cap per match.", HelpName = "amount", Required = true, CustomParser = Values.Amount };
        var command = EngineCall.Command("exposure", "Caps, reservations and open stakes of every account.", [], _ => new ListExposure(), (output, reply) => MoneyViews.Exposure(output, (ExposureReport)reply));
        command.Add(EngineCall.Command("set", "Set the caps of an account for good, over the configuration; noted in the system log.", [account, perMatch, total], parsed =>
            new SetExposure(parsed.GetValue(account)!, parsed.GetValue(perMatch), parsed.GetValue(total))));
        return command;
    }

    public static Command Profit()
    {
        var from = Day("--from", "First UTC day, yyyy-MM-dd; 29 days before the last one when left out.");
        var to = Day("--to", "Last UTC day, yyyy-MM-dd; today when left out.");
        var limit = EngineCall.Limit(20);
        return EngineCall.Command("profit", "What settled executions won and lost: by day, account and execution.", [from, to, limit], parsed =>
            new GetProfit(parsed.GetValue(from), parsed.GetValue(to), parsed.GetValue(limit)), (output, reply) => MoneyViews.Profit(output, (ProfitReport)reply));
    }

    public static Command Resolve()
    {
        var id = Execution();
        var leg = new Option<int?>("--leg") { Description = "The leg whose outcome is unknown; needed for placed and absent.", HelpName = "n", CustomParser = result => Values.Whole(result, 0, int.MaxValue) };
        var verdict = new Option<PersonVerdict>("--as") { Description = "placed: the bet stands; absent: there is none; settled: you closed or accepted the position yourself.", HelpName = "verdict", Required = true };
        verdict.AcceptOnlyFromAmong("placed", "absent", "settled");
        var reference = new Option<string?>("--reference") { Description = "The bookmaker's reference of a placed bet.", HelpName = "text" };
        var odds = new Option<decimal?>("--odds") { Description = "Decimal odds of a placed bet, where they are not those that were asked for.", HelpName = "odds", CustomParser = result => Values.Amount(result) };
        var stake = new Option<decimal?>("--stake") { Description = "Stake of a placed bet, where it is not the one that was asked for.", HelpName = "amount", CustomParser = result => Values.Amount(result) };
        var note = Note();
        return EngineCall.Command("resolve", "Decide about an execution that waits for a person; kept in its journal.", [id, leg, verdict, reference, odds, stake, note], parsed => new DecideExecution(
            parsed.GetValue(id)!, parsed.GetValue(leg), parsed.GetValue(verdict), parsed.GetValue(reference), parsed.GetValue(note)!, parsed.GetValue(odds), parsed.GetValue(stake)));
    }

    public static Command Settle()
    {
        var id = Execution();
        var leg = new Option<int>("--leg") { Description = "The bet.", HelpName = "n", Required = true, CustomParser = result => Values.Whole(result, 0, int.MaxValue) };
        var status = new Option<BetStatus>("--as") { Description = "How it ended: won, halfwon, halflost, lost, void or rejected.", HelpName = "result", Required = true };
        status.AcceptOnlyFromAmong("won", "halfwon", "halflost", "lost", "void", "rejected");
        var returned = new Option<decimal>("--returned") { Description = "Gross amount credited, stake included; 0 when lost.", HelpName = "amount", Required = true, CustomParser = Values.Amount };
        var note = Note();
        return EngineCall.Command("settle", "Say how a bet of a closed execution ended when its bet list does not.", [id, leg, status, returned, note], parsed =>
            new SettleBet(parsed.GetValue(id)!, parsed.GetValue(leg), parsed.GetValue(status), parsed.GetValue(returned), parsed.GetValue(note)!));
    }

    public static Command Rearm()
    {
        var id = new Argument<string>("id") { Description = "Opportunity id (arb opportunities)." };
        return EngineCall.Command("rearm", "Let an opportunity that was executed execute again.", [id], parsed => new ArmOpportunity(parsed.GetValue(id)!));
    }

    private static Argument<string> Execution() => new("id") { Description = "Execution id (arb executions list)." };

    private static Option<string> Note() => new("--note") { Description = "Why, 1 to 500 characters; kept.", HelpName = "text", Required = true };

    internal static Option<DateOnly?> Day(string name, string description) => new(name) { Description = description, HelpName = "day", CustomParser = ReadDay };

    private static DateOnly? ReadDay(ArgumentResult result)
    {
        var text = result.Tokens.Single().Value;
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            return day;
        result.AddError($"'{text}' is no day: write yyyy-MM-dd");
        return null;
    }
}
