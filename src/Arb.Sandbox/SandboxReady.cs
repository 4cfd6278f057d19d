using System.Text.Json;

namespace Arb.Sandbox;

/// <summary>The line that says where everything is.</summary>
internal static class SandboxReady
{
    internal static string Line(SandboxHost host) =>
        JsonSerializer.Serialize(new { ready = true, control = Trim(host.ControlUrl), bookmakers = Bookmakers(host) }, new JsonSerializerOptions(JsonSerializerDefaults.Web));

    internal static object Bookmakers(SandboxHost host) =>
        host.Bookmakers.Select(b => new { name = b.Name, protocol = b.Protocol, url = Trim(b.Url), user = b.User, password = b.Password }).ToArray();

    private static string Trim(Uri uri) => uri.ToString().TrimEnd('/');
}
