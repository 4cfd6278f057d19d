using System.CommandLine;
using System.Globalization;
using Arb.Domain.Commands;
using Arb.Host.Views;
using Spectre.Console;

namespace Arb.Host.Cli;

/// <summary><c>arb extension …</c>: the user's own browser instead of the engine's.</summary>
internal static class ExtensionCommands
{
    /// <summary>Folder of the extension, beside the program.</summary>
    internal static string Folder => Path.Combine(AppContext.BaseDirectory, "extension");

    public static Command Build()
    {
        var pair = AccountCommands.KnownAccount();
        var unpair = AccountCommands.KnownAccount();
        return new Command("extension", "Log in with your own browser: its extension hands over what the bookmaker's page sends and receives, and the cookies.")
        {
            Where(),
            EngineCall.Command("pair", "Print a code that pairs the extension with an account; good once.", [pair], parsed => new PairExtension(parsed.GetValue(pair)!), (output, reply) =>
                Code(output, (ExtensionCode)reply)),
            EngineCall.Command("list", "Accounts that are logged in from your own browser.", [], _ => new ListExtensions(), (output, reply) => List(output, (ExtensionList)reply)),
            EngineCall.Command("unpair", "End the pairing of an account; the extension's token is worth nothing any more.", [unpair], parsed => new UnpairExtension(parsed.GetValue(unpair)!)),
        };
    }

    private static Command Where()
    {
        var folder = new Command("folder", "Print the folder of the extension, to be loaded in chrome://extensions ('Load unpacked').");
        folder.SetAction(parsed =>
        {
            if (!Directory.Exists(Folder))
                throw new UsageException($"the extension is not beside arb: {Folder} is missing");
            CliOutput.Of(parsed).Line(Folder);
            return Control.ExitCodes.Ok;
        });
        return folder;
    }

    private static void Code(CliOutput output, ExtensionCode code)
    {
        output.Line($"code {code.Code}");
        output.Line($"Type it into the extension (port {code.Port.ToString(CultureInfo.InvariantCulture)}); it is good once, until {Show.Time(code.Until)}.");
    }

    private static void List(CliOutput output, ExtensionList list)
    {
        if (list.Accounts.Count == 0)
        {
            output.Line("no account uses your own browser (arb extension pair ACCOUNT)");
            return;
        }
        var table = new Table().Border(TableBorder.Simple);
        foreach (var title in new[] { "account", "extension", "last heard", "captures", "refused", "lost" })
            table.AddColumn(title);
        foreach (var one in list.Accounts)
        {
            var extension = one.Extension ?? (one.CodeUntil is { } until ? $"waits for its code until {Show.Time(until)}" : "not paired");
            table.AddRow(
                Markup.Escape(one.Account), Markup.Escape(extension), one.On ? one.LastHeard is { } at ? Show.Time(at) : "never" : "account is off",
                one.Captures.ToString(CultureInfo.InvariantCulture), one.Refused.ToString(CultureInfo.InvariantCulture), one.Lost.ToString(CultureInfo.InvariantCulture));
        }
        output.Console.Write(table);
    }
}
