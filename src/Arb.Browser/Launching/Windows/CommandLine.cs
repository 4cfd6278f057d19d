using System.Text;

namespace Arb.Browser.Launching.Windows;

/// <summary>
/// Windows hands a process one line of text; the process cuts it into arguments by the rules of <c>CommandLineToArgvW</c>: backslashes mean themselves except before a quotation mark, where two
/// stand for one, and an odd one makes the mark a letter.
/// </summary>
internal static class CommandLine
{
    /// <summary>The line that is cut into exactly these words.</summary>
    public static string Of(string executable, IEnumerable<string> arguments)
    {
        // The first word is cut by a simpler rule: from mark to mark. No file name holds a mark.
        if (executable.Contains('"', StringComparison.Ordinal))
            throw new ArgumentException($"{executable} is no file name", nameof(executable));
        var line = new StringBuilder().Append('"').Append(executable).Append('"');
        foreach (var argument in arguments)
            Append(line.Append(' '), argument);
        // The line ends at the first NUL: what follows would be lost without a word.
        return line.ToString() is var text && text.Contains('\0', StringComparison.Ordinal) ? throw new ArgumentException("an argument of the browser holds a NUL", nameof(arguments)) : text;
    }

    private static void Append(StringBuilder line, string argument)
    {
        if (argument.Length > 0 && argument.AsSpan().IndexOfAny(" \t\n\v\"") < 0)
        {
            line.Append(argument);
            return;
        }
        line.Append('"');
        var backslashes = 0;
        foreach (var letter in argument)
        {
            if (letter == '\\')
            {
                backslashes++;
                continue;
            }
            line.Append('\\', letter == '"' ? (backslashes * 2) + 1 : backslashes).Append(letter);
            backslashes = 0;
        }
        line.Append('\\', backslashes * 2).Append('"');
    }
}
