using System.Collections.Frozen;
using Arb.Domain.Registry;

namespace Arb.Domain.Normalization;

/// <summary>Canonical names of teams, leagues and whole events (L09).</summary>
public static class TeamNames
{
    private const int MaxLength = 200;

    private static readonly FrozenSet<string> ClubForms = FrozenSet.ToFrozenSet(
    [
        "fc", "cf", "sc", "ac", "sv", "vfl", "vfb", "vfr", "tsg", "tsv", "ssv", "spvgg", "fsv", "bsc", "afc", "fk", "nk", "kf", "hnk", "gnk", "sk", "if", "bk", "ik", "ff",
        "as", "ss", "ssc", "us", "cd", "ud", "sd", "rcd", "rc", "ca", "cr", "ec", "se", "aa", "ad", "cp", "csd", "cs", "csm", "ks", "mks", "gks", "zks", "pfc", "ofk", "sfc",
        "cfc", "wfc", "jk", "kv", "kvc", "krc", "rsc", "kaa", "ogc", "aj", "sl", "gd", "msk", "mfk", "ifk", "calcio", "football", "futbol", "futebol", "soccer",
        "fussball", "fotboll", "fotball", "and", "und", "the",
        "umf", "ksv", "mte", "hsc", "pfk", "fbc", "asd", "ssd", "usd", "es", "js", "usl", "il", "fbk", "acs", "afk", "ssk", "kfc", "tk", "vtk", "lks", "rks", "bks", "sco", "hfc", "sfk", "scsd", "acd",
    ]);

    // Second teams with a name of their own, under the canonical name of their club.
    private static readonly FrozenDictionary<string, string> SecondTeams = new Dictionary<string, string>
    {
        ["real madrid castilla"] = "real madrid",
        ["castilla"] = "real madrid",
        ["sevilla atletico"] = "sevilla",
        ["barcelona atletic"] = "barcelona",
        ["barcelona atletico"] = "barcelona",
        ["barca atletic"] = "barcelona",
        ["bilbao athletic"] = "athletic bilbao",
        ["celta fortuna"] = "celta vigo",
        ["celta vigo fortuna"] = "celta vigo",
        ["betis deportivo"] = "real betis",
        ["valencia mestalla"] = "valencia",
        ["atletico madrileno"] = "atletico madrid",
        ["atletico malagueno"] = "malaga",
        ["deportivo fabril"] = "deportivo la coruna",
        ["recreativo granada"] = "granada",
        ["cadiz mirandilla"] = "cadiz",
        ["deportivo aragon"] = "real zaragoza",
        ["sporting atletico"] = "sporting gijon",
        ["oviedo vetusta"] = "real oviedo",
        ["real oviedo vetusta"] = "real oviedo",
        ["rayo cantabria"] = "racing santander",
        ["milan futuro"] = "milan",
        ["juventus next gen"] = "juventus",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>True when a name, as shown, says what kind of club it is (FC, SC, VfL, …): such a name is written out, not shortened.</summary>
    public static bool HasClubForm(string display)
    {
        ArgumentNullException.ThrowIfNull(display);
        return Folding.Tokens(display).Any(token => token.Text.Length <= 5 && ClubForms.Contains(token.Text) && token.Text is not ("and" or "und" or "the"));
    }

    /// <summary>
    /// Normalises a team name: diacritics, punctuation, club-form words (FC, VfL, 1., …) and neutral-ground marks removed, markers recognised and taken out.
    /// Null when nothing is left or the text is longer than 200 characters.
    /// </summary>
    public static TeamName? Normalise(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var display = name.Trim();
        if (display.Length is 0 or > MaxLength)
            return null;
        var tokens = Folding.Tokens(display);
        var marks = new SortedSet<string>(StringComparer.Ordinal);
        TakeGame(tokens, marks);
        var markers = Markers.Take(tokens, ofTeam: true);
        var words = tokens.Where(t => !ClubForms.Contains(t.Text) && t.Text != "1").Select(t => t.Text).ToList();
        if (words.Count == 0)
            words = [.. tokens.Select(t => t.Text)];
        if (words.Count == 0)
            return null;
        foreach (var token in tokens)
            if (token.InParentheses && words.Count > 1 && IsUnknown(token.Text))
                marks.Add(token.Text);
        var canonical = string.Join(' ', words);
        if (SecondTeams.TryGetValue(canonical, out var club))
            (canonical, markers) = (club, markers | TeamMarkers.Reserves);
        return new TeamName(display, canonical, markers) { Marks = string.Join(' ', marks) };
    }

    // A word in brackets that is no club form, number, country or state.
    private static bool IsUnknown(string word) => !ClubForms.Contains(word) && !word.All(char.IsAsciiDigit) && Countries.Of(word) is null && Countries.OfCode(word) is null && !Countries.IsState(word);

    // Games of a double-header: (Game 2), (G2), G2 at the end. The number is no second team.
    private static void TakeGame(List<NameToken> tokens, SortedSet<string> marks)
    {
        for (var i = tokens.Count - 1; i > 0; i--)
        {
            var (text, bracketed, _) = tokens[i];
            if (i > 1 && tokens[i - 1].Text == "game" && text.Length == 1 && char.IsAsciiDigit(text[0]))
            {
                marks.Add("game" + text);
                tokens.RemoveRange(--i, 2);
            }
            else if (text is ['g', >= '1' and <= '9'] && (bracketed || i == tokens.Count - 1))
            {
                marks.Add("game" + text[1]);
                tokens.RemoveAt(i);
            }
        }
    }

    /// <summary>Folds a league name: lower case, no diacritics, punctuation or season years; may be empty. <paramref name="markers"/>: what the league says about all of its teams.</summary>
    public static string NormaliseLeague(string league, out TeamMarkers markers)
    {
        ArgumentNullException.ThrowIfNull(league);
        var tokens = Folding.Tokens(league.Length > MaxLength ? league[..MaxLength] : league);
        var all = tokens.ToList();
        markers = Markers.Take(tokens, ofTeam: false);
        return string.Join(' ', all.Where(t => !IsSeason(t.Text)).Select(t => t.Text));
    }

    /// <summary>Normalises both teams and the league of an event; markers of the league (women, U21, esports, corners, …) count for both teams. False when a team has no usable name.</summary>
    public static bool TryNormalise(string league, string home, string away, out string foldedLeague, out TeamName homeTeam, out TeamName awayTeam)
    {
        foldedLeague = NormaliseLeague(league, out var markers);
        var first = Normalise(home);
        var second = Normalise(away);
        homeTeam = first is null ? null! : first with { Markers = first.Markers | markers };
        awayTeam = second is null ? null! : second with { Markers = second.Markers | markers };
        return first is not null && second is not null;
    }

    private static bool IsSeason(string token) => token.Length == 4 && (token.StartsWith("20", StringComparison.Ordinal) || token.StartsWith("19", StringComparison.Ordinal))
        && char.IsAsciiDigit(token[2]) && char.IsAsciiDigit(token[3]);
}
