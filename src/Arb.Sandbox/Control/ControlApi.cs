using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Arb.Sandbox.World;

namespace Arb.Sandbox.Control;

/// <summary>
/// The control API on a port of its own. It answers only requests addressed to 127.0.0.1 or localhost by name, so that no web page can reach it through a name of its own.
/// </summary>
internal sealed class ControlApi(SandboxWorld world)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(), new LineConverter(), new OddsConverter() },
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    private SandboxHost? _host;

    internal void Attach(SandboxHost host) => _host = host;

    internal async Task HandleAsync(HttpContext context)
    {
        if (_host is null || context.Request.Host.Host is not ("127.0.0.1" or "localhost"))
        {
            await Answer(context, 403, new { error = "loopback only" });
            return;
        }
        try
        {
            var (status, body) = await Route(context, _host);
            await Answer(context, status, body);
        }
        catch (JsonException problem)
        {
            await Answer(context, 400, new { error = problem.Message });
        }
        catch (ArgumentException problem)
        {
            await Answer(context, 400, new { error = problem.Message });
        }
    }

    private async Task<(int Status, object Body)> Route(HttpContext context, SandboxHost host)
    {
        var parts = (context.Request.Path.Value ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries);
        var method = context.Request.Method;
        switch (method, parts)
        {
            case ("GET", ["control"]):
                return (200, new { simulated = true, seed = world.Options.Seed, bookmakers = SandboxReady.Bookmakers(host) });
            case ("GET", ["control", "matches"]):
                return (200, host.Matches);
            case ("GET", ["control", "surebets"]):
                return (200, host.Surebets);
            case ("POST", ["control", "surebet"]):
                var request = await Read<SurebetRequest>(context) ?? new SurebetRequest();
                return host.MakeSurebet(request) is { } made ? (200, made) : (409, new { error = "no match fits this request now" });
            case ("POST", ["control", "matches", var id, "end"]):
                var end = await Read<MatchEnd>(context) ?? new MatchEnd();
                return int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var match) && host.EndMatch(match, end.Score, end.HalfVoid)
                    ? (200, new { ended = match, score = end.Home is null ? null : $"{end.Home}:{end.Away}" })
                    : (404, new { error = "no such match is listed or running" });
        }
        if (parts is not ["control", var name, var what] || host.Bookmakers.FirstOrDefault(b => b.Name == name) is not { } bookmaker)
            return (404, new { error = "unknown path or bookmaker" });
        switch (method, what)
        {
            case ("GET", "bets"):
                return (200, bookmaker.Bets);
            case ("GET", "stats"):
                return (200, bookmaker.Stats);
            case ("GET", "faults"):
                return (200, bookmaker.Faults);
            case ("GET", "balance"):
                return (200, new { balance = bookmaker.Balance(Query(context, "user")) });
            case ("POST", "faults"):
                bookmaker.Faults = bookmaker.Faults.Merge(await Read<JsonElement>(context));
                return (200, bookmaker.Faults);
            case ("DELETE", "faults"):
                bookmaker.Faults = new SandboxFaults();
                return (200, bookmaker.Faults);
            case ("POST", "expire-sessions"):
                return (200, new { expired = bookmaker.ExpireSessions(Query(context, "user")) });
            case ("POST", "refuse-next"):
                bookmaker.Faults = bookmaker.Faults with { RefuseNext = Count(context) };
                return (200, bookmaker.Faults);
            default:
                return (404, new { error = "unknown path" });
        }
    }

    /// <summary>How a match ends: with both scores, or abandoned with neither.</summary>
    private sealed record MatchEnd
    {
        public int? Home { get; init; }

        public int? Away { get; init; }

        public bool HalfVoid { get; init; }

        [JsonIgnore]
        public (int Home, int Away)? Score => (Home, Away) switch
        {
            ({ } home, { } away) => (home, away),
            (null, null) => null,
            _ => throw new ArgumentException("home and away: both or neither"),
        };
    }

    private static string? Query(HttpContext context, string name) => context.Request.Query[name] is [{ Length: > 0 } value] ? value : null;

    private static int Count(HttpContext context)
    {
        var text = Query(context, "n") ?? "1";
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : throw new ArgumentException($"n={text}: a whole number expected");
    }

    private static async Task<T?> Read<T>(HttpContext context) =>
        context.Request.ContentLength == 0 ? default : await JsonSerializer.DeserializeAsync<T>(context.Request.Body, Json, context.RequestAborted);

    private static async Task Answer(HttpContext context, int status, object body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json; charset=utf-8";
        await JsonSerializer.SerializeAsync(context.Response.Body, body, Json, context.RequestAborted);
    }
}
