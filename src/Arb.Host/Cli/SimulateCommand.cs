using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Runtime;
using Arb.Domain.Execution;
using Arb.Host.Control;
using Arb.Host.Simulation;

namespace Arb.Host.Cli;

/// <summary><c>arb simulate</c>: the real execution stage in seeded faulty worlds on virtual time.</summary>
internal static class SimulateCommand
{
    private const int DefaultSeeds = 1_000;
    private const int MaxSeeds = 1_000_000_000;

    public static Command Build()
    {
        var seeds = new Option<int>("--seeds") { Description = "How many seeds to run: 0, 1, … (or upwards from --seed).", HelpName = "n", DefaultValueFactory = _ => DefaultSeeds, CustomParser = result => Values.Whole(result, 1, MaxSeeds) };
        var seed = new Option<int?>("--seed") { Description = "Run this seed (alone, unless --seeds is given too).", HelpName = "n", CustomParser = result => Values.Whole(result, 0, int.MaxValue - MaxSeeds) };
        var threads = new Option<int>("--threads") { Description = "How many seeds at a time; a seed's run does not depend on it.", HelpName = "n", DefaultValueFactory = _ => Environment.ProcessorCount, CustomParser = result => Values.Whole(result, 1, 256) };
        var trace = new Option<bool>("--trace") { Description = "Print every step. The same seed prints the same bytes." };
        var command = new Command("simulate", "Runs the engine in seeded worlds full of faults and crashes and checks that no bet is lost, doubled or left naked.") { seeds, seed, threads, trace };
        command.SetAction(parsed =>
        {
            var first = parsed.GetValue(seed) ?? 0;
            var count = parsed.GetValue(seed) is not null && parsed.GetResult(seeds) is not { Implicit: false } ? 1 : parsed.GetValue(seeds);
            return Run(CliOutput.Of(parsed), first, count, parsed.GetValue(threads), parsed.GetValue(trace));
        });
        return command;
    }

    private static int Run(CliOutput output, int first, int count, int threads, bool trace)
    {
        GCSettings.LatencyMode = GCLatencyMode.Batch; // nobody waits for an answer here, and collecting beside the worlds costs more than between them
        var watch = Stopwatch.StartNew();
        var totals = new Totals();
        foreach (var result in new SimulationRunner().Run(first, count, threads, trace))
        {
            totals.Add(result);
            foreach (var line in result.Trace ?? [])
                output.Line(line);
            if (result.Ok)
                continue;
            foreach (var violation in result.Violations)
                output.Line(string.Create(CultureInfo.InvariantCulture, $"seed {result.Seed}: {violation}"));
            output.Line($"  again: {result.Replay}");
        }

        if (!trace)
            totals.Print(output, count, watch.Elapsed);
        return totals.Failed == 0 ? ExitCodes.Ok : ExitCodes.CheckFailed;
    }

    private sealed class Totals
    {
        private readonly SortedDictionary<ExecutionResult, int> _ends = [];
        private readonly SortedDictionary<SimulationFault, int> _faults = [];
        private readonly SortedDictionary<RecoveryRow, int> _rows = [];
        private long _withPerson;
        private long _executions;
        private long _crashes;
        private long _bets;

        public int Failed { get; private set; }

        public void Add(SimulationResult result)
        {
            _executions += result.Executions;
            _crashes += result.Crashes;
            _bets += result.Bets;
            Failed += result.Ok ? 0 : 1;
            foreach (var (end, number) in result.Ends)
                _ends[end] = _ends.GetValueOrDefault(end) + number;
            _withPerson += result.Coverage.WithPerson.Count;
            foreach (var fault in result.Coverage.Faults)
                _faults[fault] = _faults.GetValueOrDefault(fault) + 1;
            foreach (var row in result.Coverage.Rows)
                _rows[row] = _rows.GetValueOrDefault(row) + 1;
        }

        /// <summary>The sums, and in how many seeds each fault and each row of the recovery table occurred.</summary>
        public void Print(CliOutput output, int seeds, TimeSpan took)
        {
            output.Line($"faults: {string.Join(", ", Enum.GetValues<SimulationFault>().Select(fault => $"{_faults.GetValueOrDefault(fault)} {fault}"))}");
            output.Line($"taken up again: {string.Join(", ", Enum.GetValues<RecoveryRow>().Select(row => $"{_rows.GetValueOrDefault(row)} {row}"))}");
            output.Line(Line(seeds, took));
        }

        private string Line(int seeds, TimeSpan took) => string.Create(
            CultureInfo.InvariantCulture,
            $"{seeds} seeds, {Failed} with violations; {_executions} executions ({string.Join(", ", _ends.Select(end => $"{end.Value} {end.Key}"))}), {_withPerson} asked a person, {_bets} bets, {_crashes} crashes; {took.TotalSeconds:0.0} s, {seeds / took.TotalSeconds:0} seeds/s");
    }
}
