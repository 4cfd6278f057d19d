using Akka.Actor;
using Arb.Domain.Commands;
using Arb.Domain.Execution;
using Arb.Domain.Health;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;
using Arb.Tests.Actors.Support;

namespace Arb.Tests.Actors.Sessions;

/// <summary>The session layer with a browser: what it takes for a session, what makes a new one, and what happens when the browser or the session goes.</summary>
public sealed class BrowserSessionSpecs : AccountKit
{
    private readonly ScriptedBrowsers _browsers = new();

    public BrowserSessionSpecs() => Browsers = _browsers;

    [Fact]
    public void Should_wait_for_the_login_once_the_browser_is_up()
    {
        var account = On();
        Assert.Equal(AccountState.WaitProvider, State(account));
        Assert.Contains("log in at site.example in the browser window", View(account).LampReason, StringComparison.Ordinal);
        Assert.Equal(["https://site.example/"], _browsers.Shown.Select(u => u.AbsoluteUri));
    }

    [Fact]
    public void Should_take_no_session_before_a_recognised_request_carried_the_cookies()
    {
        var account = On();
        _browsers.Cookie("one");
        _browsers.Ask("/style.css", "one");
        Pass(10);
        Assert.Equal(0, View(account).SessionGeneration);
        _browsers.Ask("/cmd/odds?path=t", "zero");
        Pass(10);
        Assert.Equal(0, View(account).SessionGeneration);
        _browsers.Ask("/cmd/odds?path=t", "one");
        Pass(0.5);
        Assert.Equal(1, View(account).SessionGeneration);
    }

    [Fact]
    public void Should_record_the_contract_from_the_captures_and_poll_with_the_captured_session()
    {
        var account = Green();
        Assert.Equal("CMD", View(account).Provider);
        Assert.True(View(account).CanBet);
        Assert.Equal([EndpointRole.Matches, EndpointRole.Odds, EndpointRole.Place], Assert.Single(Contracts.Contracts).Endpoints.Select(e => e.Role));
        var session = BettorLog.Last<OpenBettor>().Session;
        Assert.Equal(("one", "t", new Uri("https://site.example/")), (session.Cookies["sid"], session.Tokens["path"], session.BaseUrl));
        Assert.Equal(["User-Agent"], session.Headers.Select(header => header.Key));
        Assert.DoesNotContain("other", session.Cookies.Keys);
    }

    [Fact]
    public void Should_say_what_was_captured_when_another_provider_is_picked()
    {
        var account = On();
        Assert.Contains("open the odds page", Ask<CommandFailed>(account, new MarkContract("a1", "CMD")).Message, StringComparison.Ordinal);
        _browsers.LogIn("one");
        Pass(0.5);
        Assert.Contains("there is CMD", Ask<CommandFailed>(account, new MarkContract("a1", "SBO")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_take_a_role_that_was_not_captured_from_the_stored_contract_of_the_same_site()
    {
        var account = On();
        _browsers.Cookie("one");
        _browsers.Ask("/cmd/odds?path=t", "one");
        Pass(0.5);
        Ask<ContractList>(account, new ImportContract(Contract()));
        Assert.True(Assert.Single(Ask<ContractList>(account, new MarkContract("a1", "CMD")).Contracts).Validation.CanBet);
    }

    [Fact]
    public void Should_give_the_bettor_a_contract_that_was_recorded_anew()
    {
        var account = On();
        _browsers.Cookie("one");
        _browsers.Ask("/cmd/odds?path=t", "one");
        Pass(0.5);
        Ask<ContractList>(account, new MarkContract("a1", "CMD"));
        Assert.False(View(account).CanBet);
        _browsers.Ask("/cmd/place", "one");
        Pass(0.5);
        Ask<ContractList>(account, new MarkContract("a1", "CMD"));
        Assert.True(View(account).CanBet);
        Assert.NotNull(BettorLog.Last<OpenBettor>().Contract.Find(EndpointRole.Place));
    }

    [Fact]
    public void Should_make_no_new_session_of_more_of_the_same()
    {
        var account = Green();
        for (var i = 0; i < 5; i++)
        {
            _browsers.LogIn("one");
            Pass(1);
        }
        Assert.Equal(1, View(account).SessionGeneration);
    }

    [Fact]
    public void Should_renew_the_session_when_a_request_carried_the_new_cookies()
    {
        var account = Green();
        _browsers.Cookie("two");
        Pass(1);
        Assert.Equal(1, View(account).SessionGeneration);
        _browsers.Ask("/cmd/odds?path=t", "two");
        Pass(0.5);
        Assert.Equal((2, "two"), (View(account).SessionGeneration, BettorLog.Last<OpenBettor>().Session.Cookies["sid"]));
    }

    [Fact]
    public void Should_renew_the_session_after_a_while_when_no_request_carries_the_new_cookies()
    {
        var account = Green();
        _browsers.Cookie("two");
        Pass(5.5);
        Assert.Equal(2, View(account).SessionGeneration);
    }

    [Fact]
    public void Should_wait_for_another_login_when_the_session_was_turned_away()
    {
        var account = Green();
        Site().Auto = _ => "login";
        Pass(5);
        Assert.Equal((Lamp.Red, 0), (View(account).Lamp, View(account).SessionGeneration));
        Assert.Equal("no session (lost: login page): log in again at site.example in the browser window of a1", View(account).LampReason);
        Assert.Equal(2, _browsers.Shown.Count);
        var polls = Site().Requests.Count;
        _browsers.Ask("/cmd/odds?path=t", "one");
        _browsers.Cookie("two");
        Pass(10);
        Assert.Equal(polls, Site().Requests.Count);
        _browsers.Ask("/cmd/odds?path=t", "two");
        Site().Auto = Odds;
        Pass(5);
        Assert.Equal((Lamp.Green, 2), (View(account).Lamp, View(account).SessionGeneration));
    }

    [Fact]
    public void Should_leave_a_tab_alone_that_was_moved_since()
    {
        Green();
        _browsers.Of()!.Report(new BrowserEvent.Navigated(new Uri("https://site.example/login"), false));
        Site().Auto = _ => "login";
        Pass(5);
        Assert.Equal(2, _browsers.Shown.Count);
    }

    [Fact]
    public void Should_stop_polling_when_the_bettor_sees_the_loss_first()
    {
        var account = Green();
        account.Tell(new SessionLost(new SourceKey(A1, Cmd), 1, "balance: 401"));
        var polls = Site().Requests.Count;
        Pass(20);
        Assert.Equal((Lamp.Red, polls), (View(account).Lamp, Site().Requests.Count));
        Assert.IsType<CloseBettor>(BettorLog.Of<object>().Last(message => message is not ReadBalance));
    }

    [Fact]
    public void Should_be_RED_at_once_when_the_browser_is_gone_and_leave_bettor_and_worker_their_session()
    {
        var account = Green();
        var before = BettorLog.All.Count;
        _browsers.Of()!.Report(new BrowserEvent.Closed(BrowserEnd.Lost, "it was killed"));
        Assert.Equal((Lamp.Red, 0), (View(account).Lamp, View(account).SessionGeneration));
        Assert.Contains("it was killed", View(account).LampReason, StringComparison.Ordinal);
        Assert.False(Seen.Last<AccountBetting>().CanBet);
        Assert.Equal(Lamp.Red, Seen.Last<LampChanged>().Lamp);
        Assert.DoesNotContain(BettorLog.All.Skip(before), message => message is CloseBettor);
        var polls = Site().Requests.Count;
        Pass(5);
        Assert.True(Site().Requests.Count > polls);
    }

    [Fact]
    public void Should_be_back_when_the_next_browser_holds_the_same_session()
    {
        var account = Green();
        _browsers.Of()!.Report(new BrowserEvent.Closed(BrowserEnd.Lost, "it was killed"));
        Pass(0.75);
        Assert.Equal((2, Lamp.Red), (_browsers.Opened, View(account).Lamp));
        _browsers.Cookie("one");
        Pass(0.5);
        Assert.Equal((Lamp.Green, 1), (View(account).Lamp, View(account).SessionGeneration));
    }

    [Fact]
    public void Should_stay_RED_until_the_user_has_logged_in_when_the_next_browser_knows_no_login()
    {
        var account = Green();
        _browsers.Of()!.Report(new BrowserEvent.Closed(BrowserEnd.Lost, "it was killed"));
        Pass(8);
        Assert.Equal(Lamp.Red, View(account).Lamp);
        Assert.Contains("log in at site.example", View(account).LampReason, StringComparison.Ordinal);
        _browsers.LogIn("two");
        Pass(5);
        Assert.Equal((Lamp.Green, 2), (View(account).Lamp, View(account).SessionGeneration));
    }

    [Fact]
    public void Should_be_RED_while_the_browser_hangs_and_back_when_it_answers()
    {
        var account = Green();
        _browsers.Of()!.Report(new BrowserEvent.Hung(TimeSpan.FromSeconds(3)));
        Assert.Equal(Lamp.Red, View(account).Lamp);
        Pass(2);
        _browsers.Of()!.Report(new BrowserEvent.Recovered());
        Assert.Equal((Lamp.Green, 1, 1), (View(account).Lamp, View(account).SessionGeneration, _browsers.Opened));
    }

    [Theory]
    [InlineData("hang", 10.75)]
    [InlineData("tab", 10.75)]
    [InlineData("crash", 0.75)]
    public void Should_start_a_browser_again_that_is_of_no_use(string trouble, double seconds)
    {
        var account = Green();
        _browsers.Of()!.Report(trouble switch { "hang" => new BrowserEvent.Hung(TimeSpan.FromSeconds(3)), "tab" => new BrowserEvent.TabLost(), _ => new BrowserEvent.TabCrashed() });
        Assert.Equal(Lamp.Red, View(account).Lamp);
        Pass(seconds);
        Assert.Equal(2, _browsers.Opened);
    }

    [Fact]
    public void Should_give_up_after_so_many_starts_and_raise_an_alarm()
    {
        var account = Green();
        _browsers.Failure = "no browser here";
        _browsers.Of()!.Report(new BrowserEvent.Closed(BrowserEnd.Lost, "it was killed"));
        Pass(120);
        Assert.Equal(5, _browsers.Opened);
        Assert.True(Seen.Says(LogSeverity.Alarm, "in vain: no browser here"));
        Assert.Contains("arb account reset a1", View(account).LampReason, StringComparison.Ordinal);
        _browsers.Failure = null;
        Ask<Done>(account, new ResetAccount("a1"));
        Assert.Equal(AccountState.WaitProvider, State(account));
    }

    [Fact]
    public void Should_say_why_it_is_off_when_no_browser_can_be_started()
    {
        _browsers.Failure = "no Chrome on this machine";
        var account = On();
        Pass(29);
        Assert.Equal((AccountState.Idle, 5), (State(account), _browsers.Opened));
        Assert.Equal("off: the start failed: no Chrome on this machine", View(account).LampReason);
    }

    [Fact]
    public void Should_never_stay_in_STARTING_when_the_browser_does_not_come_up()
    {
        _browsers.Hold = true;
        var account = On();
        Pass(29);
        Assert.Equal(AccountState.Starting, State(account));
        Pass(2);
        Eventually(() => State(account) == AccountState.Idle);
        Assert.Contains("took longer than 30 s", View(account).LampReason, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_leave_nothing_of_a_browser_after_a_reset()
    {
        var account = Green();
        Ask<Done>(account, new SwitchAccount("a1", false));
        Assert.Null(_browsers.Of());
        Assert.Equal((AccountState.Idle, Lamp.Red, 0), (State(account), View(account).Lamp, View(account).SessionGeneration));
        Assert.Empty(Contracts.Contracts);
        Ask<Done>(account, new SwitchAccount("a1", true));
        Assert.Contains("open the odds page", Ask<CommandFailed>(account, new MarkContract("a1", "CMD")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_not_be_IDLE_while_a_browser_cannot_be_ended_but_raise_an_alarm()
    {
        var account = Green();
        _browsers.Failure = "no browser here";
        _browsers.CleanUpFailure = "process 7 cannot be ended";
        _browsers.Of()!.Report(new BrowserEvent.Closed(BrowserEnd.Lost, "it was killed"));
        account.Tell(new SwitchAccount("a1", false), ActorRefs.NoSender);
        Pass(31);
        Assert.Equal(AccountState.Stopping, State(account));
        Assert.True(Seen.Says(LogSeverity.Alarm, "process 7 cannot be ended"));
        Assert.True(Seen.Says(LogSeverity.Alarm, "waiting for: session layer"));
        _browsers.CleanUpFailure = null;
        Pass(6);
        Assert.Equal(AccountState.Idle, State(account));
    }

    [Fact]
    public void Should_come_back_with_a_higher_generation_after_a_crash_of_the_session_layer()
    {
        var account = Green();
        _browsers.Ask("/cmd/crash", "one");
        Assert.Equal(Lamp.Red, View(account).Lamp);
        Pass(3);
        Assert.Equal(2, _browsers.Opened);
        _browsers.LogIn("one");
        Pass(5);
        Assert.Equal((Lamp.Green, 2), (View(account).Lamp, View(account).SessionGeneration));
    }

    [Fact]
    public void Should_take_an_exported_session_too_and_keep_it_over_a_new_browser()
    {
        var account = Green();
        Ask<Done>(account, Session());
        Pass(0.5);
        Assert.Equal((2, "secret"), (View(account).SessionGeneration, BettorLog.Last<OpenBettor>().Session.Cookies["sid"]));
        _browsers.Of()!.Report(new BrowserEvent.Closed(BrowserEnd.Lost, "it was killed"));
        Assert.Equal(Lamp.Red, View(account).Lamp);
        Pass(1);
        Assert.Equal((Lamp.Green, 2), (View(account).Lamp, View(account).SessionGeneration));
    }

    [Fact]
    public void Should_end_what_an_earlier_life_left_when_the_account_is_off()
    {
        StartAccount();
        Assert.Equal((0, 1), (_browsers.Opened, _browsers.CleanUps));
    }

    [Fact]
    public void Should_hand_out_captures_without_taking_them_from_anybody()
    {
        var account = Green();
        var batch = Ask<CaptureBatch>(account, new ReadCaptures(A1, 0, 2));
        Assert.Equal((2, 3), (batch.Captures.Count, Ask<CaptureBatch>(account, new ReadCaptures(A1, 0, 100)).Captures.Count));
        Assert.Single(Ask<CaptureBatch>(account, new ReadCaptures(A1, batch.Last, 100)).Captures);
    }

    [Fact]
    public void Should_show_no_secret_in_any_line()
    {
        Green();
        _browsers.LogIn("CANARY-two");
        Pass(5);
        Assert.DoesNotContain(Seen.All, seen => seen.ToString()!.Contains("CANARY", StringComparison.Ordinal));
    }

    private static string? Odds(ProviderRequest request) => request.Role == EndpointRole.Odds ? "odds 2.10 1.80" : "empty";

    private IActorRef On()
    {
        var account = StartAccount();
        account.Tell(new SwitchAccount("a1", true));
        return account;
    }

    private IActorRef Green()
    {
        var account = On();
        Site().Auto = Odds;
        _browsers.LogIn("one");
        Pass(0.5);
        Ask<ContractList>(account, new MarkContract("a1", "CMD"));
        Pass(5);
        Assert.Equal((Lamp.Green, 1), (View(account).Lamp, View(account).SessionGeneration));
        return account;
    }

    /// <summary>A cancelled task is over on another thread.</summary>
    private void Eventually(Func<bool> holds) => AwaitAssert(() => Assert.True(holds()), TimeSpan.FromSeconds(5));
}
