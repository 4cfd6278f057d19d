namespace Arb.Sandbox.World;

/// <summary>SplitMix64: small, fast, and the same on every machine and runtime version, which <see cref="Random"/> does not promise.</summary>
internal sealed class SeededRandom
{
    private const ulong Step = 0x9E3779B97F4A7C15;
    private ulong _state;

    internal SeededRandom(long seed) => _state = unchecked((ulong)seed * 0xD1342543DE82EF95 + Step);

    private SeededRandom(ulong state) => _state = state;

    /// <summary>A stream of its own for a name, so that one more bookmaker or one more fault does not change what the others draw.</summary>
    internal static SeededRandom For(long seed, string name)
    {
        var hash = 14695981039346656037UL;
        foreach (var c in name)
            hash = unchecked((hash ^ c) * 1099511628211UL);
        var random = new SeededRandom(unchecked((ulong)seed ^ hash));
        random.NextUInt64();
        return random;
    }

    internal ulong NextUInt64()
    {
        unchecked
        {
            _state += Step;
            var z = _state;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }

    /// <summary>0 to <paramref name="bound"/> − 1.</summary>
    internal int Next(int bound) => (int)(NextUInt64() % (ulong)bound);

    /// <summary>From <paramref name="low"/> to <paramref name="high"/>, both included.</summary>
    internal int Between(int low, int high) => low + Next(high - low + 1);

    /// <summary>True with a probability of so many millionths.</summary>
    internal bool Chance(int millionths) => Next(1_000_000) < millionths;

    /// <summary>True with a probability of 0 to 1.</summary>
    internal bool Chance(decimal probability) => probability > 0 && Next(1_000_000) < (int)(Math.Min(probability, 1m) * 1_000_000m);

    internal T Pick<T>(IReadOnlyList<T> items) => items[Next(items.Count)];

    internal void Shuffle<T>(T[] items)
    {
        for (var i = items.Length - 1; i > 0; i--)
        {
            var j = Next(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    /// <summary>So many lower-case hexadecimal digits (at most 16 per draw).</summary>
    internal string Hex(int digits)
    {
        var text = new System.Text.StringBuilder(digits + 16);
        while (text.Length < digits)
            text.Append(NextUInt64().ToString("x16"));
        return text.ToString(0, digits);
    }

    /// <summary>A GUID in its usual spelling.</summary>
    internal string Guid()
    {
        var h = Hex(32);
        return $"{h[..8]}-{h[8..12]}-4{h[13..16]}-a{h[17..20]}-{h[20..]}";
    }
}
