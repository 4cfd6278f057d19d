using System.CommandLine;
using Arb.Domain.Health;
using Arb.Host.Control;
using Arb.Host.Views;

namespace Arb.Host.Cli;

/// <summary><c>arb doctor</c>: the nine steps of L27 for one account or all; exit code 1 when a step fails.</summary>
internal static class DoctorCommand
{
    public static Command Build()
    {
        var account = AccountCommands.KnownAccount();
        account.Description = "Account id; all accounts when left out.";
        account.Arity = ArgumentArity.ZeroOrOne;
        var command = new Command("doctor", "Why does an account not work? Nine questions in order, with evidence; the first \"no\" with its likely cause and what to do.") { account, EngineCall.Data, EngineCall.Json };
        command.SetAction(async (parsed, cancel) =>
        {
            using var client = new ControlClient(EngineCall.Folder(parsed));
            var reply = await client.SendAsync(new RunDoctor(parsed.GetValue(account)), cancel);
            var code = EngineCall.Print(parsed, reply, (output, report) => DoctorView.Print(output, (DoctorReport)report));
            return reply is DoctorReport { Healthy: false } ? ExitCodes.CheckFailed : code;
        });
        return command;
    }
}
