using Arb.Domain.Primitives;
using Arb.Domain.Sessions;

namespace Arb.Browser.Launching;

/// <summary>The folder of one account's browser (L01), for nobody but its owner: profile, record of the running process, pipes.</summary>
internal sealed class ProfileFolder
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    // Chrome leaves them behind when it is killed, and believes them at its next start.
    private static readonly string[] Leftovers = ["SingletonLock", "SingletonSocket", "SingletonCookie", "DevToolsActivePort"];

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
                    Directory.CreateDirectory(folder);
                    continue;
                }
                Directory.CreateDirectory(folder, OwnerOnly);
                File.SetUnixFileMode(folder, OwnerOnly);
            }
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            throw new BrowserException($"the browser folder {Root} cannot be used: {wrong.Message}", wrong);
        }
    }

    /// <summary>Removes what a dead browser left. Only when no process uses the profile.</summary>
    public void RemoveLeftovers()
    {
        try
        {
            foreach (var name in Leftovers)
                File.Delete(Path.Combine(Profile, name));
            foreach (var file in (string[])[ProcessFile, PipeIn, PipeOut])
                File.Delete(file);
        }
        catch (DirectoryNotFoundException)
        {
            // Nothing ran here yet.
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            throw new BrowserException($"leftovers of an earlier browser in {Root} cannot be removed: {wrong.Message}", wrong);
        }
    }
}
