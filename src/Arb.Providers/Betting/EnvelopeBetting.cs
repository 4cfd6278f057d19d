using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Arb.Domain.Execution;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;
using Arb.Providers.Templates;

namespace Arb.Providers.Betting;

/// <summary>
/// The order in which every bookmaker's betting answers are read: what came back at all, then its envelope, then what it says. What that does not prove stays unknown. A protocol says how its requests
/// are built, how an envelope opens and what stands in it.
/// </summary>
/// <param name="contract">Templates of the requests.</param>
/// <param name="lost">How this protocol says "session lost" below its envelope.</param>
internal abstract class EnvelopeBetting(ProviderContract contract, SessionLostRule lost) : IBetting
{
    public abstract ProviderRequest BuildQuote(BetSlip slip, ProviderSession session);

    public abstract ProviderRequest BuildPlacement(PlacementTicket ticket, ProviderSession session);

    public abstract ProviderRequest BuildBetList(DateTimeOffset from, ProviderSession session);

    public ProviderRequest BuildBalance(ProviderSession session) => Build(EndpointRole.Balance, session);

    public QuoteResult ReadQuote(BetSlip slip, TransportResult answer, DateTimeOffset now)
    {
        var sorted = Sort(answer);
        if (Slips.NoQuote(sorted) is { } none)
            return none;
        if (!TryOpen(sorted.Body, EndpointRole.Quote, out var document))
            return Unreadable();
        using (document)
            return ReadTicket(slip, document.RootElement, now);
    }

    public PlacementOutcome ReadPlacement(PlacementTicket ticket, TransportResult answer)
    {
        var sorted = Sort(answer);
        if (Slips.NoPlacement(sorted) is { } none)
            return none;
        if (!TryOpen(sorted.Body, EndpointRole.Place, out var document))
            return Unreadable("the answer to the placement cannot be read");
        using (document)
            return ReadBooking(ticket, document.RootElement);
    }

    public BetListReading ReadBetList(TransportResult answer)
    {
        var sorted = Sort(answer);
        if (sorted.Kind != AnswerKind.Body)
            return BetListReading.None(sorted.Detail) with { SessionLost = sorted.Kind == AnswerKind.SessionLost };
        if (!TryOpen(sorted.Body, EndpointRole.BetList, out var document))
            return BetListReading.None("the bet list cannot be read");
        using (document)
            return ReadBets(document.RootElement) ?? BetListReading.None("the answer is no bet list");
    }

    public BalanceReading ReadBalance(TransportResult answer)
    {
        var sorted = Sort(answer);
        if (sorted.Kind != AnswerKind.Body || !TryOpen(sorted.Body, EndpointRole.Balance, out var document))
            return Slips.NoBalance(sorted);
        using (document)
            return ReadCredit(document.RootElement) ?? Slips.NoBalance(sorted);
    }

    /// <summary>A request of the contract.</summary>
    protected virtual ProviderRequest Build(EndpointRole role, ProviderSession session, params ReadOnlySpan<KeyValuePair<string, string>> values) =>
        ContractRequest.Build(Slips.Endpoint(contract, role), session, values);

    /// <summary>What an answer can prove; a protocol that says "session lost" in a body of its own looks for it here.</summary>
    protected virtual BettingAnswer Sort(TransportResult answer) => BettingAnswer.Of(answer, lost);

    /// <summary>Opens the envelope of a role's answer; false when it is none. The caller disposes of the document.</summary>
    protected virtual bool TryOpen(ReadOnlyMemory<byte> body, EndpointRole role, [NotNullWhen(true)] out JsonDocument? document) => JsonFields.TryParse(body, out document);

    /// <summary>Reads the answer to a quote.</summary>
    protected abstract QuoteResult ReadTicket(BetSlip slip, JsonElement root, DateTimeOffset now);

    /// <summary>Reads the answer to a placement.</summary>
    protected abstract PlacementOutcome ReadBooking(PlacementTicket ticket, JsonElement root);

    /// <summary>Reads a bet list; null when it is none.</summary>
    protected abstract BetListReading? ReadBets(JsonElement root);

    /// <summary>Reads a balance; null when there is none in it.</summary>
    protected abstract BalanceReading? ReadCredit(JsonElement root);

    /// <summary>The codes that the protocol's page lists by name as refusals: nothing else proves that there is no bet.</summary>
    protected abstract FrozenDictionary<int, RefusalReason> Refusals { get; }

    /// <summary>The codes that say "session lost"; they prove nothing about a placement.</summary>
    protected virtual bool SaysSessionLost(int code) => false;

    /// <summary>No quote, for what a code other than "ok" says.</summary>
    protected QuoteResult NoQuote(int code, string words, Odds? newOdds = null)
    {
        var reason = SaysSessionLost(code) ? RefusalReason.SessionLost : Refusals.GetValueOrDefault(code, RefusalReason.NoAnswer);
        return QuoteResult.No(reason, words, reason == RefusalReason.OddsChanged ? newOdds : null);
    }

    /// <summary>What a code other than "ok" proves about a placement; a refusal that speaks of a bet contradicts itself.</summary>
    protected PlacementOutcome NoBooking(int code, string words, bool speaksOfABet)
    {
        if (SaysSessionLost(code))
            return new PlacementOutcome.Unknown(words, UnknownCause.SessionLost);
        if (!Refusals.TryGetValue(code, out var reason))
            return new PlacementOutcome.Unknown(words, UnknownCause.UnlistedCode);
        return speaksOfABet ? new PlacementOutcome.Unknown($"{words}, and yet a bet", UnknownCause.Contradiction) : new PlacementOutcome.Rejected(reason, words);
    }

    protected static QuoteResult Unreadable() => QuoteResult.No(RefusalReason.NoAnswer, "the answer to the quote cannot be read");

    protected static PlacementOutcome Unreadable(string detail) => new PlacementOutcome.Unknown(detail, UnknownCause.Unreadable);
}
