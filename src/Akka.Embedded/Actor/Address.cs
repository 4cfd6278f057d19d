using System.Diagnostics.CodeAnalysis;

namespace Akka.Actor;

/// <summary>Where an actor system lives. In this flavour every address is local: no host, no port.</summary>
public sealed class Address : IEquatable<Address>, IComparable<Address>
{
    /// <summary>Pseudo address used where no system is meant.</summary>
    public static readonly Address AllSystems = new("akka", "all-systems");

    private readonly string _text;

    /// <summary>Creates an address.</summary>
    /// <param name="protocol">Protocol, for example <c>akka</c>.</param>
    /// <param name="system">Name of the actor system.</param>
    /// <param name="host">Host, or null for a local address.</param>
    /// <param name="port">Port, or null for a local address.</param>
    public Address(string protocol, string system, string? host = null, int? port = null)
    {
        Protocol = protocol;
        System = system;
        Host = host?.ToLowerInvariant();
        Port = port;
        _text = $"{protocol}://{system}" + (string.IsNullOrEmpty(Host) ? "" : "@" + Host) + (port is { } p ? ":" + p : "");
    }

    /// <summary>Protocol part.</summary>
    public string Protocol { get; }

    /// <summary>Name of the system.</summary>
    public string System { get; }

    /// <summary>Host, or null when local.</summary>
    public string? Host { get; }

    /// <summary>Port, or null when local.</summary>
    public int? Port { get; }

    /// <summary>True when the address has no host.</summary>
    public bool HasLocalScope => string.IsNullOrEmpty(Host);

    /// <summary>True when the address has a host.</summary>
    public bool HasGlobalScope => !HasLocalScope;

    /// <summary>Parses <c>protocol://system[@host:port]</c>.</summary>
    /// <exception cref="UriFormatException">The text is no address.</exception>
    public static Address Parse(string address)
        => ActorPath.TryParseAddress(address, out var parsed) ? parsed : throw new UriFormatException($"Unable to parse address [{address}]");

    /// <summary>Parses <c>protocol://system[@host:port]</c>.</summary>
    public static bool TryParse(string path, [NotNullWhen(true)] out Address? address) => ActorPath.TryParseAddress(path, out address);

    /// <inheritdoc />
    public bool Equals(Address? other) => other is not null && string.Equals(_text, other._text, StringComparison.Ordinal);

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as Address);

    /// <inheritdoc />
    public override int GetHashCode() => _text.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc />
    public int CompareTo(Address? other) => string.CompareOrdinal(_text, other?._text);

    /// <summary>System with host and port, as it appears in paths.</summary>
    public string HostPort() => _text[(Protocol.Length + 3)..];

    /// <inheritdoc />
    public override string ToString() => _text;

    /// <summary>Equality by value.</summary>
    public static bool operator ==(Address? left, Address? right) => left?.Equals(right) ?? right is null;

    /// <summary>Inequality by value.</summary>
    public static bool operator !=(Address? left, Address? right) => !(left == right);
}
