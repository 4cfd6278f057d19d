using System.CommandLine;
using Arb.Domain.Commands;
using Arb.Host.Views;

namespace Arb.Host.Cli;

/// <summary><c>arb aliases …</c>.</summary>
internal static class AliasCommands
{
    public static Command Build()
    {
        var limit = EngineCall.Limit(100);
        var first = new Argument<string>("first") { Description = "A name, e.g. \"Man Utd\"." };
        var second = new Argument<string>("second") { Description = "Another name of the team." };
        var file = new Argument<FileInfo>("file") { Description = "Names of one team a line, separated by tabs; or openfootball's .clubs.txt." };
        return new Command("aliases", "Names that mean the same team.")
        {
            EngineCall.Command("list", "Names that you added or imported, and what your answers taught.", [limit], parsed => new ListAliases(parsed.GetValue(limit)), (output, reply) =>
                MarketViews.Aliases(output, (AliasList)reply)),
            EngineCall.Command("add", "Two names mean the same team; kept.", [first, second], parsed =>
                new ChangeAliases(parsed.GetValue(first)!, parsed.GetValue(second)!, true)),
            EngineCall.Command("remove", "Two names don't mean the same team, whatever a list or an earlier answer says; kept.", [first, second], parsed =>
                new ChangeAliases(parsed.GetValue(first)!, parsed.GetValue(second)!, false)),
            EngineCall.Command("import", "Takes the names of a file.", [file], parsed =>
            {
                var path = parsed.GetValue(file)!;
                return new ImportAliases(path.Name, File.ReadAllText(path.FullName));
            }),
        };
    }
}
