using Arb.Domain.Execution;

namespace Arb.Host.Simulation;

/// <summary>Runs seeds: a world each, on the calling thread, without any real time.</summary>
internal sealed class SimulationRunner(SimulationPlant? plant = null)
{
    private const int Opportunities = 14;
    private const int ExecutionsWanted = 10;
    private const int OpportunitiesMax = 40;

    private static readonly TimeSpan FaultPhase = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan CalmPhase = TimeSpan.FromMinutes(20);

    /// <summary>Runs one seed to its end.</summary>
    public SimulationResult Run(int seed, bool trace = false)
    {
        // Continuations of tasks run inline only where no synchronisation context is set.
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            return RunWorld(new SimulationWorld(seed, trace, plant), seed);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }

    private static SimulationResult RunWorld(SimulationWorld world, int seed)
    {
        var calm = SimulationWorld.Start + FaultPhase;
        world.FaultsUntil(calm);
        world.Boot();
        Script(world);
        world.Run(() => false, calm);
        world.Note("faults stop");
        foreach (var bookmaker in world.Bookmakers)
            Reopen(world, bookmaker);
        world.Run(() => IsQuiet(world), calm + CalmPhase);
        var ends = world.Checker.CheckEnd();
        if (world.Checker.Granted < ExecutionsWanted)
            world.Checker.Violated($"only {world.Checker.Granted} executions: this world tests too little");
        return new SimulationResult(
            seed, world.Checker.Violations, world.Trace, world.Checker.Granted, world.Crashes, world.Bookmakers.Sum(b => b.Bets.Count), ends, world.Now - SimulationWorld.Start);
    }

    private static void Script(SimulationWorld world)
    {
        for (var i = 0; i < Opportunities; i++)
            world.Outside(world.Dice.Between(0, i < ExecutionsWanted ? 120_000 : 200_000), () => Offer(world));
        if (world.Dice.Faults > 0)
        {
            for (var i = 0; i < 20; i++)
                world.Outside(world.Dice.Between(0, 180_000), () => world.Bookmakers[world.Dice.Next(world.Bookmakers.Count)].Move(world.Dice));
            for (var i = world.Dice.Next(3); i > 0; i--)
                world.Outside(world.Dice.Between(0, 170_000), () => LogOut(world, world.Bookmakers[world.Dice.Next(world.Bookmakers.Count)]));
        }

        Every(world, TimeSpan.FromSeconds(15), () => world.Machine?.Start());
        Every(world, TimeSpan.FromSeconds(20), () => MoreIfTooFew(world));
        Every(world, TimeSpan.FromSeconds(45), () => AskPerson(world));
    }

    private static void Every(SimulationWorld world, TimeSpan interval, Action action) => world.Outside(interval, () =>
    {
        action();
        Every(world, interval, action);
    });

    private static void Offer(SimulationWorld world)
    {
        var opportunity = world.Book.Next();
        world.Note($"found {opportunity.Id} on {opportunity.Market}");
        world.Machine?.Offer(opportunity);
    }

    private static void MoreIfTooFew(SimulationWorld world)
    {
        if (!world.Faulty && world.Checker.Granted < ExecutionsWanted && world.Book.Found.Count < OpportunitiesMax && world.Checker.Held.Count == 0)
            Offer(world);
    }

    private static void LogOut(SimulationWorld world, SimulatedBookmaker bookmaker)
    {
        var span = world.Dice.Between(3_000, 40_000);
        world.Note($"{bookmaker.Provider} logs us out for {span.TotalSeconds:0} s");
        bookmaker.LoggedOutUntil = world.Now + span;
        world.Outside(world.Dice.Between(100, 3_000), () => world.Machine?.Turn(bookmaker.Account)); // until then the engine does not know
        world.Outside(span + TimeSpan.FromMilliseconds(1), () => Reopen(world, bookmaker));
    }

    private static void Reopen(SimulationWorld world, SimulatedBookmaker bookmaker)
    {
        if (world.Faulty)
            bookmaker.LoggedOutUntil = DateTimeOffset.MinValue;
        else
            bookmaker.Calm();
        world.Machine?.Turn(bookmaker.Account);
    }

    /// <summary>A person looks at the bookmakers' own pages and says what is true; in some worlds nobody is at home.</summary>
    private static void AskPerson(SimulationWorld world)
    {
        if (world.Machine is not { } machine || world.Dice.Percent(60))
            return;
        foreach (var token in world.Checker.Held.Keys.ToArray())
        {
            if (world.Checker.Find(Domain.Primitives.ExecutionId.FromToken(token)) is not { WithPerson: true } execution)
                continue;
            var leg = execution.Legs.FirstOrDefault(leg => leg.Status is LegStatus.Unknown or LegStatus.Pending);
            if (leg is null || world.Now - leg.IntendedAt < TimeSpan.FromMinutes(1))
                continue; // the position is known: hedging goes on by itself; or it is too early to tell
            var bet = world.BetsOf(execution).FirstOrDefault(found => found.Number == leg.Number).Bet;
            if (bet?.StatusAt(world.Now) == BetStatus.Pending)
                continue;
            var placed = bet is not null && bet.StatusAt(world.Now) == BetStatus.Accepted;
            machine.Resolve(new ResolveExecution(execution.Id, leg.Number, placed ? PersonVerdict.Placed : PersonVerdict.Absent, placed ? bet!.Reference : null, "seen at the bookmaker"));
        }
    }

    private static bool IsQuiet(SimulationWorld world) =>
        world.Now > SimulationWorld.Start + FaultPhase + TimeSpan.FromSeconds(30)
        && world.Checker.Granted >= ExecutionsWanted
        && world.Checker.Held.Count == 0;
}
