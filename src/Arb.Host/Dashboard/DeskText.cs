using System.Globalization;
using Arb.Domain.Commands;
using Arb.Domain.Execution;
using Arb.Domain.Health;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;

namespace Arb.Host.Dashboard;

/// <summary>Words and numbers as the desk writes them.</summary>
internal static class DeskText
{
    public static string Age(DateTimeOffset now, DateTimeOffset? at) => at is { } then ? Span(now - then) : "–";

    public static string Span(TimeSpan span) => span switch
    {
        { TotalSeconds: < 1 } => "now",
        { TotalSeconds: < 100 } => Invariant($"{(int)span.TotalSeconds} s"),
        { TotalMinutes: < 100 } => Invariant($"{(int)span.TotalMinutes} min"),
        { TotalHours: < 48 } => Invariant($"{(int)span.TotalHours} h {span.Minutes:00}"),
        _ => Invariant($"{(int)span.TotalDays} d"),
    };

    public static string Number(long? value) => value is { } number ? number.ToString("#,0", CultureInfo.InvariantCulture) : "–";

    public static string Signed(decimal amount) => (amount > 0m ? "+" : "") + amount.ToString("#,0.00", CultureInfo.InvariantCulture).Replace('-', '−');

    /// <summary>Class of an amount: a loss is not told by colour alone, it has its sign.</summary>
    public static string Tone(decimal amount) => amount < 0m ? "bad" : amount > 0m ? "good" : "";

    public static string Percent(decimal fraction) => (fraction * 100m).ToString("0.00", CultureInfo.InvariantCulture) + " %";

    public static string Iso(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    public static string Precise(DateTimeOffset at) => at.ToLocalTime().ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture);

    public static string Day(DateOnly day) => day.ToString("d MMM", CultureInfo.InvariantCulture);

    /// <summary><c>leg-intended-v1</c> → <c>leg intended</c>.</summary>
    public static string Step(string step)
    {
        var version = step.LastIndexOf("-v", StringComparison.Ordinal);
        return (version > 0 && step[(version + 2)..].All(char.IsAsciiDigit) ? step[..version] : step).Replace('-', ' ');
    }

    public static string Lamp(Lamp lamp) => lamp.ToString().ToUpperInvariant();

    public static string State(AccountState state) => AccountFsm.Name(state);

    public static string Result(ExecutionResult result) => result == ExecutionResult.WithPerson ? "needs you" : result.ToString().ToLowerInvariant();

    public static string Tone(ExecutionResult result) => result switch
    {
        ExecutionResult.Complete => "good",
        ExecutionResult.Hedged or ExecutionResult.Resolved => "warn",
        ExecutionResult.WithPerson => "bad",
        ExecutionResult.Open => "live",
        _ => "",
    };

    public static string Tone(LegStatus status) => status switch
    {
        LegStatus.Accepted => "good",
        LegStatus.Unknown => "bad",
        LegStatus.Rejected => "warn",
        LegStatus.Intended or LegStatus.Pending => "live",
        _ => "",
    };

    public static string Tone(LogSeverity severity) => severity switch
    {
        LogSeverity.Alarm or LogSeverity.Error => "bad",
        LogSeverity.Warning => "warn",
        _ => "",
    };

    public static string Tone(Alert alert) => alert.Kind == AlertKind.PositionClosed ? "good" : Tone(alert.Severity);

    /// <summary>A message without the execution's name at its beginning, where that stands before it as a link.</summary>
    public static string Without(ExecutionId? execution, string message) =>
        execution is { } id && message.StartsWith(id.Value, StringComparison.Ordinal) ? message[id.Value.Length..].TrimStart(' ', ':') : message;

    /// <summary>What the person in front of the desk does next; null when nothing.</summary>
    public static string? Advice(StatusReport status)
    {
        if (Views.StatusView.Gaps(status) is { } gaps)
            return $"{gaps}; what is shown of the rest is true.";
        if (status.NeedsPerson > 0)
            return status.NeedsPerson == 1 ? "An execution waits for your decision." : Invariant($"{status.NeedsPerson} executions wait for your decision.");
        if (status.WaitForApproval > 0)
            return status.WaitForApproval == 1 ? "A plan waits for your approval, below." : Invariant($"{status.WaitForApproval} plans wait for your approval, below.");
        if (status.Accounts.Count == 0)
            return "Add your first account above: the address of the bookmaker's site is all it takes.";
        if (status.Accounts.All(account => !account.Enabled))
            return "Switch an account on: a browser window opens, log in there by hand.";
        if (status.Accounts.FirstOrDefault(account => account is { Enabled: true, State: AccountState.WaitProvider }) is { } waiting)
            return $"{waiting.Account}: log in in its browser window, open the odds page, then mark the provider on its page.";
        if (status.State == "KILLED")
            return $"The kill switch was pulled ({status.Reason}). When that is put right, start the engine.";
        return status.State == "STOPPED" && status.Accounts.Any(account => account.Lamp == Domain.Health.Lamp.Green)
            ? "Prices arrive. Start the engine to let it execute."
            : null;
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
