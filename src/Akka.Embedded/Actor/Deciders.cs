namespace Akka.Actor;

/// <summary>What to do with a failed child.</summary>
public enum Directive
{
    /// <summary>Go on with the next message; the instance stays.</summary>
    Resume,

    /// <summary>A new instance goes on with the next message.</summary>
    Restart,

    /// <summary>The supervisor fails itself.</summary>
    Escalate,

    /// <summary>The child ends.</summary>
    Stop,
}

/// <summary>Pairs of exception type and directive.</summary>
public static class DirectiveExtensions
{
    /// <summary>This directive for exceptions of a type.</summary>
    public static KeyValuePair<Type, Directive> When<TException>(this Directive self)
        where TException : Exception
        => new(typeof(TException), self);
}

/// <summary>Chooses a directive.</summary>
public interface IDecider
{
    /// <summary>The directive for an exception.</summary>
    Directive Decide(Exception cause);
}

/// <summary>Makes deciders.</summary>
public static class Decider
{
    /// <summary>From a table; the first type that fits wins.</summary>
    public static DeployableDecider From(Directive defaultDirective, params KeyValuePair<Type, Directive>[] pairs) => new(defaultDirective, pairs);

    /// <summary>From a table; the first type that fits wins.</summary>
    public static DeployableDecider From(Directive defaultDirective, IEnumerable<KeyValuePair<Type, Directive>> pairs) => new(defaultDirective, pairs);

    /// <summary>From a function.</summary>
    public static LocalOnlyDecider From(Func<Exception, Directive> localOnlyDecider) => new(localOnlyDecider);
}

/// <summary>A decider that is a function.</summary>
public class LocalOnlyDecider : IDecider
{
    private readonly Func<Exception, Directive> _decider;

    /// <summary>Creates the decider.</summary>
    public LocalOnlyDecider(Func<Exception, Directive> decider)
    {
        _decider = decider;
    }

    /// <inheritdoc />
    public Directive Decide(Exception cause) => _decider(cause);
}

/// <summary>A decider that is a table.</summary>
public class DeployableDecider : IDecider, IEquatable<DeployableDecider>
{
    /// <summary>Creates the decider.</summary>
    public DeployableDecider(Directive defaultDirective, IEnumerable<KeyValuePair<Type, Directive>> pairs)
    {
        DefaultDirective = defaultDirective;
        Pairs = pairs.ToArray();
    }

    /// <summary>Creates the decider.</summary>
    public DeployableDecider(Directive defaultDirective, params KeyValuePair<Type, Directive>[] pairs)
        : this(defaultDirective, (IEnumerable<KeyValuePair<Type, Directive>>)pairs)
    {
    }

    /// <summary>For exceptions that are not in the table.</summary>
    public Directive DefaultDirective { get; }

    /// <summary>The table.</summary>
    public KeyValuePair<Type, Directive>[] Pairs { get; }

    /// <inheritdoc />
    public Directive Decide(Exception cause)
    {
        foreach (var pair in Pairs)
        {
            if (pair.Key.IsInstanceOfType(cause))
                return pair.Value;
        }

        return DefaultDirective;
    }

    /// <inheritdoc />
    public bool Equals(DeployableDecider? other)
        => other is not null && DefaultDirective == other.DefaultDirective && Pairs.SequenceEqual(other.Pairs);

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as DeployableDecider);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(DefaultDirective, Pairs.Length);
}
