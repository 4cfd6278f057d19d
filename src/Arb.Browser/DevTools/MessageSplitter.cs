namespace Arb.Browser.DevTools;

/// <summary>
/// Cuts a stream of bytes into messages that each end with NUL. A message larger than the bound is skipped to its end and counted; the ones after it arrive.
/// Not thread-safe.
/// </summary>
internal sealed class MessageSplitter(int maxMessage, Action<ReadOnlyMemory<byte>> message)
{
    private const int SmallBuffer = 64 * 1024;

    // Large answers (bodies) are rare: their buffer is not kept for the life of the browser.
    private const int LargestKept = 1024 * 1024;

    private byte[] _buffer = new byte[SmallBuffer];
    private int _held;
    private bool _skipping;
    private long _skipped;

    /// <summary>Messages that were too large; may be read from any thread.</summary>
    public long Skipped => Interlocked.Read(ref _skipped);

    /// <summary>Takes the next bytes, whole messages or parts of them.</summary>
    public void Push(ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var end = bytes.Span.IndexOf((byte)0);
            if (end < 0)
            {
                Hold(bytes.Span);
                return;
            }
            var last = bytes[..end];
            bytes = bytes[(end + 1)..];
            if (_skipping)
                _skipping = false;
            else if (_held == 0 && last.Length <= maxMessage)
                Deliver(last);
            else if (Hold(last.Span))
                Deliver(_buffer.AsMemory(0, _held));
            else
                _skipping = false;
            _held = 0;
            if (_buffer.Length > LargestKept)
                _buffer = new byte[SmallBuffer];
        }
    }

    private void Deliver(ReadOnlyMemory<byte> bytes)
    {
        if (!bytes.IsEmpty)
            message(bytes);
    }

    /// <summary>Keeps a part; false when the message is too large: from then on its bytes are skipped.</summary>
    private bool Hold(ReadOnlySpan<byte> part)
    {
        if (_skipping)
            return false;
        if (part.Length > maxMessage - _held)
        {
            Interlocked.Increment(ref _skipped);
            _held = 0;
            _skipping = true;
            return false;
        }
        if (_buffer.Length - _held < part.Length)
            Array.Resize(ref _buffer, (int)Math.Min(Math.Max((long)_buffer.Length * 2, _held + part.Length), Math.Max(maxMessage, SmallBuffer)));
        part.CopyTo(_buffer.AsSpan(_held));
        _held += part.Length;
        return true;
    }
}
