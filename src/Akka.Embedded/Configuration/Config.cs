using System.Diagnostics.CodeAnalysis;
using Akka.Configuration.Hocon;

namespace Akka.Configuration;

/// <summary>An immutable tree of settings read by dotted path; a key with a dot in it is written in quotes.</summary>
public class Config
{
    /// <summary>The configuration without keys.</summary>
    public static readonly Config Empty = ConfigurationFactory.Empty;

    /// <summary>Creates a configuration without a root.</summary>
    public Config()
    {
        Substitutions = [];
    }

    /// <summary>Creates a configuration over a parsed text.</summary>
    /// <param name="root">The outcome of parsing.</param>
    public Config(HoconRoot root)
    {
        ArgumentNullException.ThrowIfNull(root);
        Value = root.Value ?? throw new ArgumentNullException(nameof(root), "The root value cannot be null.");
        Root = root.Value;
        Substitutions = root.Substitutions;
    }

    /// <summary>Creates a configuration that falls back to another one.</summary>
    /// <param name="source">The configuration that wins.</param>
    /// <param name="fallback">The configuration asked for what the first does not have.</param>
    public Config(Config source, Config? fallback)
    {
        ArgumentNullException.ThrowIfNull(source);
        Value = source.Value;
        Root = source.WithFallback(ReferenceEquals(source, fallback) ? null : fallback).Root;
        Fallback = fallback;
        Substitutions = source.Substitutions;
    }

    /// <summary>The configuration this one falls back to; its keys are merged into <see cref="Root"/> already.</summary>
    public Config? Fallback { get; private set; }

    /// <summary>Whether there are no keys.</summary>
    public virtual bool IsEmpty => Root == null || Root.IsEmpty;

    /// <summary>The value at the top, fallbacks included.</summary>
    public virtual HoconValue? Root { get; private set; }

    /// <summary>The substitutions of the text, resolved.</summary>
    public IEnumerable<HoconSubstitution> Substitutions { get; set; }

    private HoconValue? Value { get; set; }

    /// <summary>Parses a text and uses it as the fallback.</summary>
    /// <param name="config">The configuration that wins.</param>
    /// <param name="fallback">HOCON text.</param>
    public static Config operator +(Config config, string fallback) => config.WithFallback(ConfigurationFactory.ParseString(fallback));

    /// <summary>Parses a text and gives it a fallback.</summary>
    /// <param name="configHocon">HOCON text that wins.</param>
    /// <param name="fallbackConfig">The fallback.</param>
    public static Config operator +(string configHocon, Config fallbackConfig) => ConfigurationFactory.ParseString(configHocon).WithFallback(fallbackConfig);

    /// <summary>Parses a text.</summary>
    /// <param name="str">HOCON text.</param>
    public static implicit operator Config(string str) => ConfigurationFactory.ParseString(str);

    /// <summary>Reads a yes or no.</summary>
    /// <param name="path">The dotted path.</param>
    /// <param name="default">The answer if nothing is there.</param>
    public virtual bool GetBoolean(string path, bool @default = false) => Read(path, value => value.GetBoolean(), @default);

    /// <summary>Reads a size in bytes.</summary>
    /// <param name="path">The dotted path.</param>
    /// <returns>The bytes, or null if nothing is there.</returns>
    public virtual long? GetByteSize(string path) => GetByteSize(path, null);

    /// <summary>Reads a size in bytes.</summary>
    /// <param name="path">The dotted path.</param>
    /// <param name="def">The answer if nothing is there.</param>
    public virtual long? GetByteSize(string path, long? def = null) => Read(path, value => value.GetByteSize(), def);

    /// <summary>Reads a whole number.</summary>
    /// <param name="path">The dotted path.</param>
    /// <param name="default">The answer if nothing is there.</param>
    public virtual int GetInt(string path, int @default = 0) => Read(path, value => value.GetInt(), @default);

    /// <summary>Reads a whole number.</summary>
    /// <param name="path">The dotted path.</param>
    /// <param name="default">The answer if nothing is there.</param>
    public virtual long GetLong(string path, long @default = 0) => Read(path, value => value.GetLong(), @default);

    /// <summary>Reads text.</summary>
    /// <param name="path">The dotted path.</param>
    /// <param name="default">The answer if nothing is there.</param>
    /// <returns>The text; null if it is <c>null</c>, an object or an array.</returns>
    public virtual string? GetString(string path, string? @default = null) => Read(path, value => value.GetString(), @default);

    /// <summary>Reads a number.</summary>
    /// <param name="path">The dotted path.</param>
    /// <param name="default">The answer if nothing is there.</param>
    public virtual float GetFloat(string path, float @default = 0) => Read(path, value => value.GetFloat(), @default);

    /// <summary>Reads a number.</summary>
    /// <param name="path">The dotted path.</param>
    /// <param name="default">The answer if nothing is there.</param>
    public virtual decimal GetDecimal(string path, decimal @default = 0) => Read(path, value => value.GetDecimal(), @default);

    /// <summary>Reads a number.</summary>
    /// <param name="path">The dotted path.</param>
    /// <param name="default">The answer if nothing is there.</param>
    public virtual double GetDouble(string path, double @default = 0) => Read(path, value => value.GetDouble(), @default);

    /// <summary>Reads a list of yes or no.</summary>
    /// <param name="path">The dotted path.</param>
    public virtual IList<bool> GetBooleanList(string path) => Require(path, value => value.GetBooleanList());

    /// <summary>Reads a list of numbers.</summary>
    /// <param name="path">The dotted path.</param>
    public virtual IList<decimal> GetDecimalList(string path) => Require(path, value => value.GetDecimalList());

    /// <summary>Reads a list of numbers.</summary>
    /// <param name="path">The dotted path.</param>
    public virtual IList<float> GetFloatList(string path) => Require(path, value => value.GetFloatList());

    /// <summary>Reads a list of numbers.</summary>
    /// <param name="path">The dotted path.</param>
    public virtual IList<double> GetDoubleList(string path) => Require(path, value => value.GetDoubleList());

    /// <summary>Reads a list of whole numbers.</summary>
    /// <param name="path">The dotted path.</param>
    public virtual IList<int> GetIntList(string path) => Require(path, value => value.GetIntList());

    /// <summary>Reads a list of whole numbers.</summary>
    /// <param name="path">The dotted path.</param>
    public virtual IList<long> GetLongList(string path) => Require(path, value => value.GetLongList());

    /// <summary>Reads a list of bytes.</summary>
    /// <param name="path">The dotted path.</param>
    public virtual IList<byte> GetByteList(string path) => Require(path, value => value.GetByteList());

    /// <summary>Reads a list of texts.</summary>
    /// <param name="path">The dotted path.</param>
    /// <returns>The texts; none if nothing is there.</returns>
    public virtual IList<string> GetStringList(string path) => GetStringList(path, []);

    /// <summary>Reads a list of texts.</summary>
    /// <param name="path">The dotted path.</param>
    /// <param name="defaultPaths">The answer if nothing is there.</param>
    public virtual IList<string> GetStringList(string path, string[] defaultPaths) => Read(path, value => value.GetStringList(), defaultPaths);

    /// <summary>The part of the configuration under a path.</summary>
    /// <param name="path">The dotted path.</param>
    /// <returns>The part, or null if nothing is there.</returns>
    public virtual Config? GetConfig(string path) => GetNode(path) is { } value ? new Config(new HoconRoot(value)) : null;

    /// <summary>The value at a path.</summary>
    /// <param name="path">The dotted path.</param>
    /// <returns>The value, or null if nothing is there.</returns>
    public HoconValue? GetValue(string path) => GetNode(path);

    /// <summary>Reads a duration.</summary>
    /// <param name="path">The dotted path.</param>
    /// <param name="default">The answer if nothing is there; zero if null.</param>
    /// <param name="allowInfinite">Whether <c>infinite</c> is understood.</param>
    public virtual TimeSpan GetTimeSpan(string path, TimeSpan? @default = null, bool allowInfinite = true) =>
        Read(path, value => value.GetTimeSpan(allowInfinite), @default.GetValueOrDefault());

    /// <summary>The configuration as text, without its fallbacks.</summary>
    public override string ToString() => Value?.ToString() ?? string.Empty;

    /// <summary>The configuration as text.</summary>
    /// <param name="includeFallback">Whether the keys of the fallbacks are in it.</param>
    public string ToString(bool includeFallback) => includeFallback ? Root?.ToString() ?? string.Empty : ToString();

    /// <summary>A configuration which asks another one for what it does not have; this one stays as it is.</summary>
    /// <param name="fallback">The fallback.</param>
    /// <exception cref="ArgumentException">The fallback is this configuration.</exception>
    public virtual Config WithFallback(Config? fallback)
    {
        if (ReferenceEquals(fallback, this))
        {
            throw new ArgumentException("A configuration cannot be its own fallback.", nameof(fallback));
        }

        if (fallback == null)
        {
            return this;
        }

        if (IsEmpty)
        {
            return fallback;
        }

        if (fallback.Root?.GetObject() is not { } lower || Root?.GetObject() is not { } upper)
        {
            return this;
        }

        return new Config
        {
            Value = Value,
            Root = new HoconValue([lower.MergeImmutable(upper)]),
            Fallback = Fallback == null ? fallback : Fallback.WithFallback(ReferenceEquals(Fallback, fallback) ? null : fallback),
            Substitutions = Substitutions,
        };
    }

    /// <summary>Whether something, be it <c>null</c>, is at a path.</summary>
    /// <param name="path">The dotted path.</param>
    public virtual bool HasPath(string path) => GetNode(path) != null;

    /// <summary>The keys at the top with their values, those of the fallbacks included.</summary>
    public virtual IEnumerable<KeyValuePair<string, HoconValue>> AsEnumerable() => Root?.GetObject()?.Items ?? [];

    private HoconValue? GetNode(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        HoconValue? node = Root;
        if (path.Contains('"', StringComparison.Ordinal))
        {
            foreach (string key in HoconText.SplitPath(path))
            {
                node = node?.GetChildObject(key);
            }

            return node;
        }

        ReadOnlySpan<char> rest = path;
        while (node != null)
        {
            int dot = rest.IndexOf('.');
            ReadOnlySpan<char> key = dot < 0 ? rest : rest[..dot];
            if (node.GetObject() is not { } fields || !fields.Items.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(key, out node))
            {
                return null;
            }

            if (dot < 0)
            {
                return node;
            }

            rest = rest[(dot + 1)..];
        }

        return null;
    }

    [return: NotNullIfNotNull(nameof(absent))]
    private T Read<T>(string path, Func<HoconValue, T> read, T absent)
    {
        HoconValue? value = GetNode(path);
        if (value == null)
        {
            return absent;
        }

        try
        {
            return read(value)!;
        }
        catch (FormatException error)
        {
            throw new FormatException($"{path}: {error.Message}", error);
        }
    }

    private IList<T> Require<T>(string path, Func<HoconValue, IList<T>> read) =>
        Read<IList<T>?>(path, read, null) ?? throw new ConfigurationException($"The configuration has no list at '{path}'.");
}
