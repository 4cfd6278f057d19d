using System.Text;
using Arb.Browser.Launching.Windows;

namespace Arb.Tests.Browser.Launching;

public sealed class WindowsCommandLineSpecs
{
    private const string Chrome = @"C:\Program Files\Google\Chrome\Application\chrome.exe";

    [Theory]
    [InlineData("--plain", "--plain")]
    [InlineData("--user-data-dir=C:\\Users\\Anna B\\arb", "\"--user-data-dir=C:\\Users\\Anna B\\arb\"")]
    [InlineData("C:\\ends with\\", "\"C:\\ends with\\\\\"")]
    [InlineData("C:\\no-space\\", "C:\\no-space\\")]
    [InlineData("say \"hello\"", "\"say \\\"hello\\\"\"")]
    [InlineData("back\\\"slash", "\"back\\\\\\\"slash\"")]
    [InlineData("", "\"\"")]
    [InlineData("Ünï€", "Ünï€")]
    public void Should_quote_an_argument_so_that_windows_reads_it_back(string argument, string quoted) =>
        Assert.Equal($"\"{Chrome}\" {quoted}", WindowsCommandLine.Of(Chrome, [argument]));

    [Fact]
    public void Should_read_back_every_argument_whatever_is_in_it()
    {
        // Every text of up to five of the letters that mean something, alone and between others.
        const string Letters = "\\\" \ta";
        var texts = new List<string> { "" };
        for (var length = 1; length <= 5; length++)
            texts.AddRange(texts.Where(text => text.Length == length - 1).SelectMany(text => Letters.Select(letter => text + letter)).ToArray());
        foreach (var text in texts)
            Assert.Equal([Chrome, "before", text, "after"], Cut(WindowsCommandLine.Of(Chrome, ["before", text, "after"])));
    }

    [Fact]
    public void Should_refuse_what_no_command_line_can_hold()
    {
        Assert.Throws<ArgumentException>(() => WindowsCommandLine.Of(Chrome, ["--a=\0--no-sandbox"]));
        Assert.Throws<ArgumentException>(() => WindowsCommandLine.Of("C:\\a\" --remote-debugging-port=1 \"b.exe", []));
    }

    /// <summary>The rules as Windows documents them for <c>CommandLineToArgvW</c>, written from its side.</summary>
    private static string[] Cut(string line)
    {
        var end = line.IndexOf('"', 1);
        var words = new List<string> { line[1..end] };
        var at = end + 1;
        while (true)
        {
            while (at < line.Length && line[at] is ' ' or '\t')
                at++;
            if (at == line.Length)
                return [.. words];
            var word = new StringBuilder();
            var quoted = false;
            while (at < line.Length && (quoted || line[at] is not (' ' or '\t')))
            {
                var backslashes = 0;
                for (; at < line.Length && line[at] == '\\'; at++)
                    backslashes++;
                if (at == line.Length || line[at] != '"')
                {
                    word.Append('\\', backslashes);
                    if (at < line.Length && (quoted || line[at] is not (' ' or '\t')))
                        word.Append(line[at++]);
                    continue;
                }
                word.Append('\\', backslashes / 2);
                at++;
                if (backslashes % 2 == 1)
                    word.Append('"');
                else
                    quoted = !quoted;
            }
            words.Add(word.ToString());
        }
    }
}
