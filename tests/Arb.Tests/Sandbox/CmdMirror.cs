using System.Text;
using System.Text.Json;

namespace Arb.Tests.Sandbox;

/// <summary>What a customer of CMD would believe after a snapshot and deltas, written from the protocol's page.</summary>
internal sealed class CmdMirror
{
    private static readonly int[] Positions = [10, 40, 41, 12, 42, 43, 14, 44, 45, 16, 46, 47, 24, 64, 79];
    private readonly SortedDictionary<long, decimal[]> _rows = [];

    internal long Cursor { get; private set; }

    internal int LineMoves { get; private set; }

    internal static CmdMirror Of(JsonElement snapshot)
    {
        var mirror = new CmdMirror();
        mirror.Load(snapshot);
        return mirror;
    }

    internal void Load(JsonElement snapshot)
    {
        _rows.Clear();
        Cursor = snapshot.GetProperty("t").GetInt64();
        foreach (var row in snapshot.GetProperty("data").EnumerateArray().Concat(snapshot.GetProperty("today").EnumerateArray()))
            _rows[row[0].GetInt64()] = Positions.Select(p => row[p].GetDecimal()).ToArray();
    }

    /// <summary>False when the answer asks for a snapshot.</summary>
    internal bool Apply(JsonElement delta)
    {
        if (!delta.GetProperty("a").GetBoolean())
            return false;
        foreach (var change in delta.GetProperty("data").EnumerateArray().Concat(delta.GetProperty("today").EnumerateArray()))
        {
            int[]? targets = change[2].GetInt32() switch
            {
                28 => [10],
                30 => [40, 41],
                33 => [12],
                35 => [42, 43],
                38 => [14],
                40 => [44, 45],
                43 => [16],
                45 => [46, 47],
                24 => [24],
                64 => [64],
                79 => [79],
                // 1X2, odd/even and double chance: a customer would take a snapshot; here only the others are looked at.
                91 or 92 or 93 => [],
                _ => null,
            };
            if (targets is null)
                return false;
            LineMoves += change[2].GetInt32() is 28 or 38 ? 1 : 0;
            for (var i = 0; i < targets.Length; i++)
                _rows[change[0].GetInt64()][Array.IndexOf(Positions, targets[i])] = change[3 + i].GetDecimal();
        }
        foreach (var gone in delta.GetProperty("f").EnumerateArray())
            _rows.Remove(gone.GetInt64());
        Cursor = delta.GetProperty("t").GetInt64();
        return true;
    }

    internal string Print()
    {
        var text = new StringBuilder();
        foreach (var (id, row) in _rows)
        {
            // The line of a closed market means nothing.
            var values = row.ToArray();
            for (var market = 0; market < 12; market += 3)
                if (values[market + 1] == -999m)
                    values[market] = values[market == 0 ? 12 : market == 6 ? 13 : market] = 0;
            text.Append(id).Append(':').AppendJoin(' ', values.Select(v => v.ToString("0.####", System.Globalization.CultureInfo.InvariantCulture))).Append('\n');
        }
        return text.ToString();
    }
}
