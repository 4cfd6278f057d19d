using System.CommandLine;
using Arb.Domain.Commands;
using Arb.Domain.Sessions;
using Arb.Host.Control;
using Arb.Host.Views;
using Arb.Providers;
using Arb.Providers.Mapped.Suggesting;

namespace Arb.Host.Cli;

/// <summary><c>arb captures</c>: what went over the wire, by endpoint; no value of a cookie, token or query is shown.</summary>
internal static class CaptureCommands
{
    private static readonly Option<FileInfo?> Har = new("--har") { Description = "Look at a HAR file instead of the engine's browser.", HelpName = "file" };

    /// <summary>The same study that the engine has.</summary>
    public static ICaptureStudy Study => new CaptureStudy(BuiltInProtocols.All());

    public static Command Build()
    {
        var account = AccountCommands.KnownAccount();
        var captures = new Command("captures", "What the browser of an account recorded, by endpoint: which protocol and role each looks like, and how often it is asked.") { account, Har, EngineCall.Data, EngineCall.Json };
        captures.SetAction(async (parsed, cancel) =>
        {
            var id = parsed.GetValue(account)!;
            if (parsed.GetValue(Har) is { } har)
                return EngineCall.Print(parsed, CaptureList.Make(id, isOn: true, Study.Group(FileArguments.ReadHar(har, parsed), []), []), (output, list) => CaptureViews.Show(output, (CaptureList)list));
            using var client = new ControlClient(EngineCall.Folder(parsed));
            return EngineCall.Print(parsed, await client.SendAsync(new ShowCaptures(id), cancel), (output, list) => CaptureViews.Show(output, (CaptureList)list));
        });
        return captures;
    }
}
