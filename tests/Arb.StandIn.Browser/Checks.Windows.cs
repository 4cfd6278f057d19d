using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Security.AccessControl;
using System.Security.Principal;
using Arb.Browser.Launching;
using Arb.Browser.Launching.Windows;
using Arb.Domain.Sessions;
using Microsoft.Win32;
using static Arb.StandIn.Browser.Bench;

namespace Arb.StandIn.Browser;

/// <summary>What only Windows has.</summary>
internal static partial class Checks
{
    private static bool IsWine => NativeLibrary.TryLoad("ntdll", out var system) && NativeLibrary.TryGetExport(system, "wine_get_version", out _);

    [SupportedOSPlatform("windows")]
    private static (string Name, Func<Bench, Task> Check)[] OnWindows() =>
    [
        ("no-other-handle-is-inherited", NoOtherHandleIsInherited),
        ("long-paths-do", LongPathsDo),
        ("an-orphan-is-ended-and-a-stranger-is-not", AnOrphanIsEndedAndAStrangerIsNot),
        ("a-held-profile-is-waited-for-and-refused", AHeldProfileIsWaitedForAndRefused),
        ("the-folder-is-the-owners", TheFolderIsTheOwners),
        ("the-registry-is-read", TheRegistryIsRead),
    ];

    [SupportedOSPlatform("windows")]
    private static async Task NoOtherHandleIsInherited(Bench bench)
    {
        // Stands for the engine's database and sockets. Nobody else may open the file while somebody has it.
        var path = Path.Combine(bench.Folder, "database");
        var ours = new FileStream(path, FileMode.Create, FileAccess.ReadWrite, FileShare.Inheritable);
        var opened = await bench.OpenAsync();
        await ours.DisposeAsync();
        await using (new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
            Is(await opened.EchoAsync("runs") == "runs", "the browser runs");
        // That this can be seen at all: a process of .NET's own inherits it.
        ours = new FileStream(path, FileMode.Create, FileAccess.ReadWrite, FileShare.Inheritable);
        bench.Start(StandIn.Child);
        await ours.DisposeAsync();
        await ThrowsAsync<IOException>(() => new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None).DisposeAsync().AsTask());
    }

    private static async Task LongPathsDo(Bench bench)
    {
        await using var deep = new Bench(Path.Combine([bench.Folder, .. Enumerable.Repeat(new string('d', 40), 8)]));
        Is(deep.Profile().Profile.Length > 300, "long");
        var opened = await deep.OpenAsync();
        Is(await opened.EchoAsync("runs") == "runs", "the browser runs");
        Is(File.Exists(deep.Profile().ProcessFile), "the record is there");
        await opened.Session.CloseAsync();
        Is(!File.Exists(deep.Profile().ProcessFile), "the record is gone");
    }

    [SupportedOSPlatform("windows")]
    private static async Task AnOrphanIsEndedAndAStrangerIsNot(Bench bench)
    {
        var (options, folder) = (bench.Options with { CloseDeadline = TimeSpan.FromMilliseconds(300) }, bench.Profile());
        folder.Make();
        bench.Profile("bert").Make();
        // Not in a job of ours, as one that an engine of an earlier kind left.
        var orphan = bench.Start($"--user-data-dir={folder.Profile}", "--remote-debugging-port=0");
        await UntilAsync("the orphan runs", () => File.Exists(folder.PortFile));
        var began = orphan.StartTime.ToUniversalTime();
        OrphanSweeper.Record(bench.Profile("bert"), orphan.Id, began.AddTicks(1));
        Is(!await new OrphanSweeper(options, TimeProvider.System).SweepAsync(bench.Profile("bert"), CancellationToken.None), "a process that began at another time is a stranger");
        Is(Lives(orphan.Id), "the stranger lives");
        OrphanSweeper.Record(folder, orphan.Id, began);
        Is(await new OrphanSweeper(options, TimeProvider.System).SweepAsync(folder, CancellationToken.None), "the orphan is found");
        Is(!Lives(orphan.Id), "the orphan is ended");
        Is(!File.Exists(folder.PortFile) && !File.Exists(folder.ProcessFile), "what it left is gone");
    }

    private static async Task AHeldProfileIsWaitedForAndRefused(Bench bench)
    {
        var folder = bench.Profile();
        folder.Make();
        var held = new FileStream(Path.Combine(folder.Profile, "lockfile"), FileMode.Create, FileAccess.ReadWrite, FileShare.Read);
        var refused = await ThrowsAsync<BrowserException>(() => folder.RemoveLeftoversAsync(TimeSpan.FromMilliseconds(300), TimeProvider.System));
        Is(refused.Message.Contains("lockfile", StringComparison.Ordinal) && refused.Message.Contains("close it", StringComparison.Ordinal), refused.Message);
        var removing = folder.RemoveLeftoversAsync(TimeSpan.FromSeconds(30), TimeProvider.System);
        Is(!removing.IsCompleted, "it waits");
        await held.DisposeAsync();
        await removing;
        Is(!File.Exists(Path.Combine(folder.Profile, "lockfile")), "removed once it is let go");
    }

    [SupportedOSPlatform("windows")]
    private static Task TheFolderIsTheOwners(Bench bench)
    {
        var folder = bench.Profile();
        folder.Make();
        using var identity = WindowsIdentity.GetCurrent();
        var asked = OwnersFolder.Rules(identity.User!).GetSecurityDescriptorSddlForm(AccessControlSections.Access);
        Is(asked == $"D:P(A;OICI;FA;;;{identity.User})", asked);
        foreach (var path in (string[])[bench.Root, folder.Root])
        {
            var rules = new DirectoryInfo(path).GetAccessControl(AccessControlSections.Access).GetAccessRules(true, true, typeof(SecurityIdentifier)).Cast<FileSystemAccessRule>().ToArray();
            Is(rules.Any(rule => rule.IdentityReference == identity.User && rule.AccessControlType == AccessControlType.Allow), "the owner may");
            // Wine keeps permission bits of Unix, not rules, and shows them as rules for everybody and the system.
            var others = rules.Where(rule => rule.AccessControlType == AccessControlType.Allow && rule.IdentityReference != identity.User).Select(rule => $"{rule.IdentityReference} may {rule.FileSystemRights}");
            Is(IsWine || !others.Any(), string.Join(", ", others));
        }
        folder.Make();
        File.WriteAllText(Path.Combine(folder.Profile, "file"), "the owner still writes there");
        return Task.CompletedTask;
    }

    [SupportedOSPlatform("windows")]
    private static Task TheRegistryIsRead(Bench bench)
    {
        // A key of its own: the system's says which programs the user has.
        const string Ours = @"SOFTWARE\Arb.StandIn";
        var browser = Path.Combine(bench.Folder, "Browser of Anna", "chrome.exe");
        Directory.CreateDirectory(Path.GetDirectoryName(browser)!);
        File.WriteAllText(browser, "");
        try
        {
            string? Found() => WindowsPlaces.All(program => WindowsPlaces.Registered(program, Ours), _ => "").FirstOrDefault(File.Exists);
            Is(Found() is null, "nothing is registered");
            using var chrome = Registry.CurrentUser.CreateSubKey($@"{Ours}\chrome.exe");
            chrome.SetValue(null, $"\"{browser}\"");
            Is(Found() == browser, $"a quoted path: {Found()}");
            chrome.SetValue(null, browser.Replace("Anna", "nobody", StringComparison.Ordinal));
            Is(Found() is null, "a path that is gone");
            chrome.SetValue(null, Path.GetDirectoryName(browser)!);
            Is(Found() is null, "a folder");
            chrome.SetValue(null, new byte[] { 1, 2, 3 });
            Is(Found() is null, "no text");
            using var edge = Registry.CurrentUser.CreateSubKey($@"{Ours}\msedge.exe");
            edge.SetValue(null, Path.Combine(Path.GetDirectoryName(browser)!, "msedge.exe"));
            File.WriteAllText(Path.Combine(Path.GetDirectoryName(browser)!, "msedge.exe"), "");
            Is(Found()?.EndsWith("msedge.exe", StringComparison.Ordinal) == true, "the next one, where Chrome's entry is stale");
        }
        finally
        {
            Registry.CurrentUser.DeleteSubKeyTree(Ours, throwOnMissingSubKey: false);
        }
        Is(WindowsPlaces.All(WindowsPlaces.Registered, Environment.GetFolderPath).Any(), "the system's own key and folders can be read");
        return Task.CompletedTask;
    }
}
