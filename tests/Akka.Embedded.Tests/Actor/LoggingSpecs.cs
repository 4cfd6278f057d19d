using Akka.Actor;
using Akka.Event;
using Xunit;

namespace Akka.Embedded.Tests.Actor;

public class LoggingSpecs : Akka.TestKit.Xunit2.TestKit
{
    private static readonly string Hocon = $$"""
        akka.loglevel = INFO
        akka.stdout-loglevel = OFF
        akka.loggers = ["{{typeof(CollectingLogger).FullName}}, {{typeof(CollectingLogger).Assembly.GetName().Name}}"]
        """;

    public LoggingSpecs()
        : base(Hocon)
    {
        Sys.EventStream.Subscribe(TestActor, typeof(Collected));
    }

    [Fact]
    public void Should_reach_the_configured_logger_with_formatted_arguments()
    {
        Sys.Log.Info("{0} and {1}", 1, "two");
        Assert.Equal("1 and two", ExpectMsg<Collected>().Text);
    }

    [Fact]
    public void Should_keep_what_is_below_the_level_away()
    {
        var log = Logging.GetLogger(Sys, "specs");
        Assert.False(log.IsDebugEnabled);
        Assert.True(log.IsInfoEnabled);
        log.Debug("unheard");
        log.Warning("heard");
        var collected = ExpectMsg<Collected>();
        Assert.Equal("heard", collected.Text);
        Assert.Equal(LogLevel.WarningLevel, collected.Level);
    }

    [Fact]
    public void Should_carry_the_exception()
    {
        Sys.Log.Error(new InvalidOperationException("boom"), "failed at {0}", "noon");
        var collected = ExpectMsg<Collected>();
        Assert.Equal("failed at noon", collected.Text);
        Assert.Equal("boom", collected.Cause?.Message);
    }

    [Fact]
    public void Should_name_the_actor_that_logs()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Talker()), "talker");
        actor.Tell("hello");
        var collected = ExpectMsg<Collected>();
        Assert.StartsWith(actor.Path.ToString(), collected.Source);
        Assert.Equal(typeof(Talker), collected.Type);
    }

    [Fact]
    public void Should_log_the_failure_of_an_actor_as_an_error()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Talker()), "failing");
        actor.Tell(new InvalidOperationException("as told"));
        var collected = ExpectMsg<Collected>();
        Assert.Equal(LogLevel.ErrorLevel, collected.Level);
        Assert.Equal("as told", collected.Text);
        Assert.Equal(actor.Path.ToString(), collected.Source);
    }

    [Fact]
    public void Should_log_dead_letters()
    {
        // The listener of a system that has just started may not listen yet.
        AwaitAssert(() =>
        {
            Sys.DeadLetters.Tell("lost");
            Assert.Contains("String", ExpectMsg<Collected>(TimeSpan.FromMilliseconds(500)).Text);
        });
    }

    [Fact]
    public void Should_leave_a_text_without_arguments_alone()
    {
        Sys.Log.Info("json: {\"a\":1}");
        Assert.Equal("json: {\"a\":1}", ExpectMsg<Collected>().Text);
    }

    [Theory]
    [InlineData("DEBUG", LogLevel.DebugLevel)]
    [InlineData("info", LogLevel.InfoLevel)]
    [InlineData("Warning", LogLevel.WarningLevel)]
    [InlineData("error", LogLevel.ErrorLevel)]
    public void Should_know_levels_by_name(string name, LogLevel level) => Assert.Equal(level, Logging.LogLevelFor(name));

    internal sealed record Collected(LogLevel Level, string Source, Type Type, string Text, Exception? Cause);

    public sealed class CollectingLogger : ReceiveActor
    {
        public CollectingLogger()
        {
            Receive<InitializeLogger>(_ => Sender.Tell(new LoggerInitialized()));
            Receive<LogEvent>(e => Context.System.EventStream.Publish(
                new Collected(e.LogLevel(), e.LogSource, e.LogClass, e.Message.ToString()!, e.Cause)));
        }
    }

    private sealed class Talker : ReceiveActor
    {
        private readonly ILoggingAdapter _log = Context.GetLogger();

        public Talker()
        {
            Receive<string>(s => _log.Info(s));
            Receive<Exception>((Action<Exception>)(e => throw e));
        }
    }
}
