using System.Globalization;
using System.Net;
using System.Text;

namespace Arb.Host.Reports;

/// <summary>Bars and lines as inline SVG; texts escaped, colours from the page's style.</summary>
internal static class Svg
{
    private const int Width = 720;
    private const int Height = 200;
    private const int Left = 64;
    private const int Bottom = 28;
    private const int Top = 12;
    private const double Thickest = 48;

    /// <summary>One bar a name, from the zero line up or down; each tells its value when pointed at.</summary>
    public static string Bars(string title, IReadOnlyList<(string Name, decimal Value)> bars)
    {
        if (bars.Count == 0)
            return "<p class=\"none\">nothing to draw</p>";
        var svg = Open(title);
        var (low, high) = Range(bars.Select(bar => bar.Value));
        Axis(svg, low, high);
        var step = (Width - Left) / (double)bars.Count;
        var every = Math.Max(1, bars.Count / 12);
        var thick = Math.Min(step * 0.8, Thickest);
        for (var i = 0; i < bars.Count; i++)
        {
            var (name, value) = bars[i];
            var (from, to) = (Y(Math.Max(0m, value), low, high), Y(Math.Min(0m, value), low, high));
            svg.Append(CultureInfo.InvariantCulture, $"<rect class=\"{(value < 0m ? "minus" : "plus")}\" x=\"{Left + ((i + 0.5) * step) - (thick / 2):0.#}\" y=\"{from:0.#}\" width=\"{thick:0.#}\" height=\"{Math.Max(0.5, to - from):0.#}\"><title>")
                .Append(Escape(name)).Append(CultureInfo.InvariantCulture, $": {value:0.##}</title></rect>");
            if (i % every == 0)
                svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left + ((i + 0.5) * step):0.#}\" y=\"{Height - 8}\" text-anchor=\"middle\">").Append(Escape(name)).Append("</text>");
        }
        return svg.Append("</svg>").ToString();
    }

    public static string Escape(string text) => WebUtility.HtmlEncode(text);

    private static StringBuilder Open(string title) =>
        new StringBuilder().Append(CultureInfo.InvariantCulture, $"<svg viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"").Append(Escape(title)).Append("\">");

    private static void Axis(StringBuilder svg, decimal low, decimal high)
    {
        foreach (var value in new[] { low, 0m, high }.Distinct())
        {
            var y = Y(value, low, high);
            svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"{Left}\" x2=\"{Width}\" y1=\"{y:0.#}\" y2=\"{y:0.#}\"/><text x=\"{Left - 6}\" y=\"{y + 4:0.#}\" text-anchor=\"end\">{value:#,0.##}</text>");
        }
    }

    private static (decimal Low, decimal High) Range(IEnumerable<decimal> values)
    {
        var all = values.Append(0m).ToList();
        var (low, high) = (all.Min(), all.Max());
        return low == high ? (0m, 1m) : (low, high);
    }

    // Pixels only: nothing is computed with what comes out.
    private static double Y(decimal value, decimal low, decimal high) => Top + ((double)((high - value) / (high - low)) * (Height - Top - Bottom));
}
