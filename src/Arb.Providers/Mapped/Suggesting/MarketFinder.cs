using System.Text.Json;
using System.Text.RegularExpressions;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;

namespace Arb.Providers.Mapped.Suggesting;

/// <summary>Finds the prices of events: lists of selections with a name and a number that behaves like odds, or such numbers at places whose names say what they are.</summary>
internal static partial class MarketFinder
{
    private static readonly string[] PriceNames = ["price", "odds", "odd", "decimal", "rate", "coef", "value", "p", "o"];
    private static readonly string[] NameNames = ["name", "type", "code", "selection", "outcome", "side", "key", "label", "s", "n"];
    private static readonly string[] CodeNames = ["key", "type", "markettype", "code", "market", "name", "marketname", "t"];
    private static readonly string[] LineNames = ["point", "line", "handicap", "hdp", "spread", "total", "points", "hcap"];

    /// <summary>The markets of a list of events; empty when there are none.</summary>
    public static List<FeedMarkets> Find(EventList list, FeedMapping events, string? bookmaker, List<string> notes, out OddsFormat format)
    {
        var found = new List<FeedMarkets>();
        var prices = new Dictionary<FeedRule, List<decimal>>();
        foreach (var (markets, selections, elements) in Listed(list, bookmaker, notes))
            if (Read(list, events, markets, selections, elements, prices, notes) is { } shape)
                found.Add(shape);
        if (found.Count == 0)
            found.AddRange(Fixed(list, prices));
        // 1X2 is often decimal where handicaps are not; those that are not are all written alike.
        var other = prices.Where(pair => Format(pair.Value) != OddsFormat.Decimal).ToList();
        var otherFormat = Format([.. other.SelectMany(pair => pair.Value)]);
        format = other.Count == prices.Count ? otherFormat : OddsFormat.Decimal;
        if (otherFormat != OddsFormat.Decimal)
            notes.Add($"prices of {string.Join(", ", other.Select(pair => pair.Key.Code ?? pair.Key.Kind.ToString()))} look like {otherFormat} odds");
        return format == otherFormat ? found : [.. found.Select(shape => shape with
        {
            Rules = [.. shape.Rules.Select(rule => other.Exists(pair => pair.Key == rule) ? rule with { Format = otherFormat } : rule)],
        })];
    }

    /// <summary>Lists in an event whose members hold a list of objects with a name and a number: path of the markets, name of the selections, some markets with their events.</summary>
    private static IEnumerable<(string Markets, string Selections, List<(JsonElement Event, JsonElement Market)> Elements)> Listed(EventList list, string? bookmaker, List<string> notes)
    {
        foreach (var name in Arrays(list.Elements))
        {
            var members = list.Elements.Select(item => (Event: item, Items: Items(item, name))).SelectMany(pair => pair.Items.Select(market => (pair.Event, Market: market))).ToList();
            foreach (var inner in Arrays([.. members.Select(member => member.Market)]))
            {
                var inside = members.SelectMany(member => Items(member.Market, inner).Select(item => (member.Event, Market: item))).ToList();
                if (IsSelections(inside))
                {
                    yield return ($"{name}[]", $"{inner}[]", members);
                    continue;
                }
                // One more level: bookmakers, each with its markets. An account is one bookmaker.
                foreach (var deepest in Arrays([.. inside.Select(pair => pair.Market)]))
                {
                    if (!IsSelections([.. inside.SelectMany(pair => Items(pair.Market, deepest).Select(item => (pair.Event, Market: item)))]) || Pick([.. members.Select(m => m.Market)], bookmaker, notes) is not var (field, value))
                        continue;
                    var own = members.Where(member => member.Market.TryGetProperty(field, out var key) && Sample.Text(key) == value)
                        .SelectMany(member => Items(member.Market, inner).Select(item => (member.Event, Market: item))).ToList();
                    yield return ($"{name}[{field}={value}].{inner}[]", $"{deepest}[]", own);
                }
            }
        }
    }

    /// <summary>The bookmaker that stands at the most events, or the one that the user named.</summary>
    private static (string Field, string Value)? Pick(List<JsonElement> bookmakers, string? wanted, List<string> notes)
    {
        foreach (var field in (string[])["key", "id", "code", "name", "title"])
        {
            var counts = bookmakers.Where(b => b.TryGetProperty(field, out var value) && value.ValueKind is JsonValueKind.String or JsonValueKind.Number)
                .GroupBy(b => Sample.Text(b.GetProperty(field))).Where(g => g.Key.AsSpan().IndexOfAny("[]\"\\") < 0 && g.Key.Length is > 0 and <= 60)
                .OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal).Select(g => g.Key).ToList();
            if (counts.Count == 0)
                continue;
            var chosen = wanted is null ? counts[0] : counts.Find(key => key.Equals(wanted, StringComparison.OrdinalIgnoreCase));
            if (chosen is null)
                continue;
            notes.Add($"an account is one bookmaker: {chosen} is taken; in the feed: {string.Join(", ", counts.Take(20))} (--bookmaker)");
            return (field, chosen);
        }
        return null;
    }

    private static FeedMarkets? Read(
        EventList list, FeedMapping events, string path, string selections, List<(JsonElement Event, JsonElement Market)> elements, Dictionary<FeedRule, List<decimal>> prices, List<string> notes)
    {
        var inner = selections[..^2];
        var all = elements.SelectMany(pair => Items(pair.Market, inner).Select(item => (pair.Event, pair.Market, Selection: item))).ToList();
        var values = Sample.Common([.. all.Select(s => s.Selection)]);
        if (Best(values, NameNames, value => value.ValueKind is JsonValueKind.String or JsonValueKind.Number) is not { } name
            || Best(values, PriceNames, value => Sample.Number(value) is not null, but: name) is not { } price)
            return null;
        var points = Sample.AllLeaves(all.Select(s => s.Selection));
        var point = Best(points, LineNames, value => Sample.Number(value) is not null, but: price, mayBeRare: true);
        var marketValues = Sample.Common([.. elements.Select(e => e.Market)]);
        var code = Best(marketValues, CodeNames, value => value.ValueKind is JsonValueKind.String or JsonValueKind.Number);
        var line = point is null ? Best(Sample.AllLeaves(elements.Select(e => e.Market)), LineNames, value => Sample.Number(value) is not null, mayBeRare: true) : null;
        var id = marketValues.Where(pair => Sample.Last(pair.Key) is "id" or "marketid" or "mid" && pair.Key != code && !pair.Key.Contains('.')).Select(pair => pair.Key).FirstOrDefault();
        var names = new Dictionary<string, Selection>(StringComparer.OrdinalIgnoreCase);
        var rules = new List<FeedRule>();
        foreach (var group in elements.GroupBy(pair => code is null ? "" : Sample.Text(At(pair.Market, code))))
        {
            var meant = group.SelectMany(pair => Items(pair.Market, inner).Select(item => Meaning(Sample.Text(At(item, name)), pair.Event, events, names))).ToList();
            var kind = Kind(group.Key, meant, hasLine: point is not null || line is not null);
            if (kind is not null && UnknownWord(group.Key) is { } word)
                notes.Add($"market '{group.Key}' is left out: it looks like {kind}, but nobody knows its word '{word}'");
            else if (kind is null || meant.Contains(null) || meant.Exists(m => MarketKinds.Selections(kind.Value).IndexOf(m!.Value) < 0))
            {
                notes.Add($"market '{group.Key}' is left out: {(kind is null ? "no known kind" : "selections that are none of " + kind)}");
            }
            else
            {
                rules.Add(new FeedRule(code is null ? null : group.Key, kind.Value, FirstHalf().IsMatch(group.Key) ? Period.FirstHalf : Period.FullTime));
                prices[rules[^1]] = [.. group.SelectMany(pair => Items(pair.Market, inner)).Select(item => Sample.Number(At(item, price))).OfType<decimal>()];
            }
        }
        // Bare numbers say nothing: two that look alike are two markets, and which is the match's own nobody knows.
        foreach (var twice in rules.Where(rule => rule.Code is { } number && number.All(char.IsAsciiDigit)).GroupBy(rule => (rule.Kind, rule.Period)).Where(same => same.Count() > 1).ToList())
        {
            notes.Add($"markets {string.Join(", ", twice.Select(rule => $"'{rule.Code}'"))} are left out: all look like {twice.Key.Kind} {twice.Key.Period}, and their codes don't say which is");
            foreach (var rule in twice)
            {
                prices.Remove(rule);
                rules.Remove(rule);
            }
        }
        if (rules.Count == 0)
            return null;
        if (rules.Exists(rule => rule.Kind == MarketKind.Moneyline))
            notes.Add($"market '{rules.First(rule => rule.Kind == MarketKind.Moneyline).Code}' has two outcomes here and is taken for one without a draw: right only if this sport has none");
        return new FeedMarkets
        {
            Path = path,
            Id = id,
            Code = code,
            Line = line,
            Updated = marketValues.Where(pair => EventFinder.IsUpdate(pair.Key) && pair.Value.All(value => Sample.TimeOf(value) == events.Time)).Select(pair => pair.Key).FirstOrDefault(),
            Rules = rules,
            Selections = selections,
            Name = name,
            Price = price,
            Point = point,
            Names = names,
            Open = Flag(marketValues),
            SelectionOpen = Flag(values),
        };
    }

    /// <summary>What a selection's name means; what is understood is kept in <paramref name="names"/>.</summary>
    private static Selection? Meaning(string text, JsonElement match, FeedMapping events, Dictionary<string, Selection> names)
    {
        if (text == Sample.Text(At(match, events.Home)))
            return names["{home}"] = Selection.Home;
        if (text == Sample.Text(At(match, events.Away)))
            return names["{away}"] = Selection.Away;
        Selection? meant = text.ToLowerInvariant() switch
        {
            "home" or "h" or "1" or "team1" or "w1" => Selection.Home,
            "away" or "a" or "2" or "team2" or "w2" => Selection.Away,
            "draw" or "x" or "d" or "tie" => Selection.Draw,
            "over" or "o" => Selection.Over,
            "under" or "u" => Selection.Under,
            "odd" => Selection.Odd,
            "even" => Selection.Even,
            "1x" or "homeordraw" => Selection.HomeOrDraw,
            "12" or "homeoraway" => Selection.HomeOrAway,
            "x2" or "draworaway" => Selection.DrawOrAway,
            _ => null,
        };
        if (meant is { } selection)
            names[text] = selection;
        return meant;
    }

    /// <summary>By what is in it; its code only parts what looks alike. A draw that was ever listed makes three outcomes.</summary>
    private static MarketKind? Kind(string code, List<Selection?> meant, bool hasLine)
    {
        var plain = Sample.Plain(code);
        if (plain.Contains("lay", StringComparison.Ordinal) || plain.Contains("corner", StringComparison.Ordinal) || plain.Contains("card", StringComparison.Ordinal) || plain.Contains("booking", StringComparison.Ordinal))
            return null;
        if (meant.Contains(Selection.Over) || meant.Contains(Selection.Under))
            return hasLine ? MarketKind.Total : null;
        if (meant.Contains(Selection.Odd))
            return MarketKind.OddEven;
        if (meant.Contains(Selection.HomeOrDraw))
            return MarketKind.DoubleChance;
        if (!meant.Contains(Selection.Home) || !meant.Contains(Selection.Away))
            return null;
        if (Handicap().IsMatch(code))
            return hasLine && !meant.Contains(Selection.Draw) ? MarketKind.AsianHandicap : null;
        if (meant.Contains(Selection.Draw))
            return MarketKind.OneXTwo;
        return plain.Contains("drawnobet", StringComparison.Ordinal) || plain is "dnb" ? null : MarketKind.Moneyline;
    }

    /// <summary>Prices at places of the event whose names say what they are: <c>odds.home</c>, <c>odds.draw</c>, <c>odds.away</c>; <c>total.over</c>, <c>total.under</c>, <c>total.line</c>.</summary>
    private static IEnumerable<FeedMarkets> Fixed(EventList list, Dictionary<FeedRule, List<decimal>> prices)
    {
        var numbers = Sample.AllLeaves(list.Elements).Where(pair => !pair.Key.Contains('[') && pair.Value.All(value => Sample.Number(value) is not null)).ToDictionary(StringComparer.Ordinal);
        foreach (var group in numbers.Keys.Where(path => path.Contains('.') || Side(Sample.Last(path)) is not null).GroupBy(path => path.Contains('.') ? path[..path.LastIndexOf('.')] : "").OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            var sides = group.Select(path => (Path: path, Side: Side(Sample.Last(path)))).Where(pair => pair.Side is not null).GroupBy(pair => pair.Side!.Value).ToDictionary(g => g.Key, g => g.First().Path);
            var line = group.FirstOrDefault(path => LineNames.Contains(Sample.Last(path)));
            MarketKind? kind = sides.ContainsKey(Selection.Over) && sides.ContainsKey(Selection.Under) && line is not null ? MarketKind.Total
                : !sides.ContainsKey(Selection.Home) || !sides.ContainsKey(Selection.Away) ? null
                : sides.ContainsKey(Selection.Draw) ? MarketKind.OneXTwo
                : line is not null ? MarketKind.AsianHandicap : null;
            if (kind is not { } known || MarketKinds.Selections(known).ToArray().Any(side => !sides[side].Any() || !numbers[sides[side]].Exists(IsPrice)))
                continue;
            var rule = new FeedRule(null, known, FirstHalf().IsMatch(group.Key) ? Period.FirstHalf : Period.FullTime);
            prices[rule] = [.. MarketKinds.Selections(known).ToArray().SelectMany(side => numbers[sides[side]]).Select(Sample.Number).OfType<decimal>()];
            yield return new FeedMarkets
            {
                Line = MarketKinds.HasLine(known) ? line : null,
                Rules = [rule],
                Prices = [.. MarketKinds.Selections(known).ToArray().Select(side => sides[side])],
            };
        }
    }

    private static Selection? Side(string name) => name switch
    {
        "home" or "h" or "1" or "w1" or "odds1" or "price1" or "homeodds" or "homeprice" or "oddshome" or "pricehome" => Selection.Home,
        "draw" or "x" or "d" or "oddsx" or "pricex" or "drawodds" or "drawprice" or "oddsdraw" or "pricedraw" => Selection.Draw,
        "away" or "a" or "2" or "w2" or "odds2" or "price2" or "awayodds" or "awayprice" or "oddsaway" or "priceaway" => Selection.Away,
        "over" or "overodds" or "overprice" or "oddsover" => Selection.Over,
        "under" or "underodds" or "underprice" or "oddsunder" => Selection.Under,
        _ => null,
    };

    private static OddsFormat Format(List<decimal> prices)
    {
        var open = prices.Where(price => price is not (0 or -999)).ToList();
        return open.Count == 0 || open.TrueForAll(price => price >= 1) && open.Exists(price => price < 100) ? OddsFormat.Decimal
            : open.TrueForAll(price => Math.Abs(price) >= 100) ? OddsFormat.American
            : open.Exists(price => price < -1) ? OddsFormat.Indonesian
            : open.Exists(price => price < 0) ? OddsFormat.Malay
            : open.Exists(price => price < 1) ? OddsFormat.HongKong
            : OddsFormat.Decimal;
    }

    /// <summary>Selections have a name and a number that behaves like odds.</summary>
    private static bool IsSelections(List<(JsonElement Event, JsonElement Market)> items)
    {
        if (items.Count < 2)
            return false;
        var values = Sample.Common([.. items.Select(item => item.Market)]);
        return Best(values, NameNames, value => value.ValueKind is JsonValueKind.String or JsonValueKind.Number) is { } name
            && Best(values, PriceNames, value => Sample.Number(value) is not null, but: name) is { } price && values[price].Count(IsPrice) * 2 > values[price].Count;
    }

    private static bool IsPrice(JsonElement value) => Sample.Number(value) is (> 0 and < 1_000) or (>= -1 and < 0) or (<= -100 and > -10_000);

    /// <summary>The path whose last name stands first among the names; what contains the name counts after what equals it.</summary>
    private static string? Best(Dictionary<string, List<JsonElement>> values, string[] names, Func<JsonElement, bool> fits, string? but = null, bool mayBeRare = false)
    {
        foreach (var exact in (bool[])[true, false])
            foreach (var name in names)
                foreach (var path in values.Keys.Where(path => path != but && !path.Contains('[')).OrderBy(path => path.Length).ThenBy(path => path, StringComparer.Ordinal))
                {
                    var last = Sample.Last(path);
                    if ((exact ? last == name : name.Length > 2 && last.Contains(name, StringComparison.Ordinal) && !last.Contains("update", StringComparison.Ordinal)) && (mayBeRare ? values[path].Exists(v => fits(v)) : values[path].TrueForAll(v => fits(v))))
                        return path;
                }
        return null;
    }

    private static FeedFlag? Flag(Dictionary<string, List<JsonElement>> values)
    {
        foreach (var (path, list) in values)
            if (list.TrueForAll(value => value.ValueKind is JsonValueKind.True or JsonValueKind.False))
            {
                if (Sample.Last(path) is "suspended" or "issuspended" or "locked" or "closed")
                    return new FeedFlag(path, ["false"]);
                if (Sample.Last(path) is "open" or "isopen" or "active" or "isactive" or "enabled" or "tradable")
                    return new FeedFlag(path, ["true"]);
            }
        return null;
    }

    private static IEnumerable<string> Arrays(IReadOnlyList<JsonElement> elements) => elements
        .Where(item => item.ValueKind == JsonValueKind.Object).SelectMany(item => item.EnumerateObject())
        .Where(p => p.Value.ValueKind == JsonValueKind.Array && Sample.CanStand(p.Name) && p.Value.EnumerateArray().Any(item => item.ValueKind == JsonValueKind.Object))
        .Select(p => p.Name).Distinct(StringComparer.Ordinal);

    private static IEnumerable<JsonElement> Items(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var array) && array.ValueKind == JsonValueKind.Array ? array.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.Object) : [];

    private static JsonElement At(JsonElement element, string path) => Sample.At(element, path);

    // The words of markets that the engine compares. A code with any other (team, player, corners, q1, 2nd) is another market, whatever its selections look like.
    private static readonly HashSet<string> KnownWords = new(StringComparer.Ordinal)
    {
        "h2h", "1x2", "ml", "moneyline", "money", "line", "lines", "match", "game", "event", "fixture", "winner", "win", "result", "results", "outcome", "full", "time", "ft", "fulltime", "regular", "reg", "main", "market", "odds", "price", "prices",
        "3way", "2way", "3", "2", "1", "x", "way", "three", "two", "to", "head", "the", "of", "in", "and", "or", "final", "end", "result", "alternate", "alternative", "alt", "alts", "asian", "ah", "handicap", "handicaps", "hcap", "hdp", "spread", "spreads", "points",
        "total", "totals", "over", "under", "ou", "goals", "goal", "double", "chance", "dc", "odd", "even", "oe", "h1", "1h", "1st", "first", "half", "ht", "halftime", "including", "overunder", "oddeven", "doublechance", "matchwinner", "matchodds", "asianhandicap", "ot", "overtime", "incl", "standard", "default", "european", "home", "away", "draw",
    };

    // Home and away alone are a team's own market (home total); together with the draw or each other they are the match's.
    private static string? UnknownWord(string code)
    {
        var words = Words().Matches(code).Select(word => word.Value.ToLowerInvariant()).ToList();
        if (words.Find(word => !KnownWords.Contains(word) && !(words.Count == 1 && word.All(char.IsAsciiDigit))) is { } unknown)
            return unknown;
        return words.Contains("home") != words.Contains("away") ? words.Contains("home") ? "home" : "away" : null;
    }

    [GeneratedRegex("[A-Z0-9]+(?![a-z])|[A-Z]?[a-z0-9]+", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Words();

    [GeneratedRegex("(?:h1|1h|1st|first.?half|(?:^|[_ .-])ht$|half.?time)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex FirstHalf();

    [GeneratedRegex("(?:^ah|spread|handicap|hdp|hcap)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Handicap();
}
