using Akka.Actor;
using Akka.Hosting;
using Akka.TestKit.TestActors;
using Xunit;

namespace Akka.Embedded.Tests.Hosting;

public sealed class ActorRegistrySpecs : Akka.TestKit.Xunit2.TestKit
{
    private ActorRegistry Registry => ActorRegistry.For(Sys);

    [Fact]
    public void It_should_be_one_per_system() => Assert.Same(ActorRegistry.For(Sys), ActorRegistry.For(Sys));

    [Fact]
    public void A_registered_actor_should_be_found()
    {
        Registry.Register<EchoActor>(TestActor);
        Assert.Equal(TestActor, Registry.Get<EchoActor>());
        Assert.True(Registry.TryGet<EchoActor>(out var found));
        Assert.Equal(TestActor, found);
        Assert.Equal([new KeyValuePair<Type, IActorRef>(typeof(EchoActor), TestActor)], Registry);
    }

    [Fact]
    public void A_missing_actor_should_be_refused()
    {
        Assert.Throws<MissingActorRegistryEntryException>(() => Registry.Get<EchoActor>());
        Assert.False(Registry.TryGet<EchoActor>(out var actor));
        Assert.True(actor.IsNobody());
    }

    [Fact]
    public void A_second_actor_should_need_overwrite()
    {
        var other = CreateTestProbe().Ref;
        Registry.Register<EchoActor>(TestActor);
        Assert.Throws<DuplicateActorRegistryException>(() => Registry.Register<EchoActor>(other));
        Assert.False(Registry.TryRegister<EchoActor>(other));
        Registry.Register<EchoActor>(other, overwrite: true);
        Assert.Equal(other, Registry.Get<EchoActor>());
    }

    [Fact]
    public void Null_should_be_refused() => Assert.Throws<ArgumentNullException>(() => Registry.Register<EchoActor>(null!));

    [Fact]
    public async Task GetAsync_should_wait_for_the_registration()
    {
        var waiting = Registry.GetAsync<EchoActor>();
        Assert.False(waiting.IsCompleted);
        Registry.Register<EchoActor>(TestActor);
        Assert.Equal(TestActor, await waiting);
        Assert.Equal(TestActor, await Registry.GetAsync<EchoActor>());
    }

    [Fact]
    public async Task GetAsync_should_be_cancellable()
    {
        using var stop = new CancellationTokenSource();
        var waiting = Registry.GetAsync<EchoActor>(stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public async Task A_required_actor_should_be_taken_from_the_registry()
    {
        Assert.Throws<MissingActorRegistryEntryException>(() => new RequiredActor<EchoActor>(Registry).ActorRef);
        var waiting = new RequiredActor<EchoActor>(Registry).GetAsync();
        Registry.Register<EchoActor>(TestActor);
        Assert.Equal(TestActor, await waiting);
        Assert.Equal(TestActor, new RequiredActor<EchoActor>(Registry).ActorRef);
    }
}
