using System.Diagnostics.CodeAnalysis;

namespace Akka.Actor;

/// <summary>The place of an actor in the tree of its system; equality ignores the uid.</summary>
public abstract class ActorPath : IEquatable<ActorPath>, IComparable<ActorPath>
{
    /// <summary>Symbols besides ASCII letters and digits that a name may contain.</summary>
    public const string ValidSymbols = "\"-_.*$+:@&=,!~';()";

    private readonly int _hash;
    private string? _withoutAddress;
    private string? _text;

    /// <summary>Creates a root path.</summary>
    protected ActorPath(Address address, string name)
    {
        Address = address;
        Name = name;
        Parent = this;
        _hash = HashCode.Combine(address, name);
    }

    /// <summary>Creates the path of a child.</summary>
    protected ActorPath(ActorPath parentPath, string name, long uid)
    {
        Address = parentPath.Address;
        Parent = parentPath;
        Name = name;
        Uid = uid;
        Depth = parentPath.Depth + 1;
        _hash = HashCode.Combine(parentPath._hash, name);
    }

    /// <summary>Address of the system.</summary>
    public Address Address { get; }

    /// <summary>Last element.</summary>
    public string Name { get; }

    /// <summary>Unique number of the incarnation at this path; 0 when undefined.</summary>
    public long Uid { get; }

    /// <summary>Number of elements.</summary>
    public int Depth { get; }

    /// <summary>The path above; a root is its own parent.</summary>
    public ActorPath Parent { get; }

    /// <summary>The root.</summary>
    public ActorPath Root => ParentOf(0);

    /// <summary>The elements from the root down.</summary>
    public IReadOnlyList<string> Elements
    {
        get
        {
            var elements = new string[Depth];
            var path = this;
            for (var i = Depth - 1; i >= 0; i--, path = path.Parent)
                elements[i] = path.Name;
            return elements;
        }
    }

    /// <summary>The ancestor at a depth (0: the root; negative: so many levels up).</summary>
    public ActorPath ParentOf(int depth)
    {
        var path = this;
        if (depth < 0)
            depth = Math.Max(0, Depth + depth);
        while (path.Depth > depth)
            path = path.Parent;
        return path;
    }

    /// <summary>Path of a child.</summary>
    public ActorPath Child(string childName) => this / childName;

    /// <summary>The same path with another uid.</summary>
    public ActorPath WithUid(long uid) => uid == Uid || Depth == 0 ? this : new ChildActorPath(Parent, Name, uid);

    /// <summary>Whether a text may be the name of an actor.</summary>
    public static bool IsValidPathElement(string s)
    {
        if (string.IsNullOrEmpty(s) || s[0] == '$')
            return false;
        for (var i = 0; i < s.Length; i++)
        {
            var c = s[i];
            if (c == '%')
            {
                if (i + 2 >= s.Length || !char.IsAsciiHexDigit(s[i + 1]) || !char.IsAsciiHexDigit(s[i + 2]))
                    return false;
                i += 2;
            }
            else if (!char.IsAsciiLetterOrDigit(c) && !ValidSymbols.Contains(c))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Joins elements to <c>/a/b</c>.</summary>
    public static string FormatPathElements(IEnumerable<string> pathElements) => "/" + string.Join('/', pathElements);

    /// <summary>Parses an absolute path such as <c>akka://system/user/a</c>.</summary>
    /// <exception cref="UriFormatException">The text is no path.</exception>
    public static ActorPath Parse(string path)
        => TryParse(path, out var parsed) ? parsed : throw new UriFormatException($"Can not parse an ActorPath: {path}");

    /// <summary>Parses an absolute path.</summary>
    public static bool TryParse(string path, [NotNullWhen(true)] out ActorPath? actorPath)
    {
        actorPath = null;
        if (!TryParseAddress(path, out var address, out var rest))
            return false;
        ActorPath result = new RootActorPath(address);
        var uid = 0L;
        var hash = rest.LastIndexOf('#');
        if (hash >= 0)
        {
            if (!long.TryParse(rest.AsSpan(hash + 1), out uid))
                return false;
            rest = rest[..hash];
        }

        var elements = rest.Split('/', StringSplitOptions.RemoveEmptyEntries);
        for (var i = 0; i < elements.Length; i++)
            result = new ChildActorPath(result, elements[i], i == elements.Length - 1 ? uid : 0);
        actorPath = result;
        return true;
    }

    /// <summary>Parses the address at the start of a path.</summary>
    public static bool TryParseAddress(string path, [NotNullWhen(true)] out Address? address) => TryParseAddress(path, out address, out _);

    private static bool TryParseAddress(string path, [NotNullWhen(true)] out Address? address, out string rest)
    {
        address = null;
        rest = "";
        var scheme = path?.IndexOf("://", StringComparison.Ordinal) ?? -1;
        if (scheme <= 0)
            return false;
        var start = scheme + 3;
        var slash = path!.IndexOf('/', start);
        var authority = slash < 0 ? path[start..] : path[start..slash];
        rest = slash < 0 ? "" : path[slash..];
        if (authority.Length == 0)
            return false;
        var at = authority.IndexOf('@');
        if (at < 0)
        {
            if (authority.Contains(':'))
                return false;
            address = new Address(path[..scheme].ToLowerInvariant(), authority);
            return true;
        }

        var colon = authority.LastIndexOf(':');
        if (colon < at + 2 || !int.TryParse(authority.AsSpan(colon + 1), out var port))
            return false;
        address = new Address(path[..scheme].ToLowerInvariant(), authority[..at], authority[(at + 1)..colon], port);
        return true;
    }

    /// <summary>The path without the address: <c>/user/a</c>.</summary>
    public string ToStringWithoutAddress() => _withoutAddress ??= Depth == 0 ? "/" + Name : FormatPathElements(Elements);

    /// <summary>The path with its address.</summary>
    public string ToStringWithAddress() => ToString();

    /// <summary>The path with a given address, unless its own has a host.</summary>
    public string ToStringWithAddress(Address address) => (Address.HasGlobalScope ? Address : address) + ToStringWithoutAddress();

    /// <summary>The path with its uid, if it has one.</summary>
    public string ToStringWithUid() => Uid == 0 ? ToString() : $"{ToString()}#{Uid}";

    /// <summary>The form used in serialised references: address and uid.</summary>
    public string ToSerializationFormat() => ToStringWithUid();

    /// <inheritdoc />
    public override string ToString() => _text ??= Address + ToStringWithoutAddress();

    /// <inheritdoc />
    public bool Equals(ActorPath? other)
    {
        if (other is null || _hash != other._hash || Depth != other.Depth)
            return false;
        var (a, b) = (this, other);
        while (!ReferenceEquals(a, b))
        {
            if (a.Name != b.Name)
                return false;
            if (a.Depth == 0)
                return a.Address.Equals(b.Address);
            (a, b) = (a.Parent, b.Parent);
        }

        return true;
    }

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as ActorPath);

    /// <inheritdoc />
    public override int GetHashCode() => _hash;

    /// <inheritdoc />
    public int CompareTo(ActorPath? other) => string.CompareOrdinal(ToString(), other?.ToString());

    /// <summary>Path of a child.</summary>
    public static ActorPath operator /(ActorPath path, string name)
    {
        var hash = name.IndexOf('#');
        return hash > 0 && long.TryParse(name.AsSpan(hash + 1), out var uid)
            ? new ChildActorPath(path, name[..hash], uid)
            : new ChildActorPath(path, name, 0);
    }

    /// <summary>Path of a descendant.</summary>
    public static ActorPath operator /(ActorPath path, IEnumerable<string> name)
        => name.Where(n => !string.IsNullOrEmpty(n)).Aggregate(path, (p, n) => p / n);

    /// <summary>Equality without regard to uids.</summary>
    public static bool operator ==(ActorPath? left, ActorPath? right) => left?.Equals(right) ?? right is null;

    /// <summary>Inequality without regard to uids.</summary>
    public static bool operator !=(ActorPath? left, ActorPath? right) => !(left == right);
}

/// <summary>The root of a tree of actors.</summary>
public sealed class RootActorPath : ActorPath
{
    /// <summary>Creates a root.</summary>
    public RootActorPath(Address address, string name = "")
        : base(address, name.TrimStart('/'))
    {
    }
}

/// <summary>A path below a root.</summary>
public sealed class ChildActorPath : ActorPath
{
    /// <summary>Creates the path of a child.</summary>
    public ChildActorPath(ActorPath parentPath, string name, long uid)
        : base(parentPath, name, uid)
    {
    }
}
