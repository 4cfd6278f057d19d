using Arb.Host.Configuration;
using Arb.Storage;

namespace Arb.Host.Engine;

/// <summary>Where sessions are stored when a user asks for it, and where their key is.</summary>
internal static class StoredSessions
{
    /// <summary>Sessions in the data folder, their key outside of it. Throws <see cref="SettingsException"/> when both would lie together.</summary>
    public static SessionVault Open(ArbSettings settings, DataFolder folder) => new(Path.Combine(folder.Path, "sessions"), KeyFile(settings, folder.Path));

    /// <summary>The key's file. A copy of the data folder must not hold it: that would be a lock with its key in it.</summary>
    public static string KeyFile(ArbSettings settings, string dataFolder)
    {
        // On macOS the system's folder for settings is that for data.
        var home = OperatingSystem.IsMacOS()
            ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify), ".config")
            : Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        var file = Path.GetFullPath(settings.SessionKeyFile.Length > 0 ? settings.SessionKeyFile : Path.Combine(home, "arb", "session.key"));
        return Path.GetRelativePath(dataFolder, file) is var relative && (relative.StartsWith("..", StringComparison.Ordinal) || Path.IsPathRooted(relative))
            ? file
            : throw new SettingsException($"arb.session.key-file = {file} lies in the data folder: the key of stored sessions must not lie beside them");
    }
}
