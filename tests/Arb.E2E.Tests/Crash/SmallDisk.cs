using System.Diagnostics;

namespace Arb.E2E.Tests.Crash;

/// <summary>A file system of a few megabytes in memory, mounted over a folder, that a test can fill to the last byte.</summary>
internal sealed class SmallDisk : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly Lazy<string?> Obstacle = new(Probe);
    private readonly string _folder;

    private SmallDisk(string folder) => _folder = folder;

    /// <summary>Why this machine lets no such disk be made, or null.</summary>
    public static string? NotPossible => Obstacle.Value;

    private string Filler => Path.Combine(_folder, "filler");

    public static SmallDisk Over(string folder, int megabytes = 16)
    {
        Directory.CreateDirectory(folder);
        if (Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m,mode=0700", "tmpfs", folder) is { } problem)
            throw new InvalidOperationException(problem);
        return new SmallDisk(folder);
    }

    /// <summary>Not a byte is left.</summary>
    public void Fill()
    {
        using var file = new FileStream(Filler, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        foreach (var size in (int[])[1 << 20, 4096, 1])
        {
            var block = new byte[size];
            try
            {
                while (true)
                    file.Write(block);
            }
            catch (IOException)
            {
                // full for blocks of this size
            }
        }
    }

    /// <summary>There is room again.</summary>
    public void Free() => File.Delete(Filler);

    /// <summary>Lazily: an engine may still have files open on it.</summary>
    public void Dispose() => Run("umount", "-l", _folder);

    private static string? Probe()
    {
        if (!OperatingSystem.IsLinux())
            return "a tmpfs can be mounted on Linux only";
        var folder = Directory.CreateTempSubdirectory("arbm").FullName;
        try
        {
            if (Run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder) is { } problem)
                return $"no tmpfs can be mounted here (root is needed): {problem}";
            Run("umount", "-l", folder);
            return null;
        }
        finally
        {
            Directory.Delete(folder);
        }
    }

    private static string? Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
            var said = process.StandardError.ReadToEnd();
            return process.WaitForExit(Patience) && process.ExitCode == 0 ? null : $"{program}: {said.Trim()}";
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            return $"{program}: {missing.Message}";
        }
    }
}

/// <summary>A test that needs a <see cref="SmallDisk"/>; skipped, with the reason, where none can be made.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SmallDiskFactAttribute : FactAttribute
{
    public SmallDiskFactAttribute() => Skip = SmallDisk.NotPossible;
}
