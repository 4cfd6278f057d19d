using System.Globalization;
using System.Runtime.Serialization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Akka.Serialization;

/// <summary>
/// Reads JSON that was stored without a manifest, as the default serializer of the packages stores it: texts and truth values plain, numbers as
/// <c>{"$":"I1"}</c> (I: int, F: float, M: decimal), objects with the name of their type in <c>$type</c>, collections in <c>$values</c>.
/// </summary>
internal static class SelfDescribedJson
{
    public static object Read(byte[] bytes, JsonSerializerOptions options)
    {
        var node = JsonNode.Parse(bytes);
        if (Number(node) is { } number)
            return number;
        if (node is JsonValue value)
        {
            return value.GetValueKind() switch
            {
                JsonValueKind.String => value.GetValue<string>(),
                JsonValueKind.True => true,
                JsonValueKind.False => false,
                _ => value.TryGetValue<long>(out var whole) ? whole : value.GetValue<double>(),
            };
        }
        if (node is not JsonObject described || (string?)described["$type"] is not { } name || Type.GetType(name) is not { } type)
            throw new SerializationException("The embedded JSON serializer needs the type of what it reads; these bytes were stored without, and name none that is known.");
        return Plain(described).Deserialize(type, options)!;
    }

    /// <summary>The same without what describes it.</summary>
    private static JsonNode? Plain(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject wrapped when Number(wrapped) is { } number:
                return JsonSerializer.SerializeToNode(number, number.GetType());
            case JsonObject collection when collection["$values"] is JsonArray values:
                return Plain(values);
            case JsonObject reference when reference.ContainsKey("$ref"):
                throw new SerializationException("The embedded JSON serializer does not follow references between the objects of one message; the nuget flavour does.");
            case JsonObject plain:
                return new JsonObject(plain.Where(p => p.Key is not "$id" and not "$type").Select(p => KeyValuePair.Create(p.Key, Plain(p.Value))));
            case JsonArray array:
                return new JsonArray([.. array.Select(Plain)]);
            default:
                return node?.DeepClone();
        }
    }

    private static object? Number(JsonNode? node)
    {
        if (node is not JsonObject { Count: 1 } wrapped || wrapped["$"] is not JsonValue value || !value.TryGetValue<string>(out var text) || text.Length < 2)
            return null;
        return text[0] switch
        {
            'I' => int.Parse(text.AsSpan(1), NumberStyles.Integer, CultureInfo.InvariantCulture),
            'F' => float.Parse(text.AsSpan(1), NumberStyles.Float, CultureInfo.InvariantCulture),
            'M' => decimal.Parse(text.AsSpan(1), NumberStyles.Number, CultureInfo.InvariantCulture),
            _ => null,
        };
    }
}
