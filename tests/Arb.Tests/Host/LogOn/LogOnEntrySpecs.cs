using System.Xml.Linq;
using Arb.Host.LogOn;

namespace Arb.Tests.Host.LogOn;

/// <summary>What is handed to the system so that the engine starts at log-on: whatever a path is called, it arrives as it is.</summary>
public sealed class LogOnEntrySpecs
{
    private const string OddFolder = """/home/anna/odds & "ends" 100% $HOME é\""";

    [Fact]
    public void Should_start_as_a_task_of_one_user_with_no_more_than_the_users_rights_and_without_an_end()
    {
        var entry = LogOnEntry.For(LogOnSystem.Windows, new LogOnFacts([@"C:\Program Files\arb\arb.exe", "run", "--data", @"C:\Wetten & Co\"], @"C:\Wetten & Co\", @"PC\anna", @"C:\temp"));
        XNamespace ns = "http://schemas.microsoft.com/windows/2004/02/mit/task";
        var task = XDocument.Parse(entry.Text).Root!;
        Assert.Equal([@"PC\anna", @"PC\anna"], task.Descendants(ns + "UserId").Select(user => user.Value));
        Assert.Equal(("InteractiveToken", "LeastPrivilege", "PT0S"), (One("LogonType"), One("RunLevel"), One("ExecutionTimeLimit")));
        Assert.Equal((@"C:\Program Files\arb\arb.exe", """run --data "C:\Wetten & Co\\" """.TrimEnd()), (One("Command"), One("Arguments")));
        Assert.Equal([(byte)0xFF, (byte)0xFE], entry.Encoding.GetPreamble());
        Assert.False(entry.Stays);
        Assert.All([entry.Known!, .. entry.Install, .. entry.Remove], step => Assert.Equal("arb anna", step.Arguments[2])); // names are the machine's

        string One(string name) => Assert.Single(task.Descendants(ns + name)).Value;
    }

    [Fact]
    public void Should_start_as_a_unit_of_the_graphical_session_with_every_sign_of_a_path_as_it_is()
    {
        var entry = LogOnEntry.For(LogOnSystem.Linux, new LogOnFacts(["/opt/a b/arb", "run", "--data", OddFolder], OddFolder, "", "/home/anna/.config/systemd/user"));
        Assert.Equal("/home/anna/.config/systemd/user/arb.service", entry.File);
        var lines = entry.Text.Split('\n');
        Assert.Contains("""ExecStart="/opt/a b/arb" "run" "--data" "/home/anna/odds & \"ends\" 100%% $$HOME é\\" """.TrimEnd(), lines);
        Assert.Contains("""WorkingDirectory=/home/anna/odds & "ends" 100%% $HOME é\""", lines);
        Assert.Contains("WantedBy=graphical-session.target", lines);
        Assert.Contains("RestartPreventExitStatus=2 5", lines);
        Assert.DoesNotContain('\r', entry.Text);
    }

    [Fact]
    public void Should_start_as_an_agent_of_the_users_desktop()
    {
        var entry = LogOnEntry.For(LogOnSystem.MacOs, new LogOnFacts(["/Applications/arb", "run", "--data", OddFolder], OddFolder, "501", "/Users/anna/Library/LaunchAgents"));
        var plist = XDocument.Parse(entry.Text).Root!;
        Assert.Equal(["/Applications/arb", "run", "--data", OddFolder], plist.Descendants("array").Single().Elements().Select(word => word.Value));
        Assert.Equal("gui/501/arb.engine", Assert.Single(entry.Remove).Arguments[1]);
        Assert.True(entry.Stays);
    }

    [Theory]
    [InlineData(LogOnSystem.Windows)]
    [InlineData(LogOnSystem.Linux)]
    [InlineData(LogOnSystem.MacOs)]
    internal void Should_refuse_a_path_that_would_become_lines_of_its_own(LogOnSystem system) =>
        Assert.Throws<ArgumentException>(() => LogOnEntry.For(system, new LogOnFacts(["/opt/arb", "run", "--data", "/home/a\nExecStartPre=/bin/evil"], "/home/a", "501", "/home/a")));
}
