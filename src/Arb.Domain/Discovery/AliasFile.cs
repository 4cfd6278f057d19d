using Arb.Domain.Commands;
using Arb.Domain.Normalization;
using Arb.Domain.Registry;

namespace Arb.Domain.Discovery;

/// <summary>
/// Reads names that mean one team from a file: lines of names separated by tabs, or openfootball's <c>.clubs.txt</c> (a club's line begins with its name, the lines below it that begin with a bar
/// have others; second teams are left out). A name that two teams of the file have is left out: it tells nothing.
/// </summary>
public static class AliasFile
{
    /// <summary>The pairs of a file: each team's first name with each of its others.</summary>
    /// <param name="path">Its name, which tells the form.</param>
    /// <param name="lines">What is in it.</param>
    public static IReadOnlyList<NamePair> Read(string path, TextReader lines)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(lines);
        var teams = path.EndsWith(".clubs.txt", StringComparison.OrdinalIgnoreCase) ? Clubs(lines) : Tabs(lines);
        var owners = teams.SelectMany(names => names.Select(Canonical).OfType<string>().Distinct()).GroupBy(name => name).ToDictionary(group => group.Key, group => group.Count());
        return [.. teams.SelectMany(names => names.Skip(1).Where(name => Canonical(name) is { } canonical && owners[canonical] == 1 && canonical != Canonical(names[0])).Select(name => new NamePair(names[0], name)))];
    }

    // Null for nothing, and for women, juniors and second teams: a list of clubs is one of first teams.
    private static string? Canonical(string name) => TeamNames.Normalise(name) is { Markers: TeamMarkers.None } team ? team.Canonical : null;

    private static List<List<string>> Tabs(TextReader lines)
    {
        var teams = new List<List<string>>();
        while (lines.ReadLine() is { } line)
            if (!line.StartsWith('#') && line.Split('\t', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) is { Length: > 1 } names)
                teams.Add([.. names]);
        return teams;
    }

    private static List<List<string>> Clubs(TextReader lines)
    {
        var teams = new List<List<string>>();
        List<string>? club = null;
        while (lines.ReadLine() is { } raw)
        {
            var line = raw.Split('#')[0];
            var text = line.Trim();
            if (text.Length == 0 || text.StartsWith('='))
                continue;
            if (text.StartsWith('|'))
                club?.AddRange(text.Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Plain).Where(name => name.Length > 0));
            else if (char.IsWhiteSpace(line[0]))
                continue; // an address
            else if (text.StartsWith("ii)", StringComparison.Ordinal) || text.StartsWith("iii)", StringComparison.Ordinal))
                club = null;
            else
                teams.Add(club = [Plain(text.Split(',')[0])]);
        }
        return teams;
    }

    // Without the mark of a language: FC Bayern Munich [en].
    private static string Plain(string name) => name.Split('[')[0].Trim();
}
