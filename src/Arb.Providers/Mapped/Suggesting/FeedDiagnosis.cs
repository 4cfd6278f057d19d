using System.Text.Json;
using System.Text.RegularExpressions;
using Arb.Domain.Sessions;
using Arb.Providers.Templates;

namespace Arb.Providers.Mapped.Suggesting;

/// <summary>Says field by field what an answer lacks to be mapped.</summary>
internal static partial class FeedDiagnosis
{
    /// <summary>One answer: its address without secrets, and what is missing.</summary>
    public static string Of(CapturedExchange capture)
    {
        try
        {
            using var document = JsonDocument.Parse(Captured.Body(capture).ToString(), new JsonDocumentOptions { MaxDepth = 16 });
            return $"{CaptureGrouper.Pattern(capture.Url)}: {Of(document.RootElement)}";
        }
        catch (JsonException)
        {
            return $"{CaptureGrouper.Pattern(capture.Url)}: no whole JSON";
        }
    }

    /// <summary>What an answer that is no JSON is: CSV, a page, or text.</summary>
    public static string KindOf(string body)
    {
        var text = body.TrimStart();
        if (text.StartsWith('{') || text.StartsWith('['))
            return "JSON that a protocol of this build knows or that is cut";
        if (text.StartsWith('<'))
            return text.Contains("<html", StringComparison.OrdinalIgnoreCase) || text.StartsWith("<!doctype", StringComparison.OrdinalIgnoreCase) ? "HTML" : "XML";
        var lines = text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Take(3).ToList();
        foreach (var separator in new[] { ',', ';', '\t' })
            if (lines.Count > 1 && lines[0].Count(c => c == separator) is > 1 and var count && lines.TrueForAll(line => line.Count(c => c == separator) == count))
                return "CSV";
        return "text";
    }

    private static string Of(JsonElement root)
    {
        // A text inside: the answer may be wrapped.
        if (root.ValueKind == JsonValueKind.Object && root.EnumerateObject().Select(property => property.Value).FirstOrDefault(value => value.ValueKind == JsonValueKind.String && KindOf(value.GetString()!) == "CSV") is { ValueKind: JsonValueKind.String })
            return "CSV inside JSON";
        var lists = EventFinder.Lists(root);
        if (lists.Count == 0)
            return root.ValueKind == JsonValueKind.Object ? "a single object, no list of events" : "no list of objects";
        var best = lists.Select(list => (List: list, Missing: EventFinder.Missing(list))).OrderBy(pair => pair.Missing.Count).ThenByDescending(pair => pair.List.Elements.Count).First();
        var prices = Prices(best.List);
        var missing = best.Missing.Concat(prices is null ? [] : [prices]).ToList();
        return $"'{best.List.Path}' lacks {(missing.Count == 0 ? "a market that the engine compares" : string.Join(", ", missing))}";
    }

    // Null when there are prices that can be read.
    private static string? Prices(EventList list)
    {
        var texts = list.Elements.SelectMany(element => Texts(element, 0)).ToList();
        if (texts.Find(text => Fraction().IsMatch(text) || Comma().IsMatch(text) || Signed().IsMatch(text) || text is "EVEN" or "EVS") is { } odd)
            return $"prices as numbers (a price reads '{odd}': fractions, decimal commas and signs are not read)";
        var numbers = list.Elements.SelectMany(element => Numbers(element, 0)).ToList();
        return numbers.Exists(number => number is > 1.001m and < 1_000m && number != decimal.Truncate(number)) ? "prices under names that say home, draw, away, over or under" : "prices";
    }

    private static IEnumerable<string> Texts(JsonElement element, int depth) => Values(element, depth).Where(value => value.ValueKind == JsonValueKind.String).Select(value => value.GetString()!);

    private static IEnumerable<decimal> Numbers(JsonElement element, int depth) => Values(element, depth).Select(Sample.Number).OfType<decimal>();

    private static IEnumerable<JsonElement> Values(JsonElement element, int depth) => depth > 6 ? [] : element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(property => Values(property.Value, depth + 1)),
        JsonValueKind.Array => element.EnumerateArray().Take(Sample.Elements).SelectMany(item => Values(item, depth + 1)),
        _ => [element],
    };

    [GeneratedRegex("^[0-9]{1,3}/[0-9]{1,3}$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Fraction();

    [GeneratedRegex("^[0-9]{1,3},[0-9]{1,3}$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Comma();

    [GeneratedRegex("^[+][0-9]{3,5}$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Signed();
}
