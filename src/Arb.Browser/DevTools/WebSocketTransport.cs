using System.Net.WebSockets;
using System.Threading.Channels;

namespace Arb.Browser.DevTools;

/// <summary>One message per WebSocket message: where a browser refuses pipes (some on Windows). Local addresses only; no Origin header is sent, so the browser needs no permission for one.</summary>
internal sealed class WebSocketTransport : IDevToolsTransport
{
    private const int ReadSize = 64 * 1024;

    private readonly ClientWebSocket _socket;
    private readonly int _maxMessage;
    private readonly Channel<byte[]> _queue;
    private readonly CancellationTokenSource _stop = new();
    private MessageSplitter? _splitter;
    private int _ended;

    private WebSocketTransport(ClientWebSocket socket, int maxMessage, int sendQueue)
    {
        _socket = socket;
        _maxMessage = maxMessage;
        _queue = Channel.CreateBounded<byte[]>(new BoundedChannelOptions(sendQueue) { SingleReader = true });
    }

    /// <summary>Connects. Throws <see cref="WebSocketException"/>.</summary>
    public static async Task<WebSocketTransport> ConnectAsync(int port, string path, int maxMessage, int sendQueue, CancellationToken cancel)
    {
        var socket = new ClientWebSocket();
        try
        {
            // Neither a proxy nor idle pings between this process and a browser on the same machine.
            socket.Options.Proxy = null;
            socket.Options.KeepAliveInterval = TimeSpan.Zero;
            await socket.ConnectAsync(new UriBuilder("ws", "127.0.0.1", port, path).Uri, cancel).ConfigureAwait(false);
            return new WebSocketTransport(socket, maxMessage, sendQueue);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

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
        _ = Task.Run(() => ReadAsync(message, Ended));
        _ = Task.Run(() => WriteAsync(Ended));
    }

    /// <inheritdoc/>
    public bool TrySend(byte[] message) => _queue.Writer.TryWrite(message);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _stop.CancelAsync().ConfigureAwait(false);
        _socket.Abort();
        _socket.Dispose();
    }

    private async Task ReadAsync(Action<ReadOnlyMemory<byte>> message, Action<string> ended)
    {
        var reason = "the browser closed the connection";
        try
        {
            var splitter = _splitter = new MessageSplitter(_maxMessage, message);
            var buffer = new byte[ReadSize];
            while (true)
            {
                var part = await _socket.ReceiveAsync(buffer.AsMemory(), _stop.Token).ConfigureAwait(false);
                if (part.MessageType == WebSocketMessageType.Close)
                    break;
                splitter.Push(buffer.AsMemory(0, part.Count));
                if (part.EndOfMessage)
                    splitter.Push(new byte[1]);
            }
        }
        catch (Exception broken) when (broken is WebSocketException or OperationCanceledException or ObjectDisposedException or IOException)
        {
            reason = "the connection to the browser broke";
        }
        ended(reason);
    }

    private async Task WriteAsync(Action<string> ended)
    {
        try
        {
            await foreach (var message in _queue.Reader.ReadAllAsync(_stop.Token).ConfigureAwait(false))
                await _socket.SendAsync(message.AsMemory(), WebSocketMessageType.Text, endOfMessage: true, _stop.Token).ConfigureAwait(false);
        }
        catch (Exception broken) when (broken is WebSocketException or OperationCanceledException or ObjectDisposedException or IOException)
        {
            ended("the connection to the browser broke");
        }
    }
}
