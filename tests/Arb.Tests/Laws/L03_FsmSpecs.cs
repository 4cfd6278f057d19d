using Akka.Actor;
using Arb.Domain.Commands;
using Arb.Domain.Health;
using Arb.Domain.Sessions;
using Arb.Tests.Actors.Support;

namespace Arb.Tests.Laws;

/// <summary>L03, FSM: IDLE → STARTING → WAIT_PROVIDER → ACTIVE → STOPPING → IDLE, the hard reset's edge, nothing else; STARTING has a deadline.</summary>
public sealed class L03_FsmSpecs : AccountKit
{
    [Fact]
    public void Should_know_these_edges_and_no_other()
    {
        var edges =
            from state in Enum.GetValues<AccountState>()
            from trigger in Enum.GetValues<AccountTrigger>()
            let next = AccountFsm.Next(state, trigger)
            where next is not null
            select $"{state} -> {next}";
        Assert.Equal(
            ["Active -> Stopping", "Idle -> Starting", "Starting -> Stopping", "Starting -> WaitProvider", "Stopping -> Idle", "WaitProvider -> Active", "WaitProvider -> Stopping"],
            edges.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Should_reject_and_log_what_is_no_edge()
    {
        Accounts.Hold = true;
        var account = StartAccount();
        account.Tell(new SwitchAccount("a1", true));
        account.Tell(new SwitchAccount("a1", true));
        Accounts.Release();
        Assert.Equal([AccountState.Starting, AccountState.WaitProvider], Seen.Of<AccountStateChanged>().Select(change => change.State));
        Assert.True(Seen.Says(LogSeverity.Warning, "is no transition"));
    }

    [Fact]
    public void Should_never_stay_in_STARTING()
    {
        Browsers = new ScriptedBrowsers { Hold = true };
        var account = StartAccount();
        account.Tell(new SwitchAccount("a1", true));
        Assert.Equal(AccountState.Starting, State(account));
        Pass(Limits.StartDeadline.TotalSeconds + 0.5);
        Assert.NotEqual(AccountState.Starting, State(account));
    }
}
