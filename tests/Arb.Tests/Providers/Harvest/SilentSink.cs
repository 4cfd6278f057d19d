using Arb.Domain.Harvest;

namespace Arb.Tests.Providers.Harvest;

/// <summary>Listens and keeps nothing.</summary>
internal sealed class SilentSink : IHarvestSink
{
    public void OnEvent(RawEvent raw)
    {
    }

    public void OnEventGone(string eventId)
    {
    }

    public void OnMarket(RawMarket raw)
    {
    }

    public void OnOdds(in RawOdds raw)
    {
    }

    public void OnMarketGone(int handle)
    {
    }

    public void OnDropped(DropReason reason)
    {
    }
}
