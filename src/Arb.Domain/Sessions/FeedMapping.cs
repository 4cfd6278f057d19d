using System.Text.Json;
using Arb.Domain.Commands;
using Arb.Domain.Primitives;

namespace Arb.Domain.Sessions;

/// <summary>How a plain feed writes the time of the kick-off.</summary>
public enum FeedTime : byte
{
    /// <summary>ISO 8601; without a zone it is <see cref="FeedMapping.UtcOffsetMinutes"/>.</summary>
    Iso,

    /// <summary>Seconds since 1970, UTC.</summary>
    UnixSeconds,

    /// <summary>Milliseconds since 1970, UTC.</summary>
    UnixMilliseconds,
}

/// <summary>
/// Where the things of a plain JSON feed stand, as data: a protocol without code. Paths are names separated by dots from the element they are about;
/// <c>[]</c> behind a name (or alone) goes through the members of an array, <c>[name=value]</c> takes the first member whose text or number <c>name</c> is so.
/// Only the provider's own ids are ids (L05).
/// </summary>
public sealed record FeedMapping
{
    /// <summary>From the root to the events, e.g. <c>[]</c>, <c>data.events[]</c> or <c>leagues[].matches[]</c>.</summary>
    public required string Events { get; init; }

    /// <summary>The provider's own event id.</summary>
    public required string EventId { get; init; }

    /// <summary>Home team's name.</summary>
    public required string Home { get; init; }

    /// <summary>Away team's name.</summary>
    public required string Away { get; init; }

    /// <summary>Kick-off.</summary>
    public required string KickOff { get; init; }

    /// <summary>How <see cref="KickOff"/> is written.</summary>
    public FeedTime Time { get; init; }

    /// <summary>Zone of times without one, in minutes east of UTC, −840 to 840.</summary>
    public int UtcOffsetMinutes { get; init; }

    /// <summary>League's name, or null; a path that begins with <c>^.</c> starts at the element around the event's array.</summary>
    public string? League { get; init; }

    /// <summary>What the feed calls the sport, or null; evidence of what is the same match.</summary>
    public string? Sport { get; init; }

    /// <summary>
    /// When the event's prices were last right, written as <see cref="Time"/>, or null: the feed doesn't say. Prices that are older than <c>arb.harvest.quote-age</c>, and those of an event
    /// that has none there, are closed.
    /// </summary>
    public string? Updated { get; init; }

    /// <summary>Running now, or null: the feed doesn't say, and an event whose start is past counts as running with all its prices closed.</summary>
    public FeedFlag? InPlay { get; init; }

    /// <summary>Open for bets as a whole, or null: always.</summary>
    public FeedFlag? Open { get; init; }

    /// <summary>How prices are written where no rule says otherwise.</summary>
    public OddsFormat Format { get; init; }

    /// <summary>Where markets stand; 1 to 32.</summary>
    public required IReadOnlyList<FeedMarkets> Markets { get; init; }

    /// <summary>Reads the JSON form. Throws <see cref="FormatException"/> that says what is wrong.</summary>
    public static FeedMapping Read(JsonElement json)
    {
        try
        {
            return json.Deserialize<FeedMapping>(CommandJson.Compact) ?? throw new FormatException("the mapping is null");
        }
        catch (JsonException wrong)
        {
            throw new FormatException(InWords(wrong), wrong);
        }
    }

    /// <summary>Whoever edits a mapping knows its members, not the types behind them.</summary>
    private static string InWords(JsonException wrong)
    {
        var path = wrong.Path?.TrimStart('$').TrimStart('.') ?? "";
        if (wrong.Message.Split("including: ") is [_, var names])
            return $"{(path.Length == 0 ? "" : path + ": ")}{names.Split(" Path: ")[0].Replace("'", "", StringComparison.Ordinal).TrimEnd('.')} is missing";
        if (wrong.Message.Contains("could not be mapped", StringComparison.Ordinal))
            return $"{path}: not known here";
        var known = path[(path.LastIndexOf('.') + 1)..] switch
        {
            "kind" => string.Join(", ", Enum.GetNames<MarketKind>()),
            "period" => string.Join(", ", Enum.GetNames<Period>()),
            "format" => string.Join(", ", Enum.GetNames<OddsFormat>()),
            "time" => string.Join(", ", Enum.GetNames<FeedTime>()),
            _ => null,
        };
        return known is null ? $"{(path.Length == 0 ? "it" : path)}: this is no value for it" : $"{path}: expected one of {known}";
    }

    /// <summary>Reads the JSON form. Throws <see cref="FormatException"/> that says what is wrong.</summary>
    public static FeedMapping Read(string json)
    {
        using var document = JsonDocument.Parse(json);
        return Read(document.RootElement);
    }

    /// <summary>The JSON form; the same mapping gives the same text.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, CommandJson.Compact);
}

/// <summary>A yes-or-no of a feed: true when what stands at <paramref name="Path"/> is one of <paramref name="Values"/>, as written on the wire (<c>open</c>, <c>1</c>, <c>true</c>).</summary>
/// <param name="Path">Where it stands.</param>
/// <param name="Values">1 to 16 values that mean yes.</param>
public sealed record FeedFlag(string Path, IReadOnlyList<string> Values);

/// <summary>Markets of one shape: a list whose elements are markets, or prices at fixed places of the event.</summary>
public sealed record FeedMarkets
{
    /// <summary>From the event to the markets, e.g. <c>markets[]</c>; empty when the event itself holds the prices.</summary>
    public string Path { get; init; } = "";

    /// <summary>The provider's own market id, or null: then event, kind, period and line are the identity.</summary>
    public string? Id { get; init; }

    /// <summary>The code that says what kind of market it is, or null where there is one kind only.</summary>
    public string? Code { get; init; }

    /// <summary>Signed home handicap, or the total, where it stands at the market; or null.</summary>
    public string? Line { get; init; }

    /// <summary>Open for bets, or null: always.</summary>
    public FeedFlag? Open { get; init; }

    /// <summary>When the market's prices were last right; as <see cref="FeedMapping.Updated"/>.</summary>
    public string? Updated { get; init; }

    /// <summary>What a code means; the first that fits counts, and what none fits is dropped and counted. 1 to 64.</summary>
    public required IReadOnlyList<FeedRule> Rules { get; init; }

    /// <summary>From the market to its selections, e.g. <c>outcomes[]</c>; null when the prices stand at <see cref="Prices"/>.</summary>
    public string? Selections { get; init; }

    /// <summary>At a selection: which one it is.</summary>
    public string? Name { get; init; }

    /// <summary>At a selection: its price.</summary>
    public string? Price { get; init; }

    /// <summary>At a selection: its own line (a handicap as that side sees it), or null.</summary>
    public string? Point { get; init; }

    /// <summary>At a selection: open for bets, or null: always.</summary>
    public FeedFlag? SelectionOpen { get; init; }

    /// <summary>What a selection's name means; <c>{home}</c> and <c>{away}</c> stand for the event's own names. Compared without case.</summary>
    public IReadOnlyDictionary<string, Selection> Names { get; init; } = new Dictionary<string, Selection>();

    /// <summary>Prices at fixed places of the market, in the canonical order of the kind's selections; empty where <see cref="Selections"/> are listed.</summary>
    public IReadOnlyList<string> Prices { get; init; } = [];
}

/// <summary>What a market code means.</summary>
/// <param name="Code">The code as written on the wire, compared without case; null fits every code.</param>
/// <param name="Kind">Market type.</param>
/// <param name="Period">Part of the match.</param>
/// <param name="When">Only for events of which this is true, or null.</param>
/// <param name="Format">How its prices are written; null: as the mapping says.</param>
public sealed record FeedRule(string? Code, MarketKind Kind, Period Period, FeedCondition? When = null, OddsFormat? Format = null);

/// <summary>A condition on an event.</summary>
/// <param name="Path">A text of the event.</param>
/// <param name="StartsWith">How it begins; without case.</param>
public sealed record FeedCondition(string Path, string StartsWith);
