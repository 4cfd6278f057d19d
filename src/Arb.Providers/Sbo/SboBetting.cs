using System.Globalization;
using System.Text.Json;
using Arb.Domain.Execution;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;
using Arb.Providers.Betting;
using Arb.Providers.Templates;

namespace Arb.Providers.Sbo;

/// <summary>Bets at SBO: ticket, confirmation (a GET), running bets and credit, all script answers.</summary>
internal sealed class SboBetting(ProviderContract contract) : IBetting
{
    private const int Ok = 0;
    private const int OddsChanged = 1;
    private const int Duplicate = 6;
    private const int StyleIndex = 11;
    private static readonly TimeSpan Zone = TimeSpan.FromHours(8);
    private static readonly SessionLostRule Lost = new(ByStatus: false, ByMediaType: false);

    // A bet list's prices are in the session's style and do not say which: that of the session its request was built for.
    private volatile int _style;

    public ProviderRequest BuildQuote(BetSlip slip, ProviderSession session) => Build(
        EndpointRole.Quote,
        session,
        [
            new("id", SboBetReference.Parse(slip.BetReference).MarketId),
            new("op", Slips.IndexOf(slip).ToString(CultureInfo.InvariantCulture)),
            new("odds", Slips.Price(slip)),
        ]);

    public QuoteResult ReadQuote(BetSlip slip, TransportResult answer, DateTimeOffset now)
    {
        var sorted = Sort(answer);
        if (Slips.NoQuote(sorted) is { } none)
            return none;
        if (!SboBettingCall.TryRead(sorted.Body.Span, "onTicket", out var document))
            return Unreadable();
        using (document)
            return ReadTicket(slip, document.RootElement, now);
    }

    public ProviderRequest BuildPlacement(PlacementTicket ticket, ProviderSession session) => Build(
        EndpointRole.Place,
        session,
        [new("key", ticket.Quote.TicketKey), new("stake", Slips.Number(ticket.Stake)), new("odds", Slips.Number(ticket.Quote.WirePrice))]);

    public PlacementOutcome ReadPlacement(PlacementTicket ticket, TransportResult answer)
    {
        var sorted = Sort(answer);
        if (Slips.NoPlacement(sorted) is { } none)
            return none;
        if (!SboBettingCall.TryRead(sorted.Body.Span, "onPlace", out var document))
            return new PlacementOutcome.Unknown("the answer to the placement cannot be read");
        using (document)
            return ReadBooking(ticket, document.RootElement, canAccept: sorted.Kind == AnswerKind.Body);
    }

    public ProviderRequest BuildBetList(DateTimeOffset from, ProviderSession session) =>
        Build(EndpointRole.BetList, session, [new("from", from.ToOffset(Zone).ToString("MM'/'dd'/'yyyy", CultureInfo.InvariantCulture))]);

    public BetListReading ReadBetList(TransportResult answer)
    {
        var sorted = Sort(answer);
        if (sorted.Kind != AnswerKind.Body)
            return BetListReading.None(sorted.Detail);
        if (!SboBettingCall.TryRead(sorted.Body.Span, "onBets", out var document))
            return BetListReading.None("the bet list cannot be read");
        using (document)
        {
            var list = document.RootElement.At(1);
            if (!document.RootElement.At(0).TryCode(out var complete) || complete is not (0 or 1) || list.ValueKind != JsonValueKind.Array)
                return BetListReading.None("the answer is no bet list");
            var format = SboBetRow.FormatOf(_style);
            var rows = new BetRows();
            foreach (var row in list.EnumerateArray())
                rows.Add(SboBetRow.Read(row, format));
            return rows.Reading(complete == 1);
        }
    }

    public ProviderRequest BuildBalance(ProviderSession session) => Build(EndpointRole.Balance, session, []);

    public BalanceReading ReadBalance(TransportResult answer)
    {
        var sorted = Sort(answer);
        if (sorted.Kind != AnswerKind.Body || !SboBettingCall.TryRead(sorted.Body.Span, "onCredit", out var document))
            return Slips.NoBalance(sorted);
        using (document)
            return document.RootElement.At(0).TryNumber(out var number) ? new BalanceReading(number.ToDecimal(), false, null) : Slips.NoBalance(sorted);
    }

    private ProviderRequest Build(EndpointRole role, ProviderSession session, ReadOnlySpan<KeyValuePair<string, string>> values)
    {
        if (session.Tokens.TryGetValue("tk", out var token) && token.Split(',') is { Length: > StyleIndex } parts)
            _style = int.TryParse(parts[StyleIndex], NumberStyles.None, CultureInfo.InvariantCulture, out var style) ? style : 0;
        return ContractRequest.Build(Slips.Endpoint(contract, role), session, values);
    }

    private static BettingAnswer Sort(TransportResult answer)
    {
        var sorted = BettingAnswer.Of(answer, Lost);
        return sorted.Kind == AnswerKind.Body && SboBettingCall.Calls(sorted.Body.Span, "onReload")
            ? new BettingAnswer(AnswerKind.SessionLost, default, "a reload call instead of an answer")
            : sorted;
    }

    // [code, marketId, op, price, line, min, max, ticketKey, message]
    private static QuoteResult ReadTicket(BetSlip slip, JsonElement ticket, DateTimeOffset now)
    {
        if (!ticket.At(0).TryCode(out var code))
            return Unreadable();
        if (code is not (Ok or OddsChanged))
            return QuoteResult.No(Reason(code), JsonFields.Describe("code", code, ticket.At(8)));
        if (!ticket.At(1).TryId(out var market) || market != SboBetReference.Parse(slip.BetReference).MarketId || !ticket.At(2).TryCode(out var op) || op != Slips.IndexOf(slip))
            return QuoteResult.No(RefusalReason.NoAnswer, "the ticket is for another selection");
        if (MarketKinds.HasLine(slip.Kind))
        {
            if (!ticket.At(4).TryNumber(out var number))
                return Unreadable();
            if (!Line.TryFrom(number, out var line) || line != slip.Line)
                return QuoteResult.No(RefusalReason.OddsChanged, "the line moved");
        }
        if (code == OddsChanged)
            return QuoteResult.No(RefusalReason.OddsChanged, JsonFields.Describe("code", code, ticket.At(8)), ticket.At(3).OddsOf(slip.Format));
        return ticket.At(3).TryNumber(out var wire) && ticket.At(5).TryAmount(out var min) && ticket.At(6).TryAmount(out var max)
            && ticket.At(7).TryText(out var key) && key.Length > 0
            ? Slips.AtPrice(slip, wire, min, max, key, now)
            : Unreadable();
    }

    // [0, ticketNo, state] or [code, '', message]
    private static PlacementOutcome ReadBooking(PlacementTicket ticket, JsonElement booking, bool canAccept)
    {
        if (!booking.At(0).TryCode(out var code))
            return new PlacementOutcome.Unknown("the answer to the placement has no code");
        var hasReference = booking.At(1).TryId(out var reference);
        if (code != Ok)
        {
            var words = JsonFields.Describe("code", code, booking.At(2));
            // A refusal that names a bet contradicts itself.
            return code == Duplicate || hasReference ? new PlacementOutcome.Unknown(words) : new PlacementOutcome.Rejected(Reason(code), words);
        }
        if (!canAccept || !hasReference || !booking.At(2).TryText(out var state))
            return new PlacementOutcome.Unknown("code 0 without a ticket number");
        return state switch
        {
            "accepted" => new PlacementOutcome.Accepted(reference, ticket.Quote.Slip.Odds, ticket.Stake),
            "pending" => new PlacementOutcome.Pending(reference),
            _ => new PlacementOutcome.Unknown("code 0 with a state that is not known"),
        };
    }

    private static RefusalReason Reason(int code) => code switch
    {
        OddsChanged => RefusalReason.OddsChanged,
        2 => RefusalReason.Closed,
        3 => RefusalReason.Limits,
        _ => RefusalReason.Refused,
    };

    private static QuoteResult Unreadable() => QuoteResult.No(RefusalReason.NoAnswer, "the answer to the quote cannot be read");
}
