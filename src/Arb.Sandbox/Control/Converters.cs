using System.Text.Json;
using System.Text.Json.Serialization;
using Arb.Domain.Primitives;

namespace Arb.Sandbox.Control;

/// <summary>Lines as plain numbers.</summary>
internal sealed class LineConverter : JsonConverter<Line>
{
    public override Line Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new((int)(reader.GetDecimal() * 4m));

    public override void Write(Utf8JsonWriter writer, Line value, JsonSerializerOptions options) => writer.WriteNumberValue(value.Value);
}

/// <summary>Odds as plain decimal odds.</summary>
internal sealed class OddsConverter : JsonConverter<Odds>
{
    public override Odds Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Odds.FromDecimal(reader.GetDecimal());

    public override void Write(Utf8JsonWriter writer, Odds value, JsonSerializerOptions options) => writer.WriteNumberValue(value.Value);
}
