namespace Arb.Providers.Harvesting;

/// <summary>One poll's last applied body and its validator. Buffers grow and are kept; the transport's buffer is never kept.</summary>
internal sealed class PollBody
{
    private byte[] _bytes = [];
    private int _length;
    private bool _valid;

    /// <summary>Validator of the last applied answer, with the address it belongs to; null when none.</summary>
    public string? ETag { get; private set; }

    public string? ETagUri { get; private set; }

    /// <summary>State version right after the last body was applied: another one means that something else has changed the state since.</summary>
    public long Version { get; private set; }

    /// <summary>Result figures of the last body.</summary>
    public int Rows { get; private set; }

    public bool HasBody => _valid;

    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _length);

    public bool Same(ReadOnlySpan<byte> body) => _valid && body.SequenceEqual(Bytes);

    /// <summary>Keeps a copy of an applied body.</summary>
    public void Keep(ReadOnlySpan<byte> body, int rows, long version)
    {
        if (_bytes.Length < body.Length)
            _bytes = new byte[Math.Max(body.Length + (body.Length >> 2), 4096)];
        body.CopyTo(_bytes);
        _length = body.Length;
        _valid = true;
        Rows = rows;
        Version = version;
    }

    public void KeepTag(string? tag, string? uri)
    {
        ETag = tag;
        ETagUri = uri;
    }

    /// <summary>Forgets that the body was applied whole (something in it has to be tried again); its bytes stay for row comparison.</summary>
    public void Invalidate()
    {
        _valid = false;
        KeepTag(null, null);
    }

    public void Clear()
    {
        Invalidate();
        _length = 0;
        Rows = 0;
    }
}
