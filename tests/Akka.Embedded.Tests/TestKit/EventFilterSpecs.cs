using System.Text.RegularExpressions;
using Akka.Actor;
using Akka.Event;
using Xunit;
using Xunit.Sdk;

namespace Akka.Embedded.Tests.TestKit;

public sealed class EventFilterSpecs : Akka.TestKit.Xunit2.TestKit
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(100);

    public EventFilterSpecs()
        : base("akka.loglevel = DEBUG\nakka.stdout-loglevel = ERROR")
    {
    }

    [Fact]
    public void ExpectOne_should_pass_on_the_event()
        => EventFilter.Info("hello 1").ExpectOne(() => Log.Info("hello {0}", 1));

    [Fact]
    public void ExpectOne_should_return_the_result_of_the_block()
        => Assert.Equal(5, EventFilter.Info(start: "hel").ExpectOne(() =>
        {
            Log.Info("hello");
            return 5;
        }));

    [Fact]
    public void ExpectOne_should_fail_without_the_event()
    {
        var failure = Assert.ThrowsAny<XunitException>(() => EventFilter.Info("hello").ExpectOne(Short, () => Log.Info("other")));
        Assert.Contains("Only received 0/1", failure.Message);
    }

    [Fact]
    public void ExpectOne_should_fail_on_another_level()
        => Assert.ThrowsAny<XunitException>(() => EventFilter.Warning("hello").ExpectOne(Short, () => Log.Info("hello")));

    [Fact]
    public void Expect_should_fail_on_too_many_events()
    {
        var failure = Assert.ThrowsAny<XunitException>(() => EventFilter.Info("hello").Expect(1, () =>
        {
            Log.Info("hello");
            Log.Info("hello");
            Sys.EventStream.Subscribe(TestActor, typeof(Info));
            Log.Info("end");
            ExpectMsg<Info>();
            EventFilter.Info("flush").ExpectOne(() => Log.Info("flush"));
        }));
        Assert.Contains("1 message too many", failure.Message);
    }

    [Fact]
    public void Expecting_none_should_fail_on_one()
    {
        EventFilter.Info("hello").Expect(0, Short, () => Log.Info("other"));
        Assert.ThrowsAny<XunitException>(() => EventFilter.Info("hello").Expect(0, TimeSpan.FromSeconds(3), () => Log.Info("hello")));
    }

    [Fact]
    public void Every_level_and_matcher_should_work()
    {
        EventFilter.Debug(contains: "b").ExpectOne(() => Log.Debug("abc"));
        EventFilter.Warning(new Regex("^a.c$")).ExpectOne(() => Log.Warning("abc"));
        EventFilter.Error("abc").ExpectOne(() => Log.Error("abc"));
        EventFilter.Custom<Info>(e => e.Message.ToString() == "abc").ExpectOne(() => Log.Info("abc"));
        EventFilter.ForLogLevel(LogLevel.InfoLevel, "abc").ExpectOne(() => Log.Info("abc"));
    }

    [Fact]
    public void And_should_count_both_filters()
        => EventFilter.Info("a").And.Warning("b").Expect(2, () =>
        {
            Log.Info("a");
            Log.Warning("b");
        });

    [Fact]
    public void Exception_should_match_type_and_message_of_the_cause()
    {
        var actor = Sys.ActorOf(Props.Create<Failing>());
        EventFilter.Exception<DivideByZeroException>("boom").ExpectOne(() => actor.Tell("boom"));
        Assert.ThrowsAny<XunitException>(() => EventFilter.Exception<InvalidCastException>().ExpectOne(Short, () => actor.Tell("boom")));
    }

    [Fact]
    public void A_source_should_be_matched_with_and_without_address()
    {
        var actor = Sys.ActorOf(Props.Create<Failing>(), "failing");
        EventFilter.Exception<DivideByZeroException>(source: "/user/failing").ExpectOne(() => actor.Tell("x"));
        EventFilter.Exception<DivideByZeroException>(source: actor.Path.ToString()).ExpectOne(() => actor.Tell("x"));
        Assert.ThrowsAny<XunitException>(() => EventFilter.Exception<DivideByZeroException>(source: "/user/other").ExpectOne(Short, () => actor.Tell("x")));
    }

    [Fact]
    public void DeadLetter_should_match_the_message()
    {
        var actor = Sys.ActorOf(Props.Create<Akka.TestKit.TestActors.BlackHoleActor>());
        Watch(actor);
        Sys.Stop(actor);
        ExpectTerminated(actor);
        EventFilter.DeadLetter<string>(s => s == "late").ExpectOne(() => actor.Tell("late"));
        Assert.ThrowsAny<XunitException>(() => EventFilter.DeadLetter<int>().ExpectOne(Short, () => actor.Tell("late")));
    }

    [Fact]
    public async Task The_async_forms_should_pass_and_fail()
    {
        await EventFilter.Info("a").ExpectOneAsync(() =>
        {
            Log.Info("a");
            return Task.CompletedTask;
        });
        await EventFilter.Info("a").ExpectAsync(2, async () =>
        {
            Log.Info("a");
            await Task.Yield();
            Log.Info("a");
        });
        await Assert.ThrowsAnyAsync<XunitException>(() => EventFilter.Info("a").ExpectOneAsync(Short, () => Task.CompletedTask));
    }

    [Fact]
    public void Mute_should_return_the_result_and_expect_nothing()
    {
        Assert.Equal(1, EventFilter.Error().Mute(() => 1));
        using var muted = EventFilter.Error().Mute();
        Log.Error("not shown");
    }

    private sealed class Failing : UntypedActor
    {
        protected override void OnReceive(object message) => throw new DivideByZeroException((string)message);
    }
}
