using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Arb.Browser.DevTools;

namespace Arb.StandIn.Browser;

/// <summary>Stands in for a browser: the start of its DevTools, over the pipes or the port it is told, and what a test wants to know of how it was started.</summary>
internal static class StandIn
{
    /// <summary>First argument of what a browser starts.</summary>
    public const string Child = "child";

    /// <summary>A browser that knows no pipes: it ends.</summary>
    public const string EndsOverPipes = "--stand-in-ends-over-pipes";

    /// <summary>A browser that knows no pipes: it never answers.</summary>
    public const string SilentOverPipes = "--stand-in-silent-over-pipes";

    /// <summary>It does not close when asked, nor when the engine is gone.</summary>
    public const string Deaf = "--stand-in-deaf";

    /// <summary>It starts a process of its own.</summary>
    public const string WithChild = "--stand-in-with-child";

    private const int MaxMessage = 64 * 1024 * 1024;
    private const int ReadSize = 64 * 1024;

    public static int BeChild()
    {
        using var never = new ManualResetEvent(false);
        never.WaitOne();
        return 0;
    }

    public static async Task<int> RunAsync(string[] arguments)
    {
        var profile = arguments.Single(argument => argument.StartsWith("--user-data-dir=", StringComparison.Ordinal))["--user-data-dir=".Length..];
        using var child = arguments.Contains(WithChild) ? Process.Start(Environment.ProcessPath!, [Child, profile]) : null;
        // As Chrome does on Windows: nobody deletes it while this runs.
        await using var held = new FileStream(Path.Combine(profile, "lockfile"), FileMode.Create, FileAccess.ReadWrite, FileShare.Read, bufferSize: 1, FileOptions.DeleteOnClose);
        var devTools = new StandInTools(arguments, child?.Id);
        return arguments.Contains("--remote-debugging-pipe") ? OverPipes(arguments, devTools)
            : arguments.Contains("--remote-debugging-port=0") ? await StandInPort.ServeAsync(profile, devTools)
            : 2;
    }

    /// <summary>Windows names the pipes by their handles, Unix by the numbers 3 and 4.</summary>
    private static int OverPipes(string[] arguments, StandInTools devTools)
    {
        if (arguments.Contains(EndsOverPipes))
        {
            Console.Error.WriteLine("unknown switch remote-debugging-io-pipes");
            return 1;
        }
        if (arguments.Contains(SilentOverPipes))
            return BeChild();
        var names = arguments.SingleOrDefault(argument => argument.StartsWith("--remote-debugging-io-pipes=", StringComparison.Ordinal))?.Split('=')[1].Split(',') ?? ["3", "4"];
        using var input = Open(names[0], FileAccess.Read);
        using var output = Open(names[1], FileAccess.Write);
        var gate = new Lock();
        var splitter = new MessageSplitter(MaxMessage, message => devTools.Take(message, answer =>
        {
            lock (gate)
            {
                output.Write(answer);
                output.WriteByte(0);
            }
        }));
        var buffer = new byte[ReadSize];
        while (!devTools.Closed && input.Read(buffer) is var length and > 0)
            splitter.Push(buffer.AsMemory(0, length));
        return arguments.Contains(Deaf) ? BeChild() : 0;
    }

    private static FileStream Open(string handle, FileAccess access) =>
        new(new Microsoft.Win32.SafeHandles.SafeFileHandle(nint.Parse(handle, CultureInfo.InvariantCulture), ownsHandle: true), access, bufferSize: 0);
}

/// <summary>The few commands that a start needs, and two of its own: what it was started with, and an echo.</summary>
internal sealed class StandInTools(string[] arguments, int? child)
{
    private readonly string _tab = "tab-1";
    private bool _attached;

    /// <summary>It was asked to close.</summary>
    public bool Closed { get; private set; }

    /// <summary>Takes one message; answers, and tells what happens.</summary>
    public void Take(ReadOnlyMemory<byte> message, Action<byte[]> send)
    {
        var command = JsonNode.Parse(message.Span)!.AsObject();
        var session = command["sessionId"]?.GetValue<string>();
        var answer = new JsonObject { ["id"] = command["id"]!.GetValue<int>(), ["result"] = Result(command["method"]!.GetValue<string>(), command["params"]?.AsObject()) };
        if (session is not null)
            answer["sessionId"] = session;
        send(JsonSerializer.SerializeToUtf8Bytes(answer));
        if (command["method"]!.GetValue<string>() != "Target.setAutoAttach" || session is not null || _attached)
            return;
        _attached = true;
        var target = new JsonObject { ["targetId"] = _tab, ["type"] = "page", ["url"] = "about:blank" };
        send(JsonSerializer.SerializeToUtf8Bytes(new JsonObject
        {
            ["method"] = "Target.attachedToTarget",
            ["params"] = new JsonObject { ["sessionId"] = "session-1", ["targetInfo"] = target, ["waitingForDebugger"] = false },
        }));
    }

    private JsonObject Result(string method, JsonObject? parameters)
    {
        switch (method)
        {
            case "Browser.getVersion":
                return new JsonObject { ["product"] = "StandIn/1.0" };
            case "Browser.close":
                Closed = !arguments.Contains(StandIn.Deaf);
                return [];
            case "Storage.getCookies":
                return new JsonObject { ["cookies"] = new JsonArray() };
            case "StandIn.echo":
                return new JsonObject { ["text"] = parameters!["text"]!.GetValue<string>() };
            case "StandIn.started":
                return new JsonObject { ["arguments"] = new JsonArray([.. arguments.Select(argument => (JsonNode)argument)]), ["child"] = child };
            default:
                return [];
        }
    }
}
