namespace Arb.Browser.Launching;

/// <summary>How the engine reaches the DevTools of a browser that it starts.</summary>
internal enum DevToolsLink : byte
{
    /// <summary>Two pipes that only the browser inherits: nobody else can attach.</summary>
    Pipes,

    /// <summary>A port of the loopback interface that the browser chooses: every process of this machine can ask there. Where pipes are refused.</summary>
    Port,
}

/// <summary>What is to be started.</summary>
/// <param name="Executable">The browser.</param>
/// <param name="Arguments">Its arguments, one each, not quoted.</param>
/// <param name="Link">Whether it gets pipes.</param>
/// <param name="Folder">Whose profile.</param>
/// <param name="Said">Is told each line of its error output.</param>
internal sealed record BrowserStart(string Executable, IReadOnlyList<string> Arguments, DevToolsLink Link, ProfileFolder Folder, Action<string> Said);

/// <summary>A browser as this system runs it. Disposing frees what is ours; a browser that still runs ends with it on Windows only, so it is killed first.</summary>
internal interface IBrowserProcess : IDisposable
{
    int Id { get; }

    /// <summary>When it began, UTC; with the id it tells the process from a later one with the same id. Throws <see cref="InvalidOperationException"/> when it ended already.</summary>
    DateTime Began { get; }

    /// <summary>Completes with the exit code.</summary>
    Task<int> Exited { get; }

    /// <summary>Completes when its error output has ended; a moment after the browser, or never where something that it started still has that output.</summary>
    Task Silent { get; }

    /// <summary>Our ends of the pipes, for one owner, who closes them; null without pipes.</summary>
    (Stream ToBrowser, Stream FromBrowser)? Pipes { get; }

    /// <summary>The browser has answered: from now on the pipes end when it does.</summary>
    void Answered();

    /// <summary>Ends it with all its children; <see cref="Exited"/> tells when.</summary>
    void Kill();
}

/// <summary>Starts browsers as this system does it.</summary>
internal static class BrowserProcess
{
    public static IBrowserProcess Start(BrowserStart start) => OperatingSystem.IsWindows() ? Windows.WindowsBrowser.Start(start) : UnixBrowser.Start(start);
}
