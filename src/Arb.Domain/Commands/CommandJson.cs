using System.Text.Json;
using System.Text.Json.Serialization;

namespace Arb.Domain.Commands;

/// <summary>The one JSON form of commands, replies and everything the command line prints with <c>--json</c>: camel case, enums by name, ids as text.</summary>
public static class CommandJson
{
    /// <summary>Compact, for the channel.</summary>
    public static JsonSerializerOptions Compact { get; } = Make(indented: false);

    /// <summary>Indented, for people.</summary>
    public static JsonSerializerOptions Indented { get; } = Make(indented: true);

    /// <summary>For commands that come in: what a command needs must be there, and not null. Nobody behind the channel asks again.</summary>
    public static JsonSerializerOptions Inbound { get; } = Make(indented: false, complete: true);

    private static JsonSerializerOptions Make(bool indented, bool complete = false)
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            WriteIndented = indented,
            Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            MaxDepth = 32,
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
            RespectNullableAnnotations = complete,
            RespectRequiredConstructorParameters = complete,
            Converters =
            {
                new JsonStringEnumConverter(),
                new TextConverter<Primitives.AccountId>(id => id.Value, text => new Primitives.AccountId(text)),
                new TextConverter<Primitives.ProviderId>(id => id.Value, text => new Primitives.ProviderId(text)),
                new TextConverter<Primitives.MatchId>(id => id.Value, text => new Primitives.MatchId(text)),
                new TextConverter<Primitives.ExecutionId>(id => id.Value, text => new Primitives.ExecutionId(text)),
                new TextConverter<Primitives.OpportunityId>(id => id.Value, text => new Primitives.OpportunityId(text)),
                new TextConverter<Primitives.EventKey>(key => key.ToString(), Primitives.EventKey.Parse),
                new OddsConverter(),
                new LineConverter(),
            },
        };
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }

    private sealed class TextConverter<T>(Func<T, string> write, Func<string, T> read) : JsonConverter<T>
    {
        public override T? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var text = reader.GetString() ?? throw new JsonException($"{typeToConvert.Name} must be text");
            try
            {
                return read(text);
            }
            catch (Exception wrong) when (wrong is ArgumentException or FormatException)
            {
                throw new JsonException(wrong.Message, wrong);
            }
        }

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(write(value));

        public override T ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Read(ref reader, typeToConvert, options)!;

        public override void WriteAsPropertyName(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WritePropertyName(write(value));
    }

    private sealed class OddsConverter : JsonConverter<Primitives.Odds>
    {
        public override Primitives.Odds Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Primitives.Odds.FromDecimal(reader.GetDecimal());

        public override void Write(Utf8JsonWriter writer, Primitives.Odds value, JsonSerializerOptions options) => writer.WriteNumberValue(value.Value);
    }

    private sealed class LineConverter : JsonConverter<Primitives.Line>
    {
        public override Primitives.Line Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new((int)(reader.GetDecimal() * 4m));

        public override void Write(Utf8JsonWriter writer, Primitives.Line value, JsonSerializerOptions options) => writer.WriteNumberValue(value.Value);
    }
}
