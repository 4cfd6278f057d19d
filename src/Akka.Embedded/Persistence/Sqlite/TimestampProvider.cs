namespace Akka.Persistence.Sql.Common.Journal;

/// <summary>Gives events the time stored with them.</summary>
public interface ITimestampProvider
{
    /// <summary>The time of an event, in ticks of UTC.</summary>
    /// <param name="message">The event.</param>
    long GenerateTimestamp(IPersistentRepresentation message);
}

/// <summary>Gives the time of the clock.</summary>
public sealed class DefaultTimestampProvider : ITimestampProvider
{
    private readonly Func<DateTimeOffset> _now;

    /// <summary>Uses the clock of the computer.</summary>
    public DefaultTimestampProvider()
        : this(() => DateTimeOffset.UtcNow)
    {
    }

    /// <summary>Uses the clock of an actor system, which may be virtual.</summary>
    internal DefaultTimestampProvider(Func<DateTimeOffset> now)
    {
        _now = now;
    }

    /// <inheritdoc/>
    public long GenerateTimestamp(IPersistentRepresentation message) => _now().UtcTicks;
}
