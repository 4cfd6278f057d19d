using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;

namespace Arb.Browser.Contracts;

/// <summary>
/// A contract as <c>{PROVIDER}_CONTRACT.json</c> (L13): canonical indented JSON, the same contract gives the same bytes. Reading errors are <see cref="FormatException"/>s with the path of the wrong element.
/// </summary>
public static class ContractFile
{
    // 1 had no mapping; it is still read.
    private const int Version = 2;
    private const int MaxChars = 8_000_000;
    private const int MaxPath = 120;

    private static readonly (EndpointRole Role, string Name)[] Roles =
    [
        (EndpointRole.Leagues, "leagues"),
        (EndpointRole.Matches, "matches"),
        (EndpointRole.Odds, "odds"),
        (EndpointRole.OddsDelta, "odds-delta"),
        (EndpointRole.Quote, "quote"),
        (EndpointRole.Place, "place"),
        (EndpointRole.BetList, "bet-list"),
        (EndpointRole.Balance, "balance"),
    ];

    /// <summary>The file's name, e.g. <c>CMD_CONTRACT.json</c>.</summary>
    public static string NameFor(ProviderId provider) => $"{provider.Value}_CONTRACT.json";

    /// <summary>Writes a contract.</summary>
    public static string Write(ProviderContract contract)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteNumber("version", Version);
            json.WriteString("account", contract.Account.Value);
            json.WriteString("provider", contract.Provider.Value);
            json.WriteString("host", contract.Host);
            json.WriteBoolean("active", contract.Active);
            if (contract.MarkedAt is { } at)
                json.WriteString("markedAt", at.ToString("O", CultureInfo.InvariantCulture));
            else
                json.WriteNull("markedAt");
            json.WriteStartArray("endpoints");
            foreach (var endpoint in contract.Endpoints)
                WriteEndpoint(json, endpoint);
            json.WriteEndArray();
            if (contract.Mapping is { } mapping)
            {
                json.WritePropertyName("mapping");
                using var form = JsonDocument.Parse(mapping.ToJson());
                form.RootElement.WriteTo(json);
            }
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan) + "\n";
    }

    /// <summary>Reads a contract; the whole of it or an error.</summary>
    public static ProviderContract Read(string text)
    {
        if (text.Length > MaxChars)
            throw new FormatException($"contract file: larger than {MaxChars} characters");
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(text.TrimStart('\uFEFF'), new JsonDocumentOptions { MaxDepth = 16, AllowDuplicateProperties = false });
        }
        catch (JsonException e)
        {
            throw new FormatException($"contract file: no JSON at line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}");
        }
        using (document)
            return ReadContract(document.RootElement);
    }

    private static void WriteEndpoint(Utf8JsonWriter json, ContractEndpoint endpoint)
    {
        json.WriteStartObject();
        json.WriteString("role", Roles.First(r => r.Role == endpoint.Role).Name);
        json.WriteString("method", endpoint.Method);
        json.WriteString("path", endpoint.Path);
        json.WriteStartArray("headers");
        foreach (var header in endpoint.Headers)
        {
            json.WriteStartObject();
            json.WriteString("name", header.Key);
            json.WriteString("value", header.Value);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteString("contentType", endpoint.ContentType);
        json.WriteString("body", endpoint.Body);
        json.WriteString("responseSample", endpoint.ResponseSample);
        json.WriteEndObject();
    }

    private static ProviderContract ReadContract(JsonElement root)
    {
        Only(root, "", "version", "account", "provider", "host", "active", "markedAt", "endpoints", "mapping");
        if (!Member(root, "version", "").TryGetNumber(out var version) || version is < 1 or > Version)
            throw Wrong("version", $"this build reads versions 1 to {Version}");
        var account = Text(root, "account", "");
        var provider = Text(root, "provider", "");
        if (!AccountId.IsValid(account))
            throw Wrong("account", "use 1 to 40 of a-z, 0-9, '-' and '_'");
        ProviderId id;
        try
        {
            id = new ProviderId(provider);
        }
        catch (ArgumentException)
        {
            throw Wrong("provider", "use 2 to 16 of A-Z, 0-9 and '_'");
        }
        var active = Member(root, "active", "");
        if (active.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
            throw Wrong("active", "expected true or false");
        DateTimeOffset? marked = null;
        if (Optional(root, "markedAt", "") is { } time)
        {
            marked = DateTimeOffset.TryParseExact(time, "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out var at)
                ? at
                : throw Wrong("markedAt", "expected a time such as 2026-01-31T12:00:00.0000000+00:00");
        }
        var host = Text(root, "host", "");
        if (!Uri.TryCreate($"https://{host}/", UriKind.Absolute, out var site) || !site.Authority.Equals(host, StringComparison.OrdinalIgnoreCase))
            throw Wrong("host", "expected a host such as sports.example or sports.example:8443, without scheme and path");
        return new ProviderContract(new AccountId(account), id, host, ReadEndpoints(Member(root, "endpoints", "")), active.ValueKind == JsonValueKind.True, marked)
        {
            Mapping = ReadMapping(root),
        };
    }

    private static FeedMapping? ReadMapping(JsonElement root)
    {
        if (!root.TryGetProperty("mapping", out var mapping) || mapping.ValueKind == JsonValueKind.Null)
            return null;
        try
        {
            return FeedMapping.Read(mapping);
        }
        catch (FormatException wrong)
        {
            throw Wrong("mapping", wrong.Message);
        }
    }

    private static List<ContractEndpoint> ReadEndpoints(JsonElement array)
    {
        if (array.ValueKind != JsonValueKind.Array)
            throw Wrong("endpoints", "expected an array");
        var endpoints = new List<ContractEndpoint>();
        foreach (var item in array.EnumerateArray())
        {
            var path = $"endpoints[{endpoints.Count}].";
            Only(item, path, "role", "method", "path", "headers", "contentType", "body", "responseSample");
            var name = Text(item, "role", path);
            var index = Array.FindIndex(Roles, r => r.Name == name);
            if (index < 0)
                throw Wrong(path + "role", $"expected one of {string.Join(", ", Roles.Select(r => r.Name))}");
            if (endpoints.Exists(e => e.Role == Roles[index].Role))
                throw Wrong(path + "role", $"a second '{name}' endpoint");
            var method = Text(item, "method", path);
            if (method is not ("GET" or "POST"))
                throw Wrong(path + "method", "expected GET or POST");
            var target = Text(item, "path", path);
            if (target.Any(c => c == ' ' || char.IsControl(c)))
                throw Wrong(path + "path", "holds a blank or a control character");
            if (!target.StartsWith('/'))
                throw Wrong(path + "path", "expected a path that starts with '/', relative to the session's base URL");
            var type = Optional(item, "contentType", path);
            if (type?.Any(char.IsControl) == true)
                throw Wrong(path + "contentType", "holds a line break or another control character");
            endpoints.Add(new ContractEndpoint(Roles[index].Role, method, target, ReadHeaders(item, path), Optional(item, "body", path), type, Optional(item, "responseSample", path)));
        }
        return endpoints;
    }

    private static List<KeyValuePair<string, string>> ReadHeaders(JsonElement endpoint, string path)
    {
        var array = Member(endpoint, "headers", path);
        if (array.ValueKind != JsonValueKind.Array)
            throw Wrong(path + "headers", "expected an array of objects with name and value");
        var headers = new List<KeyValuePair<string, string>>();
        foreach (var item in array.EnumerateArray())
        {
            var at = $"{path}headers[{headers.Count}].";
            Only(item, at, "name", "value");
            var (name, value) = (Text(item, "name", at), Text(item, "value", at));
            if (name.Length == 0 || !name.All(c => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c, StringComparison.Ordinal)))
                throw Wrong(at + "name", "a header name has letters, digits and none of blanks, colons and brackets");
            if (value.Any(char.IsControl))
                throw Wrong(at + "value", "holds a line break or another control character");
            headers.Add(new(name, value));
        }
        return headers;
    }

    private static void Only(JsonElement element, string path, params ReadOnlySpan<string> known)
    {
        if (element.ValueKind != JsonValueKind.Object)
            throw Wrong(path.Length == 0 ? "the file" : path.TrimEnd('.'), "expected an object");
        foreach (var property in element.EnumerateObject())
            if (!known.Contains(property.Name))
                throw Wrong(path + property.Name, $"not known here; known: {string.Join(", ", known!)}");
    }

    private static JsonElement Member(JsonElement element, string name, string path) =>
        element.TryGetProperty(name, out var member) ? member : throw Wrong(path + name, "is missing");

    private static string Text(JsonElement element, string name, string path) => Optional(element, name, path) ?? throw Wrong(path + name, "expected a text");

    private static string? Optional(JsonElement element, string name, string path)
    {
        if (!element.TryGetProperty(name, out var member) || member.ValueKind == JsonValueKind.Null)
            return null;
        try
        {
            return member.ValueKind == JsonValueKind.String ? member.GetString() : throw Wrong(path + name, "expected a text");
        }
        catch (InvalidOperationException)
        {
            throw Wrong(path + name, "holds half a character");
        }
    }

    private static bool TryGetNumber(this JsonElement element, out int number)
    {
        number = 0;
        return element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out number);
    }

    // Names come from the file: they are printed as letters, and not at any length.
    private static FormatException Wrong(string path, string problem) =>
        new($"contract file: {string.Concat((path.Length > MaxPath ? path[..MaxPath] : path).Select(c => char.IsControl(c) ? '?' : c))}: {problem}");
}
