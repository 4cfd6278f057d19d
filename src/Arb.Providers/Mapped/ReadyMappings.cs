using Arb.Domain.Sessions;

namespace Arb.Providers.Mapped;

/// <summary>Mappings that ship with the build, as resources: <c>Mapped/Ready/NAME.json</c>. <c>{bookmaker}</c> in one stands for the bookmaker that an account is.</summary>
public static class ReadyMappings
{
    /// <summary>The hole for a bookmaker's key.</summary>
    public const string Bookmaker = "{bookmaker}";

    private const string Prefix = "ready/";

    /// <summary>Names, e.g. <c>odds-api-v4</c>.</summary>
    public static IReadOnlyList<string> Names() =>
        [.. typeof(ReadyMappings).Assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).Select(name => name[Prefix.Length..^".json".Length]).Order(StringComparer.Ordinal)];

    /// <summary>The JSON of a ready mapping; throws <see cref="ArgumentException"/> for an unknown name.</summary>
    public static string Text(string name)
    {
        using var stream = typeof(ReadyMappings).Assembly.GetManifestResourceStream($"{Prefix}{name}.json") ?? throw new ArgumentException($"no ready mapping '{name}'", nameof(name));
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <summary>A ready mapping for one bookmaker of the feed.</summary>
    public static FeedMapping For(string name, string bookmaker) =>
        FeedMapping.Read(Text(name).Replace(Bookmaker, bookmaker.AsSpan().IndexOfAny("]\"\\=") < 0 ? bookmaker : throw new ArgumentException($"bookmaker '{bookmaker}'", nameof(bookmaker)), StringComparison.Ordinal));
}
