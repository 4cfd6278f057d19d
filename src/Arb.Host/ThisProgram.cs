namespace Arb.Host;

/// <summary>How this program is started once more.</summary>
internal static class ThisProgram
{
    private const string Runtime = "dotnet";

    /// <summary>The file of this program; or the runtime and the library that it was given. Throws <see cref="IOException"/> where the system does not say.</summary>
    public static string[] Command()
    {
        var program = Environment.ProcessPath ?? throw new IOException("the system does not say which file this program is: start arb by its full path");
        return Path.GetFileNameWithoutExtension(program) == Runtime ? [program, Path.Combine(AppContext.BaseDirectory, "arb.dll")] : [program];
    }
}
