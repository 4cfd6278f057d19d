using System.Reflection;

namespace Arb.Tests.Architecture;

/// <summary>The arrows between the projects, read from the project files and from the compiled assemblies.</summary>
public sealed class ArchitectureSpecs
{
    private static readonly string[] DatabaseDrivers = ["Microsoft.Data.Sqlite", "SQLitePCLRaw", "Dapper", "Npgsql"];

    [Fact]
    public void Should_leave_the_domain_without_any_reference()
    {
        var project = Repository.ProjectFile("Arb.Domain");
        Assert.Empty(Repository.References(project, "ProjectReference"));
        Assert.Empty(Repository.References(project, "PackageReference"));
        Assert.Empty(Repository.References(project, "FrameworkReference"));
    }

    [Theory]
    [InlineData("Arb.Browser")]
    [InlineData("Arb.Providers")]
    [InlineData("Arb.Storage")]
    [InlineData("Arb.Sandbox")]
    [InlineData("Arb.Actors")]
    public void Should_let_a_part_reference_the_domain_only(string project)
    {
        Assert.Equal(["Arb.Domain"], Repository.References(Repository.ProjectFile(project), "ProjectReference"));
    }

    [Theory]
    [InlineData("Arb.Domain", "Arb.", "Akka", "Serilog", "Microsoft.", "SQLitePCLRaw", "Dapper", "System.Net.Http", "System.Net.Sockets", "System.Data")]
    [InlineData("Arb.Providers", "Arb.Browser", "Arb.Storage", "Arb.Actors", "Arb.Host", "Arb.Sandbox", "Akka", "Serilog", "Microsoft.Data", "SQLitePCLRaw", "Dapper")]
    [InlineData("Arb.Browser", "Arb.Providers", "Arb.Storage", "Arb.Actors", "Arb.Host", "Arb.Sandbox", "Akka", "Serilog", "Microsoft.Data", "SQLitePCLRaw", "Dapper")]
    [InlineData("Arb.Actors", "Arb.Providers", "Arb.Browser", "Arb.Storage", "Arb.Host", "Arb.Sandbox", "Serilog", "Microsoft.Data", "SQLitePCLRaw", "Dapper")]
    [InlineData("Arb.Storage", "Arb.Providers", "Arb.Browser", "Arb.Actors", "Arb.Host", "Arb.Sandbox", "Akka", "Serilog")]
    [InlineData("Arb.Sandbox", "Arb.Providers", "Arb.Browser", "Arb.Storage", "Arb.Actors", "Arb.Host", "Akka", "Microsoft.Data", "SQLitePCLRaw", "Dapper")]
    public void Should_compile_a_part_without_what_it_must_not_know(string assembly, params string[] forbidden)
    {
        var referenced = Assembly.Load(assembly).GetReferencedAssemblies().Select(name => name.Name!).ToArray();
        Assert.NotEmpty(referenced);
        Assert.DoesNotContain(referenced, name => forbidden.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal)));
    }

    [Fact]
    public void Should_have_one_part_with_a_database_driver()
    {
        var owners = Repository.EngineProjects.Where(project => Repository.References(Repository.ProjectFile(project), "PackageReference")
            .Any(package => DatabaseDrivers.Any(driver => package.StartsWith(driver, StringComparison.Ordinal))));
        Assert.Equal(["Arb.Storage"], owners);
    }

    [Fact]
    public void Should_ask_for_actors_only_where_actors_live()
    {
        var users = Repository.EngineProjects.Where(project => Repository.References(Repository.ProjectFile(project), "PackageReference").Any(package => package.StartsWith("Akka", StringComparison.Ordinal)));
        Assert.Equal(["Arb.Actors", "Arb.Host"], users.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Should_keep_every_project_in_the_solution()
    {
        var solution = Repository.Read("Arb.Actors.sln").Replace('\\', '/');
        var projects = BuildFiles("src").Concat(BuildFiles("tests")).Where(file => file.EndsWith(".csproj", StringComparison.Ordinal)).ToArray();
        Assert.NotEmpty(projects);
        Assert.All(projects, project => Assert.Contains(project, solution, StringComparison.Ordinal));
    }

    [Fact]
    public void Should_commit_a_lock_file_for_every_project()
    {
        var projects = BuildFiles("src").Concat(BuildFiles("tests")).Where(file => file.EndsWith(".csproj", StringComparison.Ordinal));
        Assert.All(projects, project => Assert.True(File.Exists(Path.Combine(Repository.Root, Path.GetDirectoryName(project)!, "packages.lock.json")), project));
    }

    [Fact]
    public void Should_pin_no_package_that_nobody_uses()
    {
        var used = BuildFiles("src").Concat(BuildFiles("tests"))
            .SelectMany(file => Repository.References(Path.Combine(Repository.Root, file), "PackageReference"))
            .ToHashSet();
        var pinned = Repository.References(Path.Combine(Repository.Root, "Directory.Packages.props"), "PackageVersion");
        Assert.NotEmpty(pinned);
        Assert.Empty(pinned.Except(used));
    }

    private static IEnumerable<string> BuildFiles(string folder) => new[] { "*.csproj", "*.props", "*.targets" }
        .SelectMany(pattern => Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), pattern, SearchOption.AllDirectories))
        .Select(file => Path.GetRelativePath(Repository.Root, file).Replace('\\', '/'))
        .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal);
}
