using System.CommandLine;
using Arb.Browser.Contracts;
using Arb.Domain.Commands;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;
using Arb.Host.Control;
using Arb.Host.Views;
using Arb.Providers;

namespace Arb.Host.Cli;

/// <summary><c>arb contract …</c>: what the recorder saw becomes a contract; the user marks which one counts (L04).</summary>
internal static class ContractCommands
{
    private static readonly Option<FileInfo?> Har = new("--har") { Description = "HAR file of the logged-in browser: odds page opened, one bet quoted.", HelpName = "file" };
    private static readonly Option<FileInfo?> File = new("--file") { Description = "A contract file, {PROVIDER}_CONTRACT.json.", HelpName = "file" };

    public static Command Build() => new("contract", "Provider contracts: what a bookmaker's own page asks for, as templates.")
    {
        Import(),
        Show(),
        Export(),
        Mark(),
        Suggest(),
    };

    private static Command Import()
    {
        var account = AccountCommands.KnownAccount();
        var import = new Command("import", "Store contracts from a recording or a file, unmarked.") { account, Har, File, EngineCall.Data, EngineCall.Json };
        import.SetAction((parsed, cancel) => ImportAsync(parsed, parsed.GetValue(account)!, cancel));
        return import;
    }

    private static async Task<int> ImportAsync(ParseResult parsed, string account, CancellationToken cancel)
    {
        var (har, file) = (parsed.GetValue(Har), parsed.GetValue(File));
        if (har is null == file is null)
            throw new UsageException("say where the contract comes from: --har FILE or --file FILE");
        using var client = new ControlClient(EngineCall.Folder(parsed));
        CommandReply reply = await client.SendAsync(new ShowContracts(account), cancel);
        if (reply is CommandFailed)
            return EngineCall.Print(parsed, reply);
        var id = new AccountId(account);
        IReadOnlyList<ProviderContract> contracts = file is not null
            ? [ContractFile.Read(FileArguments.ReadText(file)) with { Account = id }]
            : Recorded(id, har!, parsed);
        foreach (var contract in contracts)
        {
            reply = await client.SendAsync(new ImportContract(contract), cancel);
            if (reply is CommandFailed)
                break;
        }
        return EngineCall.Print(parsed, reply, (output, list) => ContractViews.Show(output, account, (ContractList)list));
    }

    private static IReadOnlyList<ProviderContract> Recorded(AccountId account, FileInfo har, ParseResult parsed)
    {
        var protocols = BuiltInProtocols.All();
        var recording = ContractRecorder.Record(account, FileArguments.ReadHar(har, parsed), protocols);
        return recording.Contracts.Count > 0
            ? recording.Contracts
            : throw new FormatException($"{har}: none of {recording.Ignored} requests is one of {string.Join(", ", protocols.Where(p => p is not IMappedProtocols).Select(p => p.Id))}: open the odds page in the browser while recording; if the site has a plain JSON feed: arb contract suggest {account} --har {har}");
    }

    private static Command Show()
    {
        var account = AccountCommands.KnownAccount();
        var show = new Command("show", "The contracts of an account, what each is good for, and what it lacks for odds and for bets.") { account, EngineCall.Data, EngineCall.Json };
        show.Aliases.Add("list");
        show.SetAction((parsed, cancel) => EngineCall.SendAsync(parsed, new ShowContracts(parsed.GetValue(account)!), (output, reply) => ContractViews.Show(output, parsed.GetValue(account)!, (ContractList)reply), cancel));
        return show;
    }

    private static Command Suggest()
    {
        var account = AccountCommands.KnownAccount();
        var group = new Option<int?>("--group") { Description = "Only this endpoint, by its number in 'arb captures'.", HelpName = "number", CustomParser = result => Values.Whole(result, 0, int.MaxValue) };
        var bookmaker = new Option<string?>("--bookmaker") { Description = "In a feed of many bookmakers: which one this account is.", HelpName = "key" };
        var accept = new Option<string?>("--accept") { Description = "Store the proposal under this name, unmarked: 2 to 16 of A-Z, 0-9 and '_'.", HelpName = "name" };
        var suggest = new Command("suggest", "Propose how to read a plain JSON feed that no protocol knows, and show what that yields.") { account, group, bookmaker, accept, Har, EngineCall.Data, EngineCall.Json };
        suggest.SetAction(async (parsed, cancel) =>
        {
            var (id, name) = (parsed.GetValue(account)!, parsed.GetValue(accept));
            using var client = new ControlClient(EngineCall.Folder(parsed));
            CommandReply reply;
            if (parsed.GetValue(Har) is not { } har)
            {
                reply = await client.SendAsync(new SuggestContract(id, parsed.GetValue(group), parsed.GetValue(bookmaker), name), cancel);
            }
            else
            {
                var answer = CaptureCommands.Study.Suggest(new AccountId(id), FileArguments.ReadHar(har, parsed), new MappingWish(parsed.GetValue(group), parsed.GetValue(bookmaker)));
                var stored = answer.Proposal is { } proposal && name is not null ? await client.SendAsync(new ImportContract(proposal.Contract with { Provider = new ProviderId(name) }), cancel) : null;
                reply = stored is CommandFailed ? stored : new SuggestedContract(answer, stored is null ? null : new ProviderId(name!).Value);
            }
            if (reply is SuggestedContract { Answer.Reason: { } nothing })
                reply = new CommandFailed(FailureKind.Refused, nothing);
            return EngineCall.Print(parsed, reply, (output, found) => CaptureViews.Show(output, id, (SuggestedContract)found));
        });
        return suggest;
    }

    private static Command Mark()
    {
        var account = AccountCommands.KnownAccount();
        var provider = new Argument<string>("provider") { Description = $"Protocol: {string.Join(", ", BuiltInProtocols.All().Where(p => p is not IMappedProtocols).Select(p => p.Id))}, or the name of a mapped feed." };
        var mark = new Command("mark", "Mark the provider of an account: its contract is recorded from what the browser captured, or the imported one is taken, and counts from then on.") { account, provider, EngineCall.Data, EngineCall.Json };
        mark.SetAction((parsed, cancel) => EngineCall.SendAsync(
            parsed, new MarkContract(parsed.GetValue(account)!, parsed.GetValue(provider)!), (output, reply) => ContractViews.Show(output, parsed.GetValue(account)!, (ContractList)reply), cancel));
        return mark;
    }

    private static Command Export()
    {
        var account = AccountCommands.KnownAccount();
        var folder = new Argument<DirectoryInfo>("dir") { Description = "Folder for {PROVIDER}_CONTRACT.json." };
        var export = new Command("export", "Write the contracts of an account as files; no secret is in them.") { account, folder, EngineCall.Data, EngineCall.Json };
        export.SetAction(async (parsed, cancel) =>
        {
            using var client = new ControlClient(EngineCall.Folder(parsed));
            var reply = await client.SendAsync(new ShowContracts(parsed.GetValue(account)!), cancel);
            if (reply is not ContractList list)
                return EngineCall.Print(parsed, reply);
            if (list.Contracts.Count == 0)
                throw new UsageException($"{parsed.GetValue(account)} has no contract yet: arb captures {parsed.GetValue(account)}, then arb contract mark; or arb contract import {parsed.GetValue(account)} --har FILE");
            var target = parsed.GetValue(folder)!;
            target.Create();
            var written = new List<string>();
            foreach (var view in list.Contracts)
            {
                written.Add(Path.Combine(target.FullName, ContractFile.NameFor(view.Contract.Provider)));
                await System.IO.File.WriteAllTextAsync(written[^1], ContractFile.Write(view.Contract), cancel);
            }
            return EngineCall.Print(parsed, new Done($"written: {string.Join(", ", written)}"));
        });
        return export;
    }
}
