using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using Arb.Domain.Execution;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;
using Arb.Providers.Betting;
using Arb.Providers.Templates;

namespace Arb.Providers.Isport;

/// <summary>Bets at ISPORT: <c>GetTickets</c>, <c>ProcessBet</c>, <c>BetList</c> and the customer's balance.</summary>
internal sealed class IsportBetting(ProviderContract contract) : EnvelopeBetting(contract, new SessionLostRule(ByStatus: true, ByMediaType: true))
{
    private const int Ok = 0;
    private const int SessionLost = 100;
    private const int Failed = 1;
    private const string Info = ";sinfo=";

    private static readonly FrozenDictionary<int, RefusalReason> Listed = new Dictionary<int, RefusalReason>
    {
        [10] = RefusalReason.OddsChanged,
        [30] = RefusalReason.Limits,
        [31] = RefusalReason.Balance,
        [40] = RefusalReason.Refused,
        [41] = RefusalReason.TicketInvalid,
        [46] = RefusalReason.Closed,
        [47] = RefusalReason.Closed,
    }.ToFrozenDictionary();

    protected override FrozenDictionary<int, RefusalReason> Refusals => Listed;

    public override ProviderRequest BuildQuote(BetSlip slip, ProviderSession session) => Build(EndpointRole.Quote, session, Item(slip, Slips.Price(slip), "0"));

    public override ProviderRequest BuildPlacement(PlacementTicket ticket, ProviderSession session)
    {
        var quote = ticket.Quote;
        return Build(
            EndpointRole.Place,
            session,
            [.. Item(quote.Slip, Slips.Number(quote.WirePrice), Slips.Number(ticket.Stake)), new("sinfo", InfoOf(quote.Slip.BetReference)), new("Guid", quote.TicketKey)]);
    }

    public override ProviderRequest BuildBetList(DateTimeOffset from, ProviderSession session) =>
        Build(EndpointRole.BetList, session, new KeyValuePair<string, string>("from", from.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)));

    protected override BetListReading? ReadBets(JsonElement root)
    {
        if (HasSessionLostCode(root))
            return BetListReading.None("ErrorCode 100") with { SessionLost = true };
        return root.TryMember("complete", out var complete) && complete.ValueKind is JsonValueKind.True or JsonValueKind.False
            && root.TryMember("bets", out var bets) && bets.ValueKind == JsonValueKind.Array
                ? BetRows.Read(bets, complete.ValueKind == JsonValueKind.True, IsportBetRow.Read)
                : null;
    }

    protected override BalanceReading? ReadCredit(JsonElement root)
    {
        if (HasSessionLostCode(root))
            return new BalanceReading(null, true, "ErrorCode 100");
        return root.TryMember("ErrorCode", out var error) && error.TryCode(out var code) && code == Ok
            && root.TryMember("Data", out var data) && data.TryMember("Balance", out var balance) && balance.TryNumber(out var number)
                ? new BalanceReading(number.ToDecimal(), false, null)
                : null;
    }

    private static KeyValuePair<string, string>[] Item(BetSlip slip, string price, string stake) =>
    [
        new("oddsid", IsportBetReference.Parse(slip.BetReference).OddsId),
        new("betteam", Team(slip)),
        new("odds", price),
        new("stake", stake),
        new("hdp", MarketKinds.HasLine(slip.Kind) ? Slips.Number(slip.Line.Value) : "0"),
    ];

    private static string Team(BetSlip slip) => (slip.Kind, slip.Selection) switch
    {
        (MarketKind.AsianHandicap or MarketKind.Moneyline or MarketKind.OneXTwo, Selection.Home) => "h",
        (MarketKind.AsianHandicap or MarketKind.Moneyline or MarketKind.OneXTwo, Selection.Away) => "a",
        (MarketKind.OneXTwo, Selection.Draw) => "d",
        (MarketKind.OddEven, Selection.Odd) => "h",
        (MarketKind.OddEven, Selection.Even) => "a",
        (MarketKind.Total, Selection.Over) => "o",
        (MarketKind.Total, Selection.Under) => "u",
        _ => throw new InvalidOperationException($"ISPORT takes no bet on {slip.Selection} of {slip.Kind}"),
    };

    protected override QuoteResult ReadTicket(BetSlip slip, JsonElement root, DateTimeOffset now)
    {
        if (!root.TryMember("ErrorCode", out var error) || !error.TryCode(out var code))
            return Unreadable();
        root.TryFirst("Data", out var ticket);
        ticket.TryMember("DisplayOdds", out var price);
        if (code != Ok)
        {
            root.TryMember("ErrorMsg", out var message);
            return NoQuote(code, JsonFields.Describe("ErrorCode", code, message), price.OddsOf(slip.Format));
        }
        // A quote books nothing: an answer with a bet in it is the answer to something else.
        if (ticket.TryId("TransId", out _) || ticket.TryMember("BetStatus", out _))
            return Unreadable();
        if (!price.TryNumber(out var wire) || !ticket.TryMember("Guid", out var id) || !id.TryText(out var guid) || guid.Length == 0
            || !ticket.TryMember("sinfo", out var sinfo) || !sinfo.TryText(out var info) || !ticket.TryMember("OddsStatus", out var state) || !state.TryText(out var word)
            || !ticket.TryMember("Minbet", out var low) || !low.TryAmount(out var min) || !ticket.TryMember("Maxbet", out var high) || !high.TryAmount(out var max))
            return Unreadable();
        if (word != "running")
            return QuoteResult.No(RefusalReason.Closed, "the market is not running");
        if (MarketKinds.HasLine(slip.Kind) && ticket.TryMember("Hdp", out var handicap))
        {
            if (!handicap.TryNumber(out var number))
                return Unreadable();
            if (!Line.TryFrom(number, out var line) || line != slip.Line)
                return QuoteResult.No(RefusalReason.OddsChanged, "the line moved");
        }
        var result = Slips.AtPrice(slip, wire, min, max, guid, now);
        return result.Quote is { } quote
            ? QuoteResult.Ok(quote with { Slip = quote.Slip with { BetReference = WithInfo(quote.Slip.BetReference, info) } })
            : result;
    }

    protected override PlacementOutcome ReadBooking(PlacementTicket ticket, JsonElement root)
    {
        if (!root.TryMember("ErrorCode", out var error) || !error.TryCode(out var code))
            return Unreadable("the answer to the placement has no error code");
        root.TryMember("ErrorMsg", out var message);
        var words = JsonFields.Describe("ErrorCode", code, message);
        var bets = root.TryFirst("Data", out var bet) ? root.GetProperty("Data").GetArrayLength() : 0;
        var hasReference = bet.TryId("TransId", out var reference);
        bet.TryMember("TicketStatus", out var state);
        state.TryText(out var word);
        var isStanding = word is "running" or "waiting";
        var saysStatus = bet.TryMember("BetStatus", out var status);
        var hasStatus = status.TryCode(out var betStatus);
        if (code != Ok)
            return NoBooking(code, words, hasReference || isStanding || (saysStatus && betStatus != Failed) || bets > 1);
        if (bets > 1)
            return Unreadable($"{words}, with {bets.ToString(CultureInfo.InvariantCulture)} bets for one");
        if (!hasStatus)
            return Unreadable($"{words}, without a bet status");
        return betStatus switch
        {
            Failed when !isStanding => new PlacementOutcome.Rejected(RefusalReason.Refused, $"{words}, BetStatus 1"),
            Failed => new PlacementOutcome.Unknown($"{words}, BetStatus 1, and yet {word}", UnknownCause.Contradiction),
            0 when word == "reject" => new PlacementOutcome.Rejected(RefusalReason.Refused, $"{words}, reject"),
            0 when hasReference && word == "running" => new PlacementOutcome.Accepted(reference, ticket.Quote.Slip.Odds, ticket.Stake),
            0 when hasReference && word == "waiting" => new PlacementOutcome.Pending(reference),
            _ => new PlacementOutcome.Unknown($"{words}, BetStatus {betStatus.ToString(CultureInfo.InvariantCulture)}, without proof", UnknownCause.Incomplete),
        };
    }

    private static bool HasSessionLostCode(JsonElement root) => root.TryMember("ErrorCode", out var error) && error.TryCode(out var code) && code == SessionLost;

    protected override bool SaysSessionLost(int code) => code == SessionLost;

    // The Guid alone is the ticket's key, as the bet list shows it; sinfo travels in the quoted slip's reference, escaped.
    private static string WithInfo(string reference, string info)
    {
        var at = reference.IndexOf(Info, StringComparison.Ordinal);
        return (at < 0 ? reference : reference[..at]) + Info + Uri.EscapeDataString(info);
    }

    private static string InfoOf(string reference) => Uri.UnescapeDataString(Reference.Find(reference, "sinfo") ?? "");
}
