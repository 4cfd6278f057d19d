using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;

namespace Arb.StandIn.Browser;

/// <summary>DevTools on a port of the loopback interface: writes down port and path as Chrome does, and takes one WebSocket at that path, from no web page.</summary>
internal static class StandInPort
{
    private const int MaxHead = 16 * 1024;
    private const int ReadSize = 64 * 1024;

    public static async Task<int> ServeAsync(string profile, StandInTools devTools)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var path = "/devtools/browser/" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        await File.WriteAllTextAsync(Path.Combine(profile, "DevToolsActivePort"), $"{((IPEndPoint)listener.LocalEndpoint).Port}\n{path}");
        while (true)
        {
            using var client = await listener.AcceptTcpClientAsync();
            var stream = client.GetStream();
            var head = await ReadHeadAsync(stream);
            if (!head.StartsWith($"GET {path} ", StringComparison.Ordinal) || head.Contains("\nOrigin:", StringComparison.OrdinalIgnoreCase))
            {
                await stream.WriteAsync("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"u8.ToArray());
                continue;
            }
            var key = head.Split("\r\n").Single(line => line.StartsWith("Sec-WebSocket-Key:", StringComparison.OrdinalIgnoreCase)).Split(':', 2)[1].Trim();
            var accept = Convert.ToBase64String(Sha1(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"));
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {accept}\r\n\r\n"));
            using var socket = WebSocket.CreateFromStream(stream, new WebSocketCreationOptions { IsServer = true });
            await TalkAsync(socket, devTools);
            return 0;
        }
    }

    private static async Task TalkAsync(WebSocket socket, StandInTools devTools)
    {
        var buffer = new byte[ReadSize];
        using var message = new MemoryStream();
        while (!devTools.Closed)
        {
            var part = await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
            if (part.MessageType == WebSocketMessageType.Close)
                return;
            message.Write(buffer, 0, part.Count);
            if (!part.EndOfMessage)
                continue;
            var answers = new List<byte[]>();
            devTools.Take(message.ToArray(), answers.Add);
            message.SetLength(0);
            foreach (var answer in answers)
                await socket.SendAsync(answer.AsMemory(), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        }
    }

    private static async Task<string> ReadHeadAsync(NetworkStream stream)
    {
        var head = new StringBuilder();
        var letter = new byte[1];
        while (head.Length < MaxHead && await stream.ReadAsync(letter) == 1)
        {
            head.Append((char)letter[0]);
            if (letter[0] == '\n' && head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
                break;
        }
        return head.ToString();
    }

    // The handshake's own algorithm; it protects nothing.
    private static byte[] Sha1(string text) => SHA1.HashData(Encoding.ASCII.GetBytes(text));
}
