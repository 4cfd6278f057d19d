using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using Arb.Domain.Execution;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;
using Arb.Providers.Betting;

namespace Arb.Providers.Sbo;

/// <summary>Bets at SBO: ticket, confirmation (a GET), running bets and credit, all script answers.</summary>
internal sealed class SboBetting(ProviderContract contract) : EnvelopeBetting(contract, new SessionLostRule(ByStatus: false, ByMediaType: false))
{
    private const int Ok = 0;
    private const int OddsChanged = 1;
    private const int StyleIndex = 11;
    private static readonly TimeSpan Zone = TimeSpan.FromHours(8);

    // 6 (duplicate) is not among them: the first placement may stand.
    private static readonly FrozenDictionary<int, RefusalReason> Listed = new Dictionary<int, RefusalReason>
    {
        [OddsChanged] = RefusalReason.OddsChanged,
        [2] = RefusalReason.Closed,
        [3] = RefusalReason.Limits,
        [4] = RefusalReason.Refused,
    }.ToFrozenDictionary();

    protected override FrozenDictionary<int, RefusalReason> Refusals => Listed;

    // A bet list's prices are in the session's style and do not say which: that of the session its request was built for.
    private volatile int _style;

    public override ProviderRequest BuildQuote(BetSlip slip, ProviderSession session) => Build(
        EndpointRole.Quote,
        session,
        [
            new("id", SboBetReference.Parse(slip.BetReference).MarketId),
            new("op", Slips.IndexOf(slip).ToString(CultureInfo.InvariantCulture)),
            new("odds", Slips.Price(slip)),
        ]);

    public override ProviderRequest BuildPlacement(PlacementTicket ticket, ProviderSession session) => Build(
        EndpointRole.Place,
        session,
        [new("key", ticket.Quote.TicketKey), new("stake", Slips.Number(ticket.Stake)), new("odds", Slips.Number(ticket.Quote.WirePrice))]);

    public override ProviderRequest BuildBetList(DateTimeOffset from, ProviderSession session) =>
        Build(EndpointRole.BetList, session, new KeyValuePair<string, string>("from", from.ToOffset(Zone).ToString("MM'/'dd'/'yyyy", CultureInfo.InvariantCulture)));

    protected override ProviderRequest Build(EndpointRole role, ProviderSession session, params ReadOnlySpan<KeyValuePair<string, string>> values)
    {
        if (session.Tokens.TryGetValue("tk", out var token) && token.Split(',') is { Length: > StyleIndex } parts)
            _style = int.TryParse(parts[StyleIndex], NumberStyles.None, CultureInfo.InvariantCulture, out var style) ? style : 0;
        return base.Build(role, session, values);
    }

    protected override BettingAnswer Sort(TransportResult answer)
    {
        var sorted = base.Sort(answer);
        return sorted.Kind == AnswerKind.Body && SboBettingCall.Calls(sorted.Body.Span, "onReload")
            ? new BettingAnswer(AnswerKind.SessionLost, default, "a reload call instead of an answer")
            : sorted;
    }

    protected override bool TryOpen(ReadOnlyMemory<byte> body, EndpointRole role, [NotNullWhen(true)] out JsonDocument? document) => SboBettingCall.TryRead(
        body.Span,
        role switch
        {
            EndpointRole.Quote => "onTicket",
            EndpointRole.Place => "onPlace",
            EndpointRole.BetList => "onBets",
            EndpointRole.Balance => "onCredit",
            _ => throw new ArgumentOutOfRangeException(nameof(role), role, "no betting role"),
        },
        out document);

    protected override BetListReading? ReadBets(JsonElement root)
    {
        var list = root.At(1);
        if (!root.At(0).TryCode(out var complete) || complete is not (0 or 1) || list.ValueKind != JsonValueKind.Array)
            return null;
        var format = SboBetRow.FormatOf(_style);
        return BetRows.Read(list, complete == 1, row => SboBetRow.Read(row, format));
    }

    protected override BalanceReading? ReadCredit(JsonElement root) => root.At(0).TryNumber(out var number) ? new BalanceReading(number.ToDecimal(), false, null) : null;

    // [code, marketId, op, price, line, min, max, ticketKey, message]
    protected override QuoteResult ReadTicket(BetSlip slip, JsonElement ticket, DateTimeOffset now)
    {
        if (!ticket.At(0).TryCode(out var code))
            return Unreadable();
        if (code is not (Ok or OddsChanged))
            return NoQuote(code, JsonFields.Describe("code", code, ticket.At(8)));
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
            return NoQuote(code, JsonFields.Describe("code", code, ticket.At(8)), ticket.At(3).OddsOf(slip.Format));
        return ticket.At(3).TryNumber(out var wire) && ticket.At(5).TryAmount(out var min) && ticket.At(6).TryAmount(out var max)
            && ticket.At(7).TryText(out var key) && key.Length > 0
            ? Slips.AtPrice(slip, wire, min, max, key, now)
            : Unreadable();
    }

    // [0, ticketNo, state] or [code, '', message]
    protected override PlacementOutcome ReadBooking(PlacementTicket ticket, JsonElement booking)
    {
        if (!booking.At(0).TryCode(out var code))
            return Unreadable("the answer to the placement has no code");
        var hasReference = booking.At(1).TryId(out var reference);
        if (code != Ok)
        {
            var namesNone = booking.At(1).TryText(out var none) && none.Length == 0;
            return NoBooking(code, JsonFields.Describe("code", code, booking.At(2)), speaksOfABet: !namesNone);
        }
        if (!hasReference || !booking.At(2).TryText(out var state))
            return new PlacementOutcome.Unknown("code 0 without a ticket number", UnknownCause.Incomplete);
        return state switch
        {
            "accepted" => new PlacementOutcome.Accepted(reference, ticket.Quote.Slip.Odds, ticket.Stake),
            "pending" => new PlacementOutcome.Pending(reference),
            _ => new PlacementOutcome.Unknown("code 0 with a state that is not known", UnknownCause.Incomplete),
        };
    }
}
