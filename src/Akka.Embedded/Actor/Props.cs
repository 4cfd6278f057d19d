using System.Collections.Concurrent;
using System.Linq.Expressions;
using System.Reflection;

namespace Akka.Actor;

/// <summary>Makes actors by other means than a constructor.</summary>
public interface IIndirectActorProducer
{
    /// <summary>A new actor.</summary>
    ActorBase Produce();

    /// <summary>Type of the actors.</summary>
    Type ActorType { get; }

    /// <summary>Called when an actor has ended.</summary>
    void Release(ActorBase actor);
}

/// <summary>How to make an actor. Immutable.</summary>
public class Props : IEquatable<Props>
{
    private static readonly object[] NoArguments = [];

    private readonly IIndirectActorProducer? _producer;

    /// <summary>Creates props for a type.</summary>
    public Props(Type type)
        : this(type, NoArguments)
    {
    }

    /// <summary>Creates props for a type and constructor arguments.</summary>
    public Props(Type type, object[] args)
        : this(type, args, null, null)
    {
    }

    /// <summary>Creates props for a type, a strategy and constructor arguments.</summary>
    public Props(Type type, SupervisorStrategy? supervisorStrategy, params object[] args)
        : this(type, args, supervisorStrategy, null)
    {
    }

    private Props(Type type, object[]? args, SupervisorStrategy? strategy, IIndirectActorProducer? producer)
    {
        ArgumentNullException.ThrowIfNull(type);
        if (!typeof(ActorBase).IsAssignableFrom(type))
            throw new ArgumentException($"Type [{type}] must be a subclass of ActorBase.", nameof(type));
        Type = type;
        // A string[] passed as params object[] would not make a span of objects.
        Arguments = args is null ? NoArguments : args.GetType() == typeof(object[]) ? args : [.. args];
        SupervisorStrategy = strategy;
        _producer = producer;
    }

    private Props(Props other)
        : this(other.Type, other.Arguments, other.SupervisorStrategy, other._producer)
    {
        Dispatcher = other.Dispatcher;
        StashCapacity = other.StashCapacity;
    }

    /// <summary>Props of an actor that handles nothing.</summary>
    public static Props Empty { get; } = new(typeof(EmptyActor));

    /// <summary>No props.</summary>
    public static readonly Props None = new(typeof(EmptyActor));

    /// <summary>Type of the actor.</summary>
    public Type Type { get; }

    /// <summary>Its full name.</summary>
    public string TypeName => Type.AssemblyQualifiedName ?? Type.Name;

    /// <summary>Constructor arguments.</summary>
    public object[] Arguments { get; }

    /// <summary>Strategy for the children, instead of the actor's own; may be null.</summary>
    public SupervisorStrategy? SupervisorStrategy { get; private init; }

    /// <summary>Path of the dispatcher's section; empty for the default.</summary>
    public string Dispatcher { get; private init; } = "";

    internal int StashCapacity { get; private init; } = -1;

    /// <summary>Props from a constructor call, <c>() =&gt; new X(a, b)</c>. The arguments are evaluated now.</summary>
    /// <exception cref="ArgumentException">The expression is no constructor call.</exception>
    public static Props Create<TActor>(Expression<Func<TActor>> factory, SupervisorStrategy? supervisorStrategy = null)
        where TActor : ActorBase
    {
        if (factory.Body is not NewExpression construction)
            throw new ArgumentException("The create function must be a 'new T (args)' expression");
        return new Props(construction.Type, construction.Arguments.Select(Evaluate).ToArray()!, supervisorStrategy, null);
    }

    /// <summary>Props for a type and constructor arguments.</summary>
    public static Props Create<TActor>(params object[] args)
        where TActor : ActorBase
        => new(typeof(TActor), args, null, null);

    /// <summary>Props for a type and a strategy for its children.</summary>
    public static Props Create<TActor>(SupervisorStrategy supervisorStrategy)
        where TActor : ActorBase, new()
        => new(typeof(TActor), NoArguments, supervisorStrategy, null);

    /// <summary>Props for a type and constructor arguments.</summary>
    /// <exception cref="ArgumentNullException">The type is null.</exception>
    public static Props Create(Type type, params object[] args)
    {
        if (type is null)
            throw new ArgumentNullException(nameof(type), "Props must be instantiated with an actor type.");
        return new Props(type, args, null, null);
    }

    /// <summary>Props for a producer.</summary>
    public static Props CreateBy(IIndirectActorProducer producer, params object[] args)
        => new(producer.ActorType, args, null, producer);

    /// <summary>The same with a strategy for the children.</summary>
    public Props WithSupervisorStrategy(SupervisorStrategy supervisorStrategy) => new(this) { SupervisorStrategy = supervisorStrategy };

    /// <summary>The same on another dispatcher.</summary>
    public Props WithDispatcher(string dispatcher) => new(this) { Dispatcher = dispatcher };

    /// <summary>The same with a bound for the stash.</summary>
    public Props WithStashCapacity(int stashCapacity) => new(this) { StashCapacity = stashCapacity };

    /// <summary>Makes an actor.</summary>
    /// <exception cref="TypeLoadException">The constructor failed, or there is none for the arguments.</exception>
    public virtual ActorBase NewActor()
    {
        try
        {
            return _producer is not null ? _producer.Produce() : Constructors.Create(Type, Arguments);
        }
        catch (Exception e)
        {
            throw new TypeLoadException($"Error while creating actor instance of type {Type} with {Arguments.Length} args: ({string.Join(",", Arguments)})", e);
        }
    }

    internal void Release(ActorBase actor) => _producer?.Release(actor);

    /// <inheritdoc />
    public bool Equals(Props? other)
        => other is not null && Type == other.Type && Dispatcher == other.Dispatcher && Arguments.SequenceEqual(other.Arguments);

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as Props);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Type, Dispatcher, Arguments.Length);

    internal sealed class EmptyActor : UntypedActor
    {
        protected override void OnReceive(object message) => Unhandled(message);
    }

    // Constants and captured variables are read directly: compiling an expression costs a millisecond.
    private static object? Evaluate(Expression expression) => expression switch
    {
        ConstantExpression constant => constant.Value,
        MemberExpression { Member: FieldInfo field, Expression: var owner } => field.GetValue(owner is null ? null : Evaluate(owner)),
        MemberExpression { Member: PropertyInfo property, Expression: var owner } => property.GetValue(owner is null ? null : Evaluate(owner)),
        UnaryExpression { NodeType: ExpressionType.Convert, Method: null } convert
            when convert.Type.IsAssignableFrom(convert.Operand.Type) => Evaluate(convert.Operand),
        _ => Expression.Lambda(expression).Compile(preferInterpretation: true).DynamicInvoke(),
    };

    /// <summary>Constructors by type, so that an actor costs no search through its members.</summary>
    private static class Constructors
    {
        private static readonly ConcurrentDictionary<Type, ConstructorInvoker?[]> Cache = new();

        public static ActorBase Create(Type type, object[] arguments)
        {
            var byCount = Cache.GetOrAdd(type, Find);
            if (arguments.Length < byCount.Length && byCount[arguments.Length] is { } invoker)
                return (ActorBase)invoker.Invoke(arguments.AsSpan()!);
            var inner = type.Assembly == typeof(Props).Assembly ? BindingFlags.NonPublic : BindingFlags.Default;
            var any = BindingFlags.Instance | BindingFlags.Public | BindingFlags.CreateInstance | inner;
            return (ActorBase)Activator.CreateInstance(type, any, null, arguments, null)!;
        }

        // Only where the number of arguments decides; overloads go the slow way.
        private static ConstructorInvoker?[] Find(Type type)
        {
            if (type.IsAbstract)
                return [];
            var groups = type.GetConstructors().GroupBy(c => c.GetParameters().Length).ToList();
            var result = new ConstructorInvoker?[groups.Select(g => g.Key).DefaultIfEmpty(-1).Max() + 1];
            foreach (var group in groups.Where(g => g.Count() == 1 && g.Single().GetParameters().All(p => !p.ParameterType.IsByRef)))
                result[group.Key] = ConstructorInvoker.Create(group.Single());
            return result;
        }
    }
}
