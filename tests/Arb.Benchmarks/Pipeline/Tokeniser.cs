using System.Text.Json;

namespace Arb.Benchmarks.Pipeline;

/// <summary>The measure of all decoding: the platform's reader over the same bytes, doing nothing with what it reads.</summary>
internal static class Tokeniser
{
    public static int Run(byte[] json)
    {
        var reader = new Utf8JsonReader(json, isFinalBlock: true, default);
        var tokens = 0;
        while (reader.Read())
            tokens++;
        return tokens;
    }
}
