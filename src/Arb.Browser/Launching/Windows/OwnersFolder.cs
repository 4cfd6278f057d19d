using System.Runtime.Versioning;
using System.Security.AccessControl;
using System.Security.Principal;

namespace Arb.Browser.Launching.Windows;

/// <summary>A folder that nobody but its owner may open: not the other users, nor those whom the folders above let in.</summary>
[SupportedOSPlatform("windows")]
internal static class OwnersFolder
{
    /// <summary>Gives an existing folder, and what is in it, to the user that runs this alone. Throws <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/>.</summary>
    public static void Close(string path)
    {
        using var identity = WindowsIdentity.GetCurrent();
        var user = identity.User ?? throw new UnauthorizedAccessException("the user that runs this has no name in Windows");
        var folder = new DirectoryInfo(path);
        // Setting it again would go through all of a profile's files.
        if (IsClosed(folder.GetAccessControl(AccessControlSections.Access), user))
            return;
        folder.SetAccessControl(Rules(user));
    }

    internal static DirectorySecurity Rules(SecurityIdentifier user)
    {
        var security = new DirectorySecurity();
        security.SetAccessRuleProtection(isProtected: true, preserveInheritance: false);
        security.AddAccessRule(new FileSystemAccessRule(user, FileSystemRights.FullControl, InheritanceFlags.ContainerInherit | InheritanceFlags.ObjectInherit, PropagationFlags.None, AccessControlType.Allow));
        return security;
    }

    private static bool IsClosed(DirectorySecurity security, SecurityIdentifier user) =>
        security.AreAccessRulesProtected
        && security.GetAccessRules(includeExplicit: true, includeInherited: true, typeof(SecurityIdentifier)).Cast<FileSystemAccessRule>().ToArray() is [var rule]
        && rule.IdentityReference == user && rule.AccessControlType == AccessControlType.Allow
        && rule.InheritanceFlags == (InheritanceFlags.ContainerInherit | InheritanceFlags.ObjectInherit);
}
