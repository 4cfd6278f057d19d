using System.Globalization;
using Arb.Host.Views;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Formatting.Display;

namespace Arb.Host.Logging;

/// <summary>
/// One line for a person: time, level, message; what belongs to it stands below, indented. Colour where the terminal has it: the level by how bad it is, the tag of a stage (<c>[WORKER]</c>) apart from what it says.
/// An exception is its type and message, and its causes; the file has the rest.
/// </summary>
internal sealed class ConsoleFormat(bool colour) : ITextFormatter
{
    private const string Off = "\e[0m";
    private const string Dim = "\e[90m";
    private const string Indent = "               ";

    private readonly MessageTemplateTextFormatter _message = new("{Message:lj}", CultureInfo.InvariantCulture);

    public void Format(LogEvent logEvent, TextWriter output)
    {
        using var message = new StringWriter(CultureInfo.InvariantCulture);
        _message.Format(logEvent, message);
        var text = OnLines(message.ToString());
        var alarm = text.StartsWith("[ALARM ", StringComparison.Ordinal);
        var (word, paint) = Level(logEvent.Level, alarm);
        output.Write(Painted(Dim, logEvent.Timestamp.ToString("HH:mm:ss", CultureInfo.InvariantCulture)));
        output.Write(' ');
        output.Write(Painted(paint, word));
        output.Write(' ');
        var end = text.StartsWith('[') ? text.IndexOf(']') + 1 : 0;
        if (end > 0)
            output.Write(Painted(alarm ? paint : "\e[36m", text[..end]));
        output.WriteLine(logEvent.Level >= LogEventLevel.Error ? Painted("\e[31m", text[end..]) : logEvent.Level == LogEventLevel.Debug ? Painted(Dim, text[end..]) : text[end..]);
        for (var cause = logEvent.Exception; cause is not null; cause = cause.InnerException)
            output.WriteLine(Painted(Dim, $"{Indent}{cause.GetType().Name}: {OnLines(cause.Message)}"));
    }

    /// <summary>What others named is in messages too: it moves no cursor, and its lines are seen to belong to this one.</summary>
    private static string OnLines(string text) => Letters.Lines(text.ReplaceLineEndings("\n")).Replace("\n", "\n" + Indent, StringComparison.Ordinal);

    private static (string Word, string Paint) Level(LogEventLevel level, bool alarm) => alarm ? ("ALARM", "\e[1;97;41m") : level switch
    {
        LogEventLevel.Verbose or LogEventLevel.Debug => ("debug", Dim),
        LogEventLevel.Information => ("info ", "\e[32m"),
        LogEventLevel.Warning => ("warn ", "\e[33m"),
        _ => ("ERROR", "\e[1;31m"),
    };

    private string Painted(string paint, string text) => colour ? $"{paint}{text}{Off}" : text;
}
