using System.Globalization;
using Arb.Domain.Commands;
using Arb.Host.Cli;
using Spectre.Console;

namespace Arb.Host.Views;

/// <summary>Exposure and profit for people.</summary>
internal static class MoneyViews
{
    public static void Exposure(CliOutput output, ExposureReport report)
    {
        if (report.Accounts.Count == 0)
        {
            output.Line("no accounts yet (arb account add)");
            return;
        }

        var table = Table("account", "max per match", "max total", "reserved", "open", "headroom");
        foreach (var one in report.Accounts)
            table.AddRow(Markup.Escape(one.Account.Value), Show.Money(one.MaxPerMatch), Show.Money(one.MaxTotal), Show.Money(one.Reserved), Show.Money(one.Open), Show.Money(one.Headroom));
        output.Console.Write(table);
    }

    public static void Profit(CliOutput output, ProfitReport report)
    {
        var sum = report.Summary;
        output.Line($"{Day(report.From)} to {Day(report.To)} (UTC): {sum.Count} executions settled, {Show.Money(sum.Staked)} staked, {Show.Money(sum.Returned)} returned, profit {Show.Money(sum.Profit)}");
        if (sum.Accounts.Count > 0)
        {
            var accounts = Table("account", "bets", "staked", "returned", "profit", "open bets", "open stake");
            foreach (var one in sum.Accounts)
                accounts.AddRow(Markup.Escape(one.Account.Value), $"{one.Bets}", Show.Money(one.Staked), Show.Money(one.Returned), Signed(one.Profit), $"{one.OpenBets}", Show.Money(one.OpenStake));
            output.Console.Write(accounts);
        }

        if (sum.Count == 0)
            return;
        var days = Table("day", "executions", "staked", "returned", "profit");
        foreach (var one in sum.Days)
            days.AddRow(Day(one.Day), $"{one.Executions}", Show.Money(one.Staked), Show.Money(one.Returned), Signed(one.Profit));
        output.Console.Write(days);
        var executions = Table("execution", "match", "result", "settled", "bets", "staked", "returned", "profit", "sure before the result");
        foreach (var one in sum.Executions)
        {
            executions.AddRow(
                Markup.Escape(one.Execution.ToString()),
                Markup.Escape(one.MatchName),
                one.Result.ToString().ToLowerInvariant(),
                Show.Day(one.SettledAt),
                $"{one.Bets}",
                Show.Money(one.Staked),
                Show.Money(one.Returned),
                Signed(one.Profit),
                Show.Money(one.WorstProfit));
        }
        output.Console.Write(executions);
        output.Line("sure before the result: what the worst outcome would have brought when the last bet was placed; profit is what the result really brought, so it is not less unless a bet was void or odds changed");
    }

    private static Table Table(params string[] columns)
    {
        var table = new Table().Border(TableBorder.Square);
        foreach (var column in columns)
            table.AddColumn(new TableColumn(column));
        return table;
    }

    private static string Signed(decimal amount) => amount < 0m ? $"[red]{Show.Money(amount)}[/]" : Show.Money(amount);

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
