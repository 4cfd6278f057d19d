using Arb.Domain.Execution;
using Arb.Domain.Sessions;

namespace Arb.Providers.Cmd;

internal sealed class CmdBetting(ProviderContract contract) : IBetting
{
    public ProviderRequest BuildQuote(BetSlip slip, ProviderSession session) => throw NotYet();

    public QuoteResult ReadQuote(BetSlip slip, TransportResult answer, DateTimeOffset now) => throw NotYet();

    public ProviderRequest BuildPlacement(PlacementTicket ticket, ProviderSession session) => throw NotYet();

    public PlacementOutcome ReadPlacement(PlacementTicket ticket, TransportResult answer) => throw NotYet();

    public ProviderRequest BuildBetList(DateTimeOffset from, ProviderSession session) => throw NotYet();

    public BetListReading ReadBetList(TransportResult answer) => throw NotYet();

    public ProviderRequest BuildBalance(ProviderSession session) => throw NotYet();

    public BalanceReading ReadBalance(TransportResult answer) => throw NotYet();

    private NotSupportedException NotYet() => new($"betting at {contract.Provider} is not built yet");
}
