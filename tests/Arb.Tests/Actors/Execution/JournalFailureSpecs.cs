using Akka.Actor;
using Akka.Persistence;
using Akka.Persistence.TestKit;
using Arb.Domain.Execution;
using Arb.Domain.Health;
using Arb.Tests.Domain.Execution;

namespace Arb.Tests.Actors.Execution;

/// <summary>A journal that rejects, fails or is late: what is not known to be durable is not acted on, and nothing leaves the house because of it.</summary>
public sealed class JournalFailureSpecs : ExecutionKit
{
    private static readonly TimeSpan CallTimeout = TimeSpan.FromMilliseconds(300);
    private readonly ITestJournal _journal;

    public JournalFailureSpecs()
        : base($$"""
            akka.persistence.journal {
              plugin = "akka.persistence.journal.test"
              test {
                class = "Akka.Persistence.TestKit.TestJournal, Akka.Persistence.TestKit"
                plugin-dispatcher = "akka.actor.default-dispatcher"
                circuit-breaker.call-timeout = {{CallTimeout.TotalMilliseconds}}ms
              }
            }
            """)
    {
        _journal = TestJournal.FromRef(Persistence.Instance.Apply(Sys).JournalFor("akka.persistence.journal.test"));
        Sys.EventStream.Subscribe(TestActor, typeof(SystemLogEntry));
    }

    private static Execute Order => new(Given.Opportunity(), Given.Plan());

    public static TheoryData<Type, bool> Steps
    {
        get
        {
            var data = new TheoryData<Type, bool>();
            foreach (var step in (Type[])[typeof(LockTaken), typeof(AuditOpened), typeof(ExposureTaken), typeof(QuotesTaken), typeof(LegIntended)])
                foreach (var rejected in (bool[])[true, false])
                    data.Add(step, rejected);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task Should_send_nothing_when_a_step_of_an_execution_is_rejected_or_fails(Type step, bool rejected)
    {
        var executions = StartRecovered();
        await Refuse(written => step.IsInstanceOfType(written.Payload), rejected);
        executions.Tell(Order, Engine.Ref);
        UntilAlarm(rejected ? "the journal rejected an event" : "the journal failed");
        Assert.Empty(Sent);
        Assert.Single(Locks(executions));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Should_execute_nothing_and_kill_the_engine_when_the_lock_cannot_be_written(bool rejected)
    {
        var executions = StartRecovered();
        Watch(executions);
        await Refuse(written => written.Payload is LockEvent.Granted, rejected);
        executions.Tell(Order, Engine.Ref);
        Assert.Contains("the lock journal failed", Engine.FishForMessage<KillEngine>(_ => true).Reason, StringComparison.Ordinal);
        FishForMessage(message => message is Terminated gone && gone.ActorRef.Equals(executions));
        Assert.Empty(Sent);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Should_not_begin_leg_B_when_it_cannot_be_written_that_A_was_accepted(bool rejected)
    {
        var executions = StartRecovered();
        await Refuse(written => written.Payload is LegAccepted, rejected);
        executions.Tell(Order, Engine.Ref);
        Accept(NextPlacement());
        UntilAlarm(rejected ? "the journal rejected an event" : "the journal failed");
        Assert.Equal(0, Assert.Single(Sent).Leg);
        Assert.Single(Locks(executions));
    }

    [Fact]
    public async Task Should_take_an_intent_for_sent_that_was_stored_after_the_journal_had_been_given_up()
    {
        var executions = StartRecovered();
        var late = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await _journal.OnWrite.SetInterceptorAsync(new Late(late.Task));
        executions.Tell(Order, Engine.Ref);
        UntilAlarm("the journal failed");
        Assert.Empty(Sent);
        late.SetResult();
        await _journal.OnWrite.Pass();

        // Made again from the journal, which holds the intent by now: it may have been sent, for all that the actor can know.
        Sys.EventStream.Unsubscribe(TestActor);
        while (HasMessages)
            ReceiveOne(TimeSpan.Zero);
        Restart(executions);
        Engine.FishForMessage<AccountQuarantined>(told => told.Quarantined);
        Assert.Empty(Sent);
    }

    private Task Refuse(Func<IPersistentRepresentation, bool> which, bool rejected) => rejected ? _journal.OnWrite.RejectIf(which) : _journal.OnWrite.FailIf(which);

    /// <summary>Everybody else answers kindly until the alarm is raised.</summary>
    private void UntilAlarm(string text)
    {
        for (var i = 0; i < 300; i++)
        {
            while (HasMessages)
                if (ReceiveOne(TimeSpan.Zero) is SystemLogEntry { Severity: LogSeverity.Alarm } alarm && alarm.Message.Contains(text, StringComparison.Ordinal))
                    return;
            if (Accounts.ReceiveOne(TimeSpan.FromMilliseconds(50)) is not { } message)
                continue;
            if (message is ToBettor { Message: Place place })
                Sent.Add(place);
            AnswerKindly(message, Accounts.LastSender);
        }

        Assert.Fail($"no alarm said: {text}");
    }

    private IReadOnlyList<LockInfo> Locks(IActorRef executions) => executions.Ask<LocksAnswered>(GetLocks.Instance, TimeSpan.FromSeconds(15)).GetAwaiter().GetResult().Locks;

    /// <summary>Intents reach the file late, everything else at once.</summary>
    private sealed class Late(Task until) : IJournalInterceptor
    {
        public Task InterceptAsync(IPersistentRepresentation message) => message.Payload is LegIntended ? until : Task.CompletedTask;
    }
}
