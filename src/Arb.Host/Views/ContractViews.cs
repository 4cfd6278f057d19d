using Arb.Domain.Commands;
using Arb.Domain.Sessions;
using Arb.Host.Cli;
using Spectre.Console;

namespace Arb.Host.Views;

/// <summary>Contracts for people.</summary>
internal static class ContractViews
{
    /// <summary>Shows them, and says what to do next.</summary>
    public static void Show(CliOutput output, string account, ContractList list)
    {
        if (list.Contracts.Count == 0)
        {
            output.Line($"{account} has no contract yet: log in and open the odds page, see what was captured (arb captures {account}), then arb contract mark {account} PROVIDER; without a browser of the engine: arb contract import {account} --har FILE");
            return;
        }
        var table = new Table().Border(TableBorder.Square).AddColumn("provider").AddColumn("host").AddColumn("marked").AddColumn("good for").AddColumn("endpoints").AddColumn("missing");
        foreach (var view in list.Contracts)
        {
            var (color, use) = GoodFor(view.Validation);
            table.AddRow(
                Markup.Escape(view.Contract.Provider.Value),
                Markup.Escape(view.Contract.Host),
                view.Contract.Active ? "yes" : "no",
                $"[{color}]{Markup.Escape(use)}[/]",
                Markup.Escape(string.Join("\n", view.Contract.Endpoints.Select(e => $"{e.Role} {e.Method} {Short(e.Path)}"))),
                Missing(view.Validation));
        }
        output.Console.Write(table);
        if (list.Contracts.FirstOrDefault(c => c.Contract.Active) is not { } marked)
            output.Line($"mark one: arb contract mark {account} {list.Contracts[0].Contract.Provider}");
        else if (marked.Validation.Lacks.Any(lack => lack.Role is not null))
            output.Line($"{(marked.Validation.CanBetOnPaper ? "enough for paper trading; before live trading, " : "")}when that is done: arb contract mark {account} {marked.Contract.Provider} again");
    }

    /// <summary>What a contract is good for, with a colour.</summary>
    public static (string Color, string Text) GoodFor(ContractValidation validation) => validation switch
    {
        { CanBet: true } => ("green", "odds and bets"),
        { CanBetOnPaper: true } => ("yellow", "odds, and bets on paper"),
        { CanHarvest: true } => ("yellow", "odds only"),
        _ => ("red", "nothing yet"),
    };

    private static string Missing(ContractValidation validation) => validation.Lacks.Count == 0
        ? "nothing"
        : string.Join("\n", validation.Lacks.GroupBy(lack => lack.Ability).OrderBy(group => group.Key)
            .Select(group => $"{(group.Key == ContractAbility.Harvest ? "[red]for odds:[/]" : validation.CanBetOnPaper ? "[yellow]for live bets:[/]" : "[yellow]for bets:[/]")}\n{Markup.Escape(string.Join("\n", group.Select(lack => $"  {lack.Text}")))}"));

    private static string Short(string path) => path.Length > 60 ? path[..59] + "…" : path;
}
