using Akka.Actor;
using Arb.Actors.Execution;
using Arb.Domain.Execution;
using Arb.Domain.Harvest;
using Arb.Domain.Health;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;
using Arb.Tests.Domain.Execution;

namespace Arb.Tests.Actors.Execution;

public class BettorSpecs : ExecutionKit
{
    private readonly Wire _wire = new();
    private readonly Protocol _protocol = new();
    private readonly IActorRef _bettor;

    public BettorSpecs()
    {
        var provider = new ProviderId("CMD");
        var protocols = new Dictionary<ProviderId, IProviderProtocol> { [provider] = _protocol };
        _bettor = Sys.ActorOf(BettorActor.Props(Given.A1, protocols, _wire, Settings, Time));
        _bettor.Tell(new OpenBettor(
            new ProviderContract(Given.A1, provider, "host", [], true, null),
            new ProviderSession(Given.A1, new Uri("http://host"), new Dictionary<string, string>(), [], new Dictionary<string, string>(), 1)));
    }

    [Fact]
    public void Should_send_a_placement_once_on_its_own_connection()
    {
        _bettor.Tell(Place(token: 7), TestActor);
        _wire.Next("placement").SetResult(Ok);
        Assert.IsType<PlacementOutcome.Accepted>(ExpectMsg<PlacementAnswered>().Outcome);
        _bettor.Tell(Place(token: 7), TestActor);
        Assert.IsType<PlacementOutcome.Unknown>(ExpectMsg<PlacementAnswered>().Outcome);
        Assert.Equal(1, _wire.Calls);
    }

    [Fact]
    public void Should_answer_that_nothing_was_sent_when_the_session_lacks_what_a_request_carries()
    {
        _bettor.Tell(new OpenBettor(
            new ProviderContract(Given.A1, new ProviderId("CMD"), "host", [], true, null),
            new ProviderSession(Given.A1, new Uri("http://host"), new Dictionary<string, string>(), [], new Dictionary<string, string> { [Protocol.Lacking] = "" }, 2)));
        _bettor.Tell(Place(token: 7), TestActor);
        Assert.Equal(RefusalReason.NotSent, Assert.IsType<PlacementOutcome.Rejected>(ExpectMsg<PlacementAnswered>().Outcome).Reason);
        _bettor.Tell(new AskQuote(default, 0, Given.Slip(Given.A1, new EventKey(new ProviderId("CMD"), "1"), Selection.Over, 2m)), TestActor);
        Assert.Equal(RefusalReason.NotSent, ExpectMsg<QuoteAnswered>().Result.Refusal);
        _bettor.Tell(new ReadBetList(default, Given.Start) { WithBalance = true }, TestActor);
        Assert.False(ExpectMsg<BetListAnswered>().Reading.ProvesAbsence);
        _bettor.Tell(ReadBalance.Instance, TestActor);
        Assert.Null(ExpectMsg<BalanceAnswered>().Reading.Amount);
        Assert.Equal(0, _wire.Calls);
    }

    [Fact]
    public void Should_tell_once_how_late_a_list_showed_a_bet_that_was_booked()
    {
        var heard = CreateTestProbe();
        Sys.EventStream.Subscribe(heard.Ref, typeof(BetListedLate));
        _bettor.Tell(Place(token: 7), TestActor);
        _wire.Next("placement").SetResult(Ok);
        ExpectMsg<PlacementAnswered>();
        Read(10m);
        Clock.Advance(TimeSpan.FromSeconds(25));
        Read(10m);
        _protocol.Listed = ["R1"];
        Clock.Advance(TimeSpan.FromSeconds(1));
        Read(0m);
        Assert.Equal(new BetListedLate(Given.A1, new ProviderId("CMD"), TimeSpan.FromSeconds(25)), heard.ExpectMsg<BetListedLate>());
        Read(0m);
        heard.ExpectNoMsg(TimeSpan.Zero);

        void Read(decimal unlisted)
        {
            _bettor.Tell(new ReadBetList(default, Given.Start), TestActor);
            _wire.Next("data").SetResult(Ok);
            Assert.Equal(unlisted, ExpectMsg<BetListAnswered>().Unlisted.Sum(bet => bet.Stake));
        }
    }

    [Theory]
    [InlineData(true, "JPY", 0)]
    [InlineData(false, "KWD", 3)]
    public void Should_say_whether_the_contract_reads_a_balance_and_in_what_unit(bool reads, string currency, int digits)
    {
        ContractEndpoint[] endpoints = reads ? [new ContractEndpoint(EndpointRole.Balance, "GET", "/", [], null, null, null)] : [];
        _bettor.Tell(new OpenBettor(
            new ProviderContract(Given.A1, new ProviderId("CMD"), "host", endpoints, true, null),
            new ProviderSession(Given.A1, new Uri("http://host"), new Dictionary<string, string>(), [], new Dictionary<string, string>(), 2))
        { Currency = currency });
        _bettor.Tell(new ReadBetList(default, Given.Start), TestActor);
        _wire.Next("data").SetResult(Ok);
        var answer = ExpectMsg<BetListAnswered>();
        Assert.Equal((reads, digits), (answer.ReadsBalance, answer.MoneyDigits));
    }

    [Fact]
    public void Should_refuse_a_token_that_is_older_than_one_it_has_seen_for_the_match()
    {
        _bettor.Tell(Place(token: 8), TestActor);
        _wire.Next("placement").SetResult(Ok);
        ExpectMsg<PlacementAnswered>();
        _bettor.Tell(Place(token: 7), TestActor);
        Assert.Equal(RefusalReason.NotSent, Assert.IsType<PlacementOutcome.Rejected>(ExpectMsg<PlacementAnswered>().Outcome).Reason);
        Assert.Equal(1, _wire.Calls);
    }

    [Fact]
    public void Should_read_the_balance_directly_before_the_list_with_nothing_in_between()
    {
        _bettor.Tell(new ReadBetList(default, Given.Start) { WithBalance = true }, TestActor);
        _bettor.Tell(Place(token: 7), TestActor);
        _wire.Next("data").SetResult(Ok);
        _wire.Next("data").SetResult(Ok);
        Assert.Equal(10m, ExpectMsg<BetListAnswered>().Balance);
        _wire.Next("placement").SetResult(Ok);
        ExpectMsg<PlacementAnswered>();
    }

    [Fact]
    public void Should_give_the_list_without_a_balance_that_does_not_come_in_its_time()
    {
        _bettor.Tell(new ReadBetList(default, Given.Start) { WithBalance = true }, TestActor);
        var balance = _wire.Next("data");
        Clock.Advance(Settings.BalanceTimeout);
        _wire.Next("data").SetResult(Ok);
        var answer = ExpectMsg<BetListAnswered>();
        Assert.Null(answer.Balance);
        Assert.True(answer.Reading.ProvesAbsence);
        balance.SetResult(Ok); // too late: it is nobody's answer
        ExpectNoMsg(TimeSpan.Zero);
    }

    [Fact]
    public void Should_say_what_is_booked_and_not_listed_yet_beside_the_balance()
    {
        _bettor.Tell(Place(token: 7), TestActor);
        _wire.Next("placement").SetResult(Ok);
        ExpectMsg<PlacementAnswered>();
        Assert.Equal(10m, List().Unlisted.Sum(bet => bet.Stake));
        _protocol.Listed = ["R1"];
        Assert.Equal(0m, List().Unlisted.Sum(bet => bet.Stake));
        _protocol.Listed = [];
        Assert.Equal(0m, List().Unlisted.Sum(bet => bet.Stake)); // seen once is seen
    }

    [Fact]
    public void Should_wait_for_a_booked_bet_to_be_listed_as_long_as_lists_are_asked_back()
    {
        _bettor.Tell(Place(token: 7), TestActor);
        _wire.Next("placement").SetResult(Ok);
        ExpectMsg<PlacementAnswered>();
        Clock.Advance(Settings.Hedge.ListMargin);
        Assert.Equal(10m, List().Unlisted.Sum(bet => bet.Stake));
        Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(0m, List().Unlisted.Sum(bet => bet.Stake));
    }

    private BetListAnswered List()
    {
        _bettor.Tell(new ReadBetList(default, Given.Start) { WithBalance = true }, TestActor);
        _wire.Next("data").SetResult(Ok);
        _wire.Next("data").SetResult(Ok);
        return ExpectMsg<BetListAnswered>();
    }

    /// <summary>A deadline says nothing about what the bookmaker did: told as "not sent" it would be taken for a proof.</summary>
    [Fact]
    public void Should_call_a_placement_unknown_when_its_deadline_passes()
    {
        _bettor.Tell(Place(token: 7), TestActor);
        var call = _wire.Next("placement");
        Clock.Advance(Settings.CallTimeout);
        Assert.IsType<PlacementOutcome.Unknown>(ExpectMsg<PlacementAnswered>().Outcome);
        call.SetResult(Ok); // too late: nobody may take it for another call's answer
        _bettor.Tell(ReadBalance.Instance, TestActor);
        _wire.Next("data").SetResult(Ok);
        ExpectMsg<BalanceAnswered>();
    }

    [Fact]
    public void Should_make_one_call_at_a_time_in_order()
    {
        _bettor.Tell(ReadBalance.Instance, TestActor);
        _bettor.Tell(Place(token: 7), TestActor);
        var first = _wire.Next("data");
        Assert.Equal(1, _wire.Calls);
        first.SetResult(Ok);
        ExpectMsg<BalanceAnswered>();
        _wire.Next("placement").SetResult(Ok);
        ExpectMsg<PlacementAnswered>();
    }

    [Fact]
    public void Should_not_send_a_placement_that_waited_too_long_for_its_turn()
    {
        _bettor.Tell(ReadBalance.Instance, TestActor);
        _wire.Next("data");
        _bettor.Tell(Place(token: 7), TestActor);
        Clock.Advance(Settings.CallTimeout); // the balance is given up, and the time to send is over
        ExpectMsg<BalanceAnswered>();
        Assert.Equal(RefusalReason.NotSent, Assert.IsType<PlacementOutcome.Rejected>(ExpectMsg<PlacementAnswered>().Outcome).Reason);
        Assert.Equal(1, _wire.Calls);
    }

    [Fact]
    public void Should_send_no_placement_that_cannot_be_written_down_and_go_on_when_it_can()
    {
        var provider = new ProviderId("CMD");
        var storage = new SwitchedStorage();
        var bettor = Sys.ActorOf(BettorActor.Props(Given.A1, new Dictionary<ProviderId, IProviderProtocol> { [provider] = _protocol }, _wire, Settings, Time, storage));
        bettor.Tell(new OpenBettor(
            new ProviderContract(Given.A1, provider, "host", [], true, null),
            new ProviderSession(Given.A1, new Uri("http://host"), new Dictionary<string, string>(), [], new Dictionary<string, string>(), 1)));
        storage.Fault = new StorageFault(StorageFaultKind.FileGone, "/d/journal.db");
        bettor.Tell(Place(token: 7), TestActor);
        var refused = Assert.IsType<PlacementOutcome.Rejected>(ExpectMsg<PlacementAnswered>().Outcome);
        Assert.Equal(RefusalReason.NotSent, refused.Reason);
        Assert.Contains("/d/journal.db", refused.Detail, StringComparison.Ordinal);
        Assert.Equal(0, _wire.Calls);
        bettor.Tell(ReadBalance.Instance, TestActor); // evidence is still read
        _wire.Next("data").SetResult(Ok);
        ExpectMsg<BalanceAnswered>();
        storage.Fault = null;
        bettor.Tell(Place(token: 7), TestActor);
        _wire.Next("placement").SetResult(Ok);
        Assert.IsType<PlacementOutcome.Accepted>(ExpectMsg<PlacementAnswered>().Outcome);
    }

    [Fact]
    public void Should_prove_that_nothing_was_sent_without_a_session()
    {
        _bettor.Tell(new CloseBettor("logged out"));
        _bettor.Tell(Place(token: 7), TestActor);
        Assert.Equal(RefusalReason.SessionLost, Assert.IsType<PlacementOutcome.Rejected>(ExpectMsg<PlacementAnswered>().Outcome).Reason);
        Assert.Equal(0, _wire.Calls);
    }

    [Theory]
    [InlineData("quote")]
    [InlineData("placement")]
    [InlineData("bet list")]
    [InlineData("balance")]
    public void Should_tell_its_account_which_session_an_answer_showed_to_be_lost(string what)
    {
        var seen = new Support.Log();
        var provider = new ProviderId("CMD");
        var protocols = new Dictionary<ProviderId, IProviderProtocol> { [provider] = new Protocol() };
        var parent = Sys.ActorOf(Props.Create(typeof(Support.ParentActor), seen, BettorActor.Props(Given.A1, protocols, _wire, Settings, Time), "bettor"));
        parent.Tell("child", TestActor);
        var bettor = ExpectMsg<IActorRef>();
        bettor.Tell(new OpenBettor(
            new ProviderContract(Given.A1, provider, "host", [], true, null),
            new ProviderSession(Given.A1, new Uri("http://host"), new Dictionary<string, string>(), [], new Dictionary<string, string>(), 3)));
        bettor.Tell(
            what switch
            {
                "quote" => new AskQuote(default, 0, Given.Slip(Given.A1, Given.Event1, Selection.Over, 2.1m)),
                "placement" => Place(token: 7),
                "bet list" => new ReadBetList(default, Given.Start),
                _ => ReadBalance.Instance,
            },
            TestActor);
        _wire.Next(what == "placement" ? "placement" : "data").SetResult(Ok with { Response = new ProviderResponse(401, "text/plain", null, default) });
        if (ExpectMsg<object>() is PlacementAnswered placed)
            Assert.IsType<PlacementOutcome.Unknown>(placed.Outcome);
        AwaitAssert(() => Assert.Equal(new SessionLost(new SourceKey(Given.A1, provider), 3, $"{what}: 401"), seen.Only<SessionLost>()));
    }

    [Fact]
    public void Should_not_send_what_waited_for_its_turn_over_a_sleep()
    {
        _bettor.Tell(ReadBalance.Instance, TestActor);
        var first = _wire.Next("data");
        _bettor.Tell(Place(token: 7), TestActor);
        Machine.Sleep();
        first.SetResult(Ok);
        ExpectMsg<BalanceAnswered>();
        var outcome = Assert.IsType<PlacementOutcome.Rejected>(ExpectMsg<PlacementAnswered>().Outcome);
        Assert.Equal((RefusalReason.NotSent, 1), (outcome.Reason, _wire.Calls));
    }

    [Fact]
    public void Should_hold_a_placement_back_whose_connection_stands_only_after_a_sleep()
    {
        _bettor.Tell(Place(token: 7), TestActor);
        _wire.Next("placement");
        Assert.Null(_wire.Last!.HoldBack!());
        Machine.Sleep();
        Assert.NotNull(_wire.Last!.HoldBack!());
    }

    [Fact]
    public void Should_wait_for_no_answer_over_a_sleep_and_call_a_placement_that_was_under_way_unknown()
    {
        _bettor.Tell(Place(token: 7), TestActor);
        _wire.Next("placement");
        _bettor.Tell(ReadBalance.Instance, TestActor);
        Machine.Sleep();
        _bettor.Tell(new MachineSlept(Time.GetUtcNow(), TimeSpan.FromHours(1), ByWallClock: false), TestActor);
        Assert.IsType<PlacementOutcome.Unknown>(ExpectMsg<PlacementAnswered>().Outcome);
        var balance = _wire.Next("data"); // asked for after it: waited for
        _bettor.Tell(new MachineSlept(Time.GetUtcNow() - TimeSpan.FromSeconds(1), TimeSpan.FromHours(1), ByWallClock: false), TestActor);
        balance.SetResult(Ok);
        Assert.NotNull(ExpectMsg<BalanceAnswered>().Reading.Amount);
        Assert.Equal(2, _wire.Calls);
    }

    private static TransportResult Ok => new(new ProviderResponse(200, "text/plain", null, default), TransportFailure.None, null, TimeSpan.Zero);

    private Place Place(long token) => new(
        ExecutionId.FromToken(token), Given.Match, 0, 1, token, new PlacementTicket(Given.Quote(Given.Slip(Given.A1, Given.Event1, Selection.Over, 2.1m)), 10m), Time.GetUtcNow() + Settings.SendWindow);

    /// <summary>A transport whose answers the test gives.</summary>
    private sealed class Wire : IProviderTransportFactory, IProviderTransport
    {
        private readonly System.Collections.Concurrent.BlockingCollection<(string Kind, TaskCompletionSource<TransportResult> Answer)> _calls = [];
        private int _count;

        public int Calls => Volatile.Read(ref _count);

        public IProviderTransport Create(AccountId account) => this;

        public Task<TransportResult> SendAsync(ProviderRequest request, CancellationToken cancel) => Add("data");

        public ProviderRequest? Last { get; private set; }

        public Task<TransportResult> SendPlacementAsync(ProviderRequest request, CancellationToken cancel)
        {
            Last = request;
            return Add("placement");
        }

        public TaskCompletionSource<TransportResult> Next(string kind)
        {
            Assert.True(_calls.TryTake(out var call, TimeSpan.FromSeconds(5)), "no call was made");
            Assert.Equal(kind, call.Kind);
            return call.Answer;
        }

        public void Dispose()
        {
        }

        private Task<TransportResult> Add(string kind)
        {
            Interlocked.Increment(ref _count);
            var answer = new TaskCompletionSource<TransportResult>();
            _calls.Add((kind, answer));
            return answer.Task;
        }
    }

    private sealed class Protocol : IProviderProtocol, IBetting
    {
        public ProviderId Id => new("CMD");

        public TimeSpan SettleTime => TimeSpan.FromSeconds(5);

        public bool CanBet(MarketKind kind) => true;

        public EndpointRole? Recognise(CapturedExchange capture) => null;

        public ContractEndpoint ToEndpoint(EndpointRole role, CapturedExchange capture) => throw new NotSupportedException();

        public IReadOnlyDictionary<string, string> FindTokens(IReadOnlyList<CapturedExchange> captures) => new Dictionary<string, string>();

        public ContractValidation Validate(ProviderContract contract) => new(true, true, []);

        public IHarvester CreateHarvester(ProviderContract contract, HarvestLimits limits) => throw new NotSupportedException();

        public IBetting CreateBetting(ProviderContract contract) => this;

        public ProviderRequest BuildQuote(BetSlip slip, ProviderSession session) => Request(EndpointRole.Quote, session);

        public QuoteResult ReadQuote(BetSlip slip, TransportResult answer, DateTimeOffset now) => IsDenied(answer) ? QuoteResult.No(RefusalReason.SessionLost, "401") : QuoteResult.Ok(Given.Quote(slip));

        public ProviderRequest BuildPlacement(PlacementTicket ticket, ProviderSession session) => Request(EndpointRole.Place, session);

        /// <summary>As every real one: "not sent" is a proof, any other failure is none.</summary>
        public PlacementOutcome ReadPlacement(PlacementTicket ticket, TransportResult answer) => answer.Failure switch
        {
            _ when IsDenied(answer) => new PlacementOutcome.Unknown("401", UnknownCause.SessionLost),
            TransportFailure.None => new PlacementOutcome.Accepted("R1", ticket.Quote.Slip.Odds, ticket.Stake),
            TransportFailure.NotSent => new PlacementOutcome.Rejected(RefusalReason.NotSent, "no connection"),
            _ => new PlacementOutcome.Unknown($"{answer.Failure}"),
        };

        public ProviderRequest BuildBetList(DateTimeOffset from, ProviderSession session) => Request(EndpointRole.BetList, session);

        public IReadOnlyList<string> Listed { get; set; } = [];

        public BetListReading ReadBetList(TransportResult answer) => IsDenied(answer) ? BetListReading.None("401") with { SessionLost = true } : new(
            true, true, [.. Listed.Select(reference => new BetListEntry(reference, "123", null, Period.FullTime, null, Line.None, null, 10m, BetStatus.Accepted, 0m, Given.Start, null))], 0, null);

        public ProviderRequest BuildBalance(ProviderSession session) => Request(EndpointRole.Balance, session);

        public BalanceReading ReadBalance(TransportResult answer) => IsDenied(answer) ? new(null, true, "401") : answer.Failure == TransportFailure.None ? new(10m, false, null) : new(null, false, $"{answer.Failure}");

        private static bool IsDenied(TransportResult answer) => answer.Response is { Status: 401 };

        /// <summary>A token of sessions that lack what requests carry.</summary>
        public const string Lacking = "lacking";

        private static ProviderRequest Request(EndpointRole role, ProviderSession session) =>
            session.Tokens.ContainsKey(Lacking) ? throw new InvalidOperationException("the session has no token 'form'") : Request(role);

        private static ProviderRequest Request(EndpointRole role) => new(role, "GET", new Uri("http://host/"), []);
    }
}
