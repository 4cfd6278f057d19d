using System.Text.RegularExpressions;

namespace Arb.Browser.Launching;

/// <summary>
/// The last lines a browser wrote to its error output, to say why it did not start. Sealed before the first address is opened: what it writes later may hold addresses, and is read and
/// thrown away.
/// </summary>
internal sealed partial class ErrorTail
{
    private const int MaxLines = 12;
    private const int MaxLine = 240;
    private readonly Queue<string> _lines = new();
    private bool _sealed;

    public void Add(string? line)
    {
        if (string.IsNullOrWhiteSpace(line))
            return;
        lock (_lines)
        {
            if (_sealed)
                return;
            line = Address().Replace(line, "$1…");
            _lines.Enqueue(line.Length > MaxLine ? line[..MaxLine] : line);
            if (_lines.Count > MaxLines)
                _lines.Dequeue();
        }
    }

    public void Seal()
    {
        lock (_lines)
        {
            _sealed = true;
            _lines.Clear();
        }
    }

    public override string ToString()
    {
        lock (_lines)
            return string.Join(" | ", _lines);
    }

    // Scheme and host stay, path and query go.
    [GeneratedRegex(@"(\b[a-z][a-z+.-]*://[^\s/""'?#]*)[^\s""']*", RegexOptions.IgnoreCase)]
    private static partial Regex Address();
}
