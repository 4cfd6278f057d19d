using Akka.Actor;
using Arb.Actors.Sessions;
using Arb.Domain.Commands;
using Arb.Domain.Health;
using Arb.Domain.Sessions;
using Arb.Host.Cli;
using Arb.Tests.Actors.Support;

namespace Arb.Tests.Laws;

/// <summary>L28, The user's work: enter the URL, toggle on, log in, pick the provider, watch the lamps. Nothing else.</summary>
public sealed class L28_UsersWorkSpecs : AccountKit
{
    [Fact]
    public void Should_need_nothing_but_these_steps()
    {
        var accounts = Sys.ActorOf(Props.Create(typeof(AccountsActor), Environment()), "accounts");
        Ask<Done>(accounts, new AddAccount("a1", "https://site.example", "EUR", 0m));
        Ask<Done>(accounts, new SwitchAccount("a1", true));
        Ask<Done>(accounts, Session());
        Ask<ContractList>(accounts, new ImportContract(Contract()));
        Site().Auto = request => request.Role == EndpointRole.Odds ? "odds 2.10 1.80" : "empty";
        Ask<ContractList>(accounts, new MarkContract("a1", "CMD"));
        Pass(5);
        Assert.Equal(Lamp.Green, Assert.Single(Ask<AccountsAnswered>(accounts, GetAccounts.Instance).Accounts).Lamp);
    }

    [Fact]
    public void Should_need_no_export_and_no_console_with_a_browser()
    {
        Browsers = new ScriptedBrowsers();
        var accounts = Sys.ActorOf(Props.Create(typeof(AccountsActor), Environment()), "accounts");
        Ask<Done>(accounts, new AddAccount("a1", "https://site.example", "EUR", 0m));
        Ask<Done>(accounts, new SwitchAccount("a1", true));
        Site().Auto = request => request.Role == EndpointRole.Odds ? "odds 2.10 1.80" : "empty";
        Browsers.LogIn("by-hand");
        Pass(0.5);
        Ask<ContractList>(accounts, new MarkContract("a1", "CMD"));
        Pass(5);
        Assert.Equal(Lamp.Green, Assert.Single(Ask<AccountsAnswered>(accounts, GetAccounts.Instance).Accounts).Lamp);
    }

    [Theory]
    [InlineData("account", "add")]
    [InlineData("account", "on")]
    [InlineData("account", "off")]
    [InlineData("session", "import")]
    [InlineData("contract", "import")]
    [InlineData("contract", "mark")]
    [InlineData("status", null)]
    [InlineData("watch", null)]
    public void Should_have_a_command_for_every_step(string group, string? step)
    {
        var command = Assert.Single(ArbCommandLine.Build().Subcommands, found => found.Name == group);
        if (step is not null)
            Assert.Contains(command.Subcommands, found => found.Name == step);
    }
}
