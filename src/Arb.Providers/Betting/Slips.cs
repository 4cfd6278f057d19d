using System.Globalization;
using Arb.Domain.Execution;
using Arb.Domain.Normalization;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;

namespace Arb.Providers.Betting;

/// <summary>What the three protocols' betting shares.</summary>
internal static class Slips
{
    public static ContractEndpoint Endpoint(ProviderContract contract, EndpointRole role) =>
        contract.Find(role) ?? throw new InvalidOperationException($"the {contract.Provider} contract of {contract.Account} has no {role} endpoint");

    /// <summary>A number as a form field: <c>0.95</c>, <c>-0.5</c>, <c>100</c>.</summary>
    public static string Number(decimal value) => value.ToString("0.#########", CultureInfo.InvariantCulture);

    /// <summary>The price to ask for, in the slip's format.</summary>
    public static string Price(BetSlip slip) => Number(OddsConversion.ToWire(slip.Odds, slip.Format));

    /// <summary>Index of the slip's selection in its market's order of prices.</summary>
    public static int IndexOf(BetSlip slip)
    {
        var index = MarketKinds.Selections(slip.Kind).IndexOf(slip.Selection);
        return index >= 0 ? index : throw new InvalidOperationException($"{slip.Kind} has no {slip.Selection}");
    }

    /// <summary>Why there is no quote when there was no envelope to read; null when there is a body.</summary>
    public static QuoteResult? NoQuote(BettingAnswer answer) => answer.Kind switch
    {
        AnswerKind.Body => null,
        AnswerKind.NotSent => QuoteResult.No(RefusalReason.NotSent, answer.Detail),
        AnswerKind.SessionLost => QuoteResult.No(RefusalReason.SessionLost, answer.Detail),
        _ => QuoteResult.No(RefusalReason.NoAnswer, answer.Detail),
    };

    /// <summary>The outcome of a placement when there was no envelope to read; null when there is a body. A lost session proves nothing.</summary>
    public static PlacementOutcome? NoPlacement(BettingAnswer answer) => answer.Kind switch
    {
        AnswerKind.Body => null,
        AnswerKind.NotSent => new PlacementOutcome.Rejected(RefusalReason.NotSent, answer.Detail),
        AnswerKind.SessionLost => new PlacementOutcome.Unknown(answer.Detail, UnknownCause.SessionLost),
        AnswerKind.OtherStatus => new PlacementOutcome.Unknown(answer.Detail, UnknownCause.OtherStatus),
        _ => new PlacementOutcome.Unknown(answer.Detail, UnknownCause.NoAnswer),
    };

    public static BalanceReading NoBalance(BettingAnswer answer) =>
        new(null, answer.Kind == AnswerKind.SessionLost, answer.Detail.Length > 0 ? answer.Detail : "no balance in the answer");

    /// <summary>A quote at the slip's own price, or "odds changed" with the new one.</summary>
    public static QuoteResult AtPrice(BetSlip slip, WireNumber wire, decimal min, decimal max, string key, DateTimeOffset now)
    {
        switch (OddsConversion.ToOdds(wire, slip.Format, out var odds))
        {
            case PriceState.Closed:
                return QuoteResult.No(RefusalReason.Closed, "the price is closed");
            case PriceState.Invalid:
                return QuoteResult.No(RefusalReason.NoAnswer, "the quoted price cannot be read");
        }
        if (odds != slip.Odds)
            return QuoteResult.No(RefusalReason.OddsChanged, $"{odds} instead of {slip.Odds}", odds);
        return max < min || max == 0
            ? QuoteResult.No(RefusalReason.Limits, $"limits {Number(min)} to {Number(max)}")
            : QuoteResult.Ok(new Quote(slip, wire.ToDecimal(), min, max, key, now));
    }
}

/// <summary>Collects the rows of a bet list; a row that cannot be read is counted, because then the list proves no absence.</summary>
internal sealed class BetRows
{
    private readonly List<BetListEntry> _bets = [];
    private readonly HashSet<string> _references = [];
    private int _undecodable;

    /// <summary>Adds a row; null, or a reference that this list had already, counts as unreadable.</summary>
    public void Add(BetListEntry? row)
    {
        if (row is null || !_references.Add(row.Reference))
            _undecodable++;
        else
            _bets.Add(row);
    }

    /// <summary>Reads every row of a list.</summary>
    public static BetListReading Read(System.Text.Json.JsonElement list, bool complete, Func<System.Text.Json.JsonElement, BetListEntry?> read)
    {
        var rows = new BetRows();
        foreach (var row in list.EnumerateArray())
            rows.Add(read(row));
        return rows.Reading(complete);
    }

    public BetListReading Reading(bool complete) => new(true, complete, _bets, _undecodable, _undecodable == 0 ? null : $"{_undecodable} rows could not be read");

    /// <summary>A return where the state has one: 0 while open, required once money may have come back.</summary>
    public static bool TryReturn(System.Text.Json.JsonElement element, BetStatus status, out decimal amount)
    {
        if (element.TryAmount(out amount))
            return true;
        var isMissing = element.ValueKind is System.Text.Json.JsonValueKind.Undefined or System.Text.Json.JsonValueKind.Null;
        return isMissing && status is BetStatus.Pending or BetStatus.Accepted or BetStatus.Rejected or BetStatus.Lost;
    }

    /// <summary>A wall-clock time of UTC+8 as UTC.</summary>
    public static bool TryTime(string text, string format, out DateTimeOffset at)
    {
        at = default;
        if (!DateTime.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local) || local.Year is < 2000 or > 9000)
            return false;
        at = new DateTimeOffset(local, TimeSpan.FromHours(8)).ToUniversalTime();
        return true;
    }
}
