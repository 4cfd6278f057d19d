using Arb.Domain.Arbitrage;
using Arb.Domain.Health;
using Arb.Domain.Primitives;

namespace Arb.Domain.Execution;

/// <summary>What the gate knows of an account.</summary>
/// <param name="Lamp">Provider status.</param>
/// <param name="CanBet">True when session and contract are good for betting.</param>
/// <param name="Quarantined">True while a bet of it has an unknown outcome.</param>
/// <param name="Reason">Why it cannot bet, or null.</param>
public readonly record struct GateAccount(Lamp Lamp, bool CanBet, bool Quarantined, string? Reason);

/// <summary>Why the gate is shut; each is counted.</summary>
public enum GateReason : byte
{
    /// <summary>Open.</summary>
    Open,

    /// <summary>The engine is not RUNNING (L14).</summary>
    EngineNotRunning,

    /// <summary>A lamp is not GREEN (L14).</summary>
    LampNotGreen,

    /// <summary>An account cannot bet.</summary>
    CannotBet,

    /// <summary>An account has a bet of unknown outcome.</summary>
    AccountQuarantined,

    /// <summary>Below the smallest margin.</summary>
    MarginTooSmall,

    /// <summary>Too good to be true: for the operator.</summary>
    MarginTooGood,

    /// <summary>The opportunity is too old.</summary>
    Stale,

    /// <summary>The market cannot be bet.</summary>
    NotBettable,

    /// <summary>The match runs, begins too soon, or nobody says when; see <see cref="GateVerdict.KickOff"/>.</summary>
    KickOff,
}

/// <summary>The gate's answer.</summary>
/// <param name="Reason">Why shut; <see cref="GateReason.Open"/> when open.</param>
/// <param name="Detail">In words.</param>
public readonly record struct GateVerdict(GateReason Reason, string Detail)
{
    /// <summary>What about the start, where that is why.</summary>
    public KickOffRefusal? KickOff { get; init; }

    /// <summary>True when the opportunity may be sized and executed.</summary>
    public bool IsOpen => Reason == GateReason.Open;
}

/// <summary>The gate (L14), pure: engine RUNNING and every lamp on the opportunity GREEN; no exception. Nor for a match that has begun, unless the settings say so.</summary>
public static class Gate
{
    /// <summary>Checks an opportunity. An account that <paramref name="accounts"/> does not know counts as RED.</summary>
    public static GateVerdict Check(
        Opportunity opportunity, EngineState engine, IReadOnlyDictionary<AccountId, GateAccount> accounts, EngineSettings settings, DateTimeOffset now)
    {
        if (engine != EngineState.Running)
            return new(GateReason.EngineNotRunning, $"engine is {engine}");
        if (opportunity.Margin > settings.MaxMargin)
            return new(GateReason.MarginTooGood, $"margin {opportunity.Margin:P2} is above {settings.MaxMargin:P2}");
        if (opportunity.Margin < settings.MinMargin)
            return new(GateReason.MarginTooSmall, $"margin {opportunity.Margin:P2} is below {settings.MinMargin:P2}");
        if (now - opportunity.At > settings.OpportunityMaxAge)
            return new(GateReason.Stale, "not confirmed lately");
        if (settings.KickOff.Check([.. opportunity.Legs.Select(leg => (leg.Market.Source.Account, leg.Market.Event))], [.. opportunity.Legs.Select(EventStart.Of)], now) is { } begun)
            return new(GateReason.KickOff, begun.Describe()) { KickOff = begun };
        foreach (var leg in opportunity.Legs)
        {
            var id = leg.Market.Source.Account;
            if (leg.Market.BetReference is null)
                return new(GateReason.NotBettable, $"{id}: this market cannot be bet");
            if (!accounts.TryGetValue(id, out var account) || account.Lamp != Lamp.Green)
                return new(GateReason.LampNotGreen, $"{id}: lamp is {(accounts.ContainsKey(id) ? account.Lamp : Lamp.Red)}");
            if (account.Quarantined)
                return new(GateReason.AccountQuarantined, $"{id}: a bet of unknown outcome is open");
            if (!account.CanBet)
                return new(GateReason.CannotBet, $"{id}: {account.Reason ?? "cannot bet"}");
        }

        return new(GateReason.Open, "open");
    }
}
