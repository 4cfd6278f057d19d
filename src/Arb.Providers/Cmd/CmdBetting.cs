using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using Arb.Domain.Execution;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;
using Arb.Providers.Betting;

namespace Arb.Providers.Cmd;

/// <summary>Bets at CMD: <c>SetData</c>, <c>BetNow</c>, <c>GetBetList</c> and the balance panel.</summary>
internal sealed class CmdBetting(ProviderContract contract) : EnvelopeBetting(contract, new SessionLostRule(ByStatus: false, ByMediaType: true))
{
    private const int Ok = 0;
    private static readonly TimeSpan Zone = TimeSpan.FromHours(8);

    // -1 (try again) and 9 (duplicate) are not among them: the first placement may stand.
    private static readonly FrozenDictionary<int, RefusalReason> Listed = new Dictionary<int, RefusalReason>
    {
        [3] = RefusalReason.OddsChanged,
        [5] = RefusalReason.Closed,
        [6] = RefusalReason.Limits,
        [7] = RefusalReason.Balance,
        [8] = RefusalReason.Refused,
        [10] = RefusalReason.TicketInvalid,
    }.ToFrozenDictionary();

    protected override FrozenDictionary<int, RefusalReason> Refusals => Listed;

    public override ProviderRequest BuildQuote(BetSlip slip, ProviderSession session) =>
        Build(EndpointRole.Quote, session, new KeyValuePair<string, string>("data", Data(slip, Slips.Price(slip), "0", "")));

    public override ProviderRequest BuildPlacement(PlacementTicket ticket, ProviderSession session)
    {
        var quote = ticket.Quote;
        var data = Data(quote.Slip, Slips.Number(quote.WirePrice), Slips.Number(ticket.Stake), quote.TicketKey);
        return Build(EndpointRole.Place, session, new KeyValuePair<string, string>("data", data));
    }

    public override ProviderRequest BuildBetList(DateTimeOffset from, ProviderSession session) =>
        Build(EndpointRole.BetList, session, new KeyValuePair<string, string>("from", from.ToOffset(Zone).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)));

    protected override BetListReading? ReadBets(JsonElement root) =>
        root.TryMember("d", out var list)
        && list.TryMember("Complete", out var complete) && complete.ValueKind is JsonValueKind.True or JsonValueKind.False
        && list.TryMember("Bets", out var bets) && bets.ValueKind == JsonValueKind.Array
            ? BetRows.Read(bets, complete.ValueKind == JsonValueKind.True, CmdBetRow.Read)
            : null;

    protected override BalanceReading? ReadCredit(JsonElement root) =>
        root.TryMember("BetCredit", out var credit) && credit.TryNumber(out var number) ? new BalanceReading(number.ToDecimal(), false, null) : null;

    // matchId,price,bet,side,MY,homeGives,absLine,state,homeScore,awayScore,0,GUID,period,stake,code
    private static string Data(BetSlip slip, string price, string stake, string code)
    {
        var reference = CmdBetReference.Parse(slip.BetReference);
        var (bet, side) = (slip.Kind, slip.Selection) switch
        {
            (MarketKind.AsianHandicap, Selection.Home) => ("Hdp", "Home"),
            (MarketKind.AsianHandicap, Selection.Away) => ("Hdp", "Away"),
            (MarketKind.Total, Selection.Over) => ("Over", ""),
            (MarketKind.Total, Selection.Under) => ("Under", ""),
            (MarketKind.OneXTwo, Selection.Home) => ("1", ""),
            (MarketKind.OneXTwo, Selection.Draw) => ("X", ""),
            (MarketKind.OneXTwo, Selection.Away) => ("2", ""),
            _ => throw new InvalidOperationException($"CMD takes no bet on {slip.Selection} of {slip.Kind}"),
        };
        // The sign of the line says who gives; at 0 it says nothing and the row's own flag is sent back.
        var homeGives = slip.Kind == MarketKind.AsianHandicap && slip.Line.Quarters != 0 ? slip.Line.Quarters < 0 : reference.HomeGives;
        var line = MarketKinds.HasLine(slip.Kind) ? Math.Abs(slip.Line.Value) : 0m;
        return string.Join(
            ',',
            slip.Event.EventId, price, bet, side, "MY", homeGives ? "1" : "0", Slips.Number(line), reference.Running ? "Running" : "Today",
            "0", "0", "0", reference.Guid, slip.Period == Period.FullTime ? "FT" : "FH", stake, code);
    }

    protected override QuoteResult ReadTicket(BetSlip slip, JsonElement root, DateTimeOffset now)
    {
        if (!root.TryMember("d", out var d) || !d.TryMember("StatusCode", out var status) || !status.TryCode(out var code))
            return Unreadable();
        d.TryMember("Odds", out var price);
        if (code != Ok)
        {
            d.TryMember("Message", out var message);
            return NoQuote(code, JsonFields.Describe("StatusCode", code, message), price.OddsOf(slip.Format));
        }
        // A quote books nothing: an answer with a bet in it is the answer to something else.
        if (d.TryFirst("BetData", out _))
            return Unreadable();
        if (!price.TryNumber(out var wire) || !d.TryMember("Code", out var key) || !key.TryText(out var ticket) || ticket.Length == 0
            || !d.TryMember("Min", out var low) || !low.TryAmount(out var min) || !d.TryMember("Max", out var high) || !high.TryAmount(out var max))
            return Unreadable();
        if (slip.Kind == MarketKind.AsianHandicap && slip.Line.Quarters != 0
            && d.TryMember("IsHomeGive", out var gives) && gives.ValueKind != (slip.Line.Quarters < 0 ? JsonValueKind.True : JsonValueKind.False))
            return QuoteResult.No(RefusalReason.OddsChanged, "the other side gives the line now");
        return Slips.AtPrice(slip, wire, min, max, ticket, now);
    }

    protected override PlacementOutcome ReadBooking(PlacementTicket ticket, JsonElement root)
    {
        if (!root.TryMember("d", out var d) || !d.TryMember("StatusCode", out var status) || !status.TryCode(out var code))
            return Unreadable("the answer to the placement has no status code");
        d.TryMember("Message", out var message);
        var words = JsonFields.Describe("StatusCode", code, message);
        var bets = d.TryFirst("BetData", out var bet) ? d.GetProperty("BetData").GetArrayLength() : 0;
        bet.TryMember("RefNo", out var refNo);
        var hasReference = refNo.TryId(out var reference);
        bet.TryMember("Status", out var state);
        state.TryText(out var word);
        if (code != Ok)
            return NoBooking(code, words, hasReference || bets > 1 || word is "Accepted" or "Pending");
        if (bets > 1)
            return Unreadable($"{words}, with {bets.ToString(CultureInfo.InvariantCulture)} bets for one");
        if (word == "Rejected")
            return new PlacementOutcome.Rejected(RefusalReason.Refused, $"{words}, Rejected");
        if (!hasReference)
            return new PlacementOutcome.Unknown($"{words}, without a bet reference", UnknownCause.Incomplete);
        d.TryMember("Odds", out var price);
        return word switch
        {
            "Accepted" => new PlacementOutcome.Accepted(reference, price.OddsOf(ticket.Quote.Slip.Format) ?? ticket.Quote.Slip.Odds, ticket.Stake),
            "Pending" => new PlacementOutcome.Pending(reference),
            _ => new PlacementOutcome.Unknown($"{words}, with a state that is not known", UnknownCause.Incomplete),
        };
    }
}
