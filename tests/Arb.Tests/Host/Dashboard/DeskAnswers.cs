using System.Collections.Concurrent;
using Arb.Domain.Commands;
using Arb.Domain.Discovery;
using Arb.Domain.Execution;
using Arb.Domain.Harvest;
using Arb.Domain.Health;
using Arb.Domain.Primitives;
using Arb.Domain.Registry;
using Arb.Domain.Sessions;
using Arb.Tests.Domain.Execution;

namespace Arb.Tests.Host.Dashboard;

/// <summary>An engine that answers what it is told to and remembers what it was asked.</summary>
internal sealed class DeskAnswers
{
    /// <summary>What somebody could call a team to get a script into the page.</summary>
    public const string Hostile = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>";

    private static readonly DateTimeOffset Now = Given.Start;

    public ConcurrentQueue<ArbCommand> Asked { get; } = new();

    /// <summary>Answers instead of the usual ones.</summary>
    public Func<ArbCommand, CommandReply?> Instead { get; set; } = _ => null;

    /// <summary>Names in every answer.</summary>
    public string Name { get; set; } = "Ajax";

    /// <summary>Rows of lists.</summary>
    public int Count { get; set; } = 2;

    public Task<CommandReply> AskAsync(ArbCommand command, CancellationToken cancel)
    {
        Asked.Enqueue(command);
        return Task.FromResult(Instead(command) ?? Usual(command));
    }

    public int Times<T>()
        where T : ArbCommand => Asked.Count(command => command is T);

    private CommandReply Usual(ArbCommand command) => command switch
    {
        GetStatus => Status(),
        ListOpportunities list => new OpportunityList([.. Enumerable.Range(list.From, Math.Max(0, Math.Min(list.Limit, Count - list.From))).Select(Opportunity)]) { Total = Count },
        GetOpportunityStatistics => new OpportunityStatistics([new CountedRange(0m, 1m, 3), new CountedRange(1m, null, 1)], [new CountedRange(0m, null, 4)]),
        ListExecutions list => new ExecutionList([.. Enumerable.Range(1, Math.Min(list.Limit, Count)).Select(n => Row(n, ExecutionResult.Hedged))]),
        ShowExecution => new ExecutionDetails(History()),
        ListExposure => new ExposureReport([new ExposureView(Given.A1, 200m, 1000m, 10m, 190m, 800m) { Matches = [new MatchExposure(Given.Match, 190m)] }]),
        GetProfit => new ProfitReport(new DateOnly(2026, 2, 1), new DateOnly(2026, 3, 1), new ProfitSummary(
            2, 200m, 206m, 6m,
            [Profit(1, 4m), Profit(2, 2m)],
            [new AccountProfit(Given.A1, 2, 100m, 150m, 50m, 1, 20m)],
            [new DayProfit(new DateOnly(2026, 3, 1), 2, 200m, 206m, 6m)])),
        ListLog => new LogList([.. Enumerable.Range(0, Count).Select(n => new SystemLogEntry(Now, LogSeverity.Alarm, "execution", $"{Name} {n}", Given.A1, ExecutionId.FromToken(7)))]),
        ListBindings => new BindingList(
            [.. Enumerable.Range(0, Count).Select(n => new BoundMatchView(new MatchId($"cmd:{n}+sbo:{n}"), $"{Name} {n}", "Feyenoord", Name, Now, [Given.Event1, Given.Event2]))],
            [new BindingQuestion(Event(Given.Event1), Event(Given.Event2), true, new BindingReason(BindingReasonCode.LeaguesUnsure) { First = Name, Second = Name })])
        {
            // The question's pair, and another from both sides.
            Unbound = [Unbound(Given.Event1, Given.Event2, new EventKey(new ProviderId("XYZ"), "3")), Unbound(new EventKey(new ProviderId("XYZ"), "3"), Given.Event1)],
            UnboundTotal = 2,
            Offsets = [new KickOffOffset(new ProviderId("CMD"), new ProviderId("SBO"), 60, 12)],
        },
        RunDoctor => new DoctorReport(Now, false, [new DoctorExamination("a1", "CMD", Lamp.Red, false, Name, [new DoctorStep(1, DoctorCheck.Session, "session valid?", DoctorOutcome.Failed, Name, [new DoctorEvidence(Name, Name)], Name, Name)], [Name])]),
        ShowContracts => new ContractList([new ContractView(new ProviderContract(Given.A1, new ProviderId("CMD"), Name, [], true, Now), new ContractValidation(true, false, [Name]))]),
        ShowCaptures => new CaptureList("a1", [new CaptureGroup(1, "GET", Name, Name, "HTTP", 3, "json", 1, 2, Now, Now, null, new ProviderId("CMD"), EndpointRole.Odds, 5, false)], ["CMD"], null, Name),
        ListAlerts => new AlertList(Now, [new Alert(1, AlertKind.Alarm, LogSeverity.Alarm, Now, Name, Given.A1, null, 2)], []),
        ListPlans => new PlanList(
            [new PlanView("p1a2b3c4d", Given.Opportunity().Match with { Home = Name, League = Name }, Given.Market, [new PlanLegView(Given.A1, Selection.Over, Given.Price(2.1m), 49m)], 2.90m, Now, Now.AddMinutes(2), null)],
            "first-10", true, 3),
        ListExtensions => new ExtensionList([]),
        _ => new Done($"done: {Name}"),
    };

    public StatusReport Status(string state = "RUNNING", string trading = "paper", int person = 1) => new(
        state, Name, trading, Now,
        [new AccountView("a1", "https://site.example/", true, AccountState.Active, "CMD", Lamp.Green, Name, 1, Now, true, [], new WorkerView(Now, Now, 12, 34, 200, 0, new Dictionary<DropReason, long>(), null), 50m, 10m)],
        3, 1, 5, 2, 1, 2, 3, person, 4.20m, 1, new Dictionary<string, long> { [Name] = 3 });

    private OpportunityView Opportunity(int n)
    {
        var found = Given.Opportunity(id: $"opp-{n}");
        return new OpportunityView(found with { Match = found.Match with { Home = $"{Name} {n}", League = Name } }, $"x000001 {Name}") { Since = Now, Stakes = [49m, 50m], WorstProfit = 2.90m };
    }

    private AuditRow Row(int n, ExecutionResult result) => new(
        ExecutionId.FromToken(n), n, new OpportunityId("opp-1"), Given.Market, $"{Name} {n}", result, "Closed", 2m, result == ExecutionResult.WithPerson ? null : 1m, Name, Now, Now,
        result == ExecutionResult.WithPerson ? null : Now, 9,
        [new AuditLeg(0, false, Given.A1, Given.Event1, "m", MarketKind.Total, Period.FullTime, new Line(10), Selection.Over, Given.Price(2.1m), 49m, LegStatus.Accepted, 1, Name, Name)]);

    private AuditHistory History() => new(
        Row(7, ExecutionResult.WithPerson),
        [new AuditStep(1, "lock-taken-v1", Name, Now)],
        [new HedgeRow(ExecutionId.FromToken(7), 10, 1, HedgeKind.NonePossible, null, null, null, null, null, -49m, -49m, null, Name, Now)]);

    private ExecutionProfit Profit(int n, decimal profit) => new(ExecutionId.FromToken(n), Name, ExecutionResult.Complete, Now.AddMinutes(n), 2, 100m, 100m + profit, profit, profit);

    private UnboundEvent Unbound(EventKey of, params EventKey[] partners) =>
        new(Event(of), [.. partners.Select(partner => new UnboundPartner(Event(partner), true, 40, new BindingReason(BindingReasonCode.UnknownMark) { First = Name }))]);

    private ProviderEvent Event(EventKey key) => new(key, Name, new TeamName(Name, "x", TeamMarkers.None), new TeamName(Name, "y", TeamMarkers.None), Now, false);
}
