using System.Collections.Frozen;
using Arb.Domain.Registry;

namespace Arb.Domain.Normalization;

/// <summary>
/// Recognises what makes a name another team than the club's first one, or no team at all. When in doubt a marker is set: a marker too many loses a binding,
/// a marker too few makes a wrong one.
/// </summary>
internal static class Markers
{
    // Anywhere in the name.
    private static readonly FrozenDictionary<string, TeamMarkers> Words = new Dictionary<string, TeamMarkers>
    {
        ["women"] = TeamMarkers.Women,
        ["womens"] = TeamMarkers.Women,
        ["woman"] = TeamMarkers.Women,
        ["ladies"] = TeamMarkers.Women,
        ["girls"] = TeamMarkers.Women,
        ["femenino"] = TeamMarkers.Women,
        ["femenina"] = TeamMarkers.Women,
        ["femeni"] = TeamMarkers.Women,
        ["feminino"] = TeamMarkers.Women,
        ["feminina"] = TeamMarkers.Women,
        ["feminin"] = TeamMarkers.Women,
        ["feminine"] = TeamMarkers.Women,
        ["feminines"] = TeamMarkers.Women,
        ["femminile"] = TeamMarkers.Women,
        ["frauen"] = TeamMarkers.Women,
        ["damen"] = TeamMarkers.Women,
        ["dames"] = TeamMarkers.Women,
        ["vrouwen"] = TeamMarkers.Women,
        ["kvinner"] = TeamMarkers.Women,
        ["kvinnor"] = TeamMarkers.Women,
        ["kvinder"] = TeamMarkers.Women,
        ["naiset"] = TeamMarkers.Women,
        ["fem"] = TeamMarkers.Women,
        ["wfc"] = TeamMarkers.Women,
        ["femmes"] = TeamMarkers.Women,
        ["femme"] = TeamMarkers.Women,
        ["kadin"] = TeamMarkers.Women,
        ["kadinlar"] = TeamMarkers.Women,
        ["dam"] = TeamMarkers.Women,
        ["damlag"] = TeamMarkers.Women,
        ["mujeres"] = TeamMarkers.Women,
        ["donne"] = TeamMarkers.Women,
        ["kobiety"] = TeamMarkers.Women,
        ["zeny"] = TeamMarkers.Women,
        ["female"] = TeamMarkers.Women,
        ["lfc"] = TeamMarkers.Women,
        ["女"] = TeamMarkers.Women,
        ["女足"] = TeamMarkers.Women,
        ["女子"] = TeamMarkers.Women,
        ["reserves"] = TeamMarkers.Reserves,
        ["reserve"] = TeamMarkers.Reserves,
        ["reservas"] = TeamMarkers.Reserves,
        ["reserva"] = TeamMarkers.Reserves,
        ["amateure"] = TeamMarkers.Reserves,
        ["amateurs"] = TeamMarkers.Reserves,
        ["promesas"] = TeamMarkers.Reserves,
        ["beloften"] = TeamMarkers.Reserves,
        ["nachwuchs"] = TeamMarkers.Youth,
        ["academy"] = TeamMarkers.Youth,
        ["espoirs"] = TeamMarkers.Youth,
        ["junioren"] = TeamMarkers.Youth,
        ["cadetes"] = TeamMarkers.Youth,
        ["allievi"] = TeamMarkers.Youth,
        ["berretti"] = TeamMarkers.Youth,
        ["youth"] = TeamMarkers.Youth,
        ["youths"] = TeamMarkers.Youth,
        ["juvenil"] = TeamMarkers.Youth,
        ["juvenis"] = TeamMarkers.Youth,
        ["primavera"] = TeamMarkers.Youth,
        ["esports"] = TeamMarkers.Esports,
        ["esport"] = TeamMarkers.Esports,
        ["esoccer"] = TeamMarkers.Esports,
        ["efootball"] = TeamMarkers.Esports,
        ["cyber"] = TeamMarkers.Esports,
        ["ebasketball"] = TeamMarkers.Esports,
        ["srl"] = TeamMarkers.Esports,
        ["simulated"] = TeamMarkers.Esports,
        ["simulation"] = TeamMarkers.Esports,
        ["virtual"] = TeamMarkers.Esports,
        ["virtuals"] = TeamMarkers.Esports,
        ["ebattle"] = TeamMarkers.Esports,
        ["evolta"] = TeamMarkers.Esports,
        ["corners"] = TeamMarkers.Special,
        ["corner"] = TeamMarkers.Special,
        ["bookings"] = TeamMarkers.Special,
        ["booking"] = TeamMarkers.Special,
        ["cards"] = TeamMarkers.Special,
        ["qualify"] = TeamMarkers.Special,
        ["fantasy"] = TeamMarkers.Special,
        ["offsides"] = TeamMarkers.Special,
        ["offside"] = TeamMarkers.Special,
        ["specials"] = TeamMarkers.Special,
        ["outright"] = TeamMarkers.Special,
        ["winner"] = TeamMarkers.Special,
        ["minutes"] = TeamMarkers.Special,
        ["mins"] = TeamMarkers.Special,
        ["shots"] = TeamMarkers.Special,
        ["fouls"] = TeamMarkers.Special,
        ["substitutions"] = TeamMarkers.Special,
        ["substitution"] = TeamMarkers.Special,
        ["penalties"] = TeamMarkers.Special,
        ["penalty"] = TeamMarkers.Special,
        ["goalkicks"] = TeamMarkers.Special,
        ["advance"] = TeamMarkers.Special,
        ["goalscorers"] = TeamMarkers.Special,
        ["throwins"] = TeamMarkers.Special,
        ["halftime"] = TeamMarkers.Special,
    }.ToFrozenDictionary();

    // Only as the last word or in brackets of a team's name: elsewhere they are part of names.
    private static readonly FrozenDictionary<string, TeamMarkers> Suffixes = new Dictionary<string, TeamMarkers>
    {
        ["w"] = TeamMarkers.Women,
        ["wom"] = TeamMarkers.Women,
        ["b"] = TeamMarkers.Reserves,
        ["ii"] = TeamMarkers.Reserves,
        ["2"] = TeamMarkers.Reserves,
        ["res"] = TeamMarkers.Reserves,
        ["iii"] = TeamMarkers.Reserves | TeamMarkers.ThirdTeam,
        ["3"] = TeamMarkers.Reserves | TeamMarkers.ThirdTeam,
        ["c"] = TeamMarkers.Reserves | TeamMarkers.ThirdTeam,
    }.ToFrozenDictionary();

    // Only in brackets.
    private static readonly FrozenDictionary<string, TeamMarkers> Bracketed = new Dictionary<string, TeamMarkers>
    {
        ["f"] = TeamMarkers.Women,
        ["k"] = TeamMarkers.Women,
        ["jun"] = TeamMarkers.Youth,
        ["jr"] = TeamMarkers.Youth,
        ["juniors"] = TeamMarkers.Youth,
        ["yc"] = TeamMarkers.Special,
        ["ht"] = TeamMarkers.Special,
        ["rc"] = TeamMarkers.Special,
        ["r"] = TeamMarkers.Reserves,
        ["a"] = TeamMarkers.Reserves,
        ["am"] = TeamMarkers.Reserves,
        ["y"] = TeamMarkers.Youth,
        ["e"] = TeamMarkers.Esports,
        ["v"] = TeamMarkers.Esports,
        ["et"] = TeamMarkers.Special,
        ["pen"] = TeamMarkers.Special,
        ["pens"] = TeamMarkers.Special,
        ["n"] = TeamMarkers.None,
        ["neutral"] = TeamMarkers.None,
    }.ToFrozenDictionary();

    // A king's, pope's or prince's number behind these is part of the name: Willem II, Juan Pablo II.
    private static readonly FrozenSet<string> Regnal = FrozenSet.ToFrozenSet(["willem", "pablo", "paulo", "paul", "pio", "carlos", "felipe", "jaime", "alfonso"]);

    // Two words in a row.
    private static readonly FrozenDictionary<(string, string), TeamMarkers> Pairs = new Dictionary<(string, string), TeamMarkers>
    {
        [("e", "sports")] = TeamMarkers.Esports,
        [("e", "soccer")] = TeamMarkers.Esports,
        [("e", "football")] = TeamMarkers.Esports,
        [("e", "league")] = TeamMarkers.Esports,
        [("home", "teams")] = TeamMarkers.Special,
        [("away", "teams")] = TeamMarkers.Special,
        [("home", "team")] = TeamMarkers.Special,
        [("away", "team")] = TeamMarkers.Special,
        [("extra", "time")] = TeamMarkers.Special,
        [("throw", "in")] = TeamMarkers.Special,
        [("throw", "ins")] = TeamMarkers.Special,
        [("goal", "kicks")] = TeamMarkers.Special,
        [("special", "bets")] = TeamMarkers.Special,
        [("total", "goals")] = TeamMarkers.Special,
        [("injury", "time")] = TeamMarkers.Special,
        [("yellow", "card")] = TeamMarkers.Special,
        [("half", "time")] = TeamMarkers.Special,
        [("next", "gen")] = TeamMarkers.Reserves,
        [("1st", "half")] = TeamMarkers.Special,
        [("2nd", "half")] = TeamMarkers.Special,
        [("free", "kicks")] = TeamMarkers.Special,
    }.ToFrozenDictionary();

    /// <summary>Removes the marking words from <paramref name="tokens"/> and says what they mean. Words of specials stay: they keep the name apart from a team's.</summary>
    internal static TeamMarkers Take(List<NameToken> tokens, bool ofTeam)
    {
        var found = TeamMarkers.None;
        for (var i = 0; i + 1 < tokens.Count; i++)
        {
            if (Pairs.TryGetValue((tokens[i].Text, tokens[i + 1].Text), out var pair))
                found |= pair;
            // U-19, U 19, Sub-20, Under 21
            if (tokens[i].Text is "u" or "sub" or "under" && Age(tokens[i + 1].Text) is var age && age != TeamMarkers.None)
            {
                tokens[i] = new NameToken("u" + tokens[i + 1].Text, tokens[i].InParentheses);
                tokens.RemoveAt(i + 1);
            }
        }
        if (ofTeam && tokens.Count > 1 && tokens[0].Text == "jong")
        {
            found |= TeamMarkers.Reserves;
            tokens.RemoveAt(0);
        }
        TakeNextGeneration(tokens);
        if (!ofTeam)
            found |= LeagueMarks.Of(tokens);
        for (var i = tokens.Count - 1; i >= 0; i--)
        {
            var (marker, remove) = One(tokens, i, ofTeam);
            found |= marker;
            if (remove)
                tokens.RemoveAt(i);
        }
        return found;
    }

    private static void TakeNextGeneration(List<NameToken> tokens)
    {
        for (var i = 1; i + 1 < tokens.Count; i++)
            if (tokens[i].Text == "next" && tokens[i + 1].Text == "gen")
                tokens.RemoveRange(i, 2);
    }

    private static (TeamMarkers Marker, bool Remove) One(List<NameToken> tokens, int i, bool ofTeam)
    {
        var (text, bracketed, dotted) = tokens[i];
        if (Words.TryGetValue(text, out var word))
            return (word, word != TeamMarkers.Special);
        if (text.Length is 3 or 4 or 5 or 6 or 7 && Prefixed(text) is { } digits && Age(digits) is var age && age != TeamMarkers.None)
            return (age, age != TeamMarkers.Youth);
        if (!ofTeam)
            return (TeamMarkers.None, false);
        // Going backwards, so the last word that is left is the last one that is no marker.
        var last = i == tokens.Count - 1 && i > 0;
        if (dotted || (i > 0 && Regnal.Contains(tokens[i - 1].Text)))
            return (TeamMarkers.None, false);
        // The second of two letters that belong together, where the first is no mark itself: Niigata University H&W, but Chelsea B W.
        if (!bracketed && i > 1 && tokens[i - 1] is { Text: [>= 'a' and <= 'z'] letter, InParentheses: false } && !Suffixes.ContainsKey(letter) && !Bracketed.ContainsKey(letter))
            return (TeamMarkers.None, false);
        if ((last || bracketed) && Suffixes.TryGetValue(text, out var suffix))
            return (suffix, true);
        if (bracketed && Bracketed.TryGetValue(text, out var inBrackets))
            return (inBrackets, inBrackets != TeamMarkers.Special);
        return (TeamMarkers.None, false);
    }

    private static string? Prefixed(string text)
    {
        var digits = text.StartsWith("under", StringComparison.Ordinal) ? text[5..] : text.StartsWith("sub", StringComparison.Ordinal) ? text[3..] : text[0] == 'u' ? text[1..] : null;
        return digits is { Length: 3 } && digits[2] == 's' ? digits[..2] : digits;
    }

    // Ages without a marker of their own are youth, and their number stays in the name.
    private static TeamMarkers Age(string digits) => digits switch
    {
        "16" => TeamMarkers.U16,
        "17" => TeamMarkers.U17,
        "18" => TeamMarkers.U18,
        "19" => TeamMarkers.U19,
        "20" => TeamMarkers.U20,
        "21" => TeamMarkers.U21,
        "22" => TeamMarkers.U22,
        "23" => TeamMarkers.U23,
        "12" or "13" or "14" or "15" or "24" => TeamMarkers.Youth,
        _ => TeamMarkers.None,
    };
}
