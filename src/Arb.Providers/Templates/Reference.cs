namespace Arb.Providers.Templates;

/// <summary>Reads and writes bet references: <c>key=value;key=value</c>, in a fixed order, values without ';' and '='.</summary>
internal static class Reference
{
    /// <summary>The value of <paramref name="key"/>, or null.</summary>
    public static string? Find(string reference, string key)
    {
        foreach (var part in reference.AsSpan().Split(';'))
        {
            var pair = reference.AsSpan(part);
            var equals = pair.IndexOf('=');
            if (equals > 0 && pair[..equals].SequenceEqual(key))
                return pair[(equals + 1)..].ToString();
        }
        return null;
    }

    /// <summary>The value of <paramref name="key"/>; throws <see cref="FormatException"/> when it is missing or empty.</summary>
    public static string Get(string reference, string key) =>
        Find(reference, key) is { Length: > 0 } value ? value : throw new FormatException($"bet reference without '{key}'");
}
