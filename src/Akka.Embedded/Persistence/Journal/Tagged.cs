using System.Collections.Immutable;

namespace Akka.Persistence.Journal;

/// <summary>An event with tags by which a reader of the journal finds it. Only the event is replayed.</summary>
public struct Tagged
{
    /// <summary>Creates the pair.</summary>
    /// <param name="payload">The event.</param>
    /// <param name="tags">The tags.</param>
    public Tagged(object payload, IEnumerable<string> tags)
        : this(payload, tags.ToImmutableHashSet())
    {
    }

    /// <summary>Creates the pair.</summary>
    /// <param name="payload">The event.</param>
    /// <param name="tags">The tags.</param>
    public Tagged(object payload, IImmutableSet<string> tags)
    {
        Payload = payload;
        Tags = tags;
    }

    /// <summary>The event.</summary>
    public object Payload { get; }

    /// <summary>The tags.</summary>
    public IImmutableSet<string> Tags { get; }
}
