using System.Collections;
using System.Runtime.CompilerServices;
using Akka.TestKit.Internal;

namespace Akka.TestKit;

public abstract partial class TestKitBase
{
    /// <summary>Takes messages until one matches; fails the test when none does in time.</summary>
    public object FishForMessage(Predicate<object> isMessage, TimeSpan? max = null, string hint = "", CancellationToken cancellationToken = default)
        => FishAsync(isMessage, null, max, hint, true, cancellationToken).GetAwaiter().GetResult();

    /// <summary>Takes messages until one matches; fails the test when none does in time.</summary>
    public ValueTask<object> FishForMessageAsync(Predicate<object> isMessage, TimeSpan? max = null, string hint = "", CancellationToken cancellationToken = default)
        => FishAsync(isMessage, null, max, hint, false, cancellationToken);

    /// <summary>Takes messages until one of the type matches; fails the test when none does in time.</summary>
    public T FishForMessage<T>(Predicate<T> isMessage, TimeSpan? max = null, string hint = "", CancellationToken cancellationToken = default)
        => FishAsync(isMessage, null, max, hint, true, cancellationToken).GetAwaiter().GetResult();

    /// <summary>Takes messages until one of the type matches; fails the test when none does in time.</summary>
    public ValueTask<T> FishForMessageAsync<T>(Predicate<T> isMessage, TimeSpan? max = null, string hint = "", CancellationToken cancellationToken = default)
        => FishAsync(isMessage, null, max, hint, false, cancellationToken);

    /// <summary>As without the list, which receives the messages passed over.</summary>
    public T FishForMessage<T>(Predicate<T> isMessage, ArrayList allMessages, TimeSpan? max = null, string hint = "", CancellationToken cancellationToken = default)
        => FishAsync(isMessage, allMessages, max, hint, true, cancellationToken).GetAwaiter().GetResult();

    /// <summary>As without the list, which receives the messages passed over.</summary>
    public ValueTask<T> FishForMessageAsync<T>(Predicate<T> isMessage, ArrayList? allMessages, TimeSpan? max = null, string hint = "", CancellationToken cancellationToken = default)
        => FishAsync(isMessage, allMessages, max, hint, false, cancellationToken);

    /// <summary>Takes all messages of the time; fails the test when one is of the type.</summary>
    public async Task FishUntilMessageAsync<T>(TimeSpan? max = null, CancellationToken cancellationToken = default)
    {
        await foreach (var message in ReceiveWhileAsync<object>(_ => true, max, cancellationToken: cancellationToken))
            _assertions.AssertFalse(message is T, "did not expect a message of type {0}", typeof(T));
    }

    /// <summary>Takes messages until none comes for the time; fails the test after too many.</summary>
    public async Task<ArrayList> WaitForRadioSilenceAsync(TimeSpan? max = null, uint? maxMessages = null, CancellationToken cancellationToken = default)
    {
        var messages = new ArrayList();
        while (await ReceiveOneAsync(max, cancellationToken) is { } message)
        {
            messages.Add(message);
            _assertions.AssertFalse(messages.Count > maxMessages, "maxMessages violated: more than {0} messages came.", maxMessages!);
        }

        return ArrayList.ReadOnly(messages);
    }

    /// <summary>The next message, or null when none comes in time (default: the single-expect time; infinite waits for ever).</summary>
    public object? ReceiveOne(TimeSpan? max = null, CancellationToken cancellationToken = default)
        => TryReceiveOne(out var envelope, max, cancellationToken) ? envelope.Message : null;

    /// <summary>The next message, or null when none comes in time.</summary>
    public async ValueTask<object?> ReceiveOneAsync(TimeSpan? max = null, CancellationToken cancellationToken = default)
    {
        var (found, item) = await TryReceiveOneAsync(max, cancellationToken);
        return found ? item.Message : null;
    }

    /// <summary>Takes the next message; false when none comes in time.</summary>
    public bool TryReceiveOne(out MessageEnvelope envelope, TimeSpan? max = null, CancellationToken cancellationToken = default)
    {
        var (found, item) = NextAsync(max, true, true, cancellationToken).GetAwaiter().GetResult();
        envelope = item;
        return found;
    }

    /// <summary>Takes the next message; no success when none comes in time.</summary>
    public ValueTask<(bool success, MessageEnvelope envelope)> TryReceiveOneAsync(TimeSpan? max, CancellationToken cancellationToken = default)
        => NextAsync(max, true, false, cancellationToken);

    /// <summary>The next message without taking it, or null when none comes in time.</summary>
    public object? PeekOne(TimeSpan? max = null, CancellationToken cancellationToken = default)
        => TryPeekOne(out var envelope, max, cancellationToken) ? envelope.Message : null;

    /// <summary>The next message without taking it; waits for ever.</summary>
    public object? PeekOne(CancellationToken cancellationToken) => PeekOne(Timeout.InfiniteTimeSpan, cancellationToken);

    /// <summary>The next message without taking it, or null when none comes in time.</summary>
    public async ValueTask<object?> PeekOneAsync(TimeSpan? max = null, CancellationToken cancellationToken = default)
    {
        var (found, item) = await TryPeekOneAsync(max, cancellationToken);
        return found ? item.Message : null;
    }

    /// <summary>The next message without taking it; waits for ever.</summary>
    public ValueTask<object?> PeekOneAsync(CancellationToken cancellationToken) => PeekOneAsync(Timeout.InfiniteTimeSpan, cancellationToken);

    /// <summary>The next message without taking it; false when none comes in time.</summary>
    public bool TryPeekOne(out MessageEnvelope envelope, TimeSpan? max, CancellationToken cancellationToken)
    {
        var (found, item) = NextAsync(max, false, true, cancellationToken).GetAwaiter().GetResult();
        envelope = item;
        return found;
    }

    /// <summary>The next message without taking it; no success when none comes in time.</summary>
    public ValueTask<(bool success, MessageEnvelope envelope)> TryPeekOneAsync(TimeSpan? max, CancellationToken cancellationToken)
        => NextAsync(max, false, false, cancellationToken);

    /// <summary>Takes messages while the filter answers non-null; returns the answers.</summary>
    public IReadOnlyList<T> ReceiveWhile<T>(TimeSpan? max, Func<object, T> filter, int msgs = int.MaxValue, CancellationToken cancellationToken = default)
        => ReceiveWhile(filter, max, Timeout.InfiniteTimeSpan, msgs, cancellationToken);

    /// <summary>Takes messages while the filter answers non-null and they follow each other within the idle time.</summary>
    public IReadOnlyList<T> ReceiveWhile<T>(TimeSpan? max, TimeSpan? idle, Func<object, T> filter, int msgs = int.MaxValue, CancellationToken cancellationToken = default)
        => ReceiveWhile(filter, max, idle, msgs, cancellationToken);

    /// <summary>Takes messages while the filter answers non-null and they follow each other within the idle time.</summary>
    public IReadOnlyList<T> ReceiveWhile<T>(Func<object, T> filter, TimeSpan? max = null, TimeSpan? idle = null, int msgs = int.MaxValue, CancellationToken cancellationToken = default)
        => Drain(WhileAsync(Accepting(filter), max, idle, msgs, true, cancellationToken));

    /// <summary>Takes messages while the predicate is true; other types are dropped or, if so asked, end it.</summary>
    public IReadOnlyList<T> ReceiveWhile<T>(Predicate<T> shouldContinue, TimeSpan? max = null, TimeSpan? idle = null, int msgs = int.MaxValue, bool shouldIgnoreOtherMessageTypes = true, CancellationToken cancellationToken = default)
        => Drain(WhileAsync(Accepting(shouldContinue, shouldIgnoreOtherMessageTypes), max, idle, msgs, true, cancellationToken));

    /// <summary>Takes messages while the filter answers non-null; yields the answers.</summary>
    public IAsyncEnumerable<T> ReceiveWhileAsync<T>(TimeSpan? max, Func<object, T> filter, int msgs = int.MaxValue, CancellationToken cancellationToken = default)
        => ReceiveWhileAsync(filter, max, Timeout.InfiniteTimeSpan, msgs, cancellationToken);

    /// <summary>Takes messages while the filter answers non-null and they follow each other within the idle time.</summary>
    public IAsyncEnumerable<T> ReceiveWhileAsync<T>(TimeSpan? max, TimeSpan? idle, Func<object, T> filter, int msgs = int.MaxValue, CancellationToken cancellationToken = default)
        => ReceiveWhileAsync(filter, max, idle, msgs, cancellationToken);

    /// <summary>Takes messages while the filter answers non-null and they follow each other within the idle time.</summary>
    public IAsyncEnumerable<T> ReceiveWhileAsync<T>(Func<object, T> filter, TimeSpan? max = null, TimeSpan? idle = null, int msgs = int.MaxValue, CancellationToken cancellationToken = default)
        => WhileAsync(Accepting(filter), max, idle, msgs, false, cancellationToken);

    /// <summary>Takes messages while the predicate is true; other types are dropped or, if so asked, end it.</summary>
    public IAsyncEnumerable<T> ReceiveWhileAsync<T>(Predicate<T> shouldContinue, TimeSpan? max = null, TimeSpan? idle = null, int msgs = int.MaxValue, bool shouldIgnoreOtherMessageTypes = true, CancellationToken cancellationToken = default)
        => WhileAsync(Accepting(shouldContinue, shouldIgnoreOtherMessageTypes), max, idle, msgs, false, cancellationToken);

    /// <summary>The next so many messages; fails the test when they do not come within the default time.</summary>
    public IReadOnlyCollection<object> ReceiveN(int numberOfMessages, CancellationToken cancellationToken = default)
        => Drain(NAsync(numberOfMessages, RemainingOrDefault, true, cancellationToken));

    /// <summary>The next so many messages; fails the test when they do not come in time.</summary>
    public IReadOnlyCollection<object> ReceiveN(int numberOfMessages, TimeSpan max, CancellationToken cancellationToken = default)
        => Drain(NAsync(numberOfMessages, Dilated(max), true, cancellationToken));

    /// <summary>The next so many messages; fails the test when they do not come within the default time.</summary>
    public IAsyncEnumerable<object> ReceiveNAsync(int numberOfMessages, CancellationToken cancellationToken = default)
        => NAsync(numberOfMessages, RemainingOrDefault, false, cancellationToken);

    /// <summary>The next so many messages; fails the test when they do not come in time.</summary>
    public IAsyncEnumerable<object> ReceiveNAsync(int numberOfMessages, TimeSpan max, CancellationToken cancellationToken = default)
        => NAsync(numberOfMessages, Dilated(max), false, cancellationToken);

    // Only used with sources whose waits block: they never complete asynchronously.
    private static List<T> Drain<T>(IAsyncEnumerable<T> source)
    {
        var items = new List<T>();
        var enumerator = source.GetAsyncEnumerator();
        try
        {
            while (enumerator.MoveNextAsync().AsTask().GetAwaiter().GetResult())
                items.Add(enumerator.Current);
        }
        finally
        {
            enumerator.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }

        return items;
    }

    private static Func<object, (Verdict, T)> Accepting<T>(Func<object, T> filter)
        => message => filter(message) is { } answer ? (Verdict.Take, answer) : (Verdict.Stop, default!);

    private static Func<object, (Verdict, T)> Accepting<T>(Predicate<T> shouldContinue, bool dropOthers)
        => message => message is T typed
            ? (shouldContinue(typed) ? Verdict.Take : Verdict.Stop, typed)
            : (dropOthers ? Verdict.Drop : Verdict.Stop, default!);

    private async ValueTask<(bool success, MessageEnvelope envelope)> NextAsync(TimeSpan? max, bool remove, bool blocking, CancellationToken token)
    {
        var limit = GetTimeoutOrDefault(max);
        if (limit < TimeSpan.Zero && limit != Timeout.InfiniteTimeSpan)
            limit = TimeSpan.Zero;
        var start = Now;
        LogCall("Trying to {0} a message within {1}", remove ? "receive" : "peek", limit);
        var (found, item) = await _queue.TakeAsync(limit, remove, blocking, token);
        _lastWasNoMsg = false;
        _lastMessage = item;
        LogCall(found ? "Got a message after {0}" : "Got no message after {0}", Now - start);
        return (found, item);
    }

    private async ValueTask<T> FishAsync<T>(Predicate<T> isMessage, ArrayList? passedOver, TimeSpan? max, string hint, bool blocking, CancellationToken token)
    {
        var limit = RemainingOrDilated(max);
        var end = Now + limit;
        passedOver?.Clear();
        while (true)
        {
            var (found, item) = await NextAsync(NotNegative(end - Now), true, blocking, token);
            _assertions.AssertTrue(found, "Timeout ({0}) during fishForMessage{1}", limit, string.IsNullOrEmpty(hint) ? "" : ", hint: " + hint);
            if (item.Message is T typed && isMessage(typed))
                return typed;
            passedOver?.Add(item.Message);
        }
    }

    private async IAsyncEnumerable<T> WhileAsync<T>(Func<object, (Verdict Verdict, T Answer)> judge, TimeSpan? max, TimeSpan? idle, int msgs, bool blocking, [EnumeratorCancellation] CancellationToken token)
    {
        var stop = Now + RemainingOrDilated(max);
        MessageEnvelope last = NullMessageEnvelope.Instance;
        for (var count = 0; count < msgs;)
        {
            token.ThrowIfCancellationRequested();
            var (found, item) = await NextAsync(NotNegative(stop - Now).Min(idle), false, blocking, token);
            var (verdict, answer) = found ? judge(item.Message) : (Verdict.Stop, default!);
            if (verdict == Verdict.Stop)
                break;
            if (!_queue.TryTake(true, out var taken) || !ReferenceEquals(taken, item))
                throw new InvalidOperationException("Another thread took a message of this test kit meanwhile.");
            last = item;
            if (verdict == Verdict.Take)
            {
                count++;
                yield return answer;
            }
        }

        _lastMessage = last;
        _lastWasNoMsg = true;
    }

    private async IAsyncEnumerable<object> NAsync(int count, TimeSpan max, bool blocking, [EnumeratorCancellation] CancellationToken token)
    {
        var start = Now;
        var stop = start + max;
        for (var i = 0; i < count; i++)
        {
            token.ThrowIfCancellationRequested();
            var (found, item) = await NextAsync(NotNegative(stop - Now), true, blocking, token);
            _assertions.AssertTrue(found, "Timeout ({0}) while expecting {1} messages. Only got {2} after {3}.", max, count, i, Now - start);
            yield return item.Message;
        }
    }

    private enum Verdict
    {
        Take,
        Drop,
        Stop,
    }
}
