using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Arb.Tests.Laws;

/// <summary>What a compiled assembly really uses: literals, calls and types, read from its metadata.</summary>
internal static class AssemblyFacts
{
    public static Assembly Domain { get; } = typeof(Arb.Domain.RuntimeMode).Assembly;

    public static Assembly Actors { get; } = typeof(Arb.Actors.EngineClock).Assembly;

    public static Assembly Providers { get; } = typeof(Arb.Providers.BuiltInProtocols).Assembly;

    public static Assembly Browser { get; } = typeof(Arb.Browser.Tabs.TabKeeper).Assembly;

    public static Assembly Storage { get; } = typeof(Arb.Storage.ArbDatabase).Assembly;

    public static Assembly Host { get; } = typeof(Arb.Host.Configuration.ArbSettings).Assembly;

    public static Assembly[] Engine { get; } = [Domain, Actors, Providers, Browser, Storage, Host];

    public static IReadOnlyList<string> Literals(Assembly assembly) => Read(assembly, reader =>
    {
        var literals = new List<string>();
        var handle = MetadataTokens.UserStringHandle(0);
        do
        {
            literals.Add(reader.GetUserString(handle));
            handle = reader.GetNextHandle(handle);
        }
        while (!handle.IsNil);
        return literals;
    });

    /// <summary>Members of other assemblies that are used: <c>Namespace.Type.Member/parameters</c>.</summary>
    public static IReadOnlyList<string> Calls(Assembly assembly) => Read(assembly, reader =>
    {
        var calls = new List<string>();
        foreach (var handle in reader.MemberReferences)
        {
            var member = reader.GetMemberReference(handle);
            if (member.Parent.Kind != HandleKind.TypeReference || member.GetKind() != MemberReferenceKind.Method)
                continue;
            var signature = reader.GetBlobReader(member.Signature);
            var header = signature.ReadSignatureHeader();
            if (header.IsGeneric)
                signature.ReadCompressedInteger();
            calls.Add($"{Name(reader, (TypeReferenceHandle)member.Parent)}.{reader.GetString(member.Name)}/{signature.ReadCompressedInteger()}");
        }
        return calls;
    });

    public static IReadOnlyList<string> Types(Assembly assembly) => Read(assembly, reader => reader.TypeReferences.Select(handle => Name(reader, handle)).ToList());

    public static IReadOnlyList<string> References(Assembly assembly) => [.. assembly.GetReferencedAssemblies().Select(name => name.Name!)];

    /// <summary>The repository's folder, found from where the tests run.</summary>
    public static string Root { get; } = FindRoot();

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Arb.Actors.sln")))
                return folder.FullName;
        throw new InvalidOperationException("the tests do not run inside the repository");
    }

    private static string Name(MetadataReader reader, TypeReferenceHandle handle)
    {
        var type = reader.GetTypeReference(handle);
        var outer = type.ResolutionScope.Kind == HandleKind.TypeReference ? Name(reader, (TypeReferenceHandle)type.ResolutionScope) + "+" : "";
        var space = reader.GetString(type.Namespace);
        return outer + (space.Length == 0 ? "" : space + ".") + reader.GetString(type.Name);
    }

    private static T Read<T>(Assembly assembly, Func<MetadataReader, T> read)
    {
        using var stream = File.OpenRead(assembly.Location);
        using var file = new PEReader(stream);
        return read(file.GetMetadataReader());
    }
}
