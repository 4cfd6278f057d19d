using Arb.Browser.Launching;
using Arb.Browser.Launching.Windows;
using Arb.Domain.Sessions;

namespace Arb.Tests.Browser.Launching;

public sealed class BrowserPlacesSpecs
{
    private const string Edge = @"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe";
    private readonly Dictionary<string, object?[]> _registry = [];
    private readonly HashSet<string> _files = [];

    [Fact]
    public void Should_take_chrome_before_chromium_and_edge_last()
    {
        _files.UnionWith([Edge, @"C:\Users\anna\AppData\Local\Chromium\Application\chrome.exe", @"D:\Tools\chrome.exe"]);
        _registry["chrome.exe"] = [@"D:\Tools\chrome.exe"];
        Assert.Equal(@"D:\Tools\chrome.exe", Find());
        _files.Remove(@"D:\Tools\chrome.exe");
        Assert.Equal(@"C:\Users\anna\AppData\Local\Chromium\Application\chrome.exe", Find());
        _files.Remove(@"C:\Users\anna\AppData\Local\Chromium\Application\chrome.exe");
        Assert.Equal(Edge, Find());
    }

    [Fact]
    public void Should_look_into_the_users_entry_before_the_machines()
    {
        _files.UnionWith([@"C:\anna\chrome.exe", @"C:\all\chrome.exe"]);
        _registry["chrome.exe"] = [@"C:\anna\chrome.exe", @"C:\all\chrome.exe"];
        Assert.Equal(@"C:\anna\chrome.exe", Find());
        _files.Remove(@"C:\anna\chrome.exe");
        Assert.Equal(@"C:\all\chrome.exe", Find());
    }

    [Theory]
    [InlineData("\"C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe\"", @"C:\Program Files\Google\Chrome\Application\chrome.exe")]
    [InlineData("\"C:\\a b\\chrome.exe\" --profile-directory=Work", @"C:\a b\chrome.exe")]
    [InlineData(@"  C:\a b\Chrome.EXE ", @"C:\a b\Chrome.EXE")]
    [InlineData(@"C:\Windows\System32\cmd.exe", null)]
    [InlineData(@"C:\Program Files\Google\Chrome\Application", null)]
    [InlineData(@"C:\Program Files\Google\not-chrome.exe", null)]
    [InlineData(@"\\server\share\chrome.exe", null)]
    [InlineData(@"chrome.exe", null)]
    [InlineData(@"C:chrome.exe", null)]
    [InlineData(@"%ProgramFiles%\Google\chrome.exe", null)]
    [InlineData("\"C:\\never ends\\chrome.exe", null)]
    [InlineData("C:\\a\0\\chrome.exe", null)]
    [InlineData("", null)]
    [InlineData("\"", null)]
    [InlineData(null, null)]
    [InlineData(42, null)]
    [InlineData(new byte[] { 1, 2 }, null)]
    public void Should_believe_of_the_registry_only_a_whole_path_of_that_program(object? value, string? path) => Assert.Equal(path, WindowsPlaces.Read(value, "chrome.exe"));

    [Fact]
    public void Should_look_nowhere_for_a_folder_that_the_system_does_not_name() =>
        Assert.DoesNotContain(WindowsPlaces.All(_ => [], folder => folder == Environment.SpecialFolder.ProgramFiles ? @"C:\Program Files\" : ""), path => !path.StartsWith(@"C:\Program Files\", StringComparison.Ordinal) || path.Contains(@"\\", StringComparison.Ordinal));

    [Fact]
    public void Should_say_where_it_looked_and_what_to_do()
    {
        var none = Assert.Throws<BrowserException>(Find).Message;
        Assert.Equal("none of Chrome, Chromium and Edge found in the registry (App Paths) and the program folders: install one, or set arb.browser.executable to its path", none);
    }

    [Fact]
    public void Should_take_the_configured_one_and_no_other()
    {
        _files.Add(Edge);
        Assert.Equal(Edge, ChromeFinder.Find(Edge, [], "", _files.Contains));
        Assert.Throws<BrowserException>(() => ChromeFinder.Find(@"C:\mine\chrome.exe", [Edge], "", _files.Contains));
    }

    private string Find() => ChromeFinder.Find("", WindowsPlaces.All(program => _registry.GetValueOrDefault(program, []), Folder), WindowsPlaces.Said, _files.Contains);

    private static string Folder(Environment.SpecialFolder folder) => folder switch
    {
        Environment.SpecialFolder.ProgramFiles => @"C:\Program Files",
        Environment.SpecialFolder.ProgramFilesX86 => @"C:\Program Files (x86)",
        _ => @"C:\Users\anna\AppData\Local",
    };
}
