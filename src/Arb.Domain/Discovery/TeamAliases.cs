namespace Arb.Domain.Discovery;

/// <summary>Canonical names that mean the same team: a list's, and those that the operator's bindings showed.</summary>
internal sealed class TeamAliases(TeamAliasList list)
{
    private readonly Dictionary<string, SortedSet<string>> _groups = new(StringComparer.Ordinal);
    private TeamAliasList _list = list;

    /// <summary>The name that stands for all of its aliases: the first of them in ordinal order.</summary>
    public string Root(string name) => Group(name) is { } group ? group.Min! : name;

    /// <summary>The name and its aliases.</summary>
    public IReadOnlyCollection<string> Same(string name) => Group(name) is { } group ? group : [name];

    /// <summary>The names that the list has for one, without what bindings taught; none when the list doesn't know it.</summary>
    public IReadOnlyCollection<string> Listed(string name) => _list.Group(name) is { } group ? group : [];

    /// <summary>Whether anything is known of the name.</summary>
    public bool Knows(string name) => Group(name) is not null;

    /// <summary>Forgets what bindings taught; the list stays.</summary>
    public void Clear() => _groups.Clear();

    /// <summary>Takes another list and forgets what bindings taught: they are to teach anew.</summary>
    public void Use(TeamAliasList list)
    {
        _list = list;
        _groups.Clear();
    }

    /// <summary>Makes two names the same; answers every name whose root may have changed, none when nothing did.</summary>
    public IReadOnlyCollection<string> Join(string a, string b)
    {
        var joined = new SortedSet<string>(Same(a), StringComparer.Ordinal);
        if (a == b || joined.Contains(b))
            return [];
        joined.UnionWith(Same(b));
        foreach (var name in joined)
            _groups[name] = joined;
        return joined;
    }

    private SortedSet<string>? Group(string name) => _groups.GetValueOrDefault(name) ?? _list.Group(name);
}
