using System.Diagnostics;

namespace Arb.E2E.Tests;

/// <summary>One build of <c>arb</c> and what it takes to start it.</summary>
/// <param name="Command">Program, and what comes before arb's own arguments.</param>
/// <param name="Environment">What it finds in its environment beside the usual.</param>
/// <param name="PathOf">How it writes a path of this system.</param>
/// <param name="Channel">Makes a way to the engine of a data folder.</param>
internal sealed record ArbProgram(IReadOnlyList<string> Command, IReadOnlyDictionary<string, string> Environment, Func<string, string> PathOf, Func<string, IEngineChannel> Channel)
{
    /// <summary>Built beside this assembly.</summary>
    public static ArbProgram Here { get; } = new(
        [System.Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", Path.Combine(AppContext.BaseDirectory, "arb.dll")],
        new Dictionary<string, string>(), path => path, folder => new SocketChannel(folder));

    /// <summary>A process in production mode, without the CI variables of this run: safe mode would keep every bet at home.</summary>
    public ProcessStartInfo With(params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(Command[0], Command.Skip(1).Concat(arguments)) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.Environment.Remove("CI");
        start.Environment.Remove("NODE_ENV");
        foreach (var (name, value) in Environment)
            start.Environment[name] = value;
        return start;
    }
}
