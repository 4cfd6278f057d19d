namespace Arb.Providers.Harvesting;

/// <summary>Walks the properties of one JSON object by extents. <see cref="Broken"/> after the walk says that the body is cut or is no such object.</summary>
internal ref struct JsonEnvelope
{
    private readonly ReadOnlySpan<byte> _body;
    private bool _first;
    private bool _done;

    public JsonEnvelope(ReadOnlySpan<byte> body)
    {
        _body = body;
        At = WireScan.Blanks(body, 0);
        _first = true;
        Broken = At >= body.Length || body[At] != (byte)'{';
        At++;
    }

    /// <summary>Position in the body; whoever reads a value itself moves it behind the value.</summary>
    public int At;

    /// <summary>True when the body is not one whole object.</summary>
    public bool Broken { get; private set; }

    /// <summary>The next property's name, positioned at its value; false at the end or when broken.</summary>
    public bool Next(out ReadOnlySpan<byte> name)
    {
        name = default;
        if (Broken || _done)
            return false;
        At = WireScan.Blanks(_body, At);
        if (Is((byte)'}'))
        {
            _done = true;
            Broken = WireScan.Blanks(_body, At + 1) != _body.Length;
            return false;
        }
        if (!_first)
        {
            if (!Is((byte)','))
                return Fail();
            At = WireScan.Blanks(_body, At + 1);
        }
        _first = false;
        if (!Is((byte)'"'))
            return Fail();
        var end = WireScan.EndOfString(_body, At);
        if (end < 0)
            return Fail();
        name = _body[(At + 1)..(end - 1)];
        At = WireScan.Blanks(_body, end);
        if (!Is((byte)':'))
            return Fail();
        At = WireScan.Blanks(_body, At + 1);
        return true;
    }

    /// <summary>Takes the value at the position as an extent.</summary>
    public ReadOnlySpan<byte> Value()
    {
        var end = WireScan.EndOfValue(_body, At, script: false);
        if (end < 0)
        {
            Fail();
            return default;
        }
        var value = _body[At..end];
        At = end;
        return value;
    }

    /// <summary>Marks the body as broken (also for rows that a walker could not delimit).</summary>
    public bool Fail()
    {
        Broken = true;
        return false;
    }

    private readonly bool Is(byte mark) => At < _body.Length && _body[At] == mark;
}
