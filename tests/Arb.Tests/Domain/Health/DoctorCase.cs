using Arb.Domain.Commands;
using Arb.Domain.Execution;
using Arb.Domain.Harvest;
using Arb.Domain.Health;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;

namespace Arb.Tests.Domain.Health;

/// <summary>The facts of an account that is well, to be spoiled one thing at a time.</summary>
internal static class DoctorCase
{
    public static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    public static readonly HealthLimits Limits = new(TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(15));
    private static readonly SourceKey Source = new(new AccountId("anna"), new ProviderId("CMD"));

    public static DateTimeOffset Ago(double seconds) => Now.AddSeconds(-seconds);

    public static PollEvidence Odds { get; } = new("odds", HarvestRole.Odds, 20, 20, 0, Ago(2), 200, TransportFailure.None, HarvestKind.Applied, 5000, BodyKind.Json, 90, null);

    public static PollEvidence Matches { get; } = Odds with { Name = "matches", Role = HarvestRole.Matches, Sent = 3, Good = 3 };

    private static WorkerHealth Health { get; } = new(Source, 2, false, Ago(2), Ago(2), 60, 12, 200, 0, new Dictionary<DropReason, long>(), null);

    public static DoctorFacts Well { get; } = new(
        Now,
        new AccountEvidence(
            new AccountView("anna", "https://site.example/x", true, AccountState.Active, "CMD", Lamp.Green, "60 open prices", 2, Ago(300), true, [], null, 100m, 0m),
            HasBrowser: true, null, "odds.site.example", 4, 1, ["CMD"], true, ["Matches GET", "Odds POST"], "odds.site.example", true),
        new HarvestEvidence(Health, true, 0, Ago(1), Now.AddSeconds(3), [Matches, Odds], 10, 30, 12, "Ajax - PSV, OneXTwo: 2.10 3.40 3.60"),
        new MarketEvidence(
            MarketCondition.Running,
            new RegistryEvidence(10, 30, 10, 30, 0, "cmd:1 Ajax - PSV"),
            new BindingEvidence(true, 10, new Dictionary<string, int> { ["SBO"] = 8 }, 6, 1, 0, "Ajax - PSV: cmd:1 = sbo:1"),
            new PairingEvidence(0, 6, 18, 12, 3, 0, "Ajax - PSV, OneXTwo"),
            [new ShardEvidence(0, 9, 0, 400, Ago(2), true), new ShardEvidence(1, 3, 1, 200, Ago(2), true)],
            2),
        new EngineStatus(EngineState.Running, "started", "paper", 1, 0, 0, 0, new Dictionary<string, long>()));

    public static DoctorFacts Account(this DoctorFacts facts, Func<AccountEvidence, AccountEvidence> change) => facts with { Account = change(facts.Account) };

    public static DoctorFacts View(this DoctorFacts facts, Func<AccountView, AccountView> change) => facts with { Account = facts.Account with { View = change(facts.Account.View) } };

    public static DoctorFacts Worker(this DoctorFacts facts, Func<HarvestEvidence, HarvestEvidence> change) => facts with { Worker = change(facts.Worker!) };

    public static DoctorFacts WorkerHealth(this DoctorFacts facts, Func<WorkerHealth, WorkerHealth> change) => facts.Worker(worker => worker with { Health = change(worker.Health) });

    /// <summary>The odds poll as given, the match poll as it was.</summary>
    public static DoctorFacts OddsPoll(this DoctorFacts facts, PollEvidence odds) => facts.Worker(worker => worker with { Polls = [Matches, odds] });

    public static DoctorFacts Market(this DoctorFacts facts, Func<MarketEvidence, MarketEvidence> change) => facts with { Market = change(facts.Market!) };

    public static DoctorFacts Registry(this DoctorFacts facts, RegistryEvidence? registry) => facts.Market(market => market with { Registry = registry });

    public static DoctorFacts Binding(this DoctorFacts facts, Func<BindingEvidence, BindingEvidence> change) => facts.Market(market => market with { Binding = change(market.Binding!) });

    public static DoctorFacts Pairing(this DoctorFacts facts, Func<PairingEvidence, PairingEvidence> change) => facts.Market(market => market with { Pairing = change(market.Pairing!) });

    public static DoctorExamination Examine(this DoctorFacts facts) => DoctorRule.Examine(facts, Limits);
}
