using System.Globalization;
using System.Text;

namespace Akka.Event;

/// <summary>Formats log messages.</summary>
public interface ILogMessageFormatter
{
    /// <summary>Fills the holes of a format.</summary>
    string Format(string format, params object[] args);

    /// <summary>Fills the holes of a format.</summary>
    string Format(string format, IEnumerable<object> args);
}

/// <summary>Fills <c>{0}</c> by number and <c>{Name}</c> in order of appearance.</summary>
public class DefaultLogMessageFormatter : ILogMessageFormatter
{
    /// <summary>The formatter.</summary>
    public static readonly DefaultLogMessageFormatter Instance = new();

    /// <inheritdoc />
    public string Format(string format, params object[] args)
        => args is null or { Length: 0 } ? format : string.Format(CultureInfo.InvariantCulture, Numbered(format), args);

    /// <inheritdoc />
    public string Format(string format, IEnumerable<object> args) => Format(format, args.ToArray());

    // Templates name their holes; string.Format wants numbers.
    private static string Numbered(string format)
    {
        StringBuilder? result = null;
        var next = 0;
        for (var i = 0; i < format.Length; i++)
        {
            var c = format[i];
            if (c == '{' && i + 1 < format.Length && format[i + 1] != '{' && format.IndexOf('}', i) is var end && end > i + 1 && !char.IsAsciiDigit(format[i + 1]))
            {
                result ??= new StringBuilder(format, 0, i, format.Length);
                var hole = format.AsSpan(i + 1, end - i - 1).TrimStart("@$");
                var options = hole.IndexOfAny(',', ':');
                result.Append('{').Append(next++).Append(options < 0 ? "" : hole[options..]).Append('}');
                i = end;
                continue;
            }

            result?.Append(c);
            if (c is '{' or '}' && i + 1 < format.Length && format[i + 1] == c)
            {
                result?.Append(c);
                i++;
            }
        }

        return result?.ToString() ?? format;
    }
}

/// <summary>A format with its arguments, formatted when read.</summary>
public abstract class LogMessage
{
    /// <summary>Formats this message.</summary>
    protected readonly ILogMessageFormatter Formatter;

    /// <summary>Creates the message.</summary>
    public LogMessage(ILogMessageFormatter formatter, string format)
    {
        Formatter = formatter;
        Format = format;
    }

    /// <summary>The format.</summary>
    public string Format { get; }

    /// <summary>The arguments.</summary>
    public abstract IEnumerable<object> Parameters();

    /// <summary>Format and arguments as they are.</summary>
    public abstract string Unformatted();
}

internal sealed class ArgumentsLogMessage(ILogMessageFormatter formatter, string format, object[] arguments) : LogMessage(formatter, format)
{
    public override IEnumerable<object> Parameters() => arguments;

    public override string Unformatted() => $"{Format} ({string.Join(", ", arguments)})";

    public override string ToString()
    {
        try
        {
            return Formatter.Format(Format, arguments);
        }
        catch (FormatException e)
        {
            // A bad format must not cost the message.
            return $"{Unformatted()} [malformed log format: {e.Message}]";
        }
    }
}
