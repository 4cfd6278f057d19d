using Akka.Actor;
using Arb.Actors.Discovery;
using Arb.Domain.Commands;
using Arb.Domain.Discovery;
using Arb.Domain.Health;
using Arb.Domain.Normalization;
using Arb.Domain.Primitives;
using Arb.Domain.Registry;
using Arb.Domain.Sessions;
using Arb.Tests.Actors.Support;

namespace Arb.Tests.Actors.Market;

public sealed class DiscoverySpecs : ActorKit
{
    private readonly MemoryBindingStore _store = new();
    private readonly Log _pairing;
    private readonly IActorRef _pairingRef;

    public DiscoverySpecs() => (_pairingRef, _pairing) = Recorder();

    [Fact]
    public void Should_tell_pairing_of_a_match_only_when_its_binding_is_stored()
    {
        var discovery = Start();
        _store.Hold = true;
        Same(discovery);
        Assert.Empty(_pairing.All);
        _store.Release();
        Assert.Equal(2, _pairing.Of<BoundEvent>()[^1].Members.Count);
        Assert.Single(_store.Bindings);
    }

    [Fact]
    public void Should_try_again_when_a_binding_cannot_be_stored()
    {
        var discovery = Start();
        _store.Failure = new StorageException("disk full");
        Same(discovery);
        Assert.Empty(_pairing.Of<BoundEvent>());
        Assert.True(Seen.Says(LogSeverity.Error, "disk full"));
        _store.Failure = null;
        Pass(5.25);
        Assert.NotEmpty(_pairing.Of<BoundEvent>());
    }

    [Fact]
    public void Should_bind_nothing_until_the_stored_bindings_are_read()
    {
        _store.Failure = new StorageException("locked");
        var discovery = Start();
        Same(discovery);
        Assert.Equal(0, Ask<DiscoveryStatus>(discovery, GetDiscoveryStatus.Instance).Events);
        _store.Failure = null;
        Pass(5.25);
        Assert.Equal(1, Ask<DiscoveryStatus>(discovery, GetDiscoveryStatus.Instance).BoundMatches);
    }

    [Fact]
    public void Should_never_bind_what_the_operator_refused()
    {
        var discovery = Start();
        Same(discovery);
        Ask<Done>(discovery, new DecideBinding("cmd:1", "sbo:2", false, false));
        Assert.Equal(0, Ask<DiscoveryStatus>(discovery, GetDiscoveryStatus.Instance).BoundMatches);
        Assert.Empty(_pairing.Of<BoundEvent>()[^1].Members);
        Assert.Single(_store.Refusals);
        Same(Start());
        Assert.DoesNotContain(_pairing.Of<BoundEvent>().Skip(2), bound => bound.Members.Count > 1);
    }

    [Fact]
    public void Should_keep_over_a_restart_what_the_operator_bound_after_refusing_it()
    {
        var discovery = Start();
        Same(discovery);
        Ask<Done>(discovery, new DecideBinding("sbo:2", "cmd:1", false, false));
        Ask<Done>(discovery, new DecideBinding("cmd:1", "sbo:2", true, false));
        var restarted = Start();
        Same(restarted);
        Assert.Equal(1, Ask<DiscoveryStatus>(restarted, GetDiscoveryStatus.Instance).BoundMatches);
    }

    [Fact]
    public void Should_keep_a_refusal_that_cannot_be_taken_back()
    {
        var discovery = Start();
        Same(discovery);
        Ask<Done>(discovery, new DecideBinding("cmd:1", "sbo:2", false, false));
        _store.Failure = new StorageException("disk full");
        Assert.Equal("disk full", Ask<CommandFailed>(discovery, new DecideBinding("cmd:1", "sbo:2", true, false)).Message);
        Assert.Equal(0, Ask<DiscoveryStatus>(discovery, GetDiscoveryStatus.Instance).BoundMatches);
    }

    [Fact]
    public void Should_not_believe_a_refusal_that_cannot_be_stored()
    {
        var discovery = Start();
        Same(discovery);
        _store.Failure = new StorageException("disk full");
        Assert.Equal("disk full", Ask<CommandFailed>(discovery, new DecideBinding("cmd:1", "sbo:2", false, false)).Message);
        Assert.Equal(1, Ask<DiscoveryStatus>(discovery, GetDiscoveryStatus.Instance).BoundMatches);
    }

    [Fact]
    public void Should_bind_what_the_operator_binds()
    {
        var discovery = Start();
        Tell(discovery, "CMD", "1", "Arsenal", "Chelsea");
        Tell(discovery, "SBO", "2", "The Gunners", "The Blues");
        Assert.Empty(_pairing.Of<BoundEvent>());
        Assert.Contains("one match", Ask<Done>(discovery, new DecideBinding("cmd:1", "sbo:2", true, false)).Message, StringComparison.Ordinal);
        Assert.Equal(2, _pairing.Of<BoundEvent>()[^1].Members.Count);
        Assert.Equal(FailureKind.Refused, Ask<CommandFailed>(discovery, new DecideBinding("cmd:1", "sbo:99", true, false)).Kind);
    }

    [Fact]
    public void Should_list_what_another_book_surely_has_and_bind_it_in_one_step()
    {
        var discovery = Start();
        Tell(discovery, "CMD", "1", "Arsenal", "Chelsea");
        Tell(discovery, "SBO", "2", "The Gunners", "The Blues");
        var list = Ask<BindingList>(discovery, new ListBindings(10) { Unbound = true });
        Assert.Equal(2, list.UnboundTotal);
        var partner = Assert.Single(list.Unbound[0].Partners);
        Ask<Done>(discovery, new DecideBinding(list.Unbound[0].Event.Key.ToString(), partner.Event.Key.ToString(), true, partner.Mirrored));
        Assert.Equal(0, Ask<BindingList>(discovery, new ListBindings(10) { Unbound = true }).UnboundTotal);
        Assert.Empty(Ask<BindingList>(discovery, new ListBindings(10)).Unbound);
    }

    [Fact]
    public void Should_keep_names_over_a_restart_and_tell_of_them()
    {
        Ask<Done>(Start(), new ChangeAliases("The Gunners", "Arsenal", true));
        Ask<Done>(Start(), new ImportAliases("names.tsv", "Chelsea\tThe Blues\n"));
        var restarted = Start();
        Tell(restarted, "CMD", "1", "Arsenal", "Chelsea");
        Tell(restarted, "SBO", "2", "The Gunners", "The Blues");
        Assert.Equal(1, Ask<DiscoveryStatus>(restarted, GetDiscoveryStatus.Instance).BoundMatches);
        Assert.Equal(["names.tsv", "operator"], Ask<AliasList>(restarted, new ListAliases(10)).Kept.Select(alias => alias.Source).Order(StringComparer.Ordinal));
        Ask<Done>(restarted, new ChangeAliases("Arsenal", "The Gunners", false));
        Assert.Equal(0, Ask<DiscoveryStatus>(restarted, GetDiscoveryStatus.Instance).BoundMatches);
    }

    [Fact]
    public void Should_say_that_a_file_has_no_names_and_that_names_could_not_be_kept()
    {
        var discovery = Start();
        Assert.Equal(FailureKind.BadRequest, Ask<CommandFailed>(discovery, new ImportAliases("names.tsv", "nothing here")).Kind);
        _store.Failure = new StorageException("disk full");
        Assert.Equal("disk full", Ask<CommandFailed>(discovery, new ChangeAliases("The Gunners", "Arsenal", true)).Message);
    }

    private IActorRef Start() => Sys.ActorOf(Props.Create(typeof(DiscoveryActor), new BindingOptions(TimeSpan.FromMinutes(15), TimeSpan.FromHours(3)), _store, _pairingRef));

    private void Same(IActorRef discovery)
    {
        Tell(discovery, "CMD", "1", "Arsenal", "Chelsea");
        Tell(discovery, "SBO", "2", "Arsenal", "Chelsea");
    }

    private void Tell(IActorRef discovery, string provider, string id, string home, string away)
    {
        Assert.True(TeamNames.TryNormalise("Premier League", home, away, out var league, out var h, out var a));
        discovery.Tell(new RegistryChanged([], [new RegistryEventChanged(new ProviderEvent(new EventKey(new ProviderId(provider), id), league, h, a, KickOff, false), [])]));
    }

    private DateTimeOffset KickOff { get; } = new(2027, 3, 1, 20, 0, 0, TimeSpan.Zero);
}
