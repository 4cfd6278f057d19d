using Arb.Browser.Contracts;
using Arb.Browser.Exports;
using Arb.Domain.Commands;
using Arb.Domain.Primitives;
using Arb.Host.Cli;
using Arb.Host.Control;
using Arb.Providers;
using Arb.Sandbox;

namespace Arb.Host.Demo;

/// <summary>Does what a person does with their own accounts, through the same command channel: adds the account, logs in at the bookmaker, hands session and contract over, switches on.</summary>
internal sealed class DemoUser(ControlClient engine)
{
    public async Task OpenAccountAsync(DemoBookmaker bookmaker, CancellationToken cancel)
    {
        await DoAsync(new AddAccount(bookmaker.Name, bookmaker.Url.ToString(), "USD", 0m), cancel);
        await DoAsync(new SwitchAccount(bookmaker.Name, true), cancel);
        var visit = await SandboxVisitor.VisitAsync(bookmaker.Url, bookmaker.User, bookmaker.Password, cancel: cancel);
        var account = new AccountId(bookmaker.Name);
        var recording = ContractRecorder.Record(account, visit.Captures, BuiltInProtocols.All());
        if (recording.Contracts.Count == 0)
            throw new DemoException($"nothing that was recorded at {bookmaker.Name} is a known protocol");
        foreach (var contract in recording.Contracts)
            await DoAsync(new ImportContract(contract), cancel);
        var marked = await DoAsync(new MarkContract(bookmaker.Name, recording.Contracts[0].Provider.Value), cancel);
        var sources = new SessionSources(visit.Captures, [], [], visit.BaseUrl);
        await DoAsync(SessionImport.Make(account, (ContractList)marked, sources, [], TimeProvider.System.GetUtcNow()), cancel);
    }

    /// <summary>Logs in once more and hands the new session over: what a person does when the bookmaker has logged them out.</summary>
    public async Task LogInAgainAsync(DemoBookmaker bookmaker, CancellationToken cancel)
    {
        var contracts = (ContractList)await DoAsync(new ShowContracts(bookmaker.Name), cancel);
        var visit = await SandboxVisitor.VisitAsync(bookmaker.Url, bookmaker.User, bookmaker.Password, cancel: cancel);
        var sources = new SessionSources(visit.Captures, [], [], visit.BaseUrl);
        await DoAsync(SessionImport.Make(new AccountId(bookmaker.Name), contracts, sources, [], TimeProvider.System.GetUtcNow()), cancel);
    }

    /// <summary>Sends a command that may be refused.</summary>
    public Task<CommandReply> TryAsync(ArbCommand command, CancellationToken cancel) => engine.SendAsync(command, cancel);

    /// <summary>Sends a command that must be carried out.</summary>
    public async Task<CommandReply> DoAsync(ArbCommand command, CancellationToken cancel)
    {
        var reply = await engine.SendAsync(command, cancel);
        return reply is CommandFailed failed ? throw new DemoException($"{command.GetType().Name}: {failed.Message}") : reply;
    }
}
