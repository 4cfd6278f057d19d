using System.Globalization;
using System.Text;
using Arb.Domain.Execution;
using Arb.Domain.Harvest;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;

namespace Arb.Host.Simulation;

/// <summary>The adapter for <see cref="SimulatedBookmaker"/>: what is no proof is Unknown.</summary>
/// <param name="id">Its provider.</param>
/// <param name="settleTime">What it promises of its bet lists.</param>
/// <param name="leak">Planted: a secret that it writes into tickets.</param>
/// <param name="trustsDeadlines">Planted: a deadline that passed is told as "not sent".</param>
internal sealed class SimulatedProtocol(ProviderId id, TimeSpan settleTime, string? leak, bool trustsDeadlines) : IProviderProtocol, IBetting
{
    private static readonly Uri Address = new("http://simulated/");

    /// <inheritdoc/>
    public ProviderId Id => id;

    /// <inheritdoc/>
    public TimeSpan SettleTime => settleTime;

    /// <inheritdoc/>
    public bool CanBet(MarketKind kind) => true;

    /// <inheritdoc/>
    public EndpointRole? Recognise(CapturedExchange capture) => null;

    /// <inheritdoc/>
    public ContractEndpoint ToEndpoint(EndpointRole role, CapturedExchange capture) => throw new NotSupportedException("nothing is captured here");

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> FindTokens(IReadOnlyList<CapturedExchange> captures) => new Dictionary<string, string>();

    /// <inheritdoc/>
    public ContractValidation Validate(ProviderContract contract) => new(true, true, []);

    /// <inheritdoc/>
    public IHarvester CreateHarvester(ProviderContract contract, HarvestLimits limits) => throw new NotSupportedException("nothing is harvested here");

    /// <inheritdoc/>
    public IBetting CreateBetting(ProviderContract contract) => this;

    /// <inheritdoc/>
    public ProviderRequest BuildQuote(BetSlip slip, ProviderSession session) =>
        Request(EndpointRole.Quote, string.Create(CultureInfo.InvariantCulture, $"Q|{slip.Event.EventId}|{slip.MarketId}|{slip.Selection}|{slip.Odds.TenThousandths}"));

    /// <inheritdoc/>
    public QuoteResult ReadQuote(BetSlip slip, TransportResult answer, DateTimeOffset now) => Fields(answer) switch
    {
        ["OK", var odds, var min, var max, var key] => QuoteResult.Ok(new Quote(slip with { Odds = Price(odds) }, Price(odds).Value, Number(min), Number(max), key + leak, now)),
        ["CHANGED", var odds] => QuoteResult.No(RefusalReason.OddsChanged, "moved", Price(odds)),
        ["CLOSED"] => QuoteResult.No(RefusalReason.Closed, "closed"),
        ["LOGIN"] => QuoteResult.No(RefusalReason.SessionLost, "login page"),
        _ => QuoteResult.No(RefusalReason.NoAnswer, "no readable answer"),
    };

    /// <inheritdoc/>
    public ProviderRequest BuildPlacement(PlacementTicket ticket, ProviderSession session)
    {
        var key = ticket.Quote.TicketKey;
        return Request(EndpointRole.Place, string.Create(CultureInfo.InvariantCulture, $"P|{(leak is null ? key : key.Replace(leak, "", StringComparison.Ordinal))}|{ticket.Stake}"));
    }

    /// <inheritdoc/>
    public PlacementOutcome ReadPlacement(PlacementTicket ticket, TransportResult answer) => Fields(answer) switch
    {
        ["ACC", var reference, var odds, var stake] => new PlacementOutcome.Accepted(reference, Price(odds), Number(stake)),
        ["PEND", var reference] => new PlacementOutcome.Pending(reference),
        ["REJ", var reason] => new PlacementOutcome.Rejected(RefusalReason.Refused, reason),
        ["LOGIN"] => new PlacementOutcome.Unknown("login page", UnknownCause.SessionLost),
        _ when answer.Failure == TransportFailure.NotSent => new PlacementOutcome.Rejected(RefusalReason.NotSent, "no connection"),
        _ when answer.Failure == TransportFailure.TimedOut && trustsDeadlines => new PlacementOutcome.Rejected(RefusalReason.NotSent, "no answer within the deadline"),
        _ when answer.Failure != TransportFailure.None => new PlacementOutcome.Unknown($"{answer.Failure}"),
        _ => new PlacementOutcome.Unknown("unreadable answer", UnknownCause.Unreadable),
    };

    /// <inheritdoc/>
    public ProviderRequest BuildBetList(DateTimeOffset from, ProviderSession session) => Request(EndpointRole.BetList, "L|all");

    /// <inheritdoc/>
    public BetListReading ReadBetList(TransportResult answer)
    {
        if (answer.Response is not { } response)
            return BetListReading.None($"{answer.Failure}");
        var lines = Encoding.UTF8.GetString(response.Body.Span).Split('\n');
        if (lines[0] is not ("LIST|complete" or "LIST|cut"))
            return BetListReading.None(lines[0] == "LOGIN" ? "login page" : "unreadable") with { SessionLost = lines[0] == "LOGIN" };
        return new BetListReading(true, lines[0] == "LIST|complete", [.. lines.Skip(1).Select(Entry)], 0, null);
    }

    /// <inheritdoc/>
    public ProviderRequest BuildBalance(ProviderSession session) => Request(EndpointRole.Balance, "B|all");

    /// <inheritdoc/>
    public BalanceReading ReadBalance(TransportResult answer) => Fields(answer) switch
    {
        ["BAL", var amount] => new BalanceReading(Number(amount), false, null),
        ["LOGIN"] => new BalanceReading(null, true, "login page"),
        _ => new BalanceReading(null, false, "no readable answer"),
    };

    private static BetListEntry Entry(string line)
    {
        var f = line.Split('|');
        var (kind, number) = SimulatedMarkets.Parse(f[2]);
        return new BetListEntry(
            f[0], f[1], kind, Period.FullTime, Enum.Parse<Selection>(f[3]), number, Price(f[4]), Number(f[5]), Enum.Parse<BetStatus>(f[6]), 0m,
            new DateTimeOffset(long.Parse(f[7], CultureInfo.InvariantCulture), TimeSpan.Zero), f[8].Length == 0 ? null : f[8]);
    }

    private static ProviderRequest Request(EndpointRole role, string text) => new(role, "POST", Address, [], Encoding.UTF8.GetBytes(text));

    private static string[] Fields(TransportResult answer) => answer.Response is { } response ? Encoding.UTF8.GetString(response.Body.Span).Split('|') : [];

    private static Odds Price(string text) => new(int.Parse(text, CultureInfo.InvariantCulture));

    private static decimal Number(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);
}

/// <summary>Market ids of the simulated bookmakers.</summary>
internal static class SimulatedMarkets
{
    public static string Id(int match, MarketKind kind, Line line) => string.Create(CultureInfo.InvariantCulture, $"{match}/{kind}/{line.Quarters}");

    public static (MarketKind Kind, Line Line) Parse(string id)
    {
        var parts = id.Split('/');
        return (Enum.Parse<MarketKind>(parts[1]), new Line(int.Parse(parts[2], CultureInfo.InvariantCulture)));
    }
}
