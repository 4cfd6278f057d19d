using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Text.Json;
using Akka.Actor;
using Akka.Hosting;
using Arb.Actors.Commands;
using Arb.Domain.Commands;
using Arb.Host.Dashboard;
using Arb.Host.Logging;
using Arb.Storage;

namespace Arb.Host.Control;

/// <summary>
/// The control channel: HTTP on a Unix socket inside the data folder (0600), or a named pipe of its owner (<see cref="ControlPipe"/>) on Windows. No TCP port. <c>POST /command</c> takes one
/// <see cref="ArbCommand"/> and answers one <see cref="CommandReply"/>; <c>GET /watch</c> streams a <see cref="StatusReport"/> a second as server-sent events.
/// </summary>
internal static class ControlServer
{
    /// <summary>A session import with many cookies is far below this.</summary>
    public const int MaxBodyBytes = 4 * 1024 * 1024;

    private const int MaxWatchers = 16;

    // sockaddr_un holds 108 bytes (104 on macOS) with its terminator.
    private const int MaxSocketPath = 103;

    /// <summary>Name of the Windows pipe of a data folder: the same however the folder is written.</summary>
    [SupportedOSPlatform("windows")]
    public static string PipeName(string folder) => "arb-" + Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(WindowsNames.Of(folder))))[..16];

    /// <summary>Throws <see cref="Configuration.SettingsException"/> when the folder's path is too long for a socket in it.</summary>
    public static void CheckPath(string folder)
    {
        var socket = Path.Combine(Path.GetFullPath(folder), "arb.sock");
        var length = System.Text.Encoding.UTF8.GetByteCount(socket);
        if (!OperatingSystem.IsWindows() && length > MaxSocketPath)
            throw new Configuration.SettingsException($"the path of the control socket, {socket}, has {length} bytes and may have {MaxSocketPath}: choose a shorter data folder");
    }

    /// <summary>
    /// Throws <see cref="FolderInUseException"/> when somebody listens at the folder: whatever became of its lock, a control channel is never taken from an engine that lives. A socket that a crash
    /// left refuses connections.
    /// </summary>
    public static void RefuseLive(DataFolder folder)
    {
        if (OperatingSystem.IsWindows())
        {
            if (ControlPipe.Exists(PipeName(folder.Path)))
                throw DataFolder.InUse(folder.Path, "it listens on its control channel");
            return;
        }

        if (!File.Exists(folder.SocketFile))
            return;
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { Blocking = false };
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(folder.SocketFile));
        }
        catch (SocketException refused) when (refused.SocketErrorCode is SocketError.ConnectionRefused or SocketError.AddressNotAvailable)
        {
            return;
        }
        catch (SocketException busy)
        {
            throw DataFolder.InUse(folder.Path, $"its control channel says {busy.SocketErrorCode}", busy); // full, or another user's: somebody is there
        }

        throw DataFolder.InUse(folder.Path, "it listens on its control channel");
    }

    /// <summary>Listens on the folder's socket. A socket file left by a crash is removed: the caller holds the folder, and nobody listened there (<see cref="RefuseLive"/>).</summary>
    public static void Listen(WebApplicationBuilder builder, DataFolder folder)
    {
        if (OperatingSystem.IsWindows())
        {
            var list = ControlPipe.OwnersOnly(); // says what CurrentUserOnly would, and keeps the network out
            builder.WebHost.UseNamedPipes(pipes => (pipes.CurrentUserOnly, pipes.PipeSecurity) = (false, list));
        }

        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = MaxBodyBytes;
            kestrel.AddServerHeader = false;
            if (OperatingSystem.IsWindows())
            {
                kestrel.ListenNamedPipe(PipeName(folder.Path));
                return;
            }
            File.Delete(folder.SocketFile);
            kestrel.ListenUnixSocket(folder.SocketFile);
        });
    }

    /// <summary>Only the owner may connect. To be called once the socket exists.</summary>
    public static void Protect(DataFolder folder)
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(folder.SocketFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    /// <summary>Maps the two endpoints.</summary>
    public static void Map(WebApplication app, TimeSpan timeout)
    {
        var watchers = new SemaphoreSlim(MaxWatchers);
        app.MapPost("/command", (HttpContext http) => CommandAsync(http, timeout));
        app.MapGet("/watch", (HttpContext http) => WatchAsync(http, timeout, watchers));
    }

    private static async Task CommandAsync(HttpContext http, TimeSpan timeout)
    {
        CommandReply reply;
        try
        {
            var command = await JsonSerializer.DeserializeAsync<ArbCommand>(http.Request.Body, CommandJson.Inbound, http.RequestAborted);
            reply = command is null
                ? new CommandFailed(FailureKind.BadRequest, "the body must be a command as JSON")
                : command is OpenDashboard ? Link(http.RequestServices) : await AskAsync(http.RequestServices, command, timeout, http.RequestAborted);
        }
        catch (Exception wrong) when (wrong is JsonException or NotSupportedException or BadHttpRequestException)
        {
            reply = new CommandFailed(FailureKind.BadRequest, $"no command: {wrong.Message}");
        }
        http.Response.StatusCode = reply is CommandFailed { Kind: FailureKind.BadRequest } ? StatusCodes.Status400BadRequest : StatusCodes.Status200OK;
        http.Response.ContentType = "application/json";
        await JsonSerializer.SerializeAsync(http.Response.Body, reply, CommandJson.Compact, http.RequestAborted);
    }

    private static async Task WatchAsync(HttpContext http, TimeSpan timeout, SemaphoreSlim watchers)
    {
        if (!watchers.Wait(0))
        {
            http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }
        // An engine that ends does not wait for those who watch it.
        using var over = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, http.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping);
        try
        {
            http.Response.ContentType = "text/event-stream";
            using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1));
            do
            {
                var reply = await AskAsync(http.RequestServices, new GetStatus(), timeout, over.Token);
                await http.Response.WriteAsync($"data: {JsonSerializer.Serialize(reply, CommandJson.Compact)}\n\n", over.Token);
                await http.Response.Body.FlushAsync(over.Token);
            }
            while (await timer.WaitForNextTickAsync(over.Token));
        }
        catch (OperationCanceledException)
        {
            // The watcher went away, or the engine ends.
        }
        finally
        {
            watchers.Release();
        }
    }

    private static CommandReply Link(IServiceProvider services) => services.GetService<DeskLogins>() is { } logins
        ? logins.NewLink()
        : new CommandFailed(FailureKind.Refused, "this engine has no dashboard: set arb.dashboard.enabled = on and start it anew");

    /// <summary>Sends a command to whoever answers it, in this process: what the control channel and the dashboard do with every command.</summary>
    internal static async Task<CommandReply> AskAsync(IServiceProvider services, ArbCommand command, TimeSpan timeout, CancellationToken cancel)
    {
        var gate = services.GetService<ExtensionGate>();
        if (ExtensionGate.Takes(command))
            return gate is null ? new CommandFailed(FailureKind.Refused, ExtensionGate.Off) : await gate.AnswerAsync(command, () => AskActorAsync(services, new GetStatus(), timeout, cancel));
        var reply = await AskActorAsync(services, command, timeout, cancel);
        if (command is RemoveAccount removed && reply is Done)
            gate?.Forget(removed.Account);
        return reply;
    }

    /// <summary>Asks the actor of commands, in this process.</summary>
    internal static async Task<CommandReply> AskActorAsync(IServiceProvider services, ArbCommand command, TimeSpan timeout, CancellationToken cancel)
    {
        var commands = services.GetRequiredService<IReadOnlyActorRegistry>().Get<CommandsActor>();
        command = TypedText.Clean(command, services.GetRequiredService<SecretMask>());
        try
        {
            // The actors answer their own time-outs; this one only guards against an actor that died with the question. Resets wait for executions to end.
            var patience = command is SwitchAccount or ResetAccount ? TimeSpan.FromMinutes(5) : timeout * 2;
            return await commands.Ask<CommandReply>(command, patience, cancel);
        }
        catch (AskTimeoutException)
        {
            return new CommandFailed(FailureKind.Failed, "the engine did not answer in time; arb logs shows why");
        }
    }
}
