namespace Arb.Host.Simulation;

/// <summary>The one source of chance of a simulated world, and how cruel this world is.</summary>
internal sealed class SimulationDice
{
    private readonly Random _random;

    public SimulationDice(int seed)
    {
        _random = new Random(seed);
        Faults = _random.Next(12) == 0 ? 0 : 3 + _random.Next(25);
        Crashes = _random.Next(5);
    }

    /// <summary>Chance of a fault at each point where one can happen, in percent.</summary>
    public int Faults { get; }

    /// <summary>Crashes at most.</summary>
    public int Crashes { get; }

    public int Next(int below) => _random.Next(below);

    public bool Percent(int chance) => _random.Next(100) < chance;

    public bool PerMille(int chance) => _random.Next(1000) < chance;

    /// <summary>A span between two numbers of milliseconds.</summary>
    public TimeSpan Between(int from, int below) => TimeSpan.FromMilliseconds(from + _random.Next(below - from));
}
