using Arb.Domain;
using Arb.Domain.Execution;
using Arb.Domain.Primitives;

namespace Arb.Tests.Domain.Execution;

/// <summary>What people are shown of opportunities and exposure.</summary>
public sealed class OpportunityViewSpecs
{
    private readonly EngineBook _book = new(new EngineSettings { TargetStake = 100m });

    [Fact]
    public void Should_show_a_window_of_what_fits_and_how_many_fit()
    {
        for (var i = 0; i < 10; i++)
            _book.Add(Given.Opportunity(id: $"opp-{i}") with { Margin = 0.01m + (i * 0.001m) });
        var found = _book.View(new GetOpportunities(3) { From = 2, LeastMargin = 0.012m });
        Assert.Equal(8, found.Total);
        Assert.Equal(["opp-7", "opp-6", "opp-5"], found.Opportunities.Select(view => view.Opportunity.Id.Value));
    }

    [Theory]
    [InlineData("AJA", "", 1)]
    [InlineData("divisie", "a2", 1)]
    [InlineData("feyenoord", "a3", 0)]
    [InlineData("psv", "", 0)]
    public void Should_filter_by_name_and_account(string text, string account, int expected)
    {
        _book.Add(Given.Opportunity());
        Assert.Equal(expected, _book.View(new GetOpportunities(10) { Text = text, Account = account }).Total);
    }

    [Fact]
    public void Should_outline_stakes_in_the_order_of_the_legs()
    {
        foreach (var account in (AccountId[])[Given.A1, Given.A2])
            _book.SetBetting(new AccountBetting(account, null, true, 0m, null));
        _book.Add(Given.Opportunity(over: 3.0m, under: 1.6m));
        var view = Assert.Single(_book.View(new GetOpportunities(1)).Opportunities);
        Assert.True(view.Stakes![0] < view.Stakes[1], $"{view.Stakes[0]} at 3.0, {view.Stakes[1]} at 1.6");
        Assert.Equal(Math.Min(view.Stakes[0] * 3.0m, view.Stakes[1] * 1.6m) - view.Stakes.Sum(), view.WorstProfit);
    }

    [Fact]
    public void Should_tell_since_when_an_offer_stands_whatever_its_prices()
    {
        _book.Add(Given.Opportunity());
        _book.Add(Given.Opportunity(over: 2.2m) with { At = Given.Start.AddSeconds(30) });
        Assert.Equal(Given.Start, _book.View(new GetOpportunities(1)).Opportunities[0].Since);
    }

    [Fact]
    public void Should_count_margins_when_found_and_lifetimes_when_withdrawn()
    {
        _book.Add(Given.Opportunity());
        _book.Add(Given.Opportunity(over: 2.2m));
        _book.Remove(new OpportunityId("opp-1"), Given.Start.AddSeconds(7));
        _book.Remove(new OpportunityId("opp-1"), Given.Start.AddSeconds(8));
        var figures = _book.Figures;
        Assert.Equal(new CountedRange(0.03m, 0.05m, 1), Assert.Single(figures.Margins, range => range.Count > 0));
        Assert.Equal(new CountedRange(5m, 10m, 1), Assert.Single(figures.Lifetimes, range => range.Count > 0));
    }

    [Fact]
    public void Should_list_exposure_by_match_largest_first()
    {
        var book = new ExposureBook(new ExposureSettings(100m, 1_000m), RuntimeMode.Production);
        var (small, large) = (new MatchId("cmd:1+sbo:1"), new MatchId("cmd:2+sbo:2"));
        book.Reserve(ExecutionId.FromToken(1), small, 20m);
        book.Commit(ExecutionId.FromToken(2), large, 0, 60m);
        book.Commit(ExecutionId.FromToken(3), small, 0, 5m);
        Assert.Equal([new MatchExposure(large, 60m), new MatchExposure(small, 25m)], book.ByMatch(10));
        Assert.Equal(large, Assert.Single(book.ByMatch(1)).Match);
    }
}
