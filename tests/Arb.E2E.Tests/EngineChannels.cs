using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Arb.Domain.Commands;
using Arb.Host.Control;

namespace Arb.E2E.Tests;

/// <summary>Speaks to a running engine.</summary>
internal interface IEngineChannel : IDisposable
{
    /// <summary>Sends a command. Throws <see cref="NoEngineException"/> when nobody listens.</summary>
    Task<CommandReply> SendAsync(ArbCommand command);
}

/// <summary>From this process.</summary>
internal sealed class SocketChannel(string folder) : IEngineChannel
{
    private readonly ControlClient _client = new(folder);

    public Task<CommandReply> SendAsync(ArbCommand command) => _client.SendAsync(command);

    public void Dispose() => _client.Dispose();
}

/// <summary>Through an <c>arb send</c> that stays: the pipes of another system are reached by its own programs only.</summary>
internal sealed class SendChannel(ArbProgram program, string folder) : IEngineChannel
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private static readonly UTF8Encoding Json = new(encoderShouldEmitUTF8Identifier: false);
    private readonly SemaphoreSlim _turn = new(1);
    private Process? _sender;

    public async Task<CommandReply> SendAsync(ArbCommand command)
    {
        await _turn.WaitAsync();
        try
        {
            var sender = _sender ??= Start();
            try
            {
                await sender.StandardInput.WriteLineAsync(JsonSerializer.Serialize(command, CommandJson.Compact));
                await sender.StandardInput.FlushAsync();
            }
            catch (IOException)
            {
                // It has ended already, and its exit code says why.
            }
            // A sender that ended says nothing more, though its output may stay open (ProcessEnds).
            var answer = sender.StandardOutput.ReadLineAsync();
            using (var answered = new CancellationTokenSource())
            {
                await Task.WhenAny(answer, sender.EndedAsync(answered.Token)).WaitAsync(Patience);
                await answered.CancelAsync();
            }
            if (await ProcessEnds.LastWordsAsync(answer) is { } line)
                return JsonSerializer.Deserialize<CommandReply>(line, CommandJson.Compact)!;
            throw await EndedAsync(sender);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose()
    {
        End();
        _turn.Dispose();
    }

    private Process Start()
    {
        var start = program.With("send", "--data", program.PathOf(folder));
        start.RedirectStandardInput = true;
        start.StandardInputEncoding = start.StandardOutputEncoding = start.StandardErrorEncoding = Json;
        return Process.Start(start)!;
    }

    private async Task<Exception> EndedAsync(Process sender)
    {
        await sender.EndedAsync().WaitAsync(Patience);
        var said = await ProcessEnds.LastWordsAsync(sender.StandardError.ReadToEndAsync()!);
        var code = sender.ExitCode;
        var ended = new IOException($"arb send ended with {code}: {said}");
        End();
        return code == ExitCodes.Refused ? new NoEngineException(folder, ended) : ended;
    }

    private void End()
    {
        if (_sender is not { } sender)
            return;
        _sender = null;
        if (!sender.HasExited)
            sender.Kill();
        sender.Dispose();
    }
}
