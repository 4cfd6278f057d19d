using System.Text.RegularExpressions;
using Akka.Actor;

namespace Akka.TestKit.Internal.StringMatcher;

/// <summary>A condition on a text.</summary>
public interface IStringMatcher
{
    /// <summary>Whether the text fulfils it.</summary>
    bool IsMatch(string? s);
}

/// <summary>Every text.</summary>
public class MatchesAll : IStringMatcher
{
    private MatchesAll()
    {
    }

    /// <summary>The one instance.</summary>
    public static IStringMatcher Instance { get; } = new MatchesAll();

    /// <inheritdoc/>
    public bool IsMatch(string? s) => true;

    /// <inheritdoc/>
    public override string ToString() => "";
}

/// <summary>The same text, in any case.</summary>
public class EqualsString : IStringMatcher
{
    private readonly string _text;

    /// <summary>As the given text.</summary>
    public EqualsString(string s) => _text = s;

    /// <inheritdoc/>
    public bool IsMatch(string? s) => string.Equals(_text, s, StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public override string ToString() => $"== \"{_text}\"";
}

/// <summary>The same path, with or without the address of the system.</summary>
public class EqualsStringAndPathMatcher : IStringMatcher
{
    private readonly string _path;
    private readonly bool _canBeRelative;

    /// <summary>As the given path.</summary>
    public EqualsStringAndPathMatcher(string path, bool canBeRelative = true)
    {
        _path = path;
        _canBeRelative = canBeRelative;
    }

    /// <inheritdoc/>
    public bool IsMatch(string? path)
    {
        if (string.Equals(_path, path, StringComparison.OrdinalIgnoreCase))
            return true;
        return _canBeRelative
            && path is not null
            && ActorPath.TryParse(path, out var parsed)
            && string.Equals(_path, parsed!.ToStringWithoutAddress(), StringComparison.OrdinalIgnoreCase);
    }

    /// <inheritdoc/>
    public override string ToString() => $"== \"{_path}\"";
}

/// <summary>A text with the part in it.</summary>
public class ContainsString : IStringMatcher
{
    private readonly string _part;

    /// <summary>With the given part.</summary>
    public ContainsString(string part) => _part = part;

    /// <inheritdoc/>
    public bool IsMatch(string? s) => s?.Contains(_part, StringComparison.OrdinalIgnoreCase) == true;

    /// <inheritdoc/>
    public override string ToString() => $"contains \"{_part}\"";
}

/// <summary>A text with the beginning.</summary>
public class StartsWithString : IStringMatcher
{
    private readonly string _start;

    /// <summary>With the given beginning.</summary>
    public StartsWithString(string start) => _start = start;

    /// <inheritdoc/>
    public bool IsMatch(string? s) => s?.StartsWith(_start, StringComparison.OrdinalIgnoreCase) == true;

    /// <inheritdoc/>
    public override string ToString() => $"starts with \"{_start}\"";
}

/// <summary>A text that matches the expression.</summary>
public class RegexMatcher : IStringMatcher
{
    private readonly Regex _regex;

    /// <summary>With the given expression.</summary>
    public RegexMatcher(Regex regex) => _regex = regex;

    /// <inheritdoc/>
    public bool IsMatch(string? s) => s is not null && _regex.IsMatch(s);

    /// <inheritdoc/>
    public override string ToString() => $"matches regex \"{_regex}\"";
}

/// <summary>A text that the predicate accepts.</summary>
public class PredicateMatcher : IStringMatcher
{
    private readonly Predicate<string> _predicate;
    private readonly string _hint;

    /// <summary>With the given predicate.</summary>
    public PredicateMatcher(Predicate<string> predicate, string hint = "")
    {
        _predicate = predicate;
        _hint = hint;
    }

    /// <inheritdoc/>
    public bool IsMatch(string? s) => _predicate(s!);

    /// <inheritdoc/>
    public override string ToString() => $"matches predicate {_hint}";
}
