using System.Text.Json;

namespace Arb.Browser.DevTools;

/// <summary>Reads of what a browser sent: nothing is taken for granted, a field that is missing or of another type reads as absent.</summary>
internal static class DevToolsJson
{
    public static JsonElement Child(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var child) ? child : default;

    public static string? Text(this JsonElement element, string name)
    {
        var child = element.Child(name);
        return child.ValueKind == JsonValueKind.String ? Text(child) : null;
    }

    public static bool Flag(this JsonElement element, string name) => element.Child(name).ValueKind == JsonValueKind.True;

    public static int Int(this JsonElement element, string name) =>
        element.Child(name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out var value) ? value : 0;

    public static double? Number(this JsonElement element, string name) =>
        element.Child(name) is { ValueKind: JsonValueKind.Number } number && number.TryGetDouble(out var value) ? value : null;

    public static IEnumerable<JsonElement> Items(this JsonElement element, string name) =>
        element.Child(name) is { ValueKind: JsonValueKind.Array } array ? array.EnumerateArray() : [];

    /// <summary>Headers as the protocol lists them: an object of texts, several values of one name joined by line breaks.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Headers(this JsonElement element, string name)
    {
        var headers = new List<KeyValuePair<string, string>>();
        if (element.Child(name) is { ValueKind: JsonValueKind.Object } found)
            foreach (var header in found.EnumerateObject())
                if (header.Value.ValueKind == JsonValueKind.String)
                    headers.Add(new(header.Name, Text(header.Value)));
        return headers;
    }

    /// <summary>A text may hold half a surrogate pair (a binary body shown as text): then its escaped form is what there is.</summary>
    private static string Text(JsonElement text)
    {
        try
        {
            return text.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return text.GetRawText()[1..^1];
        }
    }
}
