using System.Diagnostics.CodeAnalysis;
using Akka.Configuration;

namespace Akka.Util.Internal;

/// <summary>Refusals that name what is missing and where to get it.</summary>
internal static class Unsupported
{
    public static ConfigurationException Feature(string feature)
        => new($"Akka.Embedded does not have {feature}. Build with the 'nuget' flavour (-p:Akka=nuget) to run on Akka.NET's own packages, which do.");
}

/// <summary>Finds types by the names used in configuration, whichever flavour the name was written for.</summary>
internal static class TypeFinder
{
    [UnconditionalSuppressMessage("Trimming", "IL2057", Justification = "The host is not trimmed.")]
    public static Type? Find(string name)
    {
        if (Type.GetType(name, throwOnError: false) is { } exact)
            return exact;
        // "X, Akka" and "X, Akka.TestKit" live in other assemblies here.
        var comma = name.IndexOf(',');
        var bare = (comma < 0 ? name : name[..comma]).Trim();
        var assembly = comma < 0 ? "" : name[(comma + 1)..].Trim();
        if (comma >= 0 && assembly.Split(',')[0] != "Akka" && !assembly.StartsWith("Akka.", StringComparison.Ordinal))
            return null;
        if (typeof(TypeFinder).Assembly.GetType(bare) is { } own)
            return own;
        return AppDomain.CurrentDomain.GetAssemblies().Select(a => a.GetType(bare)).FirstOrDefault(t => t is not null);
    }
}
