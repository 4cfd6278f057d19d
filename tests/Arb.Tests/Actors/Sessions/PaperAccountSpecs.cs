using Arb.Domain.Commands;
using Arb.Domain.Execution;
using Arb.Domain.Sessions;
using Arb.Tests.Actors.Support;

namespace Arb.Tests.Actors.Sessions;

/// <summary>Paper trading sends no bet, so that it asks for no recorded one: what is missing for live is told, not demanded.</summary>
public sealed class PaperAccountSpecs : AccountKit
{
    [Fact]
    public void Should_bet_on_paper_without_a_recorded_placement()
    {
        Trading = TradingMode.Paper;
        var account = StartActive(canBet: false);
        Assert.Equal(1, BettorLog.Last<OpenBettor>().Session.Generation);
        Assert.True(Seen.Last<AccountBetting>().CanBet);
        var view = View(account);
        Assert.True(view.CanBet);
        Assert.Empty(view.ContractProblems);
        Assert.Equal(["place: not captured yet"], view.MissingForLive);
    }

    [Fact]
    public void Should_demand_it_in_live_trading()
    {
        var account = StartActive(canBet: false);
        Assert.Empty(BettorLog.Of<OpenBettor>());
        Assert.False(Seen.Last<AccountBetting>().CanBet);
        var view = View(account);
        Assert.False(view.CanBet);
        Assert.Equal(["place: not captured yet"], view.ContractProblems);
        Assert.Empty(view.MissingForLive);
    }

    [Fact]
    public void Should_only_tell_on_paper_what_a_real_bets_request_would_miss_in_the_session()
    {
        Trading = TradingMode.Paper;
        var account = StartAccount();
        Ask<Done>(account, new SwitchAccount("a1", true));
        Ask<ContractList>(account, new ImportContract(Contract() with { Endpoints = [Endpoint(EndpointRole.Odds), Endpoint(EndpointRole.Place) with { Body = "t={{token:formToken}}" }] }));
        Ask<ContractList>(account, new MarkContract("a1", "CMD"));
        Ask<Done>(account, Session());
        Assert.True(Seen.Last<AccountBetting>().CanBet);
        Assert.Contains("formToken", Assert.Single(View(account).MissingForLive), StringComparison.Ordinal);
    }

    [Fact]
    public void Should_not_bet_on_paper_without_odds_or_where_the_protocol_takes_no_bets()
    {
        Assert.False(new ContractValidation(false, false, ["no odds"]).CanBetOnPaper);
        Assert.False(new ContractValidation(true, false, ["prices only"]) { Lacks = [new ContractLack(ContractAbility.Bet, null, "prices only")] }.CanBetOnPaper);
        Assert.True(new ContractValidation(true, true, []).CanBetOnPaper);
    }
}
