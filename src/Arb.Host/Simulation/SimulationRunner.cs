using Arb.Domain.Arbitrage;
using Arb.Domain.Execution;

namespace Arb.Host.Simulation;

/// <summary>Runs seeds: a world each, each on one thread, without any real time.</summary>
internal sealed class SimulationRunner(SimulationPlant? plant = null)
{
    private const int Opportunities = 13;
    private const int ExecutionsWanted = 10;
    private const int OpportunitiesMax = 40;

    /// <summary>Seeds per thread that are run before their results are handed on.</summary>
    private const int Batch = 32;

    private static readonly TimeSpan FaultPhase = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan CalmPhase = TimeSpan.FromMinutes(20);

    /// <summary>What waits for a person and gets none is watched this long: it must stand as it is.</summary>
    private static readonly TimeSpan NobodyPhase = TimeSpan.FromMinutes(8);

    /// <summary>The audit may be this far behind the journal.</summary>
    private static readonly TimeSpan AuditPhase = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Runs <paramref name="count"/> seeds from <paramref name="first"/> upwards on so many threads at a time; their results come in the order of the seeds. A world shares nothing with another, so a seed's run does
    /// not depend on how many there are.
    /// </summary>
    public IEnumerable<SimulationResult> Run(int first, int count, int threads, bool trace = false)
    {
        for (var done = 0; done < count;)
        {
            var results = new SimulationResult[Math.Min(Batch * threads, count - done)];
            var (from, next) = (first + done, -1);
            // One seed at a time: in larger portions one thread would wait for the other at the end.
            Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, _ =>
            {
                for (int i; (i = Interlocked.Increment(ref next)) < results.Length;)
                    results[i] = Run(from + i, trace);
            });
            foreach (var result in results)
                yield return result;
            done += results.Length;
        }
    }

    /// <summary>Runs one seed to its end, on the calling thread.</summary>
    public SimulationResult Run(int seed, bool trace = false)
    {
        // Continuations of tasks run inline only where no synchronisation context is set.
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        SimulationWorld? world = null;
        try
        {
            world = new SimulationWorld(seed, trace, plant);
            return RunWorld(world, seed);
        }
        finally
        {
            world?.Machine?.Drop();
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
        world.Run(() => world.Checker.PersonsAreTold, world.Now + AuditPhase); // what a person is asked in this very moment is in the audit a moment later
        var ends = world.Checker.CheckEnd();
        CheckExposure(world);
        if (world.Checker.Granted < ExecutionsWanted)
            world.Checker.Violated($"only {world.Checker.Granted} executions: this world tests too little");
        return new SimulationResult(
            seed,
            world.Checker.Violations,
            world.Trace,
            world.Checker.Granted,
            world.Crashes,
            world.Bookmakers.Sum(b => b.Bets.Count),
            ends,
            world.Now - SimulationWorld.Start,
            world.Coverage);
    }

    private static void CheckExposure(SimulationWorld world)
    {
        world.Machine!.AskExposures();
        world.Run(() => world.Exposures.Count == world.Bookmakers.Count, world.Now + TimeSpan.FromSeconds(10));
        foreach (var bookmaker in world.Bookmakers)
            world.Checker.CheckCounted(bookmaker.Account, world.Exposures.GetValueOrDefault(bookmaker.Account));
    }

    private static void Script(SimulationWorld world)
    {
        for (var i = 0; i < Opportunities; i++)
            world.Outside(world.Dice.Between(0, i < ExecutionsWanted ? 90_000 : 130_000), () => Offer(world));
        if (world.Dice.Faults > 0)
            Trouble(world);
        Every(world, TimeSpan.FromSeconds(15), () => world.Machine?.Start());
        Every(world, TimeSpan.FromSeconds(20), () => MoreIfTooFew(world));
        Every(world, TimeSpan.FromSeconds(45), () =>
        {
            if (world.Person != PersonAtHome.Nobody || NothingGoesOn(world))
                SimulatedPerson.Careful(world);
        });
        if (world.Person == PersonAtHome.Hasty)
            Every(world, TimeSpan.FromSeconds(7), () => SimulatedPerson.Hasty(world));
    }

    private static void Trouble(SimulationWorld world)
    {
        var dice = world.Dice;
        for (var i = 0; i < 20; i++)
            world.Outside(dice.Between(0, 120_000), () => world.Bookmakers[dice.Next(world.Bookmakers.Count)].Move(dice));
        for (var i = dice.Next(3); i > 0; i--)
            world.Outside(dice.Between(0, 110_000), () => LogOut(world, world.Bookmakers[dice.Next(world.Bookmakers.Count)]));
        if (dice.Percent(30))
            world.Outside(dice.Between(5_000, 90_000), () => Until(world, () => BreakList(world)));
        if (dice.Percent(30))
            world.Outside(dice.Between(5_000, 90_000), () => Until(world, () => CloseMarket(world)));
        if (dice.Percent(40))
            world.Outside(dice.Between(5_000, 100_000), () => BreakMoney(world, world.Bookmakers[dice.Next(world.Bookmakers.Count)]));
        if (dice.Percent(30))
            world.Outside(dice.Between(5_000, 100_000), () => Until(world, () => TakeBack(world)));
    }

    /// <summary>A bookmaker's balance answers with an error page for a while: longer than its time-out, or than evidence is waited for.</summary>
    private static void BreakMoney(SimulationWorld world, SimulatedBookmaker bookmaker)
    {
        var span = world.Dice.Between(5_000, 150_000);
        world.Note($"the balance of {bookmaker.Provider} cannot be read for {span.TotalSeconds:0} s");
        bookmaker.MoneyBrokenUntil = world.Now + span;
    }

    /// <summary>A bookmaker takes back a bet that it had accepted, while another of its execution stands.</summary>
    private static bool TakeBack(SimulationWorld world)
    {
        foreach (var execution in world.Checker.Executions)
        {
            var standing = world.BetsOf(execution).Where(found => found.Bet.StatusAt(world.Now) == BetStatus.Accepted && execution.Legs[found.Number].Status == LegStatus.Accepted).ToArray();
            if (standing.Length < 2 || standing[0].Bet.IsDecided || world.BookmakerOf(execution.Legs[standing[0].Number].Account).ListBroken)
                continue;
            world.Did(SimulationFault.BetTakenBack);
            world.Note($"{execution.Id}: {standing[0].Bet.Reference} is taken back");
            standing[0].Bet.Decide(BetStatus.Void, world.Now);
            return true;
        }

        return false;
    }

    /// <summary>Tries every second until it happened or the faults stop.</summary>
    private static void Until(SimulationWorld world, Func<bool> happens)
    {
        if (world.Faulty && !happens())
            world.Outside(TimeSpan.FromSeconds(1), () => Until(world, happens));
    }

    /// <summary>A bookmaker changes its page while the outcome of a bet there is open: its bet list can't be read any more.</summary>
    private static bool BreakList(SimulationWorld world)
    {
        if (OpenLegs(world).FirstOrDefault(leg => leg.Unresolved) is not { } leg)
            return false;
        var bookmaker = world.BookmakerOf(leg.Account);
        bookmaker.ListBroken = true;
        world.Did(SimulationFault.ListBroken);
        world.Note($"{bookmaker.Provider} has a new page: its bet list cannot be read any more");
        return true;
    }

    /// <summary>The market of a bet that stands or may stand closes everywhere.</summary>
    private static bool CloseMarket(SimulationWorld world)
    {
        if (OpenLegs(world).FirstOrDefault(leg => leg.Counts) is not { } leg)
            return false;
        world.Did(SimulationFault.MarketClosed);
        world.Note($"{leg.Slip.MarketId} closes");
        world.Book.Close(leg.Slip);
        return true;
    }

    private static IEnumerable<JournaledLeg> OpenLegs(SimulationWorld world) =>
        world.Checker.Executions.Where(execution => execution.End is null && world.Checker.Held.ContainsKey(execution.Token)).SelectMany(execution => execution.Legs);

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
        if (world.Faulty && world.Dice.Percent(world.Dice.Faults))
            world.Outside(world.Dice.Between(50, 20_000), () => Withdraw(world, opportunity));
    }

    private static void Withdraw(SimulationWorld world, Opportunity opportunity)
    {
        world.Note($"{opportunity.Id} is withdrawn");
        world.Book.Withdraw(opportunity);
        if (world.Checker.Held.Values.Any(held => held.Opportunity == opportunity.Id))
            world.Did(SimulationFault.Withdrawn);
        world.Machine?.Withdraw(opportunity, world.Now);
    }

    private static void MoreIfTooFew(SimulationWorld world)
    {
        if (!world.Faulty && world.Checker.Granted < ExecutionsWanted && world.Book.Found.Count < OpportunitiesMax && OnlyPersons(world))
            Offer(world);
    }

    /// <summary>Nobody was at home, and what stands blocks everything else: somebody has to come after all.</summary>
    private static bool NothingGoesOn(SimulationWorld world) =>
        world.Now > SimulationWorld.Start + FaultPhase + NobodyPhase && world.Checker.Granted < ExecutionsWanted;

    /// <summary>True when nothing executes but what waits for a person.</summary>
    private static bool OnlyPersons(SimulationWorld world) =>
        world.Checker.Held.Values.All(held => world.Checker.Find(held.Execution) is { WithPerson: true });

    private static void LogOut(SimulationWorld world, SimulatedBookmaker bookmaker)
    {
        var span = world.Dice.Between(3_000, 40_000);
        world.Did(SimulationFault.LoggedOut);
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

    private static bool IsQuiet(SimulationWorld world)
    {
        var wait = world.Checker.Held.Count == 0 ? TimeSpan.FromSeconds(30) : NobodyPhase;
        return world.Now > SimulationWorld.Start + FaultPhase + wait
            && world.Checker.Granted >= ExecutionsWanted
            && (world.Checker.ListsAreHeard || world.Now > SimulationWorld.Start + FaultPhase + NobodyPhase)
            && (world.Checker.Held.Count == 0 || (world.Person == PersonAtHome.Nobody && OnlyPersons(world)));
    }
}
