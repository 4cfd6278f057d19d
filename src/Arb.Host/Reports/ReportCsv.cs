using System.Globalization;
using System.Text;
using Arb.Domain.Commands;

namespace Arb.Host.Reports;

/// <summary>The executions of a report as CSV (RFC 4180): one line each, times in UTC, numbers with a point.</summary>
internal static class ReportCsv
{
    private const string Head = "execution,mode,opened,match,market,result,bets,staked,planned_profit,locked_profit,reason";

    public static string Write(TradeReport report)
    {
        var csv = new StringBuilder(Head).Append("\r\n");
        foreach (var trade in report.Trades)
        {
            csv.AppendJoin(
                ',',
                Text(trade.Execution.ToString()),
                trade.Paper ? "paper" : "live",
                trade.OpenedAt.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture),
                Text(trade.MatchName),
                Text(trade.Market),
                trade.Result.ToString(),
                trade.Bets.ToString(CultureInfo.InvariantCulture),
                Money(trade.Staked),
                Money(trade.PlannedProfit),
                trade.LockedProfit is { } locked ? Money(locked) : "",
                Text(trade.Reason ?? "")).Append("\r\n");
        }
        return csv.ToString();
    }

    /// <summary>Quoted where it must be. What a bookmaker named must not become a formula in a spreadsheet.</summary>
    internal static string Text(string text)
    {
        if (text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r')
            text = "'" + text;
        return text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    private static string Money(decimal amount) => amount.ToString("0.00##", CultureInfo.InvariantCulture);
}
