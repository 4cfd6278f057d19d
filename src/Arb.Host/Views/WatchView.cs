using System.Globalization;
using Arb.Domain.Commands;
using Arb.Domain.Execution;
using Arb.Domain.Health;
using Spectre.Console;

namespace Arb.Host.Views;

/// <summary>What the desk shows; a part that was not answered stays what it was.</summary>
/// <param name="Status">Engine and accounts.</param>
/// <param name="Opportunities">Standing now.</param>
/// <param name="Executions">Newest first.</param>
/// <param name="Exposure">By account.</param>
/// <param name="Log">Newest first.</param>
/// <param name="Trouble">Why something above is old, or null.</param>
internal sealed record DeskState(
    StatusReport? Status, OpportunityList? Opportunities, ExecutionList? Executions, ExposureReport? Exposure, LogList? Log, string? Trouble);

/// <summary>The terminal desk as lines of markup: fills a screen of any size exactly, leaves out what does not fit.</summary>
internal static class WatchView
{
    private const int Wide = 110;
    private const int Frame = 3; // both borders and the heads of the columns
    private const int BarLength = 10;

    public static IReadOnlyList<string> Build(DeskState desk, int width, int height)
    {
        if (desk.Status is not { } status)
            return [TextGrid.Fit(new Cell(desk.Trouble ?? "connecting …"), width)];
        var lines = new List<string> { TextGrid.Fit(Head(status), width), TextGrid.Fit(desk.Trouble is null ? Foot(status) : new Cell(desk.Trouble, "red"), width) };
        var accounts = Math.Min(Math.Max(1, status.Accounts.Count) + Frame, Math.Max(Frame + 1, height / 3));
        lines.AddRange(Accounts(desk, width).Lines(width, accounts));
        var rest = Math.Max(0, height - lines.Count);
        var log = Math.Max(Math.Min(rest, 4), rest / 3);
        var middle = rest - log;
        if (width >= Wide)
        {
            var left = width / 2;
            lines.AddRange(Opportunities(desk).Lines(left, middle).Zip(Executions(desk).Lines(width - left, middle), (one, other) => one + other));
        }
        else
        {
            lines.AddRange(Opportunities(desk).Lines(width, middle / 2));
            lines.AddRange(Executions(desk).Lines(width, middle - (middle / 2)));
        }
        lines.AddRange(Log(desk).Lines(width, log));
        return [.. lines.Take(height)];
    }

    private static Cell Head(StatusReport status) => new(
        $"engine {status.State}{(status.State == "RUNNING" || status.Reason is null ? "" : $" ({status.Reason})")} · {(status.Trading switch { "live" => "LIVE TRADING", "demo" => "DEMO, play money", "paper" => "paper trading", _ => "trading mode ?" })} · "
        + $"{(StatusView.Gaps(status) is { } gaps ? gaps + " · " : "")}{status.BoundMatches} matches bound · {status.BookMarkets} markets compared · {status.BindingQuestions} questions",
        status.State switch { "RUNNING" => "green bold", "KILLED" => "red bold", _ => "yellow bold" });

    private static Cell Foot(StatusReport status) => new(
        $"{(status.NeedsPerson == 0 ? "" : $"{status.NeedsPerson} WAIT FOR A PERSON · ")}{(status.WaitForApproval == 0 ? "" : $"{status.WaitForApproval} WAIT FOR APPROVAL · ")}{status.ExecutionsRunning} running, {status.ExecutionsCompleted} complete, {status.Hedged} hedged · {status.Locks} locks · "
        + $"locked profit {Show.Money(status.LockedProfit)} · {status.At.ToLocalTime():HH:mm:ss}",
        status.NeedsPerson > 0 ? "red bold" : status.WaitForApproval > 0 ? "yellow bold" : "");

    private static TextGrid Accounts(DeskState desk, int width)
    {
        var wide = width >= Wide;
        Column[] columns = wide
            ? [new("account", 14), new("provider", 10), new("lamp", 8), new("prices", 8, true), new("/s", 7, true), new("balance", 12, true), new("exposure", 26), new("why", 0)]
            : [new("account", 10), new("lamp", 8), new("/s", 6, true), new("exposure", 24), new("why", 0)];
        var rows = desk.Status!.Accounts.Select(account =>
        {
            var exposure = Exposure(desk.Exposure?.Accounts.FirstOrDefault(one => one.Account.Value == account.Account), account);
            var lamp = new Cell($"● {account.Lamp.ToString().ToUpperInvariant()}", account.Lamp switch { Lamp.Green => "green", Lamp.Yellow => "yellow", _ => "red" });
            return (Cell[])(wide
                ? [new(account.Account), new(account.Provider ?? "-"), lamp, new(Number(account.Worker?.OpenPrices)), new(Number(account.Worker?.PricesPerSecond)), new(Show.Money(account.Balance)), exposure, new(account.LampReason)]
                : [new(account.Account), lamp, new(Number(account.Worker?.PricesPerSecond)), exposure, new(account.LampReason)]);
        });
        return new TextGrid("accounts", "none yet: arb account add NAME URL", columns, [.. rows]);
    }

    private static TextGrid Opportunities(DeskState desk) => new(
        $"opportunities {desk.Status!.Opportunities}", "none stands now",
        [new("margin", 7, true), new("match", 24), new("market", 14), new("prices and verdict", 0)],
        [
            .. (desk.Opportunities?.Opportunities ?? []).Select(view => (Cell[])
            [
                new(Show.Percent(view.Opportunity.Margin), "bold"),
                new($"{view.Opportunity.Match.Home} - {view.Opportunity.Match.Away}"),
                new(Show.Market(view.Opportunity.Market.Kind, view.Opportunity.Market.Period, view.Opportunity.Market.Line)),
                new($"{string.Join(' ', view.Opportunity.Legs.Select(leg => $"{leg.Odds}@{leg.Market.Source.Account}"))} · {view.Verdict}"),
            ]),
        ]);

    private static TextGrid Executions(DeskState desk) => new(
        "executions", "none yet",
        [new("opened", 8), new("id", 8), new("mode", 5), new("result", 12), new("profit", 9, true), new("match", 0)],
        [
            .. (desk.Executions?.Executions ?? []).Select(row => (Cell[])
            [
                new(Near(row.OpenedAt, desk.Status!.At)),
                new(row.Execution.ToString()),
                new(row.Paper ? "paper" : desk.Executions!.PlayMoney ? "demo" : "live", row.Paper ? "grey" : "bold"),
                Result(row),
                new(Show.Money(row.WorstProfit), row.WorstProfit < 0m ? "red" : ""),
                new($"{row.MatchName}, {Show.Market(row.Market.Kind, row.Market.Period, row.Market.Line)}"),
            ]),
        ]);

    private static Cell Result(AuditRow row) => row.Result switch
    {
        ExecutionResult.Complete => new("complete", "green"),
        ExecutionResult.Hedged => new("hedged", "yellow"),
        ExecutionResult.WithPerson => new("PERSON", "red bold"),
        ExecutionResult.Open => new(row.State, "blue"),
        var other => new(other.ToString().ToLowerInvariant(), "grey"),
    };

    private static TextGrid Log(DeskState desk) => new(
        "log, newest first", "nothing yet",
        [new("at", 8), new("area", 10), new("what", 0)],
        [
            .. (desk.Log?.Entries ?? []).Select(entry =>
            {
                var style = entry.Severity switch { LogSeverity.Alarm => "red bold", LogSeverity.Error => "red", LogSeverity.Warning => "yellow", _ => "" };
                return (Cell[])[new(Near(entry.At, desk.Status!.At), "grey"), new(entry.Area, "grey"), new(entry.Message, style)];
            }),
        ]);

    /// <summary>How full the total cap is; its colour says how near.</summary>
    private static Cell Exposure(ExposureView? exposure, AccountView account)
    {
        if (exposure?.MaxTotal is not { } cap || cap <= 0m)
            return new Cell(Show.Money(account.Exposure));
        var used = exposure.Reserved + exposure.Open;
        var share = Math.Clamp(used / cap, 0m, 1m);
        var filled = used > 0m ? Math.Max(1, (int)(share * BarLength)) : 0;
        return new Cell(
            string.Create(CultureInfo.InvariantCulture, $"{new string('■', filled)}{new string('·', BarLength - filled)} {used:#,0}/{cap:#,0}"),
            share >= 0.9m ? "red" : share >= 0.6m ? "yellow" : "");
    }

    /// <summary>The time, or the day of what is older than today.</summary>
    private static string Near(DateTimeOffset at, DateTimeOffset now) =>
        at.ToLocalTime().Date == now.ToLocalTime().Date ? Show.Time(at) : at.ToLocalTime().ToString("MM-dd", CultureInfo.InvariantCulture);

    private static string Number(int? value) => value is { } number ? number.ToString("#,0", CultureInfo.InvariantCulture) : "-";
}
