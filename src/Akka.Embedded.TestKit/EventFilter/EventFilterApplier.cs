using Akka.Actor;
using Akka.TestKit.Internal;
using Akka.TestKit.TestEvent;

namespace Akka.TestKit;

/// <summary>Counts matching events while a block runs. Waits end with the event, not at the next look.</summary>
internal sealed class EventFilterApplier(TestKitBase testkit, ActorSystem system, IReadOnlyList<EventFilterBase> filters) : IEventFilterApplier
{
    public EventFilterFactory And => new(testkit, system, filters);

    public void ExpectOne(Action action, CancellationToken cancellationToken = default) => Intercept(Func(action), 1, null, cancellationToken);

    public void ExpectOne(TimeSpan timeout, Action action, CancellationToken cancellationToken = default) => Intercept(Func(action), 1, timeout, cancellationToken);

    public T ExpectOne<T>(Func<T> func, CancellationToken cancellationToken = default) => Intercept(func, 1, null, cancellationToken);

    public T ExpectOne<T>(TimeSpan timeout, Func<T> func, CancellationToken cancellationToken = default) => Intercept(func, 1, timeout, cancellationToken);

    public Task ExpectOneAsync(Func<Task> actionAsync, CancellationToken cancellationToken = default) => InterceptAsync(Func(actionAsync), 1, null, cancellationToken);

    public Task ExpectOneAsync(TimeSpan timeout, Func<Task> action, CancellationToken cancellationToken = default) => InterceptAsync(Func(action), 1, timeout, cancellationToken);

    public Task ExpectOneAsync(Action action, CancellationToken cancellationToken = default) => InterceptAsync(AsyncFunc(action), 1, null, cancellationToken);

    public Task<T> ExpectOneAsync<T>(Func<Task<T>> func, CancellationToken cancellationToken = default) => InterceptAsync(func, 1, null, cancellationToken);

    public Task<T> ExpectOneAsync<T>(TimeSpan timeout, Func<Task<T>> func, CancellationToken cancellationToken = default) => InterceptAsync(func, 1, timeout, cancellationToken);

    public void Expect(int expectedCount, Action action, CancellationToken cancellationToken = default) => Intercept(Func(action), expectedCount, null, cancellationToken);

    public void Expect(int expectedCount, TimeSpan timeout, Action action, CancellationToken cancellationToken = default) => Intercept(Func(action), expectedCount, timeout, cancellationToken);

    public T Expect<T>(int expectedCount, Func<T> func, CancellationToken cancellationToken = default) => Intercept(func, expectedCount, null, cancellationToken);

    public T Expect<T>(int expectedCount, TimeSpan timeout, Func<T> func, CancellationToken cancellationToken = default) => Intercept(func, expectedCount, timeout, cancellationToken);

    public Task ExpectAsync(int expectedCount, Func<Task> actionAsync, CancellationToken cancellationToken = default) => InterceptAsync(Func(actionAsync), expectedCount, null, cancellationToken);

    public Task ExpectAsync(int expectedCount, Func<Task> actionAsync, TimeSpan? timeout, CancellationToken cancellationToken = default) => InterceptAsync(Func(actionAsync), expectedCount, timeout, cancellationToken);

    public Task ExpectAsync(int expectedCount, TimeSpan timeout, Func<Task> action, CancellationToken cancellationToken = default) => InterceptAsync(Func(action), expectedCount, timeout, cancellationToken);

    public Task ExpectAsync(int expectedCount, TimeSpan timeout, Action action, CancellationToken cancellationToken = default) => InterceptAsync(AsyncFunc(action), expectedCount, timeout, cancellationToken);

    public Task<T> ExpectAsync<T>(int expectedCount, Func<Task<T>> func, CancellationToken cancellationToken = default) => InterceptAsync(func, expectedCount, null, cancellationToken);

    public Task<T> ExpectAsync<T>(int expectedCount, TimeSpan timeout, Func<Task<T>> func, CancellationToken cancellationToken = default) => InterceptAsync(func, expectedCount, timeout, cancellationToken);

    public T Mute<T>(Func<T> func, CancellationToken cancellationToken = default) => Intercept(func, null, null, cancellationToken);

    public void Mute(Action action, CancellationToken cancellationToken = default) => Intercept(Func(action), null, null, cancellationToken);

    public IUnmutableFilter Mute()
    {
        system.EventStream.Publish(new Mute(filters));
        return new Muted(system, filters);
    }

    public Task<T> MuteAsync<T>(Func<Task<T>> func, CancellationToken cancellationToken = default) => InterceptAsync(func, null, null, cancellationToken);

    public Task MuteAsync(Func<Task> action, CancellationToken cancellationToken = default) => InterceptAsync(Func(action), null, null, cancellationToken);

    public Task MuteAsync(Action action, CancellationToken cancellationToken = default) => InterceptAsync(AsyncFunc(action), null, null, cancellationToken);

    private static Func<Done> Func(Action action) => () =>
    {
        action();
        return Done.Instance;
    };

    private static Func<Task<Done>> Func(Func<Task> action) => async () =>
    {
        await action();
        return Done.Instance;
    };

    private static Func<Task<Done>> AsyncFunc(Action action) => () =>
    {
        action();
        return Task.FromResult(Done.Instance);
    };

    private T Intercept<T>(Func<T> func, int? expected, TimeSpan? timeout, CancellationToken token)
    {
        using var count = new MatchCount(system, filters, expected);
        var result = func();
        var limit = Limit(timeout);
        Judge(count.Wait(limit, token), limit, expected);
        return result;
    }

    private async Task<T> InterceptAsync<T>(Func<Task<T>> func, int? expected, TimeSpan? timeout, CancellationToken token)
    {
        using var count = new MatchCount(system, filters, expected);
        var result = await func();
        var limit = Limit(timeout);
        Judge(await count.WaitAsync(limit, token), limit, expected);
        return result;
    }

    private TimeSpan Limit(TimeSpan? timeout)
    {
        if (timeout is { } given)
            return testkit.Dilated(given);
        return (system.HasExtension<TestKitSettings>() ? TestKitExtension.For(system) : testkit.TestKitSettings).TestEventFilterLeeway;
    }

    private void Judge(int received, TimeSpan limit, int? expected)
    {
        if (expected is not { } count || received == count)
            return;
        var which = $"that matched filter [{string.Join(", ", filters)}]";
        var message = received < count
            ? $"Timeout ({limit}) while waiting for messages. Only received {received}/{count} messages {which}"
            : $"Received {received - count} {Plural(received - count)} too many. Expected {count} {Plural(count)} but received {received} {which}";
        var assertions = TestKitAssertionsExtension.For(system.HasExtension<TestKitAssertionsProvider>() ? system : testkit.Sys).Assertions;
        assertions.Fail("{0}", message);
    }

    private static string Plural(int count) => count == 1 ? "message" : "messages";

    private sealed class Muted(ActorSystem system, IReadOnlyList<EventFilterBase> filters) : IUnmutableFilter
    {
        private int _unmuted;

        public void Unmute()
        {
            if (Interlocked.Exchange(ref _unmuted, 1) == 0)
                system.EventStream.Publish(new Unmute(filters));
        }

        public void Dispose() => Unmute();
    }

    /// <summary>Mutes and counts from construction to disposal.</summary>
    private sealed class MatchCount : IDisposable
    {
        private readonly TaskCompletionSource _enough = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly ActorSystem _system;
        private readonly IReadOnlyList<EventFilterBase> _filters;
        private readonly int? _expected;
        private int _received;

        public MatchCount(ActorSystem system, IReadOnlyList<EventFilterBase> filters, int? expected)
        {
            _system = system;
            _filters = filters;
            _expected = expected;
            foreach (var filter in filters)
                filter.EventMatched += Count;
            system.EventStream.Publish(new Mute(filters));
        }

        // With nothing expected the wait lasts its whole time, unless something comes.
        private bool IsOver => _expected is not { } count || Volatile.Read(ref _received) >= Math.Max(count, 1);

        public int Wait(TimeSpan limit, CancellationToken token)
        {
            if (!IsOver)
                _enough.Task.Wait(limit, token);
            return Volatile.Read(ref _received);
        }

        public async Task<int> WaitAsync(TimeSpan limit, CancellationToken token)
        {
            if (!IsOver)
            {
                using var stop = CancellationTokenSource.CreateLinkedTokenSource(token);
                await Task.WhenAny(_enough.Task, Task.Delay(limit, stop.Token));
                await stop.CancelAsync();
                token.ThrowIfCancellationRequested();
            }

            return Volatile.Read(ref _received);
        }

        public void Dispose()
        {
            foreach (var filter in _filters)
                filter.EventMatched -= Count;
            _system.EventStream.Publish(new Unmute(_filters));
        }

        private void Count(EventFilterBase filter, Event.LogEvent logEvent)
        {
            Interlocked.Increment(ref _received);
            if (IsOver)
                _enough.TrySetResult();
        }
    }
}
