using System.Runtime.Versioning;
using System.Security.AccessControl;
using System.Security.Principal;

namespace Arb.Storage;

/// <summary>
/// Access lists of Windows: what is the owner's only has a list of its own, with one entry and nothing inherited. The system itself and administrators, who can give themselves any right, do not count as others
/// where a list is judged.
/// </summary>
[SupportedOSPlatform("windows")]
public static class WindowsRights
{
    private static readonly SecurityIdentifier[] Trusted =
    [
        new(WellKnownSidType.LocalSystemSid, null), new(WellKnownSidType.BuiltinAdministratorsSid, null), new(WellKnownSidType.CreatorOwnerSid, null), new("S-1-3-4"),
    ];

    /// <summary>The user of this process. Throws <see cref="UnauthorizedAccessException"/> where it has none.</summary>
    public static SecurityIdentifier Me()
    {
        using var identity = WindowsIdentity.GetCurrent();
        return identity.User ?? throw new UnauthorizedAccessException("this process has no user, so nothing can be its owner's only");
    }

    /// <summary>Makes a folder whose list is handed down to what is made in it.</summary>
    internal static void MakeFolder(string path) => new DirectoryInfo(path).Create(OfFolder());

    /// <summary>Makes a file that nobody else can open from its first moment.</summary>
    internal static FileStream MakeFile(string path) =>
        new FileInfo(path).Create(FileMode.CreateNew, FileSystemRights.Write | FileSystemRights.Synchronize, FileShare.None, bufferSize: 4096, FileOptions.None, OfFile());

    /// <summary>Who else may use it, in the system's words; null: nobody.</summary>
    internal static string? Others(string path)
    {
        FileSystemSecurity list = Directory.Exists(path) ? new DirectoryInfo(path).GetAccessControl(AccessControlSections.Access) : new FileInfo(path).GetAccessControl(AccessControlSections.Access);
        var me = Me();
        var others = list.GetAccessRules(includeExplicit: true, includeInherited: true, typeof(SecurityIdentifier))
            .OfType<FileSystemAccessRule>()
            .Where(rule => rule.AccessControlType == AccessControlType.Allow && !rule.PropagationFlags.HasFlag(PropagationFlags.InheritOnly))
            .Select(rule => (SecurityIdentifier)rule.IdentityReference)
            .Where(who => who != me && !Trusted.Contains(who))
            .Distinct()
            .ToArray();
        return others.Length == 0 ? null : string.Join(", ", others.Select(Name));
    }

    /// <summary>Takes every right of others from a folder and what is in it.</summary>
    internal static void Tighten(string folder)
    {
        if (Others(folder) is not null)
            new DirectoryInfo(folder).SetAccessControl(OfFolder());
        foreach (var file in Directory.EnumerateFiles(folder))
        {
            try
            {
                if (Others(file) is not null)
                    new FileInfo(file).SetAccessControl(OfFile());
            }
            catch (Exception denied) when (denied is IOException or UnauthorizedAccessException)
            {
                // The file is somebody else's, or went away: the engine says so when it needs it.
            }
        }
    }

    private static FileSecurity OfFile()
    {
        var list = new FileSecurity();
        list.SetAccessRuleProtection(isProtected: true, preserveInheritance: false);
        list.AddAccessRule(new FileSystemAccessRule(Me(), FileSystemRights.FullControl, AccessControlType.Allow));
        return list;
    }

    private static DirectorySecurity OfFolder()
    {
        var list = new DirectorySecurity();
        list.SetAccessRuleProtection(isProtected: true, preserveInheritance: false);
        list.AddAccessRule(new FileSystemAccessRule(Me(), FileSystemRights.FullControl, InheritanceFlags.ContainerInherit | InheritanceFlags.ObjectInherit, PropagationFlags.None, AccessControlType.Allow));
        return list;
    }

    private static string Name(SecurityIdentifier who)
    {
        try
        {
            return who.Translate(typeof(NTAccount)).Value;
        }
        catch (SystemException unknown) when (unknown is IdentityNotMappedException or System.ComponentModel.Win32Exception)
        {
            return who.Value;
        }
    }
}
