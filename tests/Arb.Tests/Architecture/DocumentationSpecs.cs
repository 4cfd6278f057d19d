using System.CommandLine;
using System.Text.RegularExpressions;
using Arb.Host.Cli;

namespace Arb.Tests.Architecture;

/// <summary>What the pages name exists.</summary>
public sealed class DocumentationSpecs
{
    private static readonly string[] Pages = ["README.md", "docs/operating.md", "docs/architecture.md", "docs/adding-a-provider.md"];

    [Fact]
    public void Should_list_every_decision_in_the_architecture()
    {
        var index = File.ReadAllText(Path.Combine(Repository.Root, "docs/architecture.md"));
        Assert.All(Directory.GetFiles(Path.Combine(Repository.Root, "docs/adr"), "*.md").Select(Path.GetFileName), name => Assert.Contains($"](adr/{name})", index));
    }

    [Fact]
    public void Should_name_only_files_that_exist()
    {
        foreach (var (page, path) in Named("`((?:src|tests|hocon|docs|scripts)/[^` ,<]+)[`,]"))
            Assert.True(path.Contains("/bin/", StringComparison.Ordinal) || Exists(path), $"{page} names {path}");
    }

    [Fact]
    public void Should_name_only_commands_and_options_that_exist()
    {
        var root = ArbCommandLine.Build();
        foreach (var (page, line) in Named("[`(]arb ([a-z][^`#\n]*)`"))
        {
            Command command = root;
            foreach (var word in line.Split(' ', StringSplitOptions.RemoveEmptyEntries).TakeWhile(word => word is not ("&&" or ">" or "|")))
            {
                if (word.StartsWith("--", StringComparison.Ordinal) && word.Length > 2)
                    Assert.True(word is "--help" or "--version" || command.Options.Any(option => option.Name == word.Split('=')[0]), $"{page}: arb {line}: {command.Name} has no {word}");
                else if (command.Action is null)
                    command = Sub(command, word) ?? throw new InvalidOperationException($"{page}: arb {line}: there is no {word}");
                else
                    command = Sub(command, word) ?? command;
            }
        }
    }

    private static Command? Sub(Command command, string word) => command.Subcommands.FirstOrDefault(sub => sub.Name == word || sub.Aliases.Contains(word));

    private static IEnumerable<(string Page, string Text)> Named(string pattern) =>
        Pages.SelectMany(page => Regex.Matches(File.ReadAllText(Path.Combine(Repository.Root, page)), pattern, RegexOptions.None, TimeSpan.FromSeconds(5)).Select(match => (page, match.Groups[1].Value)));

    private static bool Exists(string path)
    {
        var full = Path.Combine(Repository.Root, path.TrimEnd('/'));
        return path.Contains('*', StringComparison.Ordinal)
            ? Directory.EnumerateFiles(Path.GetDirectoryName(full)!, Path.GetFileName(full)).Any()
            : File.Exists(full) || Directory.Exists(full);
    }
}
