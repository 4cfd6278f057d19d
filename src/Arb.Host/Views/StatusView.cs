using System.Globalization;
using Arb.Domain.Commands;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Arb.Host.Views;

/// <summary>The state of the engine as a table, and as one plain line.</summary>
internal static class StatusView
{
    public static IRenderable Build(StatusReport status)
    {
        var rows = new List<IRenderable> { new Markup(Head(status)) };
        if (Gaps(status) is { } gaps)
            rows.Add(new Markup($"[red bold]{Markup.Escape(gaps)}[/] [grey](? stands for what they would have said)[/]"));
        if (status.Knows(StatusPart.Accounts))
            rows.Add(Accounts(status.Accounts));
        rows.Add(new Markup(Foot(status)));
        if (status.Refusals.Count > 0)
            rows.Add(new Markup($"[grey]not executed:[/] {Markup.Escape(string.Join(" · ", status.Refusals.OrderByDescending(r => r.Value).Take(4).Select(r => $"{Show.Words(r.Key)} {r.Value}")))}"));
        return new Rows(rows);
    }

    /// <summary>Which parts of the status are missing, and why; null when none is.</summary>
    public static string? Gaps(StatusReport status)
    {
        if (status.Gaps.Count == 0)
            return null;
        var late = status.Gaps.Where(gap => gap.Failure is null).Select(gap => gap.Part.ToString().ToLowerInvariant()).ToList();
        return string.Join("; ", status.Gaps.Where(gap => gap.Failure is not null).Select(gap => $"{gap.Part.ToString().ToLowerInvariant()}: {gap.Failure}").Prepend(late.Count == 0 ? "" : $"no answer in time from: {string.Join(", ", late)}").Where(words => words.Length > 0));
    }

    /// <summary>The accounts alone; that they did not answer is no empty table.</summary>
    public static void PrintAccounts(Cli.CliOutput output, StatusReport status)
    {
        if (status.Knows(StatusPart.Accounts))
            output.Console.Write(Accounts(status.Accounts));
        else
            output.Error.WriteLine($"arb: {Gaps(status)}");
    }

    public static Table Accounts(IReadOnlyList<AccountView> accounts)
    {
        var table = new Table().Border(TableBorder.Square).Expand();
        table.AddColumn("account");
        table.AddColumn("provider");
        table.AddColumn(new TableColumn("lamp").NoWrap());
        table.AddColumn(new TableColumn("prices").RightAligned().NoWrap());
        table.AddColumn(new TableColumn("/s").RightAligned().NoWrap());
        table.AddColumn(new TableColumn("balance").RightAligned().NoWrap());
        table.AddColumn(new TableColumn("exposure").RightAligned().NoWrap());
        table.AddColumn("why");
        foreach (var account in accounts)
        {
            table.AddRow(
                Markup.Escape(account.Account),
                Markup.Escape(account.Provider ?? "-"),
                Show.Lamp(account.Lamp),
                Number(account.Worker?.OpenPrices),
                Number(account.Worker?.PricesPerSecond),
                Show.Money(account.Balance),
                Show.Money(account.Exposure),
                Markup.Escape(Why(account)));
        }
        if (accounts.Count == 0)
            table.AddRow("[grey]none yet[/]", "", "", "", "", "", "", "[grey]arb account add NAME URL[/]");
        return table;
    }

    /// <summary>One line for a log or a pipe.</summary>
    public static string Line(StatusReport status)
    {
        var lamps = string.Join(" ", status.Accounts.Select(a => $"{a.Account}={a.Lamp.ToString().ToUpperInvariant()}({a.Worker?.PricesPerSecond ?? 0}/s)"));
        return $"{Show.Time(status.At)} {status.State} {status.Trading} {lamps} matches={status.BoundMatches} opportunities={status.Opportunities} "
            + $"running={status.ExecutionsRunning} completed={status.ExecutionsCompleted} hedged={status.Hedged} person={status.NeedsPerson} approval={status.WaitForApproval} locks={status.Locks} profit={Show.Money(status.LockedProfit)}";
    }

    private static string Head(StatusReport status)
    {
        var state = status.State switch
        {
            "RUNNING" => "[green bold]RUNNING[/]",
            "KILLED" => "[red bold]KILLED[/]",
            _ => $"[yellow bold]{Markup.Escape(status.State)}[/]",
        };
        var trading = status.Trading switch { "live" => "[red bold]LIVE TRADING[/]", "demo" => "[bold]DEMO, play money[/]", "paper" => "paper trading", _ => "trading mode ?" };
        var reason = status.State == "RUNNING" || status.Reason is null ? "" : $" [grey]({Markup.Escape(status.Reason)})[/]";
        return $"engine {state}{reason} · {trading} · {Or(status, StatusPart.Market, status.BoundMatches)} matches bound · {Or(status, StatusPart.Market, status.BookMarkets)} markets compared · {Or(status, StatusPart.Market, status.BindingQuestions)} questions";
    }

    private static string Foot(StatusReport status)
    {
        var approval = status.WaitForApproval == 0 ? "" : $" · [yellow bold]{status.WaitForApproval} WAIT FOR APPROVAL[/] (arb plans)";
        var person = status.NeedsPerson == 0 ? "" : $" · [red bold]{status.NeedsPerson} WAIT FOR A PERSON[/]";
        return $"opportunities [bold]{Or(status, StatusPart.Market, status.Opportunities)}[/] · executions: {Or(status, StatusPart.Audit, status.ExecutionsRunning)} running, "
            + $"[bold]{Or(status, StatusPart.Audit, status.ExecutionsCompleted)}[/] complete, {Or(status, StatusPart.Audit, status.Hedged)} hedged{person}{approval} · {Or(status, StatusPart.Executions, status.Locks)} locks · "
            + $"locked profit [bold]{(status.Knows(StatusPart.Audit) ? Show.Money(status.LockedProfit) : "?")}[/]";
    }

    private static string Or(StatusReport status, StatusPart part, int value) => status.Knows(part) ? value.ToString(CultureInfo.InvariantCulture) : "?";

    private static string Why(AccountView account)
    {
        var problems = account.ContractProblems.Count == 0 ? "" : $"; {string.Join("; ", account.ContractProblems)}";
        var later = account.MissingForLive.Count == 0 ? "" : $"; on paper; for live bets: {string.Join("; ", account.MissingForLive)}";
        return $"{account.LampReason}{problems}{later}{(account.Remembered ? " (session remembered)" : "")}";
    }

    private static string Number(int? value) => value is { } number ? number.ToString("#,0", CultureInfo.InvariantCulture) : "-";
}
