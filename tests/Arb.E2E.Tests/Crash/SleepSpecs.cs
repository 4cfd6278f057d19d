using Arb.Domain.Execution;
using Arb.Sandbox;

namespace Arb.E2E.Tests.Crash;

/// <summary>
/// The engine's process is stopped (SIGSTOP) and goes on later, as with a machine that slept, at the worst moments: nothing is sent on a quote from before, bets that were on their way are looked for, no lamp
/// is GREEN on what was known before, and it goes on afterwards.
/// </summary>
public sealed class SleepSpecs
{
    private const string Gap = "arb.engine.sleep-gap=2s";
    private static readonly TimeSpan Sleep = TimeSpan.FromSeconds(4);

    [LinuxFact]
    public async Task Should_send_nothing_on_quotes_that_were_under_way_and_execute_on_fresh_ones()
    {
        await using var world = await StartAsync();
        using (var scene = new KillScene(world))
        {
            scene.SlowAll(600, "quote");
            world.MakeSurebet();
            await CrashMatrix.WatchAsync(scene, () => scene.Has<LockTaken>());
            await SleepAsync(world); // quotes are under way
            await CrashMatrix.WatchAsync(scene, () => scene.Has<Concluded>());
            var first = world.Journal.Saga.TakeWhile(happened => happened is not Concluded).ToList();
            Assert.DoesNotContain(first, happened => happened is LegIntended or QuotesTaken);
            await CrashMatrix.WatchAsync(scene, () => scene.Accepted(0));
        }
        await EndsWellAsync(world);
    }

    [LinuxFact]
    public async Task Should_look_for_a_bet_that_was_on_its_way_and_close_the_position_on_fresh_quotes()
    {
        await using var world = await StartAsync();
        DateTimeOffset woke;
        using (var scene = new KillScene(world))
        {
            scene.SlowAll(300, "quote");
            world.MakeSurebet();
            await CrashMatrix.WatchAsync(scene, () => scene.Has<LockTaken>());
            scene.A.Faults = new SandboxFaults { LatencyMs = 1_500, Endpoints = ["place"] };
            await CrashMatrix.WatchAsync(scene, () => world.Placements > 0);
            woke = await SleepAsync(world); // it is booked meanwhile, and answered to nobody
            scene.A.Faults = new SandboxFaults();
            await CrashMatrix.WatchAsync(scene, () => scene.Accepted(0));
        }
        await EndsWellAsync(world);
        Assert.True(world.Journal.Saga.OfType<LegIntended>().Count(intended => intended.Leg == 0) == 1, world.Story());
        Assert.All(world.Journal.Saga.OfType<LegIntended>().Skip(1), intended => Assert.True(intended.Ticket.Quote.At >= woke, world.Story()));
    }

    /// <summary>Between the durable intent and the first byte of the request are milliseconds: where the stop falls among them the world decides, what must hold is the same.</summary>
    [LinuxFact]
    public async Task Should_book_nothing_or_find_what_was_booked_when_it_sleeps_directly_after_the_intent()
    {
        await using var world = await StartAsync();
        DateTimeOffset woke;
        using (var scene = new KillScene(world))
        {
            scene.SlowAll(300, "quote");
            world.MakeSurebet();
            await CrashMatrix.WatchAsync(scene, () => scene.Intended(0));
            woke = await SleepAsync(world);
            await CrashMatrix.WatchAsync(scene, () => scene.Has<Concluded>());
        }
        await EndsWellAsync(world);
        Assert.All(world.Bets, bet => Assert.True(bet.PlacedAt < woke || Quoted(world, bet) >= woke, world.Story()));
    }

    [LinuxFact]
    public async Task Should_never_send_on_a_quote_from_before_however_often_the_machine_sleeps_while_many_opportunities_go_on()
    {
        await using var world = await StartAsync();
        var sleeps = new List<(DateTimeOffset From, DateTimeOffset To)>();
        world.MakeSurebet();
        for (var night = 0; night < 4; night++)
        {
            world.MakeSurebet();
            await Eventually.Async("something goes on", TimeSpan.FromSeconds(60), async () => await world.Engine.TryStatusAsync() is { ExecutionsRunning: > 0 }, () => world.Engine.Output);
            var from = TimeProvider.System.GetUtcNow();
            sleeps.Add((from, await SleepAsync(world)));
            await world.GreenAsync();
        }

        await Eventually.Async("a bet is booked", TimeSpan.FromSeconds(60), () => world.Bets.Any(), () => world.Engine.Output);
        await EndsWellAsync(world);
        foreach (var intended in world.Journal.Saga.OfType<LegIntended>())
            Assert.DoesNotContain(sleeps, sleep => intended.Ticket.Quote.At < sleep.From && intended.At > sleep.To);
    }

    /// <summary>When the bet was quoted that a bookmaker holds.</summary>
    private static DateTimeOffset Quoted(CrashWorld world, BookedBet bet) =>
        world.Journal.Saga.OfType<LegIntended>().Where(intended => intended.Ticket.Quote.Slip.Account.Value == bet.Bookmaker && intended.Ticket.Stake == bet.Stake).Max(intended => intended.Ticket.Quote.At);

    /// <summary>One execution at a time: the journal of several is compared one after the other.</summary>
    private static async Task<CrashWorld> StartAsync()
    {
        var world = await CrashWorld.StartAsync("CMD", "SBO");
        await world.StartEngineAsync(Gap, "arb.execution.max-concurrent=1");
        await world.OpenAccountsAsync();
        await world.Engine.DoAsync(new Domain.Commands.StartEngine());
        return world;
    }

    /// <summary>Stops the process for longer than its gap; the moment before it goes on.</summary>
    private static async Task<DateTimeOffset> SleepAsync(CrashWorld world)
    {
        await world.Engine.SignalAsync("STOP");
        using (var night = new PeriodicTimer(Sleep)) // that time passes is what this is about
            await night.WaitForNextTickAsync();
        var woke = TimeProvider.System.GetUtcNow();
        await world.Engine.SignalAsync("CONT");
        return woke;
    }

    private static async Task EndsWellAsync(CrashWorld world)
    {
        await world.Engine.DoAsync(new Domain.Commands.StopEngine()); // what is compared stands still
        await world.SettledAsync();
        await Books.AgreeAsync(world);
        Assert.Contains("the machine slept, or this process stood still, for ", world.Engine.Output, StringComparison.Ordinal);
        Assert.Contains("[STATUS] provider -> RED: cmd: the machine slept", world.Engine.Output, StringComparison.Ordinal);
        await world.GreenAsync();
    }
}
