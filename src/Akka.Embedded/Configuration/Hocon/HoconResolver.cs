namespace Akka.Configuration.Hocon;

/// <summary>How far a value is resolved.</summary>
internal enum HoconResolution
{
    /// <summary>Not looked at yet.</summary>
    Pending,

    /// <summary>Being resolved; meeting it again is a cycle.</summary>
    Running,

    /// <summary>Free of open substitutions at its own level.</summary>
    Done,

    /// <summary>Every part is an optional substitution without a value: the key does not exist.</summary>
    Undefined,
}

/// <summary>Replaces substitutions by the values they stand for and merges concatenated objects and arrays.</summary>
internal sealed class HoconResolver(HoconValue root)
{
    /// <summary>The objects met so far; false while their fields are being resolved.</summary>
    private readonly Dictionary<HoconObject, bool> _finished = [];
    private HoconSubstitution? _current;

    internal void Resolve() => ResolveFields(root.GetObject()!);

    private void ResolveFields(HoconObject fields)
    {
        if (!_finished.TryAdd(fields, false))
        {
            if (!_finished[fields])
            {
                throw new FormatException($"{_current?.Position}: {_current} refers to itself in a cycle.");
            }

            return;
        }

        foreach ((string key, HoconValue value) in fields.Items.ToArray())
        {
            if (!ResolveDeep(value))
            {
                fields.Items.Remove(key);
            }
        }

        _finished[fields] = true;
    }

    /// <summary>Resolves a value and everything in it.</summary>
    /// <returns>Whether the value exists.</returns>
    private bool ResolveDeep(HoconValue value)
    {
        if (!ResolveValue(value))
        {
            return false;
        }

        foreach (IHoconElement element in value.Values)
        {
            if (element is HoconObject fields)
            {
                ResolveFields(fields);
            }
            else if (element is HoconArray array)
            {
                array.RemoveAll(item => !ResolveDeep(item));
            }
        }

        return true;
    }

    private bool ResolveValue(HoconValue value)
    {
        switch (value.Resolution)
        {
            case HoconResolution.Done:
                return true;
            case HoconResolution.Undefined:
                return false;
            case HoconResolution.Running:
                throw new FormatException($"{_current?.Position}: {_current} refers to itself in a cycle.");
        }

        value.Resolution = HoconResolution.Running;
        bool exists = Flatten(value);
        value.Resolution = exists ? HoconResolution.Done : HoconResolution.Undefined;
        return exists;
    }

    private bool Flatten(HoconValue value)
    {
        bool open = value.Values.Exists(part => part is HoconSubstitution);
        if (!open && (value.Previous == null || !value.Values.Exists(part => part is HoconObject)))
        {
            CheckKinds(value.Values, "HOCON");
            DropSeparators(value);
            return true;
        }

        var parts = new List<IHoconElement>();
        string position = "HOCON";
        foreach (IHoconElement part in value.Values)
        {
            if (part is not HoconSubstitution substitution)
            {
                parts.Add(part);
                continue;
            }

            position = substitution.Position;
            HoconValue? target = Find(value, substitution);
            substitution.ResolvedValue = target;
            if (target != null)
            {
                parts.AddRange(target.Values);
            }
        }

        if (parts.TrueForAll(part => part is HoconLiteral { IsSeparator: true }))
        {
            return KeepPrevious(value);
        }

        if (parts.Exists(part => part is HoconObject) && value.Previous != null && ResolveDeep(value.Previous) && value.Previous.GetObject() is { } before)
        {
            parts.Insert(0, before);
        }

        CheckKinds(parts, position);
        Replace(value, parts);
        DropSeparators(value);
        return true;
    }

    private bool KeepPrevious(HoconValue value)
    {
        if (value.Previous == null || !ResolveDeep(value.Previous))
        {
            return false;
        }

        Replace(value, [.. value.Previous.Values]);
        return true;
    }

    private HoconValue? Find(HoconValue owner, HoconSubstitution substitution)
    {
        _current = substitution;
        HoconValue? found = substitution.SelfRemainder is { } remainder
            ? owner.Previous == null || !ResolveDeep(owner.Previous) ? null : Walk(owner.Previous, remainder)
            : (substitution.Prefix.Count == 0 ? null : Walk(root, [.. substitution.Prefix, .. substitution.Keys])) ?? Walk(root, substitution.Keys);
        if (found != null && ResolveDeep(found))
        {
            return found;
        }

        string? variable = Environment.GetEnvironmentVariable(string.Join('.', substitution.Keys));
        if (variable != null)
        {
            return new HoconValue([new HoconLiteral { Value = variable, IsQuoted = true }]) { Resolution = HoconResolution.Done };
        }

        return substitution.IsOptional
            ? null
            : throw new FormatException($"{substitution.Position}: {substitution} has no value here and no environment variable of that name is set.");
    }

    private HoconValue? Walk(HoconValue from, IReadOnlyList<string> keys)
    {
        HoconValue? value = from;
        foreach (string key in keys)
        {
            bool plain = value.Values is [HoconObject] && value.Previous == null;
            if (!plain && !ResolveDeep(value))
            {
                return null;
            }

            value = value.GetChildObject(key);
            if (value == null)
            {
                return null;
            }
        }

        return value;
    }

    /// <summary>Text, arrays and objects concatenate only with their own kind.</summary>
    private static void CheckKinds(List<IHoconElement> parts, string position)
    {
        bool text = parts.Exists(part => part is HoconLiteral { IsSeparator: false });
        bool array = parts.Exists(part => part is HoconArray);
        bool fields = parts.Exists(part => part is HoconObject);
        if ((text && (array || fields)) || (array && fields))
        {
            throw new FormatException($"{position}: expected parts of one kind, found {(text ? "text" : "an array")} concatenated with {(fields ? "an object" : "an array")}.");
        }
    }

    private void DropSeparators(HoconValue value)
    {
        if (value.Values.Count <= 1 || value.Values.Exists(part => part is HoconLiteral { IsSeparator: false }))
        {
            return;
        }

        List<IHoconElement> parts = value.Values.FindAll(part => part is not HoconLiteral);
        if (parts.Count > 1 && parts[0] is HoconObject)
        {
            parts.ForEach(part => ResolveFields((HoconObject)part));
            parts = [parts.Cast<HoconObject>().Aggregate((below, above) => below.MergeImmutable(above))];
        }
        else if (parts.Count > 1)
        {
            var joined = new HoconArray();
            joined.AddRange(parts.Cast<HoconArray>().SelectMany(part => part));
            parts = [joined];
        }

        Replace(value, parts);
    }

    private static void Replace(HoconValue value, List<IHoconElement> parts)
    {
        value.Clear();
        parts.ForEach(value.AppendValue);
    }
}
