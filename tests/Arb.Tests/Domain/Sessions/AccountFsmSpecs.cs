using Arb.Domain.Sessions;

namespace Arb.Tests.Domain.Sessions;

public sealed class AccountFsmSpecs
{
    [Fact]
    public void Should_go_the_whole_way_and_back()
    {
        var state = AccountState.Idle;
        foreach (var trigger in new[] { AccountTrigger.ToggledOn, AccountTrigger.SessionLayerReady, AccountTrigger.ProviderReady, AccountTrigger.ResetBegun, AccountTrigger.ResetDone })
            state = AccountFsm.Next(state, trigger) ?? throw new InvalidOperationException($"{trigger} refused in {state}");
        Assert.Equal(AccountState.Idle, state);
    }

    [Fact]
    public void Should_know_exactly_the_transitions_of_the_law_and_the_reset_edges()
    {
        var allowed = from state in Enum.GetValues<AccountState>()
                      from trigger in Enum.GetValues<AccountTrigger>()
                      let next = AccountFsm.Next(state, trigger)
                      where next is not null
                      select (state, next.Value);
        Assert.Equal(
            [
                (AccountState.Idle, AccountState.Starting),
                (AccountState.Starting, AccountState.WaitProvider),
                (AccountState.Starting, AccountState.Stopping),
                (AccountState.WaitProvider, AccountState.Active),
                (AccountState.WaitProvider, AccountState.Stopping),
                (AccountState.Active, AccountState.Stopping),
                (AccountState.Stopping, AccountState.Idle),
            ],
            allowed.Order());
    }
}
