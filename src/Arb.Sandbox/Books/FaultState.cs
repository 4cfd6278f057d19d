using Arb.Sandbox.World;

namespace Arb.Sandbox.Books;

/// <summary>One bookmaker's faults and their dice. Under the world's lock.</summary>
internal sealed class FaultState(SeededRandom random)
{
    private readonly SortedDictionary<string, long> _injected = new(StringComparer.Ordinal);

    internal SandboxFaults Current { get; set; } = new();

    internal IReadOnlyDictionary<string, long> Injected => new SortedDictionary<string, long>(_injected, StringComparer.Ordinal);

    internal bool Roll(decimal rate, string name) => rate > 0 && random.Chance(rate) && Count(name);

    internal int Jitter(int most) => most > 0 ? random.Next(most + 1) : 0;

    internal bool Count(string name)
    {
        _injected[name] = _injected.GetValueOrDefault(name) + 1;
        return true;
    }

    /// <summary>Takes one from a <c>…Next</c> counter; false when it is used up.</summary>
    internal bool Take(Func<SandboxFaults, int> left, Func<SandboxFaults, int, SandboxFaults> set, string name)
    {
        var n = left(Current);
        if (n <= 0)
            return false;
        Current = set(Current, n - 1);
        return Count(name);
    }
}
