using Akka.Actor;
using Akka.Event;

namespace Akka.TestKit;

public abstract partial class TestKitBase
{
    /// <summary>The next message must be of the type.</summary>
    public T ExpectMsg<T>(TimeSpan? duration = null, string? hint = null, CancellationToken cancellationToken = default)
        => ExpectAsync<T>(RemainingOrDilated(duration), null, hint, true, cancellationToken).GetAwaiter().GetResult();

    /// <summary>The next message must be of the type.</summary>
    public ValueTask<T> ExpectMsgAsync<T>(TimeSpan? duration = null, string? hint = null, CancellationToken cancellationToken = default)
        => ExpectAsync<T>(RemainingOrDilated(duration), null, hint, false, cancellationToken);

    /// <summary>The next message must equal the given one.</summary>
    public T ExpectMsg<T>(T message, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default)
        => ExpectAsync(RemainingOrDilated(timeout), Equal(message, hint), hint, true, cancellationToken).GetAwaiter().GetResult();

    /// <summary>The next message must equal the given one.</summary>
    public ValueTask<T> ExpectMsgAsync<T>(T message, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default)
        => ExpectAsync(RemainingOrDilated(timeout), Equal(message, hint), hint, false, cancellationToken);

    /// <summary>The next message must be of the type and match.</summary>
    public T ExpectMsg<T>(Predicate<T> isMessage, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default)
        => ExpectAsync(RemainingOrDilated(timeout), Matching(isMessage, hint), hint, true, cancellationToken).GetAwaiter().GetResult();

    /// <summary>The next message must be of the type and match.</summary>
    public ValueTask<T> ExpectMsgAsync<T>(Predicate<T> isMessage, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default)
        => ExpectAsync(RemainingOrDilated(timeout), Matching(isMessage, hint), hint, false, cancellationToken);

    /// <summary>The next message must be of the type and pass the assertion.</summary>
    public T ExpectMsg<T>(Action<T> assert, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default)
        => ExpectAsync<T>(RemainingOrDilated(timeout), (m, _) => assert(m), hint, true, cancellationToken).GetAwaiter().GetResult();

    /// <summary>The next message must be of the type and pass the assertion.</summary>
    public ValueTask<T> ExpectMsgAsync<T>(Action<T> assert, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default)
        => ExpectAsync<T>(RemainingOrDilated(timeout), (m, _) => assert(m), hint, false, cancellationToken);

    /// <summary>The next message must be of the type and match together with its sender.</summary>
    public T ExpectMsg<T>(Func<T, IActorRef, bool> isMessageAndSender, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default)
        => ExpectAsync(RemainingOrDilated(timeout), Matching(isMessageAndSender, hint), hint, true, cancellationToken).GetAwaiter().GetResult();

    /// <summary>The next message must be of the type and match together with its sender.</summary>
    public ValueTask<T> ExpectMsgAsync<T>(Func<T, IActorRef, bool> isMessageAndSender, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default)
        => ExpectAsync(RemainingOrDilated(timeout), Matching(isMessageAndSender, hint), hint, false, cancellationToken);

    /// <summary>The next message must be of the type and pass the assertion together with its sender.</summary>
    public T ExpectMsg<T>(Action<T, IActorRef> assertMessageAndSender, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default)
        => ExpectAsync(RemainingOrDilated(timeout), assertMessageAndSender, hint, true, cancellationToken).GetAwaiter().GetResult();

    /// <summary>The next message must be of the type and pass the assertion together with its sender.</summary>
    public ValueTask<T> ExpectMsgAsync<T>(Action<T, IActorRef> assertMessageAndSender, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default)
        => ExpectAsync(RemainingOrDilated(timeout), assertMessageAndSender, hint, false, cancellationToken);

    /// <summary>The next message must equal the given one by the comparer.</summary>
    public T ExpectMsg<T>(T expected, Func<T, T, bool> comparer, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default)
        => ExpectAsync<T>(RemainingOrDilated(timeout), (m, _) => _assertions.AssertEqual(expected, m, comparer, Literal(hint)), hint, true, cancellationToken).GetAwaiter().GetResult();

    /// <summary>The next message must equal the given one by the comparer.</summary>
    public ValueTask<T> ExpectMsgAsync<T>(T expected, Func<T, T, bool> comparer, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default)
        => ExpectAsync<T>(RemainingOrDilated(timeout), (m, _) => _assertions.AssertEqual(expected, m, comparer, Literal(hint)), hint, false, cancellationToken);

    /// <summary>The next message must tell that the watched actor terminated.</summary>
    public Terminated ExpectTerminated(IActorRef target, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default)
        => TerminatedAsync(target, timeout, hint, true, cancellationToken).GetAwaiter().GetResult();

    /// <summary>The next message must tell that the watched actor terminated.</summary>
    public ValueTask<Terminated> ExpectTerminatedAsync(IActorRef target, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default)
        => TerminatedAsync(target, timeout, hint, false, cancellationToken);

    /// <summary>No message may come for the default time.</summary>
    public void ExpectNoMsg(CancellationToken cancellationToken = default)
        => SilenceAsync(RemainingOrDefault, true, cancellationToken).GetAwaiter().GetResult();

    /// <summary>No message may come for the default time.</summary>
    public ValueTask ExpectNoMsgAsync(CancellationToken cancellationToken = default)
        => SilenceAsync(RemainingOrDefault, false, cancellationToken);

    /// <summary>No message may come for the time.</summary>
    public void ExpectNoMsg(TimeSpan duration, CancellationToken cancellationToken = default)
        => SilenceAsync(Dilated(duration), true, cancellationToken).GetAwaiter().GetResult();

    /// <summary>No message may come for the time.</summary>
    public ValueTask ExpectNoMsgAsync(TimeSpan duration, CancellationToken cancellationToken = default)
        => SilenceAsync(Dilated(duration), false, cancellationToken);

    /// <summary>No message may come for so many milliseconds, undilated.</summary>
    public void ExpectNoMsg(int milliseconds, CancellationToken cancellationToken = default)
        => SilenceAsync(TimeSpan.FromMilliseconds(milliseconds), true, cancellationToken).GetAwaiter().GetResult();

    /// <summary>No message may come for so many milliseconds, undilated.</summary>
    public ValueTask ExpectNoMsgAsync(int milliseconds, CancellationToken cancellationToken = default)
        => SilenceAsync(TimeSpan.FromMilliseconds(milliseconds), false, cancellationToken);

    // A hint is plain text: braces in it must survive the formatting of the assertion.
    private static string Literal(string? text) => text?.Replace("{", "{{").Replace("}", "}}") ?? "";

    private Action<T, IActorRef> Equal<T>(T expected, string? hint) => (m, _) => _assertions.AssertEqual(expected, m, Literal(hint));

    private Action<T, IActorRef> Matching<T>(Predicate<T> isMessage, string? hint) => (m, _) => AssertMatch(isMessage(m), m, hint);

    private Action<T, IActorRef> Matching<T>(Func<T, IActorRef, bool> isMatch, string? hint) => (m, sender) => _assertions.AssertTrue(
        isMatch(m, sender),
        "Got a message of the expected type <{2}> from {4}. Also expected {0} but the message {{{1}}} of type <{3}> did not match",
        hint ?? "the predicate to return true",
        m!,
        typeof(T).FullName!,
        m!.GetType().FullName!,
        sender);

    private void AssertMatch<T>(bool matches, T message, string? hint) => _assertions.AssertTrue(
        matches,
        "Got a message of the expected type <{2}>. Also expected {0} but the message {{{1}}} of type <{3}> did not match",
        hint ?? "the predicate to return true",
        message!,
        typeof(T).FullName!,
        message!.GetType().FullName!);

    private ValueTask<Terminated> TerminatedAsync(IActorRef target, TimeSpan? timeout, string? hint, bool blocking, CancellationToken token)
    {
        var message = $"Terminated {target}. {hint}";
        return ExpectAsync<Terminated>(
            RemainingOrDilated(timeout),
            (terminated, _) => _assertions.AssertEqual(target, terminated.ActorRef, Literal(message)),
            message,
            blocking,
            token);
    }

    private async ValueTask<T> ExpectAsync<T>(TimeSpan timeout, Action<T, IActorRef>? assert, string? hint, bool blocking, CancellationToken token)
    {
        var (found, envelope) = await NextAsync(timeout, true, blocking, token);
        if (!found)
            _assertions.Fail("Failed: Timeout {0} while waiting for a message of type {1} {2}", timeout, typeof(T), hint ?? "");
        if (envelope.Message is not T typed)
        {
            _assertions.Fail(
                "Failed: Expected a message of type {0}, but received {{{2}}} (type {1}) instead {3} from {4}",
                typeof(T),
                envelope.Message.GetType(),
                envelope.Message,
                hint ?? "",
                envelope.Sender);
            return default!;
        }

        assert?.Invoke(typed, envelope.Sender);
        return typed;
    }

    private async ValueTask SilenceAsync(TimeSpan duration, bool blocking, CancellationToken token)
    {
        var start = Now;
        var (found, envelope) = await NextAsync(duration, true, blocking, token);
        if (found)
            _assertions.Fail("Failed: Expected no messages during {0}, instead we received {1} after {2}", duration, envelope, Now - start);
        _lastWasNoMsg = true;
    }

    private void LogCall(string format, params object[] args)
    {
        if (_settings.LogTestKitCalls)
            _log.Debug(format, args);
    }
}
