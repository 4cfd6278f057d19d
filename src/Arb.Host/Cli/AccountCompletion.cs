using System.CommandLine.Completions;
using Arb.Domain.Commands;
using Arb.Host.Configuration;
using Arb.Host.Control;

namespace Arb.Host.Cli;

/// <summary>Names of the accounts of a running engine, for completion: only when it answers at once, and never an error in the middle of typing.</summary>
internal static class AccountCompletion
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(1500);

    public static IEnumerable<CompletionItem> Names(CompletionContext context)
    {
        try
        {
            using var cancel = new CancellationTokenSource(Patience);
            using var client = new ControlClient(context.ParseResult.GetValue(EngineCall.Data) ?? DataPlace.Find().Folder!);
            var reply = Task.Run(() => client.SendAsync(new GetStatus(), cancel.Token), cancel.Token).GetAwaiter().GetResult();
            return reply is StatusReport status ? [.. status.Accounts.Select(account => new CompletionItem(account.Account))] : [];
        }
        catch (Exception none) when (none is NoEngineException or OperationCanceledException or IOException or System.Text.Json.JsonException or SettingsException or InvalidOperationException)
        {
            return []; // nothing to offer: no engine, or a slow one
        }
    }
}
