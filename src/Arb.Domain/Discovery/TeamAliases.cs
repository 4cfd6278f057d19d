namespace Arb.Domain.Discovery;

/// <summary>Canonical names that the operator's bindings showed to mean the same team.</summary>
internal sealed class TeamAliases
{
    private readonly Dictionary<string, SortedSet<string>> _groups = new(StringComparer.Ordinal);

    /// <summary>The name that stands for all of its aliases: the first of them in ordinal order.</summary>
    public string Root(string name) => _groups.TryGetValue(name, out var group) ? group.Min! : name;

    /// <summary>The name and its aliases.</summary>
    public IReadOnlyCollection<string> Same(string name) => _groups.TryGetValue(name, out var group) ? group : [name];

    /// <summary>Forgets all aliases.</summary>
    public void Clear() => _groups.Clear();

    /// <summary>Makes two names the same; answers every name whose root may have changed, none when nothing did.</summary>
    public IReadOnlyCollection<string> Join(string a, string b)
    {
        if (a == b)
            return [];
        var first = _groups.GetValueOrDefault(a) ?? new SortedSet<string>(StringComparer.Ordinal) { a };
        var second = _groups.GetValueOrDefault(b) ?? new SortedSet<string>(StringComparer.Ordinal) { b };
        if (ReferenceEquals(first, second))
            return [];
        first.UnionWith(second);
        foreach (var name in first)
            _groups[name] = first;
        return first;
    }
}
