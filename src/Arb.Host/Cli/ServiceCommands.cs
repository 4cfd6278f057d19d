using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using Arb.Host.Configuration;
using Arb.Host.Control;
using Arb.Host.LogOn;

namespace Arb.Host.Cli;

/// <summary><c>arb service …</c>: the engine starts when its user logs on.</summary>
internal static class ServiceCommands
{
    private static readonly Option<string?> Config = new("--config") { Description = "HOCON file for the engine, as for arb run.", HelpName = "file" };
    private static readonly Option<bool> Print = new("--print") { Description = "Only print what would be set up." };

    public static Command Build() => new("service", "Start the engine when you log on, as your own program with your rights and your desktop.") { Install(), Remove() };

    private static Command Install()
    {
        var command = new Command("install", "Start the engine at each log-on from now on: a task on Windows, a systemd user unit on Linux, a launch agent on macOS.") { EngineCall.Data, Config, Print };
        command.SetAction(InstallAsync);
        return command;
    }

    private static Command Remove()
    {
        var command = new Command("remove", "Start it at log-on no more; an engine that runs goes on.");
        command.SetAction(RemoveAsync);
        return command;
    }

    private static async Task<int> InstallAsync(ParseResult parsed, CancellationToken cancel)
    {
        var output = CliOutput.Of(parsed);
        var data = Path.GetFullPath(EngineCall.Folder(parsed));
        var config = parsed.GetValue(Config) is { } file ? Path.GetFullPath(file) : null;
        // What arb run would refuse at log-on, where nobody reads it, is refused now.
        _ = ArbSettings.From(ConfigLoader.Load(config, null, []));
        ControlServer.CheckPath(data);
        var entry = Entry([.. ThisProgram.Command(), "run", "--data", data, .. config is null ? [] : (string[])["--config", config]], data);
        if (parsed.GetValue(Print))
        {
            output.Out.Write(entry.Text);
            return ExitCodes.Ok;
        }

        var installer = new LogOnInstaller(entry);
        var again = await installer.IsInstalledAsync(cancel);
        Storage.OwnersOnly.MakeFolder(data);
        await installer.InstallAsync(cancel);
        output.Line($"{(again ? "replaced" : "installed")}: the engine of {data} starts when you log on{(entry.Stays ? $" ({entry.File})" : "")}. To start it now: {entry.StartNow}");
        return ExitCodes.Ok;
    }

    private static async Task<int> RemoveAsync(ParseResult parsed, CancellationToken cancel)
    {
        var installer = new LogOnInstaller(Entry(ThisProgram.Command(), Environment.CurrentDirectory));
        var output = CliOutput.Of(parsed);
        if (!await installer.IsInstalledAsync(cancel))
        {
            output.Line("nothing to remove: no engine starts at your log-on");
            return ExitCodes.Ok;
        }
        await installer.RemoveAsync(cancel);
        output.Line("removed: no engine starts at your log-on any more; one that runs goes on (arb shutdown ends it)");
        return ExitCodes.Ok;
    }

    private static LogOnEntry Entry(IReadOnlyList<string> command, string folder)
    {
        try
        {
            if (OperatingSystem.IsWindows())
                return LogOnEntry.For(LogOnSystem.Windows, new LogOnFacts(command, folder, $@"{Environment.UserDomainName}\{Environment.UserName}", Path.GetTempPath()));
            var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify);
            if (home.Length == 0)
                throw new UsageException("HOME is not set: arb does not know whose log-on is meant");
            if (OperatingSystem.IsMacOS())
                return LogOnEntry.For(LogOnSystem.MacOs, new LogOnFacts(command, folder, getuid().ToString(CultureInfo.InvariantCulture), Path.Combine(home, "Library", "LaunchAgents")));
            var configuration = Environment.GetEnvironmentVariable("XDG_CONFIG_HOME") is { } xdg && Path.IsPathRooted(xdg) ? xdg : Path.Combine(home, ".config");
            return LogOnEntry.For(LogOnSystem.Linux, new LogOnFacts(command, folder, "", Path.Combine(configuration, "systemd", "user")));
        }
        catch (ArgumentException path)
        {
            throw new UsageException(path.Message, path);
        }
    }

    [DllImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern uint getuid();
}
