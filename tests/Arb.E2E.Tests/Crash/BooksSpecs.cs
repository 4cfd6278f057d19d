using Arb.Domain.Execution;
using Arb.Sandbox;

namespace Arb.E2E.Tests.Crash;

/// <summary>One real execution of two legs that ended well, seen by the checker.</summary>
public sealed class CompletedExecution : IAsyncLifetime
{
    internal BooksView View { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        await using var world = await CrashWorld.StartAsync("CMD", "SBO");
        await world.StartEngineAsync();
        await world.OpenAccountsAsync();
        await world.Engine.DoAsync(new Domain.Commands.StartEngine());
        world.MakeSurebet();
        await Eventually.Async("both legs are placed", TimeSpan.FromSeconds(40), () => world.Bets.Count() == 2, () => world.Engine.Output);
        await world.SettledAsync();
        View = await BooksView.OfAsync(world);
    }

    public Task DisposeAsync() => Task.CompletedTask;
}

/// <summary>The checker of the crash matrix can see: what is wrong in the books or in the records is named, and nothing is named when nothing is wrong.</summary>
public sealed class BooksSpecs(CompletedExecution completed) : IClassFixture<CompletedExecution>
{
    private BooksView View => completed.View;

    private BookedBet Bet => View.Bets[0];

    private AuditHistory Execution => View.Audit[0];

    [Fact]
    public void Should_be_content_with_an_execution_that_ended_well() => Assert.Empty(Books.Problems(View));

    [Fact]
    public void Should_see_a_bet_that_was_placed_twice() =>
        Names("and no audit row has it", View with { Bets = [.. View.Bets, Bet with { Reference = "another" }] });

    [Fact]
    public void Should_see_a_placement_too_many_even_when_it_was_refused() => Names("3 placements were sent on 2 intents", View with { Placements = View.Placements + 1 });

    [Fact]
    public void Should_see_a_bet_that_the_engine_forgot() => Names("and no audit row has it", View with { Audit = [] });

    [Fact]
    public void Should_see_a_leg_that_is_on_the_records_only() => Names("the book has no such bet", View with { Bets = [.. View.Bets.Skip(1)] });

    [Fact]
    public void Should_see_two_legs_that_claim_one_bet() =>
        Names("or counted it before", With(Execution.Row with { Legs = [.. Execution.Row.Legs, Execution.Row.Legs[0]] }));

    [Fact]
    public void Should_see_a_stake_that_is_a_cent_off() => Names("the book says", View with { Bets = [Bet with { Stake = Bet.Stake + 0.01m }, .. View.Bets.Skip(1)] });

    [Fact]
    public void Should_see_odds_that_are_a_ten_thousandth_off() =>
        Names("the book says", View with { Bets = [Bet with { Odds = new Domain.Primitives.Odds(Bet.Odds.TenThousandths + 1) }, .. View.Bets.Skip(1)] });

    [Fact]
    public void Should_see_a_naked_leg() => Names("is naked: no hedge, no alarm", Half(ExecutionResult.Hedged));

    [Fact]
    public void Should_accept_a_naked_leg_that_an_alarm_names() =>
        Assert.DoesNotContain(Books.Problems(Half(ExecutionResult.Hedged) with { Alarmed = [Execution.Row.Execution.Value] }), problem => problem.Contains("naked", StringComparison.Ordinal));

    [Fact]
    public void Should_see_half_an_execution_that_is_called_complete() => Names("is called complete with 1 of 2 legs", Half(ExecutionResult.Complete));

    [Fact]
    public void Should_see_standing_bets_under_an_aborted_execution() => Names("is called Aborted with bets standing", With(Execution.Row with { Result = ExecutionResult.Aborted }));

    [Fact]
    public void Should_see_an_attempt_that_was_intended_twice() => Names("was intended 2 times", View with { Journal = [.. View.Journal, .. View.Journal.OfType<LegIntended>().Take(1)] });

    [Fact]
    public void Should_see_a_lock_that_nobody_has() => Names("is held and nobody has it", View with { Journal = [.. View.Journal.Where(happened => happened is not LockEvent.Released)] });

    private static void Names(string problem, BooksView view) => Assert.Contains(Books.Problems(view), found => found.Contains(problem, StringComparison.Ordinal));

    private BooksView With(AuditRow row) => View with { Audit = [Execution with { Row = row }, .. View.Audit.Skip(1)] };

    /// <summary>Leg B was refused, at the bookmaker and on the records.</summary>
    private BooksView Half(ExecutionResult result)
    {
        var (a, b) = (Execution.Row.Legs[0], Execution.Row.Legs[1]);
        return With(Execution.Row with { Legs = [a, b with { Status = LegStatus.Rejected, Reference = null }], Result = result }) with { Bets = [.. View.Bets.Where(bet => bet.Reference == a.Reference)] };
    }
}
