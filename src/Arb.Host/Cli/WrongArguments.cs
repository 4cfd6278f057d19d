using System.CommandLine;
using Arb.Host.Configuration;

namespace Arb.Host.Cli;

/// <summary>What is wrong with a command line, one line each.</summary>
internal static class WrongArguments
{
    public static IEnumerable<string> Describe(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        if (command.Action is null)
            return [WhichCommand(command, parsed.UnmatchedTokens)];
        var options = command.Options.Select(option => option.Name).ToList();
        var unknown = parsed.UnmatchedTokens.Select(token => $"unknown argument '{token}'{Guess(token, options)}");
        return parsed.Errors.Select(error => OneLine(error.Message)).Where(line => !line.StartsWith("unrecognized command or argument", StringComparison.Ordinal)).Concat(unknown).Distinct();
    }

    private static string WhichCommand(Command command, IReadOnlyList<string> given)
    {
        var names = command.Subcommands.Select(sub => sub.Name).ToList();
        var all = command is RootCommand ? "" : $" (there is {string.Join(", ", names)})";
        return given.Count == 0 ? $"which command?{all}" : $"unknown command '{given[0]}'{Guess(given[0], names)}{all}";
    }

    private static string Guess(string token, IEnumerable<string> known) => Spelling.Slip(token, known) is { } meant && meant != token ? $"; did you mean '{meant}'?" : "";

    private static string OneLine(string message)
    {
        var line = string.Join(' ', message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).TrimEnd('.');
        return line.Length == 0 ? line : char.ToLowerInvariant(line[0]) + line[1..];
    }
}
