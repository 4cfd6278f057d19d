using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Arb.Tests.Architecture;

/// <summary>The repository that these tests were built from: its source files without comments, and what its projects reference.</summary>
internal static partial class Repository
{
    public static readonly string Root = FindRoot();

    /// <summary>The projects of the engine.</summary>
    public static readonly string[] EngineProjects = ["Arb.Domain", "Arb.Browser", "Arb.Providers", "Arb.Storage", "Arb.Sandbox", "Arb.Actors", "Arb.Host"];

    /// <summary>C# files under a folder of the repository, relative to the root, build output left out.</summary>
    public static IEnumerable<string> Sources(params string[] folders) => folders
        .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories))
        .Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/'))
        .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal);

    public static string Read(string file) => File.ReadAllText(Path.Combine(Root, file));

    /// <summary>Lines of a source file with comments blanked, so that prose about a forbidden call is no call.</summary>
    public static IEnumerable<(int Number, string Code)> Code(string file) =>
        BlockComment().Replace(Read(file), match => new string('\n', match.Value.Count(c => c == '\n')))
            .Split('\n')
            .Select((line, index) => (index + 1, LineComment().Replace(line, "$1")));

    /// <summary>Places in the code where a pattern occurs, as <c>file:line: code</c>.</summary>
    public static IReadOnlyList<string> Find(Regex pattern, IEnumerable<string> files) =>
        [.. from file in files from line in Code(file) where pattern.IsMatch(line.Code) select $"{file}:{line.Number}: {line.Code.Trim()}"];

    public static string ProjectFile(string project) => Path.Combine(Root, "src", project, project + ".csproj");

    /// <summary>Names of what a project file references by an element: <c>PackageReference</c>, <c>ProjectReference</c>, <c>FrameworkReference</c>.</summary>
    public static IReadOnlyList<string> References(string projectFile, string element) =>
        [.. XDocument.Load(projectFile).Descendants(element)
            .Select(reference => reference.Attribute("Include")!.Value.Replace('\\', '/'))
            .Select(include => element == "ProjectReference" ? Path.GetFileNameWithoutExtension(include) : include)
            .Order(StringComparer.Ordinal)];

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Arb.Actors.sln")))
                return folder.FullName;
        throw new InvalidOperationException($"no Arb.Actors.sln above {AppContext.BaseDirectory}");
    }

    [GeneratedRegex(@"/\*.*?\*/", RegexOptions.Singleline)]
    private static partial Regex BlockComment();

    // A comment starts at // that is not part of an address such as http://.
    [GeneratedRegex(@"(^|[^:""])//.*$")]
    private static partial Regex LineComment();
}
