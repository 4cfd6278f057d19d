using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Arb.Domain.Normalization;
using Arb.Domain.Primitives;

namespace Arb.Providers.Betting;

/// <summary>Reads fields of a bookmaker's JSON without ever throwing; a field that is missing or of another type is "not there".</summary>
internal static class JsonFields
{
    private const int MaxText = 200;

    // A document that says one thing twice says nothing.
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 16, AllowDuplicateProperties = false };

    public static bool TryParse(ReadOnlyMemory<byte> body, [NotNullWhen(true)] out JsonDocument? document)
    {
        document = null;
        if (!Utf8.IsValid(body.Span))
            return false;
        try
        {
            document = JsonDocument.Parse(body, Strict);
            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>The member; false when the element is no object, or the member is missing or null.</summary>
    public static bool TryMember(this JsonElement element, string name, out JsonElement member)
    {
        member = default;
        return element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out member) && member.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined);
    }

    /// <summary>The first item of the array member <paramref name="name"/>.</summary>
    public static bool TryFirst(this JsonElement element, string name, out JsonElement item)
    {
        item = default;
        if (!element.TryMember(name, out var array) || array.ValueKind != JsonValueKind.Array || array.GetArrayLength() == 0)
            return false;
        item = array[0];
        return true;
    }

    /// <summary>An item of an array; default when it is not there.</summary>
    public static JsonElement At(this JsonElement array, int index) =>
        array.ValueKind == JsonValueKind.Array && index < array.GetArrayLength() ? array[index] : default;

    public static bool TryCode(this JsonElement element, out int code)
    {
        code = 0;
        return element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out code);
    }

    /// <summary>A text, empty allowed, at most 200 characters.</summary>
    public static bool TryText(this JsonElement element, out string text)
    {
        text = "";
        if (element.ValueKind != JsonValueKind.String)
            return false;
        try
        {
            text = element.GetString() ?? "";
        }
        catch (InvalidOperationException)
        {
            // A lone surrogate: no text.
            return false;
        }
        return text.Length <= MaxText;
    }

    /// <summary>An id: a text that is not empty, or a whole number.</summary>
    public static bool TryId(this JsonElement element, out string id)
    {
        if (element.ValueKind == JsonValueKind.Number)
        {
            id = element.TryGetInt64(out var number) ? number.ToString(System.Globalization.CultureInfo.InvariantCulture) : "";
            return id.Length > 0;
        }
        return element.TryText(out id) && id.Length > 0;
    }

    /// <summary>The id in the member <paramref name="name"/>.</summary>
    public static bool TryId(this JsonElement element, string name, out string id)
    {
        element.TryMember(name, out var member);
        return member.TryId(out id);
    }

    /// <summary>A number, also when it stands in quotes.</summary>
    public static bool TryNumber(this JsonElement element, out WireNumber number)
    {
        number = default;
        return element.ValueKind switch
        {
            JsonValueKind.Number => WireNumber.TryParse(Encoding.UTF8.GetBytes(element.GetRawText()), out number),
            JsonValueKind.String => element.TryText(out var text) && WireNumber.TryParse(Encoding.UTF8.GetBytes(text), out number),
            _ => false,
        };
    }

    /// <summary>An amount of money, not negative and exact.</summary>
    public static bool TryAmount(this JsonElement element, out decimal amount)
    {
        amount = 0;
        if (!element.TryNumber(out var number) || number.Nano < 0 || number.Inexact)
            return false;
        amount = number.ToDecimal();
        return true;
    }

    /// <summary>An open price.</summary>
    public static Odds? OddsOf(this JsonElement element, OddsFormat format) =>
        element.TryNumber(out var number) && OddsConversion.ToOdds(number, format, out var odds) == PriceState.Open ? odds : null;

    /// <summary>A bookmaker's code and message for people: one line, at most 120 characters of message.</summary>
    public static string Describe(string name, int code, JsonElement message)
    {
        var words = message.TryText(out var text) ? new string([.. text.Take(120).Where(c => !char.IsControl(c))]).Trim() : "";
        return words.Length == 0 ? $"{name} {code}" : $"{name} {code}: {words}";
    }
}
