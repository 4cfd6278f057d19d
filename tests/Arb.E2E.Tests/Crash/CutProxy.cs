using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Arb.E2E.Tests.Crash;

/// <summary>Where the wire is cut in a placement.</summary>
internal enum CutAt
{
    /// <summary>The request came as far as the proxy; the bookmaker never hears of it.</summary>
    BeforeRequest,

    /// <summary>The bookmaker has all of the request but its end.</summary>
    InRequest,

    /// <summary>The bookmaker has answered (it books before it answers); nothing of the answer arrives.</summary>
    AfterDelivery,

    /// <summary>The first bytes of the answer arrive.</summary>
    InAnswer,
}

/// <summary>One cut, taken by the first placement that meets it, at whichever bookmaker.</summary>
internal sealed class Cut(CutAt at)
{
    private int _taken;

    public CutAt At => at;

    /// <summary>The cut was made: the wire is dead by now.</summary>
    public bool Done { get; private set; }

    public bool TryTake() => Interlocked.Exchange(ref _taken, 1) == 0;

    public void Finish() => Done = true;
}

/// <summary>
/// Stands between the engine and one bookmaker and cuts the wire at a chosen byte of a placement, with a reset. Knows of HTTP/1.1 where a request begins and ends, nothing else.
/// </summary>
internal sealed class CutProxy : IAsyncDisposable
{
    private const int AnswerSeen = 20;
    private static readonly string[] Placements = ["Bet.asmx/BetNow", "Betting/ProcessBet", "/web/confirmbet.aspx"];

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentDictionary<Socket, bool> _open = new();
    private readonly ConcurrentDictionary<Task, bool> _serving = new();
    private readonly Uri _target;
    private readonly Task _accepting;
    private volatile Cut? _cut;
    private volatile bool _down;

    public CutProxy(Uri target)
    {
        _target = target;
        _listener.Start();
        Url = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");
        _accepting = AcceptAsync();
    }

    /// <summary>Where the bookmaker is for the engine.</summary>
    public Uri Url { get; }

    /// <summary>The line is dead: what is open is reset, what is opened is reset at once.</summary>
    public bool Down
    {
        get => _down;
        set
        {
            _down = value;
            if (value)
                foreach (var socket in _open.Keys)
                    Reset(socket);
        }
    }

    /// <summary>The next placement meets this cut; the line is dead from then on until somebody puts it <see cref="Down"/> = false.</summary>
    public void Arm(Cut cut) => _cut = cut;

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        Down = true;
        await _accepting;
        await Task.WhenAll(_serving.Keys);
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptSocketAsync(_end.Token);
                var serving = ServeAsync(socket);
                _serving[serving] = true;
                _ = serving.ContinueWith(done => _serving.TryRemove(done, out _), TaskScheduler.Default);
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException or ObjectDisposedException)
        {
        }
    }

    private async Task ServeAsync(Socket client)
    {
        _open[client] = true;
        using var server = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        _open[server] = true;
        Task answers = Task.CompletedTask;
        try
        {
            while (!_down && await ReadRequestAsync(client) is { } request)
            {
                if (!server.Connected)
                    await server.ConnectAsync(IPAddress.Loopback, _target.Port, _end.Token);
                if (IsPlacement(request) && _cut is { } cut && cut.TryTake())
                {
                    await CutAsync(cut, request, client, server);
                    return;
                }
                if (answers.IsCompleted)
                    answers = PumpAsync(server, client);
                await SendAsync(server, request);
            }
        }
        catch (Exception broken) when (broken is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // one side is gone: so is the other
        }
        finally
        {
            Reset(client);
            Reset(server);
            await answers;
        }
    }

    private async Task CutAsync(Cut cut, byte[] request, Socket client, Socket server)
    {
        if (cut.At == CutAt.InRequest)
            await SendAsync(server, request.AsMemory(0, request.Length - 3));
        if (cut.At is CutAt.AfterDelivery or CutAt.InAnswer)
        {
            await SendAsync(server, request);
            var answer = new byte[64 * 1024];
            var read = await server.ReceiveAsync(answer, _end.Token);
            if (cut.At == CutAt.InAnswer)
                await SendAsync(client, answer.AsMemory(0, Math.Min(read, AnswerSeen)));
        }
        _cut = null;
        Down = true;
        cut.Finish();
    }

    /// <summary>Answers go back as they come, until either side ends.</summary>
    private async Task PumpAsync(Socket from, Socket to)
    {
        try
        {
            var buffer = new byte[16 * 1024];
            while (await from.ReceiveAsync(buffer, _end.Token) is > 0 and var read)
                await SendAsync(to, buffer.AsMemory(0, read));
            Reset(to);
        }
        catch (Exception broken) when (broken is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            Reset(to);
        }
    }

    /// <summary>One request, head and body as counted by its length; null when the client has ended.</summary>
    private async Task<byte[]?> ReadRequestAsync(Socket client)
    {
        var buffer = new byte[64 * 1024];
        var length = 0;
        while (true)
        {
            var read = await client.ReceiveAsync(buffer.AsMemory(length), _end.Token);
            if (read == 0)
                return null;
            length += read;
            var head = buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8);
            if (head >= 0 && length >= head + 4 + BodyLength(Encoding.ASCII.GetString(buffer, 0, head)))
                return buffer[..length];
            if (length == buffer.Length)
                Array.Resize(ref buffer, buffer.Length * 2);
        }
    }

    private static int BodyLength(string head)
    {
        const string Name = "\r\nContent-Length:";
        var at = head.IndexOf(Name, StringComparison.OrdinalIgnoreCase);
        return at < 0 ? 0 : int.Parse(head[(at + Name.Length)..].Split('\r')[0], System.Globalization.CultureInfo.InvariantCulture);
    }

    private static bool IsPlacement(byte[] request)
    {
        var line = Encoding.ASCII.GetString(request, 0, Array.IndexOf(request, (byte)'\r'));
        return Array.Exists(Placements, path => line.Contains(path, StringComparison.Ordinal));
    }

    private async Task SendAsync(Socket socket, ReadOnlyMemory<byte> bytes)
    {
        while (bytes.Length > 0)
            bytes = bytes[await socket.SendAsync(bytes, SocketFlags.None, _end.Token)..];
    }

    /// <summary>Closes with a reset: the other side learns at once, and sends nothing more into the void.</summary>
    private void Reset(Socket socket)
    {
        if (!_open.TryRemove(socket, out _))
            return;
        try
        {
            if (socket.Connected)
                socket.LingerState = new LingerOption(true, 0);
        }
        catch (SocketException)
        {
            // gone already
        }
        socket.Dispose();
    }
}
