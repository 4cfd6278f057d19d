using Arb.Benchmarks.Actors;
using Arb.Benchmarks.Binding;
using Arb.Benchmarks.Book;
using Arb.Benchmarks.Durable;
using Arb.Benchmarks.Feeds;
using Arb.Benchmarks.Measuring;
using Arb.Benchmarks.Pipeline;

namespace Arb.Benchmarks;

/// <summary>Measures the engine against the limits of its design, each figure beside the bound it is judged by, measured in the same run.</summary>
internal static class Program
{
    private const int Prices = 28_000;

    private const string Help = """
        usage: bench [--quick] [--json] [--only <part>] [--failures <file>]
          --quick        few rounds, for CI (under 20 s)
          --json         figures as JSON on standard output
          --only <part>  one of: pipeline, actors, book, durable, binding
          --failures <file>  writes every fixture that was not bound, and every wrong binding, to a file
        exit code: 0 every hard limit met, 1 one missed, 2 wrong arguments
        """;

    private static int Main(string[] args)
    {
        bool quick = false, json = false;
        string? only = null, failures = null;
        for (var i = 0; i < args.Length; i++)
        {
            switch (args[i])
            {
                case "--quick":
                    quick = true;
                    break;
                case "--json":
                    json = true;
                    break;
                case "--only" when i + 1 < args.Length && Parts.ContainsKey(args[i + 1]):
                    only = args[++i];
                    break;
                case SyncCount.Argument when i + 1 < args.Length && int.TryParse(args[i + 1], out var events):
                    DurableBench.Persist(events);
                    return 0;
                case "--failures" when i + 1 < args.Length:
                    failures = args[++i];
                    break;
                case "--help" or "-h":
                    Console.WriteLine(Help);
                    return 0;
                default:
                    Console.Error.WriteLine($"unknown argument: {args[i]}\n{Help}");
                    return 2;
            }
        }
        var report = new Report(json);
        report.Head();
        foreach (var (name, part) in Parts)
            if (only is null || only == name)
                part(new Request(quick, failures), report);
        report.End();
        return report.Failed ? 1 : 0;
    }

    private sealed record Request(bool Quick, string? FailuresFile);

    private static readonly Dictionary<string, Action<Request, Report>> Parts = new()
    {
        ["pipeline"] = (request, report) =>
        {
            PipelineBench.Run(new CmdFeed(Prices), request.Quick, report);
            PipelineBench.Run(new IsportFeed(Prices), request.Quick, report);
            PipelineBench.Run(new SboFeed(Prices), request.Quick, report);
        },
        ["actors"] = (request, report) =>
        {
            MessageBench.Run(request.Quick, report);
            ActorPathBench.Run(new CmdFeed(Prices), request.Quick, report);
            ActorPathBench.Run(new IsportFeed(Prices), request.Quick, report);
            ActorPathBench.Run(new SboFeed(Prices), request.Quick, report);
        },
        ["book"] = (request, report) => BookBench.Run(request.Quick, report),
        ["durable"] = (request, report) => DurableBench.Run(request.Quick, report),
        ["binding"] = (request, report) => BindingBench.Run(request.Quick, request.FailuresFile, report),
    };
}
