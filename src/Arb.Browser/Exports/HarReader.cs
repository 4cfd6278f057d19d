using System.Text.Json;
using Arb.Domain.Sessions;

namespace Arb.Browser.Exports;

/// <summary>Bounds for reading a HAR file.</summary>
/// <param name="MaxBytes">Largest file in bytes.</param>
/// <param name="MaxEntries">Entries at most.</param>
/// <param name="MaxBodyChars">Request and response bodies are cut to this many characters.</param>
public sealed record HarLimits(int MaxBytes, int MaxEntries, int MaxBodyChars)
{
    /// <summary>128 MiB, 20,000 entries, bodies of 2,000,000 characters.</summary>
    public static HarLimits Default { get; } = new(128 * 1024 * 1024, 20_000, 2_000_000);
}

/// <summary>
/// Reads a HAR 1.2 file as browsers, proxies and test tools save it. An entry that cannot be read costs itself. Errors are <see cref="FormatException"/>s that say where and what to do, and quote nothing of
/// the file.
/// </summary>
public static class HarReader
{
    private const string HowTo = "in the browser's network panel choose 'Export HAR (with sensitive data)' or 'Save all as HAR'";

    private static readonly JsonDocumentOptions Lenient = new() { MaxDepth = 64, AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    /// <summary>The HTTP exchanges of a file, oldest first; see the other overload.</summary>
    public static IReadOnlyList<CapturedExchange> Read(ReadOnlyMemory<byte> file, HarLimits limits) => Read(file, limits, []);

    /// <summary>The HTTP exchanges of a file, oldest first; entries of other schemes (data:, ws:, extensions) are none. Throws when there is nothing but what is left out.</summary>
    /// <param name="file">The file, in any Unicode encoding.</param>
    /// <param name="limits">Bounds.</param>
    /// <param name="leftOut">Takes what could not be read.</param>
    public static IReadOnlyList<CapturedExchange> Read(ReadOnlyMemory<byte> file, HarLimits limits, ICollection<LeftOut> leftOut)
    {
        if (file.Length > limits.MaxBytes)
            throw new FormatException($"the HAR file has {file.Length} bytes, at most {limits.MaxBytes} are read: clear the network panel, repeat only what is needed, and export again");
        if (file.Span is [0x1F, 0x8B, ..] or [(byte)'P', (byte)'K', 3, 4, ..])
            throw new FormatException("this is a compressed file: unpack it, and give the HAR file in it");
        var (captures, before) = (new List<CapturedExchange>(), leftOut.Count);
        var json = ExportText.Json(file);
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(json, Lenient);
        }
        catch (JsonException wrong)
        {
            // A file that was cut, or one entry that is none: the others are read one by one.
            if (!HarPieces.TryFind(json, out var pieces, out var whole))
                throw new FormatException($"the HAR file is no JSON from line {wrong.LineNumber + 1} on (cut while it was saved?): {HowTo}");
            CheckCount(pieces.Count, limits);
            foreach (var (index, piece) in pieces.Index())
                Add(piece, $"log.entries[{index}]", limits, captures, leftOut);
            if (!whole)
                leftOut.Add(new LeftOut($"the file from log.entries[{pieces.Count}] on", LeftOutReason.Unreadable));
            return Sorted(captures, leftOut, before);
        }
        using (document)
        {
            if (!Member(document.RootElement, "log", out var log) || !Member(log, "entries", out var entries) || entries.ValueKind != JsonValueKind.Array)
                throw new FormatException($"this is no HAR file (no log.entries): {HowTo}");
            CheckCount(entries.GetArrayLength(), limits);
            foreach (var (index, entry) in entries.EnumerateArray().Index())
                HarEntry.Add(entry, $"log.entries[{index}]", limits, captures, leftOut);
        }
        return Sorted(captures, leftOut, before);
    }

    /// <summary>A member of an object, unless it is null.</summary>
    internal static bool Member(JsonElement element, string name, out JsonElement member)
    {
        member = default;
        return element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out member) && member.ValueKind != JsonValueKind.Null;
    }

    private static void Add(ReadOnlyMemory<byte> piece, string place, HarLimits limits, List<CapturedExchange> captures, ICollection<LeftOut> leftOut)
    {
        try
        {
            using var entry = JsonDocument.Parse(piece, Lenient);
            HarEntry.Add(entry.RootElement, place, limits, captures, leftOut);
        }
        catch (JsonException)
        {
            leftOut.Add(new LeftOut(place, LeftOutReason.Unreadable));
        }
    }

    private static void CheckCount(int count, HarLimits limits)
    {
        if (count > limits.MaxEntries)
            throw new FormatException($"the HAR file has {count} entries, at most {limits.MaxEntries} are read: clear the network panel and export again");
    }

    private static IReadOnlyList<CapturedExchange> Sorted(List<CapturedExchange> captures, ICollection<LeftOut> leftOut, int before) => captures.Count > 0 || leftOut.Count == before
        ? [.. captures.OrderBy(c => c.At)]
        : throw new FormatException($"{leftOut.Skip(before).First().Words}: {HowTo}");
}
