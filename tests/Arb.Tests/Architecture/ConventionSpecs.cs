using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Arb.Tests.Architecture;

/// <summary>Habits that a compiler does not enforce, read from the source and from the compiled types.</summary>
public sealed partial class ConventionSpecs
{
    private const int MaxLinesPerFile = 420;
    private const int MaxLinesOfProgram = 40;
    private const BindingFlags Statics = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    [Fact]
    public void Should_read_no_ambient_clock_randomness_or_id_in_domain_and_actors()
    {
        Assert.Empty(Repository.Find(Ambient(), Repository.Sources("src/Arb.Domain", "src/Arb.Actors")));
    }

    [Fact]
    public void Should_read_the_environment_in_the_host_only()
    {
        var elsewhere = Repository.EngineProjects.Where(project => project != "Arb.Host").Select(project => "src/" + project).ToArray();
        Assert.Empty(Repository.Find(ReadsEnvironment(), Repository.Sources(elsewhere)));
    }

    [Fact]
    public void Should_not_sleep_in_tests()
    {
        Assert.Empty(Repository.Find(Sleeps(), Repository.Sources("tests")));
    }

    [Fact]
    public void Should_carry_no_actor_in_a_message_of_a_protocol_file()
    {
        var protocols = Repository.Sources("src/Arb.Domain", "src/Arb.Actors").Where(file => file.EndsWith("Protocol.cs", StringComparison.Ordinal)).ToArray();
        Assert.NotEmpty(protocols);
        Assert.Empty(Repository.Find(NamesActorRef(), protocols));
    }

    [Fact]
    public void Should_compile_every_line_in_every_build()
    {
        Assert.Empty(Repository.Find(Conditional(), Repository.Sources("src", "tests")));
    }

    [Fact]
    public void Should_keep_files_short_enough_to_read()
    {
        Assert.Empty(Repository.Sources("src", "tests")
            .Select(file => (File: file, Lines: Repository.Read(file).Count(c => c == '\n')))
            .Where(file => file.Lines > MaxLinesPerFile)
            .Select(file => $"{file.File}: {file.Lines} lines"));
    }

    [Fact]
    public void Should_start_the_host_in_a_few_lines()
    {
        Assert.InRange(Repository.Read("src/Arb.Host/Program.cs").Count(c => c == '\n'), 1, MaxLinesOfProgram);
    }

    [Theory]
    [InlineData("Arb.Domain")]
    [InlineData("Arb.Browser")]
    [InlineData("Arb.Providers")]
    [InlineData("Arb.Storage")]
    [InlineData("Arb.Sandbox")]
    [InlineData("Arb.Actors")]
    [InlineData("arb")]
    public void Should_have_no_mutable_static_state(string assembly)
    {
        Assert.Empty(from type in Assembly.Load(assembly).GetTypes()
                     from field in type.GetFields(Statics)
                     where !IsMadeByTheCompiler(field) && (IsAssignable(field) || IsShared(field.FieldType))
                     select $"{type.FullName}.{field.Name}");
    }

    private static bool IsAssignable(FieldInfo field) => !field.IsInitOnly && !field.IsLiteral;

    /// <summary>Collections made to be written by several threads have no place in a static field, readonly or not.</summary>
    private static bool IsShared(Type type) => type.Namespace == typeof(ConcurrentDictionary<,>).Namespace;

    /// <summary>Caches of lambdas and method groups; a property's backing field counts as written by us.</summary>
    private static bool IsMadeByTheCompiler(FieldInfo field) =>
        !field.Name.EndsWith("k__BackingField", StringComparison.Ordinal)
        && (field.Name.StartsWith('<') || field.DeclaringType!.Name.StartsWith('<') || field.DeclaringType.IsDefined(typeof(CompilerGeneratedAttribute)));

    [GeneratedRegex(@"\bDateTime(Offset)?\.(Utc)?(Now|Today)\b|\bGuid\.NewGuid\b|\bnew Random\(\)|\bRandom\.Shared\b|\bStopwatch\b|\bEnvironment\.TickCount|\bTimeProvider\.System\b|\bThread\.Sleep\b|\bTask\.Delay\b")]
    private static partial Regex Ambient();

    [GeneratedRegex(@"\bGetEnvironmentVariable")]
    private static partial Regex ReadsEnvironment();

    [GeneratedRegex(@"\bThread\.Sleep\b|\bTask\.Delay\b")]
    private static partial Regex Sleeps();

    [GeneratedRegex(@"\bIActorRef\b|\bICanTell\b|\bActorSelection\b")]
    private static partial Regex NamesActorRef();

    [GeneratedRegex(@"^\s*#\s*(if|elif)\b")]
    private static partial Regex Conditional();
}
