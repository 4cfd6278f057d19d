using Akka.Actor;
using Arb.Domain.Commands;
using Arb.Domain.Health;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;
using Arb.Providers.Mapped;
using Arb.Tests.Actors.Support;
using Arb.Tests.Providers.Harvest;

namespace Arb.Tests.Actors.Sessions;

/// <summary>What an account's browser captured, shown by endpoint; a plain feed among it, proposed, stored, marked and polled.</summary>
public sealed class AccountCaptureSpecs : AccountKit
{
    private readonly ScriptedBrowsers _browsers = new();

    public AccountCaptureSpecs()
    {
        Browsers = _browsers;
        Protocols = [new ScriptedProtocol("CMD"), new ScriptedProtocol("SBO"), new MappedProtocol()];
    }

    [Fact]
    public void Should_list_each_endpoint_with_what_it_looks_like_and_say_what_to_do_next()
    {
        var account = On();
        _browsers.LogIn("one");
        _browsers.Ask("/cmd/odds?path=t", "one");
        Feed();
        var list = Captures(account);
        Assert.Equal(("a1", null, "mark one: arb contract mark a1 CMD"), (list.Account, list.Marked, list.Advice));
        Assert.Equal(["CMD"], list.Providers);
        var odds = list.Groups[0];
        Assert.Equal((1, "GET", "site.example", "/cmd/odds?path", 2), (odds.Number, odds.Method, odds.Host, odds.Path, odds.Count));
        Assert.Equal((new ProviderId("CMD"), EndpointRole.Odds, TimeSpan.FromSeconds(2), true), (odds.Provider, odds.Role, odds.Cadence, odds.HasSecret));
        var feed = Assert.Single(list.Groups, group => group.Path == "/api/odds?apiKey");
        Assert.Null(feed.Provider);
        Assert.True(feed.OddsCount >= 15, $"{feed.OddsCount} odds");
    }

    [Fact]
    public void Should_say_what_to_do_when_nothing_was_captured()
    {
        var account = StartAccount();
        Assert.Equal("a1 is off and nothing is recorded: arb account on a1, then log in and open the odds page", Captures(account).Advice);
        Ask<Done>(account, new SwitchAccount("a1", true));
        var list = Captures(account);
        Assert.Empty(list.Groups);
        Assert.Equal("nothing captured yet: log in and open the odds page in the browser of a1", list.Advice);
    }

    [Fact]
    public void Should_advise_a_proposal_when_no_protocol_is_recognised_and_a_new_mark_when_another_one_is()
    {
        var account = On();
        _browsers.Ask("/style.css", "one");
        Assert.Contains("arb contract suggest a1", Captures(account).Advice, StringComparison.Ordinal);
        _browsers.LogIn("one");
        Pass(0.5);
        Ask<ContractList>(account, new MarkContract("a1", "CMD"));
        Assert.Contains("CMD is marked and recognised", Captures(account).Advice, StringComparison.Ordinal);
        Ask<Done>(account, new SwitchAccount("a1", false));
        Ask<Done>(account, new SwitchAccount("a1", true));
        Ask<ContractList>(account, new ImportContract(Contract()));
        Ask<ContractList>(account, new MarkContract("a1", "CMD"));
        _browsers.Ask("/sbo/odds", "two");
        Assert.Contains("CMD is marked but the site speaks SBO", Captures(account).Advice, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_name_the_way_without_a_browser_of_the_engine()
    {
        Browsers = null;
        var failed = Ask<CommandFailed>(StartAccount(), new ShowCaptures("a1"));
        Assert.Equal(FailureKind.Refused, failed.Kind);
        Assert.Contains("--har FILE", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_show_what_a_proposal_decodes_without_storing_it()
    {
        var account = On();
        Feed();
        var suggested = Ask<SuggestedContract>(account, new SuggestContract("a1", null, "booktwo", null));
        Assert.Equal(("odds-api-v4", null), (suggested.Answer.Proposal!.Source, suggested.StoredAs));
        Assert.Contains("OneXTwo FullTime: Home 2.5, Draw 3.4, Away 2.8", suggested.Answer.Proposal.Preview[0].Markets);
        Assert.Empty(Contracts.Contracts);
    }

    [Fact]
    public void Should_say_why_there_is_no_proposal()
    {
        var account = On();
        _browsers.LogIn("one");
        var suggested = Ask<SuggestedContract>(account, new SuggestContract("a1", null, null, null));
        Assert.Null(suggested.Answer.Proposal);
        Assert.Contains("open the page with the prices", suggested.Answer.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_store_an_accepted_proposal_unmarked_and_poll_it_once_it_is_marked()
    {
        var account = On();
        Feed();
        var stored = Ask<SuggestedContract>(account, new SuggestContract("a1", null, "bookone", "bookone"));
        Assert.Equal("BOOKONE", stored.StoredAs);
        Assert.False(Assert.Single(Contracts.Contracts).Active);
        Assert.DoesNotContain("k3yOfTheUser77", Arb.Browser.Contracts.ContractFile.Write(Contracts.Contracts[0]), StringComparison.Ordinal);
        Assert.Equal(0, View(account).SessionGeneration);
        var marked = Assert.Single(Ask<ContractList>(account, new MarkContract("a1", "bookone")).Contracts);
        Assert.Equal((true, false), (marked.Validation.CanHarvest, marked.Validation.CanBet));
        Assert.Equal(ContractAbility.Bet, Assert.Single(marked.Validation.Lacks).Ability);
        Pass(0.5);
        Assert.Equal((AccountState.Active, 1), (State(account), View(account).SessionGeneration));
        Pass(0.25);
        Assert.Equal("https://site.example/api/odds?apiKey=k3yOfTheUser77", Site().Requests[^1].Uri.AbsoluteUri);
        Assert.Empty(BettorLog.Of<Arb.Domain.Execution.OpenBettor>());
        Site().Answer(MappedFeedSpecs.OddsApi(Arb.Actors.EngineClock.Of(Sys).Now));
        Pass(0.5);
        Assert.Equal(Lamp.Green, View(account).Lamp);
        var list = Captures(account);
        Assert.Equal((new ProviderId("BOOKONE"), EndpointRole.Odds), (list.Groups[0].Provider, list.Groups[0].Role));
        Assert.Equal("BOOKONE", list.Marked);
    }

    [Fact]
    public void Should_know_a_marked_feed_again_after_a_restart_of_the_engine()
    {
        var account = On();
        Feed();
        Ask<SuggestedContract>(account, new SuggestContract("a1", null, "bookone", "BOOKONE"));
        Ask<ContractList>(account, new MarkContract("a1", "BOOKONE"));
        Pass(0.5);
        Sys.Stop(account);
        var again = Sys.ActorOf(Props.Create(typeof(Arb.Actors.Sessions.AccountActor), Stored(enabled: true), Environment()), "again");
        Feed();
        Pass(0.5);
        Assert.Equal((AccountState.Active, "BOOKONE"), (State(again), View(again).Provider));
    }

    [Theory]
    [InlineData("CMD", "is a protocol of this build")]
    [InlineData("a b", "use 2 to 16")]
    public void Should_refuse_names_that_mean_something_else(string name, string message)
    {
        var account = On();
        Feed();
        Assert.Contains(message, Ask<CommandFailed>(account, new SuggestContract("a1", null, null, name)).Message, StringComparison.Ordinal);
        Assert.Empty(Contracts.Contracts);
    }

    [Fact]
    public void Should_refuse_to_replace_the_mapping_that_is_marked()
    {
        var account = On();
        Feed();
        Ask<SuggestedContract>(account, new SuggestContract("a1", null, "bookone", "BOOK"));
        Ask<ContractList>(account, new MarkContract("a1", "BOOK"));
        Assert.Contains("is the marked provider", Ask<CommandFailed>(account, new SuggestContract("a1", null, "booktwo", "BOOK")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_bound_how_many_look_through_the_captures_at_once()
    {
        StudyOn = new HeldTasks();
        var account = On();
        var (asker, log) = Recorder();
        for (var i = 0; i < 6; i++)
            account.Tell(new ShowCaptures("a1"), asker);
        Assert.Equal([FailureKind.Refused, FailureKind.Refused], log.Of<CommandFailed>().Select(failed => failed.Kind));
        Assert.Equal(2, log.All.Count);
        ((HeldTasks)StudyOn).Release();
        AwaitAssert(() => Assert.Equal(4, log.Of<CaptureList>().Count)); // what follows a task of another scheduler never runs inside it
        Ask<CaptureList>(account, new ShowCaptures("a1"));
    }

    private IActorRef On()
    {
        var account = StartAccount();
        Ask<Done>(account, new SwitchAccount("a1", true));
        return account;
    }

    private void Feed()
    {
        _browsers.Cookie("one");
        _browsers.See("GET", "/api/odds?apiKey=k3yOfTheUser77", null, MappedFeedSpecs.OddsApi());
    }

    /// <summary>Keeps tasks until they are let go.</summary>
    private sealed class HeldTasks : TaskScheduler
    {
        private readonly List<Task> _tasks = [];
        private bool _released;

        public void Release()
        {
            _released = true;
            _tasks.ForEach(task => TryExecuteTask(task));
        }

        protected override void QueueTask(Task task)
        {
            if (_released)
                TryExecuteTask(task);
            else
                _tasks.Add(task);
        }

        protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => _released && TryExecuteTask(task);

        protected override IEnumerable<Task> GetScheduledTasks() => _tasks;
    }

    private CaptureList Captures(IActorRef account) => Ask<CaptureList>(account, new ShowCaptures("a1"));
}
