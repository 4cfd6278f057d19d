using Akka.Actor;
using Akka.Event;
using Arb.Domain.Health;
using Arb.Domain.Primitives;
using Arb.Domain.Registry;

namespace Arb.Actors.Registry;

/// <summary>registry-{provider}: this provider's events and markets (L10). Applies what workers announce, tells discovery what changed.</summary>
public sealed class RegistryActor : ReceiveActor
{
    private readonly IActorRef _discovery;
    private readonly ProviderRegistry _registry;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly EngineClock _clock = EngineClock.Of(Context.System);

    /// <summary>Makes an empty registry that reports to <paramref name="discovery"/>.</summary>
    public RegistryActor(ProviderId provider, RegistryOptions options, IActorRef discovery)
    {
        _registry = new ProviderRegistry(provider, options);
        _discovery = discovery;
        Receive<CatalogueChanged>(changed => Tell(_registry.Apply(changed)));
        Receive<GetMarketEvidence>(ask => Sender.Tell(_registry.EvidenceOf(ask.Source)));
        Receive<SourceRetired>(retired => Tell(_registry.Apply(retired)));
    }

    private void Tell(RegistryOutcome outcome)
    {
        if (outcome.Removed.Count + outcome.Changed.Count > 0)
            _discovery.Tell(new RegistryChanged(outcome.Removed, outcome.Changed));
        foreach (var conflict in outcome.Conflicts)
        {
            Context.System.EventStream.Publish(new SystemLogEntry(
                _clock.Now,
                LogSeverity.Warning,
                "registry",
                $"{conflict.Source}: {conflict.Refused.Key} is {conflict.Refused.Home.Display} v {conflict.Refused.Away.Display} here but {conflict.Standing.Home.Display} v {conflict.Standing.Away.Display} at another account; left out",
                conflict.Source.Account));
        }
        if (outcome.Refused > 0)
            _log.Warning("registry {0}: {1} events or markets not taken (other provider, unannounced event or beyond arb.registry bounds)", _registry.Provider, outcome.Refused);
    }
}
