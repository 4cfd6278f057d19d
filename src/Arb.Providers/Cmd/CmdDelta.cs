using Arb.Domain.Primitives;
using Arb.Providers.Harvesting;

namespace Arb.Providers.Cmd;

/// <summary>
/// The changes of one delta, read whole before anything is applied: one row that cannot be decoded, one unknown command or match discards all of it.
/// </summary>
internal sealed class CmdDelta
{
    private readonly List<Change> _changes = [];
    private readonly HashSet<int> _touched = [];

    private readonly record struct Change(int Match, int Command, WireNumber First, WireNumber Second);

    public int Count => _changes.Count;

    public void Clear() => _changes.Clear();

    /// <summary>Reads one row; returns why the delta has to be discarded, or null.</summary>
    public string? Read(ReadOnlySpan<byte> row, bool running, EntitySet<CmdMatch> matches)
    {
        Span<Cell> cells = stackalloc Cell[6];
        var count = Cells.ReadJson(row, cells);
        if (count is < 3 or > 5 || cells[1].Kind != CellKind.Number || !cells[1].Of(row).SequenceEqual("1"u8))
            return "a delta row that cannot be decoded";
        var match = matches.Find(Cells.Id(row, cells[0]));
        if (match < 0)
            return "a delta row for an unknown match";
        // A match that goes in play is announced by a gap, never by its row changing lists.
        if (matches[match].Running != running)
            return "a delta row in the other list";
        if (cells[2].Kind != CellKind.Number || !TryCommand(cells[2].Of(row), out var command))
            return "an unknown delta command";
        return Read(row, cells, match, command);
    }

    /// <summary>Applies all changes; the rows of one response are one change.</summary>
    public HashSet<int> Apply(EntitySet<CmdMatch> matches)
    {
        _touched.Clear();
        foreach (var change in _changes)
        {
            Apply(matches[change.Match], change);
            _touched.Add(change.Match);
        }
        foreach (var match in _touched)
            matches.Touch(match);
        _changes.Clear();
        return _touched;
    }

    private string? Read(ReadOnlySpan<byte> row, ReadOnlySpan<Cell> cells, int match, int command)
    {
        var first = WireNumber.Missing;
        var second = WireNumber.Missing;
        switch (command)
        {
            case 28 or 33 or 38 or 43:
                if (!Cells.Number(row, cells[3], out first) || first.Nano < 0 || cells[4].Kind != CellKind.Null)
                    return "a delta line that cannot be decoded";
                break;
            case 30 or 35 or 40 or 45:
                if (!Cells.Price(row, cells[3], out first) || !Cells.Price(row, cells[4], out second))
                    return "a delta price that cannot be decoded";
                break;
            case 24 or 64 or 79:
                if (Cells.Flag(row, cells[3], absent: null) is not { } flag || cells[4].Kind != CellKind.Null)
                    return "a delta flag that cannot be decoded";
                first = flag ? WireNumber.FromNano(WireNumber.One) : WireNumber.Missing;
                break;
            default:
                return "an unknown delta command";
        }
        _changes.Add(new Change(match, command, first, second));
        return null;
    }

    private static void Apply(CmdMatch match, Change change)
    {
        var flag = !change.First.IsZero;
        switch (change.Command)
        {
            case 24:
                match.Markets[0].HomeGives = flag;
                break;
            case 64:
                match.Markets[2].HomeGives = flag;
                break;
            case 79:
                match.Suspended = flag;
                break;
            default:
                // 28/30, 33/35, 38/40, 43/45: line and prices of the first four markets.
                ref var market = ref match.Markets[(change.Command - 28) / 5];
                if ((change.Command - 28) % 5 == 0)
                    (market.Line, market.HasLine) = (change.First, true);
                else
                    (market.First, market.Second) = (change.First, change.Second);
                break;
        }
    }

    private static bool TryCommand(ReadOnlySpan<byte> text, out int command) =>
        System.Buffers.Text.Utf8Parser.TryParse(text, out command, out var used) && used == text.Length;
}
