using Akka.Configuration;
using Akka.Configuration.Hocon;

namespace Arb.Host.Configuration;

/// <summary>A configuration that cannot be used: says which file, where, what was expected. The engine does not start.</summary>
public sealed class SettingsException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>
/// Reads HOCON: the built-in <c>arb.conf</c> (every setting), below a named preset (<c>demo.conf</c>, <c>ci.conf</c>), below the user's file, below <c>--set key=value</c>.
/// </summary>
public static class ConfigLoader
{
    /// <summary>The built-in reference: every key that exists.</summary>
    public static Config Reference() => ConfigurationFactory.ParseString(ReferenceText());

    /// <summary>Its text, comments included.</summary>
    public static string ReferenceText() => Embedded("arb.conf");

    /// <summary>Loads and checks. Throws <see cref="SettingsException"/> with file, line, column and what was expected, or with the unknown key and the nearest known one.</summary>
    public static Config Load(string? file, string? preset = null, IReadOnlyList<string>? overrides = null)
    {
        var reference = Reference();
        var config = reference;
        if (preset is not null)
            config = Checked(ConfigurationFactory.ParseString(Embedded(preset)), preset, reference).WithFallback(config);
        if (file is not null)
            config = Checked(ReadFile(file), file, reference).WithFallback(config);
        foreach (var item in overrides ?? [])
            config = Checked(ReadOverride(item), $"--set {item}", reference).WithFallback(config);
        return config;
    }

    private static Config ReadFile(string file)
    {
        string text;
        try
        {
            text = File.ReadAllText(file);
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException($"{file}: cannot be read: {wrong.Message}", wrong);
        }
        try
        {
            return ConfigurationFactory.ParseString(WellFormed(text, file), include => IncludeFile(file, include));
        }
        catch (Exception wrong) when (wrong is not SettingsException)
        {
            throw new SettingsException($"{file}: {wrong.Message}", wrong);
        }
    }

    private static string WellFormed(string text, string file) =>
        HoconShape.Fault(text) is { } fault ? throw new SettingsException($"{file}: {fault}") : text;

    private static HoconRoot IncludeFile(string from, string include)
    {
        var path = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(from)) ?? ".", include);
        if (!File.Exists(path))
            throw new SettingsException($"{from}: include \"{include}\": there is no file {path}");
        return Akka.Configuration.Hocon.Parser.Parse(WellFormed(File.ReadAllText(path), path), nested => IncludeFile(path, nested));
    }

    private static Config ReadOverride(string item)
    {
        var equals = item.IndexOf('=');
        if (equals <= 0)
            throw new SettingsException($"--set {item}: expected key=value, e.g. --set arb.engine.min-margin=0.01");
        try
        {
            return ConfigurationFactory.ParseString($"{item[..equals]} = {item[(equals + 1)..]}");
        }
        catch (Exception wrong)
        {
            throw new SettingsException($"--set {item}: {wrong.Message}", wrong);
        }
    }

    /// <summary>Every key must be in the reference, and be an object exactly where the reference has one.</summary>
    private static Config Checked(Config config, string origin, Config reference)
    {
        var known = Paths(reference).ToList();
        foreach (var (path, isObject) in Paths(config))
        {
            var match = known.FindIndex(k => k.Path == path);
            if (match < 0)
                throw new SettingsException($"{origin}: unknown key '{path}'; did you mean '{Nearest(path, known)}'? (every key: arb config)");
            if (known[match].IsObject != isObject)
                throw new SettingsException($"{origin}: '{path}' must be {(known[match].IsObject ? "a block { … }" : "a single value")}");
        }
        return config;
    }

    private static IEnumerable<(string Path, bool IsObject)> Paths(Config config)
    {
        return config.Root is { } root && root.IsObject() ? Walk(root.GetObject(), "") : [];

        static IEnumerable<(string, bool)> Walk(HoconObject? node, string prefix)
        {
            foreach (var (key, value) in node?.Items ?? [])
            {
                var path = prefix.Length == 0 ? key : $"{prefix}.{key}";
                yield return (path, value.IsObject());
                if (!value.IsObject())
                    continue;
                foreach (var inner in Walk(value.GetObject(), path))
                    yield return inner;
            }
        }
    }

    /// <summary>Leaving <c>arb.</c> out is the commonest slip, and a whole block lost by it must not pass in silence.</summary>
    private static string Nearest(string path, List<(string Path, bool IsObject)> known) =>
        known.Exists(k => k.Path == $"arb.{path}") ? $"arb.{path}" : Spelling.Nearest(path, known.Select(k => k.Path)) ?? "arb";

    private static string Embedded(string name)
    {
        using var stream = typeof(ConfigLoader).Assembly.GetManifestResourceStream($"hocon.{name}") ?? throw new InvalidOperationException($"hocon/{name} is not embedded");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
