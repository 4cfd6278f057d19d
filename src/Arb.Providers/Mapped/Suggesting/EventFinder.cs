using System.Text.Json;
using Arb.Domain.Sessions;

namespace Arb.Providers.Mapped.Suggesting;

/// <summary>A list whose elements may be events, with its path, some elements and the object around it.</summary>
internal sealed record EventList(string Path, IReadOnlyList<JsonElement> Elements, JsonElement Around);

/// <summary>Finds lists whose elements have an id of their own, two names that belong together, and a time.</summary>
internal static class EventFinder
{
    private const int MaxDepth = 6;
    private const int MaxLists = 200;

    private static readonly (string Home, string Away)[] Sides =
        [("home", "away"), ("team1", "team2"), ("teama", "teamb"), ("participant1", "participant2"), ("competitor1", "competitor2"), ("player1", "player2"), ("host", "guest"), ("local", "visitor"), ("[0]", "[1]")];

    private static readonly string[] Alignments = ["alignment", "homeaway", "side", "qualifier", "venue", "venuerole", "position", "role", "ishome", "type", "designation", "order"];
    private static readonly string[] TimeNames = ["commence", "kick", "start", "begin", "scheduled", "eventtime", "matchtime", "eventdate", "matchdate", "datetime", "date", "time", "ts"];
    private static readonly string[] NoTimes = ["update", "modif", "creat", "end", "close", "clock", "elapsed", "expir"];
    private static readonly string[] LeagueNames = ["league", "competition", "tournament", "championship", "sporttitle", "category"];

    /// <summary>Every list of objects in a body, those in lists included.</summary>
    public static List<EventList> Lists(JsonElement root)
    {
        var lists = new List<EventList>();
        Walk(root, "", default, 0, lists);
        return lists;
    }

    /// <summary>The event part of a mapping (without markets), or null when the elements are no events.</summary>
    public static FeedMapping? Read(EventList list, List<string> notes)
    {
        var values = Sample.Common(list.Elements);
        if ((Aligned(values) ?? Names(values)) is not var (home, away) || Id(values) is not { } id || Time(values) is not var (kickOff, time))
            return null;
        if (home.Contains("[0]", StringComparison.Ordinal))
            notes.Add("home and away are told by their position alone: look whether the first is at home in every event");
        var league = Named(values, LeagueNames, home, away);
        if (league is null && list.Around.ValueKind == JsonValueKind.Object && list.Path.Count(c => c == '[') > 1)
        {
            var around = Sample.Leaves(list.Around).Where(leaf => Sample.IsName(leaf.Value) && !leaf.Key.Contains('[')).Select(leaf => leaf.Key).ToList();
            league = (around.Find(path => Sample.Last(path) is "name" or "title") ?? around.FirstOrDefault()) is { } found ? "^." + found : null;
        }
        if (league is null)
            notes.Add("no league was found: matches of this feed bind by their teams and times alone");
        if (time == FeedTime.Iso && values[kickOff].Any(value => !HasZone(Sample.Text(value))))
            notes.Add("times carry no zone: UTC is assumed (utcOffsetMinutes)");
        return new FeedMapping
        {
            Events = list.Path,
            EventId = id,
            Home = home,
            Away = away,
            KickOff = kickOff,
            Time = time,
            League = league,
            Sport = Named(values, ["sportkey", "sportname", "sport"], home, away) is { } sport && sport != league ? sport : null,
            Updated = Updated(values, time),
            InPlay = Flag(values, ["live", "inplay", "isrunning", "running"], "true"),
            Open = Flag(values, ["suspended", "issuspended", "locked"], "false") ?? Flag(values, ["isopen", "open", "active", "isactive", "tradable"], "true"),
            Markets = [],
        };
    }

    /// <summary>What the elements of a list lack to be events, in words; empty when they lack nothing but prices.</summary>
    public static IReadOnlyList<string> Missing(EventList list)
    {
        var values = Sample.Common(list.Elements);
        var missing = new List<string>();
        if (Id(values) is null)
            missing.Add("an id of its own");
        if ((Aligned(values) ?? Names(values)) is null)
            missing.Add("two team names");
        if (Time(values) is null)
            missing.Add("a start time");
        return missing;
    }

    // The feed says itself which of two participants is at home.
    private static (string Home, string Away)? Aligned(Dictionary<string, List<JsonElement>> values)
    {
        foreach (var path in values.Keys.Where(path => path.Contains("[0].", StringComparison.Ordinal) && Alignments.Contains(Sample.Last(path))))
        {
            var other = path.Replace("[0].", "[1].", StringComparison.Ordinal);
            if (!values.TryGetValue(other, out var seconds) || seconds.Count != values[path].Count)
                continue;
            var said = values[path].Zip(seconds, (first, second) => (First: Sample.Text(first), Second: Sample.Text(second))).ToList();
            var words = said.Select(pair => pair.First).Distinct(StringComparer.Ordinal).ToList();
            var home = words.Concat(said.Select(pair => pair.Second)).FirstOrDefault(word => word.ToLowerInvariant() is "home" or "h" or "true" or "host");
            var away = words.Concat(said.Select(pair => pair.Second)).FirstOrDefault(word => word.ToLowerInvariant() is "away" or "a" or "false" or "guest" or "visitor");
            if (home is null || away is null || said.Any(pair => !((pair.First == home && pair.Second == away) || (pair.First == away && pair.Second == home))))
                continue;
            var start = path[..path.IndexOf("[0].", StringComparison.Ordinal)];
            var field = path[(start.Length + 4)..];
            var name = values.Keys.Where(key => key.StartsWith(start + "[0].", StringComparison.Ordinal) && key != path && values[key].All(Sample.IsName)).OrderBy(NameRank).ThenBy(key => key.Length).FirstOrDefault();
            if (name is not null && !field.Contains('.'))
                return ($"{start}[{field}={home}].{name[(start.Length + 4)..]}", $"{start}[{field}={away}].{name[(start.Length + 4)..]}");
        }
        return null;
    }

    // When prices were last right, where every event says it.
    private static string? Updated(Dictionary<string, List<JsonElement>> values, FeedTime time) => values
        .Where(pair => !pair.Key.Contains('[') && IsUpdate(pair.Key) && pair.Value.All(value => Sample.TimeOf(value) == time)).Select(pair => pair.Key).OrderBy(path => path.Length).FirstOrDefault();

    /// <summary>A path whose name says that it is the time of the last change.</summary>
    public static bool IsUpdate(string path) => Sample.Last(path) is "lastupdate" or "lastupdated" or "updated" or "updatedat" or "updatetime" or "lastmodified" or "oddsupdated" or "lastupdatedat";

    private static void Walk(JsonElement element, string path, JsonElement around, int depth, List<EventList> lists)
    {
        if (depth == MaxDepth || lists.Count >= MaxLists)
            return;
        if (element.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in element.EnumerateObject())
                if (Sample.CanStand(property.Name) && property.Value.ValueKind is JsonValueKind.Object or JsonValueKind.Array)
                    Walk(property.Value, Sample.Join(path, property.Name), element, depth + 1, lists);
            return;
        }
        if (element.ValueKind != JsonValueKind.Array)
            return;
        var objects = Sample.Objects(element);
        if (objects.Count == 0)
            return;
        lists.Add(new EventList(path + "[]", objects, around));
        // Lists in lists: the fullest first element stands for all.
        foreach (var inner in objects.SelectMany(item => item.EnumerateObject()).Where(p => p.Value.ValueKind == JsonValueKind.Array && Sample.CanStand(p.Name)).GroupBy(p => p.Name))
        {
            var holder = objects.Where(item => item.TryGetProperty(inner.Key, out var value) && value.ValueKind == JsonValueKind.Array).MaxBy(item => item.GetProperty(inner.Key).GetArrayLength());
            Walk(holder.GetProperty(inner.Key), Sample.Join(path + "[]", inner.Key), holder, depth + 1, lists);
        }
    }

    private static (string Home, string Away)? Names(Dictionary<string, List<JsonElement>> values)
    {
        foreach (var (home, away) in Sides)
        {
            var pairs = new List<(string Home, string Away)>();
            foreach (var path in values.Keys)
            {
                var at = path.IndexOf(home, StringComparison.OrdinalIgnoreCase);
                if (at < 0 || !values[path].All(Sample.IsName))
                    continue;
                var start = path[..at];
                var end = path[(at + home.Length)..];
                var other = values.Keys.FirstOrDefault(p => p.Length == start.Length + away.Length + end.Length && p.StartsWith(start, StringComparison.Ordinal)
                    && p.EndsWith(end, StringComparison.Ordinal) && p[start.Length..^end.Length].Equals(away, StringComparison.OrdinalIgnoreCase));
                if (other is not null && values[other].All(Sample.IsName) && !values[path].Select(Sample.Text).SequenceEqual(values[other].Select(Sample.Text)))
                    pairs.Add((path, other));
            }
            if (pairs.Count > 0)
                return pairs.OrderBy(pair => NameRank(pair.Home)).ThenBy(pair => pair.Home.Length).ThenBy(pair => pair.Home, StringComparer.Ordinal).First();
        }
        return null;
    }

    private static int NameRank(string path) => Sample.Last(path) switch
    {
        var last when last.Contains("name", StringComparison.Ordinal) && !last.Contains("short", StringComparison.Ordinal) => 0,
        var last when last.EndsWith("team", StringComparison.Ordinal) || last is "home" or "title" => 1,
        var last when last.Contains("id", StringComparison.Ordinal) || last.Contains("logo", StringComparison.Ordinal) || last.Contains("code", StringComparison.Ordinal) => 9,
        _ => 5,
    };

    /// <summary>Different for each element, and called an id: never a number that only counts the elements by chance (L05).</summary>
    private static string? Id(Dictionary<string, List<JsonElement>> values) => values
        .Where(pair => IsIdName(pair.Key) && pair.Value.All(IsId) && pair.Value.Select(Sample.Text).Distinct(StringComparer.Ordinal).Count() == pair.Value.Count)
        .Select(pair => pair.Key)
        .OrderBy(path => path.Contains('.') ? 1 : 0)
        .ThenBy(path => Sample.Last(path) switch { "id" => 0, "eventid" or "matchid" or "fixtureid" or "gameid" => 1, _ => 2 })
        .ThenBy(path => path, StringComparer.Ordinal)
        .FirstOrDefault();

    private static bool IsIdName(string path) => !path.Contains('[') && Sample.Last(path) is var last
        && (last.EndsWith("id", StringComparison.Ordinal) || last is "key" or "uuid" or "guid" or "eventno" or "matchno")
        && !new[] { "league", "team", "home", "away", "sport", "country", "market" }.Any(part => Sample.Plain(path).Contains(part, StringComparison.Ordinal));

    private static bool IsId(JsonElement value) => Sample.Text(value) is { Length: > 0 and <= 64 } text && text != "0" && text.All(c => c is > ' ' and <= '~' and not (';' or '=' or ','));

    private static (string Path, FeedTime Time)? Time(Dictionary<string, List<JsonElement>> values)
    {
        foreach (var name in TimeNames)
            foreach (var (path, list) in values.OrderBy(pair => pair.Key.Length))
            {
                var last = Sample.Last(path);
                if (last.Contains(name, StringComparison.Ordinal) && !NoTimes.Any(no => last.Contains(no, StringComparison.Ordinal)) && Sample.TimeOf(list[0]) is { } time && list.All(value => Sample.TimeOf(value) == time))
                    return (path, time);
            }
        return null;
    }

    private static string? Named(Dictionary<string, List<JsonElement>> values, string[] names, string home, string away) => values
        .Where(pair => pair.Key != home && pair.Key != away && !pair.Key.Contains('[') && pair.Value.All(Sample.IsName) && names.Any(name => Sample.Plain(pair.Key).Contains(name, StringComparison.Ordinal)))
        .Select(pair => pair.Key)
        .OrderBy(path => Array.FindIndex(names, name => Sample.Plain(path).Contains(name, StringComparison.Ordinal)))
        .ThenBy(path => Sample.Last(path).Contains("name", StringComparison.Ordinal) || Sample.Last(path).Contains("title", StringComparison.Ordinal) ? 0 : 1)
        .ThenBy(path => path.Length).FirstOrDefault();

    private static FeedFlag? Flag(Dictionary<string, List<JsonElement>> values, string[] names, string yes) => values
        .Where(pair => !pair.Key.Contains('.') && names.Contains(Sample.Plain(pair.Key)) && pair.Value.All(value => value.ValueKind is JsonValueKind.True or JsonValueKind.False))
        .Select(pair => new FeedFlag(pair.Key, [yes])).FirstOrDefault();

    private static bool HasZone(string text) => text.EndsWith('Z') || text.LastIndexOfAny(['+', '-']) > 10 || !text.Contains(':');
}
