using System.Reflection;
using System.Text.Json;
using Akka.Configuration.Hocon;

namespace Akka.Configuration;

/// <summary>Makes configurations from HOCON.</summary>
public class ConfigurationFactory
{
    /// <summary>A configuration without keys.</summary>
    public static Config Empty => ParseString(string.Empty);

    /// <summary>Parses HOCON text.</summary>
    /// <param name="hocon">The text.</param>
    /// <param name="includeCallback">Gives the content of an <c>include</c>; without it a path is read relative to the working directory.</param>
    /// <exception cref="FormatException">The text is malformed; the message has line and column.</exception>
    public static Config ParseString(string hocon, Func<string, HoconRoot>? includeCallback) => new(Parser.Parse(hocon, includeCallback));

    /// <summary>Parses HOCON text.</summary>
    /// <param name="hocon">The text.</param>
    /// <exception cref="FormatException">The text is malformed; the message has line and column.</exception>
    public static Config ParseString(string hocon) => ParseString(hocon, null);

    /// <summary>The configuration of the application's <c>app.config</c>; this kernel has none and gives an empty one.</summary>
    public static Config Load() => Empty;

    /// <summary>The defaults of the actor system.</summary>
    public static Config Default() => FromResource("Akka.Configuration.akka.conf", typeof(ConfigurationFactory).Assembly);

    /// <summary>Parses a text embedded in the assembly of a type or object.</summary>
    /// <param name="resourceName">The name of the resource.</param>
    /// <param name="instanceInAssembly">An assembly, a type, or an object whose type is in the assembly.</param>
    public static Config FromResource(string resourceName, object instanceInAssembly) => FromResource(resourceName, instanceInAssembly switch
    {
        Assembly assembly => assembly,
        Type type => type.Assembly,
        _ => instanceInAssembly.GetType().Assembly,
    });

    /// <summary>Parses a text embedded in the assembly of a type.</summary>
    /// <typeparam name="TAssembly">A type of the assembly.</typeparam>
    /// <param name="resourceName">The name of the resource.</param>
    public static Config FromResource<TAssembly>(string resourceName) => FromResource(resourceName, typeof(TAssembly).Assembly);

    /// <summary>Parses a text embedded in an assembly.</summary>
    /// <param name="resourceName">The name of the resource.</param>
    /// <param name="assembly">The assembly.</param>
    /// <exception cref="ConfigurationException">The assembly has no such resource.</exception>
    public static Config FromResource(string resourceName, Assembly assembly)
    {
        using Stream stream = assembly.GetManifestResourceStream(resourceName)
            ?? throw new ConfigurationException($"The assembly {assembly.GetName().Name} has no resource '{resourceName}'.");
        using var reader = new StreamReader(stream);
        return ParseString(reader.ReadToEnd());
    }

    /// <summary>The public properties of an object as a configuration.</summary>
    /// <param name="source">The object; it is written as JSON and parsed.</param>
    public static Config FromObject(object source) => ParseString(JsonSerializer.Serialize(source));

    /// <summary>Parses a file whose includes are relative to its own folder.</summary>
    internal static Config ParseFile(string path) => new(Parser.ParseFile(path));
}
