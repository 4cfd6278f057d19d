using System.Text;

namespace Arb.Host.Configuration;

/// <summary>
/// Writes <c>docs/configuration.md</c> out of the built-in reference (path, default, meaning by its comments) and out of the code that reads it (what a setting may hold). So the page
/// cannot say anything that is not so.
/// </summary>
internal static class ConfigurationPage
{
    /// <summary>Says how the page is made anew; also what a failing check says.</summary>
    public const string Regenerate = "scripts/config-docs";

    private const string Head = """
        # Configuration

        <!-- Made by scripts/config-docs from hocon/arb.conf and the code that reads it. Do not edit: edit the comments there and run it again. -->

        Every setting of the engine. Put only what you change into a file of your own and start with `arb run --config my.conf`; `--set key=value` wins over the file. `arb config` prints the
        whole reference as HOCON to start from, `arb config --docs` this page. A key that is not here is refused at start with the nearest one that is, and so is a value outside its range.

        Durations are written `500ms`, `5s`, `2m`, `1h`, `1d`; sizes `64KiB`, `16MiB`; switches `on` and `off`. Money is in the account's currency; a fraction of 0.01 is 1 %.

        """;

    /// <summary>One setting of the reference.</summary>
    /// <param name="Path">Its key.</param>
    /// <param name="Default">What the reference holds.</param>
    /// <param name="Meaning">Its comment; of its neighbours above, where one comment speaks for several.</param>
    /// <param name="Shared">True when the comment stands above an earlier neighbour.</param>
    internal sealed record Setting(string Path, string Default, string Meaning, bool Shared);

    /// <summary>The page.</summary>
    public static string Write() => Write(ConfigLoader.ReferenceText());

    /// <summary>The page of a reference that holds every setting.</summary>
    internal static string Write(string reference)
    {
        var ranges = Ranges(Akka.Configuration.ConfigurationFactory.ParseString(reference));
        var page = new StringBuilder(Head);
        string? block = null;
        foreach (var (setting, about) in Settings(reference))
        {
            var parent = setting.Path[..setting.Path.LastIndexOf('.')];
            if (parent != block)
            {
                block = parent;
                page.Append("\n## ").Append(parent).Append("\n\n");
                if (about.Length > 0)
                    page.Append(about).Append("\n\n");
                page.Append("| setting | default | may be | meaning |\n|---|---|---|---|\n");
            }
            page.Append("| `").Append(setting.Path).Append("` | `").Append(setting.Default).Append("` | ").Append(ranges.GetValueOrDefault(setting.Path, "text")).Append(" | ")
                .Append(Cell(setting.Meaning)).Append(" |\n");
        }
        return page.ToString();
    }

    /// <summary>Keys of the reference that no code reads, and keys without a comment of their own or of a neighbour above: what makes the page poorer than it should be.</summary>
    internal static IReadOnlyList<string> Faults(string reference)
    {
        var ranges = Ranges(Akka.Configuration.ConfigurationFactory.ParseString(reference));
        return [.. Settings(reference).SelectMany(item => new[]
        {
            ranges.ContainsKey(item.Setting.Path) ? null : $"{item.Setting.Path} is read by nobody",
            item.Setting.Meaning.Length > 0 ? null : $"{item.Setting.Path} has no comment",
        }).OfType<string>()];
    }

    private static Dictionary<string, string> Ranges(Akka.Configuration.Config config)
    {
        var ranges = new Dictionary<string, string>(StringComparer.Ordinal);
        ArbSettings.From(new SettingsReader(config, (key, range) => ranges[key] = range));
        return ranges;
    }

    /// <summary>
    /// The settings in the order of the reference, each with what stands above its block. The reference is written one key a line, blocks opened at the end of a line; a comment belongs to the keys
    /// that follow it without another comment or an empty line between.
    /// </summary>
    internal static IEnumerable<(Setting Setting, string About)> Settings(string reference)
    {
        var blocks = new Stack<(string Name, string About)>();
        var comment = new List<string>();
        var above = "";
        foreach (var line in reference.Split('\n').Select(raw => raw.Trim()))
            if (line.StartsWith('#'))
            {
                comment.Add(line.TrimStart('#').Trim());
            }
            else if (line.EndsWith('{'))
            {
                blocks.Push((line.TrimEnd('{', ' ', '='), string.Join(' ', comment)));
                comment.Clear();
                above = "";
            }
            else if (line == "}")
            {
                blocks.Pop();
                above = "";
            }
            else if (line.Length == 0)
            {
                comment.Clear();
                above = "";
            }
            else if (line.IndexOf('=') is > 0 and var equals)
            {
                var shared = comment.Count == 0;
                if (!shared)
                    above = string.Join(' ', comment);
                comment.Clear();
                var path = string.Join('.', blocks.Reverse().Select(outer => outer.Name).Append(line[..equals].Trim()));
                var about = blocks.Count > 1 ? blocks.Peek().About : "";
                yield return (new Setting(path, line[(equals + 1)..].Trim(), shared && above.Length > 0 ? $"{above} (see above)" : above, shared), about);
            }
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
