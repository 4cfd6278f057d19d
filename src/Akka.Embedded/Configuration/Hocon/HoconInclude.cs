namespace Akka.Configuration.Hocon;

/// <summary>An <c>include</c> as it stands in the text.</summary>
/// <param name="Path">What is to be included.</param>
/// <param name="Offset">Where it stands.</param>
internal sealed record HoconInclude(string Path, int Offset)
{
    /// <summary>Reads <c>include "x"</c>, <c>include file("x")</c> or <c>include required(...)</c>; null if the text is something else.</summary>
    internal static HoconInclude? TryRead(HoconReader reader)
    {
        int start = reader.Offset;
        if (!reader.Looking("include"))
        {
            return null;
        }

        reader.Skip("include".Length);
        bool separated = reader.SkipBlanks().Length > 0;
        int open = 0;
        foreach (string wrapper in (string[])["required(", "file("])
        {
            if (reader.Looking(wrapper))
            {
                reader.Skip(wrapper.Length);
                reader.SkipBlanks();
                open++;
            }
        }

        if (!separated || reader.Current != '"')
        {
            reader.Skip(start - reader.Offset);
            return null;
        }

        string path = reader.ReadQuoted();
        for (; open > 0; open--)
        {
            reader.SkipBlanks();
            if (reader.Current != ')')
            {
                throw reader.Unexpected("')' after the name of the included file");
            }

            reader.Skip();
        }

        return new HoconInclude(path, start);
    }

    /// <summary>Merges an included object whose substitutions may not be resolved yet.</summary>
    internal static void Merge(HoconObject target, HoconObject included)
    {
        foreach ((string key, HoconValue value) in included.Items)
        {
            if (target.GetKey(key) is not { } before)
            {
                target.Items[key] = value;
            }
            else if (before.Values is [HoconObject below] && value.Values is [HoconObject above] && value.Previous == null)
            {
                Merge(below, above);
            }
            else
            {
                Oldest(value).Previous = before;
                target.Items[key] = value;
            }
        }
    }

    private static HoconValue Oldest(HoconValue value)
    {
        while (value.Previous != null)
        {
            value = value.Previous;
        }

        return value;
    }
}

/// <summary>A file being parsed and how many includes lead to it.</summary>
internal sealed class HoconFile(string path, int depth)
{
    internal static HoconFile WorkingDirectory { get; } = new("hocon", 0);

    internal string FullPath { get; } = System.IO.Path.GetFullPath(path);

    internal string Name => System.IO.Path.GetFileName(FullPath);

    /// <summary>The file an include in this one means: relative to the folder of this file.</summary>
    internal HoconFile Resolve(HoconInclude include, HoconReader reader)
    {
        if (depth >= Parser.MaxIncludeDepth)
        {
            throw reader.Error(include.Offset, $"cannot include '{include.Path}': more than {Parser.MaxIncludeDepth} files include one another");
        }

        return new HoconFile(System.IO.Path.Combine(System.IO.Path.GetDirectoryName(FullPath) ?? ".", include.Path), depth + 1);
    }
}
