namespace Arb.Domain.Execution;

/// <summary>The last look at a placement, pure: when its turn comes, and once more when its connection stands, directly before the first byte.</summary>
public static class LastGate
{
    /// <summary>Why it is not sent any more, or null. That it was not is a proof.</summary>
    /// <param name="place">The placement.</param>
    /// <param name="now">The present time, by a clock that counts sleep.</param>
    /// <param name="wokeAt">When the machine last woke; null: it did not sleep since the engine runs.</param>
    public static string? Refusal(Place place, DateTimeOffset now, DateTimeOffset? wokeAt) =>
        place.SendBefore <= now ? "it waited too long for its turn at this account, or the match begins"
        : place.Ticket.Quote.At < wokeAt ? "the machine slept since its quote"
        : null;
}
