using System.CommandLine;
using Arb.Domain.Commands;
using Arb.Host.Views;

namespace Arb.Host.Cli;

/// <summary><c>arb account …</c>.</summary>
internal static class AccountCommands
{
    internal static Argument<string> Account() => new("account") { Description = "Account id: 1 to 40 of a-z, 0-9, '-' and '_'." };

    /// <summary>An account that the engine knows already.</summary>
    internal static Argument<string> KnownAccount()
    {
        var account = Account();
        account.CompletionSources.Add(AccountCompletion.Names);
        return account;
    }

    public static Command Build() => new("account", "Accounts at bookmakers.")
    {
        Add(),
        EngineCall.Command("list", "Every account with its lamp and what it waits for.", [], _ => new GetStatus(), (output, reply) => StatusView.PrintAccounts(output, (StatusReport)reply)),
        Simple("on", "Switch an account on: it waits for a session and a marked contract, then polls.", id => new SwitchAccount(id, true)),
        Simple("off", "Switch an account off (hard reset): executions end first, then session, worker, odds and contracts go.", id => new SwitchAccount(id, false)),
        Simple("reset", "Hard reset, and on again: log in anew afterwards.", id => new ResetAccount(id)),
        Simple("remove", "Remove an account that is off; its executions stay in the audit.", id => new RemoveAccount(id)),
    };

    private static Command Add()
    {
        var account = Account();
        var url = new Argument<string>("url") { Description = "Address of the bookmaker's site, http or https." };
        var currency = new Option<string>("--currency") { Description = "Currency of the account, ISO 4217; the same for all accounts of one engine.", HelpName = "code", DefaultValueFactory = _ => "EUR" };
        var commission = new Option<decimal>("--commission") { Description = "Commission on winnings as a fraction, 0 to 0.2.", HelpName = "fraction", CustomParser = Values.Amount };
        return EngineCall.Command("add", "Add an account; it is off at first.", [account, url, currency, commission], parsed =>
            new AddAccount(parsed.GetValue(account)!, parsed.GetValue(url)!, parsed.GetValue(currency)!, parsed.GetValue(commission)));
    }

    private static Command Simple(string name, string description, Func<string, ArbCommand> make)
    {
        var account = KnownAccount();
        return EngineCall.Command(name, description, [account], parsed => make(parsed.GetValue(account)!));
    }
}
