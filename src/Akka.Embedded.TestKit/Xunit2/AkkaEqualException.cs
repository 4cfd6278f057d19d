using System.Collections;
using Xunit.Sdk;

namespace Akka.TestKit.Xunit2.Internals;

/// <summary>Two values that should be equal are not.</summary>
public class AkkaEqualException : XunitException
{
    /// <summary>With the message.</summary>
    public AkkaEqualException(string format = "", params object[] args)
        : base(args.Length == 0 ? format : string.Format(format, args))
    {
    }

    /// <summary>Shows both values below the text.</summary>
    public static AkkaEqualException ForMismatchedValues(object? expected, object? actual, string? format = null, params object[] args)
    {
        var text = string.IsNullOrEmpty(format) ? "Values differ" : args.Length == 0 ? format : string.Format(format, args);
        return new AkkaEqualException(
            $"Assert.Equal() Failure: {text}{Environment.NewLine}Expected: {Show(expected)}{Environment.NewLine}Actual:   {Show(actual)}");
    }

    private static string Show(object? value)
        => (value as string ?? ArgumentFormatter.Format(value)).Replace(Environment.NewLine, Environment.NewLine + new string(' ', 10));
}

/// <summary>Equality by IEquatable, then comparison, then element by element, then Equals.</summary>
public class AkkaAssertEqualityComparer<T> : IEqualityComparer<T>
{
    private readonly bool _skipTypeCheck;
    private readonly IEqualityComparer? _inner;

    /// <summary>The inner comparer is for the elements of sequences.</summary>
    public AkkaAssertEqualityComparer(bool skipTypeCheck = false, IEqualityComparer? innerComparer = null)
    {
        _skipTypeCheck = skipTypeCheck;
        _inner = innerComparer;
    }

    /// <inheritdoc/>
    public bool Equals(T? x, T? y)
    {
        if (x is null || y is null)
            return x is null && y is null;
        switch (x)
        {
            case IEquatable<T> equatable:
                return equatable.Equals(y);
            case IComparable<T> comparable:
                return comparable.CompareTo(y) == 0;
            case IComparable comparable when x.GetType() == y.GetType():
                return comparable.CompareTo(y) == 0;
            case IEnumerable xs when y is IEnumerable ys:
                return ElementsEqual(xs, ys);
            default:
                return (_skipTypeCheck || x.GetType() == y.GetType()) && object.Equals(x, y);
        }
    }

    /// <summary>Not for hashing.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public int GetHashCode(T obj) => throw new NotSupportedException("This comparer only compares.");

    private bool ElementsEqual(IEnumerable xs, IEnumerable ys)
    {
        var inner = new AkkaAssertEqualityComparer<object>();
        var x = xs.GetEnumerator();
        var y = ys.GetEnumerator();
        while (true)
        {
            var more = x.MoveNext();
            if (more != y.MoveNext())
                return false;
            if (!more)
                return true;
            if (!(_inner?.Equals(x.Current, y.Current) ?? inner.Equals(x.Current, y.Current)))
                return false;
        }
    }
}
