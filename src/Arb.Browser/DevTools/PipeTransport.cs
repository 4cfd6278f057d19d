using System.Threading.Channels;

namespace Arb.Browser.DevTools;

/// <summary>
/// NUL-terminated messages over two streams (<c>--remote-debugging-pipe</c>). A thread each for reading and writing: reads of a pipe cannot be cancelled, and a stopped browser
/// blocks a write for good; both end when the browser does, so whoever closes this ends the browser first.
/// </summary>
internal sealed class PipeTransport(Stream toBrowser, Stream fromBrowser, int maxMessage, int sendQueue) : IDevToolsTransport
{
    private const int ReadSize = 64 * 1024;
    private static readonly byte[] End = [0];

    private readonly Channel<byte[]> _queue = Channel.CreateBounded<byte[]>(new BoundedChannelOptions(sendQueue) { SingleReader = true });
    private MessageSplitter? _splitter;
    private int _ended;
    private bool _started;

    /// <inheritdoc/>
    public long Skipped => _splitter?.Skipped ?? 0;

    /// <inheritdoc/>
    public void Start(Action<ReadOnlyMemory<byte>> message, Action<string> closed)
    {
        void Ended(string reason)
        {
            _queue.Writer.TryComplete();
            if (Interlocked.Exchange(ref _ended, 1) == 0)
                closed(reason);
        }
        _started = true;
        new Thread(() => Read(message, Ended)) { IsBackground = true, Name = "devtools-read" }.Start();
        new Thread(() => Write(Ended)) { IsBackground = true, Name = "devtools-write" }.Start();
    }

    /// <inheritdoc/>
    public bool TrySend(byte[] message) => _queue.Writer.TryWrite(message);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        if (!_started)
        {
            toBrowser.Dispose();
            fromBrowser.Dispose();
        }
        return ValueTask.CompletedTask;
    }

    private void Read(Action<ReadOnlyMemory<byte>> message, Action<string> ended)
    {
        var reason = "the browser closed the connection";
        try
        {
            using (fromBrowser)
            {
                var splitter = _splitter = new MessageSplitter(maxMessage, message);
                var buffer = new byte[ReadSize];
                int length;
                while ((length = fromBrowser.Read(buffer)) > 0)
                    splitter.Push(buffer.AsMemory(0, length));
            }
        }
        catch (Exception broken) when (broken is IOException or ObjectDisposedException)
        {
            reason = "the connection to the browser broke";
        }
        ended(reason);
    }

    private void Write(Action<string> ended)
    {
        try
        {
            using (toBrowser)
            {
                while (_queue.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
                    while (_queue.Reader.TryRead(out var message))
                    {
                        toBrowser.Write(message);
                        toBrowser.Write(End);
                    }
            }
        }
        catch (Exception broken) when (broken is IOException or ObjectDisposedException)
        {
            ended("the connection to the browser broke");
        }
    }
}
