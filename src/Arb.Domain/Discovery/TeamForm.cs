using Arb.Domain.Registry;

namespace Arb.Domain.Discovery;

/// <summary>A team as it is compared: its name, the names that are known to mean the same, and what tells it from namesakes.</summary>
internal sealed class TeamForm
{
    private const int MaxForms = 6;
    private const int Whole = 88;
    private readonly ComparableName[] _names;

    public TeamForm(TeamName team, TeamAliases aliases)
    {
        Team = team;
        var own = new ComparableName(team.Canonical);
        // A long form that the list lacks, of a name that it has; for what bindings taught, only the name as it was seen.
        var listed = aliases.Knows(team.Canonical) ? [] : aliases.Listed(own.Core);
        Root = listed.Count > 0 ? aliases.Root(own.Core) : aliases.Root(team.Canonical);
        IsWrittenOut = Normalization.TeamNames.HasClubForm(team.Display);
        PrintRoot = aliases.Root(Fingerprint.Of(team));
        _names = [own, .. aliases.Same(team.Canonical).Concat(listed).Where(name => name != team.Canonical && !name.Contains('#')).Take(MaxForms).Select(name => new ComparableName(name))];
        Keys = [.. _names.SelectMany(BlockingKeys).Distinct()];
    }

    public TeamName Team { get; }

    /// <summary>The name that stands for all its aliases.</summary>
    public string Root { get; }

    /// <summary>The same with markers: two names that the operator said to be one although they are marked differently.</summary>
    public string PrintRoot { get; }

    public ComparableName Name => _names[0];

    /// <summary>The name says what kind of club it is, so a word that it lacks is not just left out.</summary>
    public bool IsWrittenOut { get; }

    /// <summary>Names that have none of these in common are not alike, so they need not be compared.</summary>
    public IReadOnlyList<int> Keys { get; }

    public static NameFit Fit(TeamForm a, TeamForm b)
    {
        if (a.PrintRoot == b.PrintRoot)
            return NameFit.Same(100);
        if (a.Team.Markers != b.Team.Markers)
            return NameFit.None;
        if (a.Root == b.Root)
            return NameFit.Same(100);
        var best = NameSimilarity.Fit(a.Name, b.Name);
        // Another name of the team counts in full only: parts of nicknames fit too much.
        for (var i = 0; i < a._names.Length && best.Score < 95; i++)
            for (var k = i == 0 ? 1 : 0; k < b._names.Length; k++)
                if (NameSimilarity.Fit(a._names[i], b._names[k]) is { Score: >= Whole, First.Count: 0, Second.Count: 0 } fit && fit.Score > best.Score)
                    best = fit;
        return best;
    }

    // First letter and the next consonant of each telling word's sound, the end of long words, and the initials: whatever NameSimilarity takes for alike shares one of them.
    private static IEnumerable<int> BlockingKeys(ComparableName name)
    {
        var telling = name.Words.Where(word => !ComparableName.IsCommon(word)).ToList();
        foreach (var word in telling.Count > 0 ? telling : [.. name.Words])
        {
            yield return Key('w', word[0], Second(word));
            if (word.Length >= 6)
                yield return Key('e', word[^2], word[^1]);
        }
        yield return Key('j', name.Joined[0], Second(name.Joined));
        if (name.Words is [{ Length: >= 3 and <= 5 } only])
            yield return Key('i', only[0], only[1]);
        if (name.Initials.Length is >= 3 and <= 5)
            yield return Key('i', name.Initials[0], name.Initials[1]);
    }

    private static char Second(string word)
    {
        foreach (var letter in Sound.Of(word).AsSpan(1))
            if (letter is not ('a' or 'i' or 'u' or 'e' or 'o'))
                return letter;
        return '-';
    }

    private static int Key(char kind, char one, char two) => kind << 24 ^ one << 12 ^ two;
}
