namespace Akka.Util;

/// <summary>A value, or none.</summary>
public readonly struct Option<T> : IEquatable<Option<T>>
{
    /// <summary>No value.</summary>
    public static readonly Option<T> None = default;

    private readonly T _value;

    /// <summary>With the value; a null is no value.</summary>
    public Option(T value)
    {
        _value = value;
        HasValue = value is not null;
    }

    /// <summary>Whether there is a value.</summary>
    public bool HasValue { get; }

    /// <summary>Whether there is none.</summary>
    public bool IsEmpty => !HasValue;

    /// <summary>The value; the type's default when there is none.</summary>
    public T Value => _value;

    /// <summary>A value converts to an option.</summary>
    public static implicit operator Option<T>(T value) => new(value);

    /// <summary>Same value, or both none.</summary>
    public static bool operator ==(Option<T> left, Option<T> right) => left.Equals(right);

    /// <summary>Different.</summary>
    public static bool operator !=(Option<T> left, Option<T> right) => !left.Equals(right);

    /// <summary>With the value; a null is no value.</summary>
    public static Option<T> Create(T value) => new(value);

    /// <summary>The value, or the fallback.</summary>
    public T GetOrElse(T fallbackValue) => HasValue ? _value : fallbackValue;

    /// <summary>The mapped value, if there is one.</summary>
    public Option<TNew> Select<TNew>(Func<T, TNew> selector) => HasValue ? new Option<TNew>(selector(_value)) : Option<TNew>.None;

    /// <summary>The mapped option, if there is a value.</summary>
    public Option<TNew> FlatSelect<TNew>(Func<T, Option<TNew>> mapper) => HasValue ? mapper(_value) : Option<TNew>.None;

    /// <summary>Calls the action with the value, if there is one.</summary>
    public void OnSuccess(Action<T> action)
    {
        if (HasValue)
            action(_value);
    }

    /// <inheritdoc/>
    public bool Equals(Option<T> other) => HasValue == other.HasValue && EqualityComparer<T>.Default.Equals(_value, other._value);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Option<T> other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HasValue ? _value!.GetHashCode() : 0;

    /// <inheritdoc/>
    public override string ToString() => HasValue ? $"Some<{_value}>" : "None";
}
