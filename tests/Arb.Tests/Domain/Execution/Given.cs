using Arb.Domain.Arbitrage;
using Arb.Domain.Execution;
using Arb.Domain.Pairing;
using Arb.Domain.Primitives;
using Arb.Domain.Registry;
using Quote = Arb.Domain.Execution.Quote;

namespace Arb.Tests.Domain.Execution;

/// <summary>A two-leg opportunity on a total of 2.5 goals (over at <c>a1</c>/CMD, under at <c>a2</c>/SBO) and what belongs to it.</summary>
internal static class Given
{
    public static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    public static readonly DateTimeOffset KickOff = Start.AddHours(3);
    public static readonly AccountId A1 = new("a1");
    public static readonly AccountId A2 = new("a2");
    public static readonly AccountId A3 = new("a3");
    public static readonly EventKey Event1 = new(new ProviderId("CMD"), "123");
    public static readonly EventKey Event2 = new(new ProviderId("SBO"), "77");
    public static readonly EventKey Event3 = new(new ProviderId("ISPORT"), "9");
    public static readonly MatchId Match = new("cmd:123+sbo:77");
    public static readonly MarketKey Market = new(Match, MarketKind.Total, Period.FullTime, new Line(10));

    public static Odds Price(decimal value) => Odds.FromDecimal(value);

    public static ProviderMarket Feed(AccountId account, EventKey key, MarketKind kind = MarketKind.Total, int line = 10) =>
        new(new SourceKey(account, key.Provider), 0, 1, key, $"m-{key.EventId}-{kind}", kind, Period.FullTime, new Line(line), OddsFormat.Decimal, false, "ref") { KickOff = KickOff };

    /// <summary>What the books say about the start.</summary>
    public static IReadOnlyList<EventStart> Starts { get; } = [new(A1, Event1, KickOff, false), new(A2, Event2, KickOff, false), new(A3, Event3, KickOff, false)];

    public static OpportunityLeg Leg(AccountId account, EventKey key, Selection selection, decimal odds, MarketKind kind = MarketKind.Total, int line = 10) =>
        new(selection, Price(odds), Feed(account, key, kind, line), false);

    public static Opportunity Opportunity(decimal over = 2.10m, decimal under = 2.05m, string id = "opp-1") => new(
        new OpportunityId(id),
        Market,
        new MatchInfo(Match, "Ajax", "Feyenoord", "eredivisie", KickOff, [Event1, Event2, Event3]),
        [Leg(A1, Event1, Selection.Over, over), Leg(A2, Event2, Selection.Under, under)],
        0.037m,
        Start);

    public static BetSlip Slip(AccountId account, EventKey key, Selection selection, decimal odds, MarketKind kind = MarketKind.Total, int line = 10) => new(
        account, key, $"m-{key.EventId}-{kind}", "ref", kind, Period.FullTime, new Line(line), selection, Price(odds), OddsFormat.Decimal, false);

    public static StakePlan Plan(Opportunity? opportunity = null, decimal target = 100m)
    {
        var found = opportunity ?? Opportunity();
        var accounts = found.Legs.Select(leg => leg.Market.Source.Account).Append(A3).Distinct().ToArray();
        var (plan, refusal) = EnginePlanner.Plan(
            found,
            accounts.ToDictionary(a => a, _ => 1_000m),
            accounts.ToDictionary(a => a, _ => 1_000m),
            accounts.ToDictionary(a => a, _ => 0m),
            new EngineSettings { TargetStake = target });
        return plan ?? throw new InvalidOperationException(refusal);
    }

    public static BeginExecution Begin(long token = 7, Opportunity? opportunity = null)
    {
        var found = opportunity ?? Opportunity();
        return new BeginExecution(ExecutionId.FromToken(token), token, found, Plan(found));
    }

    public static Quote Quote(BetSlip slip, decimal? odds = null, decimal min = 1m, decimal max = 500m, string ticket = "t") =>
        new(odds is { } price ? slip with { Odds = Price(price) } : slip, slip.Odds.Value, min, max, $"{ticket}-{slip.Account}", Start);

    public static BetPosition Bet(MarketKind kind, Selection selection, decimal odds, decimal stake, int line = 0, decimal commission = 0m) =>
        new(kind, Period.FullTime, new Line(line), selection, Price(odds), stake, commission);
}
