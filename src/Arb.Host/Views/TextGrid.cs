using System.Text;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Arb.Host.Views;

/// <summary>Text with a Spectre style; empty for none.</summary>
internal readonly record struct Cell(string Text, string Style = "");

/// <summary>A column of fixed width; 0 for the rest of the line, which only the last one has.</summary>
internal readonly record struct Column(string Name, int Width, bool Right = false);

/// <summary>A framed grid that takes exactly the lines and cells it is given: never wraps, cuts with an ellipsis, counts wide characters as two.</summary>
internal sealed class TextGrid(string title, string empty, IReadOnlyList<Column> columns, IReadOnlyList<IReadOnlyList<Cell>> rows)
{
    private const int Border = 4; // │ and a blank on both sides

    public IReadOnlyList<string> Lines(int width, int height)
    {
        if (height <= 0)
            return [];
        var inner = Math.Max(0, width - Border);
        var lines = new List<string> { Edge('┌', title, '┐', width) };
        if (rows.Count == 0)
            lines.Add(Framed(Fit(new Cell(empty, "grey"), inner)));
        else
            lines.Add(Framed(Row([.. columns.Select(column => new Cell(column.Name, "grey"))], inner)));
        foreach (var row in rows.Take(Math.Max(0, height - 3)))
            lines.Add(Framed(Row(row, inner)));
        while (lines.Count < height - 1)
            lines.Add(Framed(new string(' ', inner)));
        lines.Add(Edge('└', "", '┘', width));
        return [.. lines.Take(height)];
    }

    /// <summary>Exactly <paramref name="width"/> cells of markup.</summary>
    public static string Fit(Cell cell, int width, bool right = false)
    {
        var text = Cut(Letters.Line(cell.Text), width);
        var pad = new string(' ', Math.Max(0, width - Cells(text)));
        var escaped = Markup.Escape(text);
        var styled = cell.Style.Length == 0 || escaped.Length == 0 ? escaped : $"[{cell.Style}]{escaped}[/]";
        return right ? pad + styled : styled + pad;
    }

    private string Row(IReadOnlyList<Cell> cells, int width)
    {
        var line = new StringBuilder();
        var left = width;
        for (var i = 0; i < columns.Count && left > 0; i++)
        {
            var own = columns[i].Width == 0 ? left : Math.Min(columns[i].Width, left);
            line.Append(Fit(cells[i], own, columns[i].Right));
            left -= own;
            if (left <= 0 || i + 1 == columns.Count)
                continue;
            line.Append(' ');
            left--;
        }
        return line.Append(' ', Math.Max(0, left)).ToString();
    }

    private static string Framed(string inner) => $"[grey]│[/] {inner} [grey]│[/]";

    private static string Edge(char from, string title, char to, int width)
    {
        var name = title.Length == 0 ? "" : $" {Cut(title, Math.Max(0, width - 6))} ";
        return $"[grey]{from}─[/]{Markup.Escape(name)}[grey]{new string('─', Math.Max(0, width - 3 - Cells(name)))}{to}[/]";
    }

    private static string Cut(string text, int width)
    {
        if (Cells(text) <= width)
            return text;
        var kept = new StringBuilder();
        var used = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            var wide = Cells(rune.ToString());
            if (used + wide > width - 1)
                break;
            kept.Append(rune);
            used += wide;
        }
        return width > 0 ? kept.Append('…').ToString() : "";
    }

    private static int Cells(string text) => new Segment(text).CellCount();
}
