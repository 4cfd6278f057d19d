using Akka.Actor;

namespace Akka.TestKit;

public abstract partial class TestKitBase
{
    /// <summary>The next message must be of the type and from the sender.</summary>
    public T ExpectMsgFrom<T>(IActorRef sender, TimeSpan? duration = null, string? hint = null, CancellationToken cancellationToken = default)
        => FromAsync<T>(From(sender, hint), null, duration, hint, true, cancellationToken).GetAwaiter().GetResult();

    /// <summary>The next message must be of the type and from the sender.</summary>
    public ValueTask<T> ExpectMsgFromAsync<T>(IActorRef sender, TimeSpan? duration = null, string? hint = null, CancellationToken cancellationToken = default)
        => FromAsync<T>(From(sender, hint), null, duration, hint, false, cancellationToken);

    /// <summary>The next message must equal the given one and be from the sender.</summary>
    public T ExpectMsgFrom<T>(IActorRef sender, T message, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default)
        => FromAsync(From(sender, hint), Equal(message, hint), timeout, hint, true, cancellationToken).GetAwaiter().GetResult();

    /// <summary>The next message must equal the given one and be from the sender.</summary>
    public ValueTask<T> ExpectMsgFromAsync<T>(IActorRef sender, T message, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default)
        => FromAsync(From(sender, hint), Equal(message, hint), timeout, hint, false, cancellationToken);

    /// <summary>The next message must be of the type, match and be from the sender.</summary>
    public T ExpectMsgFrom<T>(IActorRef sender, Predicate<T> isMessage, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default)
        => FromAsync(From(sender, hint), Matching(isMessage, hint), timeout, hint, true, cancellationToken).GetAwaiter().GetResult();

    /// <summary>The next message must be of the type, match and be from the sender.</summary>
    public ValueTask<T> ExpectMsgFromAsync<T>(IActorRef sender, Predicate<T> isMessage, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default)
        => FromAsync(From(sender, hint), Matching(isMessage, hint), timeout, hint, false, cancellationToken);

    /// <summary>The next message and its sender must match.</summary>
    public T ExpectMsgFrom<T>(Predicate<IActorRef> isSender, Predicate<T> isMessage, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default)
        => FromAsync(From(isSender, hint), Matching(isMessage, hint), timeout, hint, true, cancellationToken).GetAwaiter().GetResult();

    /// <summary>The next message and its sender must match.</summary>
    public ValueTask<T> ExpectMsgFromAsync<T>(Predicate<IActorRef> isSender, Predicate<T> isMessage, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default)
        => FromAsync(From(isSender, hint), Matching(isMessage, hint), timeout, hint, false, cancellationToken);

    /// <summary>The next message must be from the sender and pass the assertion.</summary>
    public T ExpectMsgFrom<T>(IActorRef sender, Action<T> assertMessage, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default)
        => FromAsync<T>(From(sender, hint), (m, _) => assertMessage(m), timeout, hint, true, cancellationToken).GetAwaiter().GetResult();

    /// <summary>The next message must be from the sender and pass the assertion.</summary>
    public ValueTask<T> ExpectMsgFromAsync<T>(IActorRef sender, Action<T> assertMessage, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default)
        => FromAsync<T>(From(sender, hint), (m, _) => assertMessage(m), timeout, hint, false, cancellationToken);

    /// <summary>The next message and its sender must pass the assertions.</summary>
    public T ExpectMsgFrom<T>(Action<IActorRef> assertSender, Action<T> assertMessage, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default)
        => FromAsync<T>(assertSender, (m, _) => assertMessage(m), timeout, hint, true, cancellationToken).GetAwaiter().GetResult();

    /// <summary>The next message and its sender must pass the assertions.</summary>
    public ValueTask<T> ExpectMsgFromAsync<T>(Action<IActorRef> assertSender, Action<T> assertMessage, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default)
        => FromAsync<T>(assertSender, (m, _) => assertMessage(m), timeout, hint, false, cancellationToken);

    private Action<IActorRef> From(IActorRef expected, string? hint) => sender => _assertions.AssertEqual(
        expected,
        sender,
        Literal($"Wrong sender. Expected {expected} but received from {sender}. {hint}"));

    private Action<IActorRef> From(Predicate<IActorRef> isSender, string? hint) => sender => _assertions.AssertTrue(
        isSender(sender),
        "Expected sender to match {0}, but it was {1}",
        hint ?? "the predicate",
        sender);

    private ValueTask<T> FromAsync<T>(Action<IActorRef> sender, Action<T, IActorRef>? message, TimeSpan? timeout, string? hint, bool blocking, CancellationToken token)
        => ExpectAsync<T>(
            RemainingOrDilated(timeout),
            (m, from) =>
            {
                sender(from);
                message?.Invoke(m, from);
            },
            hint,
            blocking,
            token);
}
