using Arb.Domain.Harvest;
using Arb.Domain.Sessions;

namespace Arb.Providers.Sbo;

/// <summary>Decoder of one Sbo feed.</summary>
internal sealed class SboHarvester(ProviderContract contract, HarvestLimits limits) : IHarvester
{
    public IReadOnlyList<HarvestPoll> Polls { get; } = [];

    public ProviderRequest BuildRequest(HarvestPoll poll, ProviderSession session, DateTimeOffset now) => throw new NotSupportedException(contract.Host + limits.MaxEvents);

    public HarvestResult Accept(HarvestPoll poll, ProviderResponse response, DateTimeOffset now, IHarvestSink sink) => throw new NotSupportedException();

    public void Reset() => throw new NotSupportedException();
}
