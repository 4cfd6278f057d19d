using Arb.Domain.Harvest;
using Arb.Providers.Harvesting;

namespace Arb.Providers.Isport;

/// <summary>Sections of a response.</summary>
internal enum IsportSection : byte
{
    Leagues,
    Matches,
    Odds,
}

/// <summary>Rows of one section of one poll: those of the last snapshot and those of the body at hand.</summary>
internal sealed class IsportSectionRows(IsportFields fields)
{
    private byte[] _lastNames = [];

    public IsportFields Fields { get; } = fields;

    public RowTable Last { get; private set; } = new();

    public RowTable Scan { get; private set; } = new();

    /// <summary>True when the body at hand has the section.</summary>
    public bool Present { get; set; }

    /// <summary>True when the field order is that of <see cref="Last"/>: only then do equal bytes mean equal rows.</summary>
    public bool SameOrder { get; private set; }

    /// <summary>Position of the id in the last response: a hint for the walker.</summary>
    public int IdHint { get; private set; }

    public void BeginScan()
    {
        Scan.Clear();
        Present = false;
        IdHint = Math.Max(Fields[0], 0);
    }

    /// <summary>Reads this response's field order.</summary>
    public bool ReadNames(ReadOnlySpan<byte> names)
    {
        SameOrder = names.SequenceEqual(_lastNames);
        return Fields.Read(names);
    }

    /// <summary>The body at hand is the last snapshot now.</summary>
    public void KeepScan(ReadOnlySpan<byte> names)
    {
        (Last, Scan) = (Scan, Last);
        if (!names.SequenceEqual(_lastNames))
            _lastNames = names.ToArray();
    }

    public void Clear()
    {
        Last.Clear();
        Scan.Clear();
        _lastNames = [];
    }
}

/// <summary>State of one poll: cursor, last bodies, rows.</summary>
internal sealed class IsportPoll(HarvestPoll poll, int list)
{
    /// <summary>What the worker knows of it.</summary>
    public HarvestPoll Poll { get; } = poll;

    /// <summary>0 for t (today), 1 for l (live).</summary>
    public int List { get; } = list;

    /// <summary>The list's name on the wire.</summary>
    public string Market => List == 1 ? "l" : "t";

    public PollBody Body { get; } = new();

    public PollBody DeltaBody { get; } = new();

    public IsportSectionRows[] Sections { get; } =
        [new(IsportRow.LeagueFields()), new(IsportRow.MatchFields()), new(IsportRow.OddsFields())];

    /// <summary>Each list has its own place in the common counter.</summary>
    public long Cursor { get; set; }

    public bool NeedsSnapshot { get; set; } = true;

    public string? AskedUri { get; set; }

    public IsportSectionRows this[IsportSection section] => Sections[(int)section];

    public void Clear()
    {
        Body.Clear();
        DeltaBody.Clear();
        foreach (var section in Sections)
            section.Clear();
        Cursor = 0;
        NeedsSnapshot = true;
        AskedUri = null;
    }
}

/// <summary>Extents of one response.</summary>
internal ref struct IsportEnvelope
{
    public ReadOnlySpan<byte> LeagueNames;
    public ReadOnlySpan<byte> MatchNames;
    public ReadOnlySpan<byte> OddsNames;
    public ReadOnlySpan<byte> GoneMatches;
    public ReadOnlySpan<byte> GoneOdds;
    public long Cursor;
    public bool HasCursor;
    public bool? Full;
    public bool HasFields;
    public int ErrorCode;

    /// <summary>Delimits everything and checks that the envelope is whole; changes nothing but the poll's scan tables.</summary>
    public bool TryScan(ReadOnlySpan<byte> body, IsportPoll poll, IsportBook book)
    {
        foreach (var section in poll.Sections)
            section.BeginScan();
        var envelope = new JsonEnvelope(body);
        while (envelope.Next(out var name))
        {
            if (name.SequenceEqual("l"u8))
                envelope.At = Walk(body, envelope.At, poll, IsportSection.Leagues, book.Leagues);
            else if (name.SequenceEqual("m"u8))
                envelope.At = Walk(body, envelope.At, poll, IsportSection.Matches, book.Matches[poll.List]);
            else if (name.SequenceEqual("o"u8))
                envelope.At = Walk(body, envelope.At, poll, IsportSection.Odds, book.Odds[poll.List]);
            else if (!Take(name, envelope.Value()))
                return false;
            if (envelope.At < 0)
                return false;
        }
        return !envelope.Broken;
    }

    /// <summary>The names of a section.</summary>
    public readonly ReadOnlySpan<byte> Names(IsportSection section) => section switch
    {
        IsportSection.Leagues => LeagueNames,
        IsportSection.Matches => MatchNames,
        _ => OddsNames,
    };

    private bool Take(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (name.SequenceEqual("cursor"u8))
        {
            HasCursor = System.Buffers.Text.Utf8Parser.TryParse(value, out Cursor, out var used) && used == value.Length;
        }
        else if (name.SequenceEqual("full"u8))
        {
            Full = value.SequenceEqual("true"u8) ? true : value.SequenceEqual("false"u8) ? false : null;
        }
        else if (name.SequenceEqual("ErrorCode"u8))
        {
            if (!System.Buffers.Text.Utf8Parser.TryParse(value.Trim((byte)'"'), out ErrorCode, out var used) || used == 0)
                ErrorCode = -1;
        }
        else if (name.SequenceEqual("f"u8))
        {
            HasFields = true;
            return Split(value, ref LeagueNames, ref MatchNames, ref OddsNames);
        }
        else if (name.SequenceEqual("x"u8) && !value.SequenceEqual("null"u8))
        {
            var ignored = default(ReadOnlySpan<byte>);
            return Split(value, ref ignored, ref GoneMatches, ref GoneOdds);
        }
        return true;
    }

    private static bool Split(ReadOnlySpan<byte> value, ref ReadOnlySpan<byte> leagues, ref ReadOnlySpan<byte> matches, ref ReadOnlySpan<byte> odds)
    {
        var parts = new JsonEnvelope(value);
        while (parts.Next(out var name))
        {
            var part = parts.Value();
            if (name.SequenceEqual("l"u8))
                leagues = part;
            else if (name.SequenceEqual("m"u8))
                matches = part;
            else if (name.SequenceEqual("o"u8))
                odds = part;
        }
        return !parts.Broken;
    }

    private static int Walk<T>(ReadOnlySpan<byte> body, int at, IsportPoll poll, IsportSection section, EntitySet<T> set)
        where T : class
    {
        var rows = poll[section];
        if (rows.Present)
            return -1;
        rows.Present = true;
        var lookup = new Lookup<T>(set, rows.IdHint);
        var predicted = 0;
        return RowWalker.Walk(body, at, 0, false, rows.Scan, rows.Last, poll.Body.Bytes, ref predicted, ref lookup);
    }

    /// <summary>Finds the last snapshot's row by the id at the hinted position; a wrong hint costs time, never truth.</summary>
    private readonly struct Lookup<T>(EntitySet<T> set, int position) : IRowLookup
        where T : class
    {
        public int LastRow(ReadOnlySpan<byte> row)
        {
            if (row.Length < 2 || row[0] != (byte)'[')
                return -1;
            var at = WireScan.Blanks(row, 1);
            for (var i = 0; ; i++)
            {
                var end = WireScan.EndOfValue(row, at, script: false);
                if (end < 0)
                    return -1;
                if (i == position)
                {
                    var entity = set.Find(row[at..end].Trim((byte)'"'));
                    return entity < 0 ? -1 : set.Row(entity);
                }
                at = WireScan.Blanks(row, end);
                if (at >= row.Length || row[at] != (byte)',')
                    return -1;
                at = WireScan.Blanks(row, at + 1);
            }
        }
    }
}
