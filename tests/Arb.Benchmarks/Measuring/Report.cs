using System.Globalization;
using System.Text.Json;

namespace Arb.Benchmarks.Measuring;

/// <summary>What a figure must be.</summary>
internal enum Bound
{
    None,
    AtLeast,
    AtMost,
}

/// <summary>One line of the table.</summary>
/// <param name="Group">Which benchmark.</param>
/// <param name="What">What was measured.</param>
/// <param name="Figures">Absolute figures, for people.</param>
/// <param name="Value">The figure that is judged.</param>
/// <param name="Unit">Its unit; empty for a ratio.</param>
/// <param name="Bound">Direction of the limit.</param>
/// <param name="Limit">The limit.</param>
/// <param name="Hard">A missed hard limit fails the run.</param>
internal sealed record Figure(string Group, string What, string Figures, double Value, string Unit, Bound Bound, double Limit, bool Hard)
{
    public bool Met => Bound switch { Bound.AtLeast => Value >= Limit, Bound.AtMost => Value <= Limit, _ => true };
}

/// <summary>Collects the figures of a run and prints them.</summary>
internal sealed class Report(bool json)
{
    private readonly List<Figure> _lines = [];

    public bool Failed => _lines.Exists(line => line.Hard && !line.Met);

    public void Add(string group, string what, string figures, double value, string unit = "", Bound bound = Bound.None, double limit = 0, bool hard = false)
    {
        var line = new Figure(group, what, figures, value, unit, bound, limit, hard);
        _lines.Add(line);
        if (!json)
            Print(line);
    }

    public static void Progress(string text) => Console.Error.WriteLine(text);

    public void Head()
    {
        if (json)
            return;
        Console.WriteLine($"{"what",-56} {"figures",-50} {"value",10}  {"limit",-12}");
        Console.WriteLine(new string('-', 132));
    }

    public void End()
    {
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(
                new { machine = new { processors = Environment.ProcessorCount, runtime = Environment.Version.ToString() }, passed = !Failed, results = _lines },
                new JsonSerializerOptions { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase }));
            return;
        }
        Console.WriteLine();
        Console.WriteLine(Failed ? "bench: a hard limit was missed" : "bench: every hard limit was met");
    }

    public static string Time(double nanoseconds) => nanoseconds switch
    {
        >= 1e6 => Text(nanoseconds / 1e6) + " ms",
        >= 1e3 => Text(nanoseconds / 1e3) + " µs",
        _ => Text(nanoseconds) + " ns",
    };

    public static string Text(double value) => value.ToString(Math.Abs(value) switch { >= 1000 => "N0", >= 100 => "0", >= 10 => "0.0", _ => "0.00#" }, CultureInfo.InvariantCulture);

    private static void Print(Figure line)
    {
        var limit = line.Bound == Bound.None ? "" : $"{(line.Bound == Bound.AtLeast ? "≥" : "≤")} {Text(line.Limit)} {(line.Met ? "ok" : line.Hard ? "MISSED" : "missed")}";
        Console.WriteLine($"{$"{line.Group}: {line.What}",-56} {line.Figures,-50} {$"{Text(line.Value)} {line.Unit}".TrimEnd(),10}  {limit,-12}");
    }
}
