using System.Reflection;
using System.Runtime.InteropServices;
using SQLitePCL;

namespace Arb.Storage;

/// <summary>
/// Binds SQLite once per process: the system's library where there is one (it is newer than the bundled one and gets security fixes), else the bundle.
/// Call before the first connection, the journal's included.
/// </summary>
public static class SqliteRuntime
{
    private static readonly string[] SystemNames = OperatingSystem.IsMacOS() ? ["libsqlite3.dylib"] : ["libsqlite3.so.0"];
    private static readonly Lazy<string> Bound = new(Bind);

    /// <summary>Binds on the first call; answers the library's version and where it is from, e.g. <c>3.40.1 (system)</c>.</summary>
    public static string Initialise() => Bound.Value;

    private static string Bind()
    {
        var system = !OperatingSystem.IsWindows() && SystemNames.Any(name => NativeLibrary.TryLoad(name, out _));
        if (system)
        {
            NativeLibrary.SetDllImportResolver(typeof(SQLite3Provider_e_sqlite3).Assembly, Resolve);
            raw.SetProvider(new SQLite3Provider_e_sqlite3());
        }
        else
        {
            Batteries_V2.Init();
        }
        return $"{raw.sqlite3_libversion().utf8_to_string()} ({(system ? "system" : "bundled")})";
    }

    private static nint Resolve(string library, Assembly assembly, DllImportSearchPath? path)
    {
        foreach (var name in SystemNames)
            if (NativeLibrary.TryLoad(name, out var handle))
                return handle;
        return 0;
    }
}
