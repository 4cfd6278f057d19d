using System.CommandLine;
using Arb.Domain.Commands;
using Arb.Host.Configuration;
using Arb.Host.Control;

namespace Arb.Host.Cli;

/// <summary>The options that every command of a running engine has, and the call itself.</summary>
internal static class EngineCall
{
    public static readonly Option<string?> Data = new("--data") { Description = "Data folder of the engine; by default your own application data folder, or the folder data where you stand.", HelpName = "dir" };

    public static readonly Option<bool> Json = new("--json") { Description = "Print JSON." };

    /// <summary>The data folder of <c>--data</c>, or the one that is meant without it, which is then said where a person reads. Throws <see cref="SettingsException"/> when none is meant.</summary>
    public static string Folder(ParseResult parsed)
    {
        if (parsed.GetValue(Data) is { } given)
            return given;
        var choice = DataPlace.Find();
        if (!parsed.GetValue(Json))
            Say(parsed, choice);
        return choice.Folder!;
    }

    /// <summary>Says on the error output which data folder is used, and why.</summary>
    public static void Say(ParseResult parsed, PlaceChoice choice) =>
        CliOutput.Of(parsed).Error.WriteLine($"arb: data folder {choice.Folder} ({choice.Why}; --data names another)");

    /// <summary>Makes an option for how many rows to print.</summary>
    public static Option<int> Limit(int standard) => new("--limit") { Description = "At most this many, 1 to 10000.", HelpName = "n", DefaultValueFactory = _ => standard, CustomParser = result => Values.Whole(result, 1, 10_000) };

    /// <summary>Makes a command that sends one engine command and prints its reply.</summary>
    public static Command Command(string name, string description, IEnumerable<Symbol> symbols, Func<ParseResult, ArbCommand> make, Action<CliOutput, CommandReply>? print = null)
    {
        var command = new Command(name, description);
        foreach (var symbol in symbols)
        {
            if (symbol is Argument argument)
                command.Add(argument);
            else
                command.Add((Option)symbol);
        }
        command.Add(Data);
        command.Add(Json);
        command.SetAction((parsed, cancel) => SendAsync(parsed, make(parsed), print, cancel));
        return command;
    }

    /// <summary>Sends a command to the engine of <c>--data</c>, prints the reply, returns the exit code.</summary>
    public static async Task<int> SendAsync(ParseResult parsed, ArbCommand command, Action<CliOutput, CommandReply>? print, CancellationToken cancel)
    {
        using var client = new ControlClient(Folder(parsed));
        return Print(parsed, await client.SendAsync(command, cancel), print);
    }

    /// <summary>Prints a reply, returns the exit code.</summary>
    public static int Print(ParseResult parsed, CommandReply reply, Action<CliOutput, CommandReply>? print = null)
    {
        var output = CliOutput.Of(parsed);
        if (parsed.GetValue(Json))
            output.Json(reply);
        if (reply is CommandFailed failed)
            output.Error.WriteLine($"arb: {failed.Message}");
        else if (!parsed.GetValue(Json))
        {
            if (reply is Done done)
                output.Line(done.Message);
            else
                print?.Invoke(output, reply);
        }
        return ExitCodes.Of(reply);
    }
}
