using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Arb.Sandbox;

/// <summary>
/// What one bookmaker does wrong. The default is nothing. Rates are 0 to 1 and drawn from the seed; <c>…Next</c> counts down by one with each use.
/// The control API takes the same properties in camel case and changes only those it names.
/// </summary>
public sealed record SandboxFaults
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };

    /// <summary>Where the transport and body faults below apply: any of <c>page leagues matches odds quote place bets balance</c>; null is everywhere but pages.</summary>
    public IReadOnlyList<string>? Endpoints { get; init; }

    /// <summary>Fixed delay of every answer, milliseconds; before anything is booked.</summary>
    public int LatencyMs { get; init; }

    /// <summary>Up to so many milliseconds more, drawn anew each time.</summary>
    public int LatencyJitterMs { get; init; }

    /// <summary>Rate of answers with <see cref="ErrorStatus"/>; nothing is booked.</summary>
    public decimal ErrorRate { get; init; }

    /// <summary>Status of those answers.</summary>
    public int ErrorStatus { get; init; } = 503;

    /// <summary>Above 0: every answer is 429 with this <c>Retry-After</c>, seconds.</summary>
    public int RetryAfterSeconds { get; init; }

    /// <summary>Rate of connections cut before anything is done.</summary>
    public decimal AbortRate { get; init; }

    /// <summary>Rate of 200 answers with a meaningless body. On <c>place</c>: after the bet was booked.</summary>
    public decimal GarbageRate { get; init; }

    /// <summary>Rate of bodies that end in the middle although HTTP says they are whole. On <c>place</c>: after the bet was booked.</summary>
    public decimal TruncateRate { get; init; }

    /// <summary>Rate of connections cut in the middle of the body. On <c>place</c>: after the bet was booked.</summary>
    public decimal BreakRate { get; init; }

    /// <summary>Above 0: every answer is one byte of a body each so many milliseconds, and never ends. On <c>place</c>: after the bet was booked.</summary>
    public int DripMs { get; init; }

    /// <summary>Above 0: every answer is compressed and inflates to so many MiB of spaces. On <c>place</c>: after the bet was booked.</summary>
    public int BombMegabytes { get; init; }

    /// <summary>200 with the login page instead of data.</summary>
    public bool LoginPage { get; init; }

    /// <summary>200 with a maintenance page instead of everything.</summary>
    public bool Maintenance { get; init; }

    /// <summary>200 without a body.</summary>
    public bool EmptyBody { get; init; }

    /// <summary>A correct odds envelope with no rows.</summary>
    public bool EmptyEnvelope { get; init; }

    /// <summary>Each odds snapshot has one row that cannot be decoded and one without an id.</summary>
    public bool BadRows { get; init; }

    /// <summary>Bodies start with a UTF-8 byte order mark.</summary>
    public bool ByteOrderMark { get; init; }

    /// <summary>Bodies are sent chunked, without a length.</summary>
    public bool Chunked { get; init; }

    /// <summary>Every market is suspended.</summary>
    public bool SuspendAll { get; init; }

    /// <summary>How a lost session shows: <c>redirect</c>, <c>unauthorized</c> (401), <c>page</c> (200 with the login page), <c>code</c> (ISPORT ErrorCode 100, SBO onReload); null is the protocol's usual way.</summary>
    public string? SessionLoss { get; init; }

    /// <summary>Rate of quotes just before which the price moves against the customer.</summary>
    public decimal MoveOddsRate { get; init; }

    /// <summary>The next so many quotes do.</summary>
    public int MoveOddsNext { get; init; }

    /// <summary>Just before the next so many placements the price moves.</summary>
    public int MoveOddsOnPlaceNext { get; init; }

    /// <summary>The next so many quotes are refused.</summary>
    public int RefuseQuoteNext { get; init; }

    /// <summary>The next so many placements are refused (proven).</summary>
    public int RefuseNext { get; init; }

    /// <summary>Rate of refused placements.</summary>
    public decimal RefuseRate { get; init; }

    /// <summary>Placements on these selections (<c>Home Draw Away Over Under Odd Even</c>) are refused.</summary>
    public IReadOnlyList<string>? RefuseSelections { get; init; }

    /// <summary>
    /// Above 0: refuses every n-th second leg. A second leg is a placement within ten seconds after another bookmaker accepted a bet on the same match of the world.
    /// The count is shared by all bookmakers; after a refusal the match is left alone for a minute, so that a hedge finds a market.
    /// </summary>
    public int RefuseSecondLegsEvery { get; init; }

    /// <summary>The next so many bets become pending although the match has not begun.</summary>
    public int PendingNext { get; init; }

    /// <summary>Every bet becomes pending.</summary>
    public bool PendingAlways { get; init; }

    /// <summary>The next so many pending bets are rejected when their time comes.</summary>
    public int PendingRejectNext { get; init; }

    /// <summary>Rate of pending bets that are rejected.</summary>
    public decimal PendingRejectRate { get; init; }

    /// <summary>Delay of the decision, milliseconds; null is the option's.</summary>
    public int? PendingDelayMs { get; init; }

    /// <summary>The next so many bets are booked and rejected in the same answer (SBO: refused).</summary>
    public int RejectNext { get; init; }

    /// <summary>The next so many placements: connection cut before booking.</summary>
    public int AbortBeforeBookingNext { get; init; }

    /// <summary>The next so many placements: connection cut after the bet was booked.</summary>
    public int AbortAfterBookingNext { get; init; }

    /// <summary>Rate of placements whose answer is lost after the bet was booked.</summary>
    public decimal AbortAfterBookingRate { get; init; }

    /// <summary>The next so many placements are booked and answered only after <see cref="HoldMs"/>.</summary>
    public int HoldAfterBookingNext { get; init; }

    /// <summary>Milliseconds that a held answer waits.</summary>
    public int HoldMs { get; init; } = 30_000;

    /// <summary>The next so many placements are booked but answered as unknown (CMD −1, ISPORT BetStatus 2, SBO a 500).</summary>
    public int UnknownBookedNext { get; init; }

    /// <summary>The next so many placements are not booked and answered as unknown.</summary>
    public int UnknownUnbookedNext { get; init; }

    /// <summary>Bet lists say that they are not complete.</summary>
    public bool BetListIncomplete { get; init; }

    /// <summary>Bets show in the bet list only so many milliseconds after they were booked.</summary>
    public int BetListLagMs { get; init; }

    /// <summary>These faults with the properties of a JSON object laid over them. Throws <see cref="JsonException"/> on an unknown property or a wrong type.</summary>
    public SandboxFaults Merge(JsonElement changes)
    {
        var merged = JsonSerializer.SerializeToNode(this, Json)!.AsObject();
        if (changes.ValueKind != JsonValueKind.Object)
            throw new JsonException("faults: expected a JSON object");
        foreach (var property in changes.EnumerateObject())
            merged[property.Name] = JsonNode.Parse(property.Value.GetRawText());
        return merged.Deserialize<SandboxFaults>(Json)!;
    }
}
