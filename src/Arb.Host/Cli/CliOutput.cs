using System.CommandLine;
using System.Text;
using System.Text.Json;
using Arb.Domain.Commands;
using Arb.Host.Views;
using Spectre.Console;

namespace Arb.Host.Cli;

/// <summary>Where a command prints: tables for people, JSON lines for machines.</summary>
internal sealed class CliOutput
{
    private readonly bool _plain;

    // Wide enough that no row of a table breaks in a file.
    private const int FileWidth = 180;

    public CliOutput(TextWriter output, TextWriter error)
    {
        Out = output;
        Error = error is LettersWriter ? error : new LettersWriter(error);
        _plain = output.Encoding is ASCIIEncoding;
        var target = new AnsiConsoleOutput(output);
        Console = AnsiConsole.Create(new AnsiConsoleSettings { Out = target, Ansi = target.IsTerminal && StandardOutput.TakesSequences() ? AnsiSupport.Detect : AnsiSupport.No });
        Console.Profile.Capabilities.Unicode = !_plain;
        Console.Pipeline.Attach(new LettersHook(_plain));
        if (target.IsTerminal)
            return;
        Console.Profile.Width = FileWidth;
        Console.Profile.Capabilities.ColorSystem = ColorSystem.NoColors;
    }

    public TextWriter Out { get; }

    public TextWriter Error { get; }

    public IAnsiConsole Console { get; }

    /// <summary>True when a person looks at a screen that can be redrawn.</summary>
    public bool IsTerminal => Console.Profile.Out.IsTerminal && Console.Profile.Capabilities.Ansi;

    public static CliOutput Of(ParseResult parsed) => new(parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);

    public void Json(CommandReply reply) => Out.WriteLine(Escaped(JsonSerializer.Serialize(reply, CommandJson.Indented)));

    /// <summary>JSON on one line.</summary>
    public void JsonLine<T>(T value) => Line(Escaped(JsonSerializer.Serialize(value, CommandJson.Compact)));

    public void Line(string text) => Out.WriteLine(Letters.Lines(text));

    private string Escaped(string json) => _plain ? PlainLetters.Json(json) : json;
}
