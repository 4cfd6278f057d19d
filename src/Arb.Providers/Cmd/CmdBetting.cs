using System.Globalization;
using System.Text.Json;
using Arb.Domain.Execution;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;
using Arb.Providers.Betting;
using Arb.Providers.Templates;

namespace Arb.Providers.Cmd;

/// <summary>Bets at CMD: <c>SetData</c>, <c>BetNow</c>, <c>GetBetList</c> and the balance panel.</summary>
internal sealed class CmdBetting(ProviderContract contract) : IBetting
{
    private const int Ok = 0;
    private const int OddsChanged = 3;
    private const int TryAgain = -1;
    private const int Duplicate = 9;
    private static readonly TimeSpan Zone = TimeSpan.FromHours(8);
    private static readonly SessionLostRule Lost = new(ByStatus: false, ByMediaType: true);

    public ProviderRequest BuildQuote(BetSlip slip, ProviderSession session) =>
        ContractRequest.Build(Slips.Endpoint(contract, EndpointRole.Quote), session, [new("data", Data(slip, Slips.Price(slip), "0", ""))]);

    public QuoteResult ReadQuote(BetSlip slip, TransportResult answer, DateTimeOffset now)
    {
        var sorted = BettingAnswer.Of(answer, Lost);
        if (Slips.NoQuote(sorted) is { } none)
            return none;
        if (!JsonFields.TryParse(sorted.Body, out var document))
            return Unreadable();
        using (document)
            return ReadTicket(slip, document.RootElement, now);
    }

    public ProviderRequest BuildPlacement(PlacementTicket ticket, ProviderSession session)
    {
        var quote = ticket.Quote;
        var data = Data(quote.Slip, Slips.Number(quote.WirePrice), Slips.Number(ticket.Stake), quote.TicketKey);
        return ContractRequest.Build(Slips.Endpoint(contract, EndpointRole.Place), session, [new("data", data)]);
    }

    public PlacementOutcome ReadPlacement(PlacementTicket ticket, TransportResult answer)
    {
        var sorted = BettingAnswer.Of(answer, Lost);
        if (Slips.NoPlacement(sorted) is { } none)
            return none;
        if (!JsonFields.TryParse(sorted.Body, out var document))
            return new PlacementOutcome.Unknown("the answer to the placement cannot be read");
        using (document)
            return ReadBooking(ticket, document.RootElement, canAccept: sorted.Kind == AnswerKind.Body);
    }

    public ProviderRequest BuildBetList(DateTimeOffset from, ProviderSession session) =>
        ContractRequest.Build(
            Slips.Endpoint(contract, EndpointRole.BetList), session, [new("from", from.ToOffset(Zone).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))]);

    public BetListReading ReadBetList(TransportResult answer)
    {
        var sorted = BettingAnswer.Of(answer, Lost);
        if (sorted.Kind != AnswerKind.Body)
            return BetListReading.None(sorted.Detail);
        if (!JsonFields.TryParse(sorted.Body, out var document))
            return BetListReading.None("the bet list cannot be read");
        using (document)
        {
            if (!document.RootElement.TryMember("d", out var list)
                || !list.TryMember("Complete", out var complete) || complete.ValueKind is not (JsonValueKind.True or JsonValueKind.False)
                || !list.TryMember("Bets", out var bets) || bets.ValueKind != JsonValueKind.Array)
                return BetListReading.None("the answer is no bet list");
            var rows = new BetRows();
            foreach (var row in bets.EnumerateArray())
                rows.Add(CmdBetRow.Read(row));
            return rows.Reading(complete.ValueKind == JsonValueKind.True);
        }
    }

    public ProviderRequest BuildBalance(ProviderSession session) => ContractRequest.Build(Slips.Endpoint(contract, EndpointRole.Balance), session, []);

    public BalanceReading ReadBalance(TransportResult answer)
    {
        var sorted = BettingAnswer.Of(answer, Lost);
        if (sorted.Kind != AnswerKind.Body || !JsonFields.TryParse(sorted.Body, out var document))
            return Slips.NoBalance(sorted);
        using (document)
            return document.RootElement.TryMember("BetCredit", out var credit) && credit.TryNumber(out var number)
                ? new BalanceReading(number.ToDecimal(), false, null)
                : Slips.NoBalance(sorted);
    }

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

    private static QuoteResult ReadTicket(BetSlip slip, JsonElement root, DateTimeOffset now)
    {
        if (!root.TryMember("d", out var d) || !d.TryMember("StatusCode", out var status) || !status.TryCode(out var code))
            return Unreadable();
        d.TryMember("Odds", out var price);
        if (code != Ok)
        {
            d.TryMember("Message", out var message);
            var reason = code == TryAgain ? RefusalReason.NoAnswer : Reason(code);
            return QuoteResult.No(reason, JsonFields.Describe("StatusCode", code, message), code == OddsChanged ? price.OddsOf(slip.Format) : null);
        }
        if (!price.TryNumber(out var wire) || !d.TryMember("Code", out var key) || !key.TryText(out var ticket) || ticket.Length == 0
            || !d.TryMember("Min", out var low) || !low.TryAmount(out var min) || !d.TryMember("Max", out var high) || !high.TryAmount(out var max))
            return Unreadable();
        if (slip.Kind == MarketKind.AsianHandicap && slip.Line.Quarters != 0
            && d.TryMember("IsHomeGive", out var gives) && gives.ValueKind != (slip.Line.Quarters < 0 ? JsonValueKind.True : JsonValueKind.False))
            return QuoteResult.No(RefusalReason.OddsChanged, "the other side gives the line now");
        return Slips.AtPrice(slip, wire, min, max, ticket, now);
    }

    private static PlacementOutcome ReadBooking(PlacementTicket ticket, JsonElement root, bool canAccept)
    {
        if (!root.TryMember("d", out var d) || !d.TryMember("StatusCode", out var status) || !status.TryCode(out var code))
            return new PlacementOutcome.Unknown("the answer to the placement has no status code");
        d.TryMember("Message", out var message);
        var words = JsonFields.Describe("StatusCode", code, message);
        d.TryFirst("BetData", out var bet);
        bet.TryMember("RefNo", out var refNo);
        var hasReference = refNo.TryId(out var reference);
        if (code != Ok)
        {
            // A refusal that names a bet contradicts itself.
            return code is TryAgain or Duplicate || hasReference
                ? new PlacementOutcome.Unknown(words)
                : new PlacementOutcome.Rejected(Reason(code), words);
        }
        bet.TryMember("Status", out var state);
        state.TryText(out var word);
        if (word == "Rejected")
            return new PlacementOutcome.Rejected(RefusalReason.Refused, $"{words}, Rejected");
        if (!canAccept || !hasReference)
            return new PlacementOutcome.Unknown($"{words}, without a bet reference");
        d.TryMember("Odds", out var price);
        return word switch
        {
            "Accepted" => new PlacementOutcome.Accepted(reference, price.OddsOf(ticket.Quote.Slip.Format) ?? ticket.Quote.Slip.Odds, ticket.Stake),
            "Pending" => new PlacementOutcome.Pending(reference),
            _ => new PlacementOutcome.Unknown($"{words}, with a state that is not known"),
        };
    }

    private static RefusalReason Reason(int code) => code switch
    {
        OddsChanged => RefusalReason.OddsChanged,
        5 => RefusalReason.Closed,
        6 => RefusalReason.Limits,
        7 => RefusalReason.Balance,
        10 => RefusalReason.TicketInvalid,
        _ => RefusalReason.Refused,
    };

    private static QuoteResult Unreadable() => QuoteResult.No(RefusalReason.NoAnswer, "the answer to the quote cannot be read");
}
