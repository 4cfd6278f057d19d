using Akka.Actor;
using Akka.Configuration;
using Arb.Benchmarks.Measuring;

namespace Arb.Benchmarks.Actors;

/// <summary>Messages per second through actors against a bare queue-and-thread-pool actor, in the same run.</summary>
internal static class MessageBench
{
    public static void Run(bool quick, Report report)
    {
        Report.Progress("messages …");
        using var system = ActorSystem.Create("bench", ConfigurationFactory.ParseString("akka.loglevel = ERROR\nakka.stdout-loglevel = ERROR"));
        var warmUp = TimeSpan.FromSeconds(quick ? 0.5 : 2);
        var rounds = quick ? 9 : 41;
        Tells(report, system, warmUp, rounds, quick ? 100_000 : 500_000);
        PingPong(report, system, warmUp, rounds, quick ? 20_000 : 100_000, 1);
        PingPong(report, system, warmUp, rounds, quick ? 50_000 : 200_000, 64);
        system.Terminate().Wait(TimeSpan.FromSeconds(30));
    }

    private static void Tells(Report report, ActorSystem system, TimeSpan warmUp, int rounds, int count)
    {
        var finish = new Finish();
        var actor = system.ActorOf(Props.Create(typeof(CountingActor), finish));
        var bare = new BareCounter(finish);
        var compared = Stopper.Compare(warmUp, rounds, Stopper.Wall, () =>
        {
            finish.Begin(count);
            for (var i = 0; i < count; i++)
                bare.Tell(Tick.Instance, null);
            finish.Wait();
            return count;
        }, () =>
        {
            finish.Begin(count);
            for (var i = 0; i < count; i++)
                actor.Tell(Tick.Instance, ActorRefs.NoSender);
            finish.Wait();
            return count;
        });
        Add(report, "tells, one sender to one receiver", compared);
    }

    private static void PingPong(Report report, ActorSystem system, TimeSpan warmUp, int rounds, int count, int balls)
    {
        var finish = new Finish();
        var (one, two) = (system.ActorOf(Props.Create(typeof(RallyActor), finish)), system.ActorOf(Props.Create(typeof(ReturningActor))));
        var (bareOne, bareTwo) = (new BareRally(finish), new BareReturner());
        var compared = Stopper.Compare(warmUp, rounds, Stopper.Wall, () =>
        {
            finish.Begin(count, balls);
            for (var i = 0; i < balls; i++)
                bareTwo.Tell(Tick.Instance, bareOne);
            finish.Wait();
            return count * 2;
        }, () =>
        {
            finish.Begin(count, balls);
            for (var i = 0; i < balls; i++)
                two.Tell(Tick.Instance, one);
            finish.Wait();
            return count * 2;
        });
        Add(report, balls == 1 ? "ping-pong, one message under way" : $"ping-pong, {balls} messages under way", compared);
    }

    private static void Add(Report report, string what, Comparison compared) => report.Add(
        "actors", what, $"{1e3 / compared.Subject:0.00} M/s, bare {1e3 / compared.Baseline:0.00} M/s", compared.Share, "", Bound.AtLeast, 0.6);
}
