using Arb.Browser.Launching.Windows;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;

namespace Arb.Browser.Launching;

/// <summary>The folder of one account's browser (L01), for nobody but its owner: profile, record of the running process, pipes.</summary>
internal sealed class ProfileFolder
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private static readonly TimeSpan RemoveInterval = TimeSpan.FromMilliseconds(50);

    // Chrome leaves them behind when it is killed, and believes them at its next start; lockfile is that of Windows, which nobody can delete while the browser runs.
    private static readonly string[] Leftovers = ["SingletonLock", "SingletonSocket", "SingletonCookie", "DevToolsActivePort", "lockfile"];

    public ProfileFolder(string root, AccountId account)
    {
        Root = Path.Combine(Path.GetFullPath(root), account.Value);
        Profile = Path.Combine(Root, "profile");
    }

    public string Root { get; }

    /// <summary>Chrome's user data folder.</summary>
    public string Profile { get; }

    /// <summary>Which process runs on the profile.</summary>
    public string ProcessFile => Path.Combine(Root, "browser.pid");

    public string PipeIn => Path.Combine(Root, "to-browser");

    public string PipeOut => Path.Combine(Root, "from-browser");

    /// <summary>Where Chrome writes the port it chose.</summary>
    public string PortFile => Path.Combine(Profile, "DevToolsActivePort");

    /// <summary>Where Chrome notes who uses the profile, as a link to <c>host-pid</c>.</summary>
    public string LockLink => Path.Combine(Profile, "SingletonLock");

    /// <summary>Makes the folders, 0700 also where they were made otherwise. Throws <see cref="BrowserException"/>.</summary>
    public void Make()
    {
        try
        {
            foreach (var folder in (string[])[Path.GetDirectoryName(Root)!, Root, Profile])
            {
                if (OperatingSystem.IsWindows())
                {
                    // The profile takes over what the folder above it has; what Chrome adds there for its own sandboxes stays.
                    Directory.CreateDirectory(folder);
                    if (folder != Profile)
                        OwnersFolder.Close(folder);
                    continue;
                }
                Directory.CreateDirectory(folder, OwnerOnly);
                File.SetUnixFileMode(folder, OwnerOnly);
            }
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            throw new BrowserException($"the browser folder {Root} cannot be used: {wrong.Message}", wrong);
        }
    }

    /// <summary>
    /// Removes what a dead browser left. Only when no process uses the profile. Windows lets nobody delete a file that is open, and a browser's last processes, or a virus scanner, let go of theirs a
    /// moment later. Throws <see cref="BrowserException"/> when that takes longer than <paramref name="patience"/>.
    /// </summary>
    public async Task RemoveLeftoversAsync(TimeSpan patience, TimeProvider time)
    {
        using var timer = new PeriodicTimer(RemoveInterval, time);
        var began = time.GetTimestamp();
        foreach (var path in (string[])[.. Leftovers.Select(name => Path.Combine(Profile, name)), ProcessFile, PipeIn, PipeOut])
            while (!TryRemove(path, mayWait: OperatingSystem.IsWindows() && time.GetElapsedTime(began) < patience))
                await timer.WaitForNextTickAsync().ConfigureAwait(false);
    }

    private static bool TryRemove(string path, bool mayWait)
    {
        try
        {
            File.Delete(path);
            return true;
        }
        catch (DirectoryNotFoundException)
        {
            // Nothing ran here yet.
            return true;
        }
        catch (Exception held) when (mayWait && (held is IOException or UnauthorizedAccessException))
        {
            return false;
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            throw new BrowserException($"{path} of an earlier browser cannot be removed; when a browser still runs on this profile, close it: {wrong.Message}", wrong);
        }
    }
}
