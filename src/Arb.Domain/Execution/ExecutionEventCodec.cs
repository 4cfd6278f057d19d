using System.Text.Json;
using System.Text.Json.Serialization;
using Arb.Domain.Primitives;

namespace Arb.Domain.Execution;

/// <summary>
/// Execution and lock events as JSON, each under a name with a version. No type names in the data; a change of an event's shape is a new version
/// with a reader for the old one (golden files in the tests hold the old bytes). Nothing in these events is a secret.
/// </summary>
public static class ExecutionEventCodec
{
    private static readonly Dictionary<string, Type> Types = new()
    {
        ["lock-taken-v1"] = typeof(LockTaken),
        ["audit-opened-v1"] = typeof(AuditOpened),
        ["exposure-taken-v1"] = typeof(ExposureTaken),
        ["quotes-taken-v1"] = typeof(QuotesTaken),
        ["leg-intended-v1"] = typeof(LegIntended),
        ["leg-pending-v1"] = typeof(LegPending),
        ["leg-unknown-v1"] = typeof(LegUnknown),
        ["leg-accepted-v1"] = typeof(LegAccepted),
        ["leg-rejected-v1"] = typeof(LegRejected),
        ["hedge-started-v1"] = typeof(HedgeStarted),
        ["hedge-chosen-v1"] = typeof(HedgeChosen),
        ["person-asked-v1"] = typeof(PersonAsked),
        ["person-answered-v1"] = typeof(PersonAnswered),
        ["concluded-v1"] = typeof(Concluded),
        ["audit-closed-v1"] = typeof(AuditClosed),
        ["lock-released-v1"] = typeof(LockReleased),
        ["taken-up-again-v1"] = typeof(TakenUpAgain),
        ["leg-found-v1"] = typeof(LegFound),
        ["leg-taken-back-v1"] = typeof(LegTakenBack),
        ["table-lock-granted-v1"] = typeof(LockEvent.Granted),
        ["table-lock-released-v1"] = typeof(LockEvent.Released),
        ["table-rearmed-v1"] = typeof(LockEvent.Rearmed),
        ["table-engine-killed-v1"] = typeof(LockEvent.EngineKilled),
        ["table-engine-started-v1"] = typeof(LockEvent.EngineStarted),
        ["table-lists-late-v1"] = typeof(LockEvent.ListsLate),
        ["table-snapshot-v1"] = typeof(LockSnapshot),
    };

    private static readonly Dictionary<Type, string> Manifests = Types.ToDictionary(pair => pair.Value, pair => pair.Key);

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        IgnoreReadOnlyProperties = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        Converters =
        {
            new JsonStringEnumConverter(null, allowIntegerValues: false),
            new TextConverter<AccountId>(text => new AccountId(text), id => id.Value),
            new TextConverter<ExecutionId>(text => new ExecutionId(text), id => id.Value),
            new TextConverter<ProviderId>(text => new ProviderId(text), id => id.Value),
            new TextConverter<MatchId>(text => new MatchId(text), id => id.Value),
            new TextConverter<OpportunityId>(text => new OpportunityId(text), id => id.Value),
            new TextConverter<EventKey>(EventKey.Parse, key => key.ToString()),
            new NumberConverter<Odds>(number => new Odds(number), odds => odds.TenThousandths),
            new NumberConverter<Line>(number => new Line(number), line => line.Quarters),
        },
    };

    /// <summary>Every name this codec reads.</summary>
    public static IReadOnlyCollection<string> Names => Types.Keys;

    /// <summary>Name and version of an event; throws <see cref="InvalidOperationException"/> for a type that is not stored.</summary>
    public static string ManifestOf(object happened) =>
        Manifests.TryGetValue(happened.GetType(), out var manifest) ? manifest : throw new InvalidOperationException($"{happened.GetType().Name} is not stored");

    /// <summary>UTF-8 JSON.</summary>
    public static byte[] Encode(object happened)
    {
        _ = ManifestOf(happened);
        return JsonSerializer.SerializeToUtf8Bytes(happened, happened.GetType(), Options);
    }

    /// <summary>Reads an event; throws <see cref="InvalidOperationException"/> for an unknown name and <see cref="JsonException"/> for bytes that are not this event.</summary>
    public static object Decode(string manifest, ReadOnlySpan<byte> utf8)
    {
        if (!Types.TryGetValue(manifest, out var type))
            throw new InvalidOperationException($"unknown event '{manifest}': the journal was written by a newer version");
        return JsonSerializer.Deserialize(utf8, type, Options) ?? throw new JsonException($"'{manifest}' is null");
    }

    private sealed class TextConverter<T>(Func<string, T> read, Func<T, string> write) : JsonConverter<T>
        where T : struct
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Parse(reader.GetString());

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(write(value));

        public override T ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Parse(reader.GetString());

        public override void WriteAsPropertyName(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WritePropertyName(write(value));

        private T Parse(string? text)
        {
            try
            {
                return read(text ?? throw new JsonException($"{typeof(T).Name} is null"));
            }
            catch (Exception invalid) when (invalid is ArgumentException or FormatException)
            {
                throw new JsonException(invalid.Message, invalid);
            }
        }
    }

    private sealed class NumberConverter<T>(Func<int, T> read, Func<T, int> write) : JsonConverter<T>
        where T : struct
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            try
            {
                return read(reader.GetInt32());
            }
            catch (ArgumentException invalid)
            {
                throw new JsonException(invalid.Message, invalid);
            }
        }

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteNumberValue(write(value));
    }
}
