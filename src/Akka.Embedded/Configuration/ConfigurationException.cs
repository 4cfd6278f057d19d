using Akka.Actor;

namespace Akka.Configuration;

/// <summary>Says that a configuration cannot be used: a value is missing, malformed or names something unknown.</summary>
public class ConfigurationException : AkkaException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong, with the path concerned.</param>
    public ConfigurationException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with the exception behind it.</summary>
    /// <param name="message">What is wrong, with the path concerned.</param>
    /// <param name="exception">The exception behind it.</param>
    public ConfigurationException(string message, Exception? exception)
        : base(message, exception)
    {
    }

    /// <summary>The exception for a component whose configuration section is absent or empty.</summary>
    /// <typeparam name="T">The component that cannot be created.</typeparam>
    /// <param name="path">The path of the section, if it is known.</param>
    public static ConfigurationException NullOrEmptyConfig<T>(string? path = null) => new(
        string.IsNullOrWhiteSpace(path)
            ? $"Cannot create {typeof(T).Name}: its configuration is missing or empty."
            : $"Cannot create {typeof(T).Name}: the configuration has no section `{path}`.");
}
