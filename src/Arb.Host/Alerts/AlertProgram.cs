using System.Diagnostics;
using Arb.Domain.Health;

namespace Arb.Host.Alerts;

/// <summary>One run of a program for one alert: it has taken it when it ends with code 0 before the deadline.</summary>
internal static class AlertProgram
{
    /// <param name="start">Program, arguments, environment.</param>
    /// <param name="input">One line for its standard input; empty: it is closed at once.</param>
    /// <param name="quoted">True: what it complained of first belongs to the answer.</param>
    /// <param name="cancel">The deadline.</param>
    public static async Task<AlertDelivery> RunAsync(ProcessStartInfo start, string input, bool quoted, CancellationToken cancel) =>
        await ChildProgram.RunAsync(start, input, cancel).ConfigureAwait(false) switch
        {
            { Started: false } none => new AlertDelivery(false, $"{start.FileName} did not start: {none.Said}", Retry: false),
            { Code: null } => new AlertDelivery(false, "it did not end in time and was killed"),
            { Code: var code, Said: var said } => new AlertDelivery(code == 0, $"exit code {code}{(quoted && code != 0 && said.Length > 0 ? $": {said}" : "")}"),
        };
}
