using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.DependencyInjection;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Akka.Embedded.Tests.Hosting;

public sealed class DependencyResolverSpecs : Akka.TestKit.Xunit2.TestKit
{
    public DependencyResolverSpecs()
        : base(BootstrapSetup.Create().And(DependencyResolverSetup.Create(
            new ServiceCollection().AddSingleton(new Service("shared")).AddScoped<Scoped>().BuildServiceProvider())))
    {
    }

    [Fact]
    public void Props_should_mix_services_and_arguments()
    {
        var actor = Sys.ActorOf(DependencyResolver.For(Sys).Props<Reporter>("argument"));
        actor.Tell("?");
        ExpectMsg("shared argument");
    }

    [Fact]
    public void A_restarted_actor_should_get_its_services_again()
    {
        var actor = Sys.ActorOf(DependencyResolver.For(Sys).Props(typeof(Reporter), "argument"));
        EventFilter.Exception<DivideByZeroException>().ExpectOne(() => actor.Tell("fail"));
        actor.Tell("?");
        ExpectMsg("shared argument");
    }

    [Fact]
    public void Props_of_something_else_should_be_refused()
        => Assert.Throws<ArgumentException>(() => DependencyResolver.For(Sys).Props(typeof(Service)));

    [Fact]
    public void A_scope_should_have_services_of_its_own()
    {
        var resolver = DependencyResolver.For(Sys).Resolver;
        using var one = resolver.CreateScope();
        using var other = resolver.CreateScope();
        Assert.Same(one.Resolver.GetService<Scoped>(), one.Resolver.GetService<Scoped>());
        Assert.NotSame(one.Resolver.GetService<Scoped>(), other.Resolver.GetService<Scoped>());
        Assert.Null(resolver.GetService(typeof(Reporter)));
    }

    [Fact]
    public void A_system_without_a_resolver_should_be_refused()
    {
        using var kit = new Akka.TestKit.Xunit2.TestKit(ActorSystemSetup.Empty, "bare");
        kit.EventFilter.Error().Mute(() => Assert.Throws<ConfigurationException>(() => DependencyResolver.For(kit.Sys)));
    }

    private sealed record Service(string Name);

    private sealed class Scoped;

    private sealed class Reporter : ReceiveActor
    {
        public Reporter(Service service, string argument) => Receive<string>(text =>
        {
            if (text == "fail")
                throw new DivideByZeroException();
            Sender.Tell($"{service.Name} {argument}");
        });
    }
}
