using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Arb.Domain.Commands;

namespace Arb.Host.Control;

/// <summary>No engine listens at a data folder.</summary>
internal sealed class NoEngineException(string folder, Exception inner)
    : Exception($"no engine runs in {folder}: start one with arb run --data {folder}, or name the folder of the one that runs with --data", inner);

/// <summary>Talks to the engine of a data folder.</summary>
internal sealed class ControlClient : IDisposable
{
    // Longer than the engine lets any command take: it is reached only when the whole process hangs.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(6);

    private readonly string _folder;
    private readonly HttpClient _http;

    public ControlClient(string folder)
    {
        _folder = Path.GetFullPath(folder);
        ControlServer.CheckPath(_folder);
        _http = new HttpClient(new SocketsHttpHandler { ConnectCallback = (_, cancel) => ConnectAsync(cancel), UseProxy = false })
        {
            BaseAddress = new Uri("http://arb"),
            Timeout = Patience,
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
        catch (Exception failed) when (failed is HttpRequestException or TaskCanceledException { InnerException: TimeoutException })
        {
            throw Unreached(failed);
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
        catch (Exception failed) when (failed is HttpRequestException or TaskCanceledException { InnerException: TimeoutException })
        {
            throw Unreached(failed);
        }
        using (response)
        {
            if (response.StatusCode == System.Net.HttpStatusCode.ServiceUnavailable)
                throw new IOException($"the engine in {_folder} has as many arb watch as it serves: end one of them");
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

    private Exception Unreached(Exception failed) => failed switch
    {
        TaskCanceledException => new IOException($"the engine in {_folder} does not answer: its process hangs; arb.log in its folder may say why", failed),
        { InnerException: SocketException { SocketErrorCode: SocketError.AccessDenied } } =>
            new UnauthorizedAccessException($"the data folder {_folder} belongs to another user: run arb as the user who started the engine", failed),
        _ => new NoEngineException(_folder, failed),
    };

    private async ValueTask<Stream> ConnectAsync(CancellationToken cancel)
    {
        if (OperatingSystem.IsWindows())
            return await ControlPipe.ConnectAsync(ControlServer.PipeName(_folder), cancel);
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
