namespace Arb.Tests;

/// <summary>Reference data that is not part of the repository: a folder <c>shared/data</c> beside or above it.</summary>
internal static class SharedData
{
    public static string? Root { get; } = Find();

    public static string PathOf(string relative) => Path.Combine(Root ?? throw new InvalidOperationException("no shared data here"), relative);

    private static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (Path.Combine(folder.FullName, "shared", "data") is var path && Directory.Exists(path))
                return path;
        return null;
    }
}

/// <summary>A test that needs the shared reference data; skipped where it is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SharedDataFactAttribute : FactAttribute
{
    public SharedDataFactAttribute()
    {
        if (SharedData.Root is null)
            Skip = "the shared reference data is not here";
    }
}
