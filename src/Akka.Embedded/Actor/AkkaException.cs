namespace Akka.Actor;

/// <summary>The base of every exception the actor system throws of its own accord.</summary>
public abstract class AkkaException : Exception
{
    /// <summary>Creates an exception without a message.</summary>
    protected AkkaException()
    {
    }

    /// <summary>Creates an exception.</summary>
    /// <param name="message">What went wrong.</param>
    /// <param name="cause">The exception behind it, if any.</param>
    protected AkkaException(string? message, Exception? cause = null)
        : base(message, cause)
    {
    }

    /// <summary>The exception behind this one, if any.</summary>
    protected Exception? Cause => InnerException;
}
