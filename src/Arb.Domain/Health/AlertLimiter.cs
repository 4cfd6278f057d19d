using Arb.Domain.Primitives;

namespace Arb.Domain.Health;

/// <summary>
/// Lets the first alert of a kind about an account or execution through at once, holds what follows within an interval, and gives it out as one at the interval's end: the last message,
/// the worst severity, and how many there were. Pure; times are the caller's. Holds at most one alert a key, and forgets a key that has been quiet for an interval.
/// </summary>
/// <param name="interval">The interval.</param>
public sealed class AlertLimiter(TimeSpan interval)
{
    private readonly Dictionary<(AlertKind Kind, AccountId? Account, ExecutionId? Execution), Held> _keys = [];

    /// <summary>When something that is held is due, or null.</summary>
    public DateTimeOffset? NextDue => _keys.Values.Where(held => held.Alert is not null).Select(held => (DateTimeOffset?)held.Until).Min();

    /// <summary>Keys that are watched now.</summary>
    public int Keys => _keys.Count;

    /// <summary>The alert itself when it may go out now; null when it is held back.</summary>
    public Alert? Offer(Alert alert, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(alert);
        // What a person did or waits for: late it would be untrue, and there is no burst of it.
        if (alert.Kind is AlertKind.KillSwitch or AlertKind.PositionClosed)
            return alert;
        var key = (alert.Kind, alert.Account, alert.Execution);
        if (!_keys.TryGetValue(key, out var held) || (held.Until <= now && held.Alert is null))
        {
            _keys[key] = new Held(now + interval, null);
            return alert;
        }
        _keys[key] = held with { Alert = held.Alert is { } waiting ? alert with { Count = waiting.Count + alert.Count, Severity = Worse(waiting.Severity, alert.Severity) } : alert };
        return null;
    }

    /// <summary>Drops what is held about an execution: told after its end it would be untrue.</summary>
    public void Drop(ExecutionId execution)
    {
        foreach (var key in _keys.Keys.Where(key => key.Execution == execution).ToList())
            _keys.Remove(key);
    }

    /// <summary>What is due, in order of kind and subject; each begins a new interval.</summary>
    public IReadOnlyList<Alert> Due(DateTimeOffset now)
    {
        var due = new List<Alert>();
        foreach (var (key, held) in _keys.Where(pair => pair.Value.Until <= now).OrderBy(pair => pair.Key.Kind)
            .ThenBy(pair => pair.Key.Account?.Value, StringComparer.Ordinal).ThenBy(pair => pair.Key.Execution?.Value, StringComparer.Ordinal).ToList())
        {
            if (held.Alert is null)
            {
                _keys.Remove(key);
                continue;
            }
            due.Add(held.Alert);
            _keys[key] = new Held(now + interval, null);
        }
        return due;
    }

    private static LogSeverity Worse(LogSeverity first, LogSeverity second) => first > second ? first : second;

    private sealed record Held(DateTimeOffset Until, Alert? Alert);
}
