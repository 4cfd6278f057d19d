using Akka.Actor;
using Arb.Actors.Sessions;
using Arb.Domain.Commands;
using Arb.Domain.Harvest;
using Arb.Domain.Health;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;
using Arb.Tests.Actors.Support;
using GuardianActor = Arb.Actors.Health.GuardianActor;

namespace Arb.Tests.Actors.Health;

public sealed class GuardianSpecs : ActorKit
{
    private static readonly AccountId A1 = new("a1");
    private readonly List<object> _told = [];
    private AccountView? _view;

    public GuardianSpecs()
    {
        var accounts = Sys.ActorOf(AnsweringActor.Props(message =>
        {
            if (message is GetAccounts)
                return new AccountsAnswered(_view is null ? [] : [_view]);
            _told.Add(message);
            return null;
        }));
        Sys.ActorOf(Props.Create(typeof(GuardianActor), accounts, new GuardianSettings(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(60), TimeSpan.FromMinutes(10))), "guardian");
    }

    [Fact]
    public void Should_restart_a_silent_worker_and_not_again_before_it_had_its_time()
    {
        _view = View(1, new WorkerView(Now.AddSeconds(-61), null, 0, 0, 200, 0, new Dictionary<DropReason, long>(), null));
        Pass(5);
        Assert.Equal(A1, Assert.IsType<RestartWorker>(Assert.Single(_told)).Account);
        Pass(55);
        Assert.Single(_told);
        Pass(10);
        Assert.Equal(2, _told.Count);
    }

    [Fact]
    public void Should_leave_a_worker_alone_that_fails_and_backs_off()
    {
        _view = View(1, new WorkerView(Now.AddSeconds(-600), null, 0, 0, 503, 7, new Dictionary<DropReason, long>(), "HTTP 503"));
        Pass(60);
        Assert.Empty(_told);
    }

    [Fact]
    public void Should_ask_for_a_login_at_once_and_remind_seldom()
    {
        Sys.EventStream.Publish(new SessionLost(new SourceKey(A1, new ProviderId("CMD")), 1, "login page"));
        Assert.Equal("login page", Seen.Only<LoginNeeded>().Reason);
        Assert.True(Seen.Says(LogSeverity.Warning, "a1: please log in again"));
        _view = View(0, null);
        Pass(590);
        Assert.Single(Seen.Of<LoginNeeded>());
        Pass(20);
        Assert.Equal(2, Seen.Of<LoginNeeded>().Count);
    }

    [Theory]
    [InlineData(false, "a1: please log in (no session)")]
    [InlineData(true, "a1: please log in again (no session)")]
    public void Should_say_again_only_where_there_was_a_login(bool before, string words)
    {
        _view = View(0, null) with { HadSession = before };
        Pass(5);
        Assert.Equal(words, Assert.Single(Seen.Of<SystemLogEntry>(), entry => entry.Message.Contains("please", StringComparison.Ordinal)).Message);
    }

    [Fact]
    public void Should_ask_nothing_of_an_account_that_is_off()
    {
        _view = View(0, null) with { State = AccountState.Idle };
        Pass(60);
        Assert.Empty(Seen.Of<LoginNeeded>());
        Assert.Empty(_told);
    }

    private AccountView View(int generation, WorkerView? worker) => new(
        "a1", "https://x", true, AccountState.Active, "CMD", Lamp.Red, "", generation, Now.AddMinutes(-20), true, [], worker, null, 0m);
}
