using Arb.Domain.Execution;

namespace Arb.Host.Simulation;

/// <summary>A person who looks at the bookmakers' own pages and tells the engine what is there.</summary>
internal static class SimulatedPerson
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    /// <summary>Answers for executions that wait, when it is certain; closes by hand what the engine cannot bring to an end.</summary>
    public static void Careful(SimulationWorld world)
    {
        if (world.Machine is not { } machine || (world.Faulty && world.Dice.Percent(60)))
            return;
        foreach (var held in world.Checker.Held.Values.ToArray())
        {
            if (world.Checker.Find(held.Execution) is not { WithPerson: true } execution)
                continue;
            var leg = execution.Legs.FirstOrDefault(leg => leg.Status is LegStatus.Unknown or LegStatus.Pending);
            if (leg is not null && world.Now - leg.IntendedAt >= TimeSpan.FromMinutes(1))
                Tell(world, machine, execution, leg);
            else if (world.Now - execution.AskedAt > Patience || world.Dice.Percent(5))
                machine.Resolve(new ResolveExecution(execution.Id, null, PersonVerdict.Settled, null, "closed by hand"));
        }
    }

    /// <summary>Says what a page shows in this moment, about any leg of any execution, whether it was asked or not.</summary>
    public static void Hasty(SimulationWorld world)
    {
        if (world.Machine is not { } machine)
            return;
        var executions = world.Checker.Executions.Where(execution => execution.AnythingSent && execution.End is null).ToArray();
        if (executions.Length == 0)
            executions = [.. world.Checker.Executions];
        if (executions.Length == 0)
            return;
        var execution = executions[world.Dice.Next(executions.Length)];
        Tell(world, machine, execution, execution.Legs[world.Dice.Next(execution.Legs.Count)]);
    }

    private static void Tell(SimulationWorld world, SimulatedMachine machine, JournaledExecution execution, JournaledLeg leg)
    {
        var bet = world.BetsOf(execution).FirstOrDefault(found => found.Number == leg.Number).Bet;
        var status = bet?.StatusAt(world.Now);
        if (status == BetStatus.Pending)
            return; // the page does not say yet
        var placed = status == BetStatus.Accepted;
        machine.Resolve(placed
            ? new ResolveExecution(execution.Id, leg.Number, PersonVerdict.Placed, bet!.Reference, "seen at the bookmaker", bet.Booked, bet.Stake)
            : new ResolveExecution(execution.Id, leg.Number, PersonVerdict.Absent, null, "seen at the bookmaker"));
    }
}
