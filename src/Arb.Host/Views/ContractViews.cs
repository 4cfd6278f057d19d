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
        var table = new Table().Border(TableBorder.Rounded).AddColumn("provider").AddColumn("host").AddColumn("marked").AddColumn("good for").AddColumn("endpoints").AddColumn("missing");
        foreach (var view in list.Contracts)
        {
            var use = (view.Validation.CanHarvest, view.Validation.CanBet) switch
            {
                (true, true) => "[green]odds and bets[/]",
                (true, false) => "[yellow]odds only[/]",
                _ => "[red]nothing[/]",
            };
            table.AddRow(
                Markup.Escape(view.Contract.Provider.Value),
                Markup.Escape(view.Contract.Host),
                view.Contract.Active ? "yes" : "no",
                use,
                Markup.Escape(string.Join("\n", view.Contract.Endpoints.Select(e => $"{e.Role} {e.Method} {Short(e.Path)}"))),
                Missing(view.Validation));
        }
        output.Console.Write(table);
        if (list.Contracts.FirstOrDefault(c => c.Contract.Active) is not { } marked)
            output.Line($"mark one: arb contract mark {account} {list.Contracts[0].Contract.Provider}");
        else if (marked.Validation.Lacks.Any(lack => lack.Role is not null))
            output.Line($"when that is done: arb contract mark {account} {marked.Contract.Provider} again");
    }

    private static string Missing(ContractValidation validation) => validation.Lacks.Count == 0
        ? "nothing"
        : string.Join("\n", validation.Lacks.GroupBy(lack => lack.Ability).OrderBy(group => group.Key)
            .Select(group => $"{(group.Key == ContractAbility.Harvest ? "[red]for odds:[/]" : "[yellow]for bets:[/]")}\n{Markup.Escape(string.Join("\n", group.Select(lack => $"  {lack.Text}")))}"));

    private static string Short(string path) => path.Length > 60 ? path[..59] + "…" : path;
}
