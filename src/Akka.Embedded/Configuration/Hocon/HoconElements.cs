namespace Akka.Configuration.Hocon;

/// <summary>One part of a value: a literal, an array, an object or a substitution.</summary>
public interface IHoconElement
{
    /// <summary>Whether the part is text.</summary>
    bool IsString();

    /// <summary>The text.</summary>
    string? GetString();

    /// <summary>Whether the part is an array.</summary>
    bool IsArray();

    /// <summary>The elements of the array.</summary>
    IList<HoconValue> GetArray();
}

/// <summary>Something which turns out to be an object or not once substitutions are resolved.</summary>
public interface IMightBeAHoconObject
{
    /// <summary>Whether it is an object.</summary>
    bool IsObject();

    /// <summary>The object, or null.</summary>
    HoconObject? GetObject();
}

/// <summary>A piece of text: quoted, unquoted, or the blanks between two concatenated parts.</summary>
public class HoconLiteral : IHoconElement
{
    /// <summary>The text without its quotes.</summary>
    public string? Value { get; set; }

    /// <summary>Whether the literal only separates two parts, so that it vanishes between arrays and objects.</summary>
    internal bool IsSeparator { get; init; }

    /// <summary>Whether the text was written in quotes.</summary>
    internal bool IsQuoted { get; init; }

    /// <inheritdoc/>
    public bool IsString() => true;

    /// <inheritdoc/>
    public string? GetString() => Value;

    /// <inheritdoc/>
    public bool IsArray() => false;

    /// <inheritdoc/>
    public IList<HoconValue> GetArray() => throw new NotImplementedException("This element is a string literal, not an array.");

    /// <inheritdoc/>
    public override string ToString() => Value ?? string.Empty;
}

/// <summary>An array of values.</summary>
public class HoconArray : List<HoconValue>, IHoconElement
{
    /// <inheritdoc/>
    public bool IsString() => false;

    /// <inheritdoc/>
    public string GetString() => throw new NotImplementedException("This element is an array, not a string.");

    /// <inheritdoc/>
    public bool IsArray() => true;

    /// <inheritdoc/>
    public IList<HoconValue> GetArray() => this;

    /// <inheritdoc/>
    public override string ToString() => "[" + string.Join(",", this) + "]";
}

/// <summary>A reference to the value at another path, or to an environment variable.</summary>
public class HoconSubstitution : IHoconElement, IMightBeAHoconObject
{
    /// <summary>For subclasses.</summary>
    protected HoconSubstitution()
    {
        Path = string.Empty;
    }

    /// <summary>Creates a reference.</summary>
    /// <param name="path">The dotted path referred to.</param>
    public HoconSubstitution(string path)
    {
        Path = path;
    }

    /// <summary>The dotted path referred to.</summary>
    public string Path { get; set; }

    /// <summary>The value found there; null while unresolved, and afterwards if the reference is optional and nothing is there.</summary>
    public HoconValue? ResolvedValue { get; set; }

    /// <summary>Whether nothing has to be there.</summary>
    internal bool IsOptional { get; init; }

    /// <summary>The path, key by key, from the root of the text it was read from.</summary>
    internal IReadOnlyList<string> Keys { get; init; } = [];

    /// <summary>The keys under which the text with this reference was included; tried in front of <see cref="Keys"/> first.</summary>
    internal IReadOnlyList<string> Prefix { get; set; } = [];

    /// <summary>When the reference is to the very key being set: the keys below it; otherwise null.</summary>
    internal IReadOnlyList<string>? SelfRemainder { get; init; }

    /// <summary>Where it stands, for messages.</summary>
    internal string Position { get; init; } = string.Empty;

    /// <inheritdoc/>
    public bool IsString() => ResolvedValue != null && ResolvedValue.IsString();

    /// <inheritdoc/>
    public string? GetString() => ResolvedValue?.GetString();

    /// <inheritdoc/>
    public bool IsArray() => ResolvedValue != null && ResolvedValue.IsArray();

    /// <inheritdoc/>
    public IList<HoconValue> GetArray() => ResolvedValue?.GetArray() ?? [];

    /// <inheritdoc/>
    public bool IsObject() => ResolvedValue != null && ResolvedValue.IsObject();

    /// <inheritdoc/>
    public HoconObject? GetObject() => ResolvedValue?.GetObject();

    /// <inheritdoc/>
    public override string ToString() => IsOptional ? "${?" + Path + "}" : "${" + Path + "}";
}

/// <summary>The outcome of parsing one text.</summary>
public class HoconRoot
{
    /// <summary>For subclasses.</summary>
    protected HoconRoot()
    {
        Value = new HoconValue();
        Substitutions = [];
    }

    /// <summary>Creates a root with the substitutions found in it.</summary>
    /// <param name="value">The value, normally an object.</param>
    /// <param name="substitutions">The substitutions inside it.</param>
    public HoconRoot(HoconValue value, IEnumerable<HoconSubstitution> substitutions)
    {
        Value = value;
        Substitutions = substitutions;
    }

    /// <summary>Creates a root without substitutions.</summary>
    /// <param name="value">The value, normally an object.</param>
    public HoconRoot(HoconValue value)
        : this(value, [])
    {
    }

    /// <summary>The value, normally an object.</summary>
    public HoconValue Value { get; private set; }

    /// <summary>The substitutions inside it, resolved.</summary>
    public IEnumerable<HoconSubstitution> Substitutions { get; private set; }
}
