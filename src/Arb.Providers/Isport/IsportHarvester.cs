using Arb.Domain.Harvest;
using Arb.Domain.Sessions;

namespace Arb.Providers.Isport;

/// <summary>Decoder of one Isport feed.</summary>
internal sealed class IsportHarvester(ProviderContract contract, HarvestLimits limits) : IHarvester
{
    public IReadOnlyList<HarvestPoll> Polls { get; } = [];

    public ProviderRequest BuildRequest(HarvestPoll poll, ProviderSession session, DateTimeOffset now) => throw new NotSupportedException(contract.Host + limits.MaxEvents);

    public HarvestResult Accept(HarvestPoll poll, ProviderResponse response, DateTimeOffset now, IHarvestSink sink) => throw new NotSupportedException();

    public void Reset() => throw new NotSupportedException();
}
