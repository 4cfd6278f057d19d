using System.Text;
using System.Xml.Linq;
using Arb.Browser.Launching.Windows;

namespace Arb.Host.LogOn;

/// <summary>The system's own ways of starting a program when its user logs on.</summary>
internal enum LogOnSystem
{
    /// <summary>A task of the Task Scheduler.</summary>
    Windows,

    /// <summary>A user unit of systemd, for the graphical session.</summary>
    Linux,

    /// <summary>A launch agent.</summary>
    MacOs,
}

/// <summary>What an entry is made of.</summary>
/// <param name="Command">Program and arguments; the program with its full path.</param>
/// <param name="WorkingFolder">Full path.</param>
/// <param name="User">Windows: <c>DOMAIN\name</c>. macOS: the number of the user. Linux: not used.</param>
/// <param name="UnitFolder">Linux: where the user's units are. macOS: where the user's agents are. Windows: any folder for a file that is gone afterwards.</param>
internal sealed record LogOnFacts(IReadOnlyList<string> Command, string WorkingFolder, string User, string UnitFolder);

/// <summary>One program that is run to install or remove an entry.</summary>
/// <param name="Program">Found as a shell finds it.</param>
/// <param name="Arguments">Its words.</param>
/// <param name="Required">False: that it fails is no failure (what is to be ended may not run).</param>
internal sealed record LogOnStep(string Program, IReadOnlyList<string> Arguments, bool Required = true);

/// <summary>
/// An entry of a user that starts the engine at log-on: the user's own, with the user's rights and desktop, because the browser in which a person logs in needs one; a system service has none.
/// Formats: Task Scheduler schema 1.2, systemd.service(5), launchd.plist(5).
/// </summary>
/// <param name="File">The definition's file.</param>
/// <param name="Text">The definition.</param>
/// <param name="Encoding">Of the file.</param>
/// <param name="Stays">False: the system reads the file once, and it goes.</param>
/// <param name="Known">Succeeds where the entry is installed; null where its file says it.</param>
/// <param name="Install">After the file is written.</param>
/// <param name="Remove">Before the file goes.</param>
/// <param name="StartNow">The command that starts it without a log-on.</param>
internal sealed record LogOnEntry(
    string File, string Text, Encoding Encoding, bool Stays, LogOnStep? Known, IReadOnlyList<LogOnStep> Install, IReadOnlyList<LogOnStep> Remove, string StartNow)
{
    private const string Name = "arb";
    private const string Label = "arb.engine";

    /// <summary>How long the engine may take to end in order before the system kills it: longer than its own deadlines.</summary>
    private const int StopSeconds = 90;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>The entry for a system. Throws <see cref="ArgumentException"/> for a path that no definition can hold.</summary>
    public static LogOnEntry For(LogOnSystem system, LogOnFacts facts)
    {
        foreach (var word in (string[])[.. facts.Command, facts.WorkingFolder, facts.UnitFolder, facts.User])
            if (word.Any(char.IsControl))
                throw new ArgumentException("a path with a line break or another control character cannot be started at log-on: choose another");
        return system switch
        {
            LogOnSystem.Windows => Task(facts),
            LogOnSystem.Linux => Unit(facts),
            _ => Agent(facts),
        };
    }

    private static LogOnEntry Task(LogOnFacts facts)
    {
        XNamespace ns = "http://schemas.microsoft.com/windows/2004/02/mit/task";
        var task = new XElement(ns + "Task",
            new XAttribute("version", "1.2"),
            new XElement(ns + "RegistrationInfo", new XElement(ns + "Description", "Arb.Actors: the engine, at log-on")),
            // Both name the user: without it the task would be for everybody, which only an administrator may ask for.
            new XElement(ns + "Triggers", new XElement(ns + "LogonTrigger", new XElement(ns + "Enabled", true), new XElement(ns + "UserId", facts.User))),
            new XElement(ns + "Principals", new XElement(ns + "Principal",
                new XAttribute("id", "Author"), new XElement(ns + "UserId", facts.User), new XElement(ns + "LogonType", "InteractiveToken"), new XElement(ns + "RunLevel", "LeastPrivilege"))),
            new XElement(ns + "Settings",
                new XElement(ns + "MultipleInstancesPolicy", "IgnoreNew"),
                new XElement(ns + "DisallowStartIfOnBatteries", false),
                new XElement(ns + "StopIfGoingOnBatteries", false),
                // Else the system ends it after three days.
                new XElement(ns + "ExecutionTimeLimit", "PT0S")),
            new XElement(ns + "Actions", new XAttribute("Context", "Author"), new XElement(ns + "Exec",
                new XElement(ns + "Command", facts.Command[0]),
                new XElement(ns + "Arguments", WindowsCommandLine.Of(facts.Command.Skip(1))),
                new XElement(ns + "WorkingDirectory", facts.WorkingFolder))));
        var file = Path.Combine(facts.UnitFolder, "arb-log-on.xml");
        // Names are the machine's: another user's task must not be taken for this one.
        var name = $"{Name} {facts.User[(facts.User.LastIndexOf('\\') + 1)..]}";
        return new LogOnEntry(
            file, $"""<?xml version="1.0" encoding="UTF-16"?>{"\r\n"}{task}""", Encoding.Unicode, Stays: false,
            new LogOnStep("schtasks.exe", ["/query", "/tn", name]),
            [new LogOnStep("schtasks.exe", ["/create", "/tn", name, "/xml", file, "/f"])],
            [new LogOnStep("schtasks.exe", ["/delete", "/tn", name, "/f"])],
            $"schtasks /run /tn \"{name}\"");
    }

    private static LogOnEntry Unit(LogOnFacts facts)
    {
        var text = $"""
            [Unit]
            Description=Arb.Actors: the engine, in the user's graphical session
            PartOf=graphical-session.target
            After=graphical-session.target

            [Service]
            ExecStart={string.Join(' ', facts.Command.Select((word, at) => UnitWord(word, isProgram: at == 0)))}
            WorkingDirectory={facts.WorkingFolder.Replace("%", "%%", StringComparison.Ordinal)}
            Restart=on-failure
            RestartSec=10
            # Wrong settings, and another engine in the folder, do not get better by trying again.
            RestartPreventExitStatus=2 5
            TimeoutStopSec={StopSeconds}
            UMask=0077

            [Install]
            WantedBy=graphical-session.target

            """;
        return new LogOnEntry(
            Path.Combine(facts.UnitFolder, $"{Name}.service"), text.ReplaceLineEndings("\n"), Utf8, Stays: true, null,
            [new LogOnStep("systemctl", ["--user", "daemon-reload"]), new LogOnStep("systemctl", ["--user", "enable", $"{Name}.service"])],
            [new LogOnStep("systemctl", ["--user", "disable", $"{Name}.service"])],
            $"systemctl --user start {Name}");
    }

    private static LogOnEntry Agent(LogOnFacts facts)
    {
        var file = Path.Combine(facts.UnitFolder, $"{Label}.plist");
        var plist = new XDocument(
            new XDocumentType("plist", "-//Apple//DTD PLIST 1.0//EN", "http://www.apple.com/DTDs/PropertyList-1.0.dtd", null),
            new XElement("plist", new XAttribute("version", "1.0"), new XElement("dict",
                Key("Label"), new XElement("string", Label),
                Key("ProgramArguments"), new XElement("array", facts.Command.Select(word => new XElement("string", word))),
                Key("WorkingDirectory"), new XElement("string", facts.WorkingFolder),
                Key("RunAtLoad"), new XElement("true"),
                Key("LimitLoadToSessionType"), new XElement("string", "Aqua"),
                Key("ExitTimeOut"), new XElement("integer", StopSeconds),
                Key("Umask"), new XElement("integer", 63)))); // 077: only decimal is understood
        return new LogOnEntry(
            file, $"""<?xml version="1.0" encoding="UTF-8"?>{"\n"}{plist}{"\n"}""", Utf8, Stays: true, null,
            [], // read at the next log-on
            [new LogOnStep("launchctl", ["bootout", $"gui/{facts.User}/{Label}"], Required: false)],
            $"launchctl bootstrap gui/{facts.User} \"{file}\"");
    }

    private static XElement Key(string name) => new("key", name);

    /// <summary>A word of a command line of systemd: quoted, with its own signs doubled. In the program's place <c>$</c> stands for itself.</summary>
    private static string UnitWord(string word, bool isProgram)
    {
        var escaped = word.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("%", "%%", StringComparison.Ordinal);
        return $"\"{(isProgram ? escaped : escaped.Replace("$", "$$", StringComparison.Ordinal))}\"";
    }
}
