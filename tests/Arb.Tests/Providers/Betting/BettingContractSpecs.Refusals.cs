using Arb.Domain.Execution;

namespace Arb.Tests.Providers.Betting;

/// <content>What proves a refusal, and what looks like one and proves nothing.</content>
public abstract partial class BettingContractSpecs
{
    /// <summary>A refusal that speaks of a bet.</summary>
    protected abstract string RefusalWithABet { get; }

    /// <summary>A refusal that cannot be one: a body that no page describes beside a code that it lists.</summary>
    protected abstract IReadOnlyList<string> RefusalsOfAnotherShape { get; }

    [Fact]
    public void Should_give_a_quotes_refusal_a_reason_only_where_the_page_names_its_code()
    {
        for (var code = -20; code <= 120; code++)
        {
            if (code == 0)
                continue;
            var expected = code == SessionLostCode ? RefusalReason.SessionLost : Reasons.GetValueOrDefault(code, RefusalReason.NoAnswer);
            Assert.Equal((code, expected), (code, ReadQuote(QuoteRefusedWith(code)).Refusal));
        }
    }

    [Fact]
    public void Should_take_only_the_codes_that_the_page_lists_as_proof_of_a_refusal()
    {
        for (var code = -20; code <= 120; code++)
        {
            if (code == 0)
                continue;
            var outcome = ReadPlacement(PlacementRefusedWith(code));
            if (Reasons.TryGetValue(code, out var reason))
                Assert.Equal((code, reason), (code, Assert.IsType<PlacementOutcome.Rejected>(outcome).Reason));
            else
                Assert.Equal((code, code == SessionLostCode ? UnknownCause.SessionLost : UnknownCause.UnlistedCode), (code, Assert.IsType<PlacementOutcome.Unknown>(outcome).Cause));
        }
    }

    [Fact]
    public void Should_believe_no_refusal_with_a_status_other_than_the_pages_own()
    {
        foreach (var name in (string[])["betting-place-rejected", "betting-place-refused"])
            foreach (var status in (int[])[201, 202, 206, 302, 304, 400, 401, 402, 403, 404, 409, 410, 422, 429, 451, 500, 502, 503])
                Assert.IsType<PlacementOutcome.Unknown>(NewBetting().ReadPlacement(Ticket, Answer(File(name), status)));
    }

    [Fact]
    public void Should_believe_no_refusal_inside_a_page()
    {
        foreach (var name in (string[])["betting-place-rejected", "betting-place-refused"])
        {
            var page = $"<html><form action=login></form><script>{File(name)}</script></html>";
            Assert.Equal(UnknownCause.SessionLost, Assert.IsType<PlacementOutcome.Unknown>(ReadPlacement(page)).Cause);
        }
    }

    [Fact]
    public void Should_believe_no_refusal_that_speaks_of_a_bet() =>
        Assert.Equal(UnknownCause.Contradiction, Assert.IsType<PlacementOutcome.Unknown>(ReadPlacement(RefusalWithABet)).Cause);

    [Fact]
    public void Should_believe_no_refusal_of_another_shape() =>
        Assert.All(RefusalsOfAnotherShape, body => Assert.IsType<PlacementOutcome.Unknown>(ReadPlacement(body)));

    [Theory]
    [InlineData(200, "<html><form action=login></form></html>", null)]
    [InlineData(200, "\uFEFF \r\n<!DOCTYPE html><html></html>", null)]
    [InlineData(401, "<html><form action=login></form></html>", null)]
    [InlineData(403, "<html><form action=login></form></html>", null)]
    [InlineData(302, "", "/Login.aspx?x=1")]
    [InlineData(302, "", "https://login.h.example/")]
    public void Should_see_a_lost_session_in_any_answer(int status, string body, string? location)
    {
        var answer = Answer(body, status, location);
        var betting = NewBetting();
        Assert.Equal(UnknownCause.SessionLost, Assert.IsType<PlacementOutcome.Unknown>(betting.ReadPlacement(Ticket, answer)).Cause);
        Assert.Equal(
            (true, true, RefusalReason.SessionLost), (betting.ReadBetList(answer).SessionLost, betting.ReadBalance(answer).SessionLost, betting.ReadQuote(Slip, answer, Now).Refusal));
    }

    [Fact]
    public void Should_never_take_a_placements_answer_for_a_quote()
    {
        foreach (var name in (string[])["betting-place-accepted", "betting-place-pending"])
            Assert.Equal(RefusalReason.NoAnswer, Read(name).Refusal);
        Assert.All(QuotesWithABet, body => Assert.Equal(RefusalReason.NoAnswer, ReadQuote(body).Refusal));
    }

    [Fact]
    public void Should_never_take_a_quotes_answer_for_a_booked_or_refused_bet() => Assert.IsType<PlacementOutcome.Unknown>(Place("betting-quote"));

    /// <summary>Answers to a quote that name a bet beside price and ticket, where the protocol has room for it.</summary>
    protected abstract IReadOnlyList<string> QuotesWithABet { get; }
}
