using System.Collections.Frozen;
using System.Security.Cryptography;

namespace Arb.Host.Dashboard;

/// <summary>One file for browsers.</summary>
/// <param name="Content">Bytes.</param>
/// <param name="Type">Content type.</param>
internal sealed record DeskAsset(byte[] Content, string Type);

/// <summary>Style sheet and scripts, built into the program. Each has its hash in its address, so a browser keeps it until it changes.</summary>
internal sealed class DeskAssets
{
    private const string Prefix = "dashboard.";
    private static readonly string[] LiveScripts = ["htmx.min.js", "sse.min.js", "idiomorph-ext.min.js"];
    private readonly FrozenDictionary<string, DeskAsset> _byPath;

    public DeskAssets()
    {
        var assembly = typeof(DeskAssets).Assembly;
        var files = new Dictionary<string, DeskAsset>(StringComparer.Ordinal);
        var paths = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var resource in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            using var stream = assembly.GetManifestResourceStream(resource)!;
            var content = new byte[stream.Length];
            stream.ReadExactly(content);
            var name = resource[Prefix.Length..];
            var path = $"/assets/{Convert.ToHexString(SHA256.HashData(content))[..16].ToLowerInvariant()}/{name}";
            paths[name] = path;
            files[path] = new DeskAsset(content, name.EndsWith(".css", StringComparison.Ordinal) ? "text/css; charset=utf-8" : "text/javascript; charset=utf-8");
        }
        _byPath = files.ToFrozenDictionary(StringComparer.Ordinal);
        Style = paths["desk.css"];
        Live = LiveScripts.All(paths.ContainsKey);
        Scripts = [.. (Live ? LiveScripts : []).Append("desk.js").Select(name => paths[name])];
    }

    /// <summary>Address of the style sheet.</summary>
    public string Style { get; }

    /// <summary>Addresses of the scripts, in order.</summary>
    public IReadOnlyList<string> Scripts { get; }

    /// <summary>False when the program was built without the scripts that scripts/setup brings in.</summary>
    public bool Live { get; }

    public DeskAsset? Find(string path) => _byPath.GetValueOrDefault(path);
}
