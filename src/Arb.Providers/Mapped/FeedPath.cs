using System.Globalization;
using System.Text;
using Arb.Providers.Harvesting;

namespace Arb.Providers.Mapped;

/// <summary>What a step of a path does with the value that its name leads to.</summary>
internal enum StepKind : byte
{
    /// <summary>Takes it as it is.</summary>
    Member,

    /// <summary>Goes through the members of an array.</summary>
    Each,

    /// <summary>Takes the first member of an array of which a field has a value.</summary>
    Pick,

    /// <summary>Takes the member at a position of an array.</summary>
    At,
}

/// <summary>One step; an empty name stays where it is (only for an array at the root).</summary>
internal sealed record FeedStep(byte[] Name, StepKind Kind, byte[] Field, byte[] Value, int Index);

/// <summary>A path of a mapping: <c>a.b</c>, <c>a[].b</c>, <c>a[key=x].b</c>, <c>a[0]</c>; <c>^.</c> in front starts at the element around.</summary>
internal sealed class FeedPath
{
    public const int MaxSteps = 8;
    private const int MaxLength = 200;

    private FeedPath(string text, bool climbs, FeedStep[] steps)
    {
        Text = text;
        Climbs = climbs;
        Steps = steps;
    }

    public string Text { get; }

    public bool Climbs { get; }

    public FeedStep[] Steps { get; }

    /// <summary>True when it leads to many.</summary>
    public bool IsList => Steps.Any(step => step.Kind == StepKind.Each);

    /// <summary>Reads a path. Throws <see cref="FormatException"/> that says what is wrong with it.</summary>
    public static FeedPath Parse(string text)
    {
        if (text.Length > MaxLength)
            throw new FormatException($"a path of more than {MaxLength} characters");
        var climbs = text.StartsWith("^.", StringComparison.Ordinal);
        var rest = climbs ? text[2..] : text;
        if (rest.Length == 0)
            return climbs ? throw Wrong(text, "nothing follows '^.'") : new FeedPath(text, false, []);
        var steps = Split(rest).Select(part => Step(text, part)).ToArray();
        if (steps.Length > MaxSteps)
            throw Wrong(text, $"more than {MaxSteps} steps");
        if (steps.Skip(1).Any(step => step.Name.Length == 0))
            throw Wrong(text, "a step without a name");
        return new FeedPath(text, climbs, steps);
    }

    /// <summary>A value between brackets may have dots in it.</summary>
    private static List<string> Split(string text)
    {
        var parts = new List<string>();
        var from = 0;
        var inside = false;
        for (var i = 0; i < text.Length; i++)
        {
            inside = text[i] == '[' || (inside && text[i] != ']');
            if (text[i] != '.' || inside)
                continue;
            parts.Add(text[from..i]);
            from = i + 1;
        }
        parts.Add(text[from..]);
        return parts;
    }

    private static FeedStep Step(string whole, string part)
    {
        var open = part.IndexOf('[');
        if (open < 0)
            return part.Length == 0 || part.Contains(']') ? throw Wrong(whole, "a step without a name") : new FeedStep(Encoding.UTF8.GetBytes(part), StepKind.Member, [], [], 0);
        if (!part.EndsWith(']') || part.IndexOf('[', open + 1) >= 0 || part.IndexOf(']') != part.Length - 1)
            throw Wrong(whole, "expected one pair of brackets at the end of a step");
        var name = Encoding.UTF8.GetBytes(part[..open]);
        var inside = part[(open + 1)..^1];
        var equals = inside.IndexOf('=');
        if (inside.Length == 0)
            return new FeedStep(name, StepKind.Each, [], [], 0);
        if (equals > 0 && equals < inside.Length - 1)
            return new FeedStep(name, StepKind.Pick, Encoding.UTF8.GetBytes(inside[..equals]), Encoding.UTF8.GetBytes(inside[(equals + 1)..]), 0);
        return int.TryParse(inside, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index <= 1_000
            ? new FeedStep(name, StepKind.At, [], [], index)
            : throw Wrong(whole, $"'[{inside}]' is neither [], [name=value] nor [number]");
    }

    private static FormatException Wrong(string text, string problem) => new($"path '{text}': {problem}");
}

/// <summary>Goes through the members of one JSON array (already known to be valid) by extents.</summary>
internal ref struct JsonItems
{
    private readonly ReadOnlySpan<byte> _array;
    private int _at;
    private bool _first;

    public JsonItems(ReadOnlySpan<byte> array)
    {
        _array = array;
        _at = array.Length > 0 && array[0] == (byte)'[' ? 1 : array.Length;
        _first = true;
    }

    public bool Next(out int start, out int length)
    {
        start = length = 0;
        _at = WireScan.Blanks(_array, _at);
        if (_at >= _array.Length || _array[_at] == (byte)']')
            return false;
        if (!_first)
        {
            if (_array[_at] != (byte)',')
                return false;
            _at = WireScan.Blanks(_array, _at + 1);
        }
        _first = false;
        var end = WireScan.EndOfValue(_array, _at, script: false);
        if (end < 0)
            return false;
        start = _at;
        length = end - _at;
        _at = end;
        return true;
    }
}

/// <summary>Where an element stands in a body, and the object around the array that it is a member of (length 0 when there is none).</summary>
internal readonly record struct Extent(int Start, int Length, int AroundStart, int AroundLength);

/// <summary>Follows paths through valid JSON by extents; nothing is copied and no tree is made.</summary>
internal static class FeedWalk
{
    /// <summary>Adds the extents of all that a path leads to. False when a step does not lead anywhere (a missing member, an object where an array should be).</summary>
    public static bool Collect(ReadOnlySpan<byte> json, FeedPath path, List<Extent> into) => Collect(json, new Extent(0, json.Length, 0, 0), path.Steps, into);

    /// <summary>Continues a path behind its first name, whose value is given.</summary>
    public static bool TryFindBehind(ReadOnlySpan<byte> row, ReadOnlySpan<FeedStep> steps, int at, int length, out Cell cell)
    {
        cell = default;
        if (!Select(row, steps[0], ref at, ref length))
            return false;
        for (var i = 1; i < steps.Length; i++)
            if (!Enter(row, steps[i], ref at, ref length))
                return false;
        cell = CellAt(row, at, length);
        return true;
    }

    public static Cell CellAt(ReadOnlySpan<byte> row, int at, int length) => row[at] switch
    {
        (byte)'"' => new Cell(CellKind.Text, at + 1, length - 2, row.Slice(at, length).Contains((byte)'\\')),
        (byte)'{' => new Cell(CellKind.Object, at, length, false),
        (byte)'[' => new Cell(CellKind.Array, at, length, false),
        (byte)'t' => new Cell(CellKind.True, at, length, false),
        (byte)'f' => new Cell(CellKind.False, at, length, false),
        (byte)'n' => new Cell(CellKind.Null, at, length, false),
        _ => new Cell(CellKind.Number, at, length, false),
    };

    private static bool Collect(ReadOnlySpan<byte> json, Extent here, ReadOnlySpan<FeedStep> steps, List<Extent> into)
    {
        if (steps.IsEmpty)
        {
            into.Add(here);
            return true;
        }
        var (at, length) = (here.Start, here.Length);
        var step = steps[0];
        if (step.Kind != StepKind.Each)
            return Enter(json, step, ref at, ref length) && Collect(json, here with { Start = at, Length = length }, steps[1..], into);
        if ((step.Name.Length > 0 && !Member(json, step.Name, ref at, ref length)) || json[at] != (byte)'[')
            return false;
        var around = step.Name.Length > 0 ? here : default;
        var items = new JsonItems(json.Slice(at, length));
        var found = true;
        while (items.Next(out var start, out var size))
            found &= Collect(json, new Extent(at + start, size, around.Start, around.Length), steps[1..], into);
        // A group without its list (a league that has no match just now) is no broken envelope.
        return found || into.Count > 0;
    }

    private static bool Enter(ReadOnlySpan<byte> json, FeedStep step, ref int at, ref int length) =>
        (step.Name.Length == 0 || Member(json, step.Name, ref at, ref length)) && Select(json, step, ref at, ref length);

    private static bool Select(ReadOnlySpan<byte> json, FeedStep step, ref int at, ref int length)
    {
        if (step.Kind == StepKind.Member)
            return true;
        var items = new JsonItems(json.Slice(at, length));
        for (var index = 0; items.Next(out var start, out var size); index++)
        {
            var (member, memberLength) = (at + start, size);
            if (step.Kind == StepKind.At ? index != step.Index : !Has(json, step, member, memberLength))
                continue;
            (at, length) = (member, memberLength);
            return true;
        }
        return false;
    }

    private static bool Has(ReadOnlySpan<byte> json, FeedStep step, int at, int length)
    {
        if (!Member(json, step.Field, ref at, ref length))
            return false;
        return CellAt(json, at, length).Of(json).SequenceEqual(step.Value);
    }

    private static bool Member(ReadOnlySpan<byte> json, ReadOnlySpan<byte> name, ref int at, ref int length)
    {
        if (json[at] != (byte)'{')
            return false;
        var properties = new JsonEnvelope(json.Slice(at, length));
        while (properties.Next(out var found))
        {
            var from = properties.At;
            var value = properties.Value();
            if (value.IsEmpty || !found.SequenceEqual(name))
                continue;
            (at, length) = (at + from, value.Length);
            return true;
        }
        return false;
    }
}

/// <summary>Reads several paths of one element in one pass over its members.</summary>
internal sealed class FieldSet
{
    private readonly List<FeedPath> _paths = [];

    public int Count => _paths.Count;

    /// <summary>Adds a path (once) and returns its place among the cells; −1 for none.</summary>
    public int Add(string? text)
    {
        if (text is null)
            return -1;
        var known = _paths.FindIndex(path => path.Text == text);
        if (known >= 0)
            return known;
        var path = FeedPath.Parse(text);
        if (path.IsList || path.Steps.Length == 0 || path.Climbs)
            throw new FormatException($"path '{text}' must lead to one value");
        _paths.Add(path);
        return _paths.Count - 1;
    }

    /// <summary>Fills the cells; what is absent stays null. False when the element is no object.</summary>
    public bool Read(ReadOnlySpan<byte> element, Span<Cell> cells)
    {
        cells.Clear();
        if (element.IsEmpty || element[0] != (byte)'{')
            return false;
        var properties = new JsonEnvelope(element);
        while (properties.Next(out var name))
        {
            var at = properties.At;
            var value = properties.Value();
            if (value.IsEmpty)
                return false;
            for (var i = 0; i < _paths.Count; i++)
            {
                var steps = _paths[i].Steps;
                if (name.SequenceEqual(steps[0].Name) && FeedWalk.TryFindBehind(element, steps, at, value.Length, out var cell))
                    cells[i] = cell;
            }
        }
        return !properties.Broken;
    }
}
