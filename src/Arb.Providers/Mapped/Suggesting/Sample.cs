using System.Globalization;
using System.Text.Json;
using Arb.Domain.Sessions;

namespace Arb.Providers.Mapped.Suggesting;

/// <summary>Readings of captured JSON for the suggester. It looks once at a few samples, when a person asks: a tree is no harm here.</summary>
internal static class Sample
{
    /// <summary>Elements of a list that are looked at.</summary>
    public const int Elements = 24;
    private const int MaxDepth = 4;

    /// <summary>The single values below an element by path, through objects and the first two members of arrays of objects.</summary>
    public static Dictionary<string, JsonElement> Leaves(JsonElement element)
    {
        var leaves = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        Add(element, "", 0, leaves);
        return leaves;
    }

    /// <summary>The paths that at least four of five elements have a value at, with the values.</summary>
    public static Dictionary<string, List<JsonElement>> Common(IReadOnlyList<JsonElement> elements)
    {
        var values = new Dictionary<string, List<JsonElement>>(StringComparer.Ordinal);
        foreach (var element in elements)
            foreach (var (path, value) in Leaves(element))
            {
                if (!values.TryGetValue(path, out var list))
                    values[path] = list = [];
                list.Add(value);
            }
        return values.Where(pair => pair.Value.Count * 5 >= elements.Count * 4).ToDictionary(StringComparer.Ordinal);
    }

    /// <summary>Every path that any element has a value at, with the values.</summary>
    public static Dictionary<string, List<JsonElement>> AllLeaves(IEnumerable<JsonElement> elements) =>
        elements.SelectMany(Leaves).GroupBy(leaf => leaf.Key, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Select(leaf => leaf.Value).ToList(), StringComparer.Ordinal);

    /// <summary>The single value at a path; nothing when there is none.</summary>
    public static JsonElement At(JsonElement element, string path)
    {
        var open = path.IndexOf('[');
        if (open < 0 || !path.Contains('='))
            return Leaves(element).TryGetValue(path, out var value) ? value : default;
        var close = path.IndexOf(']');
        var (field, wanted) = (path[(open + 1)..path.IndexOf('=')], path[(path.IndexOf('=') + 1)..close]);
        foreach (var step in path[..open].Split('.'))
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(step, out element))
                return default;
        var found = element.ValueKind == JsonValueKind.Array ? element.EnumerateArray().FirstOrDefault(item => item.ValueKind == JsonValueKind.Object && item.TryGetProperty(field, out var said) && Text(said) == wanted) : default;
        return found.ValueKind == JsonValueKind.Object ? At(found, path[(close + 2)..]) : default;
    }

    public static IReadOnlyList<JsonElement> Objects(JsonElement array) =>
        [.. array.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.Object).Take(Elements)];

    public static bool IsName(JsonElement value) => value.ValueKind == JsonValueKind.String && Written(value) is { Length: > 0 and <= 200 } text && text.Any(char.IsLetter) && !text.Contains("://", StringComparison.Ordinal);

    /// <summary>A number, or a text that is one.</summary>
    public static decimal? Number(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number when value.TryGetDecimal(out var number) => number,
        JsonValueKind.String when decimal.TryParse(Written(value), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) => number,
        _ => null,
    };

    public static FeedTime? TimeOf(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.String && Written(value) is { Length: >= 16 and <= 40 } text && text[4] == '-' && text[7] == '-' && text[10] is 'T' or ' ')
            return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _) ? FeedTime.Iso : null;
        // 2001 to 2100: anything else is a count or an id.
        return Number(value) switch
        {
            >= 1_000_000_000m and <= 4_102_444_800m => FeedTime.UnixSeconds,
            >= 1_000_000_000_000m and <= 4_102_444_800_000m => FeedTime.UnixMilliseconds,
            _ => null,
        };
    }

    public static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => Written(value),
        JsonValueKind.Undefined => "",
        _ => value.GetRawText(),
    };

    /// <summary>What a text says; nothing where half of a character makes it none.</summary>
    private static string Written(JsonElement text)
    {
        try
        {
            return text.GetString() ?? "";
        }
        catch (InvalidOperationException)
        {
            return "";
        }
    }

    /// <summary>Letters and digits, lower case.</summary>
    public static string Plain(string text) => new([.. text.Where(char.IsLetterOrDigit).Select(char.ToLowerInvariant)]);

    /// <summary>The last name of a path.</summary>
    public static string Last(string path) => Plain(path[(path.LastIndexOf('.') + 1)..]);

    public static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    /// <summary>A name that can stand in a path of a mapping.</summary>
    public static bool CanStand(string name) => name.Length is > 0 and <= 60 && name.AsSpan().IndexOfAny(".[]=") < 0 && name != "^";

    private static void Add(JsonElement element, string path, int depth, Dictionary<string, JsonElement> leaves)
    {
        if (element.ValueKind != JsonValueKind.Object || depth == MaxDepth)
            return;
        foreach (var property in element.EnumerateObject())
        {
            if (!CanStand(property.Name))
                continue;
            var at = Join(path, property.Name);
            switch (property.Value.ValueKind)
            {
                case JsonValueKind.Object:
                    Add(property.Value, at, depth + 1, leaves);
                    break;
                case JsonValueKind.Array when property.Value.GetArrayLength() == 2 && property.Value[0].ValueKind == JsonValueKind.Object:
                    Add(property.Value[0], at + "[0]", depth + 1, leaves);
                    Add(property.Value[1], at + "[1]", depth + 1, leaves);
                    break;
                case JsonValueKind.Array or JsonValueKind.Null:
                    break;
                default:
                    leaves[at] = property.Value;
                    break;
            }
        }
    }
}
