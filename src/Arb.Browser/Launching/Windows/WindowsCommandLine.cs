using System.Text;

namespace Arb.Browser.Launching.Windows;

/// <summary>
/// Windows hands a process one line of text; the process cuts it into arguments by the rules of <c>CommandLineToArgvW</c>: backslashes mean themselves except before a quotation mark, where two
/// stand for one, and an odd one makes the mark a letter.
/// </summary>
public static class WindowsCommandLine
{
    /// <summary>The line that is cut into exactly these words. Throws <see cref="ArgumentException"/> for a word with a NUL, or a program with a quotation mark.</summary>
    /// <param name="executable">The program.</param>
    /// <param name="arguments">What follows it.</param>
    public static string Of(string executable, IEnumerable<string> arguments)
    {
        // The first word is cut by a simpler rule: from mark to mark. No file name holds a mark.
        if (executable.Contains('"', StringComparison.Ordinal))
            throw new ArgumentException($"{executable} is no file name", nameof(executable));
        return arguments.Any() ? $"\"{executable}\" {Of(arguments)}" : $"\"{executable}\"";
    }

    /// <summary>The same for what follows the program. Throws <see cref="ArgumentException"/> for a word with a NUL.</summary>
    public static string Of(IEnumerable<string> arguments)
    {
        var line = new StringBuilder();
        foreach (var argument in arguments)
            Append(line.Length > 0 ? line.Append(' ') : line, argument);
        // The line ends at the first NUL: what follows would be lost without a word.
        return line.ToString() is var text && text.Contains('\0', StringComparison.Ordinal) ? throw new ArgumentException("an argument holds a NUL", nameof(arguments)) : text;
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
