using Arb.Domain.Normalization;

namespace Arb.Domain.Discovery;

/// <summary>Names that mean the same team, in groups. Immutable; names are kept canonical.</summary>
public sealed class TeamAliasList
{
    private readonly Dictionary<string, SortedSet<string>> _groups = new(StringComparer.Ordinal);

    private TeamAliasList()
    {
    }

    /// <summary>Knows nothing.</summary>
    public static TeamAliasList Empty { get; } = new();

    /// <summary>The list that comes with the program (<c>aliases.tsv</c>, where the sources are named).</summary>
    public static TeamAliasList BuiltIn { get; } = ReadBuiltIn();

    /// <summary>Names known.</summary>
    public int Names => _groups.Count;

    /// <summary>Groups, each with its canonical names in order.</summary>
    public IEnumerable<IReadOnlyCollection<string>> Groups => _groups.Values.Distinct().OrderBy(group => group.Min, StringComparer.Ordinal);

    /// <summary>The names that mean the same as a canonical one, itself included; null when it is not in the list.</summary>
    internal SortedSet<string>? Group(string canonical) => _groups.GetValueOrDefault(canonical);

    /// <summary>True when the two names, as written anywhere, are in one group.</summary>
    public bool AreSame(string first, string second) =>
        TeamNames.Normalise(first) is { } a && TeamNames.Normalise(second) is { } b && (a.Canonical == b.Canonical || Group(a.Canonical)?.Contains(b.Canonical) == true);

    /// <summary>
    /// This list changed by an operator's words, in order: two names mean the same team, or <see cref="TeamAlias.Same"/> is false and they don't, which takes the second out of the first one's group.
    /// Names that are empty after normalisation are left out.
    /// </summary>
    public TeamAliasList With(IEnumerable<TeamAlias> aliases)
    {
        ArgumentNullException.ThrowIfNull(aliases);
        var list = new TeamAliasList();
        foreach (var group in Groups)
            list.Put(new SortedSet<string>(group, StringComparer.Ordinal));
        foreach (var alias in aliases)
        {
            if (TeamNames.Normalise(alias.First) is not { } first || TeamNames.Normalise(alias.Second) is not { } second || first.Canonical == second.Canonical)
                continue;
            // A file's name that is another team's in the list already: left out, it would make two teams one.
            if (alias is { Same: true, Source: not TeamAlias.Operator } && list.Group(first.Canonical) is { } mine && list.Group(second.Canonical) is { } theirs && mine != theirs)
                continue;
            if (alias.Same)
                list.Join([first.Canonical, second.Canonical]);
            else if (list.Group(first.Canonical) is { } group && group.Remove(second.Canonical))
                list._groups.Remove(second.Canonical);
        }
        return list;
    }

    /// <summary>Reads lines of names separated by tabs; empty lines and those that begin with <c>#</c> are skipped.</summary>
    public static TeamAliasList Read(TextReader lines)
    {
        ArgumentNullException.ThrowIfNull(lines);
        var list = new TeamAliasList();
        while (lines.ReadLine() is { } line)
            if (!line.StartsWith('#') && line.Split('\t', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) is { Length: > 1 } names)
                list.Join([.. names.Select(TeamNames.Normalise).OfType<Registry.TeamName>().Select(name => name.Canonical)]);
        return list;
    }

    private static TeamAliasList ReadBuiltIn()
    {
        using var stream = typeof(TeamAliasList).Assembly.GetManifestResourceStream("aliases.tsv") ?? throw new InvalidOperationException("aliases.tsv is not in the program");
        using var reader = new StreamReader(stream);
        return Read(reader);
    }

    private void Join(IReadOnlyList<string> names)
    {
        var joined = new SortedSet<string>(names, StringComparer.Ordinal);
        foreach (var name in names)
            if (Group(name) is { } group)
                joined.UnionWith(group);
        if (joined.Count > 1)
            Put(joined);
    }

    private void Put(SortedSet<string> group)
    {
        foreach (var name in group)
            _groups[name] = group;
    }
}

/// <summary>A word on two names of teams, of the operator or of a file that was imported.</summary>
/// <param name="First">A name.</param>
/// <param name="Second">Another name.</param>
/// <param name="Same">They mean the same team; false: they don't, whatever the program's own list says.</param>
/// <param name="Source">Where it comes from: <c>operator</c>, or the file's name.</param>
/// <param name="At">When it was taken.</param>
public sealed record TeamAlias(string First, string Second, bool Same, string Source, DateTimeOffset At)
{
    /// <summary>The source of what the operator said by hand.</summary>
    public const string Operator = "operator";
}
