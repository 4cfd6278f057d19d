namespace Arb.Host.Configuration;

/// <summary>Whose habits a place follows.</summary>
internal enum PlaceSystem
{
    /// <summary>XDG's base directories; every Unix but macOS.</summary>
    Linux,

    /// <summary>Library folders.</summary>
    MacOs,

    /// <summary>Known folders.</summary>
    Windows,
}

/// <summary>What stands at a place.</summary>
internal enum Standing
{
    /// <summary>No folder.</summary>
    Nothing,

    /// <summary>A folder without a journal.</summary>
    Folder,

    /// <summary>A folder in which an engine has written, or that cannot be looked into.</summary>
    Journal,
}

/// <summary>A folder, as it was found.</summary>
/// <param name="Path">Absolute path.</param>
/// <param name="Stands">What is there.</param>
/// <param name="Target">The folder itself where the path is a link to it.</param>
internal sealed record FoundPlace(string Path, Standing Stands, string? Target = null);

/// <summary>Where the data is when nobody named a folder: one of both is set.</summary>
/// <param name="Folder">Absolute path.</param>
/// <param name="Why">Why there, in words; or why nowhere.</param>
internal sealed record PlaceChoice(string? Folder, string Why);

/// <summary>
/// Where the engine's data is when neither <c>--data</c> nor <c>arb.data-folder</c> says so: the same for the engine and for every command, wherever they are started. A folder <c>data</c> where one stands
/// was the place of earlier versions and goes on to be it, but never hides a journal: an engine that starts anew beside its open bets would have forgotten them.
/// <code>
/// journal in both ──→ refused │ in one ──→ that one │ in none: a folder data here ──→ it │ else ──→ the user's own
/// </code>
/// </summary>
internal static class DataPlace
{
    private const string Here = "data";

    /// <summary>Name of the option and of the setting that end every doubt.</summary>
    private const string NameOne = "name the data folder with --data DIR (or arb.data-folder in the settings of arb run)";

    /// <summary>The folder of this process, and why. Throws <see cref="SettingsException"/> when there is none or more than one.</summary>
    public static PlaceChoice Find()
    {
        var system = OperatingSystem.IsWindows() ? PlaceSystem.Windows : OperatingSystem.IsMacOS() ? PlaceSystem.MacOs : PlaceSystem.Linux;
        var choice = Choose(system, Environment.GetEnvironmentVariable, Environment.CurrentDirectory, Look);
        return choice.Folder is null ? throw new SettingsException(choice.Why) : choice;
    }

    /// <summary>Decides.</summary>
    /// <param name="system">Operating system.</param>
    /// <param name="environment">Variables of the environment.</param>
    /// <param name="current">The folder that the user stands in.</param>
    /// <param name="look">What stands at an absolute path.</param>
    public static PlaceChoice Choose(PlaceSystem system, Func<string, string?> environment, string current, Func<string, FoundPlace> look)
    {
        var here = look(Join(system, current, Here));
        var (path, missing) = Own(system, environment);
        var own = path is null ? null : look(path);
        if (own is not null && (own.Target ?? own.Path) == (here.Target ?? here.Path))
            return new PlaceChoice(own.Path, "your own folder");
        return (here.Stands, own?.Stands) switch
        {
            (Standing.Journal, Standing.Journal) => new PlaceChoice(
                null, $"both {here.Path} and {own!.Path} hold a journal, and each may know bets that the other does not: {NameOne}, and move the one that you do not need out of the way"),
            (Standing.Journal, _) => new PlaceChoice(here.Path, "the folder data where you stand, as before"),
            (_, Standing.Journal) => new PlaceChoice(own!.Path, "your own folder"),
            (Standing.Folder, _) => new PlaceChoice(here.Path, "the folder data where you stand, as before"),
            _ => own is null ? new PlaceChoice(null, $"{missing}: {NameOne}") : new PlaceChoice(own.Path, "your own folder"),
        };
    }

    /// <summary>The user's own application data folder, or what is missing to know it.</summary>
    private static (string? Path, string Missing) Own(PlaceSystem system, Func<string, string?> environment)
    {
        if (system == PlaceSystem.Linux && Absolute(system, environment("XDG_DATA_HOME")) is { } xdg)
            return (Join(system, xdg, "arb"), ""); // a relative one is to be ignored, says XDG
        var variable = system == PlaceSystem.Windows ? "LOCALAPPDATA" : "HOME";
        var value = environment(variable);
        if (Absolute(system, value) is not { } home)
            return (null, string.IsNullOrEmpty(value) ? $"{variable} is not set, so your own data folder is not known" : $"{variable} is '{value}', which is no absolute path, so your own data folder is not known");
        return system switch
        {
            PlaceSystem.Windows => (Join(system, home, "arb"), ""),
            PlaceSystem.MacOs => (Join(system, home, "Library", "Application Support", "arb"), ""),
            _ => (Join(system, home, ".local", "share", "arb"), ""),
        };
    }

    private static string? Absolute(PlaceSystem system, string? path) => path switch
    {
        null or "" => null,
        _ when system != PlaceSystem.Windows => path[0] == '/' ? path : null,
        [var drive, ':', '\\' or '/', ..] when char.IsAsciiLetter(drive) => path,
        ['\\', '\\', not ('\\' or '.' or '?'), ..] => path,
        _ => null,
    };

    private static string Join(PlaceSystem system, string root, params ReadOnlySpan<string> names)
    {
        var separator = system == PlaceSystem.Windows ? '\\' : '/';
        var path = root.TrimEnd(system == PlaceSystem.Windows ? ['\\', '/'] : ['/']);
        foreach (var name in names)
            path = $"{path}{separator}{name}";
        return path;
    }

    private static FoundPlace Look(string path)
    {
        if (!Directory.Exists(path))
            return new FoundPlace(path, Standing.Nothing);
        string? target = null;
        try
        {
            target = new DirectoryInfo(path).ResolveLinkTarget(returnFinalTarget: true)?.FullName;
        }
        catch (Exception unread) when (unread is IOException or UnauthorizedAccessException)
        {
            // A link that cannot be followed is taken for what it says: whoever opens the folder is told what is wrong with it.
        }

        return new FoundPlace(path, Of(() => Directory.EnumerateFiles(path).Select(file => Path.GetFileName(file)!)), target);
    }

    /// <summary>What a folder with these files is. One that cannot be looked into may hold a journal, and is never passed by.</summary>
    internal static Standing Of(Func<IEnumerable<string>> files)
    {
        try
        {
            return files().Any(name => name is "journal.db" or "arb.db") ? Standing.Journal : Standing.Folder;
        }
        catch (Exception closed) when (closed is IOException or UnauthorizedAccessException)
        {
            return Standing.Journal;
        }
    }
}
