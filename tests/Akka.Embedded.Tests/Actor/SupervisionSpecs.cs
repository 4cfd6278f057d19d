using Akka.Actor;
using Xunit;

namespace Akka.Embedded.Tests.Actor;

public class SupervisionSpecs : Akka.TestKit.Xunit2.TestKit
{
    public SupervisionSpecs()
        : base("akka.loglevel = OFF, akka.stdout-loglevel = OFF")
    {
    }

    [Fact]
    public void Should_keep_the_state_on_Resume()
    {
        var child = Supervise(new OneForOneStrategy(_ => Directive.Resume));
        child.Tell(1);
        child.Tell(new InvalidOperationException());
        child.Tell(2);
        child.Tell("sum");
        ExpectMsg(3);
    }

    [Fact]
    public void Should_lose_the_state_on_Restart()
    {
        var child = Supervise(new OneForOneStrategy(_ => Directive.Restart));
        child.Tell(1);
        child.Tell(new InvalidOperationException());
        child.Tell(2);
        child.Tell("sum");
        ExpectMsg(2);
    }

    [Fact]
    public void Should_end_the_child_on_Stop()
    {
        var child = Supervise(new OneForOneStrategy(_ => Directive.Stop));
        Watch(child);
        child.Tell(new InvalidOperationException());
        ExpectTerminated(child);
    }

    [Fact]
    public void Should_fail_the_supervisor_on_Escalate()
    {
        var supervisor = Sys.ActorOf(Props.Create(() => new Supervisor(new OneForOneStrategy(_ => Directive.Escalate))));
        supervisor.Tell("make");
        var child = ExpectMsg<IActorRef>();
        Watch(child);

        child.Tell(new InvalidOperationException());

        // The supervisor is restarted by the guardian and takes the child down.
        ExpectTerminated(child);
        supervisor.Tell("make");
        ExpectMsg<IActorRef>();
    }

    [Fact]
    public void Should_stop_a_child_that_is_restarted_too_often()
    {
        var child = Supervise(new OneForOneStrategy(2, Timeout.Infinite, _ => Directive.Restart));
        Watch(child);
        child.Tell(new InvalidOperationException());
        child.Tell(new InvalidOperationException());
        child.Tell("sum");
        ExpectMsg(0);
        child.Tell(new InvalidOperationException());
        ExpectTerminated(child);
    }

    [Fact]
    public void Should_count_restarts_within_the_time_range()
    {
        var child = Supervise(new OneForOneStrategy(1, TimeSpan.FromMinutes(10), _ => Directive.Restart));
        Watch(child);
        child.Tell(new InvalidOperationException());
        child.Tell("sum");
        ExpectMsg(0);
        child.Tell(new InvalidOperationException());
        ExpectTerminated(child);
    }

    [Fact]
    public void Should_never_restart_with_a_limit_of_zero()
    {
        var child = Supervise(new OneForOneStrategy(0, Timeout.Infinite, _ => Directive.Restart));
        Watch(child);
        child.Tell(new InvalidOperationException());
        ExpectTerminated(child);
    }

    [Fact]
    public void Should_restart_only_the_failed_child_one_for_one()
    {
        var (failing, sibling) = SuperviseTwo(new OneForOneStrategy(_ => Directive.Restart));
        failing.Tell(1);
        sibling.Tell(1);
        failing.Tell(new InvalidOperationException());
        failing.Tell("sum");
        ExpectMsg(0);
        sibling.Tell("sum");
        ExpectMsg(1);
    }

    [Fact]
    public void Should_restart_all_children_all_for_one()
    {
        var (failing, sibling) = SuperviseTwo(new AllForOneStrategy(_ => Directive.Restart));
        sibling.Tell(1);
        sibling.Tell("sum");
        ExpectMsg(1);
        failing.Tell(new InvalidOperationException());
        AwaitAssert(() =>
        {
            sibling.Tell("sum");
            ExpectMsg(0);
        });
    }

    [Fact]
    public void Should_stop_all_children_all_for_one()
    {
        var (failing, sibling) = SuperviseTwo(new AllForOneStrategy(_ => Directive.Stop));
        Watch(sibling);
        failing.Tell(new InvalidOperationException());
        ExpectTerminated(sibling);
    }

    [Fact]
    public void Should_stop_a_killed_child_by_default()
    {
        var child = Supervise(SupervisorStrategy.DefaultStrategy);
        Watch(child);
        child.Tell(Kill.Instance);
        ExpectTerminated(child);
    }

    [Fact]
    public void Should_restart_on_other_exceptions_by_default()
    {
        var child = Supervise(SupervisorStrategy.DefaultStrategy);
        child.Tell(1);
        child.Tell(new InvalidOperationException());
        child.Tell("sum");
        ExpectMsg(0);
    }

    [Theory]
    [InlineData(typeof(ArgumentNullException), Directive.Resume)]
    [InlineData(typeof(ArgumentException), Directive.Resume)]
    [InlineData(typeof(InvalidOperationException), Directive.Stop)]
    [InlineData(typeof(NotSupportedException), Directive.Escalate)]
    public void Should_decide_by_the_first_type_that_fits(Type exception, Directive expected)
    {
        var decider = Decider.From(
            Directive.Escalate,
            Directive.Resume.When<ArgumentException>(),
            Directive.Stop.When<InvalidOperationException>());
        Assert.Equal(expected, decider.Decide((Exception)Activator.CreateInstance(exception)!));
    }

    [Fact]
    public void Should_prefer_the_strategy_of_the_props()
    {
        var supervisor = Sys.ActorOf(Props.Create(() => new Supervisor(new OneForOneStrategy(_ => Directive.Restart)))
            .WithSupervisorStrategy(SupervisorStrategy.StoppingStrategy));
        supervisor.Tell("make");
        var child = ExpectMsg<IActorRef>();
        Watch(child);
        child.Tell(new InvalidOperationException());
        ExpectTerminated(child);
    }

    [Fact]
    public void Should_stop_a_child_that_cannot_be_made_again()
    {
        var attempts = new Attempts();
        var supervisor = Sys.ActorOf(Props.Create(() => new Supervisor(SupervisorStrategy.DefaultStrategy)));
        supervisor.Tell(Props.Create(() => new Phoenix(attempts)));
        var child = ExpectMsg<IActorRef>();
        Watch(child);
        child.Tell("fail");
        ExpectTerminated(child);
        Assert.Equal(2, attempts.Count);
    }

    private IActorRef Supervise(SupervisorStrategy strategy)
    {
        Sys.ActorOf(Props.Create(() => new Supervisor(strategy))).Tell("make");
        return ExpectMsg<IActorRef>();
    }

    private (IActorRef Failing, IActorRef Sibling) SuperviseTwo(SupervisorStrategy strategy)
    {
        var supervisor = Sys.ActorOf(Props.Create(() => new Supervisor(strategy)));
        supervisor.Tell("make");
        supervisor.Tell("make");
        return (ExpectMsg<IActorRef>(), ExpectMsg<IActorRef>());
    }

    private sealed class Attempts
    {
        public int Count { get; set; }
    }

    private sealed class Phoenix : ReceiveActor
    {
        public Phoenix(Attempts attempts)
        {
            if (++attempts.Count > 1)
                throw new InvalidOperationException("no second life");
            ReceiveAny(_ => throw new InvalidOperationException("first failure"));
        }
    }

    private sealed class Supervisor : ReceiveActor
    {
        private readonly SupervisorStrategy _strategy;

        public Supervisor(SupervisorStrategy strategy)
        {
            _strategy = strategy;
            Receive<string>(_ => Sender.Tell(Context.ActorOf(Props.Create(() => new Summer()))));
            Receive<Props>(props => Sender.Tell(Context.ActorOf(props)));
        }

        protected override SupervisorStrategy SupervisorStrategy() => _strategy;
    }

    private sealed class Summer : ReceiveActor
    {
        private int _sum;

        public Summer()
        {
            Receive<int>(n => _sum += n);
            Receive<string>(_ => Sender.Tell(_sum));
            Receive<Exception>((Action<Exception>)(e => throw e));
        }
    }
}
