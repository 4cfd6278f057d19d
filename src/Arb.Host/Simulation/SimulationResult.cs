using Arb.Domain.Execution;

namespace Arb.Host.Simulation;

/// <summary>Bugs that a test plants to prove that the checker sees them.</summary>
internal sealed record SimulationPlant
{
    /// <summary>Wraps the saga's decider.</summary>
    public Func<ExecutionDecide, ExecutionDecide>? Decider { get; init; }

    /// <summary>Changes what a match actor orders from a bettor.</summary>
    public Func<Place, Place>? Placement { get; init; }

    /// <summary>Changes the settings of the execution stage.</summary>
    public Func<ExecutionSettings, ExecutionSettings>? Settings { get; init; }

    /// <summary>True: the bookmakers' adapters write the session's cookie into the ticket that is journaled.</summary>
    public bool LeaksSession { get; init; }

    /// <summary>True: a bettor does not compare fencing tokens (an older one looks to it like the newest).</summary>
    public bool ForgetsTokens { get; init; }

    /// <summary>True: a bettor's deadline that passed is told as "not sent".</summary>
    public bool TrustsDeadlines { get; init; }

    /// <summary>True: nothing compares later bet lists with what was judged absent.</summary>
    public bool ForgetsAbsent { get; init; }

    /// <summary>True: the transport sends a placement again when its connection breaks, as a careless HTTP client does.</summary>
    public bool RepeatsPlacements { get; init; }
}

/// <summary>What one seed did.</summary>
/// <param name="Seed">The seed.</param>
/// <param name="Violations">Broken invariants; empty when all hold.</param>
/// <param name="Trace">Every observable step, one line each; null unless asked for.</param>
/// <param name="Executions">Executions started (locks granted).</param>
/// <param name="Crashes">Times the whole actor system was thrown away.</param>
/// <param name="Bets">Bets in the bookmakers' books.</param>
/// <param name="Ends">How executions ended; those still with a person count as <see cref="ExecutionResult.WithPerson"/>.</param>
/// <param name="Simulated">Virtual time that passed.</param>
/// <param name="Coverage">Faults, recoveries and answers of persons that it came across.</param>
internal sealed record SimulationResult(
    int Seed,
    IReadOnlyList<string> Violations,
    IReadOnlyList<string>? Trace,
    int Executions,
    int Crashes,
    int Bets,
    IReadOnlyDictionary<ExecutionResult, int> Ends,
    TimeSpan Simulated,
    SimulationCoverage Coverage)
{
    /// <summary>True when every invariant holds.</summary>
    public bool Ok => Violations.Count == 0;

    /// <summary>The one command that runs this seed again and prints what happens.</summary>
    public string Replay => $"arb simulate --seed {Seed} --trace";
}
