using System.Collections.Immutable;
using Akka.Util;

namespace Akka.Actor.Setup;

/// <summary>A part of the set-up of an actor system that is given in code, not in configuration.</summary>
public abstract class Setup
{
    /// <summary>This part and another one.</summary>
    public ActorSystemSetup And(Setup other) => ActorSystemSetup.Create(this, other);
}

/// <summary>The parts given in code to an actor system; one of each type.</summary>
public sealed class ActorSystemSetup
{
    /// <summary>No parts.</summary>
    public static readonly ActorSystemSetup Empty = new([]);

    private readonly ImmutableDictionary<Type, Setup> _parts;

    private ActorSystemSetup(ImmutableDictionary<Type, Setup> parts) => _parts = parts;

    /// <summary>With the parts; a later one replaces an earlier one of its type.</summary>
    public static ActorSystemSetup Create(params Setup[] setup)
        => setup.Aggregate(Empty, (parts, part) => parts.WithSetup(part));

    /// <summary>The part of the type, if given.</summary>
    public Option<T> Get<T>()
        where T : Setup => _parts.TryGetValue(typeof(T), out var part) ? new Option<T>((T)part) : Option<T>.None;

    /// <summary>With the part, which replaces one of its type.</summary>
    public ActorSystemSetup WithSetup<T>(T setup)
        where T : Setup => new(_parts.SetItem(setup.GetType(), setup));

    /// <summary>With the part, which replaces one of its type.</summary>
    public ActorSystemSetup And<T>(T setup)
        where T : Setup => WithSetup(setup);

    /// <inheritdoc/>
    public override string ToString() => $"ActorSystemSetup({string.Join(",", _parts.Keys.Select(type => type.FullName))})";
}
