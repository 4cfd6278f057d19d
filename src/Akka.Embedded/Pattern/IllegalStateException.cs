using Akka.Actor;

namespace Akka.Pattern;

/// <summary>Something happened that the state does not allow.</summary>
public class IllegalStateException : AkkaException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What happened.</param>
    public IllegalStateException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What happened.</param>
    /// <param name="innerEx">The exception behind it.</param>
    public IllegalStateException(string message, Exception innerEx)
        : base(message, innerEx)
    {
    }
}
