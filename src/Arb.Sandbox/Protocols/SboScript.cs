using System.Globalization;
using System.Text;

namespace Arb.Sandbox.Protocols;

/// <summary>Writes SBO's script literals: single quotes, elided elements, nested arrays.</summary>
internal sealed class SboScript
{
    private readonly StringBuilder _text = new(4096);
    private bool _separate;

    internal SboScript Open()
    {
        Separate();
        _text.Append('[');
        _separate = false;
        return this;
    }

    internal SboScript Close()
    {
        _text.Append(']');
        _separate = true;
        return this;
    }

    internal SboScript Add(decimal number) => Raw(number.ToString(CultureInfo.InvariantCulture));

    internal SboScript Add(string text) => Raw($"'{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'");

    /// <summary>An elided element: nothing between two commas. As the last one it needs a comma of its own, because one trailing comma adds no element.</summary>
    internal SboScript Nothing(bool last = false)
    {
        Separate();
        if (last)
            _text.Append(',');
        _separate = true;
        return this;
    }

    internal SboScript Raw(string literal)
    {
        Separate();
        _text.Append(literal);
        _separate = true;
        return this;
    }

    internal string Call(string head) => $"{head}{_text});\n";

    private void Separate()
    {
        if (_separate)
            _text.Append(',');
    }
}
