using System.Text;

namespace Arb.Domain.Primitives;

/// <summary>A hash that is the same on every run and machine; the runtime's own is not.</summary>
internal static class StableHash
{
    /// <summary>FNV-1a of the text's UTF-8 bytes.</summary>
    public static uint Of(string text)
    {
        var hash = 2_166_136_261u;
        foreach (var b in Encoding.UTF8.GetBytes(text))
            hash = unchecked((hash ^ b) * 16_777_619u);
        return hash;
    }
}
