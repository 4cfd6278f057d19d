using System.Runtime.CompilerServices;

namespace Akka.TestKit;

public abstract partial class TestKitBase
{
    /// <summary>The next message must be one of these.</summary>
    public T ExpectMsgAnyOf<T>(IEnumerable<T> messages, CancellationToken cancellationToken = default)
        => AnyOfAsync(messages, true, cancellationToken).GetAwaiter().GetResult();

    /// <summary>The next message must be one of these.</summary>
    public ValueTask<T> ExpectMsgAnyOfAsync<T>(IEnumerable<T> messages, CancellationToken cancellationToken = default)
        => AnyOfAsync(messages, false, cancellationToken);

    /// <summary>The next messages must be these, in any order.</summary>
    public IReadOnlyCollection<T> ExpectMsgAllOf<T>(params T[] messages)
        => Drain(AllOfAsync(messages, RemainingOrDefault, true, default));

    /// <summary>The next messages must be these, in any order.</summary>
    public IReadOnlyCollection<T> ExpectMsgAllOf<T>(IReadOnlyCollection<T> messages, CancellationToken cancellationToken = default)
        => Drain(AllOfAsync(messages, RemainingOrDefault, true, cancellationToken));

    /// <summary>The next messages must be these, in any order, all within the time.</summary>
    public IReadOnlyCollection<T> ExpectMsgAllOf<T>(TimeSpan max, params T[] messages)
        => Drain(AllOfAsync(messages, Dilated(max), true, default));

    /// <summary>The next messages must be these, in any order, all within the time.</summary>
    public IReadOnlyCollection<T> ExpectMsgAllOf<T>(TimeSpan max, IReadOnlyCollection<T> messages, CancellationToken cancellationToken = default)
        => Drain(AllOfAsync(messages, Dilated(max), true, cancellationToken));

    /// <summary>The next messages must be these, in any order.</summary>
    public IAsyncEnumerable<T> ExpectMsgAllOfAsync<T>(IReadOnlyCollection<T> messages, CancellationToken cancellationToken = default)
        => AllOfAsync(messages, RemainingOrDefault, false, cancellationToken);

    /// <summary>The next messages must be these, in any order, all within the time.</summary>
    public IAsyncEnumerable<T> ExpectMsgAllOfAsync<T>(TimeSpan max, IReadOnlyCollection<T> messages, CancellationToken cancellationToken = default)
        => AllOfAsync(messages, Dilated(max), false, cancellationToken);

    /// <summary>Each of the next messages must match another predicate.</summary>
    public IReadOnlyCollection<object> ExpectMsgAllOfMatchingPredicates(params PredicateInfo[] predicates)
        => Drain(AllMatchingAsync(predicates, RemainingOrDefault, true, default));

    /// <summary>Each of the next messages must match another predicate.</summary>
    public IReadOnlyCollection<object> ExpectMsgAllOfMatchingPredicates(IReadOnlyCollection<PredicateInfo> predicates, CancellationToken cancellationToken)
        => Drain(AllMatchingAsync(predicates, RemainingOrDefault, true, cancellationToken));

    /// <summary>Each of the next messages must match another predicate, all within the time.</summary>
    public IReadOnlyCollection<object> ExpectMsgAllOfMatchingPredicates(TimeSpan max, params PredicateInfo[] predicates)
        => Drain(AllMatchingAsync(predicates, Dilated(max), true, default));

    /// <summary>Each of the next messages must match another predicate, all within the time.</summary>
    public IReadOnlyCollection<object> ExpectMsgAllOfMatchingPredicates(TimeSpan max, IReadOnlyCollection<PredicateInfo> predicates, CancellationToken cancellationToken)
        => Drain(AllMatchingAsync(predicates, Dilated(max), true, cancellationToken));

    /// <summary>Each of the next messages must match another predicate.</summary>
    public IAsyncEnumerable<object> ExpectMsgAllOfMatchingPredicatesAsync(IReadOnlyCollection<PredicateInfo> predicates, CancellationToken cancellationToken = default)
        => AllMatchingAsync(predicates, RemainingOrDefault, false, cancellationToken);

    /// <summary>Each of the next messages must match another predicate, all within the time.</summary>
    public IAsyncEnumerable<object> ExpectMsgAllOfMatchingPredicatesAsync(TimeSpan max, IReadOnlyCollection<PredicateInfo> predicates, CancellationToken cancellationToken = default)
        => AllMatchingAsync(predicates, Dilated(max), false, cancellationToken);

    private async ValueTask<T> AnyOfAsync<T>(IEnumerable<T> messages, bool blocking, CancellationToken token)
    {
        var max = RemainingOrDefault;
        var expected = messages.ToList();
        var (found, envelope) = await NextAsync(max, true, blocking, token);
        _assertions.AssertTrue(found, "Timeout {0} during waiting for ExpectMsgAnyOf waiting for ({1})", max, string.Join(",", expected));
        _assertions.AssertTrue(
            envelope.Message is T typed && expected.Contains(typed),
            "ExpectMsgAnyOf found unexpected {0}, waiting for ({1})",
            envelope.Message,
            string.Join(",", expected));
        return (T)envelope.Message;
    }

    private IAsyncEnumerable<T> AllOfAsync<T>(IReadOnlyCollection<T> messages, TimeSpan max, bool blocking, CancellationToken token)
        => AllAsync<T, T>(messages, (message, expected) => Equals(message, expected), max, blocking, token);

    private IAsyncEnumerable<object> AllMatchingAsync(IReadOnlyCollection<PredicateInfo> predicates, TimeSpan max, bool blocking, CancellationToken token)
        => AllAsync<object, PredicateInfo>(predicates, (message, predicate) => predicate.Matches(message), max, blocking, token);

    /// <summary>Takes as many messages as there are expectations; each message uses one up.</summary>
    private async IAsyncEnumerable<T> AllAsync<T, TExpected>(IReadOnlyCollection<TExpected> expected, Func<T, TExpected, bool> isMatch, TimeSpan max, bool blocking, [EnumeratorCancellation] CancellationToken token)
    {
        var missing = expected.ToList();
        var unexpected = new List<object>();
        await foreach (var item in NAsync(expected.Count, max, blocking, token))
        {
            var match = item is T typed ? missing.FindIndex(candidate => isMatch(typed, candidate)) : -1;
            if (match < 0)
            {
                unexpected.Add(item);
                continue;
            }

            missing.RemoveAt(match);
            yield return (T)item;
        }

        if (missing.Count > 0 || unexpected.Count > 0)
        {
            var message = (missing.Count > 0 ? $"not found [{string.Join(", ", missing)}] " : "")
                + (unexpected.Count > 0 ? $"found unexpected [{string.Join(", ", unexpected)}]" : "");
            _assertions.Fail("{0}", message);
        }
    }
}

/// <summary>A predicate on messages of one type.</summary>
public class PredicateInfo
{
    private readonly Func<object, bool> _matches;

    private PredicateInfo(Delegate predicate, Type type, Func<object, bool> matches)
    {
        PredicateT = predicate;
        Type = type;
        _matches = matches;
    }

    /// <summary>The predicate.</summary>
    public Delegate PredicateT { get; }

    /// <summary>The type of the messages.</summary>
    public Type Type { get; }

    /// <summary>A predicate on messages of the type.</summary>
    public static PredicateInfo Create<T>(Predicate<T> predicateT) => new(predicateT, typeof(T), message => message is T typed && predicateT(typed));

    /// <inheritdoc/>
    public override string ToString() => $"Predicate<{Type}>";

    internal bool Matches(object message) => _matches(message);
}

/// <summary>Makes <see cref="PredicateInfo"/>s.</summary>
public static class PredicateInfoFactory
{
    /// <summary>A predicate on messages of the type.</summary>
    public static PredicateInfo CreatePredicateInfo<T>(this Predicate<T> predicateT) => PredicateInfo.Create(predicateT);
}
