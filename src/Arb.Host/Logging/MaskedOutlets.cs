using Arb.Domain.Commands;
using Arb.Domain.Health;

namespace Arb.Host.Logging;

/// <summary>The table <c>system_log</c> behind the mask of the log file: what was stored before a value was known to be secret is masked when it is read.</summary>
internal sealed class MaskedSystemLog(ISystemLog inner, SecretMask mask) : ISystemLog
{
    public Task AppendAsync(IReadOnlyList<SystemLogEntry> entries) => inner.AppendAsync([.. entries.Select(Clean)]);

    public async Task<LogPage> ReadAsync(LogQuery query)
    {
        var page = await inner.ReadAsync(query);
        return page with { Entries = [.. page.Entries.Select(Clean)] };
    }

    private SystemLogEntry Clean(SystemLogEntry entry) => mask.Clean(entry.Message) is var clean && ReferenceEquals(clean, entry.Message) ? entry : entry with { Message = clean };
}

/// <summary>A sink of alerts that leaves no secret out of this machine.</summary>
internal sealed class MaskedAlertSink(IAlertSink inner, SecretMask mask) : IAlertSink
{
    public string Name => inner.Name;

    public string Target => inner.Target;

    public Task<AlertDelivery> DeliverAsync(Alert alert, CancellationToken cancel) => inner.DeliverAsync(alert with { Message = mask.Clean(alert.Message) }, cancel);
}

/// <summary>What a person types goes into journal, audit, log and alerts: it is masked before it goes anywhere.</summary>
internal static class TypedText
{
    public static ArbCommand Clean(ArbCommand command, SecretMask mask)
    {
        if (command is ImportSession session)
            foreach (var value in session.Cookies.Values.Concat(session.Tokens.Values).Concat(session.PathCookies.Select(cookie => cookie.Value)))
                mask.Know(value);
        return command switch
        {
            KillSwitch kill => kill with { Reason = mask.Clean(kill.Reason) },
            DecideExecution decide => decide with { Note = mask.Clean(decide.Note) },
            SettleBet settle => settle with { Note = mask.Clean(settle.Note) },
            _ => command,
        };
    }
}
