using System.Buffers.Binary;
using System.IO.Compression;

namespace Arb.Providers.Http;

/// <summary>The answer is larger than the cap.</summary>
internal sealed class BodyTooLargeException(string message) : Exception(message);

/// <summary>Buffers used in turn: a body is overwritten only after all the others were. More answers at once than buffers get arrays of their own.</summary>
internal sealed class BodyBufferRing(int count, int maxBytes)
{
    private readonly List<BodyBuffer> _free = [.. Enumerable.Range(0, count).Select(_ => new BodyBuffer(maxBytes))];
    private readonly Lock _gate = new();

    public BodyBuffer Take()
    {
        lock (_gate)
        {
            if (_free.Count == 0)
                return new BodyBuffer(maxBytes);
            var first = _free[0];
            _free.RemoveAt(0);
            return first;
        }
    }

    /// <summary>
    /// The body just read goes to the end of the line; a buffer whose body nobody got is the next to be used, so that bodies too large, one after the other, blow up one buffer only.
    /// A buffer that was made for a crowd is left to the collector.
    /// </summary>
    public void Return(BodyBuffer buffer, bool used)
    {
        lock (_gate)
        {
            if (_free.Count >= count)
                return;
            _free.Insert(used ? _free.Count : 0, buffer);
        }
    }
}

/// <summary>Reads a body within the cap and decompresses it within the cap; keeps its arrays for the next body.</summary>
internal sealed class BodyBuffer(int maxBytes)
{
    private const int FirstSize = 16 * 1024;

    private byte[] _wire = [];
    private byte[] _plain = [];

    public async Task<ReadOnlyMemory<byte>> ReadAsync(HttpContent content, CancellationToken cancel)
    {
        var encoding = Encoding(content);
        if (content.Headers.ContentLength > maxBytes)
            throw TooLarge();
        var stream = await content.ReadAsStreamAsync(cancel).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            var length = 0;
            while (true)
            {
                Grow(ref _wire, length);
                var read = await stream.ReadAsync(_wire.AsMemory(length), cancel).ConfigureAwait(false);
                if (read == 0)
                    break;
                length += read;
                if (length > maxBytes)
                    throw TooLarge();
            }
            if (encoding.Length == 0 || length == 0)
                return _wire.AsMemory(0, length);
            length = Inflate(encoding, length);
            return _plain.AsMemory(0, length);
        }
    }

    private static string Encoding(HttpContent content)
    {
        if (!content.Headers.NonValidated.TryGetValues("Content-Encoding", out var values))
            return "";
        var text = values.ToString().Trim().ToLowerInvariant();
        return text switch
        {
            "" or "identity" => "",
            "gzip" or "x-gzip" => "gzip",
            "deflate" or "br" => text,
            _ => throw new InvalidDataException("content encoding not known"),
        };
    }

    private int Inflate(string encoding, int wireLength)
    {
        using var source = new MemoryStream(_wire, 0, wireLength, writable: false);
        using Stream decoder = encoding switch
        {
            "gzip" => new GZipStream(source, CompressionMode.Decompress),
            "br" => new BrotliStream(source, CompressionMode.Decompress),
            // "deflate" means zlib; some servers send the bare stream.
            _ when IsZlib(_wire, wireLength) => new ZLibStream(source, CompressionMode.Decompress),
            _ => new DeflateStream(source, CompressionMode.Decompress),
        };
        var length = 0;
        while (true)
        {
            Grow(ref _plain, length);
            var read = Decode(decoder, length);
            if (read == 0)
                break;
            length += read;
            if (length > maxBytes)
                throw TooLarge();
        }
        // The runtime's reader takes a cut gzip stream for a short one; the trailer knows the real length.
        if (encoding == "gzip" && (wireLength < 18 || BinaryPrimitives.ReadUInt32LittleEndian(_wire.AsSpan(wireLength - 4)) != (uint)length))
            throw new InvalidDataException("gzip stream is cut");
        return length;
    }

    private int Decode(Stream decoder, int at)
    {
        try
        {
            return decoder.Read(_plain, at, _plain.Length - at);
        }
        catch (InvalidOperationException e) when (decoder is BrotliStream)
        {
            throw new InvalidDataException("broken br stream", e);
        }
    }

    private static bool IsZlib(byte[] bytes, int length) => length >= 2 && (bytes[0] & 0x0F) == 8 && ((bytes[0] << 8) | bytes[1]) % 31 == 0;

    // One byte above the cap is enough to notice that the cap is passed.
    private void Grow(ref byte[] array, int used)
    {
        if (used < array.Length)
            return;
        var size = (int)Math.Min(maxBytes + 1L, Math.Max(FirstSize, array.Length * 2L));
        Array.Resize(ref array, size);
    }

    private BodyTooLargeException TooLarge() => new($"the answer is larger than {maxBytes} bytes");
}
