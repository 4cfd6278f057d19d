using Arb.Providers.Harvesting;

namespace Arb.Providers.Sbo;

/// <summary>Rows of the last full answer and of the one at hand.</summary>
internal sealed class SboRows
{
    public RowTable Last { get; private set; } = new();

    public RowTable Scan { get; private set; } = new();

    public void KeepScan() => (Last, Scan) = (Scan, Last);

    public void Clear()
    {
        Last.Clear();
        Scan.Clear();
    }
}

/// <summary>Delimits everything in a script body; never evaluates it.</summary>
internal sealed class SboEnvelope(SboBook book, SboRows matches, SboRows markets)
{
    private int _predictedMatch;
    private int _predictedMarket;

    /// <summary>New odds version.</summary>
    public long Version { get; private set; }

    /// <summary>What the answer says it is, whatever was asked for.</summary>
    public bool Full { get; private set; }

    /// <summary>Extents of the caches' deletion pairs.</summary>
    public List<(int Start, int Length)> Deletions { get; } = [];

    /// <summary>True for the call that says that the session has expired.</summary>
    public static bool IsReload(ReadOnlySpan<byte> body) => body.StartsWith("$P.onReload("u8);

    /// <summary>Checks that the body is one whole update call and fills the scan tables; changes nothing else.</summary>
    public bool TryScan(ReadOnlySpan<byte> body, ReadOnlySpan<byte> lastBody)
    {
        matches.Scan.Clear();
        markets.Scan.Clear();
        Deletions.Clear();
        _predictedMatch = _predictedMarket = 0;
        int at;
        if (body.StartsWith("$P.onUpdate("u8))
            at = "$P.onUpdate("u8.Length;
        else if (body.StartsWith("$M('odds-display').onUpdate("u8))
            at = "$M('odds-display').onUpdate("u8.Length;
        else
            return false;
        at = WireScan.Blanks(body, at);
        if (!body[at..].StartsWith("'od'"u8))
            return false;
        at = WireScan.Blanks(body, at + 4);
        if (at >= body.Length || body[at] != (byte)',')
            return false;
        at = Root(body, WireScan.Blanks(body, at + 1), lastBody);
        if (at < 0)
            return false;
        at = WireScan.Blanks(body, at);
        if (at >= body.Length || body[at] != (byte)')')
            return false;
        at = WireScan.Blanks(body, at + 1);
        if (at < body.Length && body[at] == (byte)';')
            at = WireScan.Blanks(body, at + 1);
        return at == body.Length;
    }

    private int Root(ReadOnlySpan<byte> body, int at, ReadOnlySpan<byte> lastBody)
    {
        if (at >= body.Length || body[at] != (byte)'[')
            return -1;
        bool hasVersion = false, hasFull = false, hasCaches = false;
        at = WireScan.Blanks(body, at + 1);
        for (var index = 0; at < body.Length && body[at] != (byte)']'; index++)
        {
            if (body[at] != (byte)',')
            {
                var start = at;
                at = index == 2 && body[at] == (byte)'[' ? Caches(body, at, lastBody) : WireScan.EndOfValue(body, at, script: true);
                if (at < 0)
                    return -1;
                var value = body[start..at];
                if (index == 0)
                    hasVersion = System.Buffers.Text.Utf8Parser.TryParse(value, out long version, out var used) && used == value.Length && (Version = version) >= 0;
                else if (index == 1)
                    (hasFull, Full) = (value.SequenceEqual("1"u8) || value.SequenceEqual("0"u8), value.SequenceEqual("1"u8));
                else if (index == 2)
                    hasCaches = value[0] == (byte)'[' || value.SequenceEqual("null"u8);
            }
            if (!Step(body, ref at))
                return -1;
        }
        return at < body.Length && hasVersion && hasFull && hasCaches ? at + 1 : -1;
    }

    private int Caches(ReadOnlySpan<byte> body, int at, ReadOnlySpan<byte> lastBody)
    {
        at = WireScan.Blanks(body, at + 1);
        while (at < body.Length && body[at] != (byte)']')
        {
            if (body[at] != (byte)',')
            {
                at = body[at] == (byte)'[' ? Cache(body, at, lastBody) : WireScan.EndOfValue(body, at, script: true);
                if (at < 0)
                    return -1;
            }
            if (!Step(body, ref at))
                return -1;
        }
        return at < body.Length ? at + 1 : -1;
    }

    /// <summary>One cache: type, matches, markets, deletions; each of the last three may be null or elided.</summary>
    private int Cache(ReadOnlySpan<byte> body, int at, ReadOnlySpan<byte> lastBody)
    {
        at = WireScan.Blanks(body, at + 1);
        for (var index = 0; at < body.Length && body[at] != (byte)']'; index++)
        {
            if (body[at] != (byte)',')
            {
                var start = at;
                var isArray = body[at] == (byte)'[';
                if (index == 1 && isArray)
                {
                    var lookup = new Lookup<SboEvent>(book.Events);
                    at = RowWalker.Walk(body, at, 0, true, matches.Scan, matches.Last, lastBody, ref _predictedMatch, ref lookup);
                }
                else if (index == 2 && isArray)
                {
                    var lookup = new Lookup<SboMarket>(book.Markets);
                    at = RowWalker.Walk(body, at, 0, true, markets.Scan, markets.Last, lastBody, ref _predictedMarket, ref lookup);
                }
                else
                {
                    at = WireScan.EndOfValue(body, at, script: true);
                    if (at >= 0 && index is >= 1 and <= 3 && !isArray && !body[start..at].SequenceEqual("null"u8))
                        return -1;
                    if (index == 3 && isArray && at >= 0)
                        Deletions.Add((start, at - start));
                }
                if (at < 0)
                    return -1;
            }
            if (!Step(body, ref at))
                return -1;
        }
        return at < body.Length ? at + 1 : -1;
    }

    /// <summary>Moves over the comma after an element; stays at the closing bracket.</summary>
    private static bool Step(ReadOnlySpan<byte> body, ref int at)
    {
        at = WireScan.Blanks(body, at);
        if (at >= body.Length)
            return false;
        if (body[at] == (byte)',')
            at = WireScan.Blanks(body, at + 1);
        else if (body[at] != (byte)']')
            return false;
        return true;
    }

    /// <summary>Finds the last full answer's row by the id at position 0.</summary>
    private readonly struct Lookup<T>(EntitySet<T> set) : IRowLookup
        where T : class
    {
        public int LastRow(ReadOnlySpan<byte> row)
        {
            if (row.Length < 2 || row[0] != (byte)'[')
                return -1;
            var at = WireScan.Blanks(row, 1);
            var end = WireScan.EndOfValue(row, at, script: true);
            if (end < 0)
                return -1;
            var entity = set.Find(row[at..end].Trim((byte)'\''));
            return entity < 0 ? -1 : set.Row(entity);
        }
    }
}
