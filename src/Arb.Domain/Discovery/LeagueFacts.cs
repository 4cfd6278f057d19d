using Arb.Domain.Normalization;

namespace Arb.Domain.Discovery;

/// <summary>What a league's folded name says: country, confederation, sport or game, level, and the words that are left.</summary>
internal sealed class LeagueFacts
{
    private LeagueFacts(string name, string sport)
    {
        Name = name;
        TakeSport(sport);
        var tokens = name.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var known = new bool[tokens.Length];
        Country? implied = null;
        for (var from = 0; from < tokens.Length; from++)
        {
            var phrase = "";
            for (var to = from; to < Math.Min(tokens.Length, from + 4); to++)
            {
                phrase = to == from ? tokens[from] : $"{phrase} {tokens[to]}";
                if (Countries.Of(phrase) is { } country)
                    (Country, _) = (country, Mark(known, from, to));
                if (Countries.ConfederationOf(phrase) is var confederation and not Confederation.None)
                    (Confederation, _) = (confederation, Mark(known, from, to));
                if (LeagueWords.SportOf(phrase) is { } played)
                {
                    if (Sport is null || LeagueWords.Rank(played) > LeagueWords.Rank(Sport))
                        Sport = played;
                    // Names that are a league's own stay words: NBA is one.
                    if (LeagueWords.IsSportWord(phrase))
                        Mark(known, from, to);
                }
                if (LeagueWords.IsSponsor(phrase))
                    Mark(known, from, to);
                if (LeagueWords.LeagueOf(phrase) is { } league)
                {
                    Id = league.Id;
                    implied = Countries.Of(league.Country);
                    Mark(known, from, to);
                }
            }
        }
        Implied = Country is null && Confederation == Confederation.None ? implied : null;
        Level = LevelOf(tokens, known);
        IsCup = tokens.Any(LeagueWords.IsCup);
        Words = [.. tokens.Where((token, i) => !known[i] && !LeagueWords.IsGeneric(token)).Distinct().Order(StringComparer.Ordinal)];
        All = [.. tokens.Where((_, i) => !known[i]).Distinct().Order(StringComparer.Ordinal)];
    }

    /// <summary>The folded name.</summary>
    public string Name { get; }

    /// <summary>The country that the name says.</summary>
    public Country? Country { get; private set; }

    /// <summary>The country that a known league's bare name is usually of, where the name says none.</summary>
    public Country? Implied { get; }

    public Confederation Confederation { get; private set; }

    /// <summary>Sport or game; null when the name doesn't say, which with most bookmakers means football.</summary>
    public string? Sport { get; private set; }

    /// <summary>A known league, under one name for all of its names.</summary>
    public string? Id { get; private set; }

    /// <summary>1 for the first division; 0 when the name doesn't say.</summary>
    public int Level { get; }

    public bool IsCup { get; }

    /// <summary>Words that are no country, sport, sponsor, number or general word of leagues.</summary>
    public string[] Words { get; }

    /// <summary>The same with general words (league, premier, first).</summary>
    public string[] All { get; }

    /// <param name="folded">The league.</param>
    /// <param name="sport">The sport as the provider calls it, folded; may be empty.</param>
    public static LeagueFacts Of(string folded, string sport = "") => new(folded, sport);

    // Of a sport's own name only what it says of the sport counts: its other words are the provider's codes.
    private void TakeSport(string sport)
    {
        var tokens = sport.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        for (var from = 0; from < tokens.Length; from++)
            for (var to = from + 1; to <= Math.Min(tokens.Length, from + 3); to++)
                if (LeagueWords.SportOf(string.Join(' ', tokens[from..to])) is { } found && (Sport is null || LeagueWords.Rank(found) > LeagueWords.Rank(Sport)))
                    Sport = found;
    }

    private static bool Mark(bool[] known, int from, int to)
    {
        for (var i = from; i <= to; i++)
            known[i] = true;
        return true;
    }

    private static int LevelOf(string[] tokens, bool[] known)
    {
        var level = 0;
        for (var i = 0; i < tokens.Length; i++)
        {
            if (i > 0 && LeagueWords.IsNumbered(tokens[i - 1]))
            {
                known[i] = true;
                continue;
            }
            var one = LeagueWords.LevelOf(tokens[i]);
            // Federations' divisions of Spain: Primera and Segunda RFEF are the third and the fourth.
            if (one > 0 && one < 3 && i + 1 < tokens.Length && tokens[i + 1] is "rfef" or "federacion")
                one += 2;
            if (one > 0 && tokens[i].Length <= 3)
                known[i] = true;
            level = Math.Max(level, one);
        }
        return level;
    }
}

/// <summary>How two leagues stand to each other, by their names alone.</summary>
internal enum LeagueRelation : byte
{
    /// <summary>One of them says nothing.</summary>
    Silent,

    /// <summary>The same, as far as the names say.</summary>
    Agree,

    /// <summary>Neither the same nor another: different words, or a word that nobody knows on one side only.</summary>
    Unsure,

    /// <summary>One says a country that the other denies.</summary>
    OtherCountry,

    /// <summary>One says a sport or game that the other denies or doesn't know.</summary>
    OtherSport,

    /// <summary>Another division of the same league.</summary>
    OtherLevel,
}

/// <summary>Compares leagues by their names.</summary>
internal static class LeagueComparison
{
    public static LeagueRelation Relate(LeagueFacts a, LeagueFacts b)
    {
        if (a.Sport is not null && b.Sport is not null && a.Sport != b.Sport)
            return LeagueRelation.OtherSport;
        if (a.Name.Length == 0 || b.Name.Length == 0)
            return LeagueRelation.Silent;
        if (a.Name == b.Name)
            return LeagueRelation.Agree;
        if (DenyCountry(a, b))
            return LeagueRelation.OtherCountry;
        var words = ByWords(a, b);
        if (DenySport(a, b, words))
            return LeagueRelation.OtherSport;
        if (DenyLevel(a, b, words))
            return LeagueRelation.OtherLevel;
        // A bare league that is usually another country's: Bundesliga and Austria Bundesliga.
        if ((a.Implied is { } mine && (b.Country ?? b.Implied) is { } theirs && mine != theirs) || (b.Implied is { } one && a.Country is { } other && one != other))
            return LeagueRelation.Unsure;
        return words;
    }

    private static bool DenyCountry(LeagueFacts a, LeagueFacts b)
    {
        if (a.Country is { } one && b.Country is { } two)
            return one != two;
        if (a.Confederation != Confederation.None && b.Confederation != Confederation.None && a.Confederation != b.Confederation)
            return true;
        return (a.Confederation != Confederation.None && DenyConfederation(a.Confederation, b)) || (b.Confederation != Confederation.None && DenyConfederation(b.Confederation, a));
    }

    // A league of a country is no competition between countries: of another confederation for sure, of its own unless it is said too.
    private static bool DenyConfederation(Confederation confederation, LeagueFacts other) =>
        (other.Country ?? other.Implied) is { } country && other.Confederation == Confederation.None && (country.Confederation != confederation || !other.IsCup);

    private static bool DenySport(LeagueFacts a, LeagueFacts b, LeagueRelation words)
    {
        if (a.Sport == b.Sport)
            return false;
        if (a.Sport is not null && b.Sport is not null)
            return true;
        // Said on one side only: football goes without saying, anything else is a difference unless a word of the league's own is the same (Basketball Liga Endesa, Liga Endesa).
        var sport = (a.Sport ?? b.Sport)!;
        return sport != LeagueWords.Football && (words != LeagueRelation.Agree || LeagueWords.Rank(sport) > 1 || !a.Words.Intersect(b.Words).Any());
    }

    private static bool DenyLevel(LeagueFacts a, LeagueFacts b, LeagueRelation words)
    {
        if (a.Level == b.Level)
            return false;
        if (a.Level > 0 && b.Level > 0)
            return true;
        // A second division beside a league that says no number: the first one, where the rest is the same league or country.
        return Math.Max(a.Level, b.Level) > 1 && (words == LeagueRelation.Agree || ((a.Country ?? a.Implied) is { } country && country == (b.Country ?? b.Implied) && !(a.Words.Length > 0 && b.Words.Length > 0)));
    }

    private static LeagueRelation ByWords(LeagueFacts a, LeagueFacts b)
    {
        if (a.Id is not null && a.Id == b.Id)
            return a.Words.Length == 0 || b.Words.Length == 0 || a.Words.Intersect(b.Words).Any() ? Whole(a, b) : LeagueRelation.Unsure;
        if (a.Id is not null && b.Id is not null)
            return LeagueRelation.Unsure;
        if (a.IsCup != b.IsCup)
            return LeagueRelation.Unsure;
        if (a.Id is not null || b.Id is not null)
            return a.Id is not null ? IsNamed(a, b) : IsNamed(b, a);
        var common = a.Words.Intersect(b.Words).Count();
        if (common > 0)
            return common * 4 >= Math.Min(a.Words.Length, b.Words.Length) * 3 ? Whole(a, b) : LeagueRelation.Unsure;
        if (a.Words.Length > 0 && b.Words.Length > 0)
            return LeagueRelation.Unsure;
        if (a.Words.Length + b.Words.Length > 0 && a.All.Intersect(b.All).Count() * 4 < Math.Min(a.All.Length, b.All.Length) * 3)
            return LeagueRelation.Unsure;
        // General words only: the country, or one of them.
        var general = a.All.Intersect(b.All).Any() || a.All.Length == 0 || b.All.Length == 0;
        return general || ((a.Country ?? a.Implied) is { } country && country == (b.Country ?? b.Implied)) ? Whole(a, b) : LeagueRelation.Unsure;
    }

    // A known league beside words: its own name in them, or nothing but its country.
    private static LeagueRelation IsNamed(LeagueFacts known, LeagueFacts other)
    {
        var named = known.Id!.Split(' ').All(word => other.All.Contains(word));
        var country = other.Words.Length == 0 && known.Words.Length == 0 && (known.Country ?? known.Implied) is { } one && one == other.Country;
        return (named || country) && other.Words.Except(known.Id.Split(' ')).Any() == known.Words.Length > 0 ? LeagueRelation.Agree : LeagueRelation.Unsure;
    }

    // A word that nobody knows on one side only is a difference until the feeds or the operator say otherwise.
    private static LeagueRelation Whole(LeagueFacts a, LeagueFacts b) =>
        a.Words.Except(b.Words).Any() != b.Words.Except(a.Words).Any() ? LeagueRelation.Unsure : LeagueRelation.Agree;
}
