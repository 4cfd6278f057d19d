using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Arb.Tests.Providers.Http;

/// <summary>A raw server on loopback: the test says byte by byte what a connection answers, and reads what the client really sent.</summary>
internal sealed class LoopbackServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<Connection, Task> _script;
    private readonly Task _accepting;

    public LoopbackServer(Func<Connection, Task> script)
    {
        _script = script;
        _listener.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");
        _accepting = AcceptAsync();
    }

    public ConcurrentQueue<string> Requests { get; } = new();

    public int Connections { get; private set; }

    public Uri Address { get; }

    public static byte[] Answer(string status, string headers, byte[] body) =>
        [.. Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\n{headers}Content-Length: {body.Length}\r\n\r\n"), .. body];

    /// <summary>An address where nobody listens.</summary>
    public static Uri DeadAddress()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        return new Uri($"http://127.0.0.1:{port}/");
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var running = new List<Task>();
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                Connections++;
                var number = Connections;
                running.Add(Task.Run(() => ServeAsync(client, number)));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(running);
        }
    }

    private async Task ServeAsync(TcpClient client, int number)
    {
        using (client)
        {
            try
            {
                await _script(new Connection(this, client, number));
            }
            catch (Exception e) when (e is IOException or OperationCanceledException)
            {
                // The client hung up or the test is over.
            }
        }
    }

    /// <summary>One accepted connection.</summary>
    internal sealed class Connection(LoopbackServer server, TcpClient client, int number)
    {
        private readonly NetworkStream _stream = client.GetStream();

        public int Number => number;

        public CancellationToken Stop => server._stop.Token;

        /// <summary>Reads one request, or null when the client closed.</summary>
        public async Task<string?> ReadAsync()
        {
            var text = new StringBuilder();
            var one = new byte[1];
            while (!text.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
            {
                if (await _stream.ReadAsync(one, Stop) == 0)
                    return null;
                text.Append((char)one[0]);
            }
            var head = text.ToString();
            var at = head.IndexOf("Content-Length: ", StringComparison.OrdinalIgnoreCase);
            if (at >= 0)
            {
                var body = new byte[int.Parse(head[(at + 16)..head.IndexOf('\r', at)])];
                await _stream.ReadExactlyAsync(body, Stop);
                text.Append(Encoding.UTF8.GetString(body));
            }
            server.Requests.Enqueue(text.ToString());
            return text.ToString();
        }

        public async Task WriteAsync(byte[] bytes) => await _stream.WriteAsync(bytes, Stop);

        public Task WriteAsync(string text) => WriteAsync(Encoding.Latin1.GetBytes(text));

        /// <summary>Waits until the client closes or the test ends.</summary>
        public async Task UntilClosedAsync()
        {
            var one = new byte[1];
            while (await _stream.ReadAsync(one, Stop) > 0)
            {
            }
        }
    }
}
