using Arb.Domain.Arbitrage;
using Arb.Domain.Execution;
using Arb.Domain.Primitives;

namespace Arb.Tests.Domain.Execution;

/// <summary>Which plans a person approves, and what a person's word is worth.</summary>
public sealed class PendingPlansSpecs
{
    private static readonly GateVerdict Open = new(GateReason.Open, "open");
    private readonly EngineSettings _settings = new() { Trading = TradingMode.Live, Approve = ApprovalRule.First(2), ApproveWithin = TimeSpan.FromMinutes(2), MaxPendingPlans = 2 };

    [Theory]
    [InlineData("all", ApprovalMode.All, 0)]
    [InlineData("off", ApprovalMode.Off, 0)]
    [InlineData("first-10", ApprovalMode.First, 10)]
    public void Should_read_the_rule_and_write_it_as_it_was(string text, ApprovalMode mode, int count)
    {
        Assert.True(ApprovalRule.TryParse(text, out var rule));
        Assert.Equal(new ApprovalRule(mode, count), rule);
        Assert.Equal(text, rule.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("first")]
    [InlineData("first-0")]
    [InlineData("first--1")]
    [InlineData("first-1000000")]
    [InlineData("ALL")]
    public void Should_not_take_another_word_for_a_rule(string text) => Assert.False(ApprovalRule.TryParse(text, out _));

    [Theory]
    [InlineData(null, true)] // nobody knows yet: a person is asked
    [InlineData(0L, true)]
    [InlineData(1L, true)]
    [InlineData(2L, false)]
    public void Should_ask_until_so_many_live_executions_began(long? begun, bool asks) => Assert.Equal(asks, new PendingPlans(_settings) { Begun = begun }.Asks);

    [Fact]
    public void Should_ask_nobody_on_paper() => Assert.False(new PendingPlans(_settings with { Trading = TradingMode.Paper, Approve = ApprovalRule.All }).Asks);

    [Fact]
    public void Should_ask_for_first_plans_unless_settings_say_otherwise() => Assert.Equal(ApprovalRule.First(10), new EngineSettings().Approve);

    [Fact]
    public void Should_hold_a_match_until_the_word_and_let_only_what_was_approved_go_on()
    {
        var plans = new PendingPlans(_settings);
        var plan = Add(plans, "opp-1", "m1");
        Assert.True(plans.Blocks(plan.Opportunity));
        Assert.False(plans.IsApproved(plan.Opportunity, out _));
        Assert.Equal(ApprovalOutcome.Approved, plans.Approve(plan.Id.ToUpperInvariant(), "anna", Open, Given.Start));
        Assert.False(plans.Blocks(plan.Opportunity));
        Assert.True(plans.IsApproved(plan.Opportunity, out var approved));
        Assert.Equal("anna", approved.By);
        Assert.True(plans.Blocks(Of("opp-2", "m1")));
        Assert.Equal(ApprovalOutcome.AlreadyApproved, plans.Approve(plan.Id, "anna", Open, Given.Start));
    }

    [Fact]
    public void Should_not_take_a_word_for_one_plan_as_a_word_for_the_next_of_the_same_opportunity()
    {
        var plans = new PendingPlans(_settings);
        var first = Add(plans, "opp-1", "m1");
        plans.Clear();
        var second = plans.Add(first.Opportunity, first.Plan, Given.Start.AddSeconds(1))!;
        Assert.NotEqual(first.Id, second.Id);
        Assert.Equal(ApprovalOutcome.Unknown, plans.Approve(first.Id, "anna", Open, Given.Start));
    }

    [Fact]
    public void Should_lapse_after_its_time_whether_approved_or_not_and_take_no_word_after_it()
    {
        var plans = new PendingPlans(_settings);
        var late = Add(plans, "opp-1", "m1");
        Assert.Empty(plans.Lapse(late.Until.AddTicks(-1)));
        Assert.Equal(ApprovalOutcome.Unknown, plans.Approve(late.Id, "anna", Open, late.Until));
        var approved = Add(plans, "opp-2", "m2");
        plans.Approve(approved.Id, "anna", Open, Given.Start);
        Assert.Equal(2, plans.Lapse(late.Until).Count);
        Assert.Empty(plans.All);
    }

    [Fact]
    public void Should_go_on_waiting_when_the_gate_is_shut()
    {
        var plans = new PendingPlans(_settings);
        var plan = Add(plans, "opp-1", "m1");
        Assert.Equal(ApprovalOutcome.GateShut, plans.Approve(plan.Id, "anna", new GateVerdict(GateReason.LampNotGreen, "a1: lamp is Red"), Given.Start));
        Assert.Equal(1, plans.Waiting);
    }

    [Fact]
    public void Should_hold_no_more_than_its_bound()
    {
        var plans = new PendingPlans(_settings);
        Add(plans, "opp-1", "m1");
        Add(plans, "opp-2", "m2");
        Assert.True(plans.Blocks(Of("opp-3", "m3")));
        Assert.Null(plans.Add(Of("opp-3", "m3"), Given.Plan(), Given.Start));
        Assert.NotNull(plans.Remove(new OpportunityId("opp-1")));
        Assert.False(plans.Blocks(Of("opp-3", "m3")));
    }

    private static PendingPlan Add(PendingPlans plans, string id, string match) => plans.Add(Of(id, match), Given.Plan(), Given.Start)!;

    private static Opportunity Of(string id, string match) => Given.Opportunity(id: id) with { Market = Given.Market with { Match = new MatchId(match) } };
}
