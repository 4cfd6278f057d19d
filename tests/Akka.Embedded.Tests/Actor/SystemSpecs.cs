using Akka.Actor;
using Akka.Configuration;
using Xunit;

namespace Akka.Embedded.Tests.Actor;

public class SystemSpecs
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);
    private static readonly Config Quiet = ConfigurationFactory.ParseString("akka.loglevel = OFF, akka.stdout-loglevel = OFF");

    [Fact]
    public async Task Should_run_every_PostStop_before_it_has_terminated()
    {
        var stopped = new Counter();
        var system = ActorSystem.Create("ending", Quiet);
        for (var i = 0; i < 10; i++)
            system.ActorOf(Props.Create(() => new Node(stopped, 2)));
        await system.ActorOf(Props.Create(() => new Node(stopped, 0))).Ask("ready", Limit);
        await system.Terminate().WaitAsync(Limit);
        Assert.True(system.WhenTerminated.IsCompletedSuccessfully);
        Assert.Equal(71, stopped.Value);
    }

    [Fact]
    public async Task Should_run_termination_callbacks()
    {
        var system = ActorSystem.Create("callbacks", Quiet);
        var order = new List<int>();
        system.RegisterOnTermination(() => order.Add(1));
        system.RegisterOnTermination(() => order.Add(2));
        await system.Terminate().WaitAsync(Limit);
        Assert.Equal([2, 1], order);
    }

    [Fact]
    public async Task Should_end_when_the_user_guardian_fails()
    {
        var config = ConfigurationFactory.ParseString(
            $"akka.actor.guardian-supervisor-strategy = \"{typeof(Escalating).FullName}, {typeof(Escalating).Assembly.GetName().Name}\"").WithFallback(Quiet);
        var system = ActorSystem.Create("escalating", config);
        system.ActorOf(Props.Create(() => new Failing())).Tell("now");
        await system.WhenTerminated.WaitAsync(Limit);
    }

    [Fact]
    public async Task Should_refuse_new_actors_after_termination()
    {
        var system = ActorSystem.Create("ended", Quiet);
        await system.Terminate().WaitAsync(Limit);
        Assert.ThrowsAny<InvalidOperationException>(() => system.ActorOf(Props.Create(() => new Failing())));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("-a")]
    [InlineData("a.b")]
    public void Should_refuse_a_malformed_name(string name) => Assert.Throws<ArgumentException>(() => ActorSystem.Create(name, Quiet));

    [Fact]
    public async Task Should_make_an_extension_once()
    {
        var system = ActorSystem.Create("extended", Quiet);
        Assert.False(system.HasExtension<Extension>());
        var first = system.WithExtension<Extension, ExtensionProvider>();
        Assert.Same(first, new ExtensionProvider().Get(system));
        Assert.Same(first, system.GetExtension<Extension>());
        Assert.Same(system, first.System);
        await system.Terminate().WaitAsync(Limit);
    }

    [Fact]
    public async Task Should_select_by_absolute_and_relative_path_and_by_pattern()
    {
        var system = ActorSystem.Create("selecting", Quiet);
        var parent = system.ActorOf(Props.Create(() => new Node(new Counter(), 1)), "parent");
        var children = await parent.Ask<int>("ready", Limit);
        Assert.Equal(2, children);
        foreach (var path in new[] { "/user/parent", "akka://selecting/user/parent", "/user/parent/../parent", "/user/par*" })
            Assert.Equal(parent, (await system.ActorSelection(path).Ask<ActorIdentity>(new Identify(1), Limit)).Subject);
        Assert.NotNull((await system.ActorSelection("/user/parent/*").Ask<ActorIdentity>(new Identify(1), Limit)).Subject);
        await system.Terminate().WaitAsync(Limit);
    }

    [Fact]
    public void Should_parse_and_print_paths()
    {
        var path = ActorPath.Parse("akka://sys/user/a/b");
        Assert.Equal("akka://sys/user/a/b", path.ToString());
        Assert.Equal(["user", "a", "b"], path.Elements);
        Assert.Equal("b", path.Name);
        Assert.Equal(path, new RootActorPath(new Address("akka", "sys")) / "user" / "a" / "b");
        Assert.Equal(path.Parent, ActorPath.Parse("akka://sys/user/a"));
        Assert.Equal("/user/a/b", path.ToStringWithoutAddress());
        Assert.False(ActorPath.TryParse("no path", out _));
    }

    [Fact]
    public async Task Should_make_actors_from_every_kind_of_props()
    {
        var system = ActorSystem.Create("props", Quiet);
        const string Captured = "captured";
        var all = new[]
        {
            Props.Create(() => new Named(Captured)),
            Props.Create<Named>("typed"),
            Props.Create(typeof(Named), "untyped"),
            Props.CreateBy(new Producer("produced")),
            Props.Create(() => new Named("x" + 1)),
        };
        var names = new List<string>();
        foreach (var props in all)
            names.Add(await system.ActorOf(props).Ask<string>("name", Limit));
        Assert.Equal(["captured", "typed", "untyped", "produced", "x1"], names);
        await system.Terminate().WaitAsync(Limit);
    }

    private sealed class Counter
    {
        private int _value;

        public int Value => Volatile.Read(ref _value);

        public void Increment() => Interlocked.Increment(ref _value);
    }

    private sealed class Node : ReceiveActor
    {
        private readonly Counter _stopped;

        public Node(Counter stopped, int depth)
        {
            _stopped = stopped;
            for (var i = 0; i < 2 && depth > 0; i++)
                Context.ActorOf(Props.Create(() => new Node(stopped, depth - 1)));
            ReceiveAny(_ => Sender.Tell(Context.GetChildren().Count()));
        }

        protected override void PostStop() => _stopped.Increment();
    }

    private sealed class Named : ReceiveActor
    {
        public Named(string name)
        {
            ReceiveAny(_ => Sender.Tell(name));
        }
    }

    private sealed class Producer(string name) : IIndirectActorProducer
    {
        public Type ActorType => typeof(Named);

        public ActorBase Produce() => new Named(name);

        public void Release(ActorBase actor)
        {
        }
    }

    private sealed class Failing : ReceiveActor
    {
        public Failing()
        {
            ReceiveAny(_ => throw new InvalidOperationException("boom"));
        }
    }

    public sealed class Escalating : SupervisorStrategyConfigurator
    {
        public override SupervisorStrategy Create() => new OneForOneStrategy(_ => Directive.Escalate);
    }

    public sealed class Extension(ActorSystem system) : IExtension
    {
        public ActorSystem System { get; } = system;
    }

    public sealed class ExtensionProvider : ExtensionIdProvider<Extension>
    {
        public override Extension CreateExtension(ExtendedActorSystem system) => new(system);
    }
}
