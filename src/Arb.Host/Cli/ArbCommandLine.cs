using System.CommandLine;
using System.CommandLine.Invocation;
using System.Text.Json;
using Arb.Host.Configuration;
using Arb.Host.Control;
using Arb.Host.Demo;
using Arb.Host.Views;
using Arb.Storage;
using StorageException = Arb.Domain.Sessions.StorageException;

namespace Arb.Host.Cli;

/// <summary>The command line of <c>arb</c>: every command, and one place that turns what went wrong into a message and an exit code.</summary>
internal static class ArbCommandLine
{
    private const string About = """
        arb watches the odds of several bookmakers, finds surebets and executes them: no leg naked, no bet twice, no bet forgotten.
        It trades on paper until its configuration says live.
        """;

    /// <summary>Runs one command and returns its exit code (<see cref="ExitCodes"/>).</summary>
    public static async Task<int> InvokeAsync(string[] args, TextWriter output, TextWriter error, CancellationToken cancel = default)
    {
        error = new LettersWriter(error);
        var configuration = new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
        try
        {
            var parsed = Build().Parse(args);
            if (parsed.Action is not ParseErrorAction)
                return await parsed.InvokeAsync(configuration, cancel);
            foreach (var line in WrongArguments.Describe(parsed))
                await error.WriteLineAsync($"arb: {line}");
            await error.WriteLineAsync($"Help: {HelpExamples.NameOf(parsed.CommandResult.Command)} --help");
            return ExitCodes.BadRequest;
        }
        catch (Exception wrong)
        {
            if (StandardOutput.IsGone(wrong) || wrong is OperationCanceledException)
                return ExitCodes.Ok;
            await SayAsync(error, wrong);
            return CodeOf(wrong) ?? ExitCodes.Failed;
        }
    }

    private static async Task SayAsync(TextWriter error, Exception wrong)
    {
        try
        {
            // What nobody foresaw is a fault of arb: its place helps whoever mends it, and a page of frames helps nobody else.
            await error.WriteLineAsync(CodeOf(wrong) is null ? $"arb: a bug, please report it: {wrong.GetType().Name}: {wrong.Message}\n{wrong.StackTrace?.Split('\n')[0]}" : $"arb: {wrong.Message}");
        }
        catch (IOException)
        {
            // The terminal is gone: nobody is there to be told, and the exit code says it.
        }
    }

    internal static RootCommand Build()
    {
        var root = new RootCommand(About)
        {
            RunCommand.Build(),
            DemoCommand.Build(),
            DashboardCommand.Build(),
            StatusCommands.Status(),
            WatchCommand.Build(),
            DoctorCommand.Build(),
            AccountCommands.Build(),
            SessionCommands.Build(),
            CaptureCommands.Build(),
            ContractCommands.Build(),
            ExtensionCommands.Build(),
            EngineCommands.Build(),
            OpportunityCommands.Build(),
            PlanCommands.Plans(),
            PlanCommands.Approve(),
            ExecutionCommands.Build(),
            MoneyCommands.Exposure(),
            MoneyCommands.Profit(),
            ReportCommand.Build(),
            BindingCommands.Build(),
            AliasCommands.Build(),
            SimulateCommand.Build(),
            AlertCommands.Build(),
            LogCommands.Logs(),
            LogCommands.Config(),
            BackupCommands.Backup(),
            BackupCommands.Restore(),
            BackupCommands.Accept(),
            ServiceCommands.Build(),
            SendCommand.Build(),
            CompletionCommand.Build(),
            EngineCommands.ShutDown(),
        };
        HelpExamples.Attach(root);
        return root;
    }

    private static int? CodeOf(Exception wrong) => wrong switch
    {
        SettingsException or FormatException or UsageException => ExitCodes.BadRequest,
        NoEngineException => ExitCodes.Refused,
        DemoException => ExitCodes.CheckFailed,
        FolderInUseException => ExitCodes.FolderInUse,
        StorageException or IOException or UnauthorizedAccessException or JsonException or HttpRequestException => ExitCodes.Failed,
        _ => null,
    };
}

/// <summary>Arguments that are wrong together, or name a file that cannot be read.</summary>
internal sealed class UsageException(string message, Exception? inner = null) : Exception(message, inner);
