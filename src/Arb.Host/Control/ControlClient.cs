using System.IO.Pipes;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Arb.Domain.Commands;

namespace Arb.Host.Control;

/// <summary>No engine listens at a data folder.</summary>
internal sealed class NoEngineException(string folder, Exception inner)
    : Exception($"no engine runs in {folder}: start one with arb run --data {folder}", inner);

/// <summary>Talks to the engine of a data folder.</summary>
internal sealed class ControlClient : IDisposable
{
    private readonly string _folder;
    private readonly HttpClient _http;

    public ControlClient(string folder)
    {
        _folder = Path.GetFullPath(folder);
        ControlServer.CheckPath(_folder);
        _http = new HttpClient(new SocketsHttpHandler { ConnectCallback = (_, cancel) => ConnectAsync(cancel), UseProxy = false })
        {
            BaseAddress = new Uri("http://arb"),
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    /// <summary>Sends a command. Throws <see cref="NoEngineException"/> when nobody listens.</summary>
    public async Task<CommandReply> SendAsync(ArbCommand command, CancellationToken cancel = default)
    {
        using var content = new StringContent(JsonSerializer.Serialize(command, CommandJson.Compact), Encoding.UTF8, "application/json");
        try
        {
            using var response = await _http.PostAsync("/command", content, cancel);
            await using var body = await response.Content.ReadAsStreamAsync(cancel);
            return await JsonSerializer.DeserializeAsync<CommandReply>(body, CommandJson.Compact, cancel) ?? throw new JsonException("empty answer");
        }
        catch (HttpRequestException gone)
        {
            throw new NoEngineException(_folder, gone);
        }
    }

    /// <summary>Status once a second until cancelled or the engine ends.</summary>
    public async IAsyncEnumerable<CommandReply> WatchAsync([EnumeratorCancellation] CancellationToken cancel = default)
    {
        HttpResponseMessage response;
        try
        {
            response = await _http.GetAsync("/watch", HttpCompletionOption.ResponseHeadersRead, cancel);
        }
        catch (HttpRequestException gone)
        {
            throw new NoEngineException(_folder, gone);
        }
        using (response)
        {
            using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancel));
            while (await reader.ReadLineAsync(cancel) is { } line)
            {
                if (!line.StartsWith("data: ", StringComparison.Ordinal))
                    continue;
                if (JsonSerializer.Deserialize<CommandReply>(line.AsSpan(6), CommandJson.Compact) is { } reply)
                    yield return reply;
            }
        }
    }

    public void Dispose() => _http.Dispose();

    private async ValueTask<Stream> ConnectAsync(CancellationToken cancel)
    {
        if (OperatingSystem.IsWindows())
        {
            var pipe = new NamedPipeClientStream(".", ControlServer.PipeName(_folder), PipeDirection.InOut, PipeOptions.Asynchronous);
            await pipe.ConnectAsync(2_000, cancel);
            return pipe;
        }
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(Path.Combine(_folder, "arb.sock")), cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
